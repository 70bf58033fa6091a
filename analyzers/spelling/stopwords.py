"""English stop words: kept in the index, but left out of queries.

Articles, prepositions, conjunctions, pronouns, auxiliaries, and words that phrase a question.
"""

#: Stop words that join other words; a list of keywords may contain them (effects of exercise on sleep).
JOINING = frozenset(
    """
    a an the and or but nor as at by for from in into of off on onto out over per to up upon via with within without about
    above across after against along among around before behind below beneath beside between beyond during except through
    throughout toward towards under et al etc eg ie vs
    """.split()
)
ENGLISH = JOINING | frozenset(
    """
    if then than so until is are was were be been being am do does did doing done has have had
    having can could may might must shall should will would not no it its itself this that these those there here he him his she
    her hers they them their theirs we us our ours you your yours i me my mine who whom whose which what when where why how
    all any both each either neither every few more most much many other others own same some such only just very too also
    """.split()
)
