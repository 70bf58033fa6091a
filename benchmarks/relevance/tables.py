"""Measurements as tables in Markdown."""

from collections.abc import Sequence

from shoroku.evaluation import Evaluation

#: The measure that the ablation shows.
_MEASURE = "nDCG@10"


def of_measures(found: Sequence[Evaluation]) -> str:
    """Return a table of collections, each with its measures. ``found`` are measurements with all features."""
    measures = list(found[0].measures)
    rows = [
        [one.collection, f"{one.documents:,}", f"{one.queries:,}", *(f"{one.measures[name]:.4f}" for name in measures)]
        for one in found
    ]
    return _table(["collection", "documents", "queries", *measures], rows)


def of_ablation(found: Sequence[Sequence[Evaluation]]) -> str:
    """Return a table of features, each with the change of every collection's nDCG@10 without it.

    ``found`` holds each collection's measurements, the first with everything. Below 0 means that the feature helps.
    """
    everything = ["everything", *(f"{one[0].measures[_MEASURE]:.4f}" for one in found), ""]
    rows = [everything]
    for place, left_out in enumerate(found[0][1:], 1):
        differences = [one[place].measures[_MEASURE] - one[0].measures[_MEASURE] for one in found]
        average = sum(differences) / len(differences)
        name = ", ".join(left_out.without)
        rows.append([f"without {name}", *(_signed(each) for each in differences), _signed(average)])
    return _table([_MEASURE, *(one[0].collection for one in found), "mean"], rows)


def _signed(difference: float) -> str:
    rounded = round(difference, 4) + 0.0  # no -0
    return f"{rounded:+.4f}".replace("-", "−") if rounded else "0"


def _table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    marks = ["---", *("---:" for _ in head[1:])]
    return "\n".join(f"| {' | '.join(row)} |" for row in (head, marks, *rows)) + "\n"
