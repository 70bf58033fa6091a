"""What is linked, as pages: people, projects, the panels of a record, and a drawing of them."""
