"""Normal forms of the fields of a record: text, names, dates, pages, languages, types of work."""
