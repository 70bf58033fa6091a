"""All constants of the ranking: BM25's parameters, the weights of fields and features, and the numbers of records they use.

There is one configuration, and it serves everyone. ``benchmarks/relevance`` explains how the values were chosen: every part
of the ranking must improve its figures. Every feature can be switched off (``eval --without NAME``).
"""

# --- BM25 (Robertson & Zaragoza, "The probabilistic relevance framework: BM25 and beyond", 2009) ------------------------
#: The values that are built into tantivy.
K1, B = 1.2, 0.75
#: The upper limit of a word's score, in units of its idf: the word is very frequent in a very short text.
BM25_CEILING = K1 + 1

# --- Weights of fields; the whole text has weight 1 ---------------------------------------------------------------------
#: The title and the subjects are scored separately, and the scores are added. (Robertson, Zaragoza & Taylor, "Simple BM25
#: extension to multiple weighted fields", CIKM 2004, add weighted frequencies instead. The results were the same, and the
#: index computes scores of fields.)
TITLE, SUBJECT = 0.5, 0.2
NAME, CONTEXT, IDENTIFIER = 0.8, 0.3, 3.0

# --- Query terms --------------------------------------------------------------------------------------------------------
#: Weights by part of speech. Nouns name the topic of a query; the verbs of a Japanese question belong to its phrasing. Lioma
#: & Blanco, "Part of speech based term weighting for information retrieval" (ECIR 2009), find the same for English, but the
#: dictionary gives parts of speech only for Japanese.
WORD_CLASSES = {"動詞": 0.7, "形容詞": 0.7, "形状詞": 0.7, "副詞": 0.7}
#: A word with a larger share of the query's total idf is discriminative: a record may match by this word alone.
DISCRIMINATIVE = 0.4
#: The assumed maximum score of a query whose words are not known beforehand (immun*).
MAX_SCORE_OF_PATTERNS = 10.0

# --- Weights of a query term's variants; the word as written has weight 1 -----------------------------------------------
SAME_WORD, NUMERAL, OTHER_NUMBER, SAME_SOUND, IN_COMPOUND = 0.9, 0.8, 0.6, 0.6, 0.5
#: HIV-1 as a variant of HIV, and the maximum number of such terms.
NUMBERED, MOST_NUMBERED = 0.7, 24
#: Low, because synonyms at full weight make results worse (Voorhees, "Query expansion using lexical-semantic relations",
#: SIGIR 1994).
SYNONYM = 0.4
#: The weight of a certain translation. An uncertain one has the same weight from the probability LIKELY on, below that a
#: proportional one.
TRANSLATION, LIKELY = 0.7, 0.3
#: The probability that a word in Latin letters is used unchanged in a Japanese text although it has a translation.
SAME_IN_BOTH = 0.5
#: The dictionary's translations of a word count like PRIOR records of the library. Where at least as many records contain the
#: word and do not confirm a translation, it is uncertain in two cases: the records are certain of another one, or UNDECIDED or
#: more of them contain the word. Where fewer than FEW contain it and the dictionary knows it, translations from records alone
#: are uncertain. Translations with a lower probability than the last number are dropped.
PRIOR, UNDECIDED, FEW, WEAKEST_TRANSLATION = 10, 25, 6, 0.04
#: Minimum certainty (``indexer/bilingual/certainty.py``) of a translation from records that counts as certain; its minimum
#: share of the best certainty; and the minimum certainty if the dictionary has it, too.
SURE, SURE_BESIDE, SURE_IF_TOLD = 0.4, 0.8, 0.12
#: Minimum probability of such a translation by one word, times n / (n + DISCOUNT) for n records.
PROBABLE, DISCOUNT = 0.2, 2
#: If more words than this are equally certain, none is.
MOST_SURE_WORDS = 2
#: Minimum certainty of an uncertain translation in a list of keywords. A translation of the dictionary is not credible if
#: DENIED or more records contain the word and none confirms it: in a library on green tea, 茶 is not *brown*.
CREDIBLE, DENIED = 0.1, 50
#: A translation from records is uncertain if bilingual records have less than this share of the word's occurrences that they
#: would have by their number.
USUAL = 0.2

#: The score of a record that is neither in Japanese nor in English is multiplied by this: stems and stop words do not fit
#: it, and people who search in these two languages prefer to read them.
OTHER_LANGUAGE = 0.5

# --- Proximity: adjacent words of the query that are near each other in the text ----------------------------------------
#: The weight of all pairs together, which does not grow with the query; the slop of each pair's phrase; and the number of
#: words that are paired (sequential dependence: Metzler & Croft, "A Markov random field model for term dependencies",
#: SIGIR 2005).
NEIGHBOURS, NEIGHBOUR_SLOP, MOST_NEIGHBOURS = 0.5, 2, 30

# --- Reranking: numbers of records that are scored again for each query variant -----------------------------------------
WINDOW, TRANSLATED_WINDOW = 50, 30
#: The window for a translated question whose translations come from records: there, the index's order is much rougher.
STRUCTURED_WINDOW = 60
#: How many of these, the best after the first step, go through the remaining steps.
STRUCTURED_KEPT = 30
#: Character pairs: weight, and BM25's k1 and b for them.
BIGRAMS, BIGRAM_K1, BIGRAM_B = 0.4, 1.0, 0.9
#: The best passage: weight, and its length in words.
PASSAGE, PASSAGE_WORDS = 0.5, 12
#: The share of its score that a record with none of the query's words loses.
COVERAGE = 0.3
#: Feedback: the number of records, the number of their most probable terms, and how many of these, the most discriminative
#: ones, form the model.
FEEDBACK_RECORDS, FEEDBACK_LIKELY, FEEDBACK_TERMS = 5, 120, 50
#: The model's share of the score; how fast a record's weight falls with its distance from the best record, in units of
#: BM25's score.
FEEDBACK_SHARE, FEEDBACK_TEMPERATURE = 0.45, 1.2
#: Queries with fewer words, and lists with fewer records, get no feedback: the best five of ten records do not tell what
#: distinguishes a subject.
FEEDBACK_FEWEST_WORDS, FEEDBACK_FEWEST_RECORDS = 2, 20

# --- Fusion -------------------------------------------------------------------------------------------------------------
#: Factors for the scores of the translated query. A translated question loses words, so its scores are too low. Someone who
#: types keywords wants records with those words first.
TRANSLATED_SENTENCES, TRANSLATED_KEYWORDS = 1.1, 0.85
#: For a question, a record with the query's own words precedes one with translations if it covers this many times more of
#: the query. For keywords, it is enough if it covers as much.
TRANSLATED_MARGIN = 1.5
#: Scores above this share of the maximum are compressed, so that none exceeds 1.
HIGH_SHARE = 0.8
