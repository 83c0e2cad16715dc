"""After a real register was imported: for each substance and route, the numbers by which a check says “authorised” are
those that another reader of the same files finds, product by product of that substance alone.

Combinations are left out on both sides: a check never takes them for the substance alone.
"""

import datetime as dt
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import pytest
from django.db.models import Count

from registry.facts.sql import SqlFacts
from registry.models import RegisterEntry
from registry.registers.adapters import adapter_of
from registry.rules.line_verdict import decide_line
from registry.rules.values import Line, Question
from registry.vocabulary import Status

from . import doctored, raw_registers
from .real_copies import load, plan

pytestmark = pytest.mark.django_db

NAMES = {
    "acetylcysteine": {"ACETYLCYSTEINE", "N-ACETYLCYSTEINE", "ACÉTYLCYSTÉINE"},
    "adenosine": {"ADENOSINE", "ADÉNOSINE"},
    "bimatoprost": {"BIMATOPROST"},
    "cyanocobalamin": {"CYANOCOBALAMIN", "CYANOCOBALAMINE", "VITAMIN B12"},
    "dexamethasone-sodium-phosphate": {
        "DEXAMETHASONE SODIUM PHOSPHATE",
        "DEXAMETHASONE (DEXAMETHASONE SODIUM PHOSPHATE)",
        "DEXAMETHASONE PHOSPHATE (DEXAMETHASONE SODIUM PHOSPHATE)",
        "DEXAMETHASONE SODIUM PHOSPHATE EQV DEXAMETHASONE PHOSPHATE",
        "DEXAMETHASONE SODIUM PHOSPHATE EQV TO DEXAMETHASONE PHOSPHATE",
        "DEXAMÉTHASONE (PHOSPHATE SODIQUE DE)",
        "PHOSPHATE SODIQUE DE DEXAMÉTHASONE",
    },
    "dutasteride": {"DUTASTERIDE", "DUTASTÉRIDE"},
    "finasteride": {"FINASTERIDE", "FINASTERIDE (MICRONISED)", "FINASTÉRIDE"},
    "folic-acid": {"FOLIC ACID", "ACIDE FOLIQUE"},
    "levocarnitine": {"LEVOCARNITINE", "L-CARNITINE", "LÉVOCARNITINE"},
    "lidocaine-hydrochloride": {
        "LIDOCAINE HYDROCHLORIDE",
        "LIDOCAINE (LIDOCAINE HYDROCHLORIDE)",
        "LIGNOCAINE HCL",
        "LIGNOCAINE HCL EQV LIGNOCAINE",
        "CHLORHYDRATE DE LIDOCAÏNE",
        "LIDOCAÏNE (CHLORHYDRATE DE)",
    },
    "mepivacaine-hydrochloride": {
        "MEPIVACAINE HYDROCHLORIDE",
        "MEPIVACAINE HCL",
        "CHLORHYDRATE DE MÉPIVACAÏNE",
    },
    "methylprednisolone-acetate": {
        "METHYLPREDNISOLONE ACETATE",
        "ACÉTATE DE MÉTHYLPREDNISOLONE",
    },
    "minoxidil": {"MINOXIDIL"},
    "pentoxifylline": {"PENTOXIFYLLINE"},
    "procaine-hydrochloride": {
        "PROCAINE HYDROCHLORIDE",
        "PROCAINE HCL",
        "CHLORHYDRATE DE PROCAÏNE",
    },
    "progesterone": {"PROGESTERONE", "PROGESTÉRONE"},
    "pyridoxine-hydrochloride": {
        "PYRIDOXINE HYDROCHLORIDE",
        "CHLORHYDRATE DE PYRIDOXINE",
        "PYRIDOXINE (CHLORHYDRATE DE)",
    },
    "sodium-bicarbonate": {
        "SODIUM BICARBONATE",
        "BICARBONATE DE SODIUM",
        "SODIUM (BICARBONATE DE)",
    },
    "sodium-chloride": {"SODIUM CHLORIDE", "CHLORURE DE SODIUM", "SODIUM (CHLORURE DE)"},
    "thiamine-hydrochloride": {"THIAMINE HYDROCHLORIDE", "CHLORHYDRATE DE THIAMINE"},
    "tranexamic-acid": {"TRANEXAMIC ACID", "ACIDE TRANEXAMIQUE", "TRANEXAMIQUE (ACIDE)"},
    "triamcinolone-acetonide": {"TRIAMCINOLONE ACETONIDE", "ACÉTONIDE DE TRIAMCINOLONE"},
}
ROUTES = {
    "intradermal": {"INTRADERMAL", "INTRACUTANEOUS", "INTRADERMIQUE"},
    "subcutaneous": {"SUBCUTANEOUS", "SOUS-CUTANÉE"},
    "intralesional": {"INTRALESIONAL", "INTRALÉSIONNELLE"},
    "intramuscular": {"INTRAMUSCULAR", "INTRAMUSCULAIRE"},
    "intravenous": {
        "INTRAVENOUS",
        "INTRAVENOUS BOLUS",
        "INTRAVENOUS DRIP",
        "IV (INFUSION)",
        "INTRAVEINEUSE",
    },
    "infiltration": {"INFILTRATION", "BLOCK/INFILTRATION"},
    "epidural": {"EPIDURAL", "PÉRIDURALE"},
    "topical": {
        "TOPICAL",
        "TOPICAL (HOUSEHOLD)",
        "TOPICAL (COMMERCIAL)",
        "TOPICAL (HOSPITAL/HC FACILITIES)",
    },
    "cutaneous": {"CUTANEOUS", "CUTANÉE"},
    "ocular": {"OPHTHALMIC", "OPHTALMIQUE"},
    "inhalation": {"INHALATION", "RESPIRATORY (INHALATION)", "INHALÉE"},
    "vaginal": {"VAGINAL", "VAGINALE"},
}
"""Both written a second time, on purpose."""


CURATED = {
    "ca-dpd": {"DIN 02139480"},  # FOLIC ACID (SODIUM FOLATE): a person took it for folic acid
    "fr-bdpm": {"CIS 61164434", "CIS 68001023"},  # the monohydrate, taken for the hydrochloride
    "us-drugsatfda": {
        "NDC 16729-533",  # of another register
        "NDA 022114",  # Zingo: for another purpose only
        # Labels name routes where this register says “injection”.
        "ANDA 080556",
        "ANDA 091623",
        "NDA 006488",
        "NDA 012041",
        "NDA 014901",
    },
    "sg-hsa": set(),
}
"""Numbers of the starter set that differ because a pharmacist has said more than the register: all that may differ."""


class Register(NamedTuple):
    path: str
    day: str
    place: str
    read: Callable
    least: int
    """How many pairs are authorised at least, so that equal is not equally empty."""
    doctor: Callable[[Path, str, str, str], None]
    """Take out a number, flip the state of another (of Singapore, the route) and rename a third."""
    flipped: set[str]
    """What of the second the plan must say."""


REGISTERS = {
    "ca-dpd": Register(
        "ca_healthcanada_dpd", "2024-07-24", "CA", raw_registers.dpd, 30, doctored.dpd, {"remark"}
    ),
    "fr-bdpm": Register(
        "fr_ansm_bdpm",
        "2026-07-07",
        "FR",
        raw_registers.bdpm,
        30,
        doctored.bdpm,
        {"lifecycle", "remark"},
    ),
    "us-drugsatfda": Register(
        "us_fda_drugsatfda/2022-08",
        "2022-08-05",
        "US",
        raw_registers.drugs_at_fda,
        20,
        doctored.drugs_at_fda,
        {"lifecycle", "remark"},
    ),
    "sg-hsa": Register(
        "sg_hsa", "2015-12-29", "SG", raw_registers.hsa, 20, doctored.hsa, {"routes"}
    ),
}


def authorised(place: str, authority: str) -> dict[tuple[str, str], set[str]]:
    """What the rules say of the facts: the numbers of the deciding records, by substance and route."""
    facts, on = SqlFacts(), dt.date(2026, 11, 1)
    where = facts.place(place, on)
    routes = [facts.route(code) for code in ROUTES]
    found = {}
    for slug in NAMES:
        line = Line(ingredient=slug)
        dossier = facts.dossier(where, [line])
        for route in routes:
            verdict = decide_line(line, Question(route, on, "hair-loss", (line,), False), dossier)
            found[slug, route.code] = {
                finding.record.number
                for finding in verdict.deciding
                if verdict.status == Status.AUTHORISED and finding.record.authority == authority
            }
    return found


def expected(raw: dict[str, set[raw_registers.Raw]]) -> dict[tuple[str, str], set[str]]:
    return {
        (slug, route): {
            number
            for number, products in raw.items()
            if any(each.names and each.names <= names and each.routes & words for each in products)
        }
        for slug, names in NAMES.items()
        for route, words in ROUTES.items()
    }


@pytest.mark.parametrize("name", REGISTERS)
def test_authorised_numbers_and_a_doctored_copy(name, shared_data, tmp_path):
    register = REGISTERS[name]
    folder = shared_data / "regulators" / register.path
    load(name, folder, register.day)

    mine = authorised(register.place, adapter_of(name).authority)
    theirs = expected(register.read(folder))
    differing = {number for pair in theirs for number in mine[pair] ^ theirs[pair]}
    assert differing == CURATED[name]
    assert len(theirs) > 60
    assert sum(1 for numbers in theirs.values() if numbers) >= register.least

    removed, flipped, renamed = _three_made_here(name)
    shutil.copytree(folder, tmp_path / "copy")
    register.doctor(tmp_path / "copy", removed, flipped, renamed)
    changed = plan(name, tmp_path / "copy", _day_after(register.day)).rows.exclude(
        outcome__in=["waiting", "rejected", "unchanged"]
    )
    assert {(row.number, row.outcome): set(row.changes) for row in changed} == {
        (removed, "gone"): set(),
        (flipped, "changed"): register.flipped,
        (renamed, "changed"): {"product"},
    }


def _day_after(day: str) -> str:
    return (dt.date.fromisoformat(day) + dt.timedelta(1)).isoformat()


def _three_made_here(name: str) -> list[str]:
    """Numbers of three products that the import made, each the only one of its number."""
    entries = RegisterEntry.objects.filter(register=name)
    alone = entries.values("number").annotate(count=Count("pk")).filter(count=1)
    made = entries.filter(is_made_here=True, lifecycle="valid", number__in=alone.values("number"))
    if name == "ca-dpd":
        made = made.filter(remark__startswith="marketed")
    if name == "sg-hsa":
        made = made.filter(routes=["oral"])
    return list(made.order_by("number").values_list("number", flat=True)[:3])
