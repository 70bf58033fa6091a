"""The questions that a library answers about people, projects, data and citations; see docs/graph.md.

Every answer is read from one moment of the store. What the answers say was stated by a source, which is named with its own
word; what is only likely is told apart (``possibly``), and is never followed unless it is asked for.
"""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager, nullcontext, suppress
from contextvars import ContextVar
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from msgspec.structs import replace

from shoroku.corpus.errors import BadArgument, DeletedRecord, ShorokuError, StoreDamaged, UnknownRecord
from shoroku.corpus.store.store import STORE_FILE, Store
from shoroku.messages import Localized
from shoroku.search.options import choice, text, texts, whole_number
from shoroku.search.searcher import FORKS, apart_from_forks

if TYPE_CHECKING:
    from shoroku.corpus.graph.questions import Answering
    from shoroku.corpus.graph.values import (
        Coauthors,
        GraphEdge,
        GraphPath,
        Neighbourhood,
        PeopleListing,
        PersonEntry,
        ProjectEntry,
        Subgraph,
        Versions,
    )
    from shoroku.corpus.graph.walker import Entity
    from shoroku.corpus.record import Record
    from shoroku.exporting import Matches
    from shoroku.graph.people import People, Somebody
    from shoroku.search import Listing

#: Records that are looked at for a name; answers tell how many more there are.
MOST_NAMED = 2_000
#: Places from which a person's name is taken; ids of people that an error names.
_FOR_A_NAME = _IN_AN_ERROR = 20
#: Entries of a name, unless the caller says otherwise.
MOST_ENTRIES = 100
MOST_DEPTH = 5
MOST_STEPS = 10
MOST_LINKS = 10_000


class _Moment(NamedTuple):
    """An open store of which one state is read, and the library that it belongs to."""

    library: "GraphQuestions"
    store: Store


_MOMENT: ContextVar[_Moment | None] = ContextVar("moment", default=None)


class GraphQuestions:
    """The part of ``Library`` that asks the graph."""

    path: Path

    if TYPE_CHECKING:

        def all(self, query: str = "", *, author: str = "", project: str = "") -> Matches: ...

        def get(self, identifier: str) -> Record: ...

        def authors(self, words: str = "", *, limit: int = 100) -> Listing: ...

    @apart_from_forks
    def person(self, who: str, *, possibly: bool = False, limit: int = MOST_ENTRIES) -> "tuple[PersonEntry, ...]":
        """Return the people behind an identifier or a name, each entry with why it is one.

        ``who`` is an ORCID, an e-Rad number, an NRID, a person's CRID or an OpenAlex author in any notation, or a name in any
        usual order. Of a name, those whom sources identify are entries of their own, those of most records first; all other
        works that have the name are one entry more, the last, which is no statement that they are one person's. An identifier
        that no record has gives no entry. Up to 2,000 records that have a name are looked at; ``left_out`` of each entry
        tells how many more there are. At most ``limit`` entries are returned; ``left_out_people`` tells how many more there are.
        "mention:2:<id>" means the second person of a record, be it an identified one or only this mention.
        ``possibly`` adds to each entry who may be the same person, with reasons for and against, the 100 most likely ones.

        Raises GraphMissing, BadArgument, and the errors of ``search`` for a name.
        """
        from shoroku.graph.people import People

        whole_number("limit", limit, 1, MOST_LINKS)
        with self._answering("person") as (answering, _):
            return self._entries(People(answering), text("who", who), limit, possibly=possibly)

    @apart_from_forks
    def person_and_coauthors(
        self, who: str, *, limit: int = 50, possibly: bool = False, most: int = MOST_ENTRIES
    ) -> "tuple[tuple[PersonEntry, ...], Coauthors | None]":
        """Return what ``person`` returns, at most ``most`` entries, and, if that is one entry, its co-authors as ``coauthors``
        counts them, else None.

        Both are read from one moment of the store, and each record once. Raises what ``person`` raises.
        """
        from shoroku.graph.people import People

        whole_number("limit", limit, 0, MOST_LINKS)
        whole_number("most", most, 2, MOST_LINKS)
        with self._answering("person") as (answering, _):
            asked = People(answering)
            entries = self._entries(asked, text("who", who), most, possibly=possibly)
            found = self._somebody(asked, who, _FOR_A_NAME) if len(entries) == 1 else []
            coauthors = asked.coauthors(found[0], asked.seqs(found[0]), limit) if found else None
            return entries, coauthors

    @apart_from_forks
    def people(self, words: str, *, limit: int = 20, offset: int = 0) -> "PeopleListing":
        """Return the people whose name has some words, such as a surname, those of most records first.

        Those whom sources identify are one each; of all others, each name is one, which is no statement that it is one
        person. Up to 2,000 records that have the words are looked at; ``left_out`` tells how many more there are.

        Raises BadArgument, GraphMissing, and the errors of ``search``.
        """
        from shoroku.corpus.graph.values import PeopleListing
        from shoroku.graph.naming import folded
        from shoroku.graph.people import People
        from shoroku.search.query.ast import Field, Words

        whole_number("limit", limit, 0, MOST_LINKS)
        whole_number("offset", offset, 0, 1_000_000)
        if not text("words", words).strip():
            return PeopleListing()
        names = self.authors(words, limit=MOST_NAMED).values
        meant = {folded(name) for one in names for name in (one.value, *one.names.values())}
        meant |= {folded(name) for one in names for name in one.value.split(" / ")}
        with self._answering("people") as (answering, _):
            asked = People(answering)
            matches = self.all(str(Field("author", Words(words))))
            seqs = matches.numbers(MOST_NAMED)
            found = asked.with_words(lambda person: any(folded(one.value) in meant for one in person.names), seqs)
            people = tuple(asked.node(one) for one in found[offset : offset + limit])
            return PeopleListing(len(found), people, max(len(matches) - MOST_NAMED, 0))

    @apart_from_forks
    def coauthors(self, who: str, *, limit: int = 50, possibly: bool = False) -> "Coauthors":
        """Return with whom a person wrote, those of most works first: how many works, from when to when, and which.

        ``who`` is the ``id`` of an entry of ``person``, or what ``person`` takes if that has one entry. With ``possibly``, the
        works count too that are possibly the person's, and that nothing speaks against. Works with more than 100 authors
        are left out and listed.

        Raises UnknownRecord; BadArgument if several people have the name; and what ``person`` raises.
        """
        from shoroku.graph.people import People

        whole_number("limit", limit, 0, MOST_LINKS)
        with self._answering("coauthors") as (answering, _):
            asked = People(answering)
            found = self._somebody(asked, text("who", who), -1 if possibly else _FOR_A_NAME)
            if not found:
                raise UnknownRecord(id=who)
            if len(found) > 1:
                raise BadArgument.one_of("who", who, [one.id for one in found[:_IN_AN_ERROR]])
            seqs, beyond = asked.seqs(found[0]), 0
            if possibly:
                more, beyond = self._possible(asked, found[0])
                seqs += [seq for seq in more if seq not in seqs]
            answer = asked.coauthors(found[0], seqs, limit)
            return replace(answer, left_out_works=max(answer.left_out_works, beyond))

    @apart_from_forks
    def project(self, number: str, *, limit: int = 200) -> "ProjectEntry":
        """Return a project by its award number in any notation or its record's identifier: members, works, funders.

        The number may stand alone or with its funder, as the values of the facet ``project`` do.
        A work is listed by the project's record, or names the award, or both; the two are kept apart. A project of which the
        library has no record is known by the works that name it. At most ``limit`` works are returned, and as many other
        links; ``left_out`` counts the rest.

        Raises UnknownRecord; BadArgument if it is no project, but a work, a person or an institution, or if several funders
        have the number; GraphMissing; and the errors of ``search`` for a number that no record of a project has.
        """
        whole_number("limit", limit, 0, MOST_LINKS)
        with self._answering("project") as (answering, naming):
            entity = naming.project(text("number", number))
            if not answering.is_project(entity):
                kind = answering.node(entity).type or "work"
                expected = Localized("the number or the record of a project (this is of the type “{type}”)", type=kind)
                raise BadArgument(name="number", value=number, expected=expected)
            return answering.project(entity, limit)

    @apart_from_forks
    def related(
        self, identifier: str, *, kinds: str | Iterable[str] = (), depth: int = 1, limit: int = 50
    ) -> "Neighbourhood":
        """Return what is linked with a work, person, project or institution: the link, who states it, and with which word.

        ``identifier`` is what ``get`` takes, or the identifier of a person, a project or an institution; no record of the
        library need have it. ``kinds`` are some of "cites", "cited-by", "data", "project", "person", "institution", "version",
        "correction", "review", "part" and "other". With a ``depth`` over 1, links of what is linked follow.

        Links are listed in the order data, projects, people, versions, corrections, reviews, parts, institutions, citing works,
        cited works, others. Within the limit, every kind gets the same number of places as far as it has links.

        Raises UnknownRecord if nothing is known of the identifier, and of its kind DeletedRecord if you deleted the record;
        BadArgument, GraphMissing.
        """
        from shoroku.corpus.graph.questions import GROUPS

        wanted = [choice("kinds", kind, tuple(GROUPS)) for kind in texts("kinds", kinds)]
        whole_number("depth", depth, 1, MOST_DEPTH)
        whole_number("limit", limit, 0, MOST_LINKS)
        with self._answering("related") as (answering, naming):
            return answering.related(naming.entity(text("identifier", identifier)), wanted, depth, limit)

    def citations(self, identifier: str, *, direction: str = "in", depth: int = 1, limit: int = 200) -> "Neighbourhood":
        """Return what cites a work (``direction`` "in") or what it cites ("out"), up to ``depth`` steps away.

        Only works that sources name with an identifier are counted, and only by sources of this library. Raises what
        ``related`` raises.
        """
        kind = "cites" if choice("direction", direction, ("in", "out")) == "out" else "cited-by"
        return self.related(identifier, kinds=[kind], depth=depth, limit=limit)

    def data_behind(self, identifier: str, *, limit: int = 200) -> "Neighbourhood":
        """Return the data behind a work: what supplements it, what it is derived from, data sets that cite it or that it
        cites. Raises what ``related`` raises."""
        return self.related(identifier, kinds=["data"], limit=limit)

    @apart_from_forks
    def versions(self, identifier: str) -> "Versions":
        """Return versions, translations, corrections and retractions of a work. Raises what ``related`` raises."""
        with self._answering("versions") as (answering, naming):
            return answering.versions(naming.entity(text("identifier", identifier)))

    @apart_from_forks
    def path_between(
        self, start: str, end: str, *, through: str | Iterable[str] = (), most: int = 4, possibly: bool = False
    ) -> "GraphPath":
        """Return a shortest path of at most ``most`` links between two people, works or projects, or that there is none.

        ``start`` and ``end`` are what ``related`` takes, or names. Of a name, the path may begin with any person of that
        name; the answer says which. Up to 2,000 records that have a name are looked at; ``left_out`` tells how many more there
        are, so that no path is found where there may be one. ``through`` limits the links to some of "coauthors", "projects", "citations", "data",
        "versions", "institutions" and "funders"; by default, the last two are not followed. With ``possibly``, works that may be
        those of an identified person count as that person's.

        Raises UnknownRecord, BadArgument, GraphMissing.
        """
        from shoroku.corpus.graph.paths import USUAL, WAYS, path

        ways = [choice("through", way, tuple(WAYS)) for way in texts("through", through)] or list(USUAL)
        whole_number("most", most, 1, MOST_STEPS)
        with self._answering("path_between") as (answering, naming):
            first, beyond = self._ends(answering, naming, text("start", start), possibly=possibly)
            last, more = self._ends(answering, naming, text("end", end), possibly=possibly)
            return replace(path(answering, first, last, ways, most), left_out=beyond + more)

    @apart_from_forks
    def graph(
        self, identifier: str, *, depth: int = 1, limit: int = 1_000, kinds: str | Iterable[str] = ()
    ) -> "Subgraph":
        """Return the nodes within ``depth`` links of something and the links among them, at most ``limit`` nodes.

        Raises what ``related`` raises.
        """
        from shoroku.corpus.graph.questions import GROUPS

        wanted = [choice("kinds", kind, tuple(GROUPS)) for kind in texts("kinds", kinds)]
        whole_number("depth", depth, 1, MOST_DEPTH)
        whole_number("limit", limit, 1, MOST_LINKS)
        with self._answering("graph") as (answering, naming):
            return answering.graph(naming.entity(text("identifier", identifier)), depth, limit, wanted)

    @apart_from_forks
    def among(self, ids: Iterable[str]) -> "tuple[GraphEdge, ...]":
        """Return the links between any two of some things, given by their ids as other answers have them.

        An id that nothing has any more is passed over. Raises BadArgument, GraphMissing.
        """
        wanted = list(dict.fromkeys(texts("ids", ids)))
        with self._answering("among") as (answering, _):
            return answering.among(wanted)

    # --- Who and what is meant ----------------------------------------------------------------------------------------

    @contextmanager
    def at_one_moment(self) -> "Iterator[None]":
        """Answer all questions of the body to the graph from one moment of the store, which is opened once for them.

        For several questions about one thing. Keep it short: a fork waits for it. Raises GraphMissing.
        """
        with FORKS, self._answering("related") as (answering, _):
            token = _MOMENT.set(_Moment(self, answering.store))
            try:
                yield
            finally:
                _MOMENT.reset(token)

    @contextmanager
    def _answering(self, asked: str) -> "Iterator[tuple[Answering, Naming]]":
        """Open the graph for one question; ``asked`` is its method's name, which a library without a graph tells."""
        from shoroku.corpus.graph.errors import GraphMissing
        from shoroku.corpus.graph.questions import Answering
        from shoroku.corpus.graph.tables import SINCE, Reading

        if (moment := _MOMENT.get()) and moment.library is self:
            answering = Answering(moment.store, Reading(moment.store.query))  # one for each question
            yield answering, Naming(self, answering)
            return
        with (
            Store(self.path / STORE_FILE) as store,
            _damage_told(store),
            store.one_state() if store.has_snapshots else nullcontext(),
        ):
            if store.version < SINCE:
                raise GraphMissing(path=str(self.path))
            answering = Answering(store, Reading(store.query))
            yield answering, Naming(self, answering)

    def _entries(self, asked: "People", who: str, limit: int, *, possibly: bool) -> "tuple[PersonEntry, ...]":
        from shoroku.graph.people import BY_NAME

        found = self._somebody(asked, who)
        chosen = found[:limit]
        if len(found) > limit and found[-1].basis == BY_NAME:  # the works that name nobody more closely are often most
            chosen[-1] = found[-1]
        beyond = len(found) - len(chosen)
        entries = [replace(asked.entry(one), left_out_people=beyond) for one in chosen]
        if possibly:
            entries = self._with_possible(asked, chosen, entries)
        return tuple(entries)

    def _with_possible(
        self, asked: "People", chosen: "list[Somebody]", entries: "list[PersonEntry]"
    ) -> "list[PersonEntry]":
        from shoroku.graph.candidates import Possibly

        named = {one.id: one for name in self._names(chosen) for one in self._named(asked, name)}
        everyone = list((named | {one.id: one for one in chosen}).values())
        left_out = max((one.left_out for one in everyone), default=0)  # candidates may be among these
        others = Possibly(asked, everyone)
        return [
            others.added_to(replace(entry, left_out=left_out), one, self._namesakes(asked, entry))
            for one, entry in zip(chosen, entries, strict=True)
        ]

    def _namesakes(self, asked: "People", entry: "PersonEntry") -> int:
        return sum(one.id != entry.id for one in self._named(asked, entry.name)) if entry.name else 0

    def _somebody(self, asked: "People", who: str, most: int = -1) -> "list[Somebody]":
        """Return the people that an identifier or a name means; with ``most``, one of an identifier has only so many places."""
        from shoroku.corpus.graph.kinds import RESEARCHER
        from shoroku.graph.people import mention_of, person_keys

        if mention := mention_of(who):
            try:
                found = asked.at_place(self.get(mention[1]), mention[0])
            except UnknownRecord:
                return []
            return [found] if found else []
        if who.startswith("name:"):  # whom a source takes for one person everywhere, has the name as a co-author's id
            named = self._named(asked, who.removeprefix("name:"))
            return [one for one in named if one.id == who] or named
        if identified := [one for key in person_keys(who) if (one := asked.with_key(key, most))]:
            return identified[:1]
        with suppress(UnknownRecord):
            record = self.get(who)
            if record.type == RESEARCHER:
                one = asked.at_place(record, 1)
                return [one] if one else []
        return self._named(asked, who) if who.strip() else []

    def _named(self, asked: "People", name: str) -> "list[Somebody]":
        return asked.of_name(name, lambda: self.all(author=name), MOST_NAMED)

    def _names(self, found: "list[Somebody]") -> list[str]:
        """Return the names by which other entries may be the same people."""
        from shoroku.corpus.graph.describing import written_names

        return list(dict.fromkeys(name for one in found for name in written_names(p.person for p in one.places)[:2]))

    def _possible(self, asked: "People", one: "Somebody") -> tuple[list[int], int]:
        """Return the works that are possibly someone's, and that nothing speaks against; and how many records with the
        names were not looked at."""
        from shoroku.graph.candidates import Possibly

        everyone = [other for name in self._names([one]) for other in self._named(asked, name)]
        found, _ = Possibly(asked, everyone).of(one, MOST_NAMED)
        ids = [work for one in found if one.reasons_for and not one.reasons_against for work in one.works]
        return list(asked.numbers(ids).values()), max((other.left_out for other in everyone), default=0)

    def _ends(
        self, answering: "Answering", naming: "Naming", who: str, *, possibly: bool
    ) -> "tuple[list[Entity], int]":
        """Return what a path may begin with: one thing for an identifier, all people of a name; and how many records with the
        name were not looked at."""
        from shoroku.corpus.graph.walker import PERSON, RECORD, Entity
        from shoroku.graph.people import People

        found = naming.known(who) or naming.award(who)
        if found and not (possibly and found.sort == PERSON):
            return [found], 0
        asked = People(answering)
        ends: dict[Entity, None] = dict.fromkeys([found] if found else ())
        left_out = 0
        for one in self._somebody(asked, who):
            ends |= dict.fromkeys(asked.entities(one))
            left_out = max(left_out, one.left_out)
            if possibly and one.nodes:
                works, beyond = self._possible(asked, one)
                ends |= dict.fromkeys(Entity(RECORD, seq) for seq in works)
                left_out = max(left_out, beyond)
        if not ends:
            raise UnknownRecord(id=who)
        return list(ends), left_out


@contextmanager
def _damage_told(store: Store) -> Iterator[None]:
    """Tell an unexpected error as damage if the store is damaged: a row may name another one that is gone.

    Then the whole store is read, as ``check`` does; where there is a deadline, as in a server, only what is quick is looked
    at. Raises StoreDamaged.
    """
    try:
        yield
    except ShorokuError:
        raise
    except Exception as error:
        from shoroku.corpus.store import verify
        from shoroku.search.engine.engine import DEADLINE

        look = verify.problems if DEADLINE.get() is None else verify.quick_problems
        if problems := look(store):
            raise StoreDamaged(path=str(store.path), reason=problems[0]) from error
        raise


class Naming:
    """Finds what an identifier names, for one question."""

    def __init__(self, library: GraphQuestions, answering: "Answering") -> None:
        self._library = library
        self._answering = answering

    def entity(self, identifier: str) -> "Entity":
        """Return what an identifier names. Raises UnknownRecord, and BadArgument for an award that may be several."""
        if found := self.known(identifier):
            return found
        return self._only(identifier, self._folded_awards(identifier.strip()))

    def award(self, written: str) -> "Entity | None":
        """Return the project of an award with its funder, None if it is none. Raises BadArgument."""
        found = self._folded_awards(written.strip())
        return self._only(written, found) if found else None

    def _folded_awards(self, written: str) -> "dict[Entity, str]":
        """Return the projects of an award with its funder, as the facet ``project`` has it: without spaces."""
        from shoroku.corpus.graph.keys import prefix

        return self._awards(written) if prefix(written) == "award" else {}

    def project(self, number: str) -> "Entity":
        """Return the project that a number names, or the record of one. Raises UnknownRecord, BadArgument."""
        from shoroku.corpus.awards import project_numbers
        from shoroku.corpus.graph.keys import prefix
        from shoroku.corpus.keys import project_key
        from shoroku.corpus.record import Text
        from shoroku.indexer.linked_terms import is_anyones

        is_whole = prefix(number.strip()) == "award"  # with its funder: the number alone would be another project's
        found: dict[Entity, str] = {}
        for known in () if is_whole else project_numbers(number, [Text("JSPS")]):
            if (key := project_key(known)) and (entity := self._answering.walker.entity(key)):
                found.setdefault(entity, key)
        if found and not is_anyones(number):
            return next(iter(found))
        if not found and (entity := self.known(number)):
            return entity
        return self._only(number, found | self._awards(number.strip()))

    def _only(self, number: str, found: "dict[Entity, str]") -> "Entity":
        """Return the one project that was found. Raises UnknownRecord, and BadArgument if several have the number."""
        if not found:
            raise UnknownRecord(id=number)
        if len(found) > 1:
            raise BadArgument.one_of("number", number, list(found.values()))
        return next(iter(found))

    def _awards(self, number: str) -> "dict[Entity, str]":
        """Return the projects of an award number that works name, as the search finds them: alone, or folded with its
        funder; with their keys."""
        from shoroku.corpus.graph import keys
        from shoroku.corpus.identifiers import identifier_term

        wanted = identifier_term(number)
        seqs = self._library.all(project=number).numbers(MOST_NAMED) if wanted else []
        awards = [one for record in self._answering.store.records(seqs).values() for one in record.funding]
        named = [(key, one.number) for one in awards for key in keys.projects(one)]
        same = [key for key, _ in named if identifier_term(key) == wanted]
        return {
            entity: key
            for key in same or [key for key, written in named if identifier_term(written) == wanted]
            if (entity := self._answering.walker.entity(key))
        }

    def known(self, identifier: str) -> "Entity | None":
        """Return what an identifier names, None if nothing is known of it. Raises DeletedRecord."""
        from shoroku.corpus.graph.kinds import RESEARCHER
        from shoroku.corpus.graph.walker import RECORD, STUB, Entity

        walker = self._answering.walker
        written = identifier.strip()
        deleted: DeletedRecord | None = None
        try:
            record = self._library.get(written)
        except UnknownRecord as error:
            record = None
            deleted = error if isinstance(error, DeletedRecord) else None
        seqs = list(self._answering.store.seqs([record.id]).values()) if record else []
        if record and seqs and record.type != RESEARCHER:
            return Entity(RECORD, seqs[0])
        own = own_keys(record) if record else []
        found = next(filter(None, map(walker.entity, [*own, *possible_keys(written)])), None)
        if deleted and (found is None or found.sort == STUB):  # others may name it, but it is not theirs to tell
            raise deleted
        if found is None and seqs:  # none if a writer removed the record meanwhile
            return Entity(RECORD, seqs[0])
        return found


def own_keys(record: "Record") -> list[str]:
    """Return the keys of the person that a researcher's record is about."""
    from shoroku.corpus.graph import keys

    return [*sorted(keys.own(record), reverse=True)]


def possible_keys(written: str) -> list[str]:
    """Return the keys of the graph that an identifier may mean, in any notation."""
    from shoroku.corpus.awards import project_numbers
    from shoroku.corpus.identifiers import canonical, recognize
    from shoroku.corpus.keys import institution_key, project_key, work_key
    from shoroku.graph.people import person_keys

    found = [written, *(key for one in recognize(written) if (key := work_key(one)))]
    found += [key for one in project_numbers(written) if (key := project_key(one))]
    found += person_keys(written)
    for kind in ("ROR", "DOI", "OPENALEX", "URI", "HDL"):
        one = canonical(kind, written)
        found += [key for key in (institution_key(one), work_key(one)) if key]
    return list(dict.fromkeys(found))
