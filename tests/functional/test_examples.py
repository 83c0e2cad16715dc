"""The examples for clients do what they say, at a real server."""

import json
import os
import shutil
import subprocess
import sys

import pytest

from config.settings import BASE_DIR

pytestmark = pytest.mark.functional


def run(server, *command):
    assert shutil.which(command[0]), f"this machine has no {command[0]}"
    environment = os.environ | {"MESOFORMULARY": server}
    return subprocess.run(
        command,
        cwd=BASE_DIR,
        env=environment,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


PROGRAMS = [(sys.executable, "examples/check.py"), ("node", "examples/check.mjs")]


@pytest.mark.parametrize("program", PROGRAMS, ids=lambda p: p[1])
def test_program_prints_the_answer_and_a_sentence_for_each_line(server, program):
    told = run(server, *program, "FR", "intradermal", "procaine", "Acide tranexamique")
    assert told.returncode == 0, told.stderr
    answer, procaine, tranexamic = told.stdout.splitlines()
    assert answer == "conditional"
    assert "is authorised for intradermal use" in procaine
    assert "not for intradermal use" in tranexamic


@pytest.mark.parametrize("program", PROGRAMS, ids=lambda p: p[1])
def test_program_says_what_is_wrong_with_the_question(server, program):
    told = run(server, *program, "FR", "intradermic", "procaine")
    assert told.returncode == 1
    assert "There is no route “intradermic”" in told.stderr


def test_curl(server):
    told = run(server, "sh", "examples/check.sh", "FR", "intradermal", "procaine")
    assert json.loads(told.stdout)["lines"][0]["status"] == "authorised"
