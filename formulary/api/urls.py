from django.urls import path
from rest_framework.routers import SimpleRouter

from formulary.api import views
from formulary.api.plans import PlanCalendarView, PlanView
from formulary.api.screenings import ScreeningView

router = SimpleRouter()
router.register("ingredients", views.IngredientViewSet)
router.register("ingredient-classes", views.IngredientClassViewSet)
router.register("products", views.ProductViewSet)
router.register("cocktails", views.CocktailViewSet)
router.register("interactions", views.InteractionViewSet)
router.register("clinical-uses", views.ClinicalUseViewSet)
router.register("protocols", views.ProtocolViewSet)
router.register("routes", views.RouteViewSet)

urlpatterns = [
    path("screenings", ScreeningView.as_view(), name="screenings"),
    path("protocols/<str:slug>/plan", PlanView.as_view(), name="plan"),
    path("protocols/<str:slug>/plan.ics", PlanCalendarView.as_view(), name="plan-calendar"),
    *router.urls,
]
