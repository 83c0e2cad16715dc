from django.urls import path
from rest_framework.routers import SimpleRouter

from registry.api import views
from registry.api.approvals import ApprovalViewSet
from registry.api.changes import ChangeViewSet
from registry.api.checks import CheckView
from registry.api.documents import DocumentViewSet
from registry.api.matrix import MatrixViewSet
from registry.api.upcoming import UpcomingViewSet

router = SimpleRouter()
router.register("approvals", ApprovalViewSet)
router.register("jurisdictions", views.JurisdictionViewSet)
router.register("authorities", views.AuthorityViewSet)
router.register("pathways", views.PathwayViewSet)
router.register("documents", DocumentViewSet)

urlpatterns = [
    path("checks", CheckView.as_view(), name="checks"),
    path("matrix/", MatrixViewSet.as_view({"get": "list"}), name="matrix"),
    path("changes/", ChangeViewSet.as_view({"get": "list"}), name="changes"),
    path("upcoming/", UpcomingViewSet.as_view({"get": "list"}), name="upcoming"),
    *router.urls,
]
