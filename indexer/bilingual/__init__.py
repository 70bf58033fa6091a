"""The bilingual lexicon, learned from records with texts in both languages."""
