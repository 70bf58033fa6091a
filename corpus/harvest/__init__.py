"""Harvesting: the polite client, settings, the run of a harvest and its state."""
