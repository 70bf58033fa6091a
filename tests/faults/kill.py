"""SIGKILL at random moments: the next command finishes the work, and the library is that of an undisturbed run."""

import random
import shutil
import time
from collections import Counter
from collections.abc import Sequence
from contextlib import ExitStack
from itertools import islice
from pathlib import Path

import shoroku
from tests.faults.libraries import contents, differences, similar, stored, write_records
from tests.faults.linked import assert_sound
from tests.faults.nursery import Nursery
from tests.faults.sources import KEYS, Sources

#: What ``check`` may say after a kill; anything else is a failure.
_EXPECTED = ("the index reflects change", "is not finished", "has no index", "the index has")
_KILLED = -9
#: How often the run that repairs is tried: a killed writer's lock may outlive it for a moment.
_TRIES = 3
_WORKS = 20
_UNDO_DELETION = "undo of a deletion"
#: Changes no record; the index follows what was committed before.
_NOTHING = ("tag", "--remove", "nonesuch", "r00000")


def edited(library: shoroku.Library) -> None:
    """Edit, delete and mark some records, so that there is something to undo, to withdraw and to keep."""
    some = [f"r{number:05d}" for number in range(10, 15)]
    library.edits.tag(some, "kept")
    library.edits.note("r00010", "read twice")
    library.edits.correct("r00011", title_ja="血清の研究", pages="7-9")
    library.edits.correct("r00200", title_en="Plasma albumin")
    library.edits.delete(["r00200", "r00201"])
    library.marked.add([*some, "r00012", "r00250"])


class Commands:
    """The commands to kill: name -> arguments without the library. Two at once are started together."""

    def __init__(self, folder: Path, sources: Sources, records: int, seed: int) -> None:
        more = write_records(folder / "more.jsonl", 500, 500 + records, seed + 1)
        with more.open("a") as file:
            file.write('{"id": "x", "title_en": 7}\nno JSON\n')
        merging = write_records(folder / "merging.jsonl", 0, 300, seed + 2, prefix="m")
        add = ("add", str(more), "--rejects", str(folder / "rejects.jsonl"))
        save = ("save", "mine", "serum", "--replace")
        self.base = write_records(folder / "base.jsonl", 0, 700, seed)
        harvests = {name: ("harvest", *asked) for name, asked in sources.harvests.items()}
        self.single = {
            "add": add,
            "merge": ("add", str(merging)),
            "reindex": ("reindex",),
            "withdraw": ("withdraw", "--yes", "--source", "PubMed"),
            "save": save,
            "edit": ("edit", "r00001", "--set", "title_en=Serum albumin", "--set", "date=2001", "--clear", "journal"),
            "edit that merges": ("edit", "r00400", "--set", "doi=10.1234/401"),
            "tag": ("tag", "later", *(f"r{number:05d}" for number in range(20, 60))),
            "untag": ("tag", "--remove", "kept", "r00010"),
            "note": ("note", "r00001", "mine"),
            "delete": ("delete", "r00001", "r00300", "r00301"),
            "undo": ("undo", "r00010"),
            _UNDO_DELETION: ("undo", "r00200"),
            "mark": ("mark", *(f"r{number:05d}" for number in range(500, 540))),
            "unmark": ("unmark", "r00010"),
            "update": ("update",),
            **{f"harvest {name}": arguments for name, arguments in harvests.items() if name not in _HARVESTED},
        }
        self.double = {
            "add and save": (add, save),
            "add and harvest": (add, harvests["pubmed"]),
            "reindex and save": (("reindex",), save),
            "edit and mark": (("edit", "r00001", "--set", "pages=1-9"), ("mark", "r00001")),
            "add and tag": (add, ("tag", "later", "r00001")),
            "withdraw and update": (("withdraw", "--yes", "--source", "JaLC"), ("update",)),
        }
        self.names = [*self.single, *self.double]
        self.harvested = {name: harvests[name] for name in _HARVESTED}

    def of(self, name: str) -> tuple[tuple[str, ...], ...]:
        """Return the commands of that name, two for two at once."""
        return self.double.get(name) or (self.single[name],)


#: These are in the library to begin with, so that an update has something to ask; the others are harvested under fire.
_HARVESTED = ("crossref", "oai")


def run(folder: Path, *, moments: int, seed: int, records: int = 1_500, names: Sequence[str] = ()) -> Counter[str]:
    """Kill each command, or those of ``names``, at random moments; return what was seen.

    Raises AssertionError at the first difference.
    """
    rng = random.Random(seed)
    with ExitStack() as ending:
        sources = ending.enter_context(Sources(_WORKS))
        state = {"SHOROKU_STATE": str(folder / "state"), "SHOROKU_SETTINGS": str(folder / "settings.toml")}
        nursery = ending.enter_context(Nursery(**KEYS, **state))
        return _Killing(folder, sources, nursery, Commands(folder, sources, records, seed), rng).run(moments, names)


class _Killing:
    def __init__(
        self, folder: Path, sources: Sources, nursery: Nursery, commands: Commands, rng: random.Random
    ) -> None:
        self._folder, self._nursery, self._commands, self._rng = folder, nursery, commands, rng
        self._base = folder / "base"
        with shoroku.open(self._base) as library:
            library.add([commands.base])
            library.saved.create("mine", "serum")
            library.saved.create("other", "plasma")
            edited(library)
        for asked in commands.harvested.values():
            self._finished(asked, self._base)
        sources.grow()
        self._seconds: dict[str, float] = {}
        self._expected: dict[str, dict[str, object]] = {}
        self._similar: dict[str, object] = {}
        self._seen: Counter[str] = Counter()

    def run(self, moments: int, names: Sequence[str]) -> Counter[str]:
        names = names or self._commands.names
        for moment in range(moments):
            name = names[moment % len(names)]
            if name not in self._expected:
                self._learn(name)
            path = self._folder / "killed"
            shutil.copytree(self._base, path)
            turns = 2 if moment % 5 == 4 else 1  # the run that repairs may be killed as well
            for _ in range(turns):
                if not _is_undone(name, path):
                    self._kill(name, path)
            self._checked(path, name, moment)
            assert_sound(path, (name, moment, "after the kill"))
            for arguments in self._commands.of(name):
                self._finished(_NOTHING if _is_undone(name, path) else arguments, path)
            found = differences(self._contents(name, path), self._expected[name])
            assert not (some := list(islice(found, 10))), (name, moment, some)
            with shoroku.open(path) as library:
                assert library.check() == [], (name, moment)
            assert_sound(path, (name, moment))
            found = differences(similar(path), self._similar[name])
            assert not (some := list(islice(found, 10))), (name, moment, some)
            shutil.rmtree(path)
            if moment % 10 == 9:  # of a run that is broken off, the last line counts
                print(moment + 1, dict(self._seen), flush=True)
        return self._seen

    def _learn(self, name: str) -> None:
        """Record the result of an uninterrupted run, and its duration."""
        path = self._folder / "undisturbed"
        shutil.copytree(self._base, path)
        seconds = []
        for arguments in self._commands.of(name):
            began = time.perf_counter()
            self._finished(arguments, path)
            seconds.append(time.perf_counter() - began)
        self._seconds[name] = max(seconds)
        self._expected[name] = self._contents(name, path)
        self._similar[name] = similar(path)
        shutil.rmtree(path)

    def _kill(self, name: str, path: Path) -> None:
        started = [self._nursery.start([*arguments, "--library", str(path)]) for arguments in self._commands.of(name)]
        time.sleep(self._rng.uniform(0.02, 0.9) * self._seconds[name])
        for process in started:
            self._nursery.kill(process)
        for process in started:
            code, told = self._nursery.wait(process)
            assert code in (0, _KILLED) or _is_expected(told), (name, code, told)
            self._seen["killed" if code == _KILLED else "ended before"] += 1

    def _checked(self, path: Path, name: str, moment: int) -> None:
        with shoroku.open(path) as library:
            problems = [problem.what for problem in library.check()]
            for what in problems:
                assert any(known in what for known in _EXPECTED), (name, moment, what)
            library.search("serum")
            assert [one.name for one in library.saved] == ["mine", "other"]
        self._seen["afterwards: told by check" if problems else "afterwards: clean"] += 1

    def _finished(self, arguments: tuple[str, ...], path: Path) -> None:
        for _ in range(_TRIES):
            code, told = self._nursery.run([*arguments, "--library", str(path)])
            if code == 0 or "2 rejected" in told:
                return
            time.sleep(0.5)
        raise AssertionError((arguments, code, told))

    def _contents(self, name: str, path: Path) -> dict[str, object]:
        """Return what a library holds: of two commands at once, not in which order they did it."""
        found: dict[str, object] = contents(path)
        if name in self._commands.single and name != "update":  # Crossref's cursor moves on though nobody kept the page
            found["stored"] = stored(path)
        rejects = self._folder / "rejects.jsonl"
        if "add" in name:
            found["rejects"] = rejects.read_bytes()
            rejects.unlink()
        return found


def _is_undone(name: str, path: Path) -> bool:
    """Tell whether a deletion was undone before the command was killed: a second undo would undo what was edited before."""
    if name != _UNDO_DELETION:
        return False
    with shoroku.open(path) as library:
        return "r00200" in library


def _is_expected(told: str) -> bool:
    """Return whether a command that failed said what it may say: another one writes, or the file had bad records."""
    return "writing to" in told or "2 rejected" in told
