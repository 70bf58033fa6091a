"""The lexicon of a library's own: mined from what records say in both languages, and kept in step with them."""

import random
import re
from collections.abc import Callable, Iterable, Sequence
from itertools import combinations
from pathlib import Path
from zlib import crc32

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import shoroku
from shoroku import Contribution, IndexDamaged, Library, Meaning, Record, Text, Translation
from shoroku.analyzers.synonyms import Language, key
from shoroku.corpus import Store
from shoroku.indexer import current, documents, stored_terms
from shoroku.indexer.authority import registry
from shoroku.indexer.bilingual import building, sampling
from shoroku.indexer.bilingual import lexicon as lexicons
from shoroku.indexer.bilingual.alignment import SAMPLE, Alignment, Finder, Words, align, linked
from shoroku.indexer.bilingual.candidates import _met_often
from shoroku.indexer.bilingual.mining import FEWEST, mine, mined, weight
from shoroku.indexer.bilingual.occurrences import Occurrences, invert
from shoroku.indexer.bilingual.parallels import parallel
from shoroku.indexer.worker_pool import Pool

Make = Callable[..., Record]
Fill = Callable[..., Library]

#: Titles in both languages; 砂鯨 and 霧灯 are words that no dictionary has.
TITLES = [
    ("砂鯨の回遊と水温", "Migration of sandwhales and water temperature"),
    ("砂鯨の鳴き声", "The voice of the sandwhale"),
    ("霧灯台の保存", "Preservation of mist beacons"),
    ("霧灯台の歴史", "A history of mist beacons"),
    ("水温の測定", "Measuring water temperature"),
]


def both(number: int, japanese: str, english: str, **fields: object) -> Record:
    return Record(id=f"r{number}", titles=(Text(japanese, "ja"), Text(english, "en")), **fields)  # type: ignore[arg-type]


def titled() -> list[Record]:
    return [both(number, *titles) for number, titles in enumerate(TITLES)]


def known(library: Library, words: str) -> list[str]:
    """Return what the library's own titles say of words."""
    return [
        one.written
        for meaning in library.lexicon(words)
        for one in meaning.translations
        if one.origin in ("library", "both")
    ]


def content(library: Library) -> bytes:
    """Return the lexicon's file."""
    (file,) = current(library.path).path.glob(f"*{lexicons.SUFFIX}")
    return file.read_bytes()


# --- What a record says in both languages -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("record", "text"),
    [
        (both(1, "鯨の声", "Voices of Whales"), "鯨  声\tvoices  whales"),
        (both(1, "蛋白とマーカー", "IL-6 markers, and more"), "蛋白  マーカ\x1fマーカー\tIL-6 markers"),
        (both(1, "鯨、声", "whales: voices"), "鯨  声\twhales  voices"),
        (both(1, "IL-6と鯨", "IL-6"), "鯨\tIL-6"),
        (both(1, "のとに", "Of the"), ""),
        (Record(id="1", titles=(Text("鯨", "ja"),)), ""),
        (Record(id="1", titles=(Text("Whale", "en"), Text("Whales", "en"))), ""),
        (Record(id="1", titles=(Text("鯨", "ja"), Text("kujira", "ja-Latn"), Text("クジラ", "ja-Kana"))), ""),
        (
            both(
                1, "鯨", "Whale", subjects=(Text("海", "ja"), Text("sea", "en"), Text("声", "ja"), Text("voice", "en"))
            ),
            "鯨\twhale\n海\tsea\n声\tvoice",
        ),
        (both(1, "鯨", "Whale", subjects=(Text("海", "ja"), Text("sea", "en"), Text("声", "ja"))), "鯨\twhale"),
    ],
)
def test_what_is_taken_from_a_record(record: Record, text: str) -> None:
    """Titles pair up, and subjects where there are as many in both languages; only words that may be translated stay."""
    head, _, pairs = parallel(record).partition("\n")
    assert pairs == text
    assert re.fullmatch("¶[0-9a-f]{8}" if text else "", head)


def test_a_record_with_abstracts_in_both_languages_is_marked() -> None:
    """If there is an abstract in both languages the head says so, whether or not there are titles in both."""
    abstracts = (Text("鯨は海にいる。", "ja"), Text("Whales live in the sea.", "en"))
    assert parallel(both(1, "鯨", "Whale", abstracts=abstracts)).split("\n")[0].endswith("+")
    assert parallel(Record(id="1", titles=(Text("鯨", "ja"),), abstracts=abstracts)).endswith("+")
    assert not parallel(both(1, "鯨", "Whale", abstracts=abstracts[:1])).split("\n")[0].endswith("+")


# --- Mining -----------------------------------------------------------------------------------------------------------

_JAPANESE = st.lists(st.sampled_from(["鯨", "声", "海", "塔", "霧", ""]), min_size=1, max_size=5).map(" ".join)
_ENGLISH = st.lists(st.sampled_from(["fish", "horn", "sea", "tower", "mist", ""]), min_size=1, max_size=5).map(" ".join)
_PAIR = st.builds("{}\t{}".format, _JAPANESE, _ENGLISH)
RECORDS = st.lists(st.lists(_PAIR, min_size=1, max_size=3), max_size=12)


@given(RECORDS, st.randoms(use_true_random=False))
def test_the_order_of_records_does_not_matter(texts: list[list[str]], rng: random.Random) -> None:
    """The same texts in any order give the same lexicon."""
    shuffled = rng.sample(texts, len(texts))
    assert sorted(mine(texts)) == sorted(mine(shuffled))


@settings(max_examples=60)
@given(RECORDS)
def test_what_is_mined_is_what_counting_gives(texts: list[list[str]]) -> None:
    """A translation's count and weight are those of the records that hold both words, and it is as strong both ways."""
    by_unit = {(into, terms): found for into, terms, found in mine(texts)}
    for (into, terms), found in by_unit.items():
        for one in found:
            ours, theirs = (one.terms, terms) if into == "ja" else (terms, one.terms)
            pairs = [[pair.split("\t") for pair in text] for text in texts]
            beside = [any(holds(a, ours) and holds(b, theirs) for a, b in record) for record in pairs]
            of_ours = [any(holds(a, ours) for a, _ in record) for record in pairs]
            of_theirs = [any(holds(b, theirs) for _, b in record) for record in pairs]
            assert one.records == sum(beside) >= FEWEST
            assert one.of == sum(of_theirs if into == "ja" else of_ours)
            assert len(one.terms) > 1 or len(terms) > 1
            assert one.weight == weight(sum(beside), sum(of_ours), sum(of_theirs))
            back = by_unit.get(("en" if into == "ja" else "ja", one.terms), [])
            assert all(other.weight == one.weight for other in back if other.terms == terms)


def holds(side: str, terms: tuple[str, ...]) -> bool:
    words = side.split(" ")
    return any(tuple(words[at : at + len(terms)]) == terms for at in range(len(words)))


def test_more_evidence_weighs_more() -> None:
    """Of pairs that always stand together, that which is met more often is the surer; chance weighs little."""
    assert weight(2, 2, 2) < weight(20, 20, 20) < 1
    assert weight(1, 1, 1) < weight(2, 2, 2)
    assert weight(2, 50, 60) < 0.05


def test_a_worker_process_mines_the_same() -> None:
    """Another process mines the same translations, in some order."""
    pairs = [["鯨  声\tvoice  whales", "海 塔\tsea tower"], ["海 塔\tsea tower"], ["海 塔 霧\tmisty sea tower"]]
    with Pool(1) as pool:
        found = pool.mine(pairs).result()
    own = mined(pairs)
    assert sorted(found.translations) == sorted(own.translations)
    assert found[1:] == own[1:]
    assert ("en", ("海", "塔")) in [(into, terms) for into, terms, _ in found.translations]


# --- Aligning ----------------------------------------------------------------------------------------------------------

#: Each record says two things; a word of one language stands wherever its translation does.
_WORDS = {"鯨": "whale", "海": "sea", "塔": "tower", "霧": "mist", "声": "voice", "石": "stone", "春": "spring"}


def aligned(things: Iterable[Sequence[str]]) -> Alignment:
    texts = [(" ".join(words), " ".join(_WORDS[word] for word in words)) for words in things]
    return learned(texts)


def learned(texts: Iterable[tuple[str, str]], finder: Finder | None = None) -> Alignment:
    words = Words(inverted(texts), lambda term, language: bool(term))
    return align(words, linked(words, finder))


def inverted(texts: Iterable[tuple[str, str]]) -> dict[Language, Occurrences]:
    """Invert records whose order depends on their Japanese texts."""
    return invert((f"{crc32(text[0].encode()):08x}", text) for text in texts)


def test_a_word_is_explained_by_its_translation() -> None:
    """Every word's first translation is the right one, in both directions, though others stand beside it as often."""
    found = aligned(combinations(_WORDS, 3))
    for japanese, english in _WORDS.items():
        assert found.into["en"][japanese][0].term == english
        assert found.into["ja"][english][0].term == japanese
        assert found.into["en"][japanese][0].probability > 0.8
        assert found.records["ja"][japanese] == found.records["en"][english] == 15


def test_another_process_finds_the_same_candidates() -> None:
    """Alignment is the same if a worker process finds the candidates of one language."""
    texts = [(" ".join(words), " ".join(_WORDS[word] for word in words)) for words in combinations(_WORDS, 4)]
    with Pool(1) as pool:
        shared = learned(texts, pool.candidates)
    assert shared == aligned(combinations(_WORDS, 4))
    assert shared.into["en"]["鯨"][0].term == "whale"


def test_processes_end_when_they_have_answered() -> None:
    """Whoever helps with the lexicon does not keep its memory until the end of the run; the lexicon is the same."""
    records = [
        sampling.Sampled(str(at), (" ".join(words), " ".join(_WORDS[word] for word in words)), [])
        for at, words in enumerate(combinations(_WORDS, 4))
    ]
    with Pool(2) as pool:
        assert building.packed(records, pool) == building.packed(records) != b""
        for thread in pool._threads:
            thread.submit(lambda: None).result()
        assert pool._processes == []


@given(st.lists(st.lists(st.sampled_from(list(_WORDS)), min_size=1, max_size=4), max_size=20), st.randoms())
def test_alignment_does_not_depend_on_the_order(things: list[list[str]], rng: random.Random) -> None:
    """The same records in any order give the same probabilities; those of one word are no more than 1 together."""
    found = aligned(things)
    assert aligned(rng.sample(things, len(things))) == found
    for words in found.into.values():
        for others in words.values():
            assert sum(one.probability for one in others) <= 1 + 1e-9
            assert all(one.records >= 2 for one in others)


@given(
    st.lists(st.sets(st.integers(0, 9)), max_size=12),
    st.lists(st.integers(0, 10), min_size=1, max_size=9),
    st.integers(2, 8),
)
def test_members_of_many_sets_are_counted_together(some: list[set[int]], starts: list[int], least: int) -> None:
    """Counting all words of a word's records at once gives what counting each of them does."""
    starts = [*sorted(starts, reverse=True)[:-1], 0]
    expected: dict[int, set[int]] = {}
    for member in range(10):
        count = sum(member in one for one in some)
        level = min(count - FEWEST, len(starts) - 1)
        if count >= FEWEST and member >= starts[level] and (level < len(starts) - 1 or count >= least):
            expected.setdefault(count, set()).add(member)
    found = list(_met_often([sum(1 << member for member in one) for one in some], starts, least, 10))
    assert len(dict(found)) == len(found)
    assert {count: {member for member in range(10) if members >> member & 1} for count, members in found} == expected


def test_frequent_words_are_sampled() -> None:
    """Of a word that very many records hold about a hundred are looked at, and its translation is still found."""
    frequent = [("石声", "stone voice"), ("石春", "stone spring"), ("声春", "voice spring"), ("海霧", "sea mist")] * 300
    texts = [(f"{' '.join(japanese)} {n}番", f"{english} no{n}") for n, (japanese, english) in enumerate(frequent)]
    texts += [("鯨 海", "whale sea"), ("鯨 塔", "whale tower")]
    found = learned(texts)
    assert found.records["ja"]["石"] == 600
    first = found.into["en"]["石"][0]
    assert first.term == "stone"
    assert SAMPLE * 0.7 < first.records < SAMPLE * 1.3
    assert first.both == first.held == 600
    whale = found.into["en"]["鯨"][0]
    assert (whale.term, whale.records, whale.both) == ("whale", 2, 2)


# --- In a library -----------------------------------------------------------------------------------------------------


def test_a_library_learns_from_its_titles(library: Library, fill: Fill) -> None:
    """A word that no dictionary has is known from the titles of records, in both directions, as it is written there."""
    fill(library, *titled())
    assert known(library, "霧灯台")[0] in ("mist", "beacons", "mist beacons")
    assert any("beacons" in one for one in known(library, "霧灯台"))
    assert "sandwhales" in known(library, "砂鯨") or "sandwhale" in known(library, "砂鯨")
    assert known(library, "water temperature") == ["水温"]
    assert library.check() == []


def test_abstracts_teach_too(library: Library, fill: Fill) -> None:
    """A word that stands in abstracts alone is known, written as a word and not as its stem."""
    said = [("光苔は緑に輝く。", "Glowmosses shine green."), ("光苔が洞に生える。", "Glowmosses grow in caves.")]
    fill(
        library,
        *titled(),
        *(
            both(20 + n, f"第{n}報", f"Report {n}", abstracts=(Text(japanese, "ja"), Text(english, "en")))
            for n, (japanese, english) in enumerate(said)
        ),
    )
    assert known(library, "光苔")[0] in ("glowmoss", "glowmosses")


def test_few_records_are_not_enough_in_a_large_library(
    library: Library, fill: Fill, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What two records of very many say may be chance: it is reported as unsure; three are enough."""
    monkeypatch.setattr(building, "_FEW_TO_LEARN_FROM", 4)
    fill(library, *titled())
    assert [one.is_sure for one in library.lexicon("砂鯨")[0].translations] == [False] * len(known(library, "砂鯨"))
    assert known(library, "砂鯨")
    fill(library, both(10, "砂鯨の歌", "Songs of the sandwhale"), both(11, "砂鯨", "Sandwhale"))
    assert any(one.is_sure for one in library.lexicon("砂鯨")[0].translations)


def test_a_sample_is_the_same_whatever_came_first(tmp_path: Path, fill: Fill, monkeypatch: pytest.MonkeyPatch) -> None:
    """Of more records than are read, the same ones are, in whatever order they came, at once or in several runs."""
    monkeypatch.setattr(sampling, "_MOST", 12)
    records = [both(number, *TITLES[number % 5]) for number in range(40)]
    with Library(tmp_path / "one") as one, Library(tmp_path / "other") as other, Library(tmp_path / "runs") as runs:
        fill(one, *records)
        fill(other, *reversed(records))
        assert content(other) == content(one)
        fill(runs, *records[30:])
        fill(runs, *records[:30])
        assert content(runs) == content(one)
        one.reindex()
        assert content(other) == content(one)


def waiting(parallel: str, text_ja: str) -> bytes:
    """Return a document on its way into the index."""
    return documents.encode(
        documents.Document(1, parallel=parallel, terms=stored_terms.packed(text_ja, "tower", parallel))
    )


def test_abstracts_that_a_sample_cannot_hold_are_dropped(monkeypatch: pytest.MonkeyPatch) -> None:
    """Only the first records of a sample are learned from with their abstracts; the others' need no memory meanwhile."""
    heads = [f"¶{number * 40503 % 2**32:08x}+\n砂 鯨\tsandwhale" for number in range(200)]
    indexed = [waiting(head, f"塔 {head}") for head in [*heads, *heads]]
    monkeypatch.setattr(sampling, "_MOST_WHOLE", 10)
    at_once, one_by_one = sampling.Collected(), sampling.Collected()
    at_once.take(indexed)
    for document in indexed:
        one_by_one.take([document])
    sample = list(one_by_one.sample())
    assert sample == list(at_once.sample())
    assert [one.texts[0].startswith("塔") for one in sample] == [True] * 10 + [False] * 390
    held = [one for group in one_by_one._groups for one in group if one.terms not in (b"", sampling._DROPPED)]
    assert 10 <= len(held) <= 20


def test_the_order_of_records_does_not_depend_on_their_analysis() -> None:
    """If the terms of texts change, frequent words are counted in the same records as before."""
    heads = [parallel(record) for record in titled()]

    def order(mark: str) -> list[str]:
        collected = sampling.Collected()
        collected.take(waiting(head, f"{mark}{at}") for at, head in enumerate(heads))
        return [record.pairs[0] for record in sorted(collected.sample(), key=lambda record: record.place)]

    assert order("鯨") == order("塔") != sorted(order("鯨"))
    numbered = invert([("b", ("鯨", "whale")), ("a", ("塔", "tower"))])
    assert numbered["ja"].of_term == {"塔": [0], "鯨": [1]}


def test_origins_are_told(library: Library, record: Make, fill: Fill) -> None:
    """A translation says who knows it: the library's titles, the dictionary, or both; and how many records do."""
    fill(library, both(1, "砂鯨の翻訳", "Sandwhale translation"), both(2, "翻訳", "Translation"))
    (meaning,) = library.lexicon("翻訳")
    assert meaning == Meaning("翻訳", "en", (Translation(("translat",), 1.0, "translation", "both", 2, certainty=0.4),))
    assert known(library, "人工知能") == []
    assert {one.origin for one in library.lexicon("人工知能")[0].translations} == {"dictionary"}


@pytest.mark.parametrize("records", [[], [Record(id="a", titles=(Text("砂鯨", "ja"),))]], ids=["empty", "one-language"])
def test_without_parallel_titles_there_is_the_dictionary(records: list[Record], library: Library, fill: Fill) -> None:
    """A library without anything in both languages has no lexicon of its own, is sound, and knows what the dictionary does."""
    fill(library, *records)
    if not records:
        library.reindex()
    assert list(current(library.path).path.glob(f"*{lexicons.SUFFIX}")) == []
    assert known(library, "砂鯨") == []
    assert [one.written for one in library.lexicon("翻訳")[0].translations] == ["translation"]
    assert library.check() == []


def test_small_adds_come_to_the_same_as_reindex(tmp_path: Path, fill: Fill) -> None:
    """Records that came one by one, in another order, or changed on their way, give the lexicon of a new index."""
    with Library(tmp_path / "one") as one, Library(tmp_path / "many") as many:
        fill(one, *titled())
        fill(many, both(0, "鉛筆の研究", "Pencils"))
        for record in reversed(titled()):
            fill(many, record)
        assert content(many) == content(one)
        many.reindex()
        assert content(many) == content(one)


def test_workers_and_batches_do_not_matter(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Worker processes and their batches give the lexicon that one process gives."""
    records = [both(number, *TITLES[number % 5]) for number in range(40)]
    with Library(tmp_path / "one") as one, Library(tmp_path / "many") as many:
        one.take([Contribution("test", record) for record in records])
        monkeypatch.setattr("shoroku.indexer.sync.FEW", 1)
        monkeypatch.setattr("shoroku.indexer.sync._FRAME", 7)
        many.take([Contribution("test", record) for record in records])
        assert content(many) == content(one)


def test_a_large_lexicon_waits_for_more_changes(library: Library, fill: Fill, monkeypatch: pytest.MonkeyPatch) -> None:
    """With many texts, few changes leave the lexicon as it is; it follows when a share has changed, and by reindex."""
    monkeypatch.setattr(building, "_FEW", 4)
    monkeypatch.setattr(building, "_SHARE", 4)
    fill(library, *titled())
    before = content(library)
    fill(library, both(10, "硝子笛の音", "Sound of the glassflute"))
    assert content(library) == before
    assert library.check() == []
    fill(library, both(11, "硝子笛", "Glassflute"))
    assert "glassflute" in known(library, "硝子笛")
    fill(library, both(12, "硝子笛", "Glassflute"))
    before = content(library)
    library.reindex()
    assert content(library) != before


def test_a_removed_record_s_words_go(library: Library, fill: Fill) -> None:
    """What only records that are gone said is not known any more."""
    fill(library, *titled())
    with Store(library.path / "records.db", writable=True) as store:
        store.remove("test", ["r2", "r3"])
    fill(library)
    assert known(library, "霧灯台") == []


def test_a_withdrawn_source_s_words_go(library: Library, fill: Fill) -> None:
    """A withdrawal takes what only that source taught."""
    fill(library, *(both(n, *titles, sources=("Sagitta",)) for n, titles in enumerate(TITLES[2:4])))
    fill(library, *(both(10 + n, *titles, sources=("JaLC",)) for n, titles in enumerate(TITLES[:2])))
    assert known(library, "霧灯台")
    library.withdraw("Sagitta")
    assert known(library, "霧灯台") == []
    assert known(library, "砂鯨")


def test_a_run_that_was_cut_off_leaves_no_trace(library: Library, fill: Fill) -> None:
    """A lexicon that a killed run has left is removed by the next; its own is what belongs to the state."""
    fill(library, *titled()[:4])
    folder = current(library.path).path
    (folder / f"99{lexicons.SUFFIX}").write_bytes(b"half of")
    (folder / f"99{lexicons.SUFFIX}.new").write_bytes(b"half of")
    assert library.check() == []
    fill(library, titled()[4])
    assert [file.name for file in folder.glob(f"*{lexicons.SUFFIX}")] == [f"5{lexicons.SUFFIX}"]
    assert known(library, "霧灯台")


def test_a_run_that_is_cut_off_before_its_state_keeps_the_old_one(
    library: Library, fill: Fill, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Until the new state is written the old lexicon serves; the next run makes up for it."""
    fill(library, *titled()[:3])
    with monkeypatch.context() as broken:
        broken.setattr("shoroku.indexer.generations.write_state", fail)
        with pytest.raises(KeyboardInterrupt):
            fill(library, *titled()[3:])
    assert known(library, "霧灯台") == []
    fill(library)
    assert known(library, "霧灯台")
    assert library.check() == []


def fail(*_: object) -> None:
    raise KeyboardInterrupt


@pytest.mark.parametrize("damage", ["truncated", "overwritten"])
def test_damage_is_told(damage: str, library: Library, fill: Fill) -> None:
    """A damaged lexicon is found by check and told of when it is used; reindex mends it."""
    fill(library, *titled())
    (file,) = current(library.path).path.glob(f"*{lexicons.SUFFIX}")
    whole = file.read_bytes()
    file.write_bytes(whole[:-9] if damage == "truncated" else whole[:20] + b"\xff" * (len(whole) - 20))
    assert [problem.part for problem in library.check()] == ["index"]
    with pytest.raises(IndexDamaged, match="must be rebuilt"):
        library.lexicon("砂鯨")
    library.reindex()
    assert known(library, "霧灯台")


@pytest.mark.parametrize("suffix", [lexicons.SUFFIX, registry.SUFFIX])
def test_a_missing_file_is_told(suffix: str, library: Library, fill: Fill) -> None:
    """A search without the lexicon or the registry of journals would answer otherwise: it says that the index is damaged."""
    fill(library, *(msgspec.structs.replace(one, journals=(Text("Whales", "en"),)) for one in titled()))
    (file,) = current(library.path).path.glob(f"*{suffix}")
    file.unlink()
    library.close()
    with shoroku.open(library.path) as reopened:
        with pytest.raises(IndexDamaged, match=file.name):
            reopened.search("砂鯨")
        assert [problem.part for problem in reopened.check()] == ["index"]
        reopened.reindex()
        assert reopened.search("砂鯨").total
        assert reopened.check() == []


def test_a_newer_lexicon_may_take_its_place_meanwhile(library: Library, fill: Fill) -> None:
    """A lexicon that is replaced before it is opened gives nothing, and no error."""
    fill(library, *titled())
    held = current(library.path).lexicon
    fill(library, both(10, "鯨", "Whale"))
    assert held.translations(key(("鯨",), "en"), "en") == ()
