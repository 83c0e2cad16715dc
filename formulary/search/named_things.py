"""The one query that says what names mean: for a function of the database, and for the dictionary of names."""


def named_things(wanted: str = "") -> str:
    """A query of what names mean: all of them, or those `wanted` by a condition on {name} and {kind}."""

    def where(name: str, kind: str) -> str:
        return wanted.format(name=name, kind=f"'{kind}'") or "TRUE"

    return f"""
        SELECT 'ingredient', i.slug::text, i.preferred_name::text, i.unii::text, n.normalised::text, n.text::text,
               n.language::text, n.kind::text, base.slug::text
        FROM formulary_ingredientname n JOIN formulary_ingredient i ON i.id = n.ingredient_id
        LEFT JOIN formulary_ingredient base ON base.id = i.form_of_id
        WHERE {where("n.normalised", "ingredient")}
        UNION ALL
        SELECT 'product', p.slug, p.name, '', p.normalised, p.name, '', 'name', NULL
        FROM formulary_product p WHERE {where("p.normalised", "product")}
        UNION ALL
        SELECT 'cocktail', c.slug, v.name, '', v.normalised, v.name, '', 'name', NULL
        FROM formulary_cocktailversion v JOIN formulary_cocktail c ON c.id = v.cocktail_id
        WHERE v.published_at IS NOT NULL AND {where("v.normalised", "cocktail")}
        UNION ALL
        SELECT CASE WHEN i.id IS NULL THEN 'known-substance' ELSE 'ingredient' END,
               coalesce(i.slug, ''), coalesce(i.preferred_name, u.display_name), u.unii,
               u.normalised, u.normalised, '', 'unii-list', base.slug
        FROM formulary_uniiname u LEFT JOIN formulary_ingredient i ON i.unii = u.unii
        LEFT JOIN formulary_ingredient base ON base.id = i.form_of_id
        WHERE {where("u.normalised", "known-substance")}"""  # noqa: S608 (our own constants)
