"""A real record of the starter set, for the API description; a test compares it with the answer."""

PROCAINE = {
    "id": "fr-procaine-lavoisier-10-cis-63409284",
    "subject": {
        "kind": "product",
        "slug": "procaine-lavoisier-10",
        "name": "Chlorhydrate de procaine Lavoisier 10 mg/mL",
    },
    "jurisdiction": {"code": "FR", "name": "France"},
    "authority": {
        "slug": "ansm",
        "name": "Agence nationale de sécurité du médicament et des produits de santé",
        "abbreviation": "ANSM",
    },
    "regulatory_class": "medicine",
    "pathway": "EU_NATIONAL",
    "effect": "granted",
    "lifecycle": "valid",
    "number": "CIS 63409284",
    "holder": "LABORATOIRES CHAIX ET DU MARAIS",
    "route_scope": "listed",
    "routes": ["infiltration", "intradermal", "perineural", "subcutaneous"],
    "routes_excluded": [],
    "purposes": [],
    "union_wide": False,
    "valid_from": "1998-02-17",
    "valid_to": None,
    "valid_to_kind": "open",
    "documents": [
        {
            "slug": "bdpm-2026-07-07",
            "title": "BDPM (Base de données publique des médicaments) speciality file CIS_bdpm.txt, public copy of 2026-07-07",
            "url": "https://github.com/obouton1-oss/analyse-factures-pharmacie",
            "published_on": "2026-07-07",
            "retrieved_on": None,
        }
    ],
    "disputed": False,
    "paraphrase": "Register entry lists the routes infiltration, intradermal, perineural, subcutaneous; administrative status active in the copies of 2026-04-07, 2026-05-26 and 2026-07-07; marketed.",
    "confidence": "retrieved",
    "review_due_on": None,
    "published_in": 1,
    "connection": None,
}
