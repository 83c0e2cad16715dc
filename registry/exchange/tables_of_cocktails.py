"""The five files about what meets, what is mixed, and what it is used for."""

from django.db.models import Exists, OuterRef

from formulary.models import (
    ClinicalUse,
    ClinicalUseIngredient,
    CocktailLine,
    CocktailVersion,
    Interaction,
    Protocol,
)
from registry.exchange.cells import Items, Text
from registry.exchange.columns import Column, columns, reference
from registry.exchange.table import Parts, Table

ALL = "all"
"""The word of `applies_to` for whatever is injected."""

INTERACTIONS = Table(
    name="interactions",
    model=Interaction,
    key=["a", "b", "factor"],
    columns=[
        reference("a", "ingredients", "a__slug"),
        reference("b", "ingredients", "b__slug", required=False),
        *columns(Interaction, "factor rating mechanism effect source confidence"),
    ],
)

CLINICAL_USES = Table(
    name="clinical_uses",
    model=ClinicalUse,
    key=["slug"],
    columns=[
        *columns(ClinicalUse, "slug kind condition phase icd10 icd10_label icd11 icd11_label"),
        Column(
            "applies_to",
            Items(Text()),
            refers_to="ingredients",
            named=lambda slugs: () if slugs == (ALL,) else slugs,
        ),
        *columns(ClinicalUse, "cause seriousness expected_onset rationale action frequency source"),
    ],
    parts=[
        Parts(
            model=ClinicalUseIngredient,
            owner="clinical_use",
            paths=["ingredient__slug"],
            columns=["applies_to"],
            collect=lambda rows, values: {
                "applies_to": values["applies_to"] or tuple(slug for (slug,) in rows)
            },
            spread=lambda values, ids: [
                {"ingredient_id": ids["ingredients"][(slug,)]}
                for slug in values["applies_to"]
                if slug != ALL
            ],
        )
    ],
    also=["applies_to_all"],
    derive=lambda found: {"applies_to": (ALL,) if found["applies_to_all"] else ()},
    attributes=lambda values, ids: {"applies_to_all": values["applies_to"] == (ALL,)},
)

COCKTAILS = Table(
    name="cocktails",
    model=CocktailVersion,
    key=["slug", "version"],
    columns=[
        Column("slug", Text(), "cocktail__slug", required=True),
        *columns(CocktailVersion, "name version description source"),
    ],
    also=["published_at"],
    is_published=lambda also: also["published_at"] is not None,
    attributes=lambda values, ids: {"cocktail_id": ids["cocktails"][(values["slug"],)]},
    never_changes=True,
)

COCKTAIL_LINES = Table(
    name="cocktail_lines",
    model=CocktailLine,
    key=["cocktail", "version", "position"],
    columns=[
        reference("cocktail", "cocktails", "version__cocktail__slug"),
        Column(
            "version",
            columns(CocktailVersion, "version")[0].cell,
            "version__version",
            required=True,
        ),
        *columns(CocktailLine, "position"),
        reference("ingredient", "ingredients", "ingredient__slug", required=False),
        reference("product", "products", "product__slug", required=False),
        *columns(CocktailLine, "amount unit note"),
    ],
    also=["version__published_at"],
    is_published=lambda also: also["version__published_at"] is not None,
    attributes=lambda values, ids: {
        "version_id": ids["cocktails"][(values["cocktail"], values["version"])]
    },
)

PROTOCOLS = Table(
    name="protocols",
    model=Protocol,
    # Files know nothing of drafts, so a cocktail without a published version is none to them.
    rows=lambda: Protocol.objects.annotate(
        names_published=Exists(
            CocktailVersion.objects.published().filter(cocktail=OuterRef("cocktail"))
        )
    ),
    also=["names_published"],
    derive=lambda found: {} if found["names_published"] else {"cocktail": ""},
    key=["slug"],
    columns=[
        *columns(Protocol, "slug name"),
        reference("cocktail", "cocktails", "cocktail__slug", required=False),
        reference("indication", "clinical_uses", "indication__slug", required=False),
        *columns(
            Protocol,
            "volume_ml_min volume_ml_max needle_gauge depth_mm_min depth_mm_max spacing "
            "sessions_min sessions_max interval_days_min interval_days_max maintenance "
            "reduced_shedding_days visible_growth_days_min visible_growth_days_max "
            "cost_min cost_max currency evidence_level outcome citation doi pmid source note",
        ),
    ],
)
