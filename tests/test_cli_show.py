"""``shoroku show``: everything known about one record."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from shoroku import Contribution, Count, Funding, Identifier, Library, Person, Record, Relation, Text
from shoroku.cli import app
from shoroku.corpus.record import decode

RECORD = Record(
    id="1390000000000000017",
    titles=(Text("題名", "ja"), Text("The title", "en"), Text("ダイメイ", "ja-Kana")),
    abstracts=(Text("抄録の文。", "ja"), Text("An abstract.", "en")),
    creators=(
        Person(
            (Text("藤本 穣", "ja"), Text("Fujimoto Minoru", "en")),
            (Text("高知大学", "ja"),),
            (Identifier("ORCID", "0000-0001"),),
        ),
        Person((Text("仲 哲治", "ja"),), (Text("高知大学", "ja"),)),
    ),
    journals=(Text("雑誌", "ja"), Text("A Journal", "en")),
    issns=("2189-0595", "0914-8760"),
    volume="32",
    issue="4",
    pages="323-330",
    date="2020-12-30",
    publishers=(Text("学会", "ja"),),
    language="ja",
    subjects=(Text("免疫学", "ja"),),
    identifiers=(
        Identifier("DOI", "10.2148/x"),
        Identifier("CRID", "1390000000000000017"),
        Identifier("NAID", "130007987415"),
        Identifier("PMID", "12345"),
    ),
    sources=("JaLC", "CiNii Articles"),
    links=("https://example.org/x",),
    abstract_licence="disallow",
)


@pytest.fixture
def place(library: Library) -> Path:
    library.take([Contribution("CiNii Research", RECORD, "record.json", "2026-01-02T03:04:05Z")])
    return library.path


def show(place: Path, *arguments: str, language: str = "en") -> Result:
    runner = CliRunner(env={"SHOROKU_LANG": language, "COLUMNS": "80"})
    return runner.invoke(app, ["show", "--library", str(place), *arguments])


SPELLINGS = [
    "1390000000000000017",
    "https://cir.nii.ac.jp/crid/1390000000000000017",
    "10.2148/x",
    "doi:10.2148/X",
    "https://doi.org/10.2148/x",
    "130007987415",
    "PMID: 12345",
]


@pytest.mark.parametrize("spelling", SPELLINGS)
def test_any_spelling(place: Path, spelling: str) -> None:
    """A record is shown by its id or any of its identifiers, in any spelling."""
    assert show(place, spelling).stdout.startswith("題名\nThe title\nダイメイ\n")


PARTS = [
    "藤本 穣 / Fujimoto Minoru  ORCID:0000-0001\n    高知大学\n仲 哲治\n    高知大学\n\n",
    "Citation          雑誌 32(4), 323-330, 2020\n",
    "Journal           雑誌 / A Journal\n",
    "Publisher         学会\n",
    "Date              2020-12-30\n",
    "Text language     Japanese\n",
    "Subjects          免疫学\n",
    "Data sources      JaLC, CiNii Articles\n",
    "CRID              1390000000000000017\nNAID              130007987415\nDOI               10.2148/x\n",
    "ISSN              2189-0595, 0914-8760\n",
    "Link              https://example.org/x\n",
    "Abstract licence  disallow (shown here, not exported)\n",
    "Abstract (Japanese)\n  抄録の文。\n\nAbstract (English)\n  An abstract.\n",
    "Obtained from\n  CiNii Research · 2026-01-02T03:04:05Z · record.json\n",
]


@pytest.mark.parametrize("part", PARTS)
def test_what_is_shown(place: Path, part: str) -> None:
    """People, bibliographic line, identifiers, abstracts, licence and origin are all there."""
    assert part in show(place, RECORD.id, "--with-disallowed-abstracts").stdout


def test_in_japanese(place: Path) -> None:
    """The labels are Japanese in a Japanese locale."""
    text = show(place, RECORD.id, "--with-disallowed-abstracts", language="ja").stdout
    assert "本文の言語      日本語\n" in text
    assert "抄録ライセンス  disallow（再配布不可。ここでは表示しますが、書き出しません）\n" in text


@pytest.mark.parametrize(
    ("language", "said"), [("en", "disallow (left out)"), ("ja", "disallow（再配布不可のため、省きました）")]
)
def test_a_withheld_abstract_is_said_to_be(place: Path, language: str, said: str) -> None:
    """Where the abstract is left out, the licence does not say that it is shown."""
    text = show(place, RECORD.id, language=language).stdout
    assert said in text
    assert "抄録の文。" not in text


@pytest.mark.parametrize("correction", [{"abstract_ja": "訂正した抄録。"}, {"abstract_ja": None, "abstract_en": None}])
def test_what_the_sources_have_of_an_edited_abstract(
    library: Library, place: Path, correction: dict[str, str | None]
) -> None:
    """The source's text of an abstract that the user edited is withheld as the abstract itself is."""
    library.edits.correct(RECORD.id, **correction)
    text = show(place, RECORD.id).stdout
    assert "  abstracts@ja\n" in text
    assert "抄録の文。" not in text
    shown = show(place, RECORD.id, "--with-disallowed-abstracts").stdout
    assert "  abstracts@ja (the sources have: 抄録の文。)\n" in shown


def test_json(place: Path) -> None:
    """--json prints the record in the project's own form, which brings every field back."""
    assert decode(show(place, RECORD.id, "--json", "--with-disallowed-abstracts").stdout.encode()) == RECORD


def test_a_bare_record(library: Library) -> None:
    """A record that has only a title is shown without empty labels."""
    library.take([Contribution("test", Record(id="a", titles=(Text("Alone"),)))])
    text = show(library.path, "a").stdout
    assert text.startswith("Alone\n\nType")
    assert "Journal" not in text
    assert "Abstract licence  not stated" in text


def test_unknown(place: Path) -> None:
    """An identifier that nobody has is reported in a line, and the code is 1."""
    result = show(place, "nobody")
    assert (result.exit_code, result.stdout) == (1, "")
    assert result.stderr == "Error: No record has the identifier nobody. Find records with: shoroku search WORDS\n"


def test_records_cannot_drive_the_terminal(library: Library) -> None:
    """No escape of a record comes through, from whatever field."""
    evil = Text("a\x1b[2Jb\x9b1mc", "\x1b[31m")
    full = Record(
        id="evil",
        titles=(evil,),
        abstracts=(evil,),
        creators=(Person((evil,), (evil,), (Identifier(evil.value, evil.value),)),),
        journals=(evil,),
        publishers=(evil,),
        subjects=(evil,),
        issns=(evil.value,),
        links=(evil.value,),
        sources=(evil.value,),
        language=evil.value,
        identifiers=(Identifier(evil.value, evil.value),),
        type=evil.value,
        date=evil.value,
        contributors=(Person((evil,), role=evil.value),),
        relations=(Relation("", evil.value, False, (Identifier(evil.value, evil.value),), evil.value, evil.value),),
        funding=(Funding(evil.value, (evil,), titles=(evil,), word=evil.value),),
        counts=(Count(evil.value, 1, evil.value, evil.value),),
    )
    library.take([Contribution(evil.value, full, evil.value, evil.value)])
    text = show(library.path, "evil").stdout
    assert "abc" in text
    assert "\x1b" not in text
    assert "\x9b" not in text


def test_the_sample_stands_in(tmp_path: Path) -> None:
    """With no library and none asked for, a record of the bundled sample is shown."""
    environment = {"SHOROKU_LANG": "en", "SHOROKU_LIBRARY": None, "XDG_DATA_HOME": str(tmp_path), "HOME": str(tmp_path)}
    result = CliRunner(env=environment).invoke(app, ["show", "130007987415", "--json"])
    assert json.loads(result.stdout)["id"] == "1390287142242714752"
    assert "bundled sample" in result.stderr


def test_pmid_without_its_name(place: Path) -> None:
    """A number that no record has as its id may be a PMID."""
    assert json.loads(show(place, "12345", "--json").stdout)["id"] == RECORD.id
    assert show(place, "54321").exit_code == 1


def test_names_as_ris_writes_them(library: Library) -> None:
    """A Japanese name is shown without the comma of RIS; a Latin name stays as it is written."""
    people = tuple(Person((Text(name, lang),)) for name, lang in (("鈴木, 花子", "ja"), ("Larsen, Ingrid", "en")))
    library.take([Contribution("RIS", Record(id="a", titles=(Text("祇園祭", "ja"),), creators=people), "a.ris")])
    shown = show(library.path, "a").stdout
    assert "鈴木 花子\n" in shown
    assert "Larsen, Ingrid\n" in shown
    page = CliRunner(env={"COLUMNS": "80"}).invoke(app, ["search", "祇園祭", "--library", str(library.path)]).stdout
    assert "鈴木 花子, Larsen, Ingrid" in page
    facets = CliRunner(env={"COLUMNS": "80"}).invoke(
        app, ["facets", "--facet", "author", "--library", str(library.path)]
    )
    assert "鈴木 花子" in facets.stdout


def test_statements_of_sources(library: Library) -> None:
    """Awards, counts, related works and people with other roles are shown in the sources' words; long lists are cut, and say so."""
    doi = (Identifier("DOI", "10.5555/cited"),)
    record = Record(
        id="w1",
        titles=(Text("On glass", "en"),),
        date="2021",
        until="2024-03",
        contributors=(Person((Text("Kaku Hanako", "en"),), role="editor"),),
        relations=(
            Relation("supplements", "isSupplementedBy", True, doi, "dataset", "Data on glass"),
            *(Relation("cites", "reference", title=f"Book {number}") for number in range(30)),
        ),
        funding=(Funding("19KK0341", (Text("JSPS", "en"),), word="KAKENHI"),),
        counts=(Count("cited-by", 1200, "Crossref", "2026-01-02"),),
    )
    library.take([Contribution("jsonl", record)])
    output = show(library.path, "w1").output
    assert "Kaku Hanako  (editor)" in output
    assert "Ends" in output
    assert "2024-03" in output
    assert "Awards and funders\n  19KK0341 · JSPS · KAKENHI" in output
    assert "Counts\n  cited-by: 1,200 (Crossref, 2026-01-02)" in output
    assert "Related\n  isSupplementedBy · dataset · Data on glass · DOI:10.5555/cited\n  reference · Book 0" in output
    assert "and 11 more" in output
    assert "Book 25" not in output
