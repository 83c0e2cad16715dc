import pytest

from tests.clinics import start_afresh


@pytest.fixture(autouse=True)
def fresh():
    """Each test is a process of its own: what the last one drew or read is forgotten."""
    start_afresh()
    yield
    start_afresh()
