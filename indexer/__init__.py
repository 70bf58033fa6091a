"""Records + analyzers -> a tantivy index that always matches the store, or can be made to.

What builds an index is in ``indexer/sync.py``; a search does not import it.
"""

from shoroku.indexer.generations import Generation, current

__all__ = ["Generation", "current"]
