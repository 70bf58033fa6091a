"""How records are described to people: names of types, languages and facets; a person's name; a citation in one line."""

from shoroku.corpus.record import citation, person_name
from shoroku.messages import N_

__all__ = ["LABELS", "LANGUAGES", "TYPES", "citation", "person_name"]

TYPES = {"article": N_("article"), "book": N_("book"), "dataset": N_("dataset"), "dissertation": N_("dissertation")}
LABELS = {
    "journal": N_("Journal"),
    "year": N_("Year"),
    "language": N_("Language"),
    "source": N_("Data source"),
    "type": N_("Type"),
    "author": N_("Author"),
    "publisher": N_("Publisher"),
    "subject": N_("Subject"),
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
