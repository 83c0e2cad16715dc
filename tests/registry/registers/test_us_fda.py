"""What the registers of FDA share."""

import pytest

from formulary.rules.names import normalise
from registry.registers.us_fda import iso_day, split_list, substance


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("EXAMPLINE; EXAMPLE PEPTIDE", ("EXAMPLINE", "EXAMPLE PEPTIDE")),
        ("EXAMPLINE;EXAMPLE  PEPTIDE;", ("EXAMPLINE", "EXAMPLE PEPTIDE")),
        ("EXAMPLOTROPINS (AAA;BBB); EXAMPLINE", ("EXAMPLOTROPINS (AAA;BBB)", "EXAMPLINE")),
        ("5MG); 7MG", ("5MG)", "7MG")),
        ("", ()),
    ],
)
def test_split_list(text, parts):
    assert split_list(text) == parts


@pytest.mark.parametrize(
    ("printed", "names"),
    [
        ("EXAMPLE HYDROCHLORIDE", ["example hydrochloride"]),
        ("LECITHIN, SOYBEAN", ["lecithin soybean", "soybean lecithin"]),
        (".ALPHA.-TOCOPHEROL, DL-", ["alpha tocopherol dl", "dl alpha tocopherol"]),
        ("LAMIVUDINE, NEVIRAPINE, AND STAVUDINE", ["lamivudine nevirapine and stavudine"]),
        ("ESTRADIOL,NORETHINDRONE ACETATE", ["estradiol norethindrone acetate"]),
        ("CYANOCOBALAMIN CO-57", ["cyanocobalamin co 57"]),
    ],
)
def test_substance_names(printed, names):
    assert [normalise(name) for name in substance(printed).names] == names


def test_iso_day():
    assert (iso_day("20180629"), iso_day("")) == ("2018-06-29", "")


@pytest.mark.parametrize("text", ["20180631", "2018-06-29", "2018", "00000101"])
def test_iso_day_of_no_calendar_refused(text):
    with pytest.raises(ValueError, match=r"."):
        iso_day(text)
