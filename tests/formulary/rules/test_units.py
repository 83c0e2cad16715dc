"""Units of measure are UCUM or refused."""

import pytest

from formulary.rules.units import clean_unit


@pytest.mark.parametrize(
    "unit", ["", "mg", "mg/mL", "ug/mL", "[iU]", "[arb'U]", "{vial}", "mL", "%"]
)
def test_clean_unit_accepts_ucum(unit):
    assert clean_unit(unit) == unit


@pytest.mark.parametrize("unit", ["IU", "mgg", "mg per mL", "mg/", "µg!", "cc"])
def test_clean_unit_refuses_what_is_none(unit):
    with pytest.raises(ValueError, match="no UCUM unit"):
        clean_unit(unit)
