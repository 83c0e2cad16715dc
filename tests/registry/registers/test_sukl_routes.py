"""Our routes against the list of the Czech regulator SÚKL, which carries the EDQM standard terms (dlp_cesty.csv).

CESTA;NAZEV;NAZEV_EN;NAZEV_LAT;KOD_EDQM
IDR;Intradermální podání;Intradermal use;Usus intradermalis;20030000
IDR/IMS/SDR;…;Intradermal/intramuscular/subcutaneous use;…;         combinations have no code
"""

import csv
from pathlib import Path

import pytest

ROUTES = Path(__file__).resolve().parents[3] / "formulary/data/routes.csv"
SUKL = "regulators/cz_sukl_dlp/dlp_cesty.csv"

SKIN_ROUTES_WE_LACK = {
    "20063000": "Skin scarification",
    "20088000": "Perilesional use",
}
"""None of these is a way of writing one of ours: a register that says so names a route that we do not have."""


@pytest.fixture(scope="module")
def ours():
    with ROUTES.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@pytest.fixture(scope="module")
def sukl(shared_data):
    """EDQM code to SÚKL's letters and English name; quotes are ordinary characters there."""
    lines = (shared_data / SUKL).read_text(encoding="cp1250").splitlines()
    assert lines[0] == "CESTA;NAZEV;NAZEV_EN;NAZEV_LAT;KOD_EDQM"
    rows = [line.split(";") for line in lines[1:]]
    assert len(rows) == 175
    return {code: (letters, name) for letters, _, name, _, code in rows if code}


def bare(name):
    """Letters only, without “use”: “Intra-articular” and “Intraarticular use” are one name."""
    return "".join(letter for letter in name.lower().removesuffix(" use") if letter.isalpha())


def test_code_of_every_route_is_the_code_of_that_name(ours, sukl):
    coded = {route["edqm"]: route["name"] for route in ours if route["edqm"]}
    assert len(coded) == 68
    assert {code: bare(name) for code, name in coded.items()} == {
        code: bare(sukl[code][1]) for code in coded
    }


def test_no_route_lacks_a_code_that_its_name_has(ours, sukl):
    codes = {bare(name): code for code, (_, name) in sukl.items()}
    missing = {
        route["code"]: codes[bare(route["name"])]
        for route in ours
        if not route["edqm"] and bare(route["name"]) in codes
    }
    assert missing == {"topical": "20085000"}, "our note on topical says why it has none"


def test_codes_that_we_lack(ours, sukl):
    lacking = {code: name for code, (_, name) in sukl.items()}
    for route in ours:
        lacking.pop(route["edqm"], None)
    assert (len(sukl), len(lacking)) == (87, 19)
    assert SKIN_ROUTES_WE_LACK.items() <= lacking.items()


def test_skin_routes_are_five_codes(sukl):
    letters = {"IDR": "20030000", "IED": "20031500", "SDR": "20066000", "ILS": "20032000"}
    letters["IFL"] = "20019500"
    assert {sukl[code][0]: code for code in letters.values()} == letters
