"""An answer of an old edition is the same for ever, byte for byte, whatever is published after it."""

import json
import re
from random import Random

import pytest

from formulary.models import Ingredient
from registry.actions.accounts import importer
from registry.actions.substance_names import decide_name
from registry.models import Edition, SubstanceName
from tests.publishing import edition
from tests.registry.later import publish_one
from tests.registry.registers import made_up

pytestmark = pytest.mark.django_db

ON = "2026-06-01"
MORE = {
    "approvals": [
        f"jurisdiction=FR&on={ON}&route=intradermal",
        f"ingredient=procaine&jurisdiction=EU&on={ON}",
        "product=kenalog-10-ca",
        f"jurisdiction=XA&on={ON}",
        "search=example",
    ],
    "checks": [
        f"jurisdiction=FR&route=intradermal&ingredient=procain&on={ON}&explain=true",
        f"jurisdiction=XA&route=subcutaneous&ingredient=biotin&on={ON}&alternatives=true",
    ],
    "matrix": [f"route=intradermal&on={ON}"],
    "search": ["q=procain", "q=example"],
    "changes": ["kind=approval", "jurisdiction=XA", "ingredient=procaine", "after=1.200"],
    "ingredients": ["search=procain", "atc=D10AD02"],
    "jurisdictions": [f"member_of=EU&on={ON}"],
    "products": ["ingredient=procaine", "search=kenalog"],
    "upcoming": [f"on={ON}&within=3660", f"on={ON}&jurisdiction=FR&from=2001-01-01&to=2030-01-01"],
}
"""Questions besides the whole of each list."""

OF_RECORDS = {"plan": "start=2026-12-01", "plan.ics": "start=2026-12-01"}
"""What is asked of a record besides itself."""

OF_NO_EDITION = re.compile(r"/api/v1/(clinic|licences|receipts)\b")
"""What clinics keep, and what is known of them."""

NO_LISTS = {"checks"}
NEVER_WHOLE = {"upcoming", "matrix", "search", *NO_LISTS}
"""What asks for more, or answers for today."""

LINES = [
    [{"ingredient": "procaine"}],
    [
        {"ingredient": "procaine"},
        {"ingredient": "Acide tranexamique"},
        {"product": "kenalog-10-ca"},
    ],
    [{"ingredient": "procain"}, {"ingredient": "panthenl"}, {"product": "kenalog"}],
    [{"ingredient": "example-peptide"}, {"ingredient": "biotin"}, {"ingredient": "caffeine"}],
]


def addresses(client):
    """Every list, whole and narrowed, and of some records all that can be read."""
    paths = client.get("/api/v1/schema/").json()["paths"]
    for path in (path for path, operations in paths.items() if "get" in operations):
        if OF_NO_EDITION.match(path):
            continue
        if "{" in path:
            yield from _of_records(client, path)
            continue
        name = path.strip("/").split("/")[2]
        whole = [] if name in NEVER_WHOLE else [""]
        page = "" if name in NO_LISTS else "limit=40&"
        for question in [*whole, *MORE.get(name, [])]:
            yield f"{path}?{page}{question}".rstrip("&")


def _of_records(client, path):
    address, key = re.fullmatch(r"(.*/){(\w+)}.*", path).groups()
    rows = client.get(address, {"limit": 40}).json()["results"]
    for row in rows[:: max(len(rows) // 2, 1)]:
        asked = OF_RECORDS.get(path.split("}")[1].strip("/"), "")
        yield path.replace(f"{{{key}}}", str(row[key])) + f"?{asked}"


def questions():
    for place, route in (("FR", "intradermal"), ("XA", "subcutaneous")):
        for lines in LINES:
            yield "checks", {"jurisdiction": place, "route": route, "on": ON, "lines": lines}
    conditions = [{"condition": "L40", "phase": "remission"}]
    yield "screenings", {"conditions": conditions, "lines": LINES[1]}


def replies(client, found, clock):
    """What is answered at a place on our clock, and the headers that say what it is."""
    name, value = clock
    answers = [client.get(f"{url}&{name}={value}") for url in found]
    for address, asked in questions():
        sent = {**asked, name: value}
        answers.append(client.post(f"/api/v1/{address}", sent, "application/json"))
    for answer in answers:
        # That there is no file of a document is an answer too.
        assert answer.status_code in (200, 404), answer.content
    return [
        (answer.content, answer.get("ETag"), answer["Content-Type"], answer.get("Cache-Control"))
        for answer in answers
    ]


@pytest.fixture
def past(client):
    """Some editions with all that an edition can have: a register, names decided, corrections."""
    made_up.make_world()
    made_up.load(
        *(made_up.row(f"EX {number}") for number in range(1, 6)),
        made_up.row("EX 9", substances=[made_up.STRANGE]),
    )
    name = SubstanceName.objects.get(normalised="example stranger")
    decide_name(name=name, by=importer(), ingredient=Ingredient.objects.get(slug="caffeine"))
    with edition():
        Ingredient.objects.filter(slug="biotin").update(mechanism="Example")
    return Edition.objects.order_by("number").last()


def test_answers_of_old_editions_never_change(client, past):
    random, found = Random(1), list(addresses(client))  # noqa: S311
    clocks = [("edition", 1), ("known_at", f"{past.sealed_at:%Y-%m-%dT%H:%M:%S.%fZ}")]
    before = [replies(client, found, clock) for clock in clocks]
    for number in range(6):
        publish_one(random, number)
    for clock, told in zip(clocks, before, strict=True):
        for url, then, now in zip(
            [*found, *map(json.dumps, questions())],
            told,
            replies(client, found, clock),
            strict=True,
        ):
            assert now == then, (clock, url)


def test_every_read_takes_both_clocks(client):
    """An address that is read without them would tell only of today."""
    schema = client.get("/api/v1/schema/").json()
    without = {
        f"{method} {path}"
        for path, operations in schema["paths"].items()
        for method, operation in operations.items()
        if not OF_NO_EDITION.match(path)
        if not {"edition", "known_at"} <= _taken(schema, operation)
    }
    assert without == set()


def _taken(schema, operation):
    named = {parameter["name"] for parameter in operation.get("parameters", [])}
    body = operation.get("requestBody", {}).get("content", {}).get("application/json", {})
    reference = body.get("schema", {}).get("$ref", "").split("/")[-1]
    return named | set(schema["components"]["schemas"].get(reference, {}).get("properties", {}))
