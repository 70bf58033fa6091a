"""The options and arguments of the command line, each declared once."""
