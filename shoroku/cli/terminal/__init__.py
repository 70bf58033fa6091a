"""Text that fits the terminal, printing, progress bars, exit codes: nothing here knows what a search is."""
