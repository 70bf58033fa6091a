"""How the web face is set up: its address and its bounds, as one value."""

from dataclasses import dataclass, replace


@dataclass(frozen=True, kw_only=True)
class Settings:
    """Settings of ``create_app``.

    ``base_url`` is the address that clients use, such as "https://example.org/library", for links in feeds and descriptions;
    "" derives it from each request. ``title`` names the library on pages and in descriptions. ``contact`` is the mail address
    of whoever runs the server, which OAI-PMH tells harvesters.

    ``seconds`` is the time that one request may take to search. ``threads`` is the number of searches at the same time, and
    ``waiting`` the number of requests that wait for one of them; any more are refused with status 503.

    ``max_url`` is the largest length of a request's path and query in bytes, ``max_parameters`` the largest number of its
    parameters, ``max_query`` the largest length of a search query in characters. ``logs_queries`` puts paths with their
    parameters into the access log; without it, what people search for is not logged. With ``logs_json``, each of its lines is
    a JSON object. ``counts`` is the folder in which several worker processes keep the counts of ``/metrics``, "" for one.
    """

    base_url: str = ""
    title: str = ""
    contact: str = ""
    seconds: float = 2.0
    threads: int = 4
    waiting: int = 64
    max_url: int = 16_384
    max_parameters: int = 200
    max_query: int = 2_000
    logs_queries: bool = False
    logs_json: bool = False
    counts: str = ""

    def shared(self, counts: str) -> "Settings":
        """Return the settings for worker processes that keep their counts in one folder."""
        return replace(self, counts=counts)
