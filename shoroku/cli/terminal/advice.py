"""What to type after an error of the library. Its own message names no command, for programs meet it too."""

import shlex
from gettext import gettext as _

from shoroku.cli.messages import N_, language
from shoroku.corpus.errors import ShorokuError

_REBUILD = N_("Rebuild it with: shoroku reindex --library {path}")
_KEYS = N_("shoroku sources shows where keys are read from.")

#: Class of errors -> advice, filled with the error's fields.
ADVICE = {
    "NoLibrary": N_("Create one with: shoroku add FILE --library {path}"),
    "NotALibrary": N_("Choose another folder with --library."),
    "LibraryTooNew": N_("Upgrade with: pip install -U shoroku"),
    "LibraryReadOnly": N_("Or choose another folder with --library."),
    "StoreDamaged": N_("Repair it with: shoroku check --repair"),
    "IndexMissing": _REBUILD,
    "IndexOutdated": _REBUILD,
    "IndexOfAnother": _REBUILD,
    "IndexDamaged": _REBUILD,
    "UnknownRecord": N_("Find records with: shoroku search WORDS"),
    "UnknownSavedSearch": N_("List saved searches with: shoroku saved"),
    "NameTaken": N_("To replace it, add --replace."),
    "UnknownFormat": N_("Use --format to name it."),
    "NoRecords": N_("Leave out --format to have the format detected."),
    "UnpacksTooLarge": N_("If you trust the file, raise the limit with --max-expansion."),
    "OutputExists": N_("Choose another name, or overwrite it with --force."),
    "OutputUnwritable": N_("Or choose another file with --output."),
    "SourceRefused": _KEYS,
    "KeyMissing": _KEYS,
    "ChangesNeedKey": _KEYS,
}


def advised(error: ShorokuError) -> str:
    """Return the message of an error in the user's language, followed by what to type."""
    text, added = error.text(language()), advice(error)
    if not added:
        return text
    first, *place = text.split("\n")
    return "\n".join([first + ("" if first.endswith("。") else " ") + added, *place])


def advice(error: ShorokuError) -> str:
    """Return what to type after an error, "" if there is nothing."""
    for kind in type(error).__mro__:
        if kind.__name__ in ADVICE:
            fields = {name: _quoted(value) if name == "path" else value for name, value in error.fields.items()}
            return _(ADVICE[kind.__name__]).format(**fields)
    return ""


#: What a shell does not take as it is.
_SIGNS = frozenset("\"'\\$`&|;<>()*?[]{}~#!")


def _quoted(path: object) -> str:
    """Return a path as a shell reads it, in quotation marks only where they are needed."""
    text = str(path)
    return shlex.quote(text) if any(sign.isspace() or sign in _SIGNS for sign in text) else text
