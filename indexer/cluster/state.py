"""The state of an index on a cluster, and the files beside it: the lexicon, the registry of journals and publishers,
and the numbers of citations.

The records of ``NAME`` are in an index ``NAME-000001``, and what is beside them in ``NAME-beside-000001``. ``NAME`` and
``NAME-beside`` are aliases, which a rebuilt index takes over in one step. The state says which change of the library
the index reflects. Files are written before the state that names them, and those that no state names any more are removed after
it, so a reader sees either the old files or the new ones.

Indexes of such names may be others': ``papers-202401`` may be the papers of a month. Ours are those of a number with a state,
and those that say in their mappings that shoroku made them (a run may end before it writes a state). No others are touched.
"""

import base64
import hashlib
import re
from collections.abc import Collection, Mapping
from fnmatch import fnmatchcase
from typing import Any, NamedTuple

import msgspec

from shoroku.indexer.cluster.connection import SECONDS, SHORTLY, Cluster
from shoroku.indexer.cluster.documents import Sending
from shoroku.indexer.cluster.errors import ClusterFailed, ClusterIndexMissing, ClusterNameTaken
from shoroku.indexer.cluster.mapping import CHANGE, MARK

_STATE, _PROGRESS = "state", "progress"
_PIECE = 3_000_000
#: Documents beside an index that are listed at a time: as many as OpenSearch lists.
_MOST_PIECES = 10_000
#: Values in one set of a query; OpenSearch takes 65,536.
_MOST_TERMS = 60_000
_NUMBER = "{name}-{number:06d}"
#: What OpenSearch says of an index that is to be made and is there.
EXISTS = "already exists"
#: How long replicas of a new index are waited for: less than the client waits for an answer before it asks another node.
_AWAITED = "15s"


class File(msgspec.Struct, frozen=True):
    """A file beside an index: its name, the number of its pieces, and a checksum of its content."""

    name: str
    pieces: int
    digest: str

    def is_of(self, content: bytes | bytearray) -> bool:
        """Tell whether this is the file's content, whole and undamaged."""
        return _digest(content) == self.digest


class State(msgspec.Struct, frozen=True):
    """The state of an index on a cluster.

    ``change`` is the last change of the library that it reflects, ``coming`` the one that a running or interrupted run is to
    reach. ``replaced`` are the changes whose documents show what records were before, and which are not deleted yet.
    ``store`` is the library's lineage, ``fingerprint`` the versions of the analysis, ``sending`` what was sent. ``counts``
    are the figures of the store, ``stretches`` those of ``lengths.py``. ``lexicon``, ``registry`` and ``citations`` are the
    files beside the index, None for none. ``purged`` is the last change of the last withdrawal that was erased from the disks of the
    nodes.
    """

    change: int = 0
    coming: int = 0
    replaced: tuple[int, ...] = ()
    store: str = ""
    fingerprint: dict[str, str] = {}
    sending: Sending = Sending()
    counts: dict[str, int] = {}
    stretches: dict[str, float] = {}
    lexicon: File | None = None
    registry: File | None = None
    citations: File | None = None
    purged: int = 0

    @property
    def files(self) -> tuple[File, ...]:
        """The files beside the index."""
        return tuple(one for one in (self.lexicon, self.registry, self.citations) if one)

    def shown(self, query: Mapping[str, Any]) -> dict[str, Any]:
        """Return a query limited to the documents of this state: those of a later run, also of one that is going on, do not
        count. Scores are those of the query."""
        found: dict[str, Any] = {"must": [query], "filter": [{"range": {CHANGE: {"lte": self.change}}}]}
        if self.replaced:
            parts = range(0, len(self.replaced), _MOST_TERMS)
            found["must_not"] = [{"terms": {CHANGE: self.replaced[at : at + _MOST_TERMS]}} for at in parts]
        return {"bool": found}


class Seen(NamedTuple):
    """A state as it was read: the number of its index, and the version of the state there."""

    number: int
    version: int
    state: State


class Beside:
    """What is beside the records of one name on a cluster."""

    def __init__(self, cluster: Cluster) -> None:
        self._cluster, self._name = cluster, cluster.address.name

    # --- Names --------------------------------------------------------------------------------------------------------

    @property
    def alias(self) -> str:
        """The alias of what is beside the index in use."""
        return f"{self._name}-beside"

    def records(self, number: int) -> str:
        """Return the name of the index of records of that number."""
        return _NUMBER.format(name=self._name, number=number)

    def files(self, number: int) -> str:
        """Return the name of the index beside it."""
        return _NUMBER.format(name=self.alias, number=number)

    @property
    def template(self) -> str:
        """The name of the index template."""
        return f"shoroku-{self._name}"

    def numbers(self) -> list[int]:
        """Return the numbers of all indexes of this name, in use or not.

        Raises ClusterNameTaken if an index, an alias or an index template that is not ours has one of our names.
        """
        listed = self._cluster.find(f"/{self._name}-*", expand_wildcards="all") or {}
        numbered = re.compile(rf"{re.escape(self._name)}-(?:beside-)?([0-9]{{6}})")
        names = {index: int(match[1]) for index in sorted(listed) if (match := numbered.fullmatch(index))}
        own = {number for number in names.values() if self._is_own(number, listed)}
        others = [index for index, number in names.items() if number not in own]
        for alias, name in ((self._name, self.records), (self.alias, self.files)):
            ours = set(map(name, own))
            others += [index for index in self._cluster.find(f"/{alias}") or () if index not in ours]
        found = self._cluster.find(f"/_index_template/{self.template}") or {}
        others += [one["name"] for one in found.get("index_templates", ()) if not _is_marked(one["index_template"])]
        if others:
            raise ClusterNameTaken(address=self._cluster.address.cluster, index=self._name, other=others[0])
        return sorted(own)

    def _is_own(self, number: int, listed: Mapping[str, Any]) -> bool:
        there = [listed[index] for index in (self.records(number), self.files(number)) if index in listed]
        return all(_is_marked(one.get("mappings", {})) for one in there) or self.state(number) is not None

    def in_use(self) -> int | None:
        """Return the number of the index that searches use, None if there is none."""
        found = self._cluster.find(f"/_alias/{self._name}")
        ends = [index.removeprefix(f"{self._name}-") for index in found or ()]
        return int(ends[0]) if ends and ends[0].isdigit() else None

    # --- The state ----------------------------------------------------------------------------------------------------

    def seen(self) -> Seen:
        """Return the state of the index in use. Raises ClusterIndexMissing, and what ``Cluster.ask`` raises."""
        answer = self._cluster.ask("GET", f"/{self.alias}/_doc/{_STATE}", seconds=SHORTLY)
        number = int(str(answer["_index"]).rpartition("-")[2])
        return Seen(number, int(answer["_version"]), msgspec.convert(answer["_source"], State))

    def state(self, number: int) -> State | None:
        """Return the state of the index of a number, None if it has none that a run has written."""
        answer = self._cluster.find(f"/{self.files(number)}/_doc/{_STATE}")
        try:
            found = msgspec.convert(answer["_source"], State) if answer else State()
        except msgspec.ValidationError:
            return None
        return found if found.store else None

    def put_state(self, number: int, state: State) -> None:
        """Write the state of an index."""
        self._put(number, _STATE, msgspec.to_builtins(state))

    def progress(self, number: int) -> int:
        """Return the change up to which an index has everything; it may not be shown yet."""
        answer = self._cluster.find(f"/{self.files(number)}/_doc/{_PROGRESS}")
        return int(answer["_source"]["reached"]) if answer else 0

    def put_progress(self, number: int, reached: int) -> None:
        """Write the change up to which an index has everything."""
        self._put(number, _PROGRESS, {"reached": reached})

    def _put(self, number: int, name: str, content: dict[str, Any]) -> None:
        seconds = SHORTLY if name in (_STATE, _PROGRESS) else SECONDS
        self._cluster.ask("PUT", f"/{self.files(number)}/_doc/{name}", content, seconds=seconds)

    # --- Files --------------------------------------------------------------------------------------------------------

    def put_file(self, number: int, name: str, content: bytes, had: File | None) -> File:
        """Write a file beside an index, unless it ``had`` the same one."""
        digest = _digest(content)
        if had and had.digest == digest:
            return had
        pieces = [content[start : start + _PIECE] for start in range(0, len(content), _PIECE)]
        for place, piece in enumerate(pieces):
            self._put(number, f"{digest}-{place}", {"content": base64.b64encode(piece).decode()})
        return File(name, len(pieces), digest)

    def get_file(self, number: int, file: File) -> bytes:
        """Return the content of a file. Raises ClusterIndexMissing if it is not there whole."""
        found = bytearray()
        for place in range(file.pieces):
            answer = self._cluster.ask("GET", f"/{self.files(number)}/_doc/{file.digest}-{place}")
            found += base64.b64decode(answer["_source"]["content"])
        if not file.is_of(found):
            raise ClusterIndexMissing(address=self._cluster.address.cluster, index=self._name)
        return bytes(found)

    def remove_files(self, number: int, kept: Collection[File]) -> None:
        """Remove the files beside an index that its state does not name any more; also those of a run that was interrupted."""
        index, digests = self.files(number), {file.digest for file in kept}
        self._cluster.refresh(index)
        asked = {"query": {"match_all": {}}, "size": _MOST_PIECES, "_source": False}
        found = self._cluster.ask("POST", f"/{index}/_search", asked, allow_partial_search_results=False)
        for name in (str(hit["_id"]) for hit in found["hits"]["hits"]):
            digest, is_piece, _ = name.rpartition("-")
            if is_piece and digest not in digests:
                self._cluster.find_and_remove(f"/{index}/_doc/{name}")

    # --- Indexes ------------------------------------------------------------------------------------------------------

    def create_files(self, number: int) -> None:
        """Create the index beside the one of a number. Raises ClusterFailed if there is one.

        It is small, and without it nothing is found: so up to three nodes have it, whatever holds for the records.
        """
        small = {"settings": {"index": {"number_of_shards": 1, "auto_expand_replicas": "0-2"}}}
        self._cluster.ask("PUT", f"/{self.files(number)}", {**small, "mappings": {"dynamic": False, "_meta": MARK}})

    def create_records(self, number: int, replicas: int, made: Mapping[str, Any]) -> None:
        """Create the index of records of a number, with these settings and mappings, and wait for its replicas if there are
        nodes for them: what has no replica yet is lost with its node.

        The settings and mappings are those of the template, but a user's template may come before it. The caller has the claim,
        so an index of ours that exists already was made by this request, sent before without an answer.
        """
        nodes = int(self._cluster.ask("GET", "/_cluster/health", timeout="1s")["number_of_data_nodes"])
        awaited: dict[str, Any] = {"wait_for_active_shards": "all", "timeout": _AWAITED} if nodes > replicas else {}
        name = self.records(number)
        try:
            self._cluster.ask("PUT", f"/{name}", made, **awaited)
        except ClusterFailed as error:
            if EXISTS not in error.reason:
                raise
            found = self._cluster.ask("GET", f"/{name}/_mapping")[name]["mappings"]
            if not _is_marked(found):
                raise

    def templates(self) -> dict[str, int]:
        """Return the user's index templates whose patterns fit names of indexes of records, with their priorities."""
        found = self._cluster.find("/_index_template") or {}
        made = {str(one["name"]): one["index_template"] for one in found.get("index_templates", ())}
        name = self.records(1)
        return {
            one: int(told.get("priority", 0))
            for one, told in made.items()
            if one != self.template and any(fnmatchcase(name, pattern) for pattern in told["index_patterns"])
        }

    def put_in_use(self, number: int) -> None:
        """Have searches use the index of a number, in one step. (``numbers`` tells whether the aliases are ours.)"""
        actions: list[dict[str, Any]] = []
        for alias, index in ((self._name, self.records(number)), (self.alias, self.files(number))):
            for other in self._cluster.find(f"/_alias/{alias}") or ():
                if other != index:
                    actions.append({"remove": {"index": other, "alias": alias}})
            actions.append({"add": {"index": index, "alias": alias}})
        self._cluster.ask("POST", "/_aliases", {"actions": actions})

    def remove(self, number: int) -> None:
        """Remove the indexes of a number, one of ``numbers``."""
        for index in (self.records(number), self.files(number)):
            self._cluster.find_and_remove(f"/{index}")


def _digest(content: bytes | bytearray) -> str:
    return hashlib.blake2b(content, digest_size=16).hexdigest()


def _is_marked(made: Mapping[str, Any]) -> bool:
    return bool(made.get("_meta") == MARK)
