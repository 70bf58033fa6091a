"""KAKEN: projects of Grants-in-Aid for Scientific Research, with members, products and summaries."""

from shoroku.corpus.harvest.client import Answer
from shoroku.corpus.readers import xml
from shoroku.corpus.readers.xml_formats.kaken import FORMAT
from shoroku.corpus.sources import kaken_search, reading
from shoroku.corpus.sources.source import Get, Page, Parameters, Source, Window
from shoroku.messages import N_, Localized

_BASE = "https://kaken.nii.ac.jp"
_EXPECTED = Localized("a list of projects from KAKEN")


def _page(get: Get, parameters: Parameters, window: Window, cursor: str | None) -> Page:
    url = f"{parameters.get('base', _BASE)}/opensearch/"
    return kaken_search.page(get, parameters, cursor, url, FORMAT, _total)


def _total(answer: Answer) -> int | None:
    found = reading.xml_parts(answer, _EXPECTED, {"totalResults"}, xml.value)
    return int(found[0]) if found and found[0].isdecimal() else None


SOURCE = Source(
    name="kaken",
    origin=FORMAT.origin,
    about=N_(
        "Projects of Grants-in-Aid for Scientific Research (KAKENHI): members, products and summaries, in Japanese and partly in English. Requires an application ID (appid, free from NII). 1 request per second. KAKEN does not list changes: an update fetches everything again. It answers a request that comes too soon as if nothing were found."
    ),
    parameters=kaken_search.PARAMETERS,
    windows=kaken_search.windows,
    page=_page,
    keys=(kaken_search.KEY,),
    key_parameters=kaken_search.KEY_PARAMETERS,
    pause=1.0,
)
