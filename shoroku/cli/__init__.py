"""The command line: parse, call the library, print.

Nothing heavy is imported before a command needs it: ``shoroku --help`` knows neither the index nor the dictionary.
"""

from shoroku.cli.app import app

__all__ = ["app", "main"]


def main() -> None:
    """Run the command line, and exit with its code."""
    app.main(prog_name="shoroku")
