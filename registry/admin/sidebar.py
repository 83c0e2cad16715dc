"""The sidebar, grouped as a pharmacist thinks: settings name `navigation`."""

from django.http import HttpRequest
from django.urls import reverse_lazy

GROUPS = (
    (
        "What is injected",
        (
            ("Ingredients", "experiment", "formulary.ingredient"),
            ("Ingredient classes", "category", "formulary.ingredientclass"),
            ("Products", "vaccines", "formulary.product"),
            ("Cocktails", "blender", "formulary.cocktail"),
            ("Cocktail versions", "layers", "formulary.cocktailversion"),
            ("Interactions", "compare_arrows", "formulary.interaction"),
        ),
    ),
    (
        "In the clinic",
        (
            ("Clinical uses", "stethoscope", "formulary.clinicaluse"),
            ("Protocols", "event_repeat", "formulary.protocol"),
            ("Routes", "syringe", "formulary.route"),
        ),
    ),
    (
        "Who says so",
        (
            ("Approvals", "gavel", "registry.approval"),
            ("Contested", "balance", "registry.approval", "attention=disputed"),
            ("Approval matrix", "grid_on", "desk:matrix"),
            ("Documents", "description", "registry.document"),
            ("Notices", "campaign", "registry.notice"),
            ("Authorities", "account_balance", "registry.authority"),
            ("Jurisdictions", "public", "registry.jurisdiction"),
            ("Pathways", "alt_route", "registry.pathway"),
        ),
    ),
    (
        "Registers",
        (
            ("Imports", "upload_file", "registry.registerrun"),
            ("Names to decide", "help", "registry.substancename"),
            ("Products to tell apart", "call_split", "registry.pairing"),
            ("Copies and plans", "file_copy", "registry.registercopy"),
            ("Rows of plans", "rule", "registry.registerrow"),
            ("Entries", "menu_book", "registry.registerentry"),
        ),
    ),
    (
        "Review",
        (
            ("Drafts", "edit_note", "registry.changeset", "state__exact=draft"),
            ("Waiting for review", "rate_review", "registry.changeset", "state__exact=submitted"),
            ("Published", "task_alt", "registry.changeset", "state__exact=published"),
            ("Refused or withdrawn", "block", "registry.changeset", "state__in=refused,withdrawn"),
        ),
    ),
    (
        "History",
        (
            ("Editions", "auto_stories", "registry.edition"),
            ("Coverage", "travel_explore", "registry.coverage"),
            ("Audit trail", "history", "registry.auditentry"),
        ),
    ),
    (
        "Clinics",
        (
            ("Clinics", "local_hospital", "registry.clinic"),
            ("Licences", "badge", "registry.licence"),
            ("API keys", "key", "registry.apikey"),
            ("Webhooks", "webhook", "registry.webhook"),
            ("Deliveries", "outgoing_mail", "registry.delivery"),
        ),
    ),
    (
        "People",
        (
            ("Accounts", "person", "registry.user"),
            ("Security log", "security", "registry.securityevent"),
        ),
    ),
)

PAGES = {"desk:matrix": ["registry.view_approval", "formulary.view_ingredient"]}
"""Pages that are no model's list: what whoever opens them must be allowed to see."""


def navigation(request: HttpRequest) -> list[dict]:
    """What this person may see. Groups without a page for them are left out."""
    groups = [(title, _visible(pages, request)) for title, pages in GROUPS]
    shown = [
        {"title": title, "separator": True, "items": [_item(*page) for page in pages]}
        for title, pages in groups
        if pages
    ]
    mine = [
        {"title": "Your filters", "icon": "bookmark", "link": reverse_lazy("desk:filters")},
        {"title": "Your account", "icon": "account_circle", "link": reverse_lazy("accounts:own")},
    ]
    return [*shown, {"title": "You", "separator": True, "items": mine}]


def own_pages(request: HttpRequest) -> list[dict]:
    """The links beside “Log out”."""
    return [{"title": "Your account", "link": reverse_lazy("accounts:own")}]


def _visible(pages, request):
    return [page for page in pages if request.user.has_perms(_needed(page[2]))]


def _needed(shown: str) -> list[str]:
    """The permissions that a page takes: one for a model's list, `PAGES` says for the others."""
    if shown in PAGES:
        return PAGES[shown]
    app, model = shown.split(".")
    return [f"{app}.view_{model}"]


def _item(title: str, icon: str, model: str, query: str = "") -> dict:
    name = model if model in PAGES else f"admin:{model.replace('.', '_')}_changelist"
    address = reverse_lazy(name)
    item = {"title": title, "icon": icon, "link": f"{address}?{query}" if query else address}
    if query:  # several pages are lists of one model
        item["active"] = lambda request: request.get_full_path() == f"{address}?{query}"
    return item
