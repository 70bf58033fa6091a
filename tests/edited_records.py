"""Records written for the tests of edits: one that has no identifier, one with a DOI, and another with the same."""

import msgspec

from shoroku import Identifier, Record, Text

DOI = Identifier("DOI", "10.1000/x")
BARE = Record(
    id="k",
    titles=(Text("古い題名", "ja"), Text("Old title", "en")),
    abstracts=(Text("A short abstract.", "en"),),
    date="2001",
    sources=("JaLC",),
)
WITH_DOI = msgspec.structs.replace(BARE, id="d", identifiers=(DOI,))
OTHER = Record(id="o", titles=(Text("Old title, again", "en"),), date="1999", pages="3-4", identifiers=(DOI,))
