"""``shoroku help``: the page of a command, or of the exit codes."""

import click

from shoroku.cli.command import Context
from shoroku.cli.command import command as command_
from shoroku.cli.message import message
from shoroku.cli.safe import safe

_EXIT_CODES = "exit-codes"


@command_("help")
@click.argument("words", metavar="[COMMAND|exit-codes]...", nargs=-1)
@click.pass_context
def command(ctx: click.Context, words: tuple[str, ...]) -> None:
    root = ctx.find_root()
    if words == (_EXIT_CODES,):
        click.echo(_exit_codes(root))
        return
    found, within = root.command, root
    for word in words:
        inner = found.get_command(within, word) if isinstance(found, click.Group) else None
        if inner is None:
            raise click.UsageError(message("help.unknown", words=safe(" ".join(words))), ctx)
        found, within = inner, inner.make_context(word, [], parent=within, resilient_parsing=True)
    click.echo(found.get_help(within))


def _exit_codes(ctx: click.Context) -> str:
    formatter = Context(ctx.command).make_formatter()
    with formatter.section(message("usage.exit_codes")):
        rows = [row.split("\t") for row in message("help.exit_codes").splitlines()]
        formatter.write_dl([(code, meaning) for code, meaning in rows])
    return formatter.getvalue().rstrip("\n")
