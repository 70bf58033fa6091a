"""A source's key is neither told nor kept, in whatever form a source repeats it."""

import json
import logging
from pathlib import Path
from urllib.parse import quote, quote_plus

import pytest
from click.testing import CliRunner
from starlette.testclient import TestClient

import shoroku
from shoroku import BadAnswer, BadParameter, harvester
from shoroku.cli import app
from shoroku.corpus.harvest.runner import _hidden_in, _without_keys
from shoroku.corpus.sources import named
from shoroku.web import create_app
from tests.faults.sources import KEYS, Sources

KEY = 'k/e+y "&1'
REPEATED = [
    KEY,
    "k%2Fe%2By%20%22%261",
    "k%2fe%2by%20%22%261",
    "k/e%2By%20%22%261",
    "k%2Fe%2By+%22%261",
    "k/e+y &quot;&amp;1",
    json.dumps(KEY),
]


@pytest.mark.parametrize("written", REPEATED)
def test_a_key_that_a_source_repeats(written: str) -> None:
    """As it is, percent-encoded, in HTML or in JSON: it is in no message and in no rejected text."""
    error = BadAnswer(url=f"https://example.org/?key={written}&q=1", expected="JSON", reason=f"you sent {written}")
    told = str(_without_keys(error, frozenset({KEY})))
    kept = _hidden_in(f"<a>{written}</a>\udcff".encode("utf-8", "surrogateescape"), frozenset({KEY}))
    assert told.count("…") == 2
    assert kept in ("<a>…</a>".encode() + b"\xff", '<a>"…"</a>'.encode() + b"\xff")


@pytest.mark.parametrize("parameter", ["key", "apikey", "api_key", "access_token", "appid", "Password"])
def test_an_address_with_a_key_is_refused(parameter: str) -> None:
    """The address of a repository is stored and shown: one that holds a key is not taken, and the key not repeated."""
    with pytest.raises(BadParameter) as caught:
        named("oai").windows({"url": f"https://example.org/oai?{parameter}=sesame"}, "")
    assert "sesame" not in str(caught.value)
    assert parameter in str(caught.value)


def test_other_parameters_of_an_address() -> None:
    """A parameter that says which repository is meant is no key."""
    assert named("oai").windows({"url": "https://example.org/oai?repository=1"}, "")


def test_no_output_and_no_file_holds_a_key(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """All sources are harvested with keys, and updated; the keys are sent, and are in no output, log or file afterwards."""
    monkeypatch.setattr(harvester, "waiting", lambda stop: lambda seconds: None)
    caplog.set_level(logging.DEBUG)
    library = tmp_path / "library"
    told = ""

    def run(*words: str) -> None:
        nonlocal told
        environment = {
            "SHOROKU_SETTINGS": str(tmp_path / "none.toml"),
            "SHOROKU_STATE": str(tmp_path / "state"),
            "SHOROKU_LIBRARY": str(library),
            "SHOROKU_DEBUG": "1",
        }
        told += CliRunner(env=environment | KEYS).invoke(app, words).output

    with Sources(6) as sources:
        for asked in sources.harvests.values():
            run("harvest", *asked, "--dry-run")
            run("harvest", *asked, "--json")
        run("harvest", *sources.harvests["cinii"][:-1], "http://127.0.0.1:9/")  # where nobody answers
        sources.grow()
        for words in (
            "update",
            "update --json",
            "sources",
            "sources --json",
            "search x --json",
            "export --format jsonl",
        ):
            run(*words.split())
        sent = " ".join(sources.asked())
    assert len(shoroku.open(library)) > 20
    assert "CiNii" in told
    with TestClient(create_app(library)) as client:
        for address in ("/", "/metrics", "/api/v1/stats", "/api/v1/search", "/oai?verb=Identify"):
            told += client.get(address).text
    files = [file for file in tmp_path.rglob("*") if file.is_file()]
    assert library / "records.db" in files
    kept = b"\n".join(file.read_bytes() for file in files).decode("utf-8", "replace")
    for key in KEYS.values():
        for written in (key, quote(key, safe=""), quote_plus(key)):
            assert written not in told
            assert written not in caplog.text
            assert written not in kept
        assert key in sent
