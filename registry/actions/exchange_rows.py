"""Writes of planned rows, table by table, each in a number of queries that does not grow with the rows.

In a trial, which is rolled back, new rows get negative primary keys made from their numbers in the draft: a form
that was shown in one trial is understood in the next.
"""

from collections.abc import Callable, Sequence

from django.db import connection, models
from django.db.models.deletion import ProtectedError
from django.utils import timezone

from formulary.models import Cocktail, CocktailVersion, Route
from formulary.models.fields import NormalisedField
from registry.actions.approvals import Statement, supersede, write
from registry.errors import StillReferredTo
from registry.exchange.plan import Outcome, Plan, Step
from registry.exchange.table import Ids, Key, Parts, Table
from registry.exchange.tables import TABLES
from registry.models import Approval, Document, Edition

PARTS_OF_A_ROW = 1000
"""Room for the parts of a row (its names, its members) among the made-up keys of a trial."""


def write_tables(
    *,
    edition: Edition,
    plan: Plan,
    tell: Callable[[str], None] = lambda line: None,
    is_trial: bool = False,
    leave_open: bool = False,
) -> None:
    """Write all that a plan without problems creates, changes and takes back, into an open edition.

    With `leave_open`, new cocktail versions are not published, so that a form may still change them. Raises
    StillReferredTo for a record that others rest on.
    """
    ids = {
        name: {key: stored.pk for key, stored in sheet.stored.items()}
        for name, sheet in plan.book.items()
    }
    if "cocktails" in ids:
        _write_cocktails(plan.of("cocktails", Outcome.CREATED), ids["cocktails"], is_trial)
    for name in plan.steps:
        created, changed = plan.of(name, Outcome.CREATED), plan.of(name, Outcome.CHANGED)
        if name == "approvals":
            _write_approvals(edition, created, changed, ids)
        else:
            _create(TABLES[name], created, ids, is_trial)
            if changed:
                _change(TABLES[name], changed, ids, is_trial)
        tell(f"{TABLES[name].file}: {plan.counts(name)}")
    for name in reversed(list(plan.steps)):
        _retract(edition, TABLES[name], plan.of(name, Outcome.RETRACTED))
    if not leave_open:
        _publish_versions(plan.of("cocktails", Outcome.CREATED), ids)


def _create(
    table: Table, steps: Sequence[Step], ids: dict[str, dict[Key, int]], is_trial: bool
) -> None:
    """Insert rows. Their primary keys are drawn first, so that they can refer to each other."""
    pks = [-step.row.line for step in steps] if is_trial else _draw_keys(table.model, len(steps))
    for step, pk in zip(steps, pks, strict=True):
        ids[table.name][step.key] = pk
    table.model._default_manager.bulk_create(
        table.model(pk=pk, **table.model_attributes(step.row.values, ids))
        for step, pk in zip(steps, pks, strict=True)
    )
    for parts in table.parts:
        _write_parts(parts, table, steps, ids, is_trial)


def _change(table: Table, steps: Sequence[Step], ids: Ids, is_trial: bool) -> None:
    """Update rows in place, and replace their parts where those change."""
    manager = table.model._default_manager
    if table.vacated:
        manager.filter(pk__in=[step.pk for step in steps]).update(**table.vacated)
    rows = {step.pk: table.model_attributes(step.row.values, ids) for step in steps}
    written = {attribute for attributes in rows.values() for attribute in attributes}
    normalised = [f.name for f in table.model._meta.fields if isinstance(f, NormalisedField)]
    # An “upsert” that always finds its row: much quicker than bulk_update, whose statement is a list of cases,
    # and it asks fields for what they compute.
    manager.bulk_create(
        (table.model(pk=pk, **attributes) for pk, attributes in rows.items()),
        update_conflicts=True,
        unique_fields=["id"],
        update_fields=[*written, *normalised],
    )
    for parts in table.parts:
        concerned = [step for step in steps if set(step.changes) & set(parts.columns)]
        owners = {f"{parts.owner}__in": [step.pk for step in concerned]}
        parts.model._default_manager.filter(**owners).delete()
        _write_parts(parts, table, concerned, ids, is_trial)


def _write_parts(
    parts: Parts, table: Table, steps: Sequence[Step], ids: Ids, is_trial: bool
) -> None:
    parts.model._default_manager.bulk_create(
        parts.model(
            **{f"{parts.owner}_id": ids[table.name][step.key]},
            pk=-(step.row.line * PARTS_OF_A_ROW + position) if is_trial else None,
            position=position,
            **attributes,
        )
        for step in steps
        for position, attributes in enumerate(parts.spread(step.row.values, ids), start=1)
    )


def _write_approvals(
    edition: Edition, created: Sequence[Step], changed: Sequence[Step], ids: Ids
) -> None:
    """Insert new approvals and corrections; what a column that the file lacks says is carried over."""
    table = TABLES["approvals"]
    supersede(
        edition=edition,
        rows=[Approval(pk=step.pk, record=step.row.values["id"]) for step in changed],
    )
    routes = {code: Route(pk=pk) for (code,), pk in ids["routes"].items()}
    documents = {slug: Document(pk=pk) for (slug,), pk in ids["documents"].items()}
    statements = []
    for step in (*created, *changed):
        values = {**(step.stored.values if step.stored else {}), **step.row.values}
        statements.append(
            Statement(
                row=Approval(**table.model_attributes(values, ids)),
                routes=[routes[code] for code in values["routes"]],
                routes_excluded=[routes[code] for code in values["routes_excluded"]],
                documents=[documents[slug] for slug in values["documents"]],
            )
        )
    write(edition=edition, statements=statements)


def _retract(edition: Edition, table: Table, steps: Sequence[Step]) -> None:
    """Supersede approvals without a successor, and delete other rows, on which nothing may rest."""
    if not steps:
        return
    if table.is_append_only:
        rows = [Approval(pk=step.pk, record=step.row.values["id"]) for step in steps]
        supersede(edition=edition, rows=rows)
        return
    rows_of_its_own = {table.model._meta.label, *(parts.model._meta.label for parts in table.parts)}
    try:
        _, gone = table.model._default_manager.filter(pk__in=[step.pk for step in steps]).delete()
    except ProtectedError as error:
        raise StillReferredTo(table.file, sorted(map(_named, error.protected_objects))) from error
    if others := {label for label, count in gone.items() if count} - rows_of_its_own:
        raise StillReferredTo(table.file, sorted(others))


def _named(record: models.Model) -> str:
    return f"{record._meta.verbose_name} “{record}”"


def _write_cocktails(steps: Sequence[Step], ids: dict[Key, int], is_trial: bool) -> None:
    """Make the cocktails of which these are the first versions known."""
    numbers = {step.row.values["slug"]: -step.row.line for step in steps}
    spoken_of = numbers.keys() | {key[0] for key in ids}
    known = dict(Cocktail.objects.filter(slug__in=spoken_of).values_list("slug", "pk"))
    new = Cocktail.objects.bulk_create(
        Cocktail(slug=slug, pk=number if is_trial else None)
        for slug, number in numbers.items()
        if slug not in known
    )
    known |= {cocktail.slug: cocktail.pk for cocktail in new}
    ids.update({(slug,): pk for slug, pk in known.items()})


def _publish_versions(steps: Sequence[Step], ids: Ids) -> None:
    """Publish the new versions, now that they have their lines: from here on they are immutable."""
    pks = [ids["cocktails"][step.key] for step in steps]
    if pks:
        CocktailVersion.objects.filter(pk__in=pks).update(published_at=timezone.now())


def _draw_keys(model: type[models.Model], count: int) -> list[int]:
    """The next primary keys of a table."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT nextval(pg_get_serial_sequence(%s, 'id')) FROM generate_series(1, %s)",
            [model._meta.db_table, count],
        )
        return [pk for (pk,) in cursor.fetchall()]
