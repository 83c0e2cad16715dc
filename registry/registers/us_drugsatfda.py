"""Drugs@FDA: applications that the US Food and Drug Administration approved (NDA, ANDA, BLA), as a zip or a folder.

    Products.txt         ApplNo ProductNo Form                    Strength ReferenceDrug DrugName    ActiveIngredient
                         900001 001       INJECTABLE;INJECTION    1%       1             EXAMPLECAIN EXAMPLE PEPTIDE
                         900001 002       CREAM;TOPICAL, VAGINAL  2%       0             EXAMPLECAIN EXAMPLE PEPTIDE
    Applications.txt     ApplNo ApplType ApplPublicNotes SponsorName
                         900001 NDA                      EXAMPLE LABS
    MarketingStatus.txt  MarketingStatusID ApplNo ProductNo
                         3                 900001 001
    Submissions.txt      ApplNo ... SubmissionType SubmissionNo SubmissionStatus SubmissionStatusDate
                         900001     ORIG           1            AP               1969-07-16 00:00:00

From fda.gov, “Drugs@FDA Data Files”: tab-separated, with a header, CRLF or LF. Without Submissions.txt, which some
copies lack, no approval has a date.

One application holds several products. What a verdict turns on are their substances, routes and names; strengths are
not told apart. So an authorisation is what agrees in these three within one application. Its number is that of the
application (“NDA 010418” is Xylocaine, and Xylocaine with epinephrine): number and product together are unique.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from registry.registers import us_fda
from registry.registers.authorisation import Authorisation, Rejected
from registry.registers.delimited import Layout, read_rows
from registry.registers.source import Source
from registry.registers.us_drugsatfda_products import (
    STATUSES,
    Application,
    Product,
    authorisations,
)

_PRODUCTS = "Products.txt"
_APPLICATIONS = "Applications.txt"
_STATUSES = "MarketingStatus.txt"
_SUBMISSIONS = "Submissions.txt"
_LAYOUTS = {
    _PRODUCTS: Layout(
        ("ApplNo", "ProductNo", "Form", "Strength", "ReferenceDrug", "DrugName", "ActiveIngredient", "ReferenceStandard"),
        may_end_empty=True,  # three rows end with a tab
    ),
    _APPLICATIONS: Layout(("ApplNo", "ApplType", "SponsorName")),
    _STATUSES: Layout(("MarketingStatusID", "ApplNo", "ProductNo")),
    _SUBMISSIONS: Layout(
        ("ApplNo", "SubmissionType", "SubmissionNo", "SubmissionStatus", "SubmissionStatusDate"),
        encodings=("cp1252", "utf-8"),  # notes with typographic quotes
    ),
}  # fmt: skip

_APPLICATION_NUMBER = re.compile(r"\d{6}")
_PRODUCT_NUMBER = re.compile(r"\d{3}")
_MOMENT = re.compile(r"(\d{4}-\d{2}-\d{2})( 00:00:00)?")
_FIRST_YEAR = "1938"
"""Applications exist since the act of that year: one date says 1900, which means unknown."""
_KINDS = frozenset({"NDA", "ANDA", "BLA"})


@dataclass(slots=True)
class _Tables:
    """What belongs to the products: small tables, held whole."""

    applications: dict[str, tuple[str, str]] = field(default_factory=dict)
    statuses: dict[str, str] = field(default_factory=dict)
    approved_on: dict[str, str] = field(default_factory=dict)

    def application(self, number: str) -> Application:
        kind, holder = self.applications[number]
        return Application(number, kind, holder, self.approved_on.get(number, ""))


class DrugsAtFda:
    name = "us-drugsatfda"
    title = "Drugs@FDA data files"
    publisher = us_fda.PUBLISHER
    authority = us_fda.AUTHORITY
    jurisdiction = us_fda.JURISDICTION
    is_union_wide = False
    is_complete = True
    routes = us_fda.ROUTES

    def published_on(self, source: Source) -> str:
        return us_fda.packed_on(source, _PRODUCTS)

    def read(self, source: Source) -> Iterator[Authorisation | Rejected]:
        source.expect(_APPLICATIONS, _STATUSES, _SUBMISSIONS, _PRODUCTS)
        tables = _Tables()
        yield from _read_applications(source, tables)
        yield from _read_statuses(source, tables)
        if source.has(_SUBMISSIONS):
            yield from _read_submissions(source, tables)
        number = ""
        products: dict[str, Product] = {}
        for row in _read_products(source, tables):
            if isinstance(row, Rejected):
                yield row
                continue
            current, product = row
            if current != number and products:
                yield from authorisations(
                    tables.application(number), [*products.values()], _PRODUCTS
                )
                products = {}
            number = current
            products[product.number] = product
        if products:
            yield from authorisations(tables.application(number), [*products.values()], _PRODUCTS)


def _rows(source: Source, name: str) -> Iterator[tuple[int, tuple[str, ...]] | Rejected]:
    """Rows with their fields stripped."""
    for row in read_rows(source, name, _LAYOUTS[name]):
        yield row if isinstance(row, Rejected) else (row[0], tuple(map(str.strip, row[1])))


def _read_applications(source: Source, tables: _Tables) -> Iterator[Rejected]:
    for row in _rows(source, _APPLICATIONS):
        if isinstance(row, Rejected):
            yield row
            continue
        line, (number, kind, holder) = row
        if not _APPLICATION_NUMBER.fullmatch(number):
            yield Rejected(_APPLICATIONS, line, "ApplNo", number, "six digits")
        elif kind not in _KINDS:
            yield Rejected(_APPLICATIONS, line, "ApplType", kind, "NDA, ANDA or BLA")
        elif number in tables.applications:
            yield Rejected(_APPLICATIONS, line, "ApplNo", number, "every application once")
        else:
            tables.applications[number] = (kind, holder)


def _read_statuses(source: Source, tables: _Tables) -> Iterator[Rejected]:
    """Statuses of products that the register has no longer are passed over: there are hundreds."""
    for row in _rows(source, _STATUSES):
        if isinstance(row, Rejected):
            yield row
            continue
        line, (status, application, product) = row
        if status not in STATUSES:
            yield Rejected(_STATUSES, line, "MarketingStatusID", status, "1, 2, 3 or 4")
            continue
        key = application + product
        tables.statuses[key] = tables.statuses.get(key, "") + status


def _read_submissions(source: Source, tables: _Tables) -> Iterator[Rejected]:
    """The day of the first original submission that was approved; an empty day is not known."""
    for row in _rows(source, _SUBMISSIONS):
        if isinstance(row, Rejected):
            yield row
            continue
        line, (application, *submission, moment) = row
        if submission != ["ORIG", "1", "AP"] or not moment:
            continue
        try:
            tables.approved_on[application] = _day(moment)
        except ValueError:
            expected = f"a day since {_FIRST_YEAR}, as in 1969-07-16 00:00:00"
            yield Rejected(_SUBMISSIONS, line, "SubmissionStatusDate", moment, expected)


def _day(moment: str) -> str:
    match = _MOMENT.fullmatch(moment)
    if match is None or moment < _FIRST_YEAR:
        raise ValueError(moment)
    return us_fda.checked_day(match[1])


def _read_products(source: Source, tables: _Tables) -> Iterator[tuple[str, Product] | Rejected]:
    """Products with their application; those of one application follow each other."""
    closed: set[str] = set()
    current, numbers = "", set[str]()
    for row in _rows(source, _PRODUCTS):
        if isinstance(row, Rejected):
            yield row
            continue
        line, (application, number, form, strength, reference, name, ingredients, standard) = row
        fault = _fault(application, number, form, reference, name, ingredients, standard)
        if fault:
            yield Rejected(_PRODUCTS, line, *fault)
        elif application not in tables.applications:
            expected = f"an application in {_APPLICATIONS}"
            yield Rejected(_PRODUCTS, line, "ApplNo", application, expected)
        elif application in closed:
            expected = "the products of an application below each other"
            yield Rejected(_PRODUCTS, line, "ApplNo", application, expected)
        else:
            if application != current:
                closed.add(current)
                current, numbers = application, set()
            if number in numbers:
                yield Rejected(_PRODUCTS, line, "ProductNo", number, "every product once")
                continue
            numbers.add(number)
            statuses = tables.statuses.get(application + number, "")
            substances = us_fda.split_list(ingredients)
            yield application, Product(line, number, form, strength, name, substances, statuses)


def _fault(
    application: str,
    number: str,
    form: str,
    reference: str,
    name: str,
    ingredients: str,
    standard: str,
) -> tuple[str, str, str] | None:
    """Field, value and what was expected. The two flags catch a row that a stray tab has shifted."""
    if not _APPLICATION_NUMBER.fullmatch(application):
        return "ApplNo", application, "six digits"
    if not _PRODUCT_NUMBER.fullmatch(number):
        return "ProductNo", number, "three digits"
    if reference not in ("0", "1", "2"):
        return "ReferenceDrug", reference, "0, 1 or 2"
    if standard not in ("", "0", "1"):
        return "ReferenceStandard", standard, "0, 1 or nothing"
    for column, value in (("Form", form), ("DrugName", name), ("ActiveIngredient", ingredients)):
        if not value:
            return column, value, "something"
    return None


ADAPTER = DrugsAtFda()
