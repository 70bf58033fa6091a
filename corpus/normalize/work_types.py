"""Maps the many names that sources use for types of work to the few types of CiNii."""

_WORDS = (
    ("dissertation", ("thesis", "dissertation", "博士論文", "学位論文")),
    ("dataset", ("dataset", "research data", "データセット")),
    ("article", ("article", "journal", "bulletin", "paper", "chapter", "part", "review", "論文")),
    ("book", ("book", "monograph", "図書")),
)


def work_type(*written: str) -> str:
    """Return "dissertation", "dataset" or "book" if one of the words means that, else "article"."""
    for word in written:
        folded = word.lower()
        for kind, signs in _WORDS:
            if any(sign in folded for sign in signs):
                return kind
    return "article"
