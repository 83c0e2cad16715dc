import pytest

from tests.clinics import start_afresh
from tests.registry.clinics.receiver import receiving


@pytest.fixture(autouse=True)
def fresh():
    """Each test is a process of its own: what the last one drew or read is forgotten."""
    start_afresh()
    yield
    start_afresh()


@pytest.fixture
def receiver(settings):
    """A clinic's system on this machine, and an operator who lets webhooks go there."""
    settings.WEBHOOKS_IN_PRIVATE = True
    with receiving() as known:
        yield known
