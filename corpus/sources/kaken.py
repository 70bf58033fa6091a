"""KAKEN: projects of Grants-in-Aid for Scientific Research, with members, products and summaries."""

from shoroku.corpus.harvest.client import Answer
from shoroku.corpus.normalize.counts import whole
from shoroku.corpus.readers import xml
from shoroku.corpus.readers.xml_formats.kaken import FORMAT
from shoroku.corpus.sources import kaken_search, reading
from shoroku.messages import N_, Localized

_EXPECTED = Localized("a list of projects from KAKEN")


def _total(answer: Answer) -> int | None:
    found = reading.xml_parts(answer, _EXPECTED, {"totalResults"}, xml.value)
    return whole(found[0]) if found else None


SOURCE = kaken_search.source(
    "kaken",
    N_(
        "Projects of Grants-in-Aid for Scientific Research (KAKENHI): members, products and summaries, in Japanese and partly in English. Requires an application ID (appid, free from NII). 1 request per second. KAKEN does not list changes: an update fetches everything again. It answers a request that comes too soon as if nothing were found."
    ),
    "https://kaken.nii.ac.jp",
    FORMAT,
    _total,
)
