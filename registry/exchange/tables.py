"""The sixteen files, in the order in which their rows can be written: what is referred to comes first."""

from registry.exchange import tables_of_cocktails as cocktails
from registry.exchange import tables_of_registry as registry
from registry.exchange import tables_of_substances as substances
from registry.exchange.table import Table

TABLES: dict[str, Table] = {
    table.name: table
    for table in (
        substances.ROUTES,
        registry.JURISDICTIONS,
        registry.AUTHORITIES,
        registry.PATHWAYS,
        registry.DOCUMENTS,
        substances.INGREDIENTS,
        substances.CLASSES,
        substances.PRODUCTS,
        substances.PRODUCT_LINES,
        registry.APPROVALS,
        registry.NOTICES,
        cocktails.INTERACTIONS,
        cocktails.CLINICAL_USES,
        cocktails.COCKTAILS,
        cocktails.COCKTAIL_LINES,
        cocktails.PROTOCOLS,
    )
}
