"""What a request of OAI-PMH says: its verb, its arguments, and the errors that the protocol defines."""

import re
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import NamedTuple

GRANULARITY = "YYYY-MM-DDThh:mm:ssZ"
_DAY = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)
_SECOND = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", re.ASCII)

_LIST = frozenset({"metadataPrefix", "from", "until", "set"})
#: Verb -> arguments that it requires, and those that it may have besides.
VERBS: Mapping[str, tuple[frozenset[str], frozenset[str]]] = {
    "Identify": (frozenset(), frozenset()),
    "ListMetadataFormats": (frozenset(), frozenset({"identifier"})),
    "ListSets": (frozenset(), frozenset()),
    "GetRecord": (frozenset({"identifier", "metadataPrefix"}), frozenset()),
    "ListIdentifiers": (frozenset({"metadataPrefix"}), _LIST),
    "ListRecords": (frozenset({"metadataPrefix"}), _LIST),
}
_RESUMED = frozenset({"ListSets", "ListIdentifiers", "ListRecords"})


class ProtocolError(Exception):
    """An error of the protocol: its code, and a message for the harvester's operator."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code


class OaiRequest(NamedTuple):
    """A valid request. Arguments that were not given are ""."""

    verb: str
    arguments: Mapping[str, str]

    def get(self, name: str) -> str:
        """Return an argument."""
        return self.arguments.get(name, "")


def request_of(pairs: Sequence[tuple[str, str]]) -> OaiRequest:
    """Return what a request asks. Raises ProtocolError (badVerb, badArgument)."""
    verbs = [value for name, value in pairs if name == "verb"]
    if len(verbs) != 1 or verbs[0] not in VERBS:
        raise ProtocolError("badVerb", f"Give one verb of: {', '.join(VERBS)}.")
    verb = verbs[0]
    arguments: dict[str, str] = {}
    for name, value in pairs:
        if name in arguments:
            raise ProtocolError("badArgument", f"The argument {name} is given twice.")
        if name != "verb":
            arguments[name] = value
    _check(verb, arguments)
    return OaiRequest(verb, arguments)


def _check(verb: str, arguments: Mapping[str, str]) -> None:
    required, optional = VERBS[verb]
    given = set(arguments)
    if verb in _RESUMED and "resumptionToken" in given:
        if given != {"resumptionToken"}:
            raise ProtocolError("badArgument", "The argument resumptionToken stands alone.")
        return
    if missing := sorted(required - given):
        raise ProtocolError("badArgument", f"{verb} requires: {', '.join(missing)}.")
    if given - required - optional:
        known = ", ".join(sorted(required | optional)) or "none"
        raise ProtocolError("badArgument", f"{verb} has no such argument. Its arguments: {known}.")


def span(first: str, last: str) -> tuple[str, str]:
    """Return ``from`` and ``until`` as times to the second, "" where not given. Raises ProtocolError (badArgument)."""
    for name, value in (("from", first), ("until", last)):
        if value and not _is_date(value):
            raise ProtocolError("badArgument", f"The argument {name} is no date: write YYYY-MM-DD or {GRANULARITY}.")
    if first and last and len(first) != len(last):
        raise ProtocolError("badArgument", "The arguments from and until must have the same granularity.")
    begins = f"{first}T00:00:00Z" if len(first) == 10 else first
    ends = f"{last}T23:59:59Z" if len(last) == 10 else last
    if begins and ends and begins > ends:
        raise ProtocolError("badArgument", "The argument from is later than until.")
    return begins, ends


def _is_date(written: str) -> bool:
    if not (_DAY.fullmatch(written) or _SECOND.fullmatch(written)):
        return False
    try:
        datetime.fromisoformat(written.replace("Z", "+00:00"))
    except ValueError:
        return False
    return True
