"""Every constant of the ranking: BM25's parameters, what fields and features weigh, how many records they look at.

There is one configuration and it serves everyone. ``benchmarks/relevance`` says how the values were chosen; each part of
the ranking has to give something there. Every feature can be left out (``eval --without NAME``).
"""

# --- BM25 (Robertson & Zaragoza, "The probabilistic relevance framework: BM25 and beyond", 2009) ------------------------
#: tantivy has the same values built in.
K1, B = 1.2, 0.75
#: What a word said often in a short text comes to, in units of its idf.
BM25_CEILING = K1 + 1

# --- Fields, beside the text as a whole, which counts 1 -----------------------------------------------------------------
#: The title, and the subjects, are scored as texts of their own and added. (Robertson, Zaragoza & Taylor, "Simple BM25
#: extension to multiple weighted fields", CIKM 2004, weigh frequencies instead; that came to the same here, and the index
#: scores fields, not frequencies.)
TITLE, SUBJECT = 0.5, 0.2
NAME, CONTEXT, IDENTIFIER = 0.8, 0.3, 3.0

# --- Query terms --------------------------------------------------------------------------------------------------------
#: What a query is about is named by nouns; a Japanese question's verbs tell how it is put. Lioma & Blanco, "Part of speech
#: based term weighting for information retrieval" (ECIR 2009) find the same for English; the dictionary has the classes
#: for Japanese alone.
WORD_CLASSES = {"動詞": 0.7, "形容詞": 0.7, "形状詞": 0.7, "副詞": 0.7}
#: A word whose share of the query's whole idf is larger than this is discriminative: it is enough by itself.
DISCRIMINATIVE = 0.4
#: What a query can reach whose words are not known beforehand (immun*), so that its scores are on the scale of others.
MAX_SCORE_OF_PATTERNS = 10.0

# --- Variants of a query term, beside the word as written ---------------------------------------------------------------
SAME_WORD, NUMERAL, OTHER_NUMBER, SAME_SOUND, IN_COMPOUND = 0.9, 0.8, 0.6, 0.6, 0.5
#: HIV as HIV-1: so many such terms are looked at.
NUMBERED, MOST_NUMBERED = 0.7, 24
#: Voorhees, "Query expansion using lexical-semantic relations" (SIGIR 1994) is the warning: synonyms at full weight make
#: a search worse.
SYNONYM = 0.4
TRANSLATION = 0.7
#: How probable it is that a word in Latin letters stays as it is in a Japanese text, where there is a word for it.
SAME_IN_BOTH = 0.5
#: What the dictionary's translations are worth beside those that records say, in records. Less probable ones than this
#: are left out.
PRIOR, WEAKEST_TRANSLATION = 10, 0.04
#: A translation that the dictionary does not have is searched for if enough records say so and it is so probable, n records
#: counting for n / (n + discount); any, if it is so probable beside the best.
SURE, DISCOUNT, SURE_BESIDE = 0.2, 3, 0.4

#: What a share of the maximum score counts of a record that is neither in Japanese nor in English: stems and stop words do
#: not fit it, and who asks in these languages wants to read them.
OTHER_LANGUAGE = 0.5

# --- Neighbours: words of the query near each other in the text ---------------------------------------------------------
#: A pair of neighbours is a phrase with so many words of room (the sequential dependence of Metzler & Croft, "A Markov
#: random field model for term dependencies", SIGIR 2005). What all pairs give together does not grow with the query.
NEIGHBOURS, NEIGHBOUR_SLOP, MOST_NEIGHBOURS = 0.5, 2, 30

# --- Reranking: so many of the best records of each query variant are scored again ----------------------------------------
WINDOW, TRANSLATED_WINDOW = 50, 30
#: Of a translated query in sentences whose words records teach: there the index's order is much rougher than this one.
STRUCTURED_WINDOW = 60
#: So many of them, the best then, are looked at further.
STRUCTURED_KEPT = 30
#: Character pairs: weight, and BM25's k1 and b for them.
BIGRAMS, BIGRAM_K1, BIGRAM_B = 0.4, 1.0, 0.9
#: The best passage: weight, and its length in words.
PASSAGE, PASSAGE_WORDS = 0.5, 12
#: How much of its score a record loses that holds none of the query's words.
COVERAGE = 0.3
#: Feedback: so many records, their likeliest terms, of which the most discriminative ones make the model.
FEEDBACK_RECORDS, FEEDBACK_LIKELY, FEEDBACK_TERMS = 5, 120, 50
#: The model's share of the score; how fast a record's say falls with its distance from the best, in units of BM25's score.
FEEDBACK_SHARE, FEEDBACK_TEMPERATURE = 0.45, 1.2
#: Of fewer words there is no subject to be learnt.
FEEDBACK_FEWEST_WORDS = 2

# --- Fusion -------------------------------------------------------------------------------------------------------------
#: A translated question in sentences has lost words on its way: its shares are lower than those of one in the record's
#: own language. A list of keywords is short, and who typed it wants those words first.
TRANSLATED_SENTENCES, TRANSLATED_KEYWORDS = 1.1, 0.85
#: Of a sentence, a record that holds words as they were asked comes before one that holds a translation if it holds so
#: much more of it. Of keywords, if it holds as many.
TRANSLATED_MARGIN = 1.5
#: Shares of the maximum score above this are drawn together, so that none is over 1.
HIGH_SHARE = 0.8
