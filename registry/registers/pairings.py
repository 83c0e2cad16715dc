"""The products of a copy of which a person must say what record they are: the queue, with what the register says."""

from typing import Any

from django.db import connection

_QUEUE = """
INSERT INTO registry_pairing (register, number, name, authority_id, holder, dose_form, lifecycle,
    route_scope, routes, substances, decision)
SELECT %(register)s, r.number, r.name, %(authority)s, r.holder, r.dose_form, r.lifecycle, r.route_scope,
       r.routes, made_of.substances, 'undecided'
FROM register_compared c
JOIN register_staged r USING (id)
JOIN register_composition made_of ON made_of.id = r.composition
WHERE c.is_torn
ON CONFLICT (register, number, name) DO UPDATE SET
    holder = EXCLUDED.holder, dose_form = EXCLUDED.dose_form, lifecycle = EXCLUDED.lifecycle,
    route_scope = EXCLUDED.route_scope, routes = EXCLUDED.routes, substances = EXCLUDED.substances
"""

_NO_LONGER_TORN = """
DELETE FROM registry_pairing known
WHERE known.register = %(register)s AND known.decision = 'undecided' AND NOT EXISTS (
    SELECT 1 FROM register_compared c JOIN register_staged r USING (id)
    WHERE c.is_torn AND r.number = known.number AND r.name = known.name
)
"""


def queue_pairings(*, register: str, authority: int, is_older: bool) -> None:
    """Needs `register_compared`. An older copy compares only what was never seen, so it takes nothing out."""
    values: dict[str, Any] = {"register": register, "authority": authority}
    with connection.cursor() as cursor:
        cursor.execute(_QUEUE, values)
        if not is_older:
            cursor.execute(_NO_LONGER_TORN, values)
