"""Reading the API as a clinic's system does."""

from django.db import connection
from django.test.utils import CaptureQueriesContext


def rows(client, url, **parameters):
    """The results of one page."""
    response = client.get(url, parameters)
    assert response.status_code == 200, response.content
    return response.json()["results"]


def walk(client, url, link="next"):
    """Every page from `url` on."""
    while url:
        page = client.get(url).json()
        yield page
        url = page[link]


def faults(response, status=400):
    """The faults of a problem document by field, and that it is one."""
    assert response.status_code == status, response.content
    assert response["Content-Type"] == "application/problem+json"
    problem = response.json()
    assert set(problem) == {"type", "title", "status", "detail", "instance", "errors"}
    assert problem["status"] == status
    assert problem["detail"]
    return {fault["field"]: fault for fault in problem["errors"]}


def assert_flat_queries(call, grow):
    """`call` may cost no more queries once `grow` has added rows."""
    call()  # warm caches
    with CaptureQueriesContext(connection) as few:
        call()
    grow()
    with CaptureQueriesContext(connection) as many:
        call()
    assert len(many) <= len(few), many.captured_queries[-1]["sql"]
