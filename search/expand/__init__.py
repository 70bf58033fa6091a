"""A parsed query -> query terms, each with the variants in which it may occur in a text."""
