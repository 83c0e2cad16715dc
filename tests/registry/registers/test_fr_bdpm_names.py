import pytest

from formulary.rules.names import normalise
from registry.registers.fr_bdpm_names import spellings


@pytest.mark.parametrize(
    ("printed", "expected"),
    [
        ("ASCORBIQUE (ACIDE)", ["ASCORBIQUE (ACIDE)", "ACIDE ASCORBIQUE"]),
        (
            "MÉPIVACAÏNE (CHLORHYDRATE DE)",
            [
                "MÉPIVACAÏNE (CHLORHYDRATE DE)",
                "CHLORHYDRATE DE MÉPIVACAÏNE",
                "MÉPIVACAÏNE HYDROCHLORIDE",
            ],
        ),
        (
            "CHLORHYDRATE DE MÉPIVACAÏNE",
            [
                "CHLORHYDRATE DE MÉPIVACAÏNE",
                "MÉPIVACAÏNE (CHLORHYDRATE DE)",
                "MÉPIVACAÏNE HYDROCHLORIDE",
            ],
        ),
        (
            "ATROPINE (SULFATE D’)",
            ["ATROPINE (SULFATE D')", "SULFATE D'ATROPINE", "ATROPINE SULFATE"],
        ),
        (
            "LIDOCAÏNE (CHLORHYDRATE DE) MONOHYDRATÉ",
            [
                "LIDOCAÏNE (CHLORHYDRATE DE) MONOHYDRATÉ",
                "CHLORHYDRATE DE LIDOCAÏNE MONOHYDRATÉ",
                "LIDOCAÏNE HYDROCHLORIDE MONOHYDRATE",
            ],
        ),
        (
            "ASCORBATE SODIQUE",
            [
                "ASCORBATE SODIQUE",
                "ASCORBATE DE SODIUM",
                "SODIUM (ASCORBATE DE)",
                "SODIUM ASCORBATE",
            ],
        ),
        ("  PHOSPHATE  SODIQUE DE DEXAMÉTHASONE ", None),
    ],
)
def test_spellings_turned_round_and_translated(printed: str, expected: list[str] | None):
    found = list(spellings(printed))
    assert found[0] == " ".join(printed.replace("’", "'").split())
    if expected:
        assert found == expected
    else:
        assert "DEXAMÉTHASONE SODIUM PHOSPHATE" in found


@pytest.mark.parametrize(
    "printed",
    [
        "LIDOCAÏNE",
        "ALBUMINE (HUMAINE)",
        "GINKGO (FEUILLE DE) (EXTRAIT SEC DE)",
        "GINKGO (EXTRAIT DE)",
        "SODIUM (LACTATE DE), SOLUTION DE",
        "SILICEA NATURALE (QUARTZ) POUR PRÉPARATIONS HOMÉOPATHIQUES",
        "ÉSOMÉPRAZOLE MAGNÉSIQUE DIHYDRATÉ",
        "IBANDRONIQUE (ACIDE), SEL MONOSODIQUE, MONOHYDRATÉ",
        "THÉOPHYLLINE (ACÉTATE DE SODIUM)",
    ],
)
def test_spellings_of_what_no_rule_is_sure_of(printed: str):
    assert spellings(printed) == (printed,)


@pytest.mark.parametrize(
    ("printed", "never"),
    [
        ("CHLORHYDRATE DE PROCAÏNE", "procaine"),
        ("LIDOCAÏNE (CHLORHYDRATE DE) MONOHYDRATÉ", "lidocaine hydrochloride"),
        ("CHLORHYDRATE DE LIDOCAÏNE ANHYDRE", "lidocaine hydrochloride"),
        ("SULFATE DE MAGNÉSIUM HEPTAHYDRATÉ", "sulfate de magnésium"),
        ("ÉSOMÉPRAZOLE MAGNÉSIQUE", "magnésium"),
    ],
)
def test_spellings_never_strip_a_salt_or_its_water(printed: str, never: str):
    assert normalise(never) not in map(normalise, spellings(printed))
