"""What the user searched for before: kept in their own folder, printed as commands that can be run again."""
