import pytest

from registry.registers.ca_dpd_names import spellings


@pytest.mark.parametrize(
    ("printed", "expected"),
    [
        ("LIDOCAINE HYDROCHLORIDE", ("LIDOCAINE HYDROCHLORIDE",)),
        ("VITAMIN B12 (CYANOCOBALAMIN)", ("CYANOCOBALAMIN", "VITAMIN B12 (CYANOCOBALAMIN)")),
        ("VITAMIN B12 (VITAMIN B12)", ("VITAMIN B12", "VITAMIN B12 (VITAMIN B12)")),
        ("COPPER (CUPRIC SULFATE)", ("CUPRIC SULFATE", "COPPER (CUPRIC SULFATE)")),
        (
            "SULFUR (SODIUM THIOSULPHATE)",
            (
                "SODIUM THIOSULPHATE",
                "SULFUR (SODIUM THIOSULPHATE)",
                "SODIUM THIOSULFATE",
                "SULFUR (SODIUM THIOSULFATE)",
            ),
        ),
        ("CODEINE (CODEINE X, CODEINE Y)", ("CODEINE (CODEINE X, CODEINE Y)",)),
        ("CAT (FELIS DOMESTICUS) PELT", ("CAT (FELIS DOMESTICUS) PELT",)),
        ("IRON (IRON (III) OXIDE)", ("IRON (IRON (III) OXIDE)",)),
    ],
)
def test_spellings(printed: str, expected: tuple[str, ...]):
    assert spellings(printed) == expected


@pytest.mark.parametrize(
    ("printed", "never"),
    [
        ("LIDOCAINE (LIDOCAINE HYDROCHLORIDE)", "LIDOCAINE"),
        ("FOLIC ACID (SODIUM FOLATE)", "FOLIC ACID"),
        ("ESOMEPRAZOLE (ESOMEPRAZOLE MAGNESIUM)", "MAGNESIUM"),
    ],
)
def test_spellings_never_the_base_of_a_salt(printed: str, never: str):
    assert never not in spellings(printed)
