"""Authority data: which signatures are one journal or publisher, and the keys under which records are counted."""
