"""The words of an English question that only phrase the request: *I am interested in articles on*.

They say that something is wanted, not what. As words of the query, they would bring up texts about articles and interests.
Callan, Croft & Broglio, "TREC and TIPSTER experiments with INQUERY" (Information Processing & Management 1995), and Huston &
Croft, "Evaluating verbose query processing techniques" (SIGIR 2010), leave them out by patterns, as here. Nouns for
publications are left out only where a request begins with them, because elsewhere they name a subject: *papers* in *the
conservation of papers*.
"""

import re
from functools import cache

_WORKS = r"(?:any\s+|the\s+|all\s+|some\s+)?(?:articles|papers|publications)"
#: What joins a request to its subject.
_ABOUT = r"""
    on | about | concerning | regarding | (?:that\s+|which\s+)?(?:deal|deals|dealing)\s+with
  | (?:that\s+|which\s+)?(?:discuss|describe|discussing|describing)
"""
_PERSON = r"\b(?:i\s+am|i['’]m|we\s+are|we['’]re)"
_OPENING = rf"""
    {_PERSON}\s+(?:\w+ly\s+|also\s+)?(?:interested\s+in|(?:looking|searching)\s+for|seeking)
  | \b(?:i|we)(?:\s+would|['’]d)\s+(?:also\s+)?like(?:\s+to\s+(?:see|find|know|have|read))?
  | \b(?:i|we)\s+(?:want|need)(?:\s+to\s+(?:see|find|know|have|read))?
  | \b(?:please\s+)?(?:give|show|find|tell)\s+(?:me|us)
  | \bplease(?:\s+(?:give|show|find|tell|list))?
  | \bhas\s+any(?:one|body)(?:\s+(?:investigated|studied|published|written))?
  | \b(?:what|which|are\s+there|is\s+there|do\s+you\s+have)(?=\s+(?:any\s+)?(?:articles|papers|publications)\b)
"""


@cache
def _request() -> re.Pattern[str]:
    """A request for works, at the beginning of a sentence or after another opening, or an opening alone.

    Compiled for the first question, because that takes two milliseconds, which keywords need not wait for.
    """
    return re.compile(
        rf"""
        (?:(?:{_OPENING})\s+{_WORKS} | (?:(?<=\A)|(?<=[.?!;]\s)){_WORKS}(?=\s+(?:{_ABOUT})\b))
        (?:\s+(?:exist|are\s+there|are\s+available))?(?:\s+(?:{_ABOUT})\b)?
      | (?:{_OPENING})\b
        """,
        re.IGNORECASE | re.VERBOSE,
    )


def without_requests(text: str) -> str:
    """Return a question without the words that only phrase the request; the text itself if nothing else is in it."""
    left = _request().sub(" ", text)
    return left if left.strip(" .,;:?!") else text
