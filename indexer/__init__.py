"""The indexer: records + analyzers -> a tantivy index that follows the store.

``indexer/sync.py`` builds the index; a search does not import it.
"""

from shoroku.indexer.generations import Generation, current

__all__ = ["Generation", "current"]
