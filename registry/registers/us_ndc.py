"""The NDC Directory: what firms list as sold in the United States, with route and marketing category.

    PRODUCTID        PRODUCTNDC PRODUCTTYPENAME         PROPRIETARYNAME PROPRIETARYNAMESUFFIX NONPROPRIETARYNAME
    99990-001_6d8a…  99990-001  HUMAN PRESCRIPTION DRUG Examplecain     Forte                 example peptide
    DOSAGEFORMNAME      ROUTENAME                  STARTMARKETINGDATE ENDMARKETINGDATE MARKETINGCATEGORYNAME
    INJECTION, SOLUTION INTRADERMAL; INTRAMUSCULAR 20150401                            UNAPPROVED DRUG OTHER
    APPLICATIONNUMBER LABELERNAME  SUBSTANCENAME           ACTIVE_NUMERATOR_STRENGTH ACTIVE_INGRED_UNIT …
                      Example Labs EXAMPLE PEPTIDE; WATER  5; 1                      mg/mL; mL/mL

product.txt of fda.gov, “National Drug Code Directory”: tab-separated, with a header; files before 2018 lack the last
two columns. package.txt says nothing of the law and is not read.

A code “does not in any way denote FDA approval” (21 CFR 207.37). A listing under an application is a product without an
approval: the approval is the application's, in Drugs@FDA. What firms themselves list as unapproved is `tolerated`.
Whatever else there is, compounded drugs and bulk ingredients too, is no statement of the authority.
"""

from collections.abc import Iterator

from formulary.vocabulary import RegulatoryClass
from registry.registers import us_fda
from registry.registers.authorisation import Authorisation, Rejected
from registry.registers.delimited import Layout
from registry.registers.source import Source
from registry.vocabulary import Effect, EndKind, Lifecycle, RouteScope

_FILE = "product.txt"
_LAYOUT = Layout(
    columns=(
        "PRODUCTNDC", "PROPRIETARYNAME", "PROPRIETARYNAMESUFFIX", "NONPROPRIETARYNAME", "DOSAGEFORMNAME", "ROUTENAME",
        "STARTMARKETINGDATE", "ENDMARKETINGDATE", "MARKETINGCATEGORYNAME", "APPLICATIONNUMBER", "LABELERNAME",
        "SUBSTANCENAME", "ACTIVE_NUMERATOR_STRENGTH", "ACTIVE_INGRED_UNIT",
    ),
    optional=("NDC_EXCLUDE_FLAG", "LISTING_RECORD_CERTIFIED_THROUGH"),
    encodings=("cp1252", "utf-8"),
)  # fmt: skip

_HOMEOPATHIC = "UNAPPROVED HOMEOPATHIC"
_HOMEOPATHIC_UNIT = "[hp_"
HOMEOPATHY = "homeopathy"
"""Their purpose: a dilution in which nothing is left says nothing of the substance."""

_TOLERATED = frozenset(
    {
        "UNAPPROVED DRUG FOR USE IN DRUG SHORTAGE",
        "UNAPPROVED DRUG OTHER",
        "UNAPPROVED DRUG PRODUCT MANUFACTURED UNDER CONTRACT",
        _HOMEOPATHIC,
        "UNAPPROVED MEDICAL GAS",
    }
)
_PATHWAYS = {
    "ANDA": "US_ANDA",
    "BLA": "US_BLA",
    "NDA": "US_NDA",
    "NDA AUTHORIZED GENERIC": "US_NDA",
    "OTC MONOGRAPH DRUG": "US_OTC_MONOGRAPH",
    "OTC MONOGRAPH FINAL": "US_OTC_MONOGRAPH",
    "OTC MONOGRAPH NOT FINAL": "US_OTC_MONOGRAPH",
    **dict.fromkeys(_TOLERATED, "US_UNAPPROVED_OTHER"),
}
_NO_PATHWAY = "US_NONE"
_CLASSES = {
    "BLA": RegulatoryClass.BIOLOGIC,
    "COSMETIC": RegulatoryClass.COSMETIC,
    "DIETARY SUPPLEMENT": RegulatoryClass.SUPPLEMENT,
    "MEDICAL FOOD": RegulatoryClass.SUPPLEMENT,
    "EXEMPT DEVICE": RegulatoryClass.DEVICE,
    "HUMANITARIAN DEVICE EXEMPTION": RegulatoryClass.DEVICE,
    "PREMARKET APPLICATION": RegulatoryClass.DEVICE,
    "PREMARKET NOTIFICATION": RegulatoryClass.DEVICE,
}
"""By category; what is in none of them is a medicine, a bulk ingredient or compounded."""


class NdcDirectory:
    name = "us-ndc"
    title = "National Drug Code Directory"
    publisher = us_fda.PUBLISHER
    authority = us_fda.AUTHORITY
    jurisdiction = us_fda.JURISDICTION
    is_union_wide = False
    is_complete = False  # of authorisations: it lists none
    routes = us_fda.ROUTES

    def published_on(self, source: Source) -> str:
        return us_fda.packed_on(source, _FILE)

    def read(self, source: Source) -> Iterator[Authorisation | Rejected]:
        return us_fda.listings(source, _FILE, _LAYOUT, _listing)


def _listing(line: int, row: dict[str, str]) -> Authorisation | Rejected:
    name = _name(row)
    if fault := us_fda.fault_of_listing(row, name):
        return Rejected(_FILE, line, *fault)
    category = row["MARKETINGCATEGORYNAME"].upper()
    is_homeopathic = category == _HOMEOPATHIC or _HOMEOPATHIC_UNIT in row["ACTIVE_INGRED_UNIT"]
    is_left_out = row["NDC_EXCLUDE_FLAG"] not in ("", "N")
    effect = Effect.TOLERATED if category in _TOLERATED and not is_left_out else None
    scope, routes = _routes(row["ROUTENAME"])
    start = us_fda.iso_day(row["STARTMARKETINGDATE"]) if effect else ""
    end = us_fda.iso_day(row["ENDMARKETINGDATE"]) if effect else ""
    if end and end <= start:
        return Rejected(_FILE, line, "ENDMARKETINGDATE", row["ENDMARKETINGDATE"], "a later day")
    return Authorisation(
        number=f"NDC {row['PRODUCTNDC']}",
        product=name,
        holder=row["LABELERNAME"],
        regulatory_class=_regulatory_class(category),
        pathway=_PATHWAYS.get(category, _NO_PATHWAY),
        effect=effect,
        lifecycle=Lifecycle.VALID,
        route_scope=scope,
        routes=routes,
        substances=us_fda.listed_substances(
            row["SUBSTANCENAME"], row["ACTIVE_NUMERATOR_STRENGTH"], row["ACTIVE_INGRED_UNIT"]
        ),
        dose_form=row["DOSAGEFORMNAME"],
        purposes=(HOMEOPATHY,) if is_homeopathic else (),
        valid_from=start,
        valid_to=end,
        valid_to_kind=_end_kind(effect, end),
        remark=_remark(row, category, is_left_out),
        file=_FILE,
        line=line,
    )


def _name(row: dict[str, str]) -> str:
    brand = " ".join((row["PROPRIETARYNAME"], row["PROPRIETARYNAMESUFFIX"])).strip()
    return brand or row["NONPROPRIETARYNAME"]


def _routes(text: str) -> tuple[RouteScope, tuple[str, ...]]:
    """Without PARENTERAL, which is no route. Where none is named, none is covered."""
    words = {word.upper() for word in us_fda.split_list(text)}
    if named := words - us_fda.ROUTE_NOT_STATED:
        return RouteScope.LISTED, tuple(sorted(named))
    return RouteScope.UNSPECIFIED if words else RouteScope.UNSTATED, ()


def _regulatory_class(category: str) -> RegulatoryClass:
    if "BULK INGREDIENT" in category or category == "DRUG FOR FURTHER PROCESSING":
        return RegulatoryClass.BULK_SUBSTANCE
    if "COMPOUNDED" in category:
        return RegulatoryClass.COMPOUNDED
    return _CLASSES.get(category, RegulatoryClass.MEDICINE)


def _end_kind(effect: Effect | None, end: str) -> EndKind:
    """A listing is the word of a firm, renewed every year: of the days after the copy it says nothing."""
    if effect is None:
        return EndKind.OPEN
    return EndKind.DATE if end else EndKind.UNKNOWN_AFTER_EVIDENCE


def _remark(row: dict[str, str], category: str, is_left_out: bool) -> str:
    under = f" under {row['APPLICATIONNUMBER']}" if row["APPLICATIONNUMBER"] else ""
    said = [f"Listed by the firm as {category or 'nothing'}{under}: a listing, not an approval."]
    if is_left_out:
        said.append("FDA leaves it out of the directory.")
    if certified := row["LISTING_RECORD_CERTIFIED_THROUGH"]:
        said.append(f"Certified through {us_fda.iso_day(certified)}.")
    return " ".join(said)


ADAPTER = NdcDirectory()
