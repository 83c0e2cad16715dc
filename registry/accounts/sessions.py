"""The session engine: Django's own in the database, with columns by which sessions can be listed and ended.

A session ends after an hour without a request, and after twelve hours in any case: NIST SP 800-63B-4 allows an hour
and a day for two factors; twelve hours are a working day (ASVS 7.1.1, 7.3.1, 7.3.2). One account may have as many
sessions as it has browsers (ASVS 7.1.2); each is listed on its owner's page and can be ended there (ASVS 7.5.2).
"""

import datetime as dt
from typing import Any, cast

from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.backends.base import SessionBase
from django.contrib.sessions.backends.db import SessionStore as DatabaseStore
from django.utils import timezone

from registry.accounts.origin import Origin
from registry.models import Session

IDLE = dt.timedelta(hours=1)
LONGEST = dt.timedelta(hours=12)
FRESH = dt.timedelta(minutes=10)
SEEN_EVERY = dt.timedelta(minutes=1)

OPENED, SEEN, ADDRESS, BROWSER = "opened_at", "seen_at", "address", "browser"


class SessionStore(DatabaseStore):
    @classmethod
    def get_model_class(cls) -> type[Session]:
        return Session

    def create_model_instance(self, data: dict[str, Any]) -> Session:
        row = cast(Session, super().create_model_instance(data))
        row.user_id = data.get(SESSION_KEY)
        row.opened_at, row.seen_at = _moment(data, OPENED), _moment(data, SEEN)
        row.address, row.browser = data.get(ADDRESS), data.get(BROWSER, "")
        return row


def begin(session: SessionBase, origin: Origin) -> None:
    """Note when and from where a session is opened. One without this note is nobody's."""
    now = timezone.now().timestamp()
    session.update({OPENED: now, SEEN: now, ADDRESS: origin.address, BROWSER: origin.browser})


def is_alive(session: SessionBase) -> bool:
    """Whether it was opened by a whole log-in, is young enough and in use. Notes that it is in use."""
    opened, seen, now = _moment(session, OPENED), _moment(session, SEEN), timezone.now()
    if opened is None or seen is None or now - opened > LONGEST or now - seen > IDLE:
        return False
    if now - seen > SEEN_EVERY:
        session[SEEN] = now.timestamp()
    return True


def is_fresh(session: SessionBase) -> bool:
    """Whether its owner logged in a moment ago: what changes how one logs in asks for that (ASVS 7.5.1)."""
    opened = _moment(session, OPENED)
    return opened is not None and timezone.now() - opened <= FRESH


def _moment(data: SessionBase | dict[str, Any], key: str) -> dt.datetime | None:
    stamp = data.get(key)
    return None if stamp is None else dt.datetime.fromtimestamp(stamp, dt.UTC)
