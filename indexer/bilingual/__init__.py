"""The bilingual lexicon: learned from records that have both languages."""
