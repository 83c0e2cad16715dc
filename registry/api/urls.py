from django.urls import path
from rest_framework.routers import SimpleRouter

from registry.api import views
from registry.api.approvals import ApprovalViewSet
from registry.api.bulk import BulkView
from registry.api.changes import ChangeViewSet
from registry.api.checks import CheckView
from registry.api.clinic import ClinicView
from registry.api.clinic_cocktails import SavedCocktailViewSet
from registry.api.clinic_keys import KeyViewSet
from registry.api.clinic_webhooks import DeliveryViewSet, WebhookViewSet
from registry.api.documents import DocumentViewSet
from registry.api.labels import LabelView
from registry.api.licences import LicenceViewSet
from registry.api.matrix import MatrixViewSet
from registry.api.receipts import ReceiptViewSet
from registry.api.search import SearchView, SuggestionsView
from registry.api.upcoming import UpcomingViewSet

router = SimpleRouter()
router.register("approvals", ApprovalViewSet)
router.register("jurisdictions", views.JurisdictionViewSet)
router.register("authorities", views.AuthorityViewSet)
router.register("pathways", views.PathwayViewSet)
router.register("documents", DocumentViewSet)

router.register("licences", LicenceViewSet)

clinic = SimpleRouter(use_regex_path=False)
clinic.register("clinic/cocktails", SavedCocktailViewSet)
clinic.register("clinic/keys", KeyViewSet)
clinic.register("clinic/webhooks", WebhookViewSet)
clinic.register("clinic/deliveries", DeliveryViewSet)
clinic.register("receipts", ReceiptViewSet)

urlpatterns = [
    path("checks", CheckView.as_view(), name="checks"),
    path("checks/", CheckView.as_view(schema=None)),  # the same, for who writes it like the lists
    path("checks/bulk", BulkView.as_view(), name="checks-bulk"),
    path("checks/bulk/", BulkView.as_view(schema=None)),
    path("labels/", LabelView.as_view(), name="labels"),
    path("search/", SearchView.as_view(), name="search"),
    path("search/suggestions/", SuggestionsView.as_view(), name="suggestions"),
    path("matrix/", MatrixViewSet.as_view({"get": "list"}), name="matrix"),
    path("changes/", ChangeViewSet.as_view({"get": "list"}), name="changes"),
    path("upcoming/", UpcomingViewSet.as_view({"get": "list"}), name="upcoming"),
    path("clinic", ClinicView.as_view(), name="clinic"),
    *router.urls,
    *clinic.urls,
]
