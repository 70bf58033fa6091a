"""Results -> what a reader sees: a page with its records, snippets, facets and explanations."""
