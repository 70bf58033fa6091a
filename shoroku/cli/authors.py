"""``shoroku authors``: the people of a library."""

from shoroku.cli.list_command import list_command

command = list_command("authors", "author", lambda library: library.authors)
