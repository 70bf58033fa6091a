"""The kinds of edges and mentions, as the store has them: a number for each, which never changes."""

from enum import IntEnum

#: Kinds of edges; the position is the number in the store. "" is a source's word that has no place in the vocabulary.
EDGES = (
    "",
    "cites",
    "supplements",
    "derived-from",
    "part-of",
    "version-of",
    "translation-of",
    "reviews",
    "comments",
    "corrects",
    "retracts",
    "updates",
    "same-as",
    "output-of",
    "part-of-project",
    "created-by",
    "member-of",
    "funded-by",
)
EDGE_NUMBERS = {name: number for number, name in enumerate(EDGES)}


class Mention(IntEnum):
    """What an identifier in a record is: the record's own, or that of a person or an institution at a place in it.

    The first four may join a person's mentions; a ``CLUSTER`` is what one source thinks to be one person, a ``CANDIDATE``
    an identifier that the record gives in a way that identifies nobody.
    """

    AUTHOR = 0
    CONTRIBUTOR = 1
    MEMBER = 2
    RESEARCHER = 3
    CLUSTER = 4
    CANDIDATE = 5
    INSTITUTION = 6
    ITSELF = 7


#: The highest kind of mention that joins a person's mentions.
LAST_JOINING = Mention.RESEARCHER

#: Types of records that are no works.
PROJECT, RESEARCHER, ORGANIZATION = "project", "researcher", "organization"
