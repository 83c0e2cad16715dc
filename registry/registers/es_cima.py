"""CIMA, the list of human medicines of the Spanish agency: a workbook named .xls that holds xlsx.

    Nº Registro | Medicamento                         | Laboratorio | Fecha Aut. | Estado     | ... | Principios Activos
    99001       | EJEMPLO 10 mg/ml SOLUCION INYECTABLE | Example, S.A. | 01/03/1965 | Autorizado | ... | PROCAINA HIDROCLORURO

Source: https://cima.aemps.es, download of the list. There is no column of routes: see `dose_form`. A medicine that is
“Anulado” ended on the day of its state; one that is “Suspenso” is suspended since then. Medicines that the Commission
authorised are listed too, under the digits of their number (EU/1/08/505/004 is 08505004, or 1…), and so are parallel
imports, under their foreign number, mostly with “IP”.
"""

import datetime as dt
import re
from collections.abc import Iterator
from itertools import pairwise
from typing import Any, ClassVar

from formulary.vocabulary import RegulatoryClass
from registry.registers.authorisation import Authorisation, Rejected, Substance
from registry.registers.dose_form import SPANISH
from registry.registers.source import Source
from registry.registers.spreadsheet import read_table
from registry.vocabulary import Effect, EndKind, Lifecycle

_COLUMNS = (
    "Nº Registro", "Medicamento", "Laboratorio", "Fecha Aut.", "Estado", "Fecha Estado",
    "Cód. ATC", "Principios Activos", "Nº P. Activos", "¿Comercializado?",
)  # fmt: skip
_STATES = {
    "Autorizado": Lifecycle.VALID,
    "Anulado": Lifecycle.WITHDRAWN,
    "Suspenso": Lifecycle.SUSPENDED,
}
_CENTRAL = re.compile(r"(?:1?(?:9[5-9]|[01]\d)\d{6}|1(?:1[5-9]|2\d)1\d{6})(?:IP\d*)?")
"""Year, application and pack, with the 1 of medicines for human use before it or not; four figures of application since 2015."""
_ANION = r"\w+(?:ATO|URO|ETONIDO)"
_WATER = re.compile(r"(?:SESQUI|MONO|DI|TRI|TETRA|PENTA|HEXA|HEPTA|HEMI)HIDRATO|REFINADO")


class _Cima:
    name = "es-cima"
    title = "CIMA, list of human medicines"
    publisher = "Agencia Española de Medicamentos y Productos Sanitarios"
    authority = "aemps"
    jurisdiction = "ES"
    is_union_wide = False
    is_complete = True
    routes: ClassVar = {
        "oral": "oral",
        "comprimidos": "oral",
        "capsulas": "oral",
        "jarabe": "oral",
        "cutanea": "cutaneous",
        "topica": "topical",
        "crema": "topical",
        "pomada": "topical",
        "gel": "topical",
        "transdermico": "transdermal",
        "colirio": "ocular",
        "otico": "auricular",
        "nasal": "nasal",
        "inhalacion": "inhalation",
        "vaginal": "vaginal",
        "rectal": "rectal",
        "sublingual": "sublingual",
        "bucal": "oromucosal",
    }

    def published_on(self, source: Source) -> str:
        """Nowhere in the file. It is no older than its latest “Fecha Estado”."""
        return ""

    def read(self, source: Source) -> Iterator[Authorisation | Rejected]:
        file = source.only(".xls", ".xlsx")
        source.expect(file)
        for line, row in read_table(source, file, "Hoja1", 1, _COLUMNS):
            yield _authorisation(file, line, {key: _text(row[key]) for key in _COLUMNS})


def _authorisation(file: str, line: int, row: dict[str, str]) -> Authorisation | Rejected:
    for column in ("Nº Registro", "Medicamento", "Principios Activos"):
        if not row[column]:
            return Rejected(file, line, column, "", "text")
    lifecycle = _STATES.get(row["Estado"])
    if lifecycle is None:
        return Rejected(file, line, "Estado", row["Estado"], ", ".join(_STATES))
    try:
        first, since = _date(row["Fecha Aut."]), _date(row["Fecha Estado"])
    except ValueError as error:
        return Rejected(file, line, "Fecha Aut., Fecha Estado", str(error), "a date DD/MM/YYYY")
    scope, routes = SPANISH.scope(row["Medicamento"], row["Cód. ATC"])
    number = row["Nº Registro"]
    start, end, lifecycle = _period(lifecycle, first, since)
    return Authorisation(
        number=number,
        product=row["Medicamento"],
        holder=row["Laboratorio"],
        regulatory_class=RegulatoryClass.MEDICINE,
        pathway="EU_CENTRALISED" if _CENTRAL.fullmatch(number) else "EU_NATIONAL",
        effect=Effect.GRANTED,
        lifecycle=lifecycle,
        route_scope=scope,
        routes=routes,
        substances=_substances(row["Principios Activos"], row["Nº P. Activos"]),
        valid_from=start,
        valid_to=end,
        valid_to_kind=EndKind.DATE if end else EndKind.OPEN,
        remark=_remark(row, first, since),
        file=file,
        line=line,
    )


def _period(lifecycle: Lifecycle, first: str, since: str) -> tuple[str, str, Lifecycle]:
    """First day, end and state of the period that the row tells of: a suspension begins when it was imposed."""
    if lifecycle == Lifecycle.VALID:
        return first, "", lifecycle
    if lifecycle == Lifecycle.WITHDRAWN and since and first < since:
        return first, since, Lifecycle.VALID
    return since, "", lifecycle


def _remark(row: dict[str, str], first: str, since: str) -> str:
    marketed = {"SI": "Marketed.", "NO": "Not marketed."}.get(row["¿Comercializado?"], "")
    state = {
        "Anulado": f"Annulled on {since or 'an unknown day'}.",
        "Suspenso": f"First authorised on {first or 'an unknown day'}; suspended.",
    }.get(row["Estado"], "")
    imported = "Parallel import." if "IP" in row["Nº Registro"] else ""
    return " ".join(part for part in (state, marketed, imported) if part)


def _substances(cell: str, count: str) -> tuple[Substance, ...]:
    """Commas stand between substances and inside their names; the count beside the cell tells which.

    Where it does not, the whole cell is one name that matches nothing, until a person has looked.
    """
    parts = [part.strip() for part in re.split(r", +", cell)]
    if str(len(parts)) != count:
        parts = _joined(parts)
    if str(len(parts)) != count:
        parts = [cell]
    return tuple(Substance(part, _names(part)) for part in parts)


def _joined(parts: list[str]) -> list[str]:
    """“DOXILAMINA, HIDROGENOSUCCINATO DE” and “…, MONOHIDRATO” go on the name before."""
    starts = [0]
    for number, part in enumerate(parts):
        if number and not (part.endswith(" DE") or _WATER.fullmatch(part)):
            starts.append(number)
    return [", ".join(parts[one:other]) for one, other in pairwise([*starts, len(parts)])]


def _names(printed: str) -> tuple[str, ...]:
    """The register's own order of words, then the usual one: ASCORBICO ACIDO, ACIDO ASCORBICO."""
    name = " ".join(printed.split())
    names = [
        re.sub(pattern, usual, name)
        for pattern, usual in (
            (r"(.+) ACIDO", r"ACIDO \1"),
            (r"(.+?),? (\S+) DE(?:, (.+))?", r"\2 DE \1 \3"),
            (rf"(\S+) ({_ANION})( \w+HIDRATO)?", r"\2 DE \1\3"),
            (rf"({_ANION}) ((?:SO|CAL|POTA|MAGNE)\w+|ZINC|COBRE)( \w+HIDRATO)?", r"\1 DE \2\3"),
            (r"(.+FOSFATO) SODIO", r"\1 SODICO"),
        )
        if re.fullmatch(pattern, name)
    ]
    return tuple(dict.fromkeys(each.strip() for each in (name, *names)))


def _text(value: Any) -> str:
    return "" if value is None else str(value).strip()


def _date(text: str) -> str:
    """Empty where it is not known."""
    if not text:
        return ""
    if not re.fullmatch(r"\d{2}/\d{2}/(?:19|20)\d{2}", text):
        raise ValueError(text)
    try:
        return dt.date(int(text[6:]), int(text[3:5]), int(text[:2])).isoformat()
    except ValueError:
        raise ValueError(text) from None


ADAPTER = _Cima()
