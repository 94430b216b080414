"""The whole reading of a text: what holds for any text, and what is left alone."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nlp.annotate import annotate
from records import BadInput

PIECES = st.sampled_from(
    [
        "KUCHING, Sept 3 (Nusa Wire) -- ",
        "Prime Minister Datuk Seri Borhan Zulkarnain said ",
        "RM1.2 billion",
        " rose 4.2 per cent to ",
        "Sarawak",
        "“We will build it,” he added.",
        "\n",
        " Also Read: Ten things",
        "Menteri Kewangan Lim Boon Teck berkata ",
        ", who is also ",
        "(MITI)",
        ".",
        "'",
        '"',
        "两亿元",
        " between 3 and 5 ",
    ]
)


@settings(max_examples=40, deadline=None)
@given(st.lists(PIECES | st.text(max_size=12), max_size=14).map("".join))
def test_whatever_is_read_stands_in_the_text_and_in_its_sentence(text: str) -> None:
    found = annotate(text, language="en")
    sentences = {sentence.number: sentence for sentence in found.sentences}
    for sentence in found.sentences:
        assert text[sentence.start : sentence.end] == sentence.text
    for item in (*found.entities, *found.places, *found.figures):
        assert text[item.start : item.end] == item.text
    for item in (*found.officials, *found.places, *found.figures, *found.quotes):
        assert 0 <= item.start < item.end <= len(text)
        assert sentences[item.sentence].start <= item.start
        assert sentences[item.sentence].skipped is None
    for quote in found.quotes:
        if quote.kind == "direct":
            assert text[quote.start : quote.end] == quote.text


def test_a_language_without_readers_is_cut_and_left_alone() -> None:
    found = annotate("Der Minister sagte, 25.000 Menschen seien gekommen. Das war gestern in Graz.")
    assert found.language == "de"
    assert len(found.sentences) == 2
    assert [found.figures, found.officials, found.entities, found.quotes, found.places] == [()] * 5


@pytest.mark.parametrize(("text", "said"), [("a" * 1_000_001, "no article"), ("half \ud800 a letter", "surrogate")])
def test_what_is_no_text_is_said(text: str, said: str) -> None:
    with pytest.raises(BadInput, match=said):
        annotate(text)
