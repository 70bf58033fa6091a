"""A plan -> expressions for the engine -> records with the index's scores."""
