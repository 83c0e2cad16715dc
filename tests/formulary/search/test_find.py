"""The search over real rows: tiers, scripts, codes, look-alikes, and names of which thousands begin alike."""

import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from formulary.models import Ingredient, IngredientName, Spelling, UniiName
from formulary.names import Asked, resolve
from formulary.rules.names import normalise
from formulary.rules.probes import keys, probes
from formulary.search.find import CURATED, EVERY_KIND, search, suggest
from formulary.search.look_alikes import look_alikes
from formulary.search.source import DATABASE
from tests.publishing import edition
from tests.reading import assert_flat_queries

pytestmark = pytest.mark.django_db

LETTERS = "abcdeiknoprst"


def found(text, kinds=EVERY_KIND, limit=10):
    return [
        (hit.thing.slug or hit.thing.unii, hit.tier.value)
        for hit in search(text, kinds=kinds, limit=limit)
    ]


def known(name, unii="EXAMPLE00V", kind="cn"):
    return UniiName(normalised=normalise(name), unii=unii, kind=kind, display_name=name.upper())


@pytest.mark.parametrize(
    ("text", "slug", "tier"),
    [
        ("Minoxidil", "minoxidil", "exact"),
        ("Acide tranexamique", "tranexamic-acid", "synonym"),
        ("acide tranexamik", "tranexamic-acid", "fuzzy"),
        ("Биотин", "biotin", "synonym"),
        ("биотн", "biotin", "fuzzy"),
        ("minoxid", "minoxidil", "prefix"),
        ("silanol hyaluronat", "organic-silicon-dimethylsilanol-hyaluronate", "prefix"),
        ("hyaluronate", "sodium-hyaluronate-non-crosslinked", "prefix"),
        ("58-85-5", "biotin", "exact"),
        ("A11HA05", "biotin", "exact"),
        ("6T84R30KC1", "tranexamic-acid", "exact"),
        ("bcn skalp", "bcn-scalp", "fuzzy"),
        ("Dutasteride 0.01 %", "dutasteride-0-01-percent", "exact"),
        ("tranexamique acide", "tranexamic-acid", "fuzzy"),
        ("vit c", "ascorbic-acid", "fuzzy"),
        ("B-12", "cyanocobalamin", "prefix"),
    ],
)
def test_search(text, slug, tier):
    assert (slug, tier) in found(text)[:3]


def test_search_of_nonsense_finds_nothing():
    assert found("xyzzyqqq") == []


def test_best_comes_first_and_each_thing_once():
    hits = search("tranexamic acid", kinds=CURATED, limit=50)
    scores = [hit.score for hit in hits]
    assert hits[0].thing.slug == "tranexamic-acid"
    assert scores == sorted(scores, reverse=True)
    assert len({hit.thing.key for hit in hits}) == len(hits)


def test_kinds_are_kept_apart():
    assert {hit.thing.kind for hit in search("minoxidil", kinds=("cocktail",), limit=50)} == {
        "cocktail"
    }


def test_known_substance_is_told_from_an_ingredient_and_a_list_name_from_our_own():
    biotin = Ingredient.objects.get(slug="biotin").unii
    UniiName.objects.bulk_create([known("Example mitogen"), known("Coenzyme R (FDA)", unii=biotin)])
    [hit] = search("exampel mitogen", kinds=EVERY_KIND, limit=1)
    assert (hit.thing.kind, hit.thing.slug, hit.thing.unii) == ("known-substance", "", "EXAMPLE00V")
    [hit] = search("coenzyme r fda", kinds=EVERY_KIND, limit=1)
    assert (hit.thing.slug, hit.thing.name_kind, hit.tier) == ("biotin", "unii-list", "synonym")
    assert found("exampel mitogen", kinds=CURATED) == []


@pytest.mark.parametrize(
    "name", ["Çinko pirition", "ビオチン注射液", "Βιοτίνη δεξιά", "ıspanak özü"]
)
def test_any_script_is_found_misspelt(name):
    UniiName.objects.bulk_create([known(name)])
    text = normalise(name)
    for slip in (text[:3] + text[4:], text[:2] + text[3] + text[2] + text[4:]):
        assert ("EXAMPLE00V", "fuzzy") in found(slip)


def test_suggestions_are_beginnings_alone():
    slugs = [hit.thing.slug for hit in suggest("tranex", kinds=CURATED, limit=5)]
    assert slugs[0] == "tranexamic-acid"
    assert suggest("tranxe", kinds=CURATED, limit=5) == []


def test_look_alikes_are_flagged():
    hits = search("cysteine", kinds=CURATED, limit=10)
    pairs = {(pair.of_a.slug, pair.of_b.slug) for pair in look_alikes("cysteine", hits)}
    assert ("cysteine", "cystine") in pairs
    [own, *_] = look_alikes("panthenol", search("panthenol", kinds=CURATED, limit=10))
    assert own.of_a.slug == own.of_b.slug == "dexpanthenol"
    assert "make sure which is meant" in own.difference
    assert look_alikes("biotin", search("biotin", kinds=CURATED, limit=1)) == []


def keys_meet(asked, name):
    return not set(keys(name)).isdisjoint(probes(asked))


def slipped(name, slips, chance):
    for _ in range(slips):
        place, kind = chance.randrange(len(name) - 1), chance.randrange(4)
        middle = {
            0: name[place + 1 : place + 2],
            1: name[place + 1] + name[place],
            2: chance.choice(LETTERS) + name[place + 1],
            3: chance.choice(LETTERS) + name[place : place + 2],
        }[kind]
        name = name[:place] + middle + name[place + 2 :]
    return name


@settings(max_examples=150, deadline=None)
@given(st.text(alphabet=LETTERS + "яß水", min_size=4, max_size=40), st.randoms())
def test_one_slip_anywhere_is_always_found(name, chance):
    assert keys_meet(slipped(name, 1, chance), name)


def test_two_slips_are_found_wherever_they_are():
    """But where neighbours are swapped at two of the places at which the name is cut."""
    chance = random.Random(1)  # noqa: S311
    names = list(Spelling.objects.order_by("normalised").values_list("normalised", flat=True))
    names = [name for name in names if len(name) > 5]
    met = [keys_meet(slipped(name, 2, chance), name) for name in chance.sample(names, 300)]
    assert sum(met) >= 0.99 * len(met)


def test_thousands_that_begin_and_end_alike_give_few_candidates():
    """Real nomenclature shares beginnings and ends: each text may read but a part of it."""
    chance = random.Random(2)  # noqa: S311
    middles = ["".join(chance.choices(LETTERS, k=chance.randint(3, 12))) for _ in range(2000)]
    names = {f"sodium {m}" for m in middles} | {f"poly{m} hydrochloride" for m in middles}
    Spelling.objects.bulk_create(Spelling(normalised=name) for name in names)
    for asked in ("sodium bicarbonat", "polyethilene hydrochloride", "sodum acetate"):
        near = DATABASE.like([asked], everything=True)[asked].near
        assert len(near) < len(names) / 8


def test_names_are_written_down_by_the_database_whatever_writes_them():
    with edition():
        name = IngredientName.objects.filter(ingredient__slug="biotin", kind="synonym").first()
        IngredientName.objects.filter(pk=name.pk).update(
            text="Example word", normalised="example word"
        )
    assert Spelling.objects.filter(normalised="example word", since__isnull=False).exists()
    assert ("biotin", "synonym") in found("Example word")


def test_unknown_names_cost_the_same_number_of_queries_however_many():
    few = [Asked("ingredient", "biotinn"), Asked("product", "xyzzyqqq")]
    asked = list(few)
    assert_flat_queries(
        lambda: resolve(asked),
        lambda: asked.extend(Asked("ingredient", f"nonsense {n} qqxx") for n in range(20)),
    )
