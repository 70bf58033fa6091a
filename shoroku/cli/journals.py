"""``shoroku journals``: the journals of a library, each once under all its names."""

from shoroku.cli.list_command import list_command

command = list_command("journals", "journal", lambda library: library.journals)
