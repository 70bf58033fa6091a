"""Results -> a page with records, snippets, facets and explanations."""
