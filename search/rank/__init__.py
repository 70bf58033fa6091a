"""Records with the index's scores -> one order: the best are scored again, and the answers in two languages are fused."""
