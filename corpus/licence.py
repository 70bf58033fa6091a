"""Whether abstracts may be redistributed: the only place that decides.

Suppliers mark abstracts ``allow`` or ``disallow``. Any other word counts as ``disallow``; an abstract may also be unmarked.
A disallowed abstract is searched, and shown to a person at a terminal. Neither its text nor a part of it is in any output
that can be stored, piped, mailed or fetched, unless the user asks for it by name. Once an origin has marked a record
``disallow``, that stays until the same origin says ``allow``.
"""

from typing import Any

import msgspec

from shoroku.corpus.record import Licence, Record


def licence(*stated: Any) -> Licence:
    """Combine licences as sources write them (strings or other values) into one."""
    given = [one.strip() if isinstance(one, str) else one for one in stated]
    given = [one for one in given if one is not None and one != ""]
    return "" if not given else "allow" if all(one == "allow" for one in given) else "disallow"


def licensed(record: Record) -> Record:
    """Return a record with a valid licence: programs may pass other words."""
    if record.abstract_licence in ("", "allow", "disallow"):
        return record
    return msgspec.structs.replace(record, abstract_licence=licence(record.abstract_licence))


def may_be_passed_on(record: Record) -> bool:
    """Return whether a record's abstracts may be redistributed."""
    return record.abstract_licence in ("", "allow")


def passed_on(record: Record, *, with_disallowed: bool = False) -> Record:
    """Return a record as it may be redistributed: without abstracts if the licence forbids it, unless asked for by name."""
    if with_disallowed or not record.abstracts or may_be_passed_on(record):
        return record
    return msgspec.structs.replace(record, abstracts=())


def stays(before: Record, now: Record) -> Record:
    """Return a later delivery of a record by the same origin, with an earlier ``disallow`` unless it is revoked."""
    if now.abstract_licence == "" and not may_be_passed_on(before):
        return msgspec.structs.replace(now, abstract_licence="disallow")
    return now


#: The note with which formats without a field for the licence record it.
NOTE = "Abstract licence: "


def noted(record: Record) -> str:
    """Return the note about a record's licence, "" if there is none."""
    return NOTE + record.abstract_licence if record.abstract_licence else ""


def of_notes(*notes: str) -> Licence:
    """Return the licence in notes."""
    folded = (note.strip() for note in notes)
    return licence(*(note[len(NOTE) :] for note in folded if note.lower().startswith(NOTE.lower())))
