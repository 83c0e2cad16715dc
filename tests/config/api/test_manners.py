"""What any client may expect of any answer: compression, an id to complain with, and no other site's scripts."""

import gzip
import json

import pytest

pytestmark = pytest.mark.django_db
LIST = "/api/v1/routes/"
ELSEWHERE = "https://clinic.example"


def test_long_answers_are_compressed_for_whoever_takes_it(client):
    plain = client.get(LIST)
    assert "Content-Encoding" not in plain
    packed = client.get(LIST, headers={"Accept-Encoding": "gzip"})
    assert packed["Content-Encoding"] == "gzip"
    assert json.loads(gzip.decompress(packed.content)) == plain.json()
    assert len(packed.content) < len(plain.content)


def test_scripts_of_other_sites_are_not_let_in(client):
    answer = client.get(LIST, headers={"Origin": ELSEWHERE})
    assert "Access-Control-Allow-Origin" not in answer


def test_scripts_of_a_site_that_the_operator_names_are(client, settings):
    settings.CORS_ALLOWED_ORIGINS = [ELSEWHERE]
    answer = client.get(LIST, headers={"Origin": ELSEWHERE})
    assert answer["Access-Control-Allow-Origin"] == ELSEWHERE
    assert "Retry-After" in answer["Access-Control-Expose-Headers"]
    assert "Access-Control-Allow-Credentials" not in answer
    desk = client.get("/admin/login/", headers={"Origin": ELSEWHERE})
    assert "Access-Control-Allow-Origin" not in desk


def test_id_of_a_request_comes_back(client):
    assert (
        client.get(LIST, headers={"X-Request-ID": "example-0001"})["X-Request-ID"] == "example-0001"
    )
    made = client.get(LIST, headers={"X-Request-ID": "<script>"})["X-Request-ID"]
    assert made.isalnum()
