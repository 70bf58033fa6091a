"""Harvesting: the HTTP client, the settings, the runner, and the state of harvests."""
