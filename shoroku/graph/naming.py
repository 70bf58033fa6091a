"""Which written names may be one person's: any usual order and spelling, and initials. Equal names do not make one person."""

from collections.abc import Callable
from functools import lru_cache

from shoroku.analyzers import is_japanese
from shoroku.analyzers.normalize import normalize
from shoroku.analyzers.person_names import japanese_name, latin_words
from shoroku.corpus.record import Person, Text


@lru_cache(50_000)
def folded(name: str) -> str:
    """Return a name without what differs between spellings: order of Latin words, case, accents, spaces, old kanji."""
    text = normalize(name).text
    if is_japanese(text):
        return japanese_name(text)
    return " ".join(sorted(latin_words(text))) or text.casefold()


def matching(name: str) -> Callable[[Person], bool]:
    """Return a function that tells whether a person may have a name."""
    wanted = folded(name)
    words = wanted.split(" ")

    def matches(person: Person) -> bool:
        return any(_is_like(text, wanted, words) for text in person.names)

    return matches


def _is_like(text: Text, wanted: str, words: list[str]) -> bool:
    known = folded(text.value)
    if known == wanted:
        return True
    others = known.split(" ")
    return len(words) == len(others) > 1 and _fit(words, others)


def _fit(words: list[str], others: list[str]) -> bool:
    """Return whether the words of two names are the same but for initials; one long word at least must be the same."""
    common = [word for word in words if word in others and len(word) > 1]
    if not common:
        return False
    mine, theirs = (sorted(word for word in one if word not in common) for one in (words, others))
    return (
        len(mine) == len(theirs)
        and all(
            one.startswith(other) or other.startswith(one)
            for one, other in zip(mine, theirs, strict=True)
            if len(one) == 1 or len(other) == 1
        )
        and all(len(one) == 1 or len(other) == 1 or one == other for one, other in zip(mine, theirs, strict=True))
    )


def folded_person(person: Person) -> str:
    """Return the folded name of a person: of the Japanese name if there is one, else of the first."""
    texts = [text for text in person.names if "-" not in text.lang] or list(person.names)
    chosen = next((text for text in texts if is_japanese(text.value)), texts[0] if texts else None)
    return folded(chosen.value) if chosen else ""
