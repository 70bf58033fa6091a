"""Invented files as a user would have them, one record each."""

import json

RIS = """TY  - JOUR
TI  - Invented export
AU  - Yamada, Hanako
PY  - 2020
DO  - 10.99999/ris.1
ER  -
"""
BIBTEX = """@article{one,
  title = {Invented references},
  author = {Yamada, Hanako},
  year = {2020},
  doi = {10.99999/bib.1}
}
"""
NBIB = """PMID- 90000001
TI  - Invented citation.
DP  - 2020 Apr
AB  - Nothing was found.
"""
JATS = """<article xmlns:xlink="http://www.w3.org/1999/xlink" article-type="research-article"><front><article-meta>
<article-id pub-id-type="doi">10.99999/jats.1</article-id>
<title-group><article-title xml:lang="en">Invented article</article-title></title-group>
<pub-date><year>2020</year></pub-date></article-meta></front></article>
"""


def jalc(number: int) -> str:
    """Return a record as JaLC gives it."""
    data = {
        "doi": f"10.99999/jalc.{number}",
        "ra": "JaLC",
        "content_type": "JA",
        "title_list": [{"lang": "ja", "title": f"架空の報告 {number}"}],
        "publication_date": {"publication_year": "2019"},
    }
    return json.dumps({"status": "OK", "apiType": "doi", "apiVersion": "1.0.0", "message": {"total": 1}, "data": data})
