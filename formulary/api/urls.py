from rest_framework.routers import SimpleRouter

from formulary.api import views

router = SimpleRouter()
router.register("ingredients", views.IngredientViewSet)
router.register("ingredient-classes", views.IngredientClassViewSet)
router.register("products", views.ProductViewSet)
router.register("cocktails", views.CocktailViewSet)
router.register("interactions", views.InteractionViewSet)
router.register("clinical-uses", views.ClinicalUseViewSet)
router.register("protocols", views.ProtocolViewSet)
router.register("routes", views.RouteViewSet)

urlpatterns = router.urls
