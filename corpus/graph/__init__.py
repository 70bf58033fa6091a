"""The graph: which works, projects, people and institutions the sources' records connect, and how."""
