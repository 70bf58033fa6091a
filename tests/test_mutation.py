"""The runner of mutation tests counts a mutant as killed only if a test notices the mutant, and nothing else."""

import os
import signal
import time
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

from shoroku.corpus import oai_identifiers
from shoroku.corpus.oai_identifiers import number_in
from tests.faults.mutants import Mutant
from tests.faults.mutate import interval, totals, tried

_LINEAGE = "0123456789abcdef"
_WRITTEN = f"oai:x{_LINEAGE}.shoroku.invalid:7"
_FILE = "corpus/oai_identifiers.py"


def _mutant(old: str, new: str) -> Mutant:
    source = Path(_FILE).read_text(encoding="utf-8")
    assert source.count(old) == 1
    return Mutant(_FILE, 1, 1, True, f"{old} -> {new}", source.replace(old, new))


_OTHER = _mutant("match[1] == lineage", "match[1] != lineage")


def _number() -> bool:
    return number_in(_LINEAGE, _WRITTEN) == 7


def _prefix() -> bool:
    return oai_identifiers.identifier(_LINEAGE, 7) == _WRITTEN


def _never() -> bool:
    return False


def _raises() -> bool:
    raise OSError("of the tool, not of the test")


def _loops_if_changed() -> bool:
    while not _number():
        pass
    return True


def _waits_if_changed() -> bool:
    if not _number():
        time.sleep(600)
    return True


def _is_ended_if_changed() -> bool:
    if not _number():
        os.kill(os.getpid(), signal.SIGKILL)
    return True


CASES: list[tuple[str, Mutant, Sequence[Callable[[], bool]]]] = [
    ("killed", _OTHER, [_prefix, _number]),
    ("killed: took too long", _OTHER, [_prefix, _loops_if_changed]),
    ("killed: ended with -9", _OTHER, [_is_ended_if_changed]),
    ("killed", _mutant('f"oai:{', 'f"oia:{'), [_prefix]),
    ("survived", _OTHER, [_prefix]),
    ("survived: not executed", _OTHER, []),
    ("not counted: fails unchanged, too", _OTHER, [_prefix, _never]),
    ("not counted: error of this tool", _OTHER, [_raises]),
    ("not counted: cannot be loaded", _mutant("import re\n", "import re,\n"), [_number]),
    ("not counted: cannot be loaded", _mutant("import re\n", "import re\n1 / 0\n"), [_number]),
]


@pytest.mark.parametrize(("outcome", "mutant", "checks"), CASES)
def test_outcomes(outcome: str, mutant: Mutant, checks: Sequence[Callable[[], bool]]) -> None:
    """A mutant is killed by a check that fails with it and passes with the unchanged source."""
    assert tried(mutant, checks, seconds=1) == outcome
    assert _number()  # this process is unchanged


def test_a_mutant_that_waits_is_ended() -> None:
    """A mutant that only waits is ended by the clock."""
    assert tried(_OTHER, [_prefix, _waits_if_changed], seconds=5, waiting=3.0) == "killed: took too long"


def test_totals() -> None:
    """What is not counted is in neither number; the interval is Wilson's."""
    seen = {
        "killed": 7,
        "killed: took too long": 1,
        "survived": 1,
        "survived: not executed": 1,
        "not counted: error": 5,
    }
    assert totals(seen) == (8, 10)
    low, high = interval(8, 10)
    assert (round(low, 4), round(high, 4)) == (0.4902, 0.9433)
