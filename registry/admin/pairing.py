"""Products of registers to tell apart: what the register says on one side, the records that it may be on the other."""

from django.contrib import admin, messages
from django.shortcuts import get_object_or_404, redirect
from django.urls import path, reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import mark_safe
from unfold.contrib.filters.admin import AllValuesCheckboxFilter, ChoicesDropdownFilter
from unfold.decorators import display
from unfold.views import ChangeList

from formulary.desk.confirmation import confirmed
from formulary.desk.links import change_url, link
from formulary.desk.pages import ReadOnlyAdmin
from formulary.models import Product
from registry.actions.pairings import decide_pairing, reopen_pairing
from registry.errors import RegistryError
from registry.models import Pairing
from registry.presenters import ROUTE_SCOPES
from registry.vocabulary import Lifecycle, PairingDecision, RouteScope

from .pairing_candidates import Candidate, find_candidates

LINE = mark_safe("<br>")
DONE = "“{}” is decided. Read the files of its register again: only a later plan knows it."


class PairingList(ChangeList):
    """A page of the queue, with the records that each row may be: the same queries for any number of rows."""

    def get_results(self, request):
        super().get_results(request)
        self.result_list = find_candidates(self.result_list)


@admin.register(Pairing)
class PairingAdmin(ReadOnlyAdmin):
    list_display = ("number", "in_register", "in_registry", "meaning")
    # What nobody has decided comes first: its word is the last in the alphabet.
    ordering = ("-decision", "register", "number", "name")
    list_select_related = ("product", "decided_by")
    list_filter = (("decision", ChoicesDropdownFilter), ("register", AllValuesCheckboxFilter))
    search_fields = ("number", "name", "holder")
    search_help_text = "Number, product or holder"
    fields = (
        ("register", "number"),
        ("in_register", "in_registry"),
        ("meaning", "product"),
        ("decided_by", "decided_at"),
        "take_back",
    )
    readonly_fields = ("in_register", "in_registry", "meaning", "take_back")

    def get_changelist(self, request, **kwargs):
        return PairingList

    def get_object(self, request, object_id, from_field=None):
        found = super().get_object(request, object_id, from_field)
        return find_candidates([found])[0] if found else None

    @display(description="in the register")
    def in_register(self, pairing):
        routes = ROUTE_SCOPES.get(RouteScope(pairing.route_scope)) if pairing.route_scope else ""
        substances = [f"{each['name']} {each['strength']}" for each in pairing.substances]
        words = (
            pairing.holder,
            ", ".join(pairing.routes) or routes or "no route that is known here",
            pairing.dose_form,
            *substances,
            Lifecycle(pairing.lifecycle).label if pairing.lifecycle else "",
        )
        return _told(format_html("<strong>{}</strong>", pairing.name), words)

    @display(description="records here under that number")
    def in_registry(self, pairing):
        """Each with a link that takes it, after asking; and the way out."""
        is_open = pairing.decision == PairingDecision.UNDECIDED
        told = [self._candidate(pairing, each, is_open) for each in pairing.candidates]
        if is_open:
            address = reverse("admin:registry_pairing_new", args=[pairing.pk])
            told.append(
                format_html(
                    '<a href="{}" class="text-link underline">It is a new product</a>', address
                )
            )
        return format_html_join(mark_safe("<br><br>"), "{}", ((each,) for each in told)) or None

    def _candidate(self, pairing, candidate: Candidate, is_open: bool):
        told = _told(link(candidate.product), candidate.words)
        if not is_open:
            return told
        if candidate.taken_by:
            return format_html("{}<br>It is “{}” of the register.", told, candidate.taken_by)
        address = reverse("admin:registry_pairing_is", args=[pairing.pk, candidate.product.pk])
        return format_html(
            '{}<br><a href="{}" class="text-link underline">It is this record</a>', told, address
        )

    @display(description="decision", ordering="decision", label=True)
    def meaning(self, pairing):
        return pairing.get_decision_display()

    @display(description="take the decision back")
    def take_back(self, pairing):
        if pairing.decision == PairingDecision.UNDECIDED:
            return None
        address = reverse("admin:registry_pairing_reopen", args=[pairing.pk])
        return format_html(
            '<a href="{}" class="text-link underline">Let it wait again</a>', address
        )

    def get_urls(self):
        def page(route, view, name):
            return path(route, self.admin_site.admin_view(view), name=f"registry_pairing_{name}")

        return [
            page("<int:pk>/is/<int:product>/", self.record_view, "is"),
            page("<int:pk>/new/", self.new_view, "new"),
            page("<int:pk>/reopen/", self.reopen_view, "reopen"),
            *super().get_urls(),
        ]

    def record_view(self, request, pk, product):
        pairing = get_object_or_404(Pairing, pk=pk)
        product = get_object_or_404(Product, pk=product)
        return self._asked(
            request,
            pairing,
            question=(
                f"Is “{pairing.name}” of the register ({pairing.number}) the record of {product}? "
                "What the register says of it will then be compared with that record."
            ),
            button="It is this record",
            act=lambda: decide_pairing(pairing=pairing, by=request.user, product=product),
        )

    def new_view(self, request, pk):
        pairing = get_object_or_404(Pairing, pk=pk)
        return self._asked(
            request,
            pairing,
            question=(
                f"Is “{pairing.name}” of the register ({pairing.number}) none of the records that are here? "
                "It will then get a product and a record of its own."
            ),
            button="It is a new product",
            act=lambda: decide_pairing(pairing=pairing, by=request.user, product=None),
        )

    def reopen_view(self, request, pk):
        pairing = get_object_or_404(Pairing, pk=pk)
        return self._asked(
            request,
            pairing,
            question=(
                f"Take back the decision about “{pairing.name}” ({pairing.number})? It waits again from the next plan. "
                "What an applied plan has written into a record stays: correct the record if it is wrong."
            ),
            button="Take it back",
            act=lambda: reopen_pairing(pairing=pairing),
            done="“{}” waits again.",
        )

    def _asked(self, request, pairing, *, act, done=DONE, **words):
        if not request.user.has_perm("registry.change_pairing"):
            messages.error(request, "You may look at products of registers, not decide them.")
            return redirect(change_url(pairing))
        try:
            return confirmed(self, request, pairing, act=act, done=done, **words)
        except RegistryError as error:
            messages.error(request, str(error))
            return redirect(change_url(pairing))


def _told(title, words):
    """A title, and the words below it that there are."""
    return format_html_join(LINE, "{}", ((word,) for word in (title, *filter(None, words))))
