"""Readers of line-based formats and tables."""
