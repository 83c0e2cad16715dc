"""The NDC Directory on a small sample in its format: listings are never approvals."""

from pathlib import Path

import pytest

from registry.registers.authorisation import Authorisation, Rejected
from registry.registers.source import BadSource, Source
from registry.registers.us_ndc import ADAPTER
from registry.vocabulary import Effect, EndKind, RouteScope

SAMPLES = Path(__file__).parent / "samples"


def read(path: Path) -> tuple[list[Authorisation], list[Rejected]]:
    with Source(path) as source:
        rows = list(ADAPTER.read(source))
    good = [row for row in rows if isinstance(row, Authorisation)]
    return good, [row for row in rows if isinstance(row, Rejected)]


@pytest.fixture(scope="module")
def sample() -> dict[str, Authorisation]:
    good, _ = read(SAMPLES / "us_ndc")
    assert len({(row.number, row.product) for row in good}) == len(good)
    return {row.product: row for row in good}


def test_listing_is_never_a_grant(sample):
    assert {row.effect for row in sample.values()} == {None, Effect.TOLERATED}


@pytest.mark.parametrize(
    ("product", "pathway", "regulatory_class"),
    [
        ("Examplecain Forte", "US_NDA", "medicine"),
        ("Examplin", "US_ANDA", "medicine"),
        ("Exampletox", "US_BLA", "biologic"),
        ("example peptide", "US_NDA", "medicine"),  # authorised generic, without a brand
        ("Example salve", "US_OTC_MONOGRAPH", "medicine"),
        ("Example powder", "US_NONE", "bulk-substance"),
        ("Example syringe", "US_NONE", "compounded"),
        ("Example novelty", "US_NONE", "medicine"),
        ("Example prick", "US_NONE", "medicine"),
        ("Example left out", "US_UNAPPROVED_OTHER", "medicine"),
    ],
)
def test_listing_that_states_nothing(sample, product, pathway, regulatory_class):
    row = sample[product]
    assert (row.effect, row.pathway, row.regulatory_class) == (None, pathway, regulatory_class)
    assert (row.valid_from, row.valid_to, row.valid_to_kind) == ("", "", EndKind.OPEN)


def test_listing_under_an_application_names_it(sample):
    row = sample["Examplecain Forte"]
    assert row.number == "NDC 99990-001"
    assert "NDA under NDA900001: a listing, not an approval." in row.remark
    assert row.routes == ("INTRADERMAL", "INTRAMUSCULAR", "SOFT TISSUE")


def test_listing_unapproved_is_tolerated_until_nobody_knows(sample):
    row = sample["Example old vial"]
    assert (row.effect, row.pathway) == (Effect.TOLERATED, "US_UNAPPROVED_OTHER")
    assert (row.valid_from, row.valid_to_kind) == ("2015-04-01", EndKind.UNKNOWN_AFTER_EVIDENCE)
    assert row.purposes == ()
    assert "Certified through 2018-12-31." in row.remark


def test_listing_unapproved_with_an_end(sample):
    row = sample["Example gas"]
    assert (row.effect, row.valid_to, row.valid_to_kind) == (
        Effect.TOLERATED,
        "2018-06-30",
        EndKind.DATE,
    )


@pytest.mark.parametrize("product", ["Example drops", "Example hidden drops"])
def test_listing_homeopathic_is_tolerated_for_homeopathy_only(sample, product):
    row = sample[product]
    assert (row.effect, row.purposes) == (Effect.TOLERATED, ("homeopathy",))


def test_listing_that_fda_leaves_out_is_not_tolerated(sample):
    row = sample["Example left out"]
    assert row.effect is None
    assert "FDA leaves it out of the directory." in row.remark


def test_route_parenteral_alone_is_unspecified(sample):
    row = sample["Example import"]
    assert (row.route_scope, row.routes) == (RouteScope.UNSPECIFIED, ())


def test_route_percutaneous_is_not_transdermal(sample):
    routes = sample["Example prick"].routes
    assert routes == ("PERCUTANEOUS", "TRANSDERMAL")
    assert [ADAPTER.routes[route.lower()] for route in routes] == ["percutaneous", "transdermal"]


def test_substances_with_strengths_side_by_side(sample):
    assert [(each.names, each.strength) for each in sample["Example old vial"].substances] == [
        (("EXAMPLE PEPTIDE",), "250 mg/mL"),
        ((".ALPHA.-EXAMPLOL, DL-", "DL-.ALPHA.-EXAMPLOL"), "1 mg/mL"),
    ]
    assert [each.strength for each in sample["Example uneven"].substances] == ["", ""]


def test_code_listed_twice_is_one_where_it_says_the_same():
    good, _ = read(SAMPLES / "us_ndc")
    twice = [row for row in good if row.number == "NDC 99990-021"]
    assert [(row.product, row.line, row.substances[0].printed) for row in twice] == [
        ("Example twice", 22, "EXAMPLE PEPTIDE"),
        ("Example twice (listing 2)", 24, "EXAMPLE SALT"),
    ]


def test_rejected_rows_say_where_and_why():
    _, bad = read(SAMPLES / "us_ndc")
    assert [(row.line, row.field, row.value) for row in bad if row.field] == [
        (18, "STARTMARKETINGDATE", "20150230"),
        (19, "ENDMARKETINGDATE", "20150401"),
        (20, "PRODUCTNDC", "9999-19"),
        (25, "PRODUCTNDC", "NDC 99990-001"),
    ]
    assert [(row.line, row.expected) for row in bad if not row.field] == [(21, "20 fields, not 21")]


def test_layout_before_2018_lacks_two_columns():
    good, bad = read(SAMPLES / "us_ndc_before_2018")
    assert [(row.product, row.effect) for row in good] == [
        ("Examplecain Forte", None),
        ("Example old vial", Effect.TOLERATED),
    ]
    assert bad == []


def test_source_unfinished_directory_refused():
    with pytest.raises(BadSource, match=r"product\.txt"):
        read(SAMPLES / "us_ndc_unfinished")


def test_real_header_of_2018(shared_data, tmp_path):
    """Three rows each, one of them altered by FDA's own testers: the format, not the facts."""
    folder = shared_data / "regulators" / "us_fda_ndc" / "format-samples"
    good, bad = read(folder)
    assert [(row.number, row.effect, row.routes) for row in good] == [
        ("NDC 0069-4200", None, ("ORAL",)),
        ("NDC 0069-4210", None, ("ORAL",)),
        ("NDC 0069-4220", None, ("ORAL",)),
    ]
    assert bad == []
    (tmp_path / "product.txt").write_bytes((folder / "product_trimmed.txt").read_bytes())
    good, bad = read(tmp_path)
    assert [row.product for row in good] == [
        "Sterile Diluent",
        "Amyvid III",
        "Quinidine Gluconate",
    ]
    assert good[1].routes == ("INTRALESIONAL", "INTRAMUSCULAR", "INTRASYNOVIAL", "SOFT TISSUE")
    assert [each.strength for each in good[1].substances] == ["", "", "", ""]  # four, three, two
    assert bad == []
