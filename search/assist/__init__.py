"""Help with a search: completions while it is typed, a correction where it finds little, records like one that was found."""
