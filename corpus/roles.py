"""What people did for a work: one word for each role, whatever language a source uses, and the roles that only bodies have."""

from collections.abc import Iterator

from shoroku.corpus.graph.kinds import PROJECT
from shoroku.corpus.record import Person, Record

_WORDS = {
    "": ("著", "著者", "寄与者", "author"),
    "editor": ("編", "編者", "編集", "編集者"),
    "translator": ("訳", "訳者", "翻訳", "翻訳者"),
    "supervisor": ("指導教員", "指導教官", "指導者"),
}
_ROLE_OF = {word: role for role, words in _WORDS.items() for word in words}
#: The role of the bodies at which a project is carried out.
INSTITUTION = "institution"
#: Roles in lower case: KAKEN's and CiNii's, then DataCite's contributor types.
_OF_BODIES = frozenset(
    (
        "institution funder publisher"
        " datacenter distributor hostinginstitution registrationagency registrationauthority researchgroup sponsor"
    ).split()
)


def normal_role(word: str) -> str:
    """Return the role that a source's word means, "" where it says no more than that someone is an author or a
    contributor, and the word itself where no role is known for it."""
    return _ROLE_OF.get(word.lower(), word)


def is_body(contributor: Person) -> bool:
    """Return whether a contributor is a body, such as the institution of a project: the role tells."""
    return contributor.role.lower() in _OF_BODIES


def contributing_people(record: Record) -> tuple[Person, ...]:
    """Return the contributors who are people."""
    return tuple(one for one in record.contributors if not is_body(one)) if record.contributors else ()


def listed_people(record: Record) -> tuple[Person, ...]:
    """Return whom a list of records names with a record: its authors, or those who contributed if it has none."""
    return record.creators or contributing_people(record)


def contributors(record: Record) -> Iterator[tuple[int, Person]]:
    """Yield the contributors with their numbers from 1, without the institutions at which a project is carried out."""
    for number, one in enumerate(record.contributors, 1):
        if not (record.type == PROJECT and one.role == INSTITUTION):
            yield number, one
