"""Rows that change only in an edition, and what they said in every earlier one.

A row carries the number of the edition that last changed it (`since`). When another edition changes or deletes it, what
it said until then goes to the table's history first. Both are done by triggers, so raw SQL does it too; and without an
open edition nothing can be added, changed or deleted at all.
"""

import pgtrigger
from django.db import models
from django.db.models import Func, Q

from formulary.columns import columns

from .triggers import RAISE


class NamedEdition(Func):
    """The edition that this transaction is writing, by its own word; the triggers check it."""

    function = "named_edition"
    arity = 0
    output_field = models.PositiveIntegerField()


class Versioned(models.Model):
    """What every curated row has: the number of the edition that said it so."""

    since = models.PositiveIntegerField(
        editable=False,
        db_index=True,  # what an edition said is found without reading the table
        db_default=NamedEdition(),
        help_text="The edition that last changed this row.",
    )

    class Meta:
        abstract = True


class _KeptInHistory(pgtrigger.Trigger):
    """Before a row changes or goes, keep what it said, unless the same edition said it."""

    when = pgtrigger.Before
    operation = pgtrigger.Update | pgtrigger.Delete
    declare = [("edition", "integer")]

    def get_func(self, model):
        written = [
            field.column
            for field in model._meta.concrete_fields
            if field.name != "since" and not field.generated
        ]
        every = columns(model)
        return f"""
            IF TG_OP = 'UPDATE' AND ROW({", ".join(f"NEW.{name}" for name in written)})
                IS NOT DISTINCT FROM ROW({", ".join(f"OLD.{name}" for name in written)}) THEN
                NEW.since := OLD.since;
                RETURN NEW;
            END IF;
            edition := open_edition(TG_TABLE_NAME);
            IF OLD.since < edition THEN
                INSERT INTO {model._meta.db_table}_history ({", ".join(every)}, until)
                VALUES ({", ".join(f"OLD.{name}" for name in every)}, edition);
            END IF;
            IF TG_OP = 'DELETE' THEN
                RETURN OLD;
            END IF;
            NEW.since := edition;
            RETURN NEW;
        """


kept_in_history = _KeptInHistory(name="kept_in_history")

added_in_an_edition = pgtrigger.Trigger(
    name="added_in_an_edition",
    when=pgtrigger.After,
    level=pgtrigger.Statement,
    operation=pgtrigger.Insert,
    referencing=pgtrigger.Referencing(new="added_rows"),
    declare=[("edition", "integer")],
    func=f"""
        IF NOT EXISTS (SELECT 1 FROM added_rows) THEN
            RETURN NULL;
        END IF;
        edition := open_edition(TG_TABLE_NAME);
        IF EXISTS (SELECT 1 FROM added_rows WHERE since <> edition) THEN
            {RAISE} format('%s: a row is added by the edition that is open, and no other.', TG_TABLE_NAME);
        END IF;
        RETURN NULL;
    """,
)

history_never_changes = pgtrigger.Trigger(
    name="history_never_changes",
    when=pgtrigger.Before,
    operation=pgtrigger.Update | pgtrigger.Delete,
    func=f"{RAISE} format('%s says what was published: it never changes.', TG_TABLE_NAME);",
)

history_is_not_emptied = pgtrigger.Trigger(
    name="history_is_not_emptied",
    when=pgtrigger.Before,
    level=pgtrigger.Statement,
    operation=pgtrigger.Truncate,
    func=f"{RAISE} format('%s holds what was published and is never emptied.', TG_TABLE_NAME);",
)


def keep_history(model: type[Versioned]) -> type[models.Model]:
    """Install the triggers on a versioned model, and make the model of its history.

    A row of the history was true from edition `since` until, not including, edition `until`.
    """
    pgtrigger.register(kept_in_history, added_in_an_edition)(model)
    meta = type(
        "Meta",
        (),
        {
            "db_table": f"{model._meta.db_table}_history",
            "triggers": [history_never_changes, history_is_not_emptied],
            "verbose_name": f"earlier version of {model._meta.verbose_name}",
            "constraints": [
                models.CheckConstraint(
                    name=f"{model._meta.model_name}history_ends_after_it_began",
                    condition=Q(until__gt=models.F("since")),
                )
            ],
        },
    )
    attributes = {field.attname: _plain(field) for field in model._meta.concrete_fields}
    attributes["since"] = models.PositiveIntegerField()
    return type(
        f"{model.__name__}History",
        (models.Model,),
        {
            "__module__": model.__module__,
            "history_of": model,
            "__doc__": f"What rows of {model.__name__} said in earlier editions.",
            **attributes,
            "pk": models.CompositePrimaryKey("id", "since"),
            "until": models.PositiveIntegerField(db_index=True),
            "Meta": meta,
        },
    )


_PROMISES = (
    "unique",
    "primary_key",
    "default",
    "db_default",
    "db_index",
    "choices",
    "validators",
    "auto_now",
    "auto_now_add",
    "source",
    "help_text",
    "verbose_name",
)
"""What a column of the history does not promise by itself: its rows have kept their promises when they were live."""


def _plain(field: models.Field) -> models.Field:
    """A column of the same type and nothing else; looked up where the live one is."""
    if field.primary_key or field.is_relation:
        return models.BigIntegerField(
            db_column=field.column, null=field.null, db_index=field.is_relation
        )
    if field.generated:
        return _plain(field.output_field)
    _, _, args, kwargs = field.deconstruct()
    kind = models.CharField if "source" in kwargs else type(field)
    kwargs = {name: value for name, value in kwargs.items() if name not in _PROMISES}
    is_key = field.unique or field.name == "normalised"
    return kind(*args, **kwargs, db_index=is_key)
