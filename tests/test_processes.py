"""Work that other processes share: every task is answered once, whatever becomes of the processes."""

import os
import subprocess
from typing import Any

import pytest

from shoroku.corpus import processes
from shoroku.corpus.processes import Shared, processors

TASKS = [b"%d" % number for number in range(50)]

_ANSWERS = "for line in sys.stdin.buffer: os.write(1, line.strip() + b' ' + arguments[0].encode() + b'\\n')"
_DIES = "os._exit(1)"
_DIES_LATER = "os.write(1, sys.stdin.buffer.readline()); sys.stdin.buffer.readline(); os.write(1, b'half'); os._exit(1)"


@pytest.mark.parametrize(
    ("program", "answered"), [(_ANSWERS, range(51)), (_DIES, range(1)), (_DIES_LATER, range(3)), ("raise", range(1))]
)
def test_every_task_is_done_once(program: str, answered: range) -> None:
    """What other processes do not answer, because they end or never start rightly, is left for this one."""
    with Shared(program, ["two words"], TASKS, 2) as shared:
        left = list(shared.left())
        assert sorted([*left, *shared.answers]) == sorted(TASKS)
        assert len(shared.answers) in answered
        if program == _ANSWERS:
            assert all(answer == task + b" two words\n" for task, answer in shared.answers.items())


def test_processes_do_take_a_share() -> None:
    """Other processes answer what this one does not take."""
    with Shared(_ANSWERS, [""], TASKS, 2) as shared:
        shared._join()
        assert sorted(shared.answers) == sorted(TASKS)
        assert list(shared.left()) == []


def test_processes_that_cannot_be_started(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where no process can be started, this one does all the work."""

    def refused(*arguments: object, **options: object) -> None:
        raise BlockingIOError(11, os.strerror(11))

    monkeypatch.setattr(processes.subprocess, "Popen", refused)
    with Shared(_ANSWERS, [""], TASKS, 2) as shared:
        assert list(shared.left()) == TASKS


def test_no_process_outlives_its_work() -> None:
    """Processes end with the block, also if an error ends it while they are at work."""
    shared = Shared("import time; time.sleep(600)", [], TASKS, 2)
    with pytest.raises(KeyboardInterrupt), shared:
        raise KeyboardInterrupt
    assert [process.returncode is not None for process in shared._processes] == [True, True]
    assert 1 <= processors() <= 8


def test_a_process_that_hangs_is_ended() -> None:
    """A process that is stopped with a task in hand keeps nobody waiting: it is killed, and its task is done here."""
    stops = "import signal; sys.stdin.buffer.readline(); os.kill(os.getpid(), signal.SIGSTOP)"
    with Shared(stops, [], TASKS, 1, longest_wait=0.01) as shared:
        os.waitpid(shared._processes[0].pid, os.WUNTRACED)  # until it has stopped
        left = list(shared.left())
        assert left == [*TASKS[1:], TASKS[0]]
        assert shared.answers == {}
        assert [thread.is_alive() for thread in shared._threads] == [False]


def test_an_interrupt_while_processes_start(monkeypatch: pytest.MonkeyPatch) -> None:
    """An interrupt before the block begins leaves none of the processes that were already started."""
    start, before = processes.started, list[subprocess.Popen[bytes]]()

    def interrupted(*arguments: Any, **options: Any) -> subprocess.Popen[bytes]:
        if before:
            raise KeyboardInterrupt
        before.append(start(*arguments, **options))
        return before[0]

    monkeypatch.setattr(processes, "started", interrupted)
    with pytest.raises(KeyboardInterrupt), Shared("import time; time.sleep(600)", [], TASKS, 2):
        pytest.fail("the block must not begin")
    assert [process.returncode is not None for process in before] == [True]
