"""Receipts: an answer kept word for word for the clinic that asked. Nothing ever changes one."""

from registry.models import Receipt


def keep_receipt(*, clinic: int, question: str, answer: str, edition: int) -> Receipt:
    """Keep it; the database seals it with its digest."""
    receipt = Receipt.objects.create(
        clinic_id=clinic, question=question, answer=answer, edition_id=edition
    )
    receipt.refresh_from_db(fields=["digest"])
    return receipt
