"""What links are called, in both directions, for people to read."""

from shoroku.messages import N_

#: Kind of a link and whether it is followed in its direction -> what the other end is to the one asked about.
LINKS = {
    ("", True): N_("is linked with"),
    ("", False): N_("is linked from"),
    ("cites", True): N_("cites"),
    ("cites", False): N_("is cited by"),
    ("supplements", True): N_("supplements"),
    ("supplements", False): N_("is supplemented by"),
    ("derived-from", True): N_("is derived from"),
    ("derived-from", False): N_("is the source of"),
    ("part-of", True): N_("is part of"),
    ("part-of", False): N_("has the part"),
    ("version-of", True): N_("is a version of"),
    ("version-of", False): N_("has the version"),
    ("translation-of", True): N_("is a translation of"),
    ("translation-of", False): N_("has the translation"),
    ("reviews", True): N_("reviews"),
    ("reviews", False): N_("is reviewed by"),
    ("comments", True): N_("comments on"),
    ("comments", False): N_("is commented on by"),
    ("corrects", True): N_("corrects"),
    ("corrects", False): N_("is corrected by"),
    ("retracts", True): N_("retracts"),
    ("retracts", False): N_("is retracted by"),
    ("updates", True): N_("updates"),
    ("updates", False): N_("is updated by"),
    ("same-as", True): N_("is the same as"),
    ("same-as", False): N_("is the same as"),
    ("output-of", True): N_("is a result of the project"),
    ("output-of", False): N_("has the result"),
    ("part-of-project", True): N_("is part of the project"),
    ("part-of-project", False): N_("has the part project"),
    ("created-by", True): N_("was created by"),
    ("created-by", False): N_("created"),
    ("member-of", True): N_("is a member of"),
    ("member-of", False): N_("has the member"),
    ("funded-by", True): N_("was funded by"),
    ("funded-by", False): N_("funded"),
    ("affiliated-with", True): N_("names the institution"),
    ("affiliated-with", False): N_("is named by"),
}
#: What makes an entry of people one.
BASES = {
    "identifier": N_("joined by identifiers"),
    "cluster": N_("what one source takes for one person"),
    "mention": N_("one place in one work; no source identifies who it is"),
    "name": N_("works with this name and no identifier; nobody says whether they are by one person"),
}
#: Why someone is possibly the same person, or is not.
REASONS = {
    "affiliation": N_("affiliation {value}"),
    "cluster": N_("both are {value} in its source"),
    "coauthor": N_("co-author {value}"),
    "orcid": N_("has the ORCID {value}"),
    "same-work": N_("both are authors of {value}"),
    "years": N_("years {value}"),
}
