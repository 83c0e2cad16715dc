"""Saying which record of ours a product of a register is. The decision holds for every later copy."""

from django.db import IntegrityError, transaction
from django.db.models import QuerySet
from django.utils import timezone

from formulary.models import Product
from registry.errors import DecisionCarriedOut, NoSuchRecord, RecordTaken
from registry.models import Approval, Pairing, RegisterEntry, User
from registry.vocabulary import EntryState, PairingDecision


@transaction.atomic
def decide_pairing(*, pairing: Pairing, by: User, product: Product | None) -> Pairing:
    """It is the record of this product, or with None a product that the registry does not hold.

    Approvals change with the next plan that is made and applied. Raises NoSuchRecord, RecordTaken, and
    DecisionCarriedOut when an earlier decision must be taken back first.
    """
    pairing = Pairing.objects.select_for_update().get(pk=pairing.pk)
    if entry_of(pairing):
        raise DecisionCarriedOut(pairing)
    if product and not _records(pairing).filter(product=product).exists():
        raise NoSuchRecord(pairing, product)
    if product and _entries(pairing).exclude(name=pairing.name).filter(product=product).exists():
        raise RecordTaken(pairing, product)
    pairing.decision = PairingDecision.RECORD if product else PairingDecision.NEW
    pairing.product = product
    pairing.decided_by, pairing.decided_at = by, timezone.now()
    try:
        with transaction.atomic():
            pairing.save()
    except IntegrityError as error:
        raise RecordTaken(pairing, product) from error
    return pairing


@transaction.atomic
def reopen_pairing(*, pairing: Pairing) -> Pairing:
    """Take a decision back: the product waits again, and what follows from the decision ends with the next plan.

    What an applied plan wrote into a record stays written. Raises DecisionCarriedOut for a product that was made.
    """
    pairing = Pairing.objects.select_for_update().get(pk=pairing.pk)
    entry = entry_of(pairing)
    if entry and (pairing.decision != PairingDecision.RECORD or entry.is_made_here):
        raise DecisionCarriedOut(pairing)
    if entry:
        entry.product, entry.record, entry.state = None, "", EntryState.WAITING
        entry.save()
    pairing.decision, pairing.product = PairingDecision.UNDECIDED, None
    pairing.decided_by = pairing.decided_at = None
    pairing.save()
    return pairing


def entry_of(pairing: Pairing) -> RegisterEntry | None:
    """What an applied plan has made of the decision."""
    return _entries(pairing).filter(name=pairing.name, product__isnull=False).first()


def _entries(pairing: Pairing) -> QuerySet[RegisterEntry]:
    return RegisterEntry.objects.filter(register=pairing.register, number=pairing.number)


def _records(pairing: Pairing) -> QuerySet[Approval]:
    return Approval.objects.live().filter(authority=pairing.authority_id, number=pairing.number)
