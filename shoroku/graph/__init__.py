"""Questions about people, projects, data and citations: what ``Library`` and the command line ask the graph."""
