"""France: Base de données publique des médicaments, of the ANSM and its partners.

Source: base-donnees-publique.medicaments.gouv.fr, “Téléchargement”. Tab-separated, without quotes and without a header;
cp1252 or UTF-8, depending on the year and the file. `CIS_bdpm.txt`, a medicine a row (⇥ is a tab, shortened):

    63409284⇥CHLORHYDRATE DE PROCAINE LAVOISIER 10 mg/ml, …⇥solution injectable⇥infiltration;intradermique;…
    ⇥Autorisation active⇥Procédure nationale⇥Commercialisée⇥17/02/1998⇥⇥⇥ LABORATOIRES CHAIX ET DU MARAIS⇥Non

What each holds is in `CIS_COMPO_bdpm.txt`, see `fr_bdpm_composition`. Packs and prescription conditions (CIS_CIP, CIS_CPD) hold nothing that an authorisation record needs. The copies of
both files need not be of one day: a medicine may have no composition here, and a composition no medicine. The files
do not say when they were published, nor when an authorisation ended.
"""

from collections.abc import Iterator, Mapping

from formulary.vocabulary import RegulatoryClass
from registry.registers.authorisation import Adapter, Authorisation, Rejected
from registry.registers.delimited import Layout, Row, read_rows, refuse_foreign
from registry.registers.fields import BadField, iso_date, known, required
from registry.registers.fr_bdpm_composition import CODE, ENCODINGS, Compositions
from registry.registers.fr_bdpm_composition import FILE as _COMPOSITIONS
from registry.registers.fr_bdpm_routes import ROUTES
from registry.registers.source import Source
from registry.vocabulary import Effect, Lifecycle, RouteScope

_FILE = "CIS_bdpm.txt"
_LAYOUT = Layout(
    columns=(
        "code", "name", "form", "routes", "status", "procedure", "marketing", "authorised on",
        "alert", "Union number", "holder", "surveillance",
    ),
    has_header=False,
    encodings=ENCODINGS,
)  # fmt: skip
_LIFECYCLES = {
    "Autorisation active": Lifecycle.VALID,
    "Autorisation suspendue": Lifecycle.SUSPENDED,
    "Autorisation retirée": Lifecycle.REVOKED,
    "Autorisation abrogée": Lifecycle.WITHDRAWN,
    "Autorisation archivée": Lifecycle.WITHDRAWN,
}
_PROCEDURES = {
    "Procédure nationale": ("EU_NATIONAL", Effect.GRANTED, ""),
    "Procédure décentralisée": ("EU_DCP", Effect.GRANTED, ""),
    "Procédure de reconnaissance mutuelle": ("EU_MRP", Effect.GRANTED, ""),
    "Procédure centralisée": ("EU_CENTRALISED", Effect.GRANTED, ""),
    "Autorisation d'importation parallèle": ("EU_NATIONAL", Effect.GRANTED, "parallel import"),
    # Registered without proof of effect, which is no authorisation.
    "Enreg homéo (Proc. Nat.)": ("EU_NATIONAL", Effect.TOLERATED, "homeopathic registration"),
    "Enreg phyto (Proc. Nat.)": (
        "EU_NATIONAL",
        Effect.TOLERATED,
        "traditional herbal registration",
    ),
    "Enreg phyto (Proc. Dec.)": ("EU_DCP", Effect.TOLERATED, "traditional herbal registration"),
}
_MARKETING = {"Commercialisée": "marketed", "Non commercialisée": "not marketed"}
_UNSPECIFIED = "voie parentérale autre"
"""“Another parenteral route”, which one is not said."""


class FrenchMedicines:
    name = "fr-bdpm"
    title = "Base de données publique des médicaments"
    publisher = "Agence nationale de sécurité du médicament et des produits de santé"
    authority = "ansm"
    jurisdiction = "FR"
    is_union_wide = False
    is_complete = True
    routes: Mapping[str, str] = ROUTES

    def published_on(self, source: Source) -> str:
        return ""

    def read(self, source: Source) -> Iterator[Authorisation | Rejected]:
        source.expect(_COMPOSITIONS, _FILE)
        compositions = Compositions(source)
        yield from compositions.rejected
        yield from refuse_foreign(_FILE, _medicines(source, compositions))


ADAPTER: Adapter = FrenchMedicines()


def _medicines(source: Source, compositions: Compositions) -> Iterator[Authorisation | Rejected]:
    seen: set[str] = set()
    for row in read_rows(source, _FILE, _LAYOUT):
        if isinstance(row, Rejected):
            yield row
            continue
        try:
            yield _authorisation(row, compositions, seen)
        except BadField as bad:
            yield bad.rejected(_FILE, row[0])


def _authorisation(row: Row, compositions: Compositions, seen: set[str]) -> Authorisation:
    line, values = row
    code, name, form, routes, status, procedure, marketing, day, _, union_number, holder, _ = values
    if not CODE.fullmatch(code):
        raise BadField("code", code, "eight digits")
    if code in seen:
        raise BadField("code", code, "every code once")
    seen.add(code)
    lifecycle = known("status", status, _LIFECYCLES)
    pathway, effect, kind = known("procedure", procedure, _PROCEDURES)
    authorised_on = iso_date("authorised on", day, "%d/%m/%Y")
    substances = compositions.of(code)
    route_scope, listed = _routes(routes)
    is_valid = lifecycle is Lifecycle.VALID
    remarks = (
        known("marketing", marketing, _MARKETING),
        kind,
        f"Union number {union_number}" if union_number else "",
        "" if is_valid else f"authorised on {authorised_on}; since when it is so, is not told",
        "" if substances else "the copy has no composition of it",
    )
    return Authorisation(
        number=f"CIS {code}",
        product=required("name", name),
        holder=required("holder", holder),
        regulatory_class=RegulatoryClass.MEDICINE,
        pathway=pathway,
        effect=effect,
        lifecycle=lifecycle,
        route_scope=route_scope,
        routes=listed,
        substances=substances,
        dose_form=form.strip(),
        valid_from=authorised_on if is_valid else "",
        remark="; ".join(filter(None, remarks)),
        file=_FILE,
        line=line,
    )


def _routes(value: str) -> tuple[RouteScope, tuple[str, ...]]:
    routes = tuple(route.strip() for route in value.split(";") if route.strip())
    if not routes:
        raise BadField("routes", value, "a route")
    if routes == (_UNSPECIFIED,):
        return RouteScope.UNSPECIFIED, ()
    return RouteScope.LISTED, routes
