"""Commands in processes of their own that start at once: forked from a process that has imported everything already."""

import json
import os
import signal
import subprocess
import sys
from collections.abc import Sequence
from contextlib import suppress
from types import TracebackType

#: Reads one command a line: {"start": arguments} is answered with the number of the process, {"wait": number} with how it
#: ended and what it said. Harvests do not pause between two requests.
_NURSERY = """
import json, os, sys, tempfile, traceback
import shoroku.alerts, shoroku.harvester, shoroku.library, shoroku.purging, shoroku.saved, shoroku.sources
import sudachipy, tantivy
from shoroku import harvester
from shoroku.cli import app

harvester.waiting = lambda stop: lambda seconds: None
told = {}

def run(arguments, out):
    os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
    sys.stdin = open(0)
    for descriptor in (1, 2):
        os.dup2(out, descriptor)
    try:
        app.main(arguments, prog_name="shoroku")
    except SystemExit as error:
        code = error.code if isinstance(error.code, int) else bool(error.code)
    except BaseException:
        traceback.print_exc()
        code = 99
    else:
        code = 0
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(code)

while line := sys.stdin.readline():
    order = json.loads(line)
    if "start" in order:
        file = tempfile.TemporaryFile()
        ready, begun = os.pipe()
        pid = os.fork()
        if pid == 0:
            os.setsid()
            os.close(ready)
            os.close(begun)
            run(order["start"], file.fileno())
        os.close(begun)
        os.read(ready, 1)
        os.close(ready)
        told[pid] = file
        answer = pid
    else:
        pid = order["wait"]
        code = os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])
        with told.pop(pid) as file:
            file.seek(0)
            answer = [code, file.read().decode(errors="replace")]
    print(json.dumps(answer), file=sys.__stdout__, flush=True)
"""


class Nursery:
    """Starts commands; a context manager. One thread at a time."""

    def __init__(self, **environment: str) -> None:
        """``environment``: variables that commands have besides those of this process."""
        paths = os.pathsep.join(filter(None, sys.path))
        self._process = subprocess.Popen(
            [sys.executable, "-c", _NURSERY],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, bufsize=1,
            env=os.environ | {"PYTHONPATH": paths, "SHOROKU_LANG": "en", **environment},
        )  # fmt: skip

    def __enter__(self) -> "Nursery":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._process.communicate(timeout=60)

    def start(self, arguments: Sequence[str]) -> int:
        """Start a command; return the number of its process, which leads a group of its own."""
        return int(self._asked({"start": list(arguments)}))

    def wait(self, pid: int) -> tuple[int, str]:
        """Wait for the end of a command; return its exit code, negative for a signal, and what it printed."""
        code, told = self._asked({"wait": pid})
        return int(code), str(told)

    def run(self, arguments: Sequence[str]) -> tuple[int, str]:
        """Run a command to its end."""
        return self.wait(self.start(arguments))

    def kill(self, pid: int) -> None:
        """Kill a command that was started and not yet waited for; one that has ended already stays as it ended."""
        with suppress(ProcessLookupError):
            os.killpg(pid, signal.SIGKILL)

    def _asked(self, order: object) -> "list[int | str] | int":
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(json.dumps(order) + "\n")
        answer: list[int | str] | int = json.loads(self._process.stdout.readline())
        return answer
