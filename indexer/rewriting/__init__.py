"""Rewriting the segments of an index that hold deleted documents, so that no file holds anything of them."""
