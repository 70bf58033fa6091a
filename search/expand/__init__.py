"""A parsed query -> query terms, each with all the variants in which it may stand in a text."""
