"""A word is asked for as it may be written elsewhere, too: 癌 as がん, IL-6 as IL 6, type 2 as type II.

What is one word beyond doubt is one term already (``analyzers/``); these are the spellings that only a query can know
(``respelling.py``, ``query.py``), each at what it is worth.
"""
