"""What an index was made with. One that was made with something else must not be searched by today's analysis."""

from functools import cache
from importlib.metadata import version

from shoroku.analyzers.version import VERSION as RULES
from shoroku.indexer import fields
from shoroku.indexer.bilingual.mining import VERSION as LEXICON


@cache
def fingerprint() -> dict[str, str]:
    """Return the versions that an index depends on."""
    return {
        "sudachipy": version("sudachipy"),
        "sudachidict": version("sudachidict-core"),
        "tantivy": version("tantivy").rsplit(".", 1)[0],
        "rules": str(RULES),
        "fields": str(fields.VERSION),
        "lexicon": str(LEXICON),
    }


def differences(found: dict[str, str]) -> str:
    """Say what differs between ``found`` and today's fingerprint; "" if nothing does."""
    today = fingerprint()
    names = sorted(found.keys() | today.keys())
    return ", ".join(f"{n} {found.get(n, '-')} → {today.get(n, '-')}" for n in names if found.get(n) != today.get(n))
