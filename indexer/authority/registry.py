"""The registry of journals and publishers, a file beside the index: signature -> journal, and the display names.

``journals.py`` merges journals over all records, so the whole registry is rebuilt after a commit of the index, from the
number of records for each signature; if no number has changed, it is kept. It is an on-disk sorted table
(``analyzers/sorted_table.py``), named by the change number of the store that it was built for. Like the lexicon, it takes
effect with the state of the generation.

A key begins with the first letter of the kind. Then ``s`` and a signature, or ``n`` and a folded name or ISSN, give a
number; ``i`` and a number give the identity as JSON. One more key has a checksum of the numbers that it was built from.
"""

import hashlib
import re
from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache
from pathlib import Path
from typing import Literal

import msgspec
import tantivy

from shoroku.analyzers import sorted_table
from shoroku.analyzers.sorted_table import Table, TableDamaged
from shoroku.corpus.identifiers import issn
from shoroku.indexer import fields, snapshot
from shoroku.indexer.authority.labels import Identity, name_key, read
from shoroku.indexer.errors import IndexDamaged
from shoroku.indexer.writing import write
from shoroku.messages import Localized

SUFFIX = ".registry"

#: Raise it when ``journals.py`` merges the same signatures differently.
_RULES = 1
_CHECKSUM = "="

Kind = Literal["journal", "publisher"]
#: Kind -> the field of its signatures.
KINDS: dict[Kind, str] = {"journal": fields.JOURNAL, "publisher": fields.PUBLISHER}

_WITH_ISSN = re.compile(r"\((\d{4}-\d{3}[\dX])\)$")
_decoded = msgspec.json.Decoder(Identity).decode


def key(name: str) -> str:
    """Return the look-up key of a name, an ISSN in any notation, or a name followed by its ISSN."""
    behind = _WITH_ISSN.search(name.strip())
    return issn(name) or (behind.group(1) if behind else "") or name_key(name)


class Registry:
    """The registry of one state of the index. Opened on first use; thread-safe."""

    def __init__(self, library: Path, path: Path, file: str) -> None:
        self._library, self._file = library, path / file if file else None
        self._table: Table | None = None
        self._numbers: dict[Kind, dict[str, int | None]] = {kind: {} for kind in KINDS}
        #: A cache, because the same few journals are counted repeatedly.
        self.identity = lru_cache(20_000)(self._identity)

    def numbers(self, kind: Kind, signatures: Iterable[str]) -> list[int | None]:
        """Return the journal number of each signature, None for one that is newer than the registry.

        Raises IndexDamaged.
        """
        signatures = tuple(signatures)
        known = self._numbers[kind]
        for signature in sorted(
            [one for one in signatures if one not in known]
        ):  # neighbours stand together in the file
            found = self._line(f"{kind[0]}s{signature}")
            known[signature] = int(found) if found else None
        return [known[signature] for signature in signatures]

    def _identity(self, kind: Kind, number: int) -> Identity:
        """Return the journal of that number. Raises IndexDamaged."""
        line = self._line(f"{kind[0]}i{number}")
        if line is None:
            raise IndexDamaged(
                path=str(self._library),
                reason=Localized("{file} has no {kind} {number}", file=self._file, kind=kind, number=number),
            )
        return _decoded(line)

    def called(self, kind: Kind, name: str) -> Identity | None:
        """Return the journal of a name in any spelling or an ISSN; None if there is none or more than one.

        Raises IndexDamaged.
        """
        line = self._line(f"{kind[0]}n{key(name)}")
        return self.identity(kind, int(line)) if line else None

    def _line(self, entry: str) -> str | None:
        if self._file is None:
            return None
        try:
            if self._table is None:
                self._table = sorted_table.opened(self._file)
            return self._table.get(entry)
        except FileNotFoundError:  # a newer registry has just replaced it; the next search will use that
            self._file = None
            return None
        except (OSError, TableDamaged) as error:
            raise IndexDamaged(path=str(self._library), reason=f"{self._file.name}: {error}") from error


def as_read(signature: str) -> Identity:
    """Return a signature that is not in the registry as a journal of its own."""
    names, issns = read(signature)
    return Identity(dict(reversed(names)), issns, (signature,))


def made(path: Path, change: int, previous: str) -> str:
    """Return the file name of the registry of a generation, which is built from its committed index; "" if it would be empty.

    ``change`` is the last change that the index reflects, ``previous`` the file name of the registry before: it is returned
    if no number of records has changed. An older file stays. Raises OSError, ValueError.
    """
    searcher, everything = snapshot.ready(path).searcher(), tantivy.Query.all_query()
    counted = {kind: sorted(searcher.terms_with_prefix(field, "", everything)) for kind, field in KINDS.items()}
    if not any(counted.values()):
        return ""
    checksum = hashlib.blake2b(msgspec.msgpack.encode([_RULES, counted]), digest_size=16).hexdigest()
    if previous and _checksum(path / previous) == checksum:
        return previous
    name = f"{change}{SUFFIX}"
    write(path / name, sorted_table.packed([(_CHECKSUM, checksum), *_entries(counted)]))
    return name


def _checksum(file: Path) -> str | None:
    try:
        return sorted_table.opened(file).get(_CHECKSUM)
    except (OSError, TableDamaged):
        return None


def remove_others(path: Path, file: str) -> None:
    """Remove unused registries of a generation, such as those left by a killed run."""
    for other in path.glob(f"*{SUFFIX}"):
        if other.name != file:
            other.unlink(missing_ok=True)


def _entries(counted: Mapping[Kind, Iterable[tuple[str, int]]]) -> Iterator[tuple[str, str]]:
    from shoroku.indexer.authority.journals import identified  # a search does without it

    for kind, signatures in counted.items():
        identities, known = identified(signatures)
        for number, identity in enumerate(identities):
            yield f"{kind[0]}i{number}", msgspec.json.encode(identity).decode()
            yield from ((f"{kind[0]}s{signature}", str(number)) for signature in identity.signatures)
        yield from ((f"{kind[0]}n{node}", str(number)) for node, number in known.items())
