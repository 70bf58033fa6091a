"""Copies of libraries on OpenSearch clusters: sending them there, and reading them like a library."""
