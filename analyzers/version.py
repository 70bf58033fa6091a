"""The version of the analysis rules. Raise it whenever any text gives different terms than before.

A test compares the terms of a fixed text with this number.
"""

VERSION = 4
