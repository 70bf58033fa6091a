"""The search history: stored in the user's own folder, printed as commands that can be run again."""
