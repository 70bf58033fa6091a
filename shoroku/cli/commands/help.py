"""``shoroku help`` and ``shoroku completion``: help pages, and the script for completion in a shell."""

from gettext import gettext as _
from importlib.resources import files

import click

from shoroku.cli.options.command import Context, HelpFormatter, command, near_names
from shoroku.cli.options.completion import COMPLETION_VARIABLE
from shoroku.cli.terminal.text import safe
from shoroku.messages import N_, language

_SHELLS = ("bash", "zsh", "fish")

_EXIT_CODES = (
    ("0", N_("Success. A search that finds nothing is a success, too, unless --fail-empty is given.")),
    (
        "1",
        N_(
            "Something needs attention: records were rejected (add, harvest, update), a problem was found (check), there is no"
            " such record, hit or saved search, or a file cannot be read; with --fail-empty, nothing was found or is new."
        ),
    ),
    ("2", N_("Usage error: an option, argument or API key is missing, unknown or invalid.")),
    (
        "3",
        N_(
            "The library cannot be used: it does not exist, is not a shoroku library, is too new, damaged, locked by another"
            " process or read-only, its disk is full, or its index is missing or out of date. The message says how to fix it."
        ),
    ),
    ("4", N_("A source could not be harvested. Saved records are kept; run the same command again to continue.")),
    ("70", N_("Internal error, or the output cannot be written.")),
    ("130", N_("Interrupted (Ctrl-C). Everything committed so far is kept.")),
)


@command(
    "help",
    short_help=N_("Explain a command, the query language or exit codes."),
    help=N_(
        "Show the help page of a command, with examples. The topic query explains the query language, exit-codes the exit"
        " codes. Without TOPIC, list all commands."
    ),
    examples=("$ shoroku help query", "$ shoroku help search", "$ shoroku help exit-codes"),
)
@click.argument("topic", metavar="[TOPIC]...", nargs=-1)
@click.pass_context
def help_(ctx: click.Context, topic: tuple[str, ...]) -> None:
    root = ctx.find_root()
    if topic == ("query",):
        click.echo(_query_page(root))
        return
    if topic == ("exit-codes",):
        click.echo(_exit_codes(root))
        return
    found, at = root.command, root
    for name in topic:
        below = found.get_command(at, name) if isinstance(found, click.Group) else None
        if below is None:
            text = _("There is no help on {topic}. The topics are query, exit-codes and the commands: {commands}")
            told = text.format(topic=safe(" ".join(topic)), commands=_commands(root))
            near = near_names(name, ["query", "exit-codes", *_commands(root).split(", ")])
            stop = "。" if language() == "ja" else ". "
            raise click.UsageError(f"{told}{stop}{near}" if near else told, ctx)
        found, at = below, Context(below, info_name=name, parent=at)
    click.echo(found.get_help(at))


def _query_page(ctx: click.Context) -> str:
    from shoroku.cli.render.markdown import as_help

    name = "query.ja.md" if language() == "ja" else "query.md"
    page = (files("shoroku.search.query") / name).read_text(encoding="utf-8")
    page = "\n\n".join(part for part in page.split("\n\n") if "shoroku help" not in part)  # this is it
    return as_help(page, HelpFormatter(width=Context(ctx.command).make_formatter().width))


def _commands(root: click.Context) -> str:
    assert isinstance(root.command, click.Group)  # noqa: S101 (the program is a group)
    return ", ".join(root.command.list_commands(root))


def _exit_codes(ctx: click.Context) -> str:
    formatter = Context(ctx.command).make_formatter()
    with formatter.section(_("Exit codes")):
        formatter.write_dl([(code, _(meaning)) for code, meaning in _EXIT_CODES])
    return formatter.getvalue().rstrip("\n")


@command(
    "completion",
    short_help=N_("Print the script for shell completion."),
    help=N_(
        "Print the script with which a shell completes shoroku's commands and options, and the names of journals, data sources"
        " and saved searches in your library. To enable it, add this line to your shell's configuration file:\n"
        "\n"
        '  ~/.bashrc                   eval "$(shoroku completion bash)"\n'
        '  ~/.zshrc, after compinit    eval "$(shoroku completion zsh)"\n'
        "  ~/.config/fish/config.fish  shoroku completion fish | source"
    ),
    examples=(
        "$ shoroku completion bash",
        "$ shoroku completion zsh >_shoroku",
        "$ shoroku completion fish >shoroku.fish",
    ),
)
@click.argument("shell", metavar="bash|zsh|fish", type=click.Choice(_SHELLS))
@click.pass_context
def completion(ctx: click.Context, shell: str) -> None:
    from click.shell_completion import get_completion_class

    found = get_completion_class(shell)
    if found is not None:
        click.echo(found(ctx.find_root().command, {}, "shoroku", COMPLETION_VARIABLE).source())
