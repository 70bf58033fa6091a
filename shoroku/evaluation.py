"""How good are the answers: a retrieval collection through the very same search that a user gets.

A collection is a folder with ``corpus.jsonl`` (records, in the project's JSON Lines), ``queries.jsonl`` (``{"id","text"}``)
and ``qrels.tsv`` (query, document, grade; no header). The measures are ir-measures' (MacAvaney et al., ECIR 2022).
"""

import io
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import msgspec

from shoroku.corpus.errors import FileUnreadable, ShorokuError
from shoroku.corpus.formats import jsonl
from shoroku.corpus.merging import Contribution
from shoroku.library import Library

DEPTH = 100
MEASURES = ("nDCG@10", "R@10", "R@100", "RR@10", "AP@100")


class MissingExtra(ShorokuError):
    """A part that is not in the base install is needed. Fields: package, extra."""

    en = "{package} is not installed. Install it with: pip install 'shoroku[{extra}]'"
    ja = "{package} がインストールされていません。入れるには: pip install 'shoroku[{extra}]'"


class Evaluation(NamedTuple):
    """The measures of one collection, averaged over its queries; ``seconds`` is the time of all its searches."""

    collection: str
    documents: int
    queries: int
    measures: dict[str, float]
    seconds: float


class _Query(msgspec.Struct):
    id: str
    text: str


class _Line(NamedTuple):
    query: str
    document: str
    rank: int
    score: float


def evaluate(directory: Path, run_file: Path | None = None) -> Evaluation:
    """Load a collection into a library of its own, ask its queries, and measure; write a TREC run to ``run_file``.

    Raises MissingExtra, FileUnreadable, and what a library raises.
    """
    try:
        import ir_measures
    except ImportError:
        raise MissingExtra(package="ir-measures", extra="eval") from None
    queries = list(_queries(directory / "queries.jsonl"))
    qrels = list(_judgements(directory / "qrels.tsv"))
    with tempfile.TemporaryDirectory(prefix="shoroku-eval-") as folder, Library(Path(folder)) as library:
        library.take(_documents(directory / "corpus.jsonl"))
        began = time.perf_counter()
        run = [line for query in queries for line in _run(library, query)]
        seconds = time.perf_counter() - began
        documents = len(library)
    if run_file is not None:
        lines = (f"{line.query} Q0 {line.document} {line.rank} {line.score:.6f} shoroku\n" for line in run)
        run_file.write_text("".join(lines), encoding="utf-8")
    measures = [ir_measures.parse_measure(name) for name in MEASURES]
    found = ir_measures.calc_aggregate(
        measures,
        [ir_measures.Qrel(query, document, grade) for query, document, grade in qrels],
        [ir_measures.ScoredDoc(line.query, line.document, line.score) for line in run],
    )
    return Evaluation(
        directory.resolve().name,
        documents,
        len(queries),
        {str(m): round(float(found[m]), 4) for m in measures},
        seconds,
    )


def _run(library: Library, query: _Query) -> Iterator[_Line]:
    """Yield a query's answers. The order is what was decided; scores are made to fall with it, as TREC's tools sort by them."""
    found = library.run(query.text, DEPTH)
    for rank, (document, _) in enumerate(found, 1):
        yield _Line(query.id, document, rank, float(len(found) - rank + 1))


def _documents(path: Path) -> list[Contribution]:
    """Read a collection's documents; unlike a library's records they need no title. Raises the first problem met."""
    documents = []
    for item in jsonl.read(io.BytesIO(_text(path).encode()), titled=False):
        if item.error is not None:
            raise item.error
        if item.record is not None:
            documents.append(Contribution(jsonl.FORMAT.origin, item.record, str(path)))
    return documents


def _queries(path: Path) -> Iterator[_Query]:
    for number, line in enumerate(_text(path).split("\n"), 1):
        if line.strip():
            try:
                yield msgspec.json.decode(line, type=_Query)
            except msgspec.MsgspecError as error:
                raise FileUnreadable(file=f"{path}:{number}", reason=str(error)) from error


def _judgements(path: Path) -> Iterator[tuple[str, str, int]]:
    """Yield the judgements of a grade above 0; the others say that a document is not relevant, as no judgement does."""
    for number, line in enumerate(_text(path).split("\n"), 1):
        if line.strip():
            try:
                query, document, grade = line.split("\t")
                if int(grade) > 0:
                    yield query, document, int(grade)
            except ValueError as error:
                raise FileUnreadable(file=f"{path}:{number}", reason="expected query, document, grade") from error


def _text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise FileUnreadable(file=str(path), reason=str(error)) from error
