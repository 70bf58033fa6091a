"""Pinned results of searches, with which a change that should not affect results is compared.

``python -m tests.pins`` writes the files in ``tests/pins/`` again, after a change that is meant; ``git diff`` then shows
what it changed, one search a line. All is asked through the public interface and the command line alone.
"""

import json
import os
import tempfile
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

from click.testing import CliRunner

import shoroku
from shoroku.cli import app
from tests.pins_library import write
from tests.pins_queries import Case, cases

HERE = Path(__file__).parent / "pins"
SEARCHES, CALLS, COMMANDS = HERE / "searches.jsonl", HERE / "calls.jsonl", HERE / "commands.jsonl"
SAMPLE = Path(__file__).parent.parent / "corpus" / "sample" / "records.jsonl"

#: By how much a score may differ.
TOLERANCE = 1e-6
#: The hits of every so many searches are pinned with their highlights.
HIGHLIGHTED_EVERY = 7
#: How many hits are.
HIGHLIGHTED = 2

#: Command lines of which the JSON is pinned, over the small library but where --sample is said.
COMMAND_LINES: tuple[tuple[str, ...], ...] = (
    ("search", "tea"),
    ("search", "図書館 利用", "--limit", "3"),
    ("search", "機械翻訳", "--explain", "--limit", "3", "--no-facets"),
    ("search", "user behavior", "--explain", "--limit", "2", "--no-facets"),
    ("search", '"hay fever" OR 花粉症', "--facet", "author:5", "--facet", "year", "--limit", "2"),
    ("search", "(tea AND", "--limit", "1"),
    ("search", "photosyntesis", "--limit", "1"),
    ("search", "immun*", "--lang", "en", "--limit", "2", "--year", "2000..2015"),
    ("search", "癌", "--exact", "--sort", "newest", "--offset", "1", "--limit", "2"),
    ("search", "", "--author", "Yamada Taro", "--journal", "情報と図書館", "--source", "JaLC", "--limit", "2"),
    ("search", "does tea contain aroma compounds that can be measured?", "--limit", "2", "--no-facets"),
    ("facets", "研究", "--facet", "journal", "--facet", "author:4"),
    ("facets", "", "--facet", "subject:5", "--year", "2001.."),
    ("show", "small-042"),
    ("similar", "small-042", "--limit", "3"),
    ("suggest", "quan"),
    ("lexicon", "森林 炭素"),
    ("journals", "library"),
    ("authors", "Yamada"),
)


@contextmanager
def libraries() -> Iterator[dict[str, shoroku.Library]]:
    """Make the two libraries in a folder of their own, and open them."""
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        files = {"sample": SAMPLE, "small": write(folder / "small.jsonl")}
        opened = {name: stack.enter_context(shoroku.open(folder / name)) for name in files}
        for name, file in files.items():
            added = opened[name].add([file])
            assert not added.rejects, added.rejects
        yield opened


# --- Searches ---------------------------------------------------------------------------------------------------------


def searches(opened: dict[str, shoroku.Library]) -> Iterator[dict[str, Any]]:
    """Yield what each of the pinned searches gives."""
    for number, case in enumerate(cases()):
        yield {"search": case.name, **_found(opened[case.library], case, number % HIGHLIGHTED_EVERY == 0)}


def _found(library: shoroku.Library, case: Case, with_highlights: bool) -> dict[str, Any]:
    try:
        page = library.search(case.query, **case.arguments)
    except shoroku.ShorokuError as error:
        return {"raises": type(error).__name__}
    return _short(
        {
            "total": page.total,
            "relaxed_total": page.relaxed_total,
            "relaxed": page.relaxed,
            "in_one_list": page.in_one_list,
            "is_cut": page.is_cut,
            "cursor": page.cursor,
            "hits": [[hit.id, _rounded(hit.score), *(["relaxed"] if hit.relaxed else [])] for hit in page.hits],
            "facets": {name: [_value(one) for one in values] for name, values in page.facets.items()},
            "also_searched": [[one.word, one.kind, one.written] for one in page.also_searched],
            "notices": [[one.kind, one.start, one.end] for one in page.notices],
            "did_you_mean": page.did_you_mean,
            "highlights": [_highlights(hit) for hit in page.hits[:HIGHLIGHTED]] if with_highlights else [],
        }
    )


def _short(values: dict[str, Any]) -> dict[str, Any]:
    """Leave out what is usual, so that a line says what is particular of a search."""
    return {name: value for name, value in values.items() if value or name == "total"}


def _rounded(score: float) -> float:
    return round(score, 8)


def _value(one: shoroku.FacetValue) -> list[Any]:
    return [one.value, one.count, *([one.names, list(one.issns)] if one.names or one.issns else [])]


def _highlights(hit: shoroku.Hit) -> dict[str, str]:
    return {name: text.html("[", "]") for name, text in hit.highlights.items()}


# --- Other calls ------------------------------------------------------------------------------------------------------


def calls(opened: dict[str, shoroku.Library]) -> Iterator[dict[str, Any]]:
    """Yield what each of the pinned calls of other methods gives."""
    for library, method, arguments, show in _calls():
        given = ", ".join(
            [*(repr(one) for one in arguments.get("", ())), *(f"{k}={v!r}" for k, v in arguments.items() if k)]
        )
        named = {name: value for name, value in arguments.items() if name}
        result = getattr(opened[library], method)(*arguments.get("", ()), **named)
        yield {"call": f"{library}.{method}({given})", "gives": show(result)}  # fmt: skip


_Call = tuple[str, str, dict[str, Any], Callable[[Any], Any]]


def _calls() -> Iterator[_Call]:
    for library in ("sample", "small"):
        for arguments in ALL:
            yield library, "all", arguments, _ids
        for prefix in ("", "im", "めんえき", "関節", "tea", "と", "quan", "Yam", "f", "machine tr", "図書館 り", "zzz"):
            yield library, "suggest", {"": (prefix,)}, _suggestions
        for kind in ("title", "subject", "journal", "author"):
            yield library, "suggest", {"": ("s",), "within": kind, "limit": 5}, _suggestions
        for words in ("", "library", "臨床", "Clinical", "0914-8760", "2049-3630", "zzz"):
            yield library, "journals", {"": (words,)}, _listing
        yield library, "journals", {"": (), "sort": "name", "limit": 4, "year": (2000, 2010)}, _listing
        for words in ("", "Yamada", "山田", "Fujimoto", "藤本", "Ono", "齋藤", "zzz"):
            yield library, "authors", {"": (words,), "limit": 20}, _listing
        yield library, "authors", {"": (), "sort": "name", "limit": 4, "language": "ja"}, _listing
        for words in ("関節リウマチ", "機械翻訳の評価", "tea", "user behaviour", "xyzzy", "免疫 cancer"):
            yield library, "lexicon", {"": (words,)}, _meanings
    for library, ids in (("sample", ("sample-0001", "sample-0042", "1390287142242714752")), ("small", SMALL_IDS)):
        for identifier in ids:
            yield library, "similar", {"": (identifier,), "limit": 5}, _similar
    yield "small", "similar", {"": ("small-100",), "language": "en", "year": (2000, None)}, _similar


SMALL_IDS = ("small-001", "small-042", "10.55555/small.8")
ALL: tuple[dict[str, Any], ...] = (
    {"": ()},
    {"": ("tea",)},
    {"": ("免疫",)},
    {"": ("data OR データ",), "relaxed": True},
    {"": ("seasonal differences in forests",), "relaxed": True},
    {"": ("研究",), "sort": "newest"},
    {"": ("",), "sort": "oldest", "year": (2005, 2010)},
    {"": ("cancer",), "sort": "stored"},
    {"": ("",), "language": "en", "type": "book"},
    {"": ("author:Yamada",)},
    {"": ("immun* -cancer",)},
    {"": ("",), "author": "山田太郎"},
)


def _ids(matches: Iterable[shoroku.Record]) -> list[str]:
    return [record.id for record in matches]


def _suggestions(suggestions: list[shoroku.Suggestion]) -> Any:
    return [[one.text, one.kind, one.records] for one in suggestions]


def _listing(listing: shoroku.Listing) -> Any:
    return [listing.total, *(_value(one) for one in listing.values)]


def _meanings(meanings: tuple[shoroku.Meaning, ...]) -> Any:
    return [
        [one.word, one.into, *([each.written, _rounded(each.weight)] for each in one.translations)] for one in meanings
    ]


def _similar(found: list[shoroku.Similar]) -> Any:
    return [[one.id, _rounded(one.score), [[each.word, _rounded(each.share)] for each in one.because]] for one in found]


# --- The command line -------------------------------------------------------------------------------------------------


def commands(opened: dict[str, shoroku.Library]) -> Iterator[dict[str, Any]]:
    """Yield what each of the pinned command lines prints with ``--json``."""
    with tempfile.TemporaryDirectory() as state:
        environment = {"SHOROKU_LANG": "en", "SHOROKU_STATE": state, "SHOROKU_HISTORY": "off", "COLUMNS": "100"}
        for words in COMMAND_LINES:
            line = [*words, "--json", "--library", os.fspath(opened["small"].path)]
            result = CliRunner(env=environment).invoke(app, line)
            printed = _without_times(json.loads(result.stdout))
            yield {"command": " ".join(words), "exit": result.exit_code, "prints": printed}


def _without_times(value: Any) -> Any:
    """Leave out how long a search took, and when records came."""
    if isinstance(value, dict):
        return {name: _without_times(one) for name, one in value.items() if name not in ("took_ms", "added", "at")}
    if isinstance(value, list):
        return [_without_times(one) for one in value]
    return _rounded(value) if isinstance(value, float) else value


# --- Files ------------------------------------------------------------------------------------------------------------

FILES: dict[Path, Callable[[dict[str, shoroku.Library]], Iterator[dict[str, Any]]]] = {
    SEARCHES: searches,
    CALLS: calls,
    COMMANDS: commands,
}


def read(file: Path) -> list[dict[str, Any]]:
    """Return what is pinned in a file."""
    return [json.loads(line) for line in file.read_text(encoding="utf-8").split("\n") if line]


def name(line: dict[str, Any]) -> str:
    """Return what a line of a file was asked."""
    return str(next(iter(line.values())))


def difference(pinned: Any, now: Any, where: str = "") -> str:
    """Return the first place where two values differ, "" where they are the same; floats may differ by ``TOLERANCE``."""
    if isinstance(pinned, dict) and isinstance(now, dict):
        inside = (difference(pinned.get(name), now.get(name), f"{where}.{name}") for name in {**pinned, **now})
        return next(filter(None, inside), "")
    if isinstance(pinned, list) and isinstance(now, list) and len(pinned) == len(now):
        pairs = enumerate(zip(pinned, now, strict=True))
        return next(filter(None, (difference(*pair, f"{where}[{at}]") for at, pair in pairs)), "")
    if isinstance(pinned, float) or isinstance(now, float):
        same = isinstance(pinned, int | float) and isinstance(now, int | float) and abs(pinned - now) <= TOLERANCE
    else:
        same = pinned == now
    return "" if same else f"{where}: was {pinned!r}, is {now!r}"


def main() -> None:
    """Write all files again; a line of which nothing differs but the last digits of a score stays as it is."""
    HERE.mkdir(exist_ok=True)
    with libraries() as opened:
        for file, make in FILES.items():
            before = {name(one): one for one in read(file)} if file.exists() else {}
            now = list(make(opened))
            kept = [one if difference(before.get(name(one)), one) else before[name(one)] for one in now]
            lines = [json.dumps(one, ensure_ascii=False, separators=(",", ":")) for one in kept]
            file.write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")
            print(f"{file.name}: {len(lines)} lines, {file.stat().st_size:,} bytes")


if __name__ == "__main__":
    main()
