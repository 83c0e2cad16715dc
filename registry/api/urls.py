from django.urls import path
from rest_framework.routers import SimpleRouter

from registry.api import views
from registry.api.approvals import ApprovalViewSet
from registry.api.checks import CheckView
from registry.api.labels import LabelView
from registry.api.search import SearchView, SuggestionsView

router = SimpleRouter()
router.register("approvals", ApprovalViewSet)
router.register("jurisdictions", views.JurisdictionViewSet)
router.register("authorities", views.AuthorityViewSet)
router.register("pathways", views.PathwayViewSet)
router.register("documents", views.DocumentViewSet)

urlpatterns = [
    path("checks", CheckView.as_view(), name="checks"),
    path("labels/", LabelView.as_view(), name="labels"),
    path("search/", SearchView.as_view(), name="search"),
    path("search/suggestions/", SuggestionsView.as_view(), name="suggestions"),
    *router.urls,
]
