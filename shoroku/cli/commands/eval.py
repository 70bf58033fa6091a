"""``shoroku eval``: the quality of the search, measured on a test collection."""

from gettext import gettext as _
from pathlib import Path

import click

from shoroku.cli.options.command import command, option
from shoroku.cli.options.library import Location, library_option
from shoroku.cli.options.output import json_option
from shoroku.cli.terminal.text import print_json
from shoroku.messages import N_


@command(
    "eval",
    short_help=N_("Evaluate the search on a test collection."),
    help=N_(
        "Load a test collection (corpus.jsonl, queries.jsonl and qrels.tsv in DIR) into a temporary library, run its queries"
        " through the normal search, and print evaluation measures. Requires: pip install 'shoroku[eval]'"
    ),
    examples=(
        "$ shoroku eval collections/nfcorpus --run nfcorpus.trec",
        "$ shoroku eval collections/nfcorpus --json",
    ),
)
@click.argument("directories", metavar="DIR...", nargs=-1, required=True, type=click.Path(path_type=Path))
@option(
    "--run",
    "run_file",
    metavar="FILE",
    type=click.Path(path_type=Path),
    help=N_(
        "Write the top 100 results in TREC format. With several collections, to one file each: run.trec becomes run.NAME.trec."
    ),
)
@option(
    "--without",
    metavar="NAME",
    multiple=True,
    help=N_("Leave out a feature of the ranking (feedback, translations, …), to see what it contributes. Repeatable."),
)
@option(
    "--ablation", is_flag=True, help=N_("Measure with all features of the ranking, then without each of them in turn.")
)
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
        raise click.UsageError(_("--ablation cannot be combined with --without or --run."), ctx)
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
    """Return the run file of one collection: run.trec -> run.nfcorpus.trec."""
    return named and named.with_suffix(f".{collection.resolve().name}{named.suffix}")
