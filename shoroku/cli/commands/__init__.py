"""The commands: parse, call the library, print. Each module defines the commands that app.COMMANDS says."""
