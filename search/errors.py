"""What can be wrong with a call of the search. A query text is never wrong."""

from shoroku.corpus.errors import ShorokuError


class BadArgument(ShorokuError, ValueError):
    """An argument has a value that it cannot have. Fields: name, value, expected."""

    en = "{name}: {value!r} is not possible; expected {expected}."
    ja = "{name}: {value!r} は指定できません。{expected} を指定してください。"
    exit_code = 2
