"""The worked questions: each asked as a clinic asks it, each with the answer that is expected."""

import json

import pytest

pytestmark = pytest.mark.django_db


def pytest_generate_tests(metafunc):
    if "example" in metafunc.fixturenames:
        folder = metafunc.config.shared_data
        text = (folder / "examples.json").read_text(encoding="utf-8") if folder.is_dir() else "{}"
        found = json.loads(text).get("examples", [])
        metafunc.parametrize("example", found, ids=[example["id"] for example in found])


def test_check_answers_the_worked_example(example, client):
    response = client.post("/api/v1/checks", example["request"], content_type="application/json")
    assert response.status_code == 200, response.content
    answer, expected = response.json(), example["expected"]
    assert (answer["answer"], answer["status"]) == (expected["answer"], expected["status"])
    assert set(expected["flags"]) <= set(answer["flags"])
    for line, wanted in zip(answer["lines"], expected["lines"], strict=True):
        assert line["status"] == wanted["status"]
        assert set(wanted["flags"]) <= set(line["flags"])
        assert {approval["id"] for approval in line["approvals"]} == set(wanted["approvals"])
        offered = {f"{candidate['kind']}:{candidate['slug']}" for candidate in line["candidates"]}
        assert set(wanted.get("candidates_include", [])) <= offered
