"""``shoroku sources``: sources and harvests, up to date after each command, and never a key."""

import os
import signal
from collections.abc import Iterator
from pathlib import Path

import pytest

from shoroku.corpus.sources import sources
from shoroku.messages import translated
from tests.cli_harvests import APPID, Desk
from tests.cli_harvests import desk as open_desk
from tests.sources_server import Exchange, status


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    with open_desk(tmp_path) as opened:
        yield opened


@pytest.mark.parametrize("language", ["en", "ja"])
def test_what_can_be_harvested(desk: Desk, language: str) -> None:
    """Every source is there, with what it says of itself, its keys, and the file that settings are read from."""
    page = desk.run("sources", SHOROKU_LANG=language, COLUMNS="4000").stdout
    for source in sources().values():
        assert f"shoroku harvest {source.name}\n" in page
        assert translated(source.about, language) in page
        assert [key.variable for key in source.keys if f"{key.variable}" not in page] == []
    assert str(desk.settings) in page


def test_fits_the_terminal(desk: Desk) -> None:
    """No line is longer than the terminal is wide, but a word that is."""
    assert max(map(len, desk.run("sources", COLUMNS="80").stdout.replace(str(desk.settings), "").splitlines())) <= 80


def test_json(desk: Desk) -> None:
    """--json has sources, harvests, withdrawn sources, and where settings are."""
    told = desk.json("sources")
    assert set(told) == {"settings_file", "contact", "sources", "harvests", "withdrawn"}
    assert (told["settings_file"], told["contact"], told["harvests"], told["withdrawn"]) == (
        str(desk.settings),
        "",
        [],
        [],
    )
    cinii = next(source for source in told["sources"] if source["name"] == "cinii")
    assert set(cinii) == {"name", "about", "parameters", "keys", "pause", "pause_with_key", "contributions"}
    assert cinii["keys"] == [
        {"variable": "CINII_APPID", "setting": "keys.cinii_appid", "required": True, "set_in": None}
    ]
    assert "base" not in [parameter["name"] for parameter in cinii["parameters"]]
    assert [source["name"] for source in told["sources"]] == list(sources())


KEYS = [
    ("", {}, "not set (required)", None),
    ("", {"CINII_APPID": APPID}, "set in the environment", "environment"),
    (f'[keys]\ncinii_appid = "{APPID}"', {}, "set in the settings file", "settings"),
    (f'[keys]\ncinii_appid = "{APPID}"', {"CINII_APPID": APPID}, "set in the environment", "environment"),
    (f'[keys]\nanother = "{APPID}"', {}, "not set (required)", None),
]


@pytest.mark.parametrize(("settings", "environment", "words", "where"), KEYS)
def test_whether_a_key_is_set(
    desk: Desk, settings: str, environment: dict[str, str], words: str, where: str | None
) -> None:
    """Of a key it tells whether and where it is set, and never the key."""
    desk.settings.write_text(settings, encoding="utf-8")
    page, told = desk.run("sources", **environment), desk.run("sources", "--json", **environment)
    assert f"$CINII_APPID, else keys.cinii_appid · {words}" in page.stdout
    assert f'"set_in": {"null" if where is None else chr(34) + where + chr(34)}' in told.stdout
    assert APPID not in page.output + told.output


def test_contact(desk: Desk) -> None:
    """The contact address that sources are told is shown; without one, how to set it."""
    assert "No contact address is set" in desk.run("sources").stdout
    desk.settings.write_text('contact = "a@example.org"', encoding="utf-8")
    assert "sent to sources: a@example.org" in desk.run("sources").stdout
    assert desk.json("sources", SHOROKU_CONTACT="b@example.org")["contact"] == "b@example.org"


def test_settings_that_cannot_be_read(desk: Desk) -> None:
    """A settings file that is not TOML is reported by name."""
    desk.settings.write_text(f"key = {APPID}", encoding="utf-8")
    result = desk.run("sources")
    assert (result.exit_code, str(desk.settings) in result.stderr, APPID in result.output) == (1, True, False)


# --- True after each command ------------------------------------------------------------------------------------------


def state(desk: Desk) -> list[tuple[str, str, int, int]]:
    """Return of every harvest its source, its state, what was new and what was unchanged."""
    told = desk.json("sources")["harvests"]
    return [(one["source"], one["state"], one["new"], one["unchanged"]) for one in told]


def held(desk: Desk) -> dict[str, int]:
    """Return how much the library holds of each source."""
    return {one["name"]: one["contributions"] for one in desk.json("sources")["sources"] if one["contributions"]}


def test_after_every_command(desk: Desk) -> None:
    """After a harvest, another, an update, an addition and a withdrawal, it tells how each harvest stands."""
    desk.harvest(*desk.crossref)
    assert (state(desk), held(desk)) == ([("crossref", "complete", 5, 0)], {"crossref": 5})
    desk.harvest(*desk.oai)
    assert state(desk) == [("crossref", "complete", 5, 0), ("oai", "complete", 5, 0)]
    desk.run("update")
    assert state(desk) == [("crossref", "complete", 0, 5), ("oai", "complete", 0, 1)]
    desk.run("add", "-", stdin=b'{"id": "a", "title": "A"}')
    assert held(desk) == {"crossref": 5, "oai": 5}
    desk.run("withdraw", "--source", "Crossref", "--yes")
    assert held(desk) == {"oai": 5}
    assert [one["source"] for one in desk.json("sources")["withdrawn"]] == ["Crossref"]


def test_after_a_look(desk: Desk) -> None:
    """A dry run is no harvest."""
    desk.harvest(*desk.crossref, "--dry-run")
    assert state(desk) == []


def test_after_an_error(desk: Desk) -> None:
    """A harvest that failed is shown with its error until it is continued."""
    desk.server.next("/oai", *[lambda exchange: exchange.send(exchange.good())] * 2, status(500), status(500))
    desk.harvest(*desk.oai)
    assert state(desk) == [("oai", "failed", 2, 0)]
    page = desk.run("sources").stdout
    assert "failed, started " in page
    assert "HTTP 500" in page
    desk.harvest(*desk.oai)
    assert state(desk) == [("oai", "complete", 5, 0)]
    assert "HTTP 500" not in desk.run("sources").stdout


def test_after_ctrl_c(desk: Desk) -> None:
    """A harvest that was stopped is unfinished, also where one was complete within the same second."""

    def interrupt(exchange: Exchange) -> None:
        os.kill(os.getpid(), signal.SIGINT)
        exchange.send(exchange.good())

    desk.harvest(*desk.crossref)
    desk.server.next("/works", interrupt)
    desk.harvest(*desk.crossref)
    assert state(desk) == [("crossref", "unfinished", 0, 2)]
    assert "unfinished, started " in desk.run("sources").stdout


def test_what_was_asked(desk: Desk) -> None:
    """A harvest is named as it was written, without what is hidden, and with no key in it."""
    desk.harvest(*desk.cinii, "--from", "2015", CINII_APPID=APPID)
    result = desk.run("sources", CINII_APPID=APPID)
    assert "  shoroku harvest cinii --query IL-6 --from 2015\n" in result.stdout
    assert "completed 2" in result.stdout
    assert APPID not in result.output


@pytest.mark.parametrize(("language", "nothing"), [("en", "No harvests yet"), ("ja", "収集はまだありません")])
def test_without_a_library(desk: Desk, language: str, nothing: str) -> None:
    """Without a library it still tells what can be harvested, and makes none."""
    assert nothing in desk.run("sources", SHOROKU_LANG=language).stdout
    assert not desk.library.exists()
