"""The indexer: records + analyzers -> a tantivy index that follows the store.

What builds an index is in ``indexer/sync.py``; a search does not import it.
"""

from shoroku.indexer.generations import Generation, current

__all__ = ["Generation", "current"]
