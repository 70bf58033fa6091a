"""Why a record was found, in a few lines that a librarian understands."""

from collections.abc import Iterator

from shoroku.cli.message import message
from shoroku.cli.safe import safe
from shoroku.search.explaining import Explanation, Reason

#: Less than half a percent would be told as nothing.
_LEAST_TOLD = 0.005


def explained(why: Explanation) -> Iterator[str]:
    """Yield the lines: what stands for each word and where, what is missing, how the rank came about."""
    yield message("explain.why")
    for reason in sorted(why.reasons, key=lambda reason: -reason.share):
        yield f"  {_line(reason)}"
    if why.missing:
        yield f"  {message('explain.missing', words=', '.join(map(safe, why.missing)))}"
    if why.translated:
        yield f"  {message('explain.translated')}"
    told = [step for step in why.steps if abs(step.share) >= _LEAST_TOLD]
    if told:
        steps = ", ".join(message(f"explain.step.{step.name}", share=step.share) for step in told)
        yield f"  {message('explain.steps', steps=steps)}"


def _line(reason: Reason) -> str:
    places = ", ".join(message(f"explain.place.{place}") for place in reason.places)
    kind = "" if reason.kind == "word" else message(f"explain.kind.{reason.kind}")
    return message(
        "explain.reason",
        word=safe(reason.word),
        found=safe(reason.found),
        kind=kind,
        places=places,
        share=reason.share,
    )
