"""The recogniser: pieces and windows, the choice among spans, and what reading must never depend on."""

from __future__ import annotations

import time

import numpy as np
import pytest
import spacy
from hypothesis import given, settings
from hypothesis import strategies as st

from models import data
from nlp.entities import find_entities
from nlp.entities.choose import choose, smooth
from nlp.entities.cues import PHRASES, WORDS, cues_of, flags
from nlp.entities.pieces import SHAPES, Window, Word, shape_of, spans, windows, words_of
from nlp.entities.recogniser import recogniser
from nlp.pipeline import read
from records import BadWeights

SAID = "Harbours Minister Datuk Seri Borhan Zulkarnain opened the Selat Ports Authority's office in Kuching."


@pytest.mark.parametrize(
    ("word", "shape"),
    [
        ("2024", "year"), ("16", "digits"), ("RM5", "mixed"), ("-", "-"), ("!?", "other"), ("A", "A"), ("AI", "ABC"),
        ("MITI", "ABCDEF"), ("PETALING", "ABCDEFG"), ("port", "abc"), ("Port", "Abc"), ("McKay", "AbC"),
        ("eSports", "aBc"), ("吉隆坡", "aBc"), ("", "other"),
    ],
)  # fmt: skip
def test_shapes(word: str, shape: str) -> None:
    assert SHAPES[shape_of(word)] == shape


sizes = st.lists(st.tuples(st.integers(1, 12), st.booleans()), max_size=60)


def _words(given_sizes: list[tuple[int, bool]]) -> list[Word]:
    sentence, found = 0, []
    for number, (size, opens) in enumerate(given_sizes):
        sentence += opens
        found.append(Word(number, 2 * number, 2 * number + 1, (7,) * size, 1, sentence))
    return found


@given(sizes, st.integers(4, 40))
def test_windows_hold_every_word_once_and_never_more_than_the_encoder_reads(
    given_sizes: list[tuple[int, bool]], limit: int
) -> None:
    words = _words(given_sizes)
    found = windows(words, limit, first_limit=limit // 2)
    assert [i for begin, stop in found for i in range(begin, stop)] == list(range(len(words)))
    for begin, stop in found:
        assert stop - begin == 1 or sum(min(limit, len(w.pieces)) for w in words[begin:stop]) <= limit
        window = Window.of(words[begin:stop], limit)
        assert len(window.pieces) <= max(limit, 0) + 2
        lists = (window.first, window.last, window.word_shapes, window.word_cues)
        assert {len(values) for values in lists} == {stop - begin + 2}


@given(st.lists(st.tuples(st.booleans(), st.booleans(), st.booleans()), max_size=30), st.integers(1, 16))
def test_spans_are_all_that_can_be_names(given_words: list[tuple[bool, bool, bool]], width: int) -> None:
    words, sentence = [], 0
    for i, (opens, begins, ends) in enumerate(given_words):
        sentence += opens
        words.append(Word(i, 2 * i, 2 * i + 1, (7,), 1, sentence, begins=begins, ends=ends))
    first, last = spans(words, width)
    assert list(zip(first.tolist(), last.tolist(), strict=True)) == [
        (i, j)
        for i, one in enumerate(words)
        for j, other in enumerate(words[: i + width])
        if i <= j and one.begins and other.ends and one.sentence == other.sentence
    ]


def test_small_words_and_marks_are_no_ends_of_names() -> None:
    words = words_of(spacy.blank("en").make_doc("The head of the Seri Port (A) said."), [0], recogniser().tokenizer)
    assert [(w.begins, w.ends) for w in words] == [
        (True, True), (True, True), (False, False), (False, False), (True, True), (True, True), (False, False),
        (True, True), (False, True), (False, False), (False, False),
    ]  # fmt: skip


def _cues(text: str) -> list[set[str]]:
    kinds = [f"{kind} {part}" for kind in PHRASES for part in ("first", "any", "last")]
    names = [*kinds, *WORDS]
    words = [token.text for token in spacy.blank("en").make_doc(text)]
    rows = flags(cues_of(words, [i == 0 for i in range(len(words))]))
    return [{name for name, flag in zip(names, row, strict=True) if flag} for row in rows]


def test_cues_are_what_the_lists_say() -> None:
    found = _cues("Datuk Seri Tan, director-general of Bank Negara Malaysia, in Johor Baru")
    assert {"honorific first", "honorific any", "opens"} <= found[0]
    assert {"honorific any", "honorific last"} <= found[1]
    assert "surname" in found[2]
    assert found[3] == set()
    assert ["role any" in cues for cues in found[4:7]] == [True, True, True]
    assert "role first" in found[4]
    assert "role last" in found[6]
    assert "organisation first" in found[8]
    assert {"organisation last", "country first"} <= found[10]
    assert "place first" in found[13]
    assert "place last" in found[14]


@pytest.mark.parametrize("text", ["as the port", "As he said", "johor and penang", "the datuk"])
def test_words_that_are_written_otherwise_are_no_names(text: str) -> None:
    for cues in _cues(text):
        assert not {"country any", "place any", "honorific any", "organisation any", "surname"} & cues


def test_cues_take_no_time() -> None:
    words = ["Datuk", "Bank", "Negara", "Ministry", "of", "International", "Trade", ","] * 1000
    began = time.process_time()
    assert len(cues_of(words, [False] * len(words))) == len(words)
    assert time.process_time() - began < 0.4  # 8,000 words; measured 10 ms


spread = st.lists(st.floats(0.01, 1), min_size=4, max_size=4).map(
    lambda row: np.array(row, dtype=np.float32) / sum(row)
)
ranges = st.tuples(st.integers(0, 12), st.integers(0, 5)).map(lambda pair: (pair[0], sum(pair)))


@given(st.dictionaries(ranges, spread, max_size=25), st.floats(0, 0.9))
def test_what_is_chosen_nests_or_lies_apart(likely: dict[tuple[int, int], np.ndarray], threshold: float) -> None:
    found = choose(likely, threshold)
    assert {(a, b) for a, b, _, _ in found} <= {s for s, row in likely.items() if 1 - float(row[0]) > threshold}
    assert len({(a, b) for a, b, _, _ in found}) == len(found)
    for a, b, _, _ in found:
        assert not any(a < c <= b < d for c, d, _, _ in found)


def test_the_same_words_share_their_probabilities() -> None:
    sure, unsure = np.array([0.0, 1.0], dtype=np.float32), np.array([1.0, 0.0], dtype=np.float32)
    mixed = smooth({(0, 0): sure, (2, 2): unsure, (1, 1): unsure}, ["Seroja", "in", "Seroja"], mix=0.4)
    assert mixed[0, 0][1] == pytest.approx(0.8)
    assert mixed[2, 2][1] == pytest.approx(0.2)
    assert mixed[1, 1][1] == 0.0


def test_spans_nest_with_their_confidence() -> None:
    found = find_entities(read(SAID, language="en"))
    assert {("PERSON", "Borhan Zulkarnain"), ("TITLE", "Datuk Seri"), ("LOCATION", "Kuching")} <= {
        (e.label, e.text) for e in found
    }
    assert all(0 < e.confidence <= 1 and e.found_by == "recogniser" for e in found)


@settings(max_examples=15, deadline=None)
@given(st.text(alphabet="aA.,'“” \n\x00\u200b吉é1", max_size=300))
def test_any_text_is_read(text: str) -> None:
    for entity in find_entities(read(text, language="en")):
        assert text[entity.start : entity.end] == entity.text


@pytest.mark.parametrize("text", ["x" * 5000, "Aa" * 3000 + " " + "b " * 50, "A.B." * 800, "(" * 3000])
def test_a_word_longer_than_a_window_is_read(text: str) -> None:
    find_entities(read(text, language="en"))


def test_a_text_is_read_alike_whatever_was_read_before() -> None:
    alone = find_entities(read(SAID, language="en"))
    find_entities(read(SAID + "\n" + "The harbour at Bandar Seroja closed. " * 40, language="en"))
    assert find_entities(read(SAID, language="en")) == alone


def test_weights_that_are_not_the_pinned_ones_are_refused(tmp_path: data.Path) -> None:
    for name in ("recogniser.onnx", "config.toml"):
        (tmp_path / name).write_bytes(b"other")
    with pytest.raises(BadWeights, match="pins"):
        data.verify("recogniser", tmp_path)
    assert data.path("entities/recogniser.onnx").stat().st_size < 25_000_000


def test_lines_that_are_no_prose_give_nothing() -> None:
    text = f"Also Read: {SAID}\n{SAID}"
    assert all(e.start > len(SAID) for e in find_entities(read(text, language="en")))


def test_the_shipped_network_has_one_operator_for_attention_and_adds_rows() -> None:
    import onnx

    from models.entities.attention import add_rows, fuse

    model = onnx.load(str(data.path("entities/recogniser.onnx")))
    kinds = [node.op_type for node in model.graph.node]
    assert kinds.count("MultiHeadAttention") == 3
    assert "Softmax" not in kinds
    assert kinds.count("ScatterND") == 1
    with pytest.raises(ValueError, match="0 additions"):
        add_rows(model)
    with pytest.raises(ValueError, match="no attention"):
        fuse(model, 12)
    model.graph.node.append(onnx.helper.make_node("Softmax", ["x"], ["shares"]))
    with pytest.raises(ValueError, match="layer 0 of the export has other names"):
        fuse(model, 12)
