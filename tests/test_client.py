"""The HTTP client, against a misbehaving server."""

import itertools
import logging
import shutil
import ssl
import subprocess
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from shoroku import (
    AnswerTooLarge,
    BadAnswer,
    RedirectRefused,
    ShorokuError,
    SourceError,
    SourceRefused,
    SourceUnreachable,
)
from shoroku.corpus.harvest.client import Client, Patience
from tests import sources_server
from tests.sources_server import Reply, Server, Trick, json_reply

KEY = "secret/key+1"


class Time:
    """A time that passes only where somebody sleeps, and the sleeps."""

    def __init__(self) -> None:
        self.now = 1_000.0
        self.sleeps: list[float] = []

    def clock(self) -> float:
        return self.now

    def sleep(self, seconds: float) -> None:
        self.sleeps.append(seconds)
        self.now += seconds


@pytest.fixture
def time() -> Time:
    return Time()


@pytest.fixture
def server() -> Iterator[Server]:
    with Server() as server:
        server.route("/works", lambda request: json_reply({"works": ["架空"] * 20}))
        yield server


@pytest.fixture
def client(time: Time) -> Iterator[Client]:
    with Client("keeper@example.org", clock=time.clock, sleep=time.sleep, version="1.2") as client:
        yield client


# --- Who asks, and how ------------------------------------------------------------------------------------------------


def test_user_agent_says_who_asks(server: Server, client: Client) -> None:
    """Every request bears the program, its version and the contact address."""
    client.get(f"{server.base}/works")
    assert (
        server.requests[0].headers["user-agent"] == "shoroku/1.2 (bibliographic harvester; mailto:keeper@example.org)"
    )


def test_without_contact_nobody_is_invented(server: Server) -> None:
    """Without a contact the User-Agent names the program alone."""
    with Client() as client:
        client.get(f"{server.base}/works")
    assert server.requests[0].headers["user-agent"] == "shoroku/0 (bibliographic harvester)"


@pytest.mark.parametrize("contact", ["司書@example.org", "a@example.org\r\nX-Evil: 1"])
def test_contact_cannot_break_the_header(server: Server, contact: str) -> None:
    """A contact with characters that no header holds is written so that the header stays whole."""
    with Client(contact) as client:
        client.get(f"{server.base}/works")
    assert "mailto:" in server.requests[0].headers["user-agent"]
    assert "x-evil" not in server.requests[0].headers


@pytest.mark.parametrize(
    ("url", "parameters", "target"),
    [
        ("/works", {"q": "IL-6 阻害"}, "/works?q=IL-6+%E9%98%BB%E5%AE%B3"),
        ("/works?a=1", {"b": "2"}, "/works?a=1&b=2"),
        ("/works?a=1&a=2", {"b": "3"}, "/works?a=1&a=2&b=3"),
        ("/works", {}, "/works"),
        ("/works/10.1%252Fx", {}, "/works/10.1%252Fx"),
    ],
)
def test_url_is_asked_as_given(
    server: Server, client: Client, url: str, parameters: dict[str, str], target: str
) -> None:
    """Parameters are added to those that the URL has, and what is encoded twice stays so."""
    client.get(server.base + url, parameters)
    assert server.requests[0].target.replace("%20", "+") == target


def test_answer_is_given_whatever_its_status(server: Server, client: Client) -> None:
    """A status that does not pass by itself is left to the source: some say errors in the body."""
    server.next("/works", sources_server.status(422, body=b"<error/>"))
    answer = client.get(f"{server.base}/works")
    assert (answer.status, answer.content, answer.content_type) == (422, b"<error/>", "text/plain")


@pytest.mark.parametrize(
    ("trick", "content_type", "part"),
    [
        (sources_server.wrong_type(), "application/octet-stream", b"works"),
        (sources_server.html(), "text/html; charset=utf-8", b"<!DOCTYPE html>"),
        (sources_server.invalid_utf8(), "application/json; charset=utf-8", b"\xff\xfe\x80"),
    ],
)
def test_body_is_not_judged(server: Server, client: Client, trick: Trick, content_type: str, part: bytes) -> None:
    """A wrong content type, a page for people and broken UTF-8 come through as they are."""
    server.next("/works", trick)
    answer = client.get(f"{server.base}/works")
    assert answer.content_type == content_type
    assert part in answer.content


# --- At what pace -----------------------------------------------------------------------------------------------------


def test_pause_between_questions_to_a_host(server: Server, client: Client, time: Time) -> None:
    """The second request to a host waits out the pause, less what has passed already; the first does not wait."""
    client.get(f"{server.base}/works", pause=3.0)
    assert time.sleeps == []
    time.now += 1.0
    client.get(f"{server.base}/works", pause=3.0)
    assert time.sleeps == [2.0]


def test_no_pause_where_it_has_passed(server: Server, client: Client, time: Time) -> None:
    """A host that was not asked for longer than the pause is asked at once."""
    client.get(f"{server.base}/works", pause=3.0)
    time.now += 3.0
    client.get(f"{server.base}/works", pause=3.0)
    assert time.sleeps == []


def test_pause_is_each_hosts_own(server: Server, client: Client, time: Time) -> None:
    """Another host does not wait for the first one's pause."""
    client.get(f"{server.base}/works", pause=3.0)
    client.get(f"http://localhost:{server.port}/works", pause=3.0)
    assert time.sleeps == []


def test_pause_counts_from_the_end_of_a_failure(server: Server, client: Client, time: Time) -> None:
    """A request that failed counts for the pause like any other."""
    server.next("/works", sources_server.status(503, retry_after=1))
    client.get(f"{server.base}/works", pause=5.0)
    assert time.sleeps == [1.0, 4.0]


def test_redirect_waits_too(server: Server, client: Client, time: Time) -> None:
    """A redirect is a request of its own."""
    server.next("/works", sources_server.redirect("/works"))
    client.get(f"{server.base}/works", pause=2.0)
    assert time.sleeps == [2.0]


def test_one_question_at_a_time(server: Server, client: Client) -> None:
    """Threads that ask the same host take turns."""
    inside, most = itertools.count(), []
    held: list[int] = []
    lock = threading.Lock()

    def slow(request: Any) -> Reply:
        with lock:
            held.append(next(inside))
            most.append(len(held))
        threading.Event().wait(0.02)
        with lock:
            held.pop()
        return json_reply({})

    server.route("/slow", slow)
    threads = [threading.Thread(target=client.get, args=(f"{server.base}/slow",)) for _ in range(5)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert most == [1] * 5


# --- What passes ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "trick",
    [
        *(sources_server.status(code) for code in (408, 425, 429, 500, 502, 503, 504)),
        sources_server.cut(),
        sources_server.hang_up(),
        sources_server.reply(Reply(b"no gzip", headers={"Content-Encoding": "gzip"})),
    ],
    ids=["408", "425", "429", "500", "502", "503", "504", "cut", "hang up", "broken gzip"],
)
def test_what_passes_is_tried_again(server: Server, client: Client, time: Time, trick: Trick) -> None:
    """After a failure that may pass the same request is asked again, and its good answer taken whole."""
    server.next("/works", trick)
    answer = client.get(f"{server.base}/works", {"a": "1"})
    assert answer.content == json_reply({"works": ["架空"] * 20}).body
    assert [request.target for request in server.requests] == ["/works?a=1"] * 2
    assert len(time.sleeps) == 1


@pytest.mark.parametrize("code", [400, 404, 410, 422, 501])
def test_what_does_not_pass_is_not_tried_again(server: Server, client: Client, code: int) -> None:
    """An answer that says that nothing is there, or that the request is wrong, is requested once."""
    server.next("/works", sources_server.status(code))
    assert client.get(f"{server.base}/works").status == code
    assert len(server.requests) == 1


@pytest.mark.parametrize("code", [401, 403])
def test_refusal_is_not_tried_again(server: Server, client: Client, code: int) -> None:
    """A host that refuses is not asked again, and the user is told to look at the key."""
    server.next("/works", sources_server.status(code))
    with pytest.raises(SourceRefused, match=f"refused \\(HTTP {code}\\)"):
        client.get(f"{server.base}/works")
    assert len(server.requests) == 1


def test_waits_grow_and_end(server: Server, client: Client, time: Time) -> None:
    """Waits double with some jitter, and after the sixth attempt it is over."""
    server.next("/works", *[sources_server.status(500)] * 20)
    with pytest.raises(SourceUnreachable) as caught:
        client.get(f"{server.base}/works")
    assert (caught.value.url, caught.value.reason) == (f"{server.base}/works", "HTTP 500")
    assert len(server.requests) == 6
    assert all(2**n <= wait <= 2**n + 1 for n, wait in enumerate(time.sleeps))
    assert len(time.sleeps) == 5


def test_waits_have_a_limit(server: Server, time: Time) -> None:
    """No wait of our own is longer than the longest."""
    server.next("/works", *[sources_server.status(500)] * 20)
    with (
        Client(patience=Patience(wait=5.0), clock=time.clock, sleep=time.sleep) as client,
        pytest.raises(SourceUnreachable),
    ):
        client.get(f"{server.base}/works")
    assert max(time.sleeps) == 5.0


def test_waits_are_not_in_step(server: Server, time: Time) -> None:
    """Two clients that fail together do not come back together."""
    server.next("/works", *[sources_server.status(500)] * 20)
    for _ in range(2):
        with Client(clock=time.clock, sleep=time.sleep) as client, pytest.raises(SourceUnreachable):
            client.get(f"{server.base}/works")
    assert len(time.sleeps) == len(set(time.sleeps)) == 10


def test_retry_after_in_seconds(server: Server, client: Client, time: Time) -> None:
    """If the host says how long to wait, the client waits that long."""
    server.next("/works", sources_server.status(429, retry_after=7), sources_server.status(503, retry_after=120))
    client.get(f"{server.base}/works")
    assert time.sleeps == [7.0, 120.0]


def test_retry_after_as_a_date(server: Server, client: Client, time: Time) -> None:
    """If the host says until when to wait, the client waits until then."""
    server.next("/works", sources_server.status(429, retry_after=600, as_date=True))
    client.get(f"{server.base}/works")
    assert 300 < time.sleeps[0] <= 600


def test_retry_after_of_the_past(server: Server, client: Client, time: Time) -> None:
    """A date that has passed means now."""
    server.next("/works", sources_server.status(429, retry_after=-3600, as_date=True))
    client.get(f"{server.base}/works")
    assert time.sleeps == [0.0]


@pytest.mark.parametrize("as_date", [False, True])
def test_too_long_a_wait_is_refused(server: Server, client: Client, time: Time, as_date: bool) -> None:
    """A host that wants us to wait for longer than we have is left alone at once, and the user is told."""
    server.next("/works", sources_server.status(429, retry_after=86_400, as_date=as_date))
    with pytest.raises(SourceUnreachable, match="HTTP 429, asks to wait 86"):
        client.get(f"{server.base}/works")
    assert time.sleeps == []
    assert len(server.requests) == 1


@pytest.mark.parametrize("written", ["soon", "-5", "", "²", "1e3", "Mon, 99 Foo 2020 99:99:99 GMT", "9" * 400])
def test_retry_after_that_says_nothing(server: Server, client: Client, time: Time, written: str) -> None:
    """A Retry-After that nobody can read is as good as none; one beyond all bounds is refused like a long one."""
    server.next("/works", sources_server.reply(Reply(b"", status=429, headers={"Retry-After": written})))
    if written.startswith("9"):
        with pytest.raises(SourceUnreachable):
            client.get(f"{server.base}/works")
    else:
        client.get(f"{server.base}/works")
        assert 1 <= time.sleeps[0] <= 2


def test_host_that_is_not_there(time: Time) -> None:
    """If nobody listens it is tried as often as any failure, and the system's own reason is reported."""
    with Server() as gone:
        base = gone.base
    with (
        Client(clock=time.clock, sleep=time.sleep) as client,
        pytest.raises(SourceUnreachable, match=r"ConnectError: .+"),
    ):
        client.get(f"{base}/works")
    assert len(time.sleeps) == 5


@pytest.mark.parametrize(
    "url", ["irdb.example.org/oai", "ftp://example.org/oai", "http://", "http://[::1", "http://example.org:port/", ""]
)
def test_address_that_is_none(client: Client, time: Time, url: str) -> None:
    """What is not an address of the web is reported at once."""
    with pytest.raises(SourceUnreachable):
        client.get(url, {"verb": "Identify"})
    assert time.sleeps == []


# --- What is bounded --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("trick", [sources_server.bomb(2_000_000), sources_server.large(2_000_000)])
def test_large_answer_is_refused(server: Server, time: Time, trick: Trick) -> None:
    """An answer larger than any page, packed or not, is not taken, and not requested again."""
    server.next("/works", trick)
    with Client(largest=1_000_000, sleep=time.sleep) as client, pytest.raises(AnswerTooLarge) as caught:
        client.get(f"{server.base}/works")
    assert caught.value.limit == 1_000_000
    assert len(server.requests) == 1


def test_answer_of_the_largest_size_is_taken(server: Server) -> None:
    """The limit itself is allowed."""
    server.next("/works", sources_server.bomb(1_000_000))
    with Client(largest=1_000_000) as client:
        assert client.get(f"{server.base}/works").content == bytes(1_000_000)


def test_bomb_in_a_bomb_is_refused(server: Server, client: Client) -> None:
    """A body packed twice is refused unseen: a few bytes of it could fill the memory before they are counted."""
    server.next("/works", sources_server.reply(Reply(b"", headers={"Content-Encoding": "gzip, gzip"})))
    with pytest.raises(BadAnswer, match="compressed once"):
        client.get(f"{server.base}/works")


def test_body_without_end(server: Server) -> None:
    """A body that drips for longer than a body may take is given up, however lively it drips."""
    server.next("/works", *[sources_server.drip(0.001)] * 2)
    ticks = itertools.count()
    with (
        Client(
            patience=Patience(body=50, attempts=2), clock=lambda: float(next(ticks)), sleep=lambda _: None
        ) as client,
        pytest.raises(SourceUnreachable, match="no end after 50 s"),
    ):
        client.get(f"{server.base}/works")
    assert len(server.requests) == 2


def test_silence_within_a_body(server: Server) -> None:
    """If nothing comes for longer than the read timeout, it is given up."""
    server.next("/works", sources_server.drip(30.0))
    with (
        Client(patience=Patience(read=0.1, attempts=1)) as client,
        pytest.raises(SourceUnreachable, match="ReadTimeout"),
    ):
        client.get(f"{server.base}/works")


# --- Where it may lead ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("code", [301, 302, 303, 307, 308])
def test_redirect_within_the_host(server: Server, client: Client, code: int) -> None:
    """A redirect to the same host is followed."""
    server.next("/old", sources_server.redirect("/works?page=2", code))
    assert client.get(f"{server.base}/old").status == 200
    assert [request.target for request in server.requests] == ["/old", "/works?page=2"]


def test_redirect_to_another_host(server: Server, client: Client) -> None:
    """A redirect to another host is not followed, though it be the same machine."""
    server.next("/works", sources_server.redirect(f"http://localhost:{server.port}/works"))
    with pytest.raises(RedirectRefused) as caught:
        client.get(f"{server.base}/works")
    assert caught.value.target == "localhost"
    assert len(server.requests) == 1


@pytest.mark.parametrize(
    "to", ["http://127.0.0.1:9/works", "https://127.0.0.1/works", "file:///etc/passwd", "http://[/"]
)
def test_redirect_to_another_service(server: Server, time: Time, to: str) -> None:
    """A redirect to another port or another kind of address is not followed."""
    server.next("/works", *[sources_server.redirect(to)] * 2)
    with Client(patience=Patience(attempts=2), sleep=time.sleep) as client, pytest.raises(SourceError):
        client.get(f"{server.base}/works")
    assert set(server.paths()) == {"/works"}


def test_redirect_without_end(server: Server, client: Client) -> None:
    """A host that sends round in circles is given up."""
    server.route("/circle", lambda request: Reply(b"", status=302, headers={"Location": "/circle"}))
    with pytest.raises(RedirectRefused):
        client.get(f"{server.base}/circle")
    assert len(server.requests) == 6


def test_redirect_that_leads_nowhere(server: Server, client: Client) -> None:
    """A redirect that does not say where to is an answer like any other."""
    server.next("/works", sources_server.status(302))
    assert client.get(f"{server.base}/works").status == 302


# --- Keys -------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "trick",
    [
        sources_server.status(403, body=KEY.encode()),
        sources_server.status(500, body=KEY.encode()),
        sources_server.bomb(2_000),
        sources_server.redirect(f"http://elsewhere.example/?appid={KEY}"),
        sources_server.redirect(f"http://[/?appid={KEY}"),
        sources_server.redirect(f"foo://x/?appid={KEY}"),
        sources_server.cut(),
        sources_server.hang_up(),
    ],
    ids=["403", "500", "bomb", "elsewhere", "no address", "no web", "cut", "hang up"],
)
def test_keys_are_in_no_error(server: Server, caplog: pytest.LogCaptureFixture, trick: Trick) -> None:
    """A key is sent, and is in no message in either language, no field, no cause of an error, and no log."""
    caplog.set_level(logging.DEBUG)
    server.next("/works", trick)
    with Client(patience=Patience(attempts=1), largest=1_000) as client, pytest.raises(ShorokuError) as caught:
        client.get(f"{server.base}/works", {"q": "x", "appid": KEY}, secret=frozenset({"appid"}))
    assert server.requests[0].query["appid"] == KEY
    shown = [
        str(caught.value),
        caught.value.text("ja"),
        repr(caught.value.fields),
        repr(caught.value.__cause__),
        caplog.text,
    ]
    assert all("secret" not in text for text in shown)
    assert "/works?q=x&appid=…" in str(caught.value)


def test_keys_are_in_no_shown_url(server: Server, client: Client, caplog: pytest.LogCaptureFixture) -> None:
    """The URL of a good answer shows that there was a key, and not which; httpx does not log it either."""
    caplog.set_level(logging.DEBUG)
    server.next("/works", sources_server.redirect(f"/works?appid={KEY}"))
    answer = client.get(f"{server.base}/works?token={KEY}", {"appid": KEY}, secret=frozenset({"appid"}))
    assert answer.url == f"{server.base}/works?appid=…"
    assert "secret" not in caplog.text


def test_others_keep_their_log(server: Server, client: Client, caplog: pytest.LogCaptureFixture) -> None:
    """What a program asks by itself is logged as it was before there was a client here."""
    caplog.set_level(logging.INFO)
    httpx.get(f"{server.base}/works?mine")
    assert "/works?mine" in caplog.text


def test_user_name_in_an_address_is_not_shown(server: Server, client: Client) -> None:
    """A name and password in an address are used, and not shown."""
    answer = client.get(f"http://user:secret@127.0.0.1:{server.port}/works")
    assert answer.url == f"{server.base}/works"
    assert server.requests[0].headers["authorization"].startswith("Basic ")


# --- The machine's own settings ---------------------------------------------------------------------------------------


def test_proxy_of_the_environment(server: Server, monkeypatch: pytest.MonkeyPatch, time: Time) -> None:
    """A proxy that the environment names is used."""
    monkeypatch.setenv("HTTP_PROXY", server.base)
    monkeypatch.setenv("http_proxy", server.base)
    with Client(patience=Patience(attempts=1), sleep=time.sleep) as client:
        assert client.get("http://source.example/works").status == 200
    assert server.requests[0].target == "http://source.example/works"
    assert server.requests[0].headers["host"] == "source.example"


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, ssl.SSLContext]:
    """Give a certificate for 127.0.0.1 that nobody vouches for, and a server's context with it."""
    if shutil.which("openssl") is None:
        pytest.skip("openssl is not installed")
    folder = tmp_path_factory.mktemp("tls")
    subprocess.run(
        "openssl req -x509 -newkey rsa:2048 -nodes -keyout key.pem -out cert.pem -days 2 -subj /CN=127.0.0.1"
        " -addext subjectAltName=IP:127.0.0.1".split(),
        cwd=folder, check=True, capture_output=True,
    )  # fmt: skip
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(folder / "cert.pem", folder / "key.pem")
    return folder / "cert.pem", context


def test_certificates_are_verified(certificate: tuple[Path, ssl.SSLContext]) -> None:
    """A host whose certificate nobody vouches for is not asked anything, and the reason is reported."""
    with (
        Server(certificate[1]) as server,
        Client(patience=Patience(attempts=1)) as client,
        pytest.raises(SourceUnreachable, match="CERTIFICATE_VERIFY_FAILED"),
    ):
        client.get(f"{server.base}/works")
    assert server.requests == []


def test_certificates_of_the_environment(
    certificate: tuple[Path, ssl.SSLContext], monkeypatch: pytest.MonkeyPatch
) -> None:
    """A certificate that the environment vouches for is enough."""
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate[0]))
    with Server(certificate[1]) as server, Client(patience=Patience(attempts=1)) as client:
        server.route("/works", lambda request: json_reply({}))
        assert client.get(f"{server.base}/works").status == 200
