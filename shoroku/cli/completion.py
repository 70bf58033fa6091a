"""``shoroku completion``: the script that has a shell ask shoroku what may come next when Tab is pressed."""

import click

from shoroku.cli.app import COMPLETION_VARIABLE
from shoroku.cli.command import command as command_

_SHELLS = ("bash", "zsh", "fish")


@command_("completion")
@click.argument("shell", metavar="bash|zsh|fish", type=click.Choice(_SHELLS))
@click.pass_context
def command(ctx: click.Context, shell: str) -> None:
    from click.shell_completion import get_completion_class

    found = get_completion_class(shell)
    if found is not None:
        script = found(ctx.find_root().command, {}, "shoroku", COMPLETION_VARIABLE).source()
        click.echo(script)
