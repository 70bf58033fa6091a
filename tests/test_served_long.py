"""A server that is asked for long, and while records are added: its memory does not grow, and no request fails."""

import gc
import json
import logging
import subprocess
import sys
import tracemalloc
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import httpx
import pytest
from starlette.testclient import TestClient

import shoroku
from shoroku.corpus.sample import sample_file
from shoroku.web import Settings, create_app
from tests.web_server import serving

#: A search and a page of each kind; the words are put in.
ASKED = [
    "/api/v1/search?q={}&facet=journal&facet=year&facet=language&facet=source",
    "/?q={}",
    "/opensearch/all?format=json&q={}",
    "/suggest?q={}",
    "/records/1390287142242714752",
    "/oai?verb=ListIdentifiers&metadataPrefix=oai_dc",
]
WORDS = ["免疫", "cytokine", "IL-6", "関節リウマチ", "serum biomarkers", "検査 診断", "therapy", "nothing-at-all"]
ADDRESSES = [address.format(word) for word in WORDS for address in ASKED]
_ROUNDS = 6


@pytest.fixture
def place(tmp_path: Path) -> Path:
    """A library of the bundled sample."""
    with shoroku.open(tmp_path / "library") as library:
        library.add([Path(str(sample_file()))])
    return tmp_path / "library"


def test_memory_does_not_grow(place: Path) -> None:
    """What a server allocates for requests is given back: of two equal halves, the second leaves next to nothing of its answers.

    Caches fill in the first half. What the second one leaves is compared with the bytes that it answered, of which a server that
    kept its answers would keep all.
    """
    with TestClient(create_app(place, Settings(seconds=600.0))) as client:

        def ask() -> tuple[int, int]:
            answered = 0
            for address in ADDRESSES * _ROUNDS:
                answer = client.get(address)
                assert answer.status_code == 200
                answered += len(answer.content)
            gc.collect()
            return tracemalloc.get_traced_memory()[0], answered

        logging.disable()  # pytest would keep the messages of all requests
        tracemalloc.start()
        try:
            (before, _), (after, answered) = ask(), ask()
        finally:
            tracemalloc.stop()
            logging.disable(logging.NOTSET)
    assert after - before < answered / 20


def more() -> Iterator[str]:
    """Yield lines of records that share a word and are not in the library."""
    for number in range(3_000):
        yield json.dumps(
            {"id": f"more-{number}", "title": f"Immunity and therapy {number}", "abstract": "Of cytokines. " * 9}
        )


def test_no_request_fails_while_records_are_added(place: Path, tmp_path: Path) -> None:
    """From the first to the last commit of ``shoroku add``, every face answers, and the last answers have the new records."""
    file = tmp_path / "more.jsonl"
    file.write_text("\n".join(more()))
    command = [sys.executable, "-P", "-m", "shoroku", "add", str(file), "--library", str(place)]
    with (
        shoroku.open(place) as library,
        serving(library) as address,
        httpx.Client(base_url=address, timeout=600) as client,
    ):
        before = client.get("/api/v1/search?q=immunity").json()["total"]
        with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True) as process:

            def ask(share: int) -> Counter[int]:
                seen: Counter[int] = Counter()
                while not seen or process.poll() is None:
                    for one in ADDRESSES[share::2]:
                        seen[client.get(one).status_code] += 1
                return seen

            with ThreadPoolExecutor(2) as pool:
                answers = sum(pool.map(ask, range(2)), Counter[int]())
            told, _ = process.communicate()
        assert process.returncode == 0, told
        assert set(answers) == {200}, answers
        assert client.get("/api/v1/search?q=immunity").json()["total"] == before + 3_000
