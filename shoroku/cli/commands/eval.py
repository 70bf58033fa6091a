"""``shoroku eval``: how good are the answers, measured over a retrieval collection."""

from pathlib import Path

import click

from shoroku.cli.messages import message
from shoroku.cli.options.command import command, option
from shoroku.cli.options.library import Location, library_option
from shoroku.cli.options.output import json_option
from shoroku.cli.terminal.printing import print_json


@command("eval")
@click.argument("directories", metavar="DIR...", nargs=-1, required=True, type=click.Path(path_type=Path))
@option("--run", "run_file", metavar="FILE", type=click.Path(path_type=Path), help_id="option.run")
@option("--without", metavar="NAME", multiple=True)
@option("--ablation", is_flag=True)
@json_option
@library_option
@click.pass_context
def evaluate(
    ctx: click.Context,
    directories: tuple[Path, ...],
    run_file: Path | None,
    without: tuple[str, ...],
    ablation: bool,
    as_json: bool,
    location: Location,
) -> None:
    from shoroku import evaluation

    if ablation and (without or run_file):
        raise click.UsageError(message("eval.ablation_alone"), ctx)
    if ablation:
        found = [one for each in directories for one in evaluation.ablation(each)]
    else:
        several = len(directories) > 1
        found = [
            evaluation.evaluate(each, _run_file(run_file, each) if several else run_file, without)
            for each in directories
        ]
    if as_json:
        print_json([one._asdict() for one in found])
    else:
        from shoroku.cli.render.evaluation import print_evaluations

        print_evaluations(found)


def _run_file(named: Path | None, collection: Path) -> Path | None:
    """Return a run file of the collection's own: run.trec -> run.nfcorpus.trec."""
    return named and named.with_suffix(f".{collection.resolve().name}{named.suffix}")
