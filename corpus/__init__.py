"""Records: their definition, their sources and formats, the merging of duplicates, and the store."""

from shoroku.corpus.identifiers import Identifier
from shoroku.corpus.record import Person, Record, Text
from shoroku.corpus.store.merge import Contribution, merge
from shoroku.corpus.store.store import Change, Outcome, Store

__all__ = ["Change", "Contribution", "Identifier", "Outcome", "Person", "Record", "Store", "Text", "merge"]
