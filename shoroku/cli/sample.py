"""The bundled sample as a library, for who has none yet: made once, kept in the cache folder."""

import atexit
import hashlib
import os
import shutil
import tempfile
from importlib.resources import as_file
from pathlib import Path

import shoroku
from shoroku import Library
from shoroku.analyzers.synonyms import cache_folder
from shoroku.cli.message import message
from shoroku.cli.telling import tell
from shoroku.corpus.sample import sample_file
from shoroku.indexer.fingerprint import fingerprint


def sample_library(*, aloud: bool = True) -> Library:
    """Return the sample's library, made now if there is none, and say ``aloud`` that it is the sample."""
    if aloud:
        tell(message("sample.used"), err=True)
    folder = cache_folder() / f"sample-{_mark()}"
    if not (folder / "records.db").exists():
        folder = _made(folder)
    return shoroku.open(folder)


def _mark() -> str:
    """Return what changes whenever the sample, this package or its analysis does."""
    versions = repr((shoroku.__version__, sorted(fingerprint().items())))
    return hashlib.blake2b(sample_file().read_bytes() + versions.encode(), digest_size=8).hexdigest()


def _made(folder: Path) -> Path:
    """Make the library beside its place and put it there whole, so that nobody meets a half of it."""
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        making = Path(tempfile.mkdtemp(prefix="sample-making-", dir=folder.parent))
    except OSError:  # no cache on this machine: for this one run
        making = Path(tempfile.mkdtemp(prefix="shoroku-sample-"))
        atexit.register(shutil.rmtree, making, ignore_errors=True)
        folder = making
    with as_file(sample_file()) as file, shoroku.open(making) as library:
        library.add([file])
    if folder != making:
        try:
            os.rename(making, folder)
        except OSError:  # another process was faster
            shutil.rmtree(making, ignore_errors=True)
    return folder
