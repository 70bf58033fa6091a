"""What can be wrong with a call of the search. A query text is never wrong."""

from shoroku.corpus.errors import BadArgument

__all__ = ["BadArgument"]
