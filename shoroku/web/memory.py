"""The memory of a server's process, which lives long. What the system's C library cannot do is left undone."""

import ctypes
import gc
from contextlib import suppress
from pathlib import Path

from shoroku.analyzers import keep_at_most

#: Words that are kept as analysed, of each kind: some ten megabytes in all.
_WORDS_KEPT = 40_000
#: The numbers of parameters in Linux' malloc.h and mman.h.
_M_ARENA_MAX, _MADV_DONTNEED = -8, 4
_DICTIONARY = ".dic"


def stay_small() -> None:
    """Keep less of what was analysed, and let all threads take their memory from one heap.

    The GNU C library gives each thread one of its own, and in each stays what was freed. Threads that search wait for each
    other anyway.
    """
    keep_at_most(_WORDS_KEPT)
    with suppress(AttributeError, OSError):
        ctypes.CDLL(None).mallopt(_M_ARENA_MAX, 1)


def settle() -> None:
    """Call it when everything is loaded: what is there now stays, so that it is not looked through for garbage again."""
    gc.collect()
    gc.freeze()
    release_dictionary()


def release_dictionary() -> None:
    """Give back the pages of the dictionary's file that only its loading reads; a page that is needed is mapped again."""
    with suppress(AttributeError, OSError):
        madvise = ctypes.CDLL(None).madvise
        for line in Path("/proc/self/maps").read_text(encoding="utf-8", errors="replace").splitlines():
            place, rights, *_rest = line.split()
            if line.endswith(_DICTIONARY) and rights.startswith("r--"):
                start, end = (int(one, 16) for one in place.split("-"))
                madvise(ctypes.c_void_p(start), ctypes.c_size_t(end - start), _MADV_DONTNEED)
