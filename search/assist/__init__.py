"""Help with a search: completions while typing, "did you mean", similar records."""
