"""Power loss: whatever was not synced is lost, kept in part or reordered, and a library is never worse than the last
command that was told to be done.

Commands run one after the other under strace; their calls are replayed on a model of a disk (``disk.py``). At moments of
the replay the library is made as a crash may leave it, and looked at.
"""

import os
import random
import shutil
import sys
from collections import Counter
from collections.abc import Mapping, Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import shoroku
from shoroku.corpus.record import encode
from tests.faults.disk import Call, Disk, traced
from tests.faults.libraries import contents, write_records
from tests.faults.linked import assert_sound
from tests.faults.nursery import Nursery
from tests.faults.sources import KEYS, Sources

#: What ``check`` may say after a crash: what the next command that writes finishes.
_EXPECTED = ("the index reflects change", "is not finished", "has no index", "the index has")


def run(folder: Path, *, moments: int, seed: int, commands: Sequence[str] = ()) -> Counter[str]:
    """Crash at ``moments`` moments of a series of commands, or of those named; return what was seen.

    Raises AssertionError at the first loss.
    """
    rng = random.Random(seed)
    with ExitStack() as ending:
        sources = ending.enter_context(Sources(10))
        state = {"SHOROKU_STATE": str(folder / "state"), "SHOROKU_SETTINGS": str(folder / "settings.toml")}
        nursery = ending.enter_context(Nursery(**KEYS, **state))
        environment = {**os.environ, **KEYS, **state, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))}
        chosen = [one for one in _commands(folder, sources, seed) if not commands or one[0] in commands]
        return _Crashing(folder, chosen, nursery, environment, rng).run(moments)


def _commands(folder: Path, sources: Sources, seed: int) -> list[tuple[str, ...]]:
    files = [
        str(write_records(folder / f"{first}.jsonl", first, last, seed + first))
        for first, last in ((0, 60), (40, 100), (90, 120))
    ]
    return [
        ("add", files[0]),
        ("save", "mine", "serum"),
        ("add", files[1]),
        ("harvest", *sources.harvests["crossref"]),
        ("save", "other", "plasma"),
        ("reindex",),
        ("forget", "other"),
        ("withdraw", "--yes", "--source", "PubMed"),
        ("add", files[2]),
    ]


class _Crashing:
    def __init__(
        self,
        folder: Path,
        commands: list[tuple[str, ...]],
        nursery: Nursery,
        environment: Mapping[str, str],
        rng: random.Random,
    ) -> None:
        self._folder, self._commands, self._nursery, self._rng = folder, commands, nursery, rng
        self._root = folder / "disk"
        self._root.mkdir()
        disk = Disk(self._root)
        self._calls: list[tuple[int, Call]] = []  # of which command, and the call
        self._writes: list[int] = []  # which of them change or sync something
        #: What the library held when a command was told to be done; before the first one, nothing.
        self._told: list[dict[str, Any] | None] = [None]
        for number, command in enumerate(commands):
            arguments = [sys.executable, "-m", "shoroku", *command, "--library", str(self._root / "library")]
            calls = traced(arguments, folder / "calls", environment)
            for call in calls:
                if disk.apply(call):
                    self._writes.append(len(self._calls))
                self._calls.append((number, call))
            disk.end_process()
            shutil.copytree(self._root / "library", folder / "told")
            self._told.append(contents(folder / "told"))
            shutil.rmtree(folder / "told")
        self._seen: Counter[str] = Counter(writes=len(self._writes))

    def run(self, moments: int) -> Counter[str]:
        shutil.rmtree(self._root)
        self._root.mkdir()
        disk = Disk(self._root)
        chosen = set(self._rng.sample(self._writes, min(moments, len(self._writes))))
        last = -1
        for at, (number, call) in enumerate(self._calls):
            if number != last:
                disk.end_process()
                if last >= 0:  # the moment at which the command before was told to be done
                    self._crash(disk, last + 1, None)
                    self._crash(disk, last + 1, self._rng)
                last = number
            if disk.apply(call) and at in chosen:
                self._crash(disk, number, None if self._rng.random() < 0.3 else self._rng)
        self._crash(disk, len(self._commands), None)
        return self._seen

    def _crash(self, disk: Disk, done: int, rng: random.Random | None) -> None:
        """Look at what a crash leaves after ``done`` commands were told to be done, while the next one ran."""
        image = self._folder / "image"
        disk.image(image, rng)
        path = image / "library"
        self._seen["crashes"] += 1
        at = (done, self._commands[done] if done < len(self._commands) else "the end", rng is not None)
        if (told := self._told[done]) is not None:
            self._kept(path, told, self._told[min(done + 1, len(self._commands))] or told, at)
        if done < len(self._commands):
            self._finished(self._commands[done], path, at)
            assert contents(path) == self._told[done + 1], at
            with shoroku.open(path) as library:
                assert library.check() == [], at
            assert_sound(path, at)
        shutil.rmtree(image)

    def _kept(self, path: Path, told: dict[str, Any], coming: dict[str, Any], at: object) -> None:
        """Compare a library with what was reported, and with what the running command was about to make of it."""
        with shoroku.open(path) as library:
            problems = [problem.what for problem in library.check()]
            for what in problems:
                assert any(known in what for known in _EXPECTED), (at, what)
            if not problems:
                library.search("serum")
            records = {record.id: encode(record) for record in library}
            saved = {one.name for one in library.saved}
        assert_sound(path, at)
        self._seen["told by check" if problems else "clean"] += 1
        assert told["records"].keys() & coming["records"].keys() <= records.keys(), at
        assert records.items() <= told["records"].items() | coming["records"].items(), at
        assert saved >= {name for name, _ in told["saved"]} & {name for name, _ in coming["saved"]}, at

    def _finished(self, command: tuple[str, ...], path: Path, at: object) -> None:
        code, told = self._nursery.run([*command, "--library", str(path)])
        is_done_already = "already" in told or "no saved search" in told
        assert code == 0 or is_done_already, (at, told)
