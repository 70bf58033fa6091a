"""``shoroku completion``: the script that has a shell ask shoroku what may come next when Tab is pressed."""

from importlib.resources import files

import click

from shoroku.cli.messages import language, message
from shoroku.cli.options.command import Command, Context, command
from shoroku.cli.options.completion import COMPLETION_VARIABLE
from shoroku.cli.terminal.text import safe


@command("help")
@click.argument("topic", metavar="[TOPIC]...", nargs=-1)
@click.pass_context
def help_(ctx: click.Context, topic: tuple[str, ...]) -> None:
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
    return (files("shoroku.search.query") / name).read_text(encoding="utf-8").rstrip("\n")


def _commands(root: click.Context) -> str:
    assert isinstance(root.command, click.Group)  # noqa: S101 (the program is a group)
    return ", ".join(root.command.list_commands(root))


def _exit_codes(ctx: click.Context) -> str:
    formatter = Context(ctx.command).make_formatter()
    with formatter.section(message("usage.exit_codes")):
        rows = [row.split("\t") for row in message("help.exit_codes").splitlines()]
        formatter.write_dl([(code, meaning) for code, meaning in rows])
    return formatter.getvalue().rstrip("\n")


_SHELLS = ("bash", "zsh", "fish")


@command("completion")
@click.argument("shell", metavar="bash|zsh|fish", type=click.Choice(_SHELLS))
@click.pass_context
def completion(ctx: click.Context, shell: str) -> None:
    from click.shell_completion import get_completion_class

    found = get_completion_class(shell)
    if found is not None:
        script = found(ctx.find_root().command, {}, "shoroku", COMPLETION_VARIABLE).source()
        click.echo(script)
