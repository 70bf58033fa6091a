"""Ranking: the best records of the index are reranked, and the results of the query variants are fused."""
