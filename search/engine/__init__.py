"""Expressions, and the engine that evaluates them. Only this package knows tantivy."""
