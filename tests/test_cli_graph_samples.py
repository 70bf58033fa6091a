"""The commands of docs/graph-transcript.md over the sources' own files, which stand beside the project: from a person to data.

KAKEN 19KK0341 belongs together with its CiNii project, an article in Crossref and OpenAlex, its OpenAlex author and its ROR.
"""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner
from lxml import etree

import shoroku
from shoroku.cli import app

SAMPLES = Path(__file__).resolve().parents[1].parent / "shared" / "samples"
pytestmark = pytest.mark.skipif(not SAMPLES.is_dir(), reason="the samples are not beside the project")

FILES = (
    "kaken/grantAwards_19KK0341.xml",
    "cinii/opensearch_v2_project_19KK0341_ja.json",
    "crossref/10.1016_j.advnut.2025.100480.json",
    "openalex/W4412424744.json",
    "openalex/A5000546253.json",
    "ror/005pdtr14.json",
    "datacite/10.60574_104682.json",
    "crossref/10.7554_elife.01567.json",
)
AWARD, ARTICLE, AUTHOR = "19KK0341", "10.1016/j.advnut.2025.100480", "0000-0003-3285-3633"
DATA, ITS_AUTHOR = "10.60574/104682", "0000-0001-7438-4797"
SUPPLEMENTED = "10.7554/elife.01567"


@pytest.fixture(scope="module")
def shelf(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give the folder of a library with these files."""
    path = tmp_path_factory.mktemp("samples") / "library"
    with shoroku.open(path) as library:
        added = library.add([SAMPLES / name for name in FILES])
        assert (added.outcome.new, added.rejects) == (len(FILES), [])
        assert library.check() == []
    return path


def run(shelf: Path, *words: str) -> str:
    """Return what a command prints, its lines joined where they were only broken to fit."""
    environment = {"SHOROKU_LANG": "en", "COLUMNS": "400"}
    result = CliRunner(env=environment).invoke(app, [*words, "--library", str(shelf)])
    assert result.exit_code == 0, result.output
    return result.output


#: Commands, and what they print, in this order.
WALK: list[tuple[tuple[str, ...], tuple[str, ...]]] = [
    # A name has one entry for each person whom sources identify; each says why it is one.
    (
        ("person", "白鳥 佐紀子"),
        ("白鳥 佐紀子", "erad:60746486", "joined by identifiers", "KAKEN, in 1 place", "1 project"),
    ),
    (
        ("person", AUTHOR, "--works", "--coauthors"),
        (
            "orcid:0000-0003-3285-3633: Crossref, OpenAlex, in 2 places",
            "taken for one person by its source, and not joined: openalex:A5000546253",
            "1 work · 0 projects · 2025",
            f"doi:{ARTICLE}",
            "MG Dilini Abeysekara · 1 work · 2025 · by name only",
        ),
    ),
    # The project lists its products and not the article, which names the award: the two are told apart.
    (("project", AWARD), ("6 works: 5 listed by the project, 1 naming the award; 1 member",)),
    (
        ("project", f"JP{AWARD}", "--works", "--members"),
        (
            "has the member",
            "erad:60746486",
            "KAKEN · “principal_investigator”",
            "listed by the project",
            "doi:10.3390/foods13193147 · not in this library",
            "names the award",
            f"doi:{ARTICLE}",
        ),
    ),
    (
        ("related", ARTICLE, "--kind", "cites,data,project,person", "--depth", "2", "--limit", "50"),
        (
            "is a result of the project",
            "Crossref · the work names the award",
            "OpenAlex · the work names the award",
            "was created by",
            "orcid:0000-0003-3285-3633",
            "cites",
            "doi:10.1093/ajcn/75.2.245 · not in this library",
            "are left out (cites",
            "19 references have no identifier, so they are no links.",
        ),
    ),
    (
        ("related", ARTICLE, "--kind", "data,project,person", "--depth", "2"),
        (
            "is a result of the project",
            "2 steps away, from 1040848250614322432: has the result",
            "KAKEN · “product” · listed by the other side",
            "2 steps away, from 1040848250614322432: has the member",
            "erad:60746486",
        ),
    ),
    # From the member of the project, by way of the project, to the article and its author.
    (
        ("path", "白鳥 佐紀子", AUTHOR, "--through", "coauthors,projects"),
        (
            "erad:60746486",
            "↓ is a member of",
            "1040848250614322432",
            "↓ has the result",
            "Crossref · the work names the award",
            f"doi:{ARTICLE}",
            "↓ was created by",
            "orcid:0000-0003-3285-3633",
        ),
    ),
    # From a person to a data set, and from it to the article; from an article to its data.
    (
        ("person", ITS_AUTHOR, "--works"),
        ("orcid:0000-0001-7438-4797: DataCite", "erad:10734353: DataCite", f"doi:{DATA}"),
    ),
    (("related", DATA), ("supplements", "doi:10.1103/ln4p-846x · not in this library", "DataCite · “IsSupplementTo”")),
    (("path", ITS_AUTHOR, "10.1103/ln4p-846x"), ("↓ created", f"doi:{DATA}", "↓ supplements", "doi:10.1103/ln4p-846x")),
    (
        ("related", SUPPLEMENTED, "--kind", "data"),
        ("is supplemented by", "doi:10.5061/dryad.b835k · not in this library", "Crossref · “is-supplemented-by”"),
    ),
    # The same in the index.
    (("search", "", "--type", "dataset"), ("1 record", f"doi:{DATA}")),
    (("search", f"project:{AWARD}"), ("2 records", f"doi:{ARTICLE}", "1040848250614322432")),
    (("search", "has:data"), ("1 record", f"doi:{SUPPLEMENTED}")),
    (("search", "cites:10.1093/ajcn/75.2.245"), ("1 record", f"doi:{ARTICLE}")),
    (("search", f"orcid:{AUTHOR}"), ("2 records", f"doi:{ARTICLE}", "openalex:A5000546253")),
    (
        ("facets", "", "--facet", "project", "--facet", "funder", "--facet", "institution"),
        ("rural Madagascar [19KK0341]", "[ror:00hhkn466]", "Agricultural Sciences [ror:005pdtr14]"),
    ),
    (("check",), ("No problems: 6 records",)),  # project and article come from two sources each
]


@pytest.mark.parametrize(("words", "told"), WALK, ids=[" ".join(words) for words, _ in WALK])
def test_the_real_cluster_is_walked(shelf: Path, words: tuple[str, ...], told: tuple[str, ...]) -> None:
    """Each command answers from the real files, and says who states what."""
    shown = run(shelf, *words)
    at = 0
    for part in told:
        assert part in shown[at:], shown
        at = shown.index(part, at) + len(part)


def test_the_article_is_joined_by_the_award_alone(shelf: Path) -> None:
    """The member of the project and the author of the article stay two people: no source says that they are one."""
    people = json.loads(run(shelf, "person", "白鳥 佐紀子", "--json", "--possibly"))
    assert [one["person"]["id"] for one in people] == ["erad:60746486"]
    without = run(shelf, "path", "白鳥 佐紀子", ARTICLE, "--through", "coauthors")
    assert "No path" in without
    assert "60746486" not in run(shelf, "person", AUTHOR)


def test_the_real_graph_as_files(shelf: Path, tmp_path: Path) -> None:
    """All formats have the same nodes; the project, the article and its author are among them."""
    written = {}
    for name in ("graphml", "dot", "csv", "jsonld", "json"):
        path = tmp_path / f"graph.{name}"
        run(shelf, "graph", ARTICLE, "--depth", "2", "--format", name, "--output", str(path))
        written[name] = path.read_text(encoding="utf-8")
    nodes = {one["id"] for one in json.loads(written["json"])["nodes"]}
    assert {f"doi:{ARTICLE}", "1040848250614322432", f"orcid:{AUTHOR}", "erad:60746486"} <= nodes
    namespace = "{http://graphml.graphdrawing.org/xmlns}"
    assert {one.get("id") for one in etree.fromstring(written["graphml"].encode()).iter(f"{namespace}node")} == nodes
    for name in ("dot", "csv"):
        assert all(one in written[name] for one in (ARTICLE, "1040848250614322432", AUTHOR))
    assert f"https://doi.org/{ARTICLE}" in written["jsonld"]
