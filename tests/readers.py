"""Running ``shoroku`` as someone who may read a library and nothing more.

The library is given to another user, and the program runs as root without root's power over the files of others: so it
can still read its own interpreter, wherever that is installed.
"""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ANOTHER = 65534
_POWERS = "-dac_override,-dac_read_search,-fowner,-chown,-fsetid"
_WITHOUT_POWERS = ("setpriv", f"--bounding-set={_POWERS}", f"--inh-caps={_POWERS}")


def _can_be_another() -> bool:
    if not hasattr(os, "geteuid") or os.geteuid() != 0 or shutil.which("setpriv") is None:
        return False
    return subprocess.run([*_WITHOUT_POWERS, "true"], capture_output=True, check=False).returncode == 0


needs_another_user = pytest.mark.skipif(not _can_be_another(), reason="only root can become another user")


def given_away(path: Path) -> None:
    """Make another user the owner of a folder and of all that is in it."""
    for file in (path, *path.rglob("*")):
        os.chown(file, ANOTHER, ANOTHER)


def as_another(*arguments: str, timeout: float = 60) -> "subprocess.CompletedProcess[str]":
    """Run the command line as someone who has no power over the files of others."""
    environment = os.environ | {"PYTHONPATH": os.pathsep.join(filter(None, sys.path)), "SHOROKU_LANG": "en"}
    return subprocess.run(
        [*_WITHOUT_POWERS, sys.executable, "-m", "shoroku", *arguments],
        capture_output=True,
        text=True,
        env=environment,
        timeout=timeout,
        check=False,
    )
