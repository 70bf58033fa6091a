"""Readers of JSON formats."""
