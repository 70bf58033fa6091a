"""The fingerprint of the analysis that built an index. An index with another fingerprint must not be searched."""

from functools import cache

from shoroku.analyzers.version import VERSION as RULES
from shoroku.analyzers.version import installed
from shoroku.indexer import fields
from shoroku.indexer.bilingual.lexicon import VERSION as LEXICON


@cache
def fingerprint() -> dict[str, str]:
    """Return the versions on which an index depends."""
    return {
        "sudachipy": installed("sudachipy"),
        "sudachidict": installed("sudachidict-core"),
        "tantivy": installed("tantivy").rsplit(".", 1)[0],
        "rules": str(RULES),
        "fields": str(fields.VERSION),
        "lexicon": str(LEXICON),
    }


def differences(found: dict[str, str]) -> str:
    """Describe the differences between ``found`` and the current fingerprint; "" if there are none."""
    today = fingerprint()
    names = sorted(found.keys() | today.keys())
    return ", ".join(f"{n} {found.get(n, '-')} → {today.get(n, '-')}" for n in names if found.get(n) != today.get(n))
