"""A made-up register of any size, in a format of its own, and its adapter. Nothing in it is real."""

import random
from collections.abc import Iterator
from pathlib import Path

from formulary.vocabulary import RegulatoryClass
from registry.registers.authorisation import Authorisation, Rejected, Substance
from registry.registers.source import Source
from registry.vocabulary import Effect, Lifecycle, RouteScope

FILE = "synthetic.txt"

ALL_KNOWN = 1.0
"""Every product holds an ingredient of the formulary, and becomes a product and an approval here: the worst case."""

AS_IN_REGISTERS = 0.04
"""Of the registers of France, Canada and Singapore, planned against the starter set, 0.029 to 0.044 of all authorisations
become products here (467 of 15,848, 626 of 16,369, 248 of 5,633). The rest are of other substances and only remembered."""

OTHER_SUBSTANCES = 4_000
"""Made-up substances that the formulary lacks. The three registers name 2,028 to 3,911."""


class SyntheticRegister:
    """number ⇥ product ⇥ holder ⇥ route ⇥ day ⇥ substance"""

    name = "xa-synthetic"
    title = "Example register (synthetic)"
    publisher = "Example authority"
    authority = "xa-example-authority"
    jurisdiction = "XA"
    is_union_wide = False
    is_complete = True
    routes = {"under": "subcutaneous", "within": "intradermal", "muscle": "intramuscular"}

    def published_on(self, source: Source) -> str:
        """The made-up register has one copy."""
        return "2026-01-31"

    def read(self, source: Source) -> Iterator[Authorisation | Rejected]:
        """One authorisation a line."""
        with source.open_text(FILE, "utf-8") as lines:
            for line, text in enumerate(lines, start=1):
                number, product, holder, route, day, substance = text.rstrip("\n").split("\t")
                yield Authorisation(
                    number=number,
                    product=product,
                    holder=holder,
                    regulatory_class=RegulatoryClass.MEDICINE,
                    pathway="XA_EXAMPLE",
                    effect=Effect.GRANTED,
                    lifecycle=Lifecycle.VALID,
                    route_scope=RouteScope.LISTED,
                    routes=(route,),
                    substances=(Substance(substance, (substance,), "1 mg"),),
                    valid_from=day,
                    file=FILE,
                    line=line,
                )


def write(folder: Path, rows: int, substances: list[str], known: float = ALL_KNOWN) -> Path:
    """Write `rows` authorisations, a share of them of the given substances; the same call writes the same bytes."""
    chance = random.Random(rows)  # noqa: S311
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / FILE).open("w", encoding="utf-8") as file:
        for number in range(1, rows + 1):
            day = f"{chance.randint(1990, 2025)}-{chance.randint(1, 12):02}-{chance.randint(1, 28):02}"
            holder = f"Example Laboratories {chance.randint(1, 2_000)}"
            route = chance.choice(["under", "within", "muscle"])
            is_known = chance.random() < known
            substance = (
                chance.choice(substances)
                if is_known
                else f"Example other substance {chance.randint(1, OTHER_SUBSTANCES)}"
            )
            file.write(
                f"XA {number:08}\tExample product {number}\t{holder}\t{route}\t{day}\t{substance}\n"
            )
    return folder
