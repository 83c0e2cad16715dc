"""The unfinished drugs of the NDC Directory: bulk ingredients, and drugs for further processing.

    PRODUCTID       PRODUCTNDC PRODUCTTYPENAME NONPROPRIETARYNAME DOSAGEFORMNAME STARTMARKETINGDATE ENDMARKETINGDATE
    99990-101_6d8a… 99990-101  BULK INGREDIENT Example peptide    POWDER         20150401
    MARKETINGCATEGORYNAME                              LABELERNAME  SUBSTANCENAME   ACTIVE_NUMERATOR_STRENGTH …
    BULK INGREDIENT FOR HUMAN PRESCRIPTION COMPOUNDING Example Labs EXAMPLE PEPTIDE 1                         …

unfinished_product.txt of fda.gov, “National Drug Code Directory”: tab-separated, cp1252, CRLF, with a header, without
routes. The zip holds the same text again as .xls. unfinished_package.txt says nothing of the law and is not read.

That a firm offers a substance for compounding does not say that it may be compounded. So every row is a product of the
class bulk-substance without an approval, whatever its category says: two even say NDA and BLA.
"""

from collections.abc import Iterator

from formulary.vocabulary import RegulatoryClass
from registry.registers import us_fda
from registry.registers.authorisation import Authorisation, Rejected
from registry.registers.delimited import Layout
from registry.registers.source import Source
from registry.vocabulary import Lifecycle, RouteScope

_FILE = "unfinished_product.txt"
_LAYOUT = Layout(
    columns=(
        "PRODUCTNDC", "NONPROPRIETARYNAME", "DOSAGEFORMNAME", "STARTMARKETINGDATE", "ENDMARKETINGDATE",
        "MARKETINGCATEGORYNAME", "LABELERNAME", "SUBSTANCENAME", "ACTIVE_NUMERATOR_STRENGTH", "ACTIVE_INGRED_UNIT",
    ),
    encodings=("cp1252", "utf-8"),
)  # fmt: skip


class UnfinishedDrugs:
    name = "us-ndc-unfinished"
    title = "National Drug Code Directory, unfinished drugs"
    publisher = us_fda.PUBLISHER
    authority = us_fda.AUTHORITY
    jurisdiction = us_fda.JURISDICTION
    is_union_wide = False
    is_complete = False  # of authorisations: it lists none
    routes: dict[str, str] = {}

    def published_on(self, source: Source) -> str:
        return us_fda.packed_on(source, _FILE)

    def read(self, source: Source) -> Iterator[Authorisation | Rejected]:
        return us_fda.listings(source, _FILE, _LAYOUT, _listing)


def _listing(line: int, row: dict[str, str]) -> Authorisation | Rejected:
    if fault := us_fda.fault_of_listing(row, row["NONPROPRIETARYNAME"]):
        return Rejected(_FILE, line, *fault)
    return Authorisation(
        number=f"NDC {row['PRODUCTNDC']}",
        product=row["NONPROPRIETARYNAME"],
        holder=row["LABELERNAME"],
        regulatory_class=RegulatoryClass.BULK_SUBSTANCE,
        pathway="",
        effect=None,
        lifecycle=Lifecycle.VALID,
        route_scope=RouteScope.UNSTATED,
        routes=(),
        substances=us_fda.listed_substances(
            row["SUBSTANCENAME"], row["ACTIVE_NUMERATOR_STRENGTH"], row["ACTIVE_INGRED_UNIT"]
        ),
        dose_form=row["DOSAGEFORMNAME"],
        remark=f"Listed by the firm as {row['MARKETINGCATEGORYNAME']}: a listing, not an approval.",
        file=_FILE,
        line=line,
    )


ADAPTER = UnfinishedDrugs()
