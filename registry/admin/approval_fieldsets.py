"""The sections of an approval's page: one order to edit them, and one to read them."""

WHO = (
    "Who says it, of what",
    {
        "fields": (
            "record",
            "jurisdiction",
            "authority",
            "ingredient",
            "product",
            "ingredient_class",
        )
    },
)
WHAT = (
    "What it says",
    {"fields": (("effect", "lifecycle"), ("regulatory_class", "pathway"), "paraphrase")},
)
WHEN = ("When it holds", {"fields": ("valid_from", ("valid_to_kind", "valid_to"))})
PAPERS = ("number", "holder")
TRUST = (("confidence", "review_due_on"), "is_disputed")

EDITED = (
    WHO,
    WHAT,
    (
        "By which route, for what",
        {"fields": ("route_scope", "routes", "routes_excluded", ("purposes", "is_union_wide"))},
    ),
    WHEN,
    ("How we know", {"fields": (PAPERS, "documents", *TRUST)}),
)
READ = (
    WHO,
    WHAT,
    (
        "By which route, for what",
        {
            "fields": (
                "route_scope",
                "routes_listed",
                "routes_forbidden",
                ("purposes", "is_union_wide"),
            )
        },
    ),
    WHEN,
    ("How we know", {"fields": (PAPERS, "evidence", *TRUST)}),
)
