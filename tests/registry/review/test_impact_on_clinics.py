"""What a draft does to cocktails that clinics watch: counted, and never shown."""

import pytest
from django.core.cache import cache

from formulary.desk.links import change_url
from tests.clinics import clinic
from tests.formulary.admin.desk import desk_of
from tests.publishing import drafted
from tests.registry.admin.test_change_set import ban
from tests.registry.clinics.watching import save, webhook_of

pytestmark = pytest.mark.django_db
OURS = "Our secret mixture"


@pytest.fixture(autouse=True)
def nothing_remembered():
    cache.clear()


def watched(slug, ingredient, place="FR"):
    owner = clinic(slug)
    webhook_of(owner)
    save(owner, name=OURS, ingredients=[ingredient], places=[place])
    save(owner, name=OURS, ingredients=[ingredient])  # this one is not watched


def test_watched_cocktails_whose_answer_changes_are_counted_and_not_shown():
    _, wanted = ban()
    banned = wanted["subject"]
    watched("example-clinic", banned)
    watched("second-clinic", banned)
    watched("third-clinic", banned, place="DE")
    watched("fourth-clinic", "biotin")
    page = desk_of("reviewers").get(change_url(drafted(("approvals", wanted["id"], None, wanted))))
    impact = page.context["impact"]
    assert (impact.saved, impact.clinics) == (2, 2)
    text = page.content.decode()
    assert "2 cocktails that 2 clinics watch get another answer" in text
    assert OURS not in text
