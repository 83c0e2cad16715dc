from django.urls import path
from rest_framework.routers import SimpleRouter

from config.api.openapi import described
from registry.api import views
from registry.api.approvals import ApprovalViewSet
from registry.api.bulk import BulkView
from registry.api.checks import CheckView, checks

router = SimpleRouter()
router.register("approvals", ApprovalViewSet)
router.register("jurisdictions", views.JurisdictionViewSet)
router.register("authorities", views.AuthorityViewSet)
router.register("pathways", views.PathwayViewSet)
router.register("documents", views.DocumentViewSet)

urlpatterns = [
    path("checks", described(checks, by=CheckView), name="checks"),
    path("checks/", checks),  # the same, for who writes it like the lists
    path("checks/bulk", BulkView.as_view(), name="checks-bulk"),
    path("checks/bulk/", BulkView.as_view(schema=None)),
    *router.urls,
]
