"""A plan -> expressions that an engine can answer -> records, by the thousand, each with the index's score."""
