"""How good are the answers: a retrieval collection through the very same search that a user gets.

A collection is a folder with ``corpus.jsonl`` (records, in the project's JSON Lines), ``queries.jsonl`` (``{"id","text"}``)
and ``qrels.tsv`` (query, document, grade; no header). The measures are ir-measures' (MacAvaney et al., ECIR 2022).
"""

import io
import tempfile
import time
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

import msgspec

from shoroku.corpus.errors import FileUnreadable, MissingExtra
from shoroku.corpus.readers.json_formats import jsonl
from shoroku.corpus.store.merge import Contribution
from shoroku.library import Library
from shoroku.messages import Localized
from shoroku.search import FEATURES

DEPTH = 100
MEASURES = ("nDCG@10", "R@10", "R@100", "RR@10", "AP@100")


class Evaluation(NamedTuple):
    """The measures of one collection, averaged over its queries; ``seconds`` is the time of all its searches.

    ``without`` are the features of the ranking that were left out.
    """

    collection: str
    documents: int
    queries: int
    measures: dict[str, float]
    seconds: float
    without: tuple[str, ...] = ()


class _Query(msgspec.Struct):
    id: str
    text: str


class _Line(NamedTuple):
    query: str
    document: str
    rank: int
    score: float


def evaluate(directory: Path, run_file: Path | None = None, without: Sequence[str] = ()) -> Evaluation:
    """Load a collection into a library of its own, ask its queries, and measure; write a TREC run to ``run_file``.

    ``without`` names features of the ranking to leave out. Raises MissingExtra, FileUnreadable, BadArgument, and what
    a library raises.
    """
    (found,) = evaluations(directory, [tuple(without)], run_file)
    return found


def ablation(directory: Path) -> list[Evaluation]:
    """Measure a collection with everything, then without each feature of the ranking. Raises what ``evaluate`` does."""
    return evaluations(directory, [(), *((name,) for name in FEATURES)])


def evaluations(directory: Path, without: Sequence[tuple[str, ...]], run_file: Path | None = None) -> list[Evaluation]:
    """Measure a collection once for each choice of features to leave out. Raises what ``evaluate`` does."""
    try:
        import ir_measures  # noqa: F401 (asked for before the work begins)
    except ImportError:
        raise MissingExtra(package="ir-measures", extra="eval") from None
    queries = list(_queries(directory / "queries.jsonl"))
    qrels = list(_judgements(directory / "qrels.tsv"))
    found = []
    with tempfile.TemporaryDirectory(prefix="shoroku-eval-") as folder, Library(Path(folder)) as library:
        library.take(_documents(directory / "corpus.jsonl"))
        for left_out in without:
            began = time.perf_counter()
            run = [line for query in queries for line in _run(library, query, left_out)]
            seconds = time.perf_counter() - began
            name = directory.resolve().name
            found.append(Evaluation(name, len(library), len(queries), _measured(run, qrels), seconds, left_out))
    if run_file is not None:
        lines = (f"{line.query} Q0 {line.document} {line.rank} {line.score:.6f} shoroku\n" for line in run)
        run_file.write_text("".join(lines), encoding="utf-8")
    return found


def _measured(run: Iterable[_Line], qrels: Iterable[tuple[str, str, int]]) -> dict[str, float]:
    import ir_measures

    measures = [ir_measures.parse_measure(name) for name in MEASURES]
    found = ir_measures.calc_aggregate(
        measures,
        [ir_measures.Qrel(query, document, grade) for query, document, grade in qrels],
        [ir_measures.ScoredDoc(line.query, line.document, line.score) for line in run],
    )
    return {str(m): round(float(found[m]), 4) for m in measures}


def _run(library: Library, query: _Query, without: Sequence[str] = ()) -> Iterator[_Line]:
    """Yield a query's answers. The order is what was decided; scores are made to fall with it, as TREC's tools sort by them."""
    found = library.run(query.text, DEPTH, without=without)
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
                raise FileUnreadable(
                    file=f"{path}:{number}",
                    reason=Localized("expected query, document, grade"),
                ) from error


def _text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise FileUnreadable(file=str(path), reason=str(error)) from error
