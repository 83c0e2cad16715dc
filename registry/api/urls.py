from django.urls import path
from rest_framework.routers import SimpleRouter

from registry.api import views
from registry.api.approvals import ApprovalViewSet
from registry.api.checks import CheckView
from registry.api.documents import DocumentViewSet
from registry.api.matrix import MatrixViewSet

router = SimpleRouter()
router.register("approvals", ApprovalViewSet)
router.register("jurisdictions", views.JurisdictionViewSet)
router.register("authorities", views.AuthorityViewSet)
router.register("pathways", views.PathwayViewSet)
router.register("documents", DocumentViewSet)

urlpatterns = [
    path("checks", CheckView.as_view(), name="checks"),
    path("matrix/", MatrixViewSet.as_view({"get": "list"}), name="matrix"),
    *router.urls,
]
