"""How good are the results, and what does each feature of the ranking contribute?

    python benchmarks/relevance/measure.py DIR... [--ablation] [--keep NAME]
    python benchmarks/relevance/measure.py --pin

DIR is a test collection in the form that ``shoroku eval`` reads: one of this folder or any other. Prints tables in Markdown.
``--keep`` also writes ``results/NAME.json`` with machine, versions and every figure. ``--pin`` measures the two collections of
this folder and rewrites ``pinned.json``.
"""

import argparse
import json
import sys
from collections.abc import Sequence
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path[:0] = [str(HERE.parent)]  # what the benchmarks share

import common  # noqa: E402
import pins  # noqa: E402
import tables  # noqa: E402

from shoroku import evaluation  # noqa: E402
from shoroku.corpus.errors import ShorokuError  # noqa: E402
from shoroku.evaluation import Evaluation  # noqa: E402

RESULTS = HERE / "results"


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("directories", metavar="DIR", nargs="*", type=Path)
    arguments.add_argument("--ablation", action="store_true", help="without each feature, too")
    arguments.add_argument("--keep", metavar="NAME", help="write results/NAME.json")
    arguments.add_argument("--pin", action="store_true", help="write pinned.json")
    given = arguments.parse_args()
    if given.pin == bool(given.directories):
        arguments.error("name collections to measure, or --pin without any")
    if given.pin and (given.ablation or given.keep):
        arguments.error("--pin stands alone: it always has the ablation, and is always kept")
    try:
        run(given)
    except ShorokuError as error:
        sys.exit(f"{arguments.prog}: {error}")


def run(given: argparse.Namespace) -> None:
    if given.pin:
        pins.write()
        print(f"written: {pins.PINNED}")
        return
    found = [measured(each, ablation=given.ablation) for each in given.directories]
    print(tables.of_measures([one[0] for one in found]))
    if given.ablation:
        print(tables.of_ablation(found))
    if given.keep:
        keep(given.keep, found)


def measured(directory: Path, *, ablation: bool) -> list[Evaluation]:
    """Return the measurements of a collection, the first with all features; report on stderr that it is done."""
    found = evaluation.ablation(directory) if ablation else [evaluation.evaluate(directory)]
    print(f"{found[0].collection}: {sum(one.seconds for one in found):.1f} s of searches", file=sys.stderr)
    return found


def keep(name: str, found: Sequence[Sequence[Evaluation]]) -> None:
    """Write every figure to ``results/NAME.json``, without the date, so that the same figures make the same file.

    The duration of searches is left out for the same reason; ``searching.py`` measures it.
    """
    machine = {key: value for key, value in common.machine().items() if key != "date"}
    figures = [
        {key: value for key, value in one._asdict().items() if key != "seconds"} for some in found for one in some
    ]
    RESULTS.mkdir(exist_ok=True)
    path = RESULTS / f"{name}.json"
    text = json.dumps({"machine": machine, "measured": figures}, ensure_ascii=False, indent=1)
    path.write_text(text + "\n", encoding="utf-8")
    print(f"written: {path}")


if __name__ == "__main__":
    main()
