"""From the products of one application of Drugs@FDA to its authorisations."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from formulary.rules.names import normalise
from formulary.vocabulary import RegulatoryClass
from registry.registers import us_fda
from registry.registers.authorisation import Authorisation, Substance
from registry.vocabulary import Effect, EndKind, Lifecycle, RouteScope

_NOT_STATED: tuple[str, ...] = ()
"""The routes of a product of which the register says only that it is injected."""

_PRESCRIPTION, _OVER_THE_COUNTER, _DISCONTINUED, _TENTATIVE = "1234"
STATUSES = frozenset({_PRESCRIPTION, _OVER_THE_COUNTER, _DISCONTINUED, _TENTATIVE})

_NOTE = re.compile(r"\s*\*.*$", re.DOTALL)
_UNSAFE = re.compile(r"product\s+was\s+(discontinued or withdrawn|withdrawn or discontinued)", re.I)
_NOT_UNSAFE = re.compile(r"product\s+was\s+not\s+(discontinued|withdrawn)", re.I)


@dataclass(frozen=True, slots=True)
class Application:
    number: str
    kind: str
    holder: str
    approved_on: str


@dataclass(frozen=True, slots=True)
class Product:
    """One row of Products.txt with its marketing statuses, as a string of their digits."""

    line: int
    number: str
    form: str
    strength: str
    name: str
    substances: tuple[str, ...]
    statuses: str

    @property
    def is_unsafe(self) -> bool:
        """Whether FDA found that it left the market for reasons of safety or effectiveness."""
        return bool(_UNSAFE.search(self.strength))

    @property
    def is_tentative(self) -> bool:
        return _TENTATIVE in self.statuses

    @property
    def is_approved(self) -> bool:
        return bool(self.statuses) and not self.is_tentative and not self.is_unsafe

    @property
    def is_sold(self) -> bool:
        return self.is_approved and self.statuses != _DISCONTINUED

    @property
    def clean_strength(self) -> str:
        """Without the note that FDA appends behind asterisks."""
        return _NOTE.sub("", self.strength).strip()


def authorisations(
    application: Application, products: Sequence[Product], file: str
) -> Iterator[Authorisation]:
    """One for each combination of name, substances and routes, in the order of the register.

    A name is the same however it is written: “AMINOSYN 8.5% W/ELECTROLYTES”, “AMINOSYN 8.5% W/ ELECTROLYTES”.

    The application's date is that of its first product; on which day later ones were added, no table tells.
    """
    groups: dict[tuple[str, frozenset[str], tuple[str, ...]], list[Product]] = {}
    for product in products:
        for routes in route_sets(product.form):
            key = normalise(product.name), frozenset(map(normalise, product.substances)), routes
            groups.setdefault(key, []).append(product)
    first = min(product.number for product in products)
    names: set[str] = set()
    for (name, _, routes), members in groups.items():
        label = members[0].name
        if name in names:
            kind = "" if routes else ", injection"
            label = f"{label} (product {members[0].number}{kind})"
        names.add(name)
        date = application.approved_on if members[0].number == first else ""
        yield _authorisation(application, label, routes, members, date, file)


def route_sets(form: str) -> list[tuple[str, ...]]:
    """The routes of a `Form`; two sets where one of them is “injection”, which is no route.

    “SOLUTION;INJECTION, ORAL” is an injection whose route is not stated, and an oral solution. What stands in the place
    of the route is kept whatever it is (“SINGLE-USE”), and without any the form stands for it (“VIAL”: most are
    injected, one is inhaled). Such a word maps to nothing.
    """
    dosage, _, text = (part.strip().upper() for part in form.partition(";"))
    if not text:
        return [(dosage,)]
    text = text.replace("IM-IV", "IM, IV")
    words = sorted({word for part in text.split(",") if (word := part.strip())})
    named = tuple(word for word in words if word not in us_fda.ROUTE_NOT_STATED)
    sets = [_NOT_STATED] if len(named) < len(words) else []
    return [*sets, named] if named else sets


def _authorisation(
    application: Application,
    label: str,
    routes: tuple[str, ...],
    products: list[Product],
    date: str,
    file: str,
) -> Authorisation:
    lifecycle = _lifecycle(products)
    is_biologic = application.kind == "BLA"
    return Authorisation(
        number=f"{application.kind} {application.number}",
        product=label,
        holder=application.holder,
        regulatory_class=RegulatoryClass.BIOLOGIC if is_biologic else RegulatoryClass.MEDICINE,
        pathway=_pathway(application.kind, products),
        effect=Effect.GRANTED,
        lifecycle=lifecycle,
        route_scope=RouteScope.LISTED if routes else RouteScope.UNSPECIFIED,
        routes=routes,
        substances=tuple(_substances(products)),
        dose_form=_alternatives(product.form.partition(";")[0].strip() for product in products),
        valid_from="" if lifecycle == Lifecycle.PENDING else date,
        valid_to_kind=EndKind.UNKNOWN_PAST if lifecycle == Lifecycle.WITHDRAWN else EndKind.OPEN,
        remark=_remark(products, lifecycle),
        file=file,
        line=products[0].line,
    )


def _lifecycle(products: list[Product]) -> Lifecycle:
    """Discontinued is a fact of marketing: the approval is not said to have ended."""
    if any(product.is_approved for product in products):
        return Lifecycle.VALID
    if any(not product.statuses for product in products):
        return Lifecycle.UNKNOWN
    if any(product.is_tentative for product in products):
        return Lifecycle.PENDING
    return Lifecycle.WITHDRAWN


def _pathway(kind: str, products: list[Product]) -> str:
    sold = {status for product in products if product.is_sold for status in product.statuses}
    return "US_NDA_OTC" if kind == "NDA" and sold == {_OVER_THE_COUNTER} else f"US_{kind}"


def _substances(products: list[Product]) -> Iterator[Substance]:
    """Strengths only where each substance has one: “5MG/40MG” of two substances is left out."""
    strengths: dict[str, list[str]] = {name: [] for name in products[0].substances}
    for product in products:
        parts = us_fda.split_list(product.clean_strength)
        if len(product.substances) == 1:
            parts = (product.clean_strength,)
        if len(parts) == len(product.substances):
            for name, part in zip(product.substances, parts, strict=True):
                strengths.setdefault(name, []).append(part)
    for name in products[0].substances:
        yield us_fda.substance(name, _alternatives(strengths[name]))


def _remark(products: list[Product], lifecycle: Lifecycle) -> str:
    if lifecycle == Lifecycle.UNKNOWN:
        return "The register gives no marketing status, so not whether it is approved."
    sold = {status for product in products if product.is_sold for status in product.statuses}
    ways = [
        words
        for digit, words in (
            (_PRESCRIPTION, "on prescription"),
            (_OVER_THE_COUNTER, "over the counter"),
        )
        if digit in sold
    ]
    said = [f"Marketed {' and '.join(ways)}."] if ways else []
    discontinued = [p for p in products if p.is_approved and not p.is_sold]
    if discontinued and not ways:
        said.append("Discontinued: a fact of marketing; the approval is not said to have ended.")
    elif discontinued:
        said.append(f"Discontinued: {_strengths(discontinued)}.")
    if tentative := [p for p in products if p.is_tentative]:
        said.append(f"Tentative approval only, which is none yet: {_strengths(tentative)}.")
    if unsafe := [p for p in products if p.is_unsafe]:
        said.append(
            f"Withdrawn for reasons of safety or effectiveness, as FDA determined: {_strengths(unsafe)}."
        )
    if safe := [p for p in products if _NOT_UNSAFE.search(p.strength)]:
        said.append(
            f"Not withdrawn for reasons of safety or effectiveness, as FDA determined: {_strengths(safe)}."
        )
    return " ".join(said)


def _strengths(products: list[Product]) -> str:
    return _alternatives(product.clean_strength for product in products)


def _alternatives(texts: Iterable[str]) -> str:
    return " or ".join(dict.fromkeys(text for text in texts if text))
