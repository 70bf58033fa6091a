"""``shoroku help``: the page of a command, the one on the query language, and the one on exit codes."""

from importlib.resources import files

import click

from shoroku.cli.command import Command, Context
from shoroku.cli.command import command as command_
from shoroku.cli.language import language
from shoroku.cli.message import message
from shoroku.cli.safe import safe


@command_("help")
@click.argument("topic", metavar="[TOPIC]...", nargs=-1)
@click.pass_context
def command(ctx: click.Context, topic: tuple[str, ...]) -> None:
    root = ctx.find_root()
    if topic == ("query",):
        click.echo(_query_page())
        return
    if topic == ("exit-codes",):
        click.echo(_exit_codes(root))
        return
    found, at = root.command, root
    for name in topic:
        below = found.get_command(at, name) if isinstance(found, click.Group) else None
        if below is None:
            raise click.UsageError(message("help.unknown", topic=safe(" ".join(topic)), commands=_commands(root)), ctx)
        found, at = below, Command.context_class(below, info_name=name, parent=at)
    click.echo(found.get_help(at))


def _query_page() -> str:
    name = "query.ja.md" if language() == "ja" else "query.md"
    return (files("shoroku.search.language") / name).read_text(encoding="utf-8").rstrip("\n")


def _commands(root: click.Context) -> str:
    assert isinstance(root.command, click.Group)  # noqa: S101 (the program is a group)
    return ", ".join(root.command.list_commands(root))


def _exit_codes(ctx: click.Context) -> str:
    formatter = Context(ctx.command).make_formatter()
    with formatter.section(message("usage.exit_codes")):
        rows = [row.split("\t") for row in message("help.exit_codes").splitlines()]
        formatter.write_dl([(code, meaning) for code, meaning in rows])
    return formatter.getvalue().rstrip("\n")
