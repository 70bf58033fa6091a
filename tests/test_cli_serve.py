"""``shoroku serve``: a server in a process of its own, its messages, its log and its end."""

import json
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
import pytest
from click.testing import CliRunner
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route
from uvicorn import Server

import shoroku
from shoroku.cli import app
from shoroku.web import Settings, create_app, serving

SHOROKU = [sys.executable, "-P", "-m", "shoroku"]


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A library with one record."""
    folder = tmp_path_factory.mktemp("serve") / "library"
    with shoroku.open(folder) as library:
        library.add_records([{"id": "a", "title": "Apples in winter"}])
    return folder


@contextmanager
def served(place: Path | None, *options: str, stop: int = signal.SIGTERM) -> Iterator[tuple[str, list[str]]]:
    """Run a server; give its address and, after the body, the lines of its output after the first and of its errors."""
    where = ["--library", str(place)] if place else []
    environment = {**os.environ, "SHOROKU_LANG": "en", "PYTHONUNBUFFERED": "1"}
    environment.pop("SHOROKU_LIBRARY", None)
    command = [*SHOROKU, "serve", "--port", "0", "--json", *where, *options]
    said: list[str] = []
    with subprocess.Popen(
        command,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env=environment,
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.default_int_handler),
    ) as process:
        assert process.stdout is not None
        try:
            told = json.loads(process.stdout.readline() or "{}")
            yield f"http://127.0.0.1:{told['address'].rsplit(':', 1)[1]}", said
        finally:
            process.send_signal(stop)
            out, err = process.communicate(timeout=60)
    lines = [*out.splitlines(), *err.splitlines()]
    said += [
        line for line in lines if not line.startswith("Preparing")
    ]  # the first process makes the dictionary's tables
    assert process.returncode == 0


@pytest.mark.parametrize("stop", [signal.SIGINT, signal.SIGTERM])
def test_serving(place: Path, stop: int) -> None:
    """A server answers, logs requests without what they ask for, and ends with code 0."""
    with served(place, stop=stop) as (address, said):
        assert httpx.get(f"{address}/healthz?secret=1").json()["records"] == 1
    (line,) = said
    logged = json.loads(line)
    assert (logged["method"], logged["path"], logged["status"]) == ("GET", "/healthz", 200)
    assert logged["ms"] > 0


def test_queries_are_logged_if_asked_for(place: Path) -> None:
    """With --log-queries the log has parameters, without what could control a terminal."""
    with served(place, "--log-queries") as (address, said):
        httpx.get(f"{address}/healthz?q=%1b[31m")
        host, port = address.removeprefix("http://").split(":")
        with socket.create_connection((host, int(port))) as raw:
            raw.sendall(b"GET /healthz?q=\x1b[0m HTTP/1.0\r\n\r\n")
            raw.recv(100)
    assert json.loads(said[0])["path"] == "/healthz?q=%1b[31m"
    assert "\x1b" not in "".join(said)


def test_workers_and_a_warning(place: Path) -> None:
    """Several processes answer; whoever listens on all addresses is warned."""
    with served(place, "--workers", "2", "--host", "0.0.0.0") as (address, said):  # noqa: S104 (what is tested)
        assert {httpx.get(f"{address}/healthz", timeout=30).status_code for _ in range(4)} == {200}
    assert any(line.startswith("Warning: other machines can connect") for line in said)


def test_workers_end_with_their_parent(place: Path) -> None:
    """If the first process is killed, its workers do not stay."""
    command = [*SHOROKU, "serve", "--port", "0", "--json", "--workers", "2", "--library", str(place)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        address = json.loads(process.stdout.readline())["address"]
        assert httpx.get(f"{address}/healthz", timeout=30).status_code == 200
        process.kill()
        process.wait()
        until = time.monotonic() + 60
        while answers(address) and time.monotonic() < until:
            time.sleep(0.2)
        assert not answers(address)


def answers(address: str) -> bool:
    """Return whether a server answers."""
    try:
        return httpx.get(f"{address}/healthz", timeout=5).status_code == 200
    except httpx.TransportError:
        return False


def test_the_sample_is_served_without_a_library(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Without a library, the bundled sample is served."""
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
    with served(None) as (address, said):
        assert httpx.get(f"{address}/healthz").json()["records"] > 100
    assert any("searching the bundled sample" in line for line in said)


def test_what_cannot_be_served(place: Path, tmp_path: Path) -> None:
    """A library that is not there, a port that is taken and a wrong address are told of in words."""
    run = CliRunner(env={"SHOROKU_LANG": "en"}).invoke
    nowhere = run(app, ["serve", "--library", str(tmp_path / "nowhere")])
    assert (nowhere.exit_code, "There is no library" in nowhere.stderr) == (3, True)
    with serving.listen("127.0.0.1", 0) as taken:
        port = str(taken.getsockname()[1])
        result = run(app, ["serve", "--library", str(place), "--port", port])
    assert result.exit_code == 1
    assert result.stderr.strip().endswith(f"Port {port} is in use. Choose another with --port.")


@pytest.mark.parametrize(
    ("option", "value", "told"),
    [
        ("--base-url", "example.org", "must begin with http://"),
        ("--base-url", "https://", "must begin with http://"),
        ("--base-url", "https://[::1", "must begin with http://"),
        ("--base-url", "https://example.org/cat/", "must end after the host and port"),
        ("--base-url", "https://example.org?a=b", "must end after the host and port"),
        ("--contact", "somebody", "must be an e-mail address"),
    ],
)
def test_addresses_that_cannot_be(place: Path, option: str, value: str, told: str) -> None:
    """An address that would only half work is refused in words."""
    run = CliRunner(env={"SHOROKU_LANG": "en"}).invoke
    result = run(app, ["serve", "--library", str(place), option, value])
    assert (result.exit_code, told in result.stderr) == (2, True), result.stderr


def test_the_contact_is_told_to_harvesters(place: Path) -> None:
    """OAI-PMH gives the address of --contact; links begin with --base-url."""
    with served(place, "--contact", "cat@example.org", "--base-url", "https://example.org/") as (address, _said):
        told = httpx.get(f"{address}/oai?verb=Identify", timeout=60).text
    assert "<adminEmail>cat@example.org</adminEmail>" in told
    assert "<baseURL>https://example.org/oai</baseURL>" in told


@contextmanager
def served_here(make: Callable[[], Starlette], monkeypatch: pytest.MonkeyPatch) -> Iterator[tuple[str, int]]:
    """Run a server with little patience in a thread; give its address."""
    monkeypatch.setattr(serving.ImpatientProtocol, "patience", 0.3)
    server = Server(serving.configured(make))
    with serving.listen("127.0.0.1", 0) as listener:
        thread = threading.Thread(target=server.run, args=([listener],))
        thread.start()
        try:
            yield listener.getsockname()
        finally:
            server.should_exit = True
            thread.join()


def test_clients_that_send_slowly_are_cut_off(place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A connection on which no request comes, or half of one, is closed; others are answered meanwhile."""
    with (
        served_here(lambda: create_app(place, Settings()), monkeypatch) as address,
        socket.create_connection(address) as silent,
        socket.create_connection(address) as half,
    ):
        half.sendall(b"GET /healthz HTTP/1.1\r\nHost: ")
        assert httpx.get(f"http://127.0.0.1:{address[1]}/healthz").status_code == 200
        assert ended(silent)
        assert ended(half)


def test_clients_that_read_slowly_are_cut_off(monkeypatch: pytest.MonkeyPatch) -> None:
    """Who asks for a long answer and does not read it is sent no more than the system takes on the way."""
    length = 50_000_000

    async def long(_request: Request) -> Response:
        return Response(b"x" * length)

    with (
        served_here(lambda: Starlette(routes=[Route("/", long)]), monkeypatch) as address,
        socket.create_connection(address) as slow,
    ):
        slow.sendall(b"GET / HTTP/1.1\r\nHost: here\r\n\r\n")
        time.sleep(1.0)  # longer than the server's patience; a slow machine only makes it longer
        slow.settimeout(60)
        received = 0
        try:
            while chunk := slow.recv(1 << 20):
                received += len(chunk)
        except ConnectionResetError:
            pass
    assert received < length


def ended(connection: socket.socket) -> bool:
    """Return whether the other side closed a connection."""
    connection.settimeout(30)
    try:
        return connection.recv(1) == b""
    except ConnectionResetError:
        return True


def test_a_missing_package_is_named(place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Without the extra, the command says what to install."""
    for name in [name for name in sys.modules if name.startswith("shoroku.web")]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setitem(sys.modules, "starlette.applications", None)
    result = CliRunner(env={"SHOROKU_LANG": "en"}).invoke(app, ["serve", "--library", str(place)])
    assert result.exit_code == 1
    assert "pip install 'shoroku[web]'" in result.stderr


def test_answers_are_sent_at_once() -> None:
    """Connections do not hold back small packets until the client has acknowledged earlier ones (Nagle, RFC 896)."""
    with serving.listen("127.0.0.1", 0) as listener, socket.create_connection(listener.getsockname()):
        connection, _ = listener.accept()
        with connection:
            assert connection.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY)
