"""Resumption tokens: they hold all that continues a list, so they survive a restart and do not expire.

A checksum keyed with the library's lineage tells those of this library from others, and from those that were changed.
There is nothing secret in a token, and nothing that a request could not ask for without one.
"""

import base64
import hashlib
from typing import NamedTuple

import msgspec


class Token(NamedTuple):
    """Where a list continues: its verb, format and set, the change after which and up to which it goes (None: no end),
    how many records came before, and how many there were in all when it began (None: not known)."""

    verb: str
    prefix: str
    source: str
    after: int
    until: int | None
    delivered: int
    size: int | None


def written(token: Token, lineage: str) -> str:
    """Return a token as text."""
    content = msgspec.json.encode(token)
    return base64.urlsafe_b64encode(_checksum(content, lineage) + content).decode().rstrip("=")


def read(text: str, lineage: str) -> Token | None:
    """Return the token that a text is, or None if it is none of this library."""
    try:
        whole = base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)
        checksum, content = whole[:_SIZE], whole[_SIZE:]
        if checksum != _checksum(content, lineage):
            return None
        return msgspec.json.decode(content, type=Token)
    except (ValueError, msgspec.MsgspecError):
        return None


_SIZE = 8


def _checksum(content: bytes, lineage: str) -> bytes:
    return hashlib.blake2b(content, digest_size=_SIZE, key=lineage.encode()[:64]).digest()
