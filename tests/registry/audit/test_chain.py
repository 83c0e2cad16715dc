"""The chain: gapless, in commit order, and broken by whatever its owner does to it behind the triggers' back."""

import threading

import pytest
from django.core.management import CommandError, call_command
from django.db import connection, transaction

from formulary.models import Ingredient, Product
from registry.audit.functions import ENTRY_DIGEST
from registry.audit.verify import Broken, verify
from registry.models import AuditEntry, AuditLink

from .trail import as_owner, close_link, run


def product(number):
    return Product.objects.create(slug=f"example-{number}", name=f"Example {number}")


COLUMNS = ", ".join(
    f'"{field.column}"'
    for field in AuditEntry._meta.concrete_fields
    if field.column not in ("id", "digest")
)
FORGED = f"""
    INSERT INTO registry_auditentry (id, {COLUMNS}, digest)
    SELECT e.*, {ENTRY_DIGEST}
    FROM (SELECT 1000000 AS id, {COLUMNS} FROM registry_auditentry WHERE id = {{entry}}) e
"""
"""An entry put into a link, with a digest that fits."""


@pytest.fixture
def trail(db):
    """Three links of our own at the end of the chain; the middle one has two entries."""
    product(1)
    close_link()
    product(2)
    product(3)
    close_link()
    product(4)
    close_link()
    return AuditLink.objects.exclude(number=None).order_by("-number")[:3][::-1]


def test_whole_trail_is_verified(trail):
    head = verify()
    assert (head.number, head.digest) == (trail[-1].number, bytes(trail[-1].digest))
    assert head.entries == AuditEntry.objects.count()
    assert trail[1].entries == 2


def test_command_prints_the_head_and_takes_it_back(trail, capsys):
    call_command("verify_audit")
    noted = capsys.readouterr().out.split()[-1]
    product(5)
    close_link()
    call_command("verify_audit", f"--expect={noted}")


@pytest.mark.parametrize(
    ("tamper", "said"),
    [
        ("UPDATE registry_auditentry SET actor = 'somebody' WHERE id = {entry}", "Entry {entry} .* was altered"),
        ("UPDATE registry_auditentry SET after = replace(after, 'Example 2', 'Sample 2') WHERE id = {entry}", "Entry {entry} .*added: formulary_product {key}; .*, system: tests.* in link {middle} was altered"),
        ("UPDATE registry_auditentry SET at = at - interval '1 day' WHERE id = {entry}", "Entry {entry} .* was altered"),
        ("UPDATE registry_auditentry SET id = id + 1000 WHERE id = {entry}", "was altered"),
        ("UPDATE registry_auditentry SET link_id = {last_id} WHERE id = {entry}", "Link {middle} .* 2 entries and now has 1"),
        ("UPDATE registry_auditentry SET digest = sha256('x') WHERE id = {entry}", "Entry {entry} .* was altered"),
        ("DELETE FROM registry_auditentry WHERE id = {entry}", "Link {middle} .* 2 entries and now has 1"),
        ("DELETE FROM registry_auditlink WHERE number = {middle}", "Link {middle} is missing"),
        ("UPDATE registry_auditlink SET number = number + 5 WHERE number = {last}", "Link {last} is missing"),
        ("UPDATE registry_auditlink SET number = CASE number WHEN {middle} THEN -1 ELSE {middle} END WHERE number >= {middle}", "Link {middle} .* was altered"),
        ("UPDATE registry_auditlink SET closed_at = closed_at - interval '1 day' WHERE number = {middle}", "Link {middle} .* was altered"),
        ("UPDATE registry_auditlink SET digest = sha256('x') WHERE number = {middle}", "Link {middle} .* was altered"),
        (FORGED, "Link {middle} .* 2 entries and now has 3"),
        ("INSERT INTO registry_auditlink (transaction) VALUES (1)", "never closed"),
    ],
)  # fmt: skip
def test_tampering_is_named(trail, tamper, said):
    entry = trail[1].entries_of_link.order_by("id").first()
    names = {
        "entry": entry.pk,
        "key": entry.keys[0],
        "middle": trail[1].number,
        "last": trail[2].number,
        "last_id": trail[2].pk,
    }
    verify()
    as_owner(tamper.format(**names))
    with pytest.raises(Broken, match=said.format(**names)):
        verify()
    with pytest.raises(CommandError):
        call_command("verify_audit")


def test_an_entry_of_a_removed_link_at_the_end_is_named(trail):
    as_owner(f"DELETE FROM registry_auditlink WHERE number = {trail[2].number}")
    with pytest.raises(Broken, match="belongs to no link"):
        verify()


def test_a_trail_cut_short_is_seen_by_whoever_noted_its_head(trail):
    noted = verify()
    as_owner(f"DELETE FROM registry_auditentry WHERE link_id = {trail[2].pk}")
    as_owner(f"DELETE FROM registry_auditlink WHERE id = {trail[2].pk}")
    verify()
    with pytest.raises(Broken, match="the newest are removed"):
        verify(expected=(noted.number, noted.digest.hex()))


def test_a_trail_written_anew_is_seen_by_whoever_noted_its_head(trail):
    with pytest.raises(Broken, match="written anew"):
        verify(expected=(trail[1].number, "0" * 64))


def test_constraints_asked_for_in_the_middle_open_a_second_link(trail):
    newest = trail[-1].number
    run("SET CONSTRAINTS ALL IMMEDIATE")
    product(5)
    product(6)
    close_link()
    assert AuditLink.objects.get(number=newest + 1).entries == 2
    verify()


def test_what_is_rolled_back_leaves_nothing(trail):
    count = AuditEntry.objects.count()
    with transaction.atomic():
        product(5)
        transaction.set_rollback(True)
    product(6)
    close_link()
    assert AuditEntry.objects.count() == count + 1
    verify()


def test_transactions_side_by_side_make_one_chain(committed_db):
    """Each of four threads commits some of its transactions and rolls back the others, all at once."""
    before = verify()
    start = threading.Barrier(4)
    errors = []

    def work(thread):
        try:
            start.wait()
            for n in range(8):
                with transaction.atomic():
                    product(f"{thread}-{n}-a")
                    product(f"{thread}-{n}-b")
                    transaction.set_rollback(n % 4 == 3)
        except Exception as error:
            errors.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=work, args=[n]) for n in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not errors
    after = verify()
    assert after.number == before.number + 4 * 6
    assert after.entries == before.entries + 4 * 6 * 2


def test_closing_a_link_waits_for_nobody_who_waits_for_it(committed_db):
    """The lock on the chain is taken last: else a check of the one and the lock of the other would be a deadlock."""
    made = product(1)
    has_it, errors = threading.Event(), []

    def hold_the_product():
        try:
            with transaction.atomic():
                Product.objects.select_for_update().get(pk=made.pk)
                product(2)
                has_it.set()
                threading.Event().wait(0.5)
        except Exception as error:
            errors.append(error)
        finally:
            connection.close()

    other = threading.Thread(target=hold_the_product)
    other.start()
    has_it.wait()
    with transaction.atomic():  # its check of the foreign key waits for the other's commit
        product(3)
        made.lines.create(position=1, ingredient_id=Ingredient.objects.first().pk)
    other.join()
    assert not errors
    verify()
