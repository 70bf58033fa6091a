"""A name that many people share: answers are bounded, in a sensible order, and say what they leave out."""

from pathlib import Path

import pytest
from click.testing import CliRunner
from starlette.testclient import TestClient

from shoroku import BadArgument, Contribution, Library, Record, Text
from shoroku.cli import app
from shoroku.graph.candidates import MOST_COMPARED, MOST_NAMED
from shoroku.mcp import TOOLS
from shoroku.web import Settings, create_app
from tests.graph_records import ORCIDS, person, work


def orcid(number: int) -> str:
    """Return the ORCID with that number in its first fifteen digits (ISO 7064 MOD 11-2)."""
    digits, total = f"{number:015}", 0
    for digit in digits:
        total = (total + int(digit)) * 2
    check = (12 - total % 11) % 11
    whole = digits + ("X" if check == 10 else str(check))
    return "-".join(whole[at : at + 4] for at in range(0, 16, 4))


def wang(number: int, **fields: object) -> list[Record]:
    """Return the works of one of the people; each even one shares an affiliation with the next."""
    someone = person(
        "Wei Wang",
        ("ORCID", orcid(1_000 + number)),
        affiliations=(Text(f"University {number // 2}", "en"),),
    )
    count = 3 if number == 7 else 1
    return [work(f"10.5555/{number}.{place}", someone, date="2001", **fields) for place in range(count)]


@pytest.fixture
def shared(library: Library) -> Library:
    """Give 130 people of one name, whom sources identify, one of them with three works; and five works of nobody in particular."""
    records = [record for number in range(130) for record in wang(number)]
    records += [work(f"10.5555/nobody.{number}", person("Wang Wei"), date=f"{1990 + number}") for number in range(5)]
    library.take([Contribution("Crossref", record) for record in records])
    return library


def test_those_of_most_records_come_first(shared: Library) -> None:
    """The works that identify nobody are the last entry; what is beyond the limit is counted."""
    entries = shared.person("Wang Wei")
    assert (len(entries), {one.left_out_people for one in entries}) == (100, {31})
    assert (entries[0].id, len(entries[0].works)) == (f"orcid:{orcid(1_007)}", 3)
    assert (entries[-1].basis, len(entries[-1].works)) == ("name", 5)
    assert [one.id for one in entries[1:-1]] == sorted(one.id for one in entries[1:-1])
    assert [one.id for one in shared.person("Wang Wei", limit=1)] == [entries[-1].id]
    every = shared.person("Wang Wei", limit=1_000)
    assert (len(every), every[0].left_out_people) == (131, 0)
    (one,) = shared.person(orcid(1_007))
    assert one.left_out_people == 0
    with pytest.raises(BadArgument):
        shared.person("Wang Wei", limit=0)


def test_the_likeliest_are_named(shared: Library) -> None:
    """Who shares an affiliation comes first, whoever else there is; the rest is counted."""
    (entry,) = shared.person(orcid(1_100), possibly=True)
    assert entry.possibly[0].id == f"orcid:{orcid(1_101)}"
    assert {reason.kind for reason in entry.possibly[0].reasons_for} == {"affiliation", "years"}
    assert len(entry.possibly) == MOST_NAMED == MOST_COMPARED
    assert len(entry.possibly) + entry.left_out_possibly == 129 + 5
    assert entry.namesakes == 130
    entries = shared.person("Wang Wei", possibly=True, limit=10)
    assert {len(one.possibly) for one in entries} == {MOST_NAMED}


def test_an_error_names_some(shared: Library) -> None:
    """Asked for the co-authors of all of them, the error does not name everyone."""
    with pytest.raises(BadArgument) as raised:
        shared.coauthors("Wang Wei")
    assert str(raised.value).count("orcid:") == 20


def test_no_path_is_not_claimed(library: Library, monkeypatch: pytest.MonkeyPatch) -> None:
    """If more records have a name than were looked at, the answer says so, and no path is denied or called a shortest one."""
    records = [work(f"10.5555/{number}", person("Ken Sato"), date=f"{number}") for number in range(2001, 2006)]
    records.append(work("10.5555/other", person("Hanako Yamada", ("ORCID", ORCIDS[0])), person("Ken Sato")))
    library.take([Contribution("Crossref", record) for record in records])
    whole = library.path_between("Ken Sato", ORCIDS[0])
    assert (whole.found, whole.left_out) == (True, 0)
    monkeypatch.setattr("shoroku.graph.questions.MOST_NAMED", 3)
    part = library.path_between("Ken Sato", ORCIDS[0])
    assert (part.found, part.left_out, len(part.start)) == (False, 3, 3)
    assert library.path_between("Ken Sato", "Ken Sato").left_out == 6

    def told(language: str) -> str:
        environment = {"SHOROKU_LANG": language, "COLUMNS": "200"}
        asked = ["path", "Ken Sato", ORCIDS[0], "--library", str(library.path)]
        return CliRunner(env=environment).invoke(app, asked).output

    assert "Among the records that were looked at, there is no path of at most 4 links." in told("en")
    assert "3 more records have the name and were not looked at" in told("en")
    assert "調べたレコードの範囲には、4 個以下のリンクでつながる経路はありません。" in told("ja")
    with TestClient(create_app(library.path, Settings(seconds=600.0))) as client:
        answer = client.get("/api/v1/path", params={"from": "Ken Sato", "to": ORCIDS[0]}).json()
        assert (answer["found"], answer["left_out"]) == (False, 3)
    assert "path" in TOOLS


def test_on_the_command_line_and_pages(shared: Library) -> None:
    """The command line, the page and the interface show the same number of entries as they say."""
    asked = ["person", "Wang Wei", "--people", "3", "--library", str(shared.path)]
    shown = CliRunner(env={"SHOROKU_LANG": "en", "COLUMNS": "200"}).invoke(app, asked).output
    assert shown.count("ORCID") + shown.count("orcid:") >= 2
    assert "128 more entries have this name and are left out." in shown
    with TestClient(create_app(shared.path, Settings(seconds=600.0))) as client:
        page = client.get("/people/Wang Wei?lang=en", headers={"Accept": "text/html"}).text
        assert "131 entries." in page
        assert "and 81 more" in page
        answer = client.get("/api/v1/people", params={"who": "Wang Wei", "limit": 5}).json()
        assert (len(answer["people"]), answer["people"][0]["left_out_people"]) == (5, 126)


def test_two_of_one_name_in_one_record(library: Library, tmp_path: Path) -> None:
    """Two people of one name in one record stay two, also in the list of people; a place without an identifier is neither's."""
    both = person("Wei Wang", ("ORCID", ORCIDS[0])), person("Wei Wang", ("ORCID", ORCIDS[1]))
    unnamed = person("Wei Wang"), person("Wei Wang")
    library.take(
        [
            Contribution("Crossref", work("10.5555/both", *both)),
            Contribution("JaLC", work("10.5555/both", *unnamed)),
        ]
    )
    entries = [(one.id, one.basis, len(one.works)) for one in library.person("Wei Wang")]
    assert entries == [(f"orcid:{one}", "identifier", 1) for one in sorted(ORCIDS[:2])]
    assert library.people("Wang").total == 2
