"""The words of an English question that only phrase the request: *I am interested in articles on*.

They say that something is wanted, not what. As words of the query, they would bring up texts about articles and interests.
Callan, Croft & Broglio, "TREC and TIPSTER experiments with INQUERY" (Information Processing & Management 1995), and Huston &
Croft, "Evaluating verbose query processing techniques" (SIGIR 2010), leave them out by patterns, as here. They are left out
only at the beginning of a query or of a sentence, and nouns for publications only if their subject follows. Elsewhere they name
a subject: *papers* in *the conservation of papers*, and in *What papers are made from mulberry?*
"""

import re
from functools import cache

_WORKS = r"(?:any\s+|the\s+|all\s+|some\s+)?(?:articles|papers|publications)"
#: What joins a request to its subject.
_ABOUT = r"""
    on | about | concerning | regarding | (?:that\s+|which\s+)?(?:deal|deals|dealing)\s+with
  | (?:that\s+|which\s+)?(?:discuss|describe|discussing|describing)
"""
_THERE = r"exist | are\s+there | (?:are\s+)?available"
_OPENING = r"""
    (?:i\s+am|i['’]m|we\s+are|we['’]re)\s+(?:\w+ly\s+|also\s+)?(?:interested\s+in|(?:looking|searching)\s+for|seeking)
  | (?:i|we)(?:\s+would|['’]d)\s+(?:also\s+)?like(?:\s+to\s+(?:see|find|know|have|read))?
  | (?:i|we)\s+(?:want|need)(?:\s+to\s+(?:see|find|know|have|read))?
  | (?:give|show|find|tell)\s+(?:me|(?-i:us))
  | please(?:\s+(?:give|show|find|tell|list)(?:\s+(?:me|(?-i:us)))?)?
  | has\s+any(?:one|body)(?:\s+(?:investigated|studied|published|written))?
"""
_WHICH = r"what|which|are\s+there|is\s+there|do\s+you\s+have"
#: The end of a word that no hyphen continues.
_END = r"(?![\w-])"


@cache
def _request(is_first: bool) -> re.Pattern[str]:
    """A request for works with what joins it to its subject, or an opening alone, at the beginning of a sentence.

    Compiled for the first question, because that takes two milliseconds, which keywords need not wait for.
    """
    begins = r"(?:\A|(?<=[.?!;]\s))" if is_first else r"(?<=[.?!;]\s)"
    return re.compile(
        rf"""
        {begins}\s*
        (?:
            (?:(?:{_OPENING}){_END},?\s+)*
            (?:
                {_WORKS}\s+(?:(?:{_THERE})\s+)?(?:{_ABOUT})
              | (?:{_WHICH})\s+{_WORKS}\s+(?:(?:{_THERE})(?:\s+(?:{_ABOUT}))?|{_ABOUT})
            ){_END}
          | (?:(?:{_OPENING}){_END},?\s*)+
        )
        """,
        re.IGNORECASE | re.VERBOSE,
    )


def without_requests(text: str, *, is_first: bool = True) -> str:
    """Return a question without the words that only phrase the request; the text itself if nothing else is in it.

    ``is_first``: the text begins the query, so that a request may begin it.
    """
    left = _request(is_first).sub(" ", text)
    return left if left.strip(" .,;:?!") else text
