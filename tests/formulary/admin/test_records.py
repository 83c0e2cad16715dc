"""What the other pages about what is injected refuse, and name."""

import pytest

from formulary.desk.links import change_url, list_url
from formulary.models import ClinicalUse, IngredientClass, Interaction, Protocol, Route
from tests.formulary.admin.desk import (
    add_url,
    desk_of,
    nothing_proposed,
    propose_url,
    refusals,
    save,
)

pytestmark = pytest.mark.django_db


def test_interaction_of_a_known_pair_the_other_way_round_refused():
    known = Interaction.objects.filter(b__isnull=False).first()
    found = refusals(
        save(desk_of("curators"), add_url(Interaction), a=str(known.b_id), b=str(known.a_id))
    )
    assert change_url(known) in found["b"]


def test_interaction_with_a_known_factor_refused():
    known = Interaction.objects.filter(b=None).first()
    found = refusals(
        save(desk_of("curators"), add_url(Interaction), a=str(known.a_id), factor=known.factor)
    )
    assert change_url(known) in found["factor"]


def test_search_interactions_by_a_name_of_either_ingredient():
    known = Interaction.objects.filter(b__isnull=False).first()
    page = desk_of("curators").get(list_url(Interaction, f"q={known.b.preferred_name.upper()}"))
    assert known in page.context["cl"].result_list


@pytest.mark.parametrize(
    ("model", "field"),
    [
        (ClinicalUse, "slug"),
        (IngredientClass, "name"),
        (Protocol, "slug"),
        (Route, "code"),
        (Route, "name"),
    ],
)
def test_add_duplicate_names_the_one_that_exists(model, field):
    known = model.objects.first()
    found = refusals(save(desk_of("curators"), add_url(model), **{field: getattr(known, field)}))
    assert change_url(known) in found[field]


def test_class_of_a_wrong_reach_is_refused_in_words():
    known = IngredientClass.objects.filter(reach="members").first()
    found = refusals(save(desk_of("curators"), propose_url(known), regulatory_class="cosmetic"))
    assert "exactly when the class reaches by regulatory class" in found["__all__"]


def test_protocol_span_upside_down_refused_beside_its_end():
    known = Protocol.objects.first()
    found = refusals(
        save(desk_of("curators"), propose_url(known), sessions_min="15", sessions_max="5")
    )
    assert "below where it begins, 15" in found["sessions_max"]


def test_saving_a_record_as_it_stands_changes_nothing():
    client = desk_of("curators")
    for model in (ClinicalUse, IngredientClass, Interaction, Protocol, Route):
        for record in model.objects.all()[:5]:
            assert nothing_proposed(save(client, propose_url(record))), record
