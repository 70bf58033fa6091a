"""What types, languages and facets are called, on pages and in the command line."""

from shoroku.messages import N_

TYPES = {
    "article": N_("article"),
    "book": N_("book"),
    "dataset": N_("dataset"),
    "dissertation": N_("dissertation"),
    "organization": N_("organization"),
    "project": N_("project"),
    "researcher": N_("researcher"),
}
LABELS = {
    "journal": N_("Journal"),
    "year": N_("Year"),
    "language": N_("Language"),
    "source": N_("Data source"),
    "type": N_("Type"),
    "author": N_("Author"),
    "publisher": N_("Publisher"),
    "subject": N_("Subject"),
    "project": N_("Project"),
    "funder": N_("Funder"),
    "institution": N_("Institution"),
    "tag": N_("Tag"),
}
LANGUAGES = {
    "ja": N_("Japanese"),
    "en": N_("English"),
    "de": N_("German"),
    "fr": N_("French"),
    "zh": N_("Chinese"),
    "ko": N_("Korean"),
}
