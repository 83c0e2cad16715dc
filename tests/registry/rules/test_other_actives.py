"""A product whose lines are not all of its active substances never speaks for one of them alone."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from registry.rules.line_verdict import decide_line
from registry.rules.values import Dossier, Line
from registry.vocabulary import Flag, Status

from .build import BASE, PRODUCTS, SUBSTANCES, dossier, question, record
from .strategies import questions, records

HOLDING_OTHERS = {
    slug: replace(product, has_other_actives=True) for slug, product in PRODUCTS.items()
}
MEDICINES = {"medicine", "biologic"}


def holding_others(*found):
    return replace(dossier(*found), products=HOLDING_OTHERS)


@pytest.mark.parametrize("subject", ["plain", "salted"])
def test_grant_of_a_product_with_unknown_actives_is_a_combination(subject):
    facts = holding_others(record(about=("product", subject)))
    found = decide_line(BASE, question(), facts)
    assert found.status == Status.IN_COMBINATION
    assert Flag.IN_COMBINATION in found.flags


def test_product_asked_by_its_own_name_is_authorised():
    facts = holding_others(record(about=("product", "plain")))
    assert decide_line(Line(product="plain"), question(), facts).status == Status.AUTHORISED


@given(
    questions(max_size=1),
    st.sampled_from(sorted(SUBSTANCES)),
    st.lists(records().filter(lambda r: r.subject_kind == "product"), max_size=6),
)
def test_never_plainly_authorised_for_a_line_that_names_an_ingredient(question, asked, found):
    medicines = [r for r in found if r.regulatory_class in MEDICINES]
    verdict = decide_line(Line(ingredient=asked), question, holding_others(*medicines))
    assert verdict.status != Status.AUTHORISED


@given(questions(max_size=1), st.sampled_from(sorted(PRODUCTS)), st.lists(records(), max_size=6))
def test_what_a_product_says_of_itself_does_not_change(question, asked, found):
    facts = dossier(*found)
    marked = Dossier(facts.records, facts.substances, HOLDING_OTHERS, facts.groups)
    line = Line(product=asked)
    assert decide_line(line, question, marked) == decide_line(line, question, facts)
