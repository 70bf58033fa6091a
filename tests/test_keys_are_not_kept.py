"""A source's key is neither told nor kept, in whatever form a source repeats it."""

import json

import pytest

from shoroku import BadAnswer, BadParameter
from shoroku.corpus import sources
from shoroku.corpus.harvest.runner import _hidden_in, _without_keys

KEY = 'k/e+y "&1'
REPEATED = [
    KEY,
    "k%2Fe%2By%20%22%261",
    "k%2fe%2by%20%22%261",
    "k/e%2By%20%22%261",
    "k%2Fe%2By+%22%261",
    "k/e+y &quot;&amp;1",
    json.dumps(KEY),
]


@pytest.mark.parametrize("written", REPEATED)
def test_a_key_that_a_source_repeats(written: str) -> None:
    """As it is, percent-encoded, in HTML or in JSON: it is in no message and in no rejected text."""
    error = BadAnswer(url=f"https://example.org/?key={written}&q=1", expected="JSON", reason=f"you sent {written}")
    told = str(_without_keys(error, frozenset({KEY})))
    kept = _hidden_in(f"<a>{written}</a>\udcff".encode("utf-8", "surrogateescape"), frozenset({KEY}))
    assert told.count("…") == 2
    assert kept in ("<a>…</a>".encode() + b"\xff", '<a>"…"</a>'.encode() + b"\xff")


@pytest.mark.parametrize("parameter", ["key", "apikey", "api_key", "access_token", "appid", "Password"])
def test_an_address_with_a_key_is_refused(parameter: str) -> None:
    """The address of a repository is stored and shown: one that holds a key is not taken, and the key not repeated."""
    with pytest.raises(BadParameter) as caught:
        sources.named("oai").windows({"url": f"https://example.org/oai?{parameter}=sesame"}, "")
    assert "sesame" not in str(caught.value)
    assert parameter in str(caught.value)


def test_other_parameters_of_an_address() -> None:
    """A parameter that says which repository is meant is no key."""
    assert sources.named("oai").windows({"url": "https://example.org/oai?repository=1"}, "")
