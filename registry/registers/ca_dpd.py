"""Canada: Drug Product Database, of Health Canada.

Source: canada.ca, “Drug Product Database data extract”, one set of files a state: marketed (`drug.txt`, `route.txt`…),
approved and not yet marketed (`drug_ap.txt`…), dormant (`drug_dr.txt`…), each published as a zip. One set is read, or
several beside each other or in subfolders; the cancelled set (`…_ia.txt`) is passed over. `drug.txt`:

    "10000","","Human","02245215","PYRIDOXINE HYDROCHLORIDE INJECTION, USP","…","N","…","1","13-AUG-2018",…

Each file is described in `ca_dpd_tables`. Only the class Human is read, not disinfectants, veterinary and radioactive
products. The number of active ingredients that a product says it has is checked: were a row lost, a combination would
look like a single substance. The files do not say when they were published.
"""

import re
from collections.abc import Iterator, Mapping
from itertools import chain
from typing import NamedTuple

from formulary.vocabulary import RegulatoryClass
from registry.registers.authorisation import Adapter, Authorisation, Rejected
from registry.registers.ca_dpd_tables import TABLES, State, Tables, iso_day
from registry.registers.delimited import Row, refuse_foreign
from registry.registers.fields import BadField, known, required
from registry.registers.route_words import ENGLISH
from registry.registers.source import BadSource, Source
from registry.vocabulary import Effect, Lifecycle, RouteScope

_SETS = ("", "_ap", "_dr")
_CLASSES = {"Human": True, "Veterinary": False, "Disinfectant": False, "Radiopharmaceutical": False}
_NUMBER = "DRUG_IDENTIFICATION_NUMBER"
_STATES = {
    "MARKETED": (Lifecycle.VALID, "marketed since {since}"),
    "APPROVED": (Lifecycle.VALID, "approved since {since}, not marketed"),
    "DORMANT": (Lifecycle.VALID, "dormant since {since}: not sold for a year or longer"),
    # The orders of the pandemic have run out; whether this authorisation has, the register does not say.
    "AUTHORIZED BY INTERIM ORDER": (Lifecycle.UNKNOWN, "authorised by interim order on {since}"),
}
_UNSPECIFIED = "PARENTERAL (UNSPECIFIED)"
_ROUTES = {
    **ENGLISH,
    "block/infiltration": "infiltration",
    "dialysis": "haemodialysis",  # the same code under an older name
    "haemodialysis (intraperitoneal)": "intraperitoneal",
    "intracavernosal": "intracavernous",
    "intracutaneous": "intradermal",
    "intraintestinal (upper)": "intestinal",
    "soft tissue injection": "soft-tissue",
    "subarachnoidal": "subarachnoid",
    "topical (commercial)": "topical",
    "topical (hospital/hc facilities)": "topical",
    "topical (household)": "topical",
}


class CanadianDrugs:
    name = "ca-dpd"
    title = "Drug Product Database"
    publisher = "Health Canada"
    authority = "health-canada"
    jurisdiction = "CA"
    is_union_wide = False
    is_complete = True
    routes: Mapping[str, str] = _ROUTES

    def published_on(self, source: Source) -> str:
        return ""

    def read(self, source: Source) -> Iterator[Authorisation | Rejected]:
        files = list(_sets(source))
        for_progress = ((*names.values(), names["drug"]) for names in files)  # read twice
        source.expect(*chain.from_iterable(for_progress))
        sets = [(names["drug"], Tables(source, names)) for names in files]
        latest = _latest(sets)
        for file, tables in sets:
            yield from tables.rejected
            for row in refuse_foreign(file, _drugs(file, tables)):
                yield row if isinstance(row, Rejected) else _once(row, latest)


ADAPTER: Adapter = CanadianDrugs()


class _Place(NamedTuple):
    """Where the current state of a number stands; they sort by its last update."""

    updated: str
    since: str
    file: str
    line: int


def _sets(source: Source) -> Iterator[dict[str, str]]:
    """The files of each set, by table: a folder and an ending."""
    here = {name.casefold(): name for name in source.names()}
    endings = [f"drug{ending}.txt" for ending in _SETS]
    found = [name for name in here if name.rpartition("/")[2] in endings]
    if not found:
        shown = ", ".join(here.values()) or "nothing"
        raise BadSource(source.name, f"a file {' or '.join(endings)}", f"there is {shown[:500]}")
    for drug in found:
        folder, slash, file = drug.rpartition("/")
        ending = file.removeprefix("drug")
        names = {table: f"{folder}{slash}{table}{ending}" for table in TABLES}
        for name in names.values():
            if name not in here:
                raise BadSource(
                    source.name, f"the file {name} beside {here[drug]}", "it is missing"
                )
        yield {table: here[name] for table, name in names.items()}


def _latest(sets: list[tuple[str, Tables]]) -> dict[str, _Place]:
    """Copies of different days may hold a number twice: the row that was updated last is the current one."""
    latest: dict[str, _Place] = {}
    for file, tables in sets:
        for row in tables.drugs():
            if isinstance(row, Rejected):
                continue
            line, (code, _, _, number, _, _, _, _, _, updated, *_) = row
            try:
                place = _Place(iso_day(updated), tables.state(code).since, file, line)
            except BadField:  # said when the row itself is read
                continue
            number = f"DIN {number}"
            latest[number] = max(place, latest.get(number, place))
    return latest


def _once(row: Authorisation, latest: dict[str, _Place]) -> Authorisation | Rejected:
    place = latest[row.number]
    if (place.file, place.line) == (row.file, row.line):
        return row
    expected = f"every number once; its latest row is in {place.file}, line {place.line}"
    return Rejected(row.file, row.line, _NUMBER, row.number, expected)


def _drugs(file: str, tables: Tables) -> Iterator[Authorisation | Rejected]:
    for row in tables.drugs():
        if isinstance(row, Rejected):
            yield row
            continue
        try:
            if known("CLASS", row[1][2], _CLASSES):
                yield _authorisation(file, row, tables)
        except BadField as bad:
            yield bad.rejected(file, row[0])


def _authorisation(file: str, row: Row, tables: Tables) -> Authorisation:
    line, (code, _, _, number, brand, descriptor, _, _, count, *_) = row
    if not re.fullmatch(r"\d{8}", number):
        raise BadField(_NUMBER, number, "eight digits")
    state = tables.state(code)
    lifecycle, remark = known("STATUS", state.status, _STATES)
    substances = tuple(tables.substances.get(code, ()))
    if str(len(substances)) != count.strip():
        raise BadField("NUMBER_OF_AIS", count, f"as many as ingred has, {len(substances)}")
    route_scope, routes = _routes(code, tables)
    return Authorisation(
        number=f"DIN {number}",
        product=", ".join(filter(None, (required("BRAND_NAME", brand), descriptor.strip()))),
        holder=required("COMPANY_NAME", tables.holders.get(code, "")),
        regulatory_class=RegulatoryClass.MEDICINE,
        pathway="CA_DIN",
        effect=Effect.GRANTED,
        lifecycle=lifecycle,
        route_scope=route_scope,
        routes=routes,
        substances=substances,
        dose_form="; ".join(tables.forms.get(code, ())),
        valid_from=_start(state, lifecycle),
        remark=remark.format(since=state.since),
        file=file,
        line=line,
    )


def _start(state: State, lifecycle: Lifecycle) -> str:
    return state.authorised_since if lifecycle is Lifecycle.VALID else state.since


def _routes(code: str, tables: Tables) -> tuple[RouteScope, tuple[str, ...]]:
    routes = tuple(dict.fromkeys(tables.routes.get(code, ())))
    if not routes:
        raise BadField("ROUTE_OF_ADMINISTRATION", "", "a route")
    if routes == (_UNSPECIFIED,):
        return RouteScope.UNSPECIFIED, ()
    return RouteScope.LISTED, routes
