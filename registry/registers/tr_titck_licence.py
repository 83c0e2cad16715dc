"""One licence of the Turkish list, put together from the rows of its packs, which need not agree.

55/44   ÖRNEK 2 ML ENJEKSİYONLUK ÇÖZELTİ, 5 AMPUL     lidokain hcl + adrenalin          not suspended
55/44   ÖRNEK 2 ML ENJEKSİYONLUK ÇÖZELTİ, 100 AMPUL   lidokain hidroklorür, adrenalin   suspended
"""

import re
from dataclasses import dataclass, field

from formulary.rules.names import normalise
from formulary.vocabulary import RegulatoryClass
from registry.registers.authorisation import Authorisation, Substance
from registry.registers.dose_form import agreed, type_scope
from registry.vocabulary import Effect, Lifecycle

REASONS = {"1": "article 23", "2": "pharmacovigilance", "3": "article 22"}


@dataclass(slots=True)
class Licence:
    """What its first pack says, and what the others may add."""

    line: int
    name: str
    substances: str
    holders: list[str]
    day: str
    packs: int = 0
    codes: set[str] = field(default_factory=set)
    suspended_on: str = ""
    scopes: set[type_scope] = field(default_factory=set)

    def is_of(self, name: str, substances: str) -> bool:
        """Two names of one licence share their first word or their substances; else the number is a slip."""
        mine, other = normalise(self.name).split(), normalise(name).split()
        return mine[:1] == other[:1] or normalise(self.substances) == normalise(substances)

    def authorisation(self, number: str, file: str) -> Authorisation:
        lifecycle, start = self._state()
        scope, routes = agreed(self.scopes)
        return Authorisation(
            number=number,
            product=self.name,
            holder="; ".join(self.holders),
            regulatory_class=RegulatoryClass.MEDICINE,
            pathway="TR_NATIONAL",
            effect=Effect.GRANTED,
            lifecycle=lifecycle,
            route_scope=scope,
            routes=routes,
            substances=_substances(self.substances),
            valid_from=start,
            remark=self._remark(lifecycle),
            file=file,
            line=self.line,
        )

    def _state(self) -> tuple[Lifecycle, str]:
        """The state and its first day. Unknown where packs disagree, or the list says neither."""
        if self.codes == {"0"}:
            return Lifecycle.VALID, self.day
        if self.codes and "0" not in self.codes:
            return Lifecycle.SUSPENDED, self.suspended_on
        return Lifecycle.UNKNOWN, self.day

    def _remark(self, lifecycle: Lifecycle) -> str:
        why = " and ".join(REASONS[code] for code in sorted(self.codes - {"0"}))
        state = {
            Lifecycle.SUSPENDED: f"Licensed on {self.day}; suspended ({why}).",
            Lifecycle.UNKNOWN: f"Some packs are suspended ({why}) and others not."
            if why
            else "The list does not say whether it is suspended.",
        }.get(lifecycle, "")
        return " ".join(part for part in (state, f"Packs: {self.packs}.") if part)


def _substances(cell: str) -> tuple[Substance, ...]:
    """Between commas, semicolons, slashes, plus signs and “ve” (and), unless brackets hold them."""
    parts: list[str] = []
    for part in re.split(r"\s*[,;/+]\s*|\s+ve\s+", cell):
        if parts and parts[-1].count("(") > parts[-1].count(")"):
            parts[-1] += f", {part}"
        elif part:
            parts.append(part)
    return tuple(Substance(part, _names(part)) for part in parts)


def _names(printed: str) -> tuple[str, ...]:
    """“vitamin b12 (siyanokobalamin)” and “tiamin hcl (vitamin b1)”: the vitamin's number is the weaker name."""
    match = re.fullmatch(r"([^()]+?) ?\(([^()]+)\)", printed)
    if match is None:
        return (printed,)
    outer, inner = match[1], match[2]
    if _is_vitamin_number(outer):
        return (inner, printed)
    return (outer, printed) if _is_vitamin_number(inner) else (printed,)


def _is_vitamin_number(name: str) -> bool:
    pattern = r"(?:vit|vitamin) ?[a-ek] ?\d{0,2}|[a-ek] ?\d{0,2} vitamini"
    return bool(re.fullmatch(pattern, normalise(name)))
