"""Errors carry their facts as typed fields and speak English and Japanese."""

import inspect
import pickle
import re
import string
from pathlib import Path
from typing import Any, get_type_hints

import pytest

import shoroku
from shoroku import BadArgument, ShorokuError
from shoroku.cli.terminal.errors import ADVICE, advice
from shoroku.corpus.harvest.result import Result, Tally
from shoroku.messages import Localized, translated
from shoroku.search.query import Notice

ROOT = Path(__file__).parent.parent

KINDS = [
    found
    for name in shoroku.__all__
    if inspect.isclass(found := getattr(shoroku, name)) and issubclass(found, ShorokuError)
]

#: A value of each type that a field can have.
VALUES: dict[Any, Any] = {
    str: "text",
    int: 7,
    float: 1.5,
    bytes: b"raw",
    object: ["anything"],
    tuple[str, ...]: ("one", "two"),
    Notice: Notice("open_quote", 0, 1, {"sign": '"'}),
}


def made(kind: type[ShorokuError]) -> ShorokuError:
    """Return an error of that class, with a value for every field that has none of its own."""
    hints = get_type_hints(kind, localns={"Result": Result})
    return kind(**{name: VALUES[hints[name]] for name in needed(kind)})  # type: ignore[call-arg]


def needed(kind: type[ShorokuError]) -> list[str]:
    """Return the fields that have to be given, from what the class says when none is."""
    try:
        kind()
    except TypeError as error:
        return str(error).partition(" needs ")[2].split(", ")
    return []


def family(kind: type[ShorokuError] = ShorokuError) -> set[type[ShorokuError]]:
    """Return a class and all classes below it."""
    return {kind}.union(*(family(child) for child in kind.__subclasses__()))


def filled(message: str) -> set[str]:
    """Return the names that a message is filled with."""
    return {name for _, name, _, _ in string.Formatter().parse(message) if name}


def test_every_error_can_be_imported() -> None:
    """Every class of the family is exported from the package."""
    assert {kind for kind in family() if kind.__module__.startswith("shoroku.")} == set(KINDS)


@pytest.mark.parametrize("kind", KINDS)
def test_every_error_is_printed(kind: type[ShorokuError]) -> None:
    """An error is made of its fields, and says something of its own in both languages, without braces left."""
    error = made(kind)
    for language in ("en", "ja"):
        assert error.text(language)
        assert "{" not in error.text(language)
    assert str(error) == error.text("en") != error.text("ja")
    assert repr(error).startswith(f"{kind.__name__}(")


@pytest.mark.parametrize("kind", KINDS)
def test_both_languages_tell_the_same(kind: type[ShorokuError]) -> None:
    """An error's message in Japanese and in English names the same facts."""
    assert filled(kind.template) == filled(translated(kind.template, "ja"))


@pytest.mark.parametrize("kind", KINDS)
def test_an_error_survives_a_process(kind: type[ShorokuError]) -> None:
    """An error that comes back from a worker process is the same error."""
    error = made(kind)
    again = pickle.loads(pickle.dumps(error))  # noqa: S301
    assert (type(again), again.fields, str(again)) == (kind, error.fields, str(error))


@pytest.mark.parametrize("kind", KINDS)
def test_a_misspelt_field_is_refused(kind: type[ShorokuError]) -> None:
    """An unknown field is a TypeError when the error is made, and so is one that is missing."""
    given = dict.fromkeys(needed(kind), "x")
    with pytest.raises(TypeError, match="no field misspelt"):
        kind(**given, misspelt="x")  # type: ignore[call-arg]
    with pytest.raises(TypeError):
        kind("x")  # type: ignore[call-arg]
    for name in given:
        with pytest.raises(TypeError, match=f"needs {name}"):
            kind(**{other: value for other, value in given.items() if other != name})  # type: ignore[call-arg]


def test_a_type_checker_knows_the_fields(tmp_path: Path) -> None:
    """mypy accepts the fields of an error and rejects a misspelt, a missing and a mistyped one."""
    from mypy import api

    probe = tmp_path / "probe.py"
    probe.write_text(
        "from shoroku.corpus.errors import BadArgument, LibraryTooNew\n"
        "fine: int = LibraryTooNew(path='x', found=2, known=1).found\n"
        "LibraryTooNew(path='x', found=2, knwon=1)\n"
        "LibraryTooNew(path='x', found=2)\n"
        "LibraryTooNew(path='x', found='2', known=1)\n"
        "LibraryTooNew(path='x', found=2, known=1).konwn\n"
        "name: str = BadArgument.between('limit', -1, 0, 10).name\n",
        encoding="utf-8",
    )
    options = ["--strict", "--no-incremental", "--follow-imports=skip", "--config-file=", "--no-error-summary"]
    sources = (ROOT / "shoroku" / "messages" / "__init__.py", ROOT / "shoroku" / "corpus" / "errors.py")
    told, problems, _ = api.run([*options, *map(str, sources), str(probe)])
    lines = [line.partition("probe.py:")[2] for line in told.splitlines() if "error:" in line]
    assert [line.partition(":")[0] for line in lines] == ["3", "4", "5", "6"], told + problems
    assert "knwon" in lines[0]
    assert "known" in lines[1]
    assert "konwn" in lines[3]


def test_an_error_tells_its_facts() -> None:
    """The facts are attributes, the message is in the language asked for."""
    error = shoroku.UnknownRecord(id="7")
    assert error.id == "7"
    assert error.fields == {"id": "7"}
    assert "7" in error.text("ja")
    assert repr(error) == "UnknownRecord(id='7')"


def test_a_text_in_two_languages() -> None:
    """A fact that is a text has its Japanese form in the Japanese message, also after a way between processes."""
    error = shoroku.FileUnreadable(file="a.json", reason=Localized("{first} or later", first="2015"))
    for one in (error, pickle.loads(pickle.dumps(error))):  # noqa: S301
        assert "2015 or later" in one.text("en")
        assert "2015 以降" in one.text("ja")


@pytest.mark.parametrize(
    ("error", "english", "japanese"),
    [
        (
            BadArgument.between("limit", -1, 0, 10_000),
            "limit must be between 0 and 10,000, got -1",
            "limit に -1 は指定できません。0 から 10,000 までの整数を指定してください。",
        ),
        (
            BadArgument.one_of("sort", "best", ["newest", "oldest"]),
            "sort must be one of newest, oldest, got 'best'",
            "sort に 'best' は指定できません。newest、oldest のいずれかを指定してください。",
        ),
        (
            BadArgument(name="files", value="x" * 300, expected=Localized("a path")),
            f"files must be a path, got '{'x' * 99}…",
            f"files に '{'x' * 99}… は指定できません。パスを指定してください。",
        ),
    ],
)
def test_a_bad_argument(error: BadArgument, english: str, japanese: str) -> None:
    """An invalid argument is named, with what it can be and what it was; a ValueError to those who know no more."""
    assert (error.text("en"), error.text("ja")) == (english, japanese)
    assert isinstance(error, ValueError)


def test_what_a_broken_off_harvest_gave() -> None:
    """The error that ends a harvest holds what the pages before it gave."""
    error = shoroku.SourceUnreachable(url="https://example.org", reason="HTTP 500")
    assert error.partial is None
    error.partial = Result(Tally(new=3), [], [])
    assert pickle.loads(pickle.dumps(error)).partial.tally.new == 3  # noqa: S301


# --- The documentation ------------------------------------------------------------------------------------------------

PAGES = {language: ROOT / "docs" / name for language, name in (("en", "errors.md"), ("ja", "errors.ja.md"))}
_ROW = re.compile(r"^\| `(\w+)` \|([^|]*)\|[^|]+\|[^|]*\|$", re.MULTILINE)
_BRANCH = re.compile(r"^([│├└─ ]*)(\w+)(?: \(.*?(\w+Error).*\))?$", re.MULTILINE)


def documented(language: str) -> dict[str, set[str]]:
    """Return the exceptions of the tables, and the fields that stand beside each."""
    rows = _ROW.findall(PAGES[language].read_text(encoding="utf-8"))
    assert len({name for name, *_ in rows}) == len(rows)
    return {name: set(re.findall(r"`(\w+)`", fields)) for name, fields in rows}


def tree(language: str) -> dict[str, set[str]]:
    """Return the exceptions of the tree, and the bases that it gives each."""
    block = PAGES[language].read_text(encoding="utf-8").split("```text\n")[1].split("```")[0]
    above: list[str] = []
    found: dict[str, set[str]] = {}
    for signs, name, also in _BRANCH.findall(block):
        depth = len(signs) // 3
        above = [*above[:depth], name]
        found[name] = {*above[-2:-1], *([also] if also else [])}
    return found


@pytest.mark.parametrize("language", PAGES)
def test_every_documented_exception_exists(language: str) -> None:
    """Every exception of the documentation can be imported from the package and has the fields that stand there."""
    for name, own in documented(language).items():
        kind = getattr(shoroku, name)
        assert issubclass(kind, ShorokuError)
        inherited = {field for base in kind.__mro__ for field in documented(language).get(base.__name__, set())}
        assert own | inherited == set(kind._names), name


@pytest.mark.parametrize("language", PAGES)
def test_every_exception_is_documented(language: str) -> None:
    """Every exception of the package stands in a table and in the tree, below the classes that it is derived from."""
    names = {kind.__name__ for kind in KINDS}
    assert set(documented(language)) == names - {"ShorokuError"}
    assert set(tree(language)) == names
    for name, bases in tree(language).items():
        assert bases == {base.__name__ for base in getattr(shoroku, name).__bases__} - {"Exception"}, name


def test_the_example_of_the_documentation(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The example says what it prints."""
    with shoroku.open(tmp_path / "library") as library:
        library.add_records([{"title": "Sepsis"}])
    code = PAGES["en"].read_text(encoding="utf-8").split("```python\n")[1].split("```")[0]
    exec(code.replace('"library"', repr(str(tmp_path / "library"))), {})  # noqa: S102 (our own)
    printed = capsys.readouterr().out.splitlines()
    assert printed[:2] == ["limit -1", "limit must be between 0 and 10,000, got -1"]
    assert all(f"# {line}" in code for line in printed[:2])
    assert "limit" in printed[3]


@pytest.mark.parametrize("kind", KINDS)
def test_no_message_names_a_command(kind: type[ShorokuError]) -> None:
    """Messages are for programs, too: which command to run is added by the command line."""
    for text in (kind.template, translated(kind.template, "ja")):
        assert not re.search(r"shoroku (?!library|の|は|reads)[a-z]+\b|--[a-z]", text)


def test_advice_is_for_errors_that_there_are() -> None:
    """What the command line adds belongs to an error of the package, and is filled with its fields."""
    for name, text in ADVICE.items():
        assert filled(text) <= set(getattr(shoroku, name)._names)
        assert advice(made(getattr(shoroku, name))) != ""
