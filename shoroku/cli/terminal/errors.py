"""Errors for people: the message, what to type next, and the exit code for a shell.

The library's own messages name no command, because programs read them too.
"""

import errno
from gettext import gettext as _
from typing import IO, TYPE_CHECKING, Any

import click

from shoroku.cli.terminal.text import quoted, safe, sentences, tell
from shoroku.messages import N_, language

if TYPE_CHECKING:
    from shoroku.corpus.errors import ShorokuError

#: Errors of a file or device that receives the output: it is full, or it fails.
_OUTPUT_ERRORS = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EIO})
#: Exit codes. A usage error is 2, set by click; the library's errors have codes of their own (``corpus/errors.py``).
FINE, PROBLEMS, FAULT, INTERRUPTED = 0, 1, 70, 130

#: What the exit codes mean, in one line each; ``shoroku help exit-codes`` explains them in full.
EXIT_CODES = (
    ("0", N_("success")),
    ("1", N_("records rejected, problems found, no such record, or nothing found with --fail-empty")),
    ("2", N_("usage error")),
    ("3", N_("the library cannot be used")),
    ("4", N_("a source could not be harvested; saved pages are kept")),
    ("70", N_("internal error")),
    ("130", N_("interrupted (Ctrl-C)")),
)


class Refused(click.ClickException):
    """The command cannot be carried out; the message says why. Exit code 1."""

    def show(self, file: IO[Any] | None = None) -> None:
        tell(_("Error: {message}").format(message=self.message), err=True)


def report_error(error: BaseException) -> int:
    """Print an error on stderr, and return its exit code."""
    from shoroku.corpus.errors import OutOfMemory, ShorokuError  # loaded only when there is an error
    from shoroku.corpus.store.machine import is_out_of_memory

    if isinstance(error, ShorokuError):
        first, *place = advised(error).split("\n")
        tell(_("Error: {message}").format(message=safe(first)), err=True)
        for line in place:  # a part of the query and a caret below it: never wrapped
            click.echo(line, err=True)
        return error.exit_code
    if isinstance(error, OSError) and error.errno in _OUTPUT_ERRORS:  # the library has errors of its own for its files
        text = _("The output cannot be written ({reason}). Free some space, or write to another place.")
        tell(_("Error: {message}").format(message=text.format(reason=safe(error.strerror or str(error)))), err=True)
        return FAULT
    if is_out_of_memory(error):  # wherever it was
        text = _("There is not enough memory. Nothing is damaged. Close other programs and run the same command again.")
        tell(_("Error: {message}").format(message=text), err=True)
        return OutOfMemory.exit_code
    text = _(
        "Unexpected error ({kind}: {text}). To report it, run the same command with SHOROKU_DEBUG=1 and attach the output."
    )
    tell(text.format(kind=type(error).__name__, text=safe(str(error)) or "-"), err=True)
    return FAULT


# --- What to type next ------------------------------------------------------------------------------------------------

_REBUILD = N_("Rebuild it with: shoroku reindex --library {path}")
_SEND_AGAIN = N_("Run: shoroku sync --to opensearch URL --index {index} --rebuild")
_MAKE_GRAPH = N_("Make it with: shoroku reindex --library {path}")
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
    "CitationsNotSent": N_("Send them with: shoroku sync --to opensearch URL --index {index}"),
    "ClusterIndexMissing": N_("Send it with: shoroku sync --to opensearch URL --index {index}"),
    "ClusterBeingLoaded": N_("To wait for it, add --wait SECONDS."),
    "ClusterIndexRed": _SEND_AGAIN,
    "ClusterIndexOutdated": _SEND_AGAIN,
    "ClusterIndexOfAnother": _SEND_AGAIN,
    "ClusterMismatch": _SEND_AGAIN,
    "GraphMissing": _MAKE_GRAPH,
    "DeletedRecord": N_("To restore it, run: shoroku undo {id}"),
    "UnknownField": N_("For the fields, run: shoroku edit --help"),
    "UnknownRecord": N_("Find records with: shoroku search WORDS"),
    "UnknownSavedSearch": N_("List saved searches with: shoroku saved"),
    "NameTaken": N_("To replace it, add --replace."),
    "IsFolder": N_("For example: shoroku add {file}/*"),
    "UnknownFormat": N_("Use --format to name it."),
    "NoRecords": N_("Leave out --format to have the format detected."),
    "UnpacksTooLarge": N_("If you trust the file, raise the limit with --max-expansion."),
    "OutputExists": N_("Choose another name, or overwrite it with --force."),
    "OutputUnwritable": N_("Or choose another file with --output."),
    "SourceRefused": _KEYS,
    "KeyMissing": _KEYS,
    "ChangesNeedKey": _KEYS,
}


def advised(error: "ShorokuError") -> str:
    """Return the message of an error in the user's language, followed by what to type."""
    text, added = error.text(language()), advice(error)
    if not added:
        return text
    first, *place = text.split("\n")
    return "\n".join([sentences(first, added), *place])


def advice(error: "ShorokuError") -> str:
    """Return what to type after an error, "" if there is nothing."""
    for kind in type(error).__mro__:
        if kind.__name__ in ADVICE:
            fields = {
                name: quoted(value) if name in ("path", "file") else value for name, value in error.fields.items()
            }
            return _(ADVICE[kind.__name__]).format(**fields)
    return ""
