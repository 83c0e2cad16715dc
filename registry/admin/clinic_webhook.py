"""Webhooks of clinics and what became of each message, for operators. What a message says is the clinic's alone."""

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404, redirect
from unfold.admin import TabularInline
from unfold.contrib.filters.admin import AutocompleteSelectFilter, ChoicesDropdownFilter
from unfold.decorators import action, display

from formulary.desk.links import change_url, link
from formulary.desk.pages import ReadOnlyAdmin
from registry.actions.clinic_webhooks import enable_webhook, redeliver, rotate_secret
from registry.errors import RegistryError
from registry.models import Delivery, DeliveryState, DeliveryTry, Webhook

from .asking import ask
from .clinic_forms import RotationForm

COLOURS = {
    DeliveryState.WAITING.value: "info",
    DeliveryState.DELIVERED.value: "success",
    DeliveryState.GIVEN_UP.value: "danger",
}

ROTATION = (
    "A new secret, which is shown once. For the hours that you give, each message is signed with the old one as well, so that "
    "the clinic can change over; with 0, for a secret that others know, only the new one is good from now on."
)
SHOWN_ONCE = (
    "Give the clinic this secret by a way that nobody else reads. It is shown now and never again."
)


@admin.register(Webhook)
class WebhookAdmin(ReadOnlyAdmin):
    actions_detail = ("rotate", "enable")
    list_display = ("url", "whose", "failing_since", "disabled_at", "disabled_because")
    list_select_related = ("clinic",)
    list_filter = (("clinic", AutocompleteSelectFilter),)
    search_fields = ("url", "clinic__name")
    search_help_text = "Address or clinic"
    fields = (
        "url", "whose", ("made_at", "overlap_until"), "failing_since", ("disabled_at", "disabled_because"),
    )  # fmt: skip
    readonly_fields = ("whose",)

    @display(description="clinic", ordering="clinic__name")
    def whose(self, webhook):
        return link(webhook.clinic)

    def has_rotate_permission(self, request, object_id=None):
        return request.user.has_perm("registry.change_webhook")

    @action(description="Rotate the secret", permissions=["rotate"])
    def rotate(self, request, object_id):
        """The new secret is in the answer itself, so that it is kept nowhere to be read."""
        webhook = get_object_or_404(Webhook, pk=object_id)
        if not self.has_rotate_permission(request):
            raise PermissionDenied
        form = RotationForm(request.POST or None)
        shown = {"title": "Rotate the secret", "question": ROTATION, "form": form}
        if request.method == "POST" and form.is_valid():
            try:
                webhook, secret = rotate_secret(webhook=webhook, hours=form.cleaned_data["hours"])
            except RegistryError as error:
                form.add_error(None, str(error))
            else:
                told = {"advice": SHOWN_ONCE, "text": secret}
                return ask(self, request, webhook, template="shown_once", **shown, **told)
        return ask(self, request, webhook, **shown)

    def has_enable_permission(self, request, object_id=None):
        return request.user.has_perm("registry.change_webhook")

    @action(description="Enable again", permissions=["enable"])
    def enable(self, request, object_id):
        webhook = get_object_or_404(Webhook, pk=object_id)
        if not self.has_enable_permission(request):
            raise PermissionDenied
        if request.method != "POST":
            question = (
                "It is sent what comes from now on. What it missed is delivered again one by one."
            )
            return ask(self, request, webhook, title="Enable again", question=question)
        enable_webhook(webhook=webhook)
        messages.success(request, f"{webhook} is told of what comes from now on.")
        return redirect(change_url(webhook))


class DeliveryTryInline(TabularInline):
    """Each try, in order."""

    model = DeliveryTry
    fields = readonly_fields = ("at", "status", "detail")
    extra = 0
    hide_title = True
    can_delete = False

    def has_add_permission(self, request, obj=None):
        return False

    def has_view_permission(self, request, obj=None):
        return request.user.has_perm("registry.view_delivery")

    def has_change_permission(self, request, obj=None):
        return False


@admin.register(Delivery)
class DeliveryAdmin(ReadOnlyAdmin):
    actions_detail = ("deliver_again",)
    inlines = (DeliveryTryInline,)
    list_display = ("made_at", "whose", "where", "edition", "how_far", "tries", "next_at")
    list_select_related = ("webhook__clinic", "message")
    list_filter = (("state", ChoicesDropdownFilter), ("webhook__clinic", AutocompleteSelectFilter))
    search_fields = ("webhook__url", "webhook__clinic__name")
    search_help_text = "Address or clinic"
    fields = ("whose", "where", "edition", "state", "tries", ("made_at", "next_at"))
    readonly_fields = ("whose", "where", "edition")

    @display(description="clinic", ordering="webhook__clinic__name")
    def whose(self, delivery):
        return link(delivery.webhook.clinic)

    @display(description="address", ordering="webhook__url")
    def where(self, delivery):
        return link(delivery.webhook)

    @display(description="edition", ordering="message__edition")
    def edition(self, delivery):
        return delivery.message.edition_id

    @display(description="state", ordering="state", label=COLOURS)
    def how_far(self, delivery):
        return delivery.state, delivery.get_state_display()

    def has_deliver_permission(self, request, object_id=None):
        return request.user.has_perm("registry.change_delivery")

    @action(description="Deliver again", permissions=["deliver"])
    def deliver_again(self, request, object_id):
        delivery = get_object_or_404(Delivery, pk=object_id)
        if not self.has_deliver_permission(request):
            raise PermissionDenied
        if request.method != "POST":
            question = f"The same message goes to {delivery.webhook} once more."
            return ask(self, request, delivery, title="Deliver again", question=question)
        try:
            redeliver(delivery=delivery)
            messages.success(request, "It is sent again by the background worker, now.")
        except RegistryError as error:
            messages.error(request, str(error))
        return redirect(change_url(delivery))
