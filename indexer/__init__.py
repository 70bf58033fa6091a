"""Records + analyzers -> a tantivy index that always matches the store, or can be made to."""

from shoroku.indexer.generations import Generation, current
from shoroku.indexer.sync import Sync, rebuild, syncing

__all__ = ["Generation", "Sync", "current", "rebuild", "syncing"]
