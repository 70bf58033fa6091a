"""What an index is asked, and the engine that answers: the one place that knows tantivy."""
