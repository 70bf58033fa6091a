"""Answers of the web face by themselves: entity tags, preflights, problem details, statuses that are counted."""

import json
from http import HTTPStatus
from typing import Any

import pytest
from starlette.exceptions import HTTPException
from starlette.requests import Request

from shoroku import BadArgument, LibraryLocked, UnknownRecord
from shoroku.web import metrics, problems, replies


def request(method: str = "GET", **headers: str) -> Request:
    """Return a request with headers."""
    written = [(name.replace("_", "-").encode(), value.encode()) for name, value in headers.items()]
    return Request({"type": "http", "method": method, "path": "/", "query_string": b"", "headers": written})


TAG = str(replies.reply(request(), b"body", "text/plain").headers["etag"])


@pytest.mark.parametrize(
    ("held", "status"),
    [
        (TAG, 304),
        (TAG.removeprefix("W/"), 304),
        (f'"another", {TAG}', 304),
        (f'{TAG},W/"another"', 304),
        ("*", 304),
        ('"another"', 200),
        (TAG[:-2] + '"', 200),
        ("", 200),
    ],
)
@pytest.mark.parametrize("method", ["GET", "HEAD", "POST"])
def test_what_the_client_holds_is_not_sent_again(method: str, held: str, status: int) -> None:
    """One of several tags is enough, weak or strong (RFC 9110 13.1.2); what is asked with POST is always sent."""
    answer = replies.reply(request(method, if_none_match=held), b"body", "text/plain")
    assert answer.status_code == (200 if method == "POST" else status)
    assert answer.body == (b"body" if answer.status_code == 200 else b"")
    assert (answer.headers["etag"], answer.headers["vary"]) == (TAG, "Accept, Accept-Encoding")
    assert answer.headers["access-control-allow-origin"] == "*"


def test_answers_that_differ_in_their_time_only() -> None:
    """What is the same apart from the time has one tag; what is not has another."""
    one, later, other = (
        replies.reply(request(), body, "text/plain", same_as=same).headers["etag"]
        for body, same in ((b"12:00", b"x"), (b"12:01", b"x"), (b"12:00", b"y"))
    )
    assert one == later != other


def test_a_preflight_says_who_may_ask_and_how() -> None:
    """It names the methods twice: for clients of any kind, and for pages of other sites."""
    answer = replies.preflight()
    methods = "GET, HEAD, OPTIONS, POST"
    assert (answer.status_code, answer.headers["allow"]) == (204, methods)
    assert answer.headers["access-control-allow-methods"] == methods
    assert answer.headers["access-control-allow-origin"] == "*"


@pytest.mark.parametrize(
    ("error", "expected"),
    [
        (UnknownRecord(id="x"), {"status": 404, "title": "Not Found", "kind": "UnknownRecord"}),
        (BadArgument(name="limit", value=-1, expected="more"), {"status": 400, "kind": "BadArgument"}),
        (LibraryLocked(path="/secret"), {"status": 503, "kind": "LibraryLocked"}),
        (HTTPException(405, "This only reads.", {"Allow": "GET"}), {"status": 405, "detail": "This only reads."}),
        (HTTPException(404), {"status": 404, "detail": "Not Found"}),
        (ValueError("/secret"), {"status": 500, "detail": "An unexpected error occurred."}),
    ],
)
def test_errors_as_problem_details(error: Exception, expected: dict[str, Any]) -> None:
    """Each kind of error has its status (RFC 9457), and none tells a path or the text of an unexpected error."""
    answer = problems.as_problem(request(), error)
    told = json.loads(bytes(answer.body))
    assert told.items() >= expected.items()
    assert (answer.status_code, told["type"]) == (expected["status"], "about:blank")
    assert answer.headers["content-type"] == "application/problem+json"
    assert ("retry-after" in answer.headers) == (answer.status_code == 503)
    assert answer.headers.get("allow") == ("GET" if answer.status_code == 405 else None)
    assert "/secret" not in bytes(answer.body).decode()


def test_the_statuses_that_are_counted() -> None:
    """They are statuses of HTTP, in order, and each class of statuses has one that stands for the others."""
    assert [HTTPStatus(one).value for one in metrics.STATUSES] == sorted(set(metrics.STATUSES))
    assert {200, 301, 400, 500} <= set(metrics.STATUSES)
    assert list(metrics.BUCKETS) == sorted(set(metrics.BUCKETS))
