"""Spelling: British and American, plurals, old kanji, stop words."""
