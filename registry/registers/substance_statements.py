"""From the entries of an official list to statements about our ingredients, and how these differ from what is known.

An entry counts for an ingredient that has one of its names or identifiers, exactly. A name that two ingredients have
counts for neither: it waits. One record is one number and one ingredient.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from formulary.models import Ingredient, IngredientName
from registry.models import Approval, SubstanceName
from registry.registers.folding import fold
from registry.registers.list_entry import ListEntry
from registry.vocabulary import Effect, NameDecision

Pair = tuple[str, int]
"""A number and the ingredient that it is said of."""

_COMPARED = ("regulatory_class", "effect", "route_scope", "purposes", "valid_from", "paraphrase")


@dataclass(slots=True)
class Matched:
    """What the entries say of our ingredients, and what could not be said."""

    entries: dict[Pair, ListEntry] = field(default_factory=dict)
    waiting: list[tuple[ListEntry, str]] = field(default_factory=list)
    """With why."""
    unsure: set[Pair] = field(default_factory=set)
    outcomes: Counter[str] = field(default_factory=Counter)


class Known:
    """The names and identifiers of the formulary, and the names that people have decided."""

    def __init__(self) -> None:
        self._names: dict[str, set[int]] = {}
        for name, pk in IngredientName.objects.values_list("normalised", "ingredient_id"):
            self._names.setdefault(name, set()).add(pk)
        decided = SubstanceName.objects.filter(decision=NameDecision.INGREDIENT)
        for name, pk in decided.values_list("normalised", "ingredient_id"):
            self._names.setdefault(name, {pk})
        self._identifiers = {
            identifier: pk
            for pk, *both in Ingredient.objects.values_list("pk", "unii", "cas")
            for identifier in both
            if identifier
        }

    def of(self, entry: ListEntry) -> tuple[set[int], dict[str, set[int]]]:
        """The ingredients that an entry names, and those that share a name of it, by the name."""
        found = {self._identifiers[each] for each in entry.identifiers if each in self._identifiers}
        shared = {}
        for name in entry.names:
            ingredients = self._names.get(fold(name), set())
            if len(ingredients) > 1:
                shared[name] = ingredients
            else:
                found |= ingredients
        return found, {name: those for name, those in shared.items() if not those & found}


def match(entries: Iterable[ListEntry]) -> Matched:
    """Find the ingredients of every entry."""
    known, matched = Known(), Matched()
    for entry in entries:
        ingredients, shared = known.of(entry)
        for pk in ingredients:
            pair = (entry.number, pk)
            matched.entries[pair] = _together(matched.entries.get(pair), entry)
        for name, those in shared.items():
            matched.waiting.append((entry, f"Several ingredients have the name “{name}”."))
            matched.unsure |= {(entry.number, pk) for pk in those}
        if not ingredients and not shared:
            matched.outcomes["outside"] += 1
    return matched


def _together(held: ListEntry | None, entry: ListEntry) -> ListEntry:
    """Two entries of one number about one ingredient: the stricter effect, and the words of both."""
    if held is None or held.paraphrase == entry.paraphrase:
        return held or entry
    is_banned = Effect.PROHIBITED in (held.effect, entry.effect)
    return replace(
        held,
        effect=Effect.PROHIBITED if is_banned else held.effect,
        paraphrase=f"{held.paraphrase} {entry.paraphrase}",
    )


def latest(*, authority: int, scheme: str) -> dict[Pair, Approval]:
    """The live records of the list, the last period of each."""
    live = Approval.objects.live().filter(
        authority=authority, number__startswith=scheme, ingredient__isnull=False
    )
    rows = live.select_related("pathway").prefetch_related("documents").order_by("valid_from", "pk")
    return {(row.number, row.ingredient_id): row for row in rows}


def said_before(*, register: str, scheme: str) -> dict[str, Approval]:
    """By record: the last row that an import of this list wrote, which is what the list said then."""
    rows = Approval.objects.filter(
        number__startswith=scheme, published_in__register_copy__register=register
    )
    return {row.record: row for row in rows.select_related("pathway").order_by("published_in")}


def difference(entry: ListEntry, live: Approval, before: Approval | None) -> dict[str, list[Any]]:
    """What the list says otherwise than it did, and otherwise than the live record does.

    So what people have corrected stays until the list itself changes. The words of a record that people
    wrote are theirs.
    """
    changes = {}
    for name, new in _values(entry):
        if before is None and name == "paraphrase":
            continue
        was, is_now = _value(before or live, name), _value(live, name)
        if new not in (was, is_now, ""):
            changes[name] = [is_now, new]
    return changes


def _values(entry: ListEntry) -> Iterator[tuple[str, Any]]:
    for name in _COMPARED:
        value = getattr(entry, name)
        yield name, list(value) if name == "purposes" else str(value)
    yield "pathway", entry.pathway


def _value(row: Approval, name: str) -> Any:
    return row.pathway.code if name == "pathway" else getattr(row, name)


def evidence_of(row: Approval) -> str:
    """The date of its newest document."""
    return max((document.published_on for document in row.documents.all()), default="")


def has_ended(row: Approval) -> bool:
    return bool(row.valid_to)


def missing(matched: Matched, live: Mapping[Pair, Approval]) -> list[Approval]:
    """Records in force that the copy does not speak of, where no unsure name may still be theirs."""
    return [
        row
        for pair, row in live.items()
        if not has_ended(row) and pair not in matched.entries and pair not in matched.unsure
    ]
