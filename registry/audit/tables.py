"""Which tables the audit trail follows: all of them, but for a short list with reasons; and which columns are secrets."""

from collections.abc import Iterator

from django.apps import apps
from django.db.models import Model

UNFOLLOWED = {
    "registry_auditentry": "the trail itself",
    "registry_auditlink": "the trail itself",
    "registry_change": "follows from the rows that it speaks of, at each edition",
    "registry_registerentry": "follows from copies of registers, which are kept by their hash",
    "registry_registerrow": "a plan, made of a copy, and made again",
    "registry_registerrun": "how far the background worker has come",
    "formulary_namesversion": "follows from the tables of names, by their triggers",
    "formulary_spelling": "follows from the tables of names, by their triggers",
    "formulary_uniiname": "a look-up table, replaced as a whole by the list it is read from",
    "auth_permission": "follows from the models, at each migration",
    "django_content_type": "follows from the models, at each migration",
    "django_admin_log": "Django's own log of the desk",
    "django_session": "browsers come and go, and what they do is in the trail",
    "registry_session": "browsers come and go, and what they do is in the trail",
    "registry_securityevent": "a log, append-only by itself",
    "registry_receipt": "append-only, each row sealed by a digest that its clinic has too",
    "registry_apikeyuse": "when a key was last used, which is no change of it",
    "registry_quota": "counts that begin anew every minute and every day",
    "registry_announcement": "which editions clinics have been told of",
    "registry_toldday": "which days clinics have been told of",
    "registry_webhookmessage": "what clinics are told of editions, which are followed",
    "registry_delivery": "how far a message has come; each try is in its own log",
    "registry_deliverytry": "that log",
    "procrastinate_workers": "the background worker's queue",
    "procrastinate_jobs": "the background worker's queue",
    "procrastinate_events": "the background worker's queue",
    "procrastinate_periodic_defers": "the background worker's queue",
}
"""Tables that it does not follow, and why."""

SECRETS = {
    "registry_user": ("password",),
    "registry_authenticatorapp": ("sealed_secret",),
    "registry_passkey": ("credential_id", "public_key"),
    "registry_recoverycode": ("label", "digest"),
    "registry_apikey": ("digest",),
    "registry_webhook": ("sealed_secret", "sealed_old_secret"),
    "registry_savedcocktail": ("name", "watched_route", "watched_jurisdictions"),
    "registry_savedline": ("ingredient", "product", "amount", "unit"),
}
"""Columns of which the trail says that they changed, and nothing else: secrets, and what clinics keep for themselves."""

REDACTED = "(not kept)"


def followed_models() -> Iterator[type[Model]]:
    """The models whose tables the trail follows, those between two models included.

    Not the histories of versioned tables: they are written by triggers, from rows that the trail has.
    """
    for model in apps.get_models(include_auto_created=True):
        is_history = hasattr(model, "history_of")
        if model._meta.proxy or is_history or model._meta.db_table in UNFOLLOWED:
            continue
        yield model


def keeping(model: type[Model]) -> str:
    """How a table keeps what its rows said when they were added: in "rows" that never change, in "versions", or not ("")."""
    names = {trigger.name for trigger in getattr(model._meta, "triggers", ())}
    if "kept_in_history" in names:
        return "versions"
    return (
        "rows" if "never_deleted" in names and names & {"never_changed", "only_superseded"} else ""
    )
