"""The way of a change set, and every attempt to go it alone."""

import pytest

from formulary.models import Ingredient
from registry.actions.accounts import importer
from registry.actions.change_sets import (
    comment,
    content_hash,
    explain,
    open_draft,
    submit,
    withdraw,
)
from registry.actions.proposals import drop, propose, rebase
from registry.actions.publication import publish_change_set
from registry.actions.reviews import refuse
from registry.change_set_errors import (
    AlreadyDecided,
    ContentMoved,
    InAnotherPlace,
    NotAllowed,
    NothingProposed,
    NotSubmitted,
    NotYours,
    Refused,
    SamePerson,
    Stale,
    SystemAccount,
)
from registry.errors import StillReferredTo
from registry.exchange.kinds import KINDS
from registry.models import Edition, User
from tests.attack import refused, run
from tests.people import PASSWORD
from tests.publishing import curator, drafted, publish, reviewer, somebody

pytestmark = pytest.mark.django_db

KEY = ("ingredients", "procaine")


def stored(slug="procaine"):
    """What is published of an ingredient."""
    return KINDS[Ingredient].stored((slug,))[1][("ingredients", slug)]


def draft(**cells):
    """A draft that changes procaine."""
    now = stored()
    return drafted((*KEY, now, {**now, **(cells or {"mechanism": "Example"})}))


def submitted(**cells):
    change_set = draft(**cells)
    return submit(change_set=change_set, by=change_set.proposed_by)


def test_published_by_another_as_one_edition():
    edition = publish(submitted())
    assert Ingredient.objects.get(slug="procaine").mechanism == "Example"
    change_set = edition.change_set
    change_set.refresh_from_db()
    assert (change_set.state, change_set.meaning) == ("published", "reviewed and released")
    assert (change_set.decided_by, change_set.decision_reason) == (reviewer(), "Reviewed")
    assert edition.published_by == reviewer()
    assert edition.number == 2


def test_nothing_of_a_draft_is_seen_before():
    before = stored()
    submitted()
    assert stored() == before
    assert Edition.objects.count() == 1


def test_submission_freezes_under_the_hash_of_the_content():
    change_set = submitted()
    assert change_set.content_hash == content_hash(change_set)
    assert content_hash(submitted(mechanism="Another")) != change_set.content_hash


def test_empty_draft_is_not_submitted():
    change_set = draft()
    drop(change_set=change_set, by=curator(), rows=list(change_set.rows.all()))
    with pytest.raises(NothingProposed):
        submit(change_set=change_set, by=curator())


@pytest.mark.parametrize(
    "edit",
    [
        lambda draft, by: explain(change_set=draft, by=by, reason="Another"),
        lambda draft, by: drop(change_set=draft, by=by, rows=[]),
        lambda draft, by: rebase(change_set=draft, by=by),
    ],
)
def test_edit_voids_the_submission_and_its_editor_publishes_nothing(edit):
    change_set = submitted()
    reviewed = change_set.content_hash
    edit(change_set, reviewer())
    change_set.refresh_from_db()
    assert (change_set.state, change_set.content_hash, change_set.submitted_at) == (
        "draft",
        "",
        None,
    )
    other = somebody("second-reviewer", "reviewers")
    with pytest.raises(NotSubmitted, match="edited since"):
        publish_change_set(change_set=change_set, by=other, reason="x", reviewed=reviewed)
    submit(change_set=change_set, by=curator())
    with pytest.raises(SamePerson, match="last edited"):
        publish(change_set)
    assert publish(change_set, by=other).number == 2


def test_comment_edits_nothing():
    change_set = submitted()
    comment(change_set=change_set, by=reviewer(), text="Which source?")
    assert publish(change_set).number == 2


def test_what_was_not_reviewed_is_not_published():
    change_set = submitted()
    reviewed = change_set.content_hash
    explain(change_set=change_set, by=curator(), reason="Another")
    submit(change_set=change_set, by=curator())
    for act in (publish_change_set, refuse):
        with pytest.raises(ContentMoved, match="Read it again"):
            act(change_set=change_set, by=reviewer(), reason="x", reviewed=reviewed)
    assert Edition.objects.count() == 1


@pytest.mark.parametrize(
    ("who", "error"),
    [
        (lambda: curator(), SamePerson),
        (lambda: somebody("other-curator", "curators"), NotAllowed),
        (lambda: importer(), NotAllowed),
        (lambda: User.objects.create_superuser("root"), SystemAccount),
    ],
)
def test_who_may_not_publish_is_refused(who, error):
    change_set, by = submitted(), who()
    for act in (publish_change_set, refuse):
        with pytest.raises(error):
            act(change_set=change_set, by=by, reason="x", reviewed=change_set.content_hash)
    assert Edition.objects.count() == 1


def test_superuser_does_not_publish_alone():
    root = User.objects.create_superuser("root", password=PASSWORD)
    now = stored()
    change_set = drafted((*KEY, now, {**now, "mechanism": "Example"}), by=root)
    submit(change_set=change_set, by=root)
    with pytest.raises(SamePerson):
        publish(change_set, by=root)


def test_decided_once():
    change_set = submitted()
    publish(change_set)
    reviewed = change_set.content_hash
    for act in (
        lambda: publish_change_set(
            change_set=change_set, by=reviewer(), reason="x", reviewed=reviewed
        ),
        lambda: refuse(change_set=change_set, by=reviewer(), reason="x", reviewed=reviewed),
        lambda: withdraw(change_set=change_set, by=curator(), reason="x"),
        lambda: explain(change_set=change_set, by=curator(), reason="x"),
        lambda: submit(change_set=change_set, by=curator()),
    ):
        with pytest.raises(AlreadyDecided, match="Published by example-reviewer"):
            act()


def test_refusal_keeps_its_reason_and_everything_that_was_proposed():
    change_set = submitted()
    refuse(
        change_set=change_set, by=reviewer(), reason="No source", reviewed=change_set.content_hash
    )
    change_set.refresh_from_db()
    assert (change_set.state, change_set.decision_reason) == ("refused", "No source")
    assert change_set.rows.count() == 1


def test_only_the_proposer_withdraws():
    change_set = submitted()
    with pytest.raises(NotYours):
        withdraw(change_set=change_set, by=reviewer(), reason="x")
    withdraw(change_set=change_set, by=curator(), reason="Read again")
    change_set.refresh_from_db()
    assert (change_set.state, change_set.decided_by) == ("withdrawn", curator())


SETS = "UPDATE registry_changeset SET "
ALONE = [
    f"{SETS}state='published', decided_by_id=proposed_by_id, decided_at=now(), decision_reason='x',"
    " meaning='reviewed and released' WHERE id={id}",
    f"{SETS}state='refused', decided_by_id=last_edited_by_id, decided_at=now(),"
    " decision_reason='x' WHERE id={id}",
    f"{SETS}state='published' WHERE id={{id}}",
    f"{SETS}state='withdrawn', decided_by_id={{reviewer}}, decided_at=now(), decision_reason='x'"
    " WHERE id={id}",
    f"{SETS}reason='Another' WHERE id={{id}}",
    f"{SETS}content_hash=repeat('0', 64) WHERE id={{id}}",
    f"{SETS}proposed_by_id={{reviewer}} WHERE id={{id}}",
    f"{SETS}last_edited_by_id={{reviewer}} WHERE id={{id}}",
    "DELETE FROM registry_changeset WHERE id={id}",
    "TRUNCATE registry_changeset CASCADE",
    "UPDATE registry_proposedrow SET cells='{{}}' WHERE change_set_id={id}",
    "DELETE FROM registry_proposedrow WHERE change_set_id={id}",
    'INSERT INTO registry_proposedrow (change_set_id, "table", key, action, cells)'
    " VALUES ({id}, 'ingredients', 'x', 'put', '{{}}')",
    "TRUNCATE registry_proposedrow",
    "INSERT INTO registry_edition (number, change_set_id, published_by_id, opened_at, ingredients)"
    " VALUES (2, {id}, {curator}, now(), 0);"
    " UPDATE registry_edition SET sealed_at=now() WHERE number=2",
    "INSERT INTO registry_edition (number, change_set_id, published_by_id, opened_at, ingredients)"
    " VALUES (2, {id}, {reviewer}, now(), 0);"
    " UPDATE registry_edition SET sealed_at=now() WHERE number=2",
    "INSERT INTO registry_changeset (kind, reason, state, proposed_by_id, proposed_at,"
    " last_edited_by_id, submitted_at, content_hash, decided_by_id, decided_at, decision_reason,"
    " meaning) VALUES ('starter', 'x', 'published', {curator}, now(), {curator}, now(),"
    " repeat('0', 64), {curator}, now(), 'x', 'reviewed and released')",
]


@pytest.mark.parametrize("attempt", ALONE)
def test_database_refuses_to_be_written_alone(attempt):
    """As the owner of the tables, by SQL: everything of one person, and everything after submission."""
    change_set = submitted()
    people = {"curator": curator().pk, "reviewer": reviewer().pk}
    run("SELECT 1")  # what is still to be checked of the above
    refused(attempt.format(id=change_set.pk, **people), match=".")


OPEN = (
    "INSERT INTO registry_edition (number, change_set_id, published_by_id, opened_at, ingredients)"
    " VALUES (2, {id}, {by}, now(), 0);"
)
DECIDE = (
    f"{SETS}state='published', decided_by_id={{by}}, decided_at=now(), decision_reason='x',"
    " meaning='reviewed and released' WHERE id={id};"
)
SEAL = "UPDATE registry_edition SET sealed_at=now() WHERE number=2;"


def test_database_lets_no_account_without_a_password_publish():
    named = {"id": submitted().pk, "by": importer().pk}
    refused((OPEN + DECIDE + SEAL).format(**named), match="an account without a password")


def test_database_lets_only_edition_1_be_a_starter_set():
    made = open_draft(by=importer(), reason="x", kind="starter")
    submit(change_set=made, by=importer())
    named = {"id": made.pk, "by": importer().pk}
    refused((OPEN + DECIDE + SEAL).format(**named), match="only edition 1")


def test_database_wants_the_hash_of_the_content():
    submits = f"{SETS}state='submitted', submitted_at=now(), content_hash={{hash}} WHERE id={{id}}"
    pk = draft().pk
    refused(submits.format(id=pk, hash="repeat('0', 64)"), match="not the hash of its content")
    run(submits.format(id=pk, hash="change_set_hash(id)"))


def test_stale_is_refused_and_taken_up_again():
    first = submitted(mechanism="First")
    now = stored()
    second = drafted((*KEY, now, {**now, "mechanism": "Second", "caution": "Mine"}))
    submit(change_set=second, by=curator())
    third = drafted((*KEY, now, {**now, "caution": "Third"}))
    publish(first)
    with pytest.raises(Stale, match="procaine"):
        publish(second)
    with pytest.raises(Stale, match="procaine"):
        submit(change_set=third, by=curator())
    assert rebase(change_set=third, by=curator()) == 1
    (row,) = third.rows.all()
    assert (row.cells["mechanism"], row.cells["caution"]) == ("First", "Third")
    publish(submit(change_set=third, by=curator()))
    assert stored()["caution"] == "Third"
    assert stored()["mechanism"] == "First"


def test_rebase_leaves_out_what_others_have_done():
    mine, theirs = draft(), submitted()
    publish(theirs)
    assert rebase(change_set=mine, by=curator()) == 1
    assert not mine.rows.exists()


def test_record_that_others_rest_on_is_not_taken_back():
    now = stored()
    change_set = drafted((*KEY, now, None))
    with pytest.raises(StillReferredTo, match="Procaine hydrochloride” rests on it"):
        submit(change_set=change_set, by=curator())


def test_record_that_nothing_rests_on_is_taken_back():
    cells = {**stored("biotin"), "slug": "example", "preferred_name": "Example", "names": ""}
    cells |= {"unii": "", "cas": "", "pubchem_cid": "", "inn": "", "inci_name": ""}
    publish(submit(change_set=drafted(("ingredients", "example", None, cells)), by=curator()))
    now = stored("example")
    assert now == cells
    publish(submit(change_set=drafted(("ingredients", "example", now, None)), by=curator()))
    assert not Ingredient.objects.filter(slug="example").exists()


def test_rows_that_the_checks_refuse_are_named():
    change_set = draft(category="no-such-word")
    with pytest.raises(Refused, match=r"ingredients\.csv, procaine, category"):
        submit(change_set=change_set, by=curator())
    assert change_set.state == "draft"


def test_what_only_the_database_sees_is_said_in_its_words():
    """The identifier of a row that the plan has not read."""
    change_set = draft(unii=stored("biotin")["unii"])
    with pytest.raises(Refused, match="Another ingredient has this UNII"):
        submit(change_set=change_set, by=curator())


def test_second_change_of_a_record_in_one_draft_is_refused():
    change_set, now = draft(), stored()
    with pytest.raises(InAnotherPlace, match="edit it there"):
        propose(
            change_set=change_set,
            by=curator(),
            stored={KEY: now},
            wanted={KEY: {**now, "caution": "x"}},
        )
