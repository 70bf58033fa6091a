"""NRID: researchers as KAKEN knows them, with their projects and products. This follows clients of the service; it has not been
tested against it."""

from shoroku.corpus.harvest.client import Answer
from shoroku.corpus.readers.json_formats.nrid import FORMAT
from shoroku.corpus.sources import kaken_search, reading
from shoroku.corpus.sources.source import Get, Page, Parameters, Source, Window
from shoroku.messages import N_, Localized

_BASE = "https://nrid.nii.ac.jp"
_EXPECTED = Localized("a list of researchers from NRID")


def _page(get: Get, parameters: Parameters, window: Window, cursor: str | None) -> Page:
    url = f"{parameters.get('base', _BASE)}/opensearch/"
    return kaken_search.page(get, parameters, cursor, url, FORMAT, _total)


def _total(answer: Answer) -> int | None:
    total = reading.json_object(answer, _EXPECTED).get("totalResults")
    written = str(total)
    return int(written) if written.isascii() and written.isdecimal() else None


SOURCE = Source(
    name="nrid",
    origin=FORMAT.origin,
    about=N_(
        "Researchers of NRID, as KAKEN knows them: names, numbers, affiliations, projects and products. Requires an application ID (appid, free from NII). 1 request per second. NRID does not list changes: an update fetches everything again. It answers a request that comes too soon as if nothing were found."
    ),
    parameters=kaken_search.PARAMETERS,
    windows=kaken_search.windows,
    page=_page,
    keys=(kaken_search.KEY,),
    key_parameters=kaken_search.KEY_PARAMETERS,
    pause=1.0,
)
