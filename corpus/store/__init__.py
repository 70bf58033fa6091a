"""The store: source records, merged records, withdrawals, saved searches; one SQLite database."""
