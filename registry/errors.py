"""What may go wrong in an action, each with a sentence that says what to do next.

Where that is done differently on the command line and at the desk, each of the two adds how.
"""

from collections.abc import Sequence


class RegistryError(Exception):
    """The base of the errors that an action of this app raises."""


class AlreadySuperseded(RegistryError):
    """The row that was to be corrected is not the live one any more."""

    def __init__(self, record: str):
        super().__init__(
            f"Somebody has corrected “{record}” since you read it. "
            "Open it again, and make your change to the row in force."
        )


class UnknownRegister(RegistryError):
    """No adapter has that name."""

    def __init__(self, name: str, known: Sequence[str]):
        super().__init__(
            f"“{name}” is no register that can be read. Use one of {', '.join(known)}."
        )


class DateMissing(RegistryError):
    """Neither the files nor the caller say when the copy was published."""

    def __init__(self, register: str, fault: str = ""):
        what = fault or f"The files of {register} do not say when they were published."
        super().__init__(f"{what} Name the day of the copy: every record will show it.")


class AdapterMistaken(RegistryError):
    """An adapter uses words that the registry does not have."""

    def __init__(self, register: str, kind: str, words: Sequence[str]):
        super().__init__(
            f"The adapter of {register} names the {kind} {', '.join(words)}, which the registry does "
            "not have: add it, or correct the adapter."
        )


class AlreadyApplied(RegistryError):
    """A plan is carried out once."""

    def __init__(self, copy: object):
        super().__init__(
            f"The plan of {copy} was applied already. Read the files again for a new one."
        )


class BaseMoved(RegistryError):
    """What the plan was made from is not what the registry says now."""

    def __init__(self, copy: object):
        super().__init__(
            f"The registry has changed since {copy} was planned: another copy of the register was "
            "applied, or an approval of its authority was edited. Read the files again for a new plan."
        )


class OlderCopy(RegistryError):
    """A newer copy of the register was applied before."""

    def __init__(self, copy: object, newest: object):
        super().__init__(
            f"{copy} is older than {newest}, which was applied. Applying it would only add what no "
            "later copy had: if you want that, say why."
        )


class TooManyGone(RegistryError):
    """More of what is known would vanish than a healthy copy explains."""

    def __init__(self, copy: object, gone: int, known: int, share: float):
        super().__init__(
            f"{gone} of the {known} authorisations known would vanish with {copy}, more than "
            f"{share:.0%}: is the copy whole? If it is, say why so much is missing."
        )


class PlanFailed(RegistryError):
    """The database refused a row of the plan; nothing has happened."""

    def __init__(self, copy: object, words: str):
        super().__init__(f"The plan of {copy} was not applied, nothing has changed: {words}")


class RunGone(RegistryError):
    """A run is not in the state in which it could be taken up, or its files are not kept any more."""

    def __init__(self, run: object, words: str):
        super().__init__(f"{run}: {words}")


class NoSuchRecord(RegistryError):
    """A product has no live approval of that number, so nothing in the register can be its record."""

    def __init__(self, pairing: object, product: object):
        super().__init__(
            f"“{product}” has no record under the number of {pairing} any more. Choose another, or “a new product”."
        )


class RecordTaken(RegistryError):
    """Two products of one register cannot be one record."""

    def __init__(self, pairing: object, product: object):
        super().__init__(
            f"Another product of the register is “{product}” already, so {pairing} is not. Take that decision back "
            "first, or choose another record."
        )


class DecisionCarriedOut(RegistryError):
    """What was decided of a product of a register stands in the registry."""

    def __init__(self, pairing: object):
        super().__init__(
            f"A plan that rests on the decision about {pairing} was applied. If it was wrong, take the decision back; "
            "where a new product was made, correct that product and its approvals instead."
        )


class StillReferredTo(RegistryError):
    """A record that is to be taken back carries others."""

    def __init__(self, file: str, others: Sequence[str]):
        shown = ", ".join(others[:5]) + (f" and {len(others) - 5} more" if len(others) > 5 else "")
        super().__init__(
            f"It cannot be taken back ({file}): {shown} rests on it. Change or take back that first."
        )


class NameTaken(RegistryError):
    """Another filter of the same list has that name."""

    def __init__(self, name: str):
        super().__init__(
            f"You have kept a filter of this list as “{name}” already. Give it another name, or remove that one."
        )
