"""How the store keeps records: compressed, with dictionaries of its own."""
