"""A word in the title or among the subjects says more of a record than the same word in its abstract.

The title is scored as a text of its own and added at a weight, beside the whole text. (Robertson, Zaragoza & Taylor,
"Simple BM25 extension to multiple weighted fields", CIKM 2004, weigh frequencies instead; that came to the same here,
and the index scores fields, not frequencies.)
"""

TITLE, SUBJECT = 0.5, 0.2
