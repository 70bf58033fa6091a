"""The texts of click that users meet, listed for the catalogue: click marks them for gettext and has no translations.

``texts`` is never called; the tools that extract messages read it. A test holds the list against click's own sources.
"""

from gettext import gettext as _
from gettext import ngettext


def texts() -> None:
    """List click's texts."""
    _("Usage:")
    _("Options")
    _("Commands")
    _("Show this message and exit.")
    _("required")
    _("default: {default}")
    _("Error: {message}")
    _("Try '{command} {option}' for help.")
    _("Invalid value: {message}")
    _("Invalid value for {param_hint}: {message}")
    _("Missing argument")
    _("Missing option")
    _("Missing parameter")
    _("Missing command.")
    _("Choose from:\n\t{choices}")
    _("No such option {name!r}.")
    _("No such command {name!r}.")
    ngettext("Did you mean {possibility}?", "(Did you mean one of: {possibilities}?)", 1)
    ngettext("Got unexpected extra argument ({args})", "Got unexpected extra arguments ({args})", 1)
    ngettext("Option {name!r} requires an argument.", "Option {name!r} requires {nargs} arguments.", 1)
    _("Option {name!r} does not take a value.")
    _("Argument {name!r} takes {nargs} values.")
    _("{value!r} is not a valid {number_type}.")
    _("{value} is not in the range {range}.")
    ngettext("{value!r} is not {choice}.", "{value!r} is not one of {choices}.", 1)
    _("Error: invalid input")
    _("Aborted!")
