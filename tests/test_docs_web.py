"""The documentation of the interfaces runs: every request in it is answered, and it names every parameter."""

import re
import shlex
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from starlette.testclient import TestClient

import shoroku
from shoroku.corpus.sample import sample_file
from shoroku.web import Settings, create_app

DOCS = Path(__file__).resolve().parents[1] / "docs"
PAGES = ("cinii-api.md", "cinii-api.ja.md", "oai-provider.md", "oai-provider.ja.md")


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    """A client of a server over the sample."""
    with shoroku.open(tmp_path_factory.mktemp("docs") / "library") as library:
        library.add([sample_file()])
        with TestClient(create_app(library, Settings(seconds=600.0))) as client:
            yield client


def requests(page: str) -> list[str]:
    return re.findall(r"^curl .*$", (DOCS / page).read_text(encoding="utf-8"), re.MULTILINE)


@pytest.mark.parametrize(("page", "request_line"), [(page, line) for page in PAGES for line in requests(page)])
def test_every_request_is_answered(page: str, request_line: str, client: TestClient) -> None:
    """A request of the documentation finds something, without an error of its protocol."""
    *options, url = shlex.split(request_line)[1:]
    parts = urlsplit(url)
    headers = dict([options[1].split(": ")]) if options else {}
    answer = client.get(f"{parts.path}?{parts.query}", headers=headers, follow_redirects=False)
    assert answer.status_code == 200
    assert "<error" not in answer.text
    assert '"items":[]' not in answer.text


@pytest.mark.parametrize("page", PAGES)
def test_both_languages_have_the_same_requests(page: str) -> None:
    """What is shown in one language is shown in the other."""
    assert requests(page) == requests(page.replace(".ja", ""))
    assert requests(page)
