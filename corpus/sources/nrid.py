"""NRID: researchers as KAKEN knows them, with their projects and products. This follows clients of the service; it has not been
tested against it."""

from shoroku.corpus.harvest.client import Answer
from shoroku.corpus.normalize.counts import whole
from shoroku.corpus.readers.json_formats.nrid import FORMAT
from shoroku.corpus.sources import kaken_search, reading
from shoroku.messages import N_, Localized

_EXPECTED = Localized("a list of researchers from NRID")


def _total(answer: Answer) -> int | None:
    return whole(str(reading.json_object(answer, _EXPECTED).get("totalResults")))


SOURCE = kaken_search.source(
    "nrid",
    N_(
        "Researchers of NRID, as KAKEN knows them: names, numbers, affiliations, projects and products. Requires an application ID (appid, free from NII). 1 request per second. NRID does not list changes: an update fetches everything again. It answers a request that comes too soon as if nothing were found."
    ),
    "https://nrid.nii.ac.jp",
    FORMAT,
    _total,
)
