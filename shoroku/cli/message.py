"""A text of the command line in the language of the person who reads it."""

from shoroku.cli.language import language
from shoroku.cli.messages import MESSAGES


def message(id_: str, /, **fields: object) -> str:
    """Return the text of that id in ``messages.py``, filled with ``fields``."""
    english, japanese = MESSAGES[id_]
    return (japanese if language() == "ja" else english).format(**fields)
