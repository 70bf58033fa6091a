"""Readers of XML formats."""
