"""Plain checks and searches answered before Django's handler say what the handler says, headers included."""

import gzip
import io
import json
from urllib.parse import urlencode

import pytest

from config.wsgi import application, django_application
from registry.api import straight
from tests.clinics import clinic, key_of, start_afresh

URL = "/api/v1/checks"
ONE = {
    "ingredient": "procaine",
    "jurisdiction": "FR",
    "route": "intradermal",
    "on": "2026-06-01",
}
LINES = {
    "jurisdiction": "FR",
    "route": "intradermal",
    "lines": [{"ingredient": "procaine"}, {"ingredient": "Acide tranexamique"}, {"product": "x"}],
}
OWN = {"x-request-id", "ratelimit"}
"""What differs from request to request."""
OF_VIEWS = {"allow", "x-frame-options"}
"""What views add: other methods, which the description tells, and where a page may stand, which JSON does not."""


@pytest.fixture(autouse=True)
def afresh(kept_connection):
    start_afresh()
    answer(application, look())  # a process that has seen the newest edition
    yield
    start_afresh()


def asked(*, body=None, query="", path=URL, **environ):
    """What a server hands over for a request."""
    sent = b"" if body is None else body
    posted = {"REQUEST_METHOD": "POST", "CONTENT_TYPE": "application/json", "CONTENT_LENGTH": str(len(sent))}  # fmt: skip
    return {
        "REQUEST_METHOD": "GET",
        "PATH_INFO": path,
        "QUERY_STRING": query,
        "SERVER_NAME": "localhost",
        "SERVER_PORT": "80",
        "HTTP_HOST": "localhost",
        "REMOTE_ADDR": "192.0.2.7",
        "SERVER_PROTOCOL": "HTTP/1.1",
        "wsgi.url_scheme": "http",
        "wsgi.input": io.BytesIO(sent),
        "wsgi.errors": io.StringIO(),
        **({} if body is None else posted),
        **environ,
    }


def get(more=None, **environ):
    return asked(query=urlencode(ONE | (more or {})), **environ)


def post(more=None, **environ):
    return asked(body=json.dumps(LINES | (more or {})).encode(), **environ)


def look(more=None, path="/api/v1/search/", **environ):
    return asked(query=urlencode({"q": "biotni", **(more or {})}), path=path, **environ)


def answer(through, environ):
    """Status, headers and body."""
    told = []
    pieces = through(environ, lambda status, headers, exc_info=None: told.append((status, headers)))
    body = b"".join(pieces)
    [(status, headers)] = told
    headers = {name.lower(): value for name, value in headers}
    if headers.get("content-encoding") == "gzip":
        body = gzip.decompress(body)
        assert int(headers.pop("content-length")) > 20  # padded by chance, against BREACH
    return (
        status,
        {k: v for k, v in headers.items() if k not in OWN | OF_VIEWS},
        body,
        headers.keys() - OF_VIEWS,
    )


def unreachable(environ, start_response):
    raise AssertionError("It went the long way.")


PLAIN = [
    pytest.param(get, {}, {}, id="address"),
    pytest.param(get, {}, {"path": f"{URL}/"}, id="slash"),
    pytest.param(post, {}, {}, id="body"),
    pytest.param(post, {"on": "2001-01-01", "mixed": False}, {}, id="day and mixed"),
    pytest.param(get, {}, {"HTTP_ACCEPT_ENCODING": "gzip, deflate"}, id="zipped address"),
    pytest.param(post, {}, {"HTTP_ACCEPT_ENCODING": "gzip"}, id="zipped body"),
    pytest.param(get, {"ingredient": "nobody knows this"}, {}, id="unresolved"),
    pytest.param(get, {}, {"HTTP_X_REQUEST_ID": "example-1234"}, id="named"),
    pytest.param(look, {}, {}, id="search"),
    pytest.param(look, {}, {"path": "/api/v1/search/suggestions/"}, id="suggestions"),
]
OTHER = [
    pytest.param(get, {"route": "intradermic"}, {}, id="unknown route"),
    pytest.param(get, {"nonsense": "1"}, {}, id="unknown parameter"),
    pytest.param(post, {"lines": []}, {}, id="no lines"),
    pytest.param(post, {"jurisdiction": "ZZ"}, {}, id="unknown place"),
    pytest.param(post, {}, {"CONTENT_TYPE": "text/csv"}, id="no JSON"),
    pytest.param(get, {"edition": "1"}, {}, id="edition"),
    pytest.param(get, {}, {"HTTP_ORIGIN": "https://clinic.example"}, id="another site"),
    pytest.param(get, {}, {"HTTP_HOST": "elsewhere.example"}, id="unknown host"),
    pytest.param(get, {}, {"HTTP_AUTHORIZATION": "Bearer meso_x"}, id="wrong key"),
    pytest.param(get, {}, {"HTTP_ACCEPT": "text/html"}, id="page"),
    pytest.param(get, {}, {"REQUEST_METHOD": "HEAD"}, id="head"),
    pytest.param(look, {"edition": "1"}, {}, id="search of an edition"),
    pytest.param(look, {"limit": "x"}, {}, id="search gone wrong"),
    pytest.param(look, {}, {"REQUEST_METHOD": "POST", "CONTENT_LENGTH": "0"}, id="posted search"),
    pytest.param(get, {}, {"REQUEST_METHOD": "PUT"}, id="put"),
    pytest.param(post, {}, {"CONTENT_LENGTH": "100001"}, id="long"),
    pytest.param(post, {}, {"CONTENT_LENGTH": "-1"}, id="length of nothing"),
]


@pytest.mark.parametrize(("way", "more", "environ"), [*PLAIN, *OTHER])
def test_both_ways_say_the_same(way, more, environ):
    long = answer(django_application, way(more, **environ))
    assert answer(application, way(more, **environ)) == long


@pytest.mark.parametrize(("way", "more", "environ"), PLAIN)
def test_plain_question_goes_straight(way, more, environ):
    status, headers, _, names = answer(straight.Straight(unreachable), way(more, **environ))
    assert status == "200 OK"
    assert names >= OWN
    assert headers["x-content-type-options"] == "nosniff"


@pytest.mark.parametrize(("way", "more", "environ"), OTHER)
def test_whatever_is_not_plain_goes_the_long_way(way, more, environ):
    with pytest.raises(AssertionError, match="long way"):
        answer(straight.Straight(unreachable), way(more, **environ))


def test_what_is_known_is_not_sent_again():
    _, headers, *_ = answer(application, get())
    known = get(HTTP_IF_NONE_MATCH=headers["etag"])
    assert answer(application, dict(known)) == answer(django_application, dict(known))
    assert answer(application, known)[0] == "304 Not Modified"


def left(environ):
    """How many requests of the minute are left, as the answer tells."""
    told = []
    application(environ, lambda status, headers, exc_info=None: told.append(dict(headers)))
    [headers] = told
    found = {name.lower(): value for name, value in headers.items()}["ratelimit"]
    return int(found.split(";r=")[1].split(";")[0])


def test_each_request_is_counted_once_whichever_way_it_goes():
    key = {"HTTP_AUTHORIZATION": f"Bearer {key_of(clinic(requests_a_minute=100))}"}
    sent = [get(**key), post(**key), get({"route": "intradermic"}, **key), get({"x": "1"}, **key)]
    assert [left(environ) for environ in sent] == [99, 98, 97, 96]


def test_who_has_used_all_is_refused():
    key = {"HTTP_AUTHORIZATION": f"Bearer {key_of(clinic(requests_a_minute=1))}"}
    assert answer(application, get(**key))[0] == "200 OK"
    status, headers, *_ = answer(application, get(**key))
    assert status == "429 Too Many Requests"
    assert "retry-after" in headers


def test_only_tls_where_it_is_required(settings):
    settings.SECURE_SSL_REDIRECT = True
    with pytest.raises(AssertionError, match="long way"):
        answer(straight.Straight(unreachable), get())


def test_failure_is_logged_and_answered_the_long_way(monkeypatch, caplog):
    def fail(*_):
        raise RuntimeError("Example failure")

    monkeypatch.setitem(straight.PLAINLY, ("GET", URL), fail)
    assert answer(application, get())[0] == "200 OK"
    assert "goes the long way" in caplog.text
