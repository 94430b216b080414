"""Articles told anew: each mark still holds a name of its label, and the rest of the text is as it was."""

from __future__ import annotations

import random

from hypothesis import given
from hypothesis import strategies as st

from models.entities.vary import Mark, bank_of, names_in, varied

WORDS = ["Port", "Ann Lee", "Mayor Ann Lee", "said", "Selat Bank", "today", "Bo", "of", "\n"]
LABELS = ["PERSON", "ORGANIZATION", "ROLE", "TITLE"]


def article(text: str, *marked: tuple[str, str]) -> tuple[str, frozenset[Mark]]:
    return text, frozenset((label, text.index(name), text.index(name) + len(name)) for label, name in marked)


ONE = article(
    "Mayor Ann Lee opened the port. Ann Lee left, and Selat Bank paid.",
    ("PERSON", "Mayor Ann Lee"), ("ROLE", "Mayor"), ("PERSON", "Ann Lee"), ("ORGANIZATION", "Selat Bank"),
)  # fmt: skip
OTHER = article(
    "Captain Bo Tan of Teluk Lines spoke.",
    ("PERSON", "Captain Bo Tan"), ("ROLE", "Captain"), ("PERSON", "Bo Tan"), ("ORGANIZATION", "Teluk Lines"),
)  # fmt: skip


def test_a_name_brings_what_is_marked_in_it() -> None:
    text, marked = varied(*ONE, bank_of([OTHER]), 1.0, random.Random(1))
    assert text == "Captain Bo Tan opened the port. Ann Lee left, and Teluk Lines paid."
    assert {(label, text[a:b]) for label, a, b in marked} == {
        ("PERSON", "Captain Bo Tan"), ("ROLE", "Captain"), ("PERSON", "Bo Tan"), ("ORGANIZATION", "Teluk Lines"),
    }  # fmt: skip


def test_a_repeat_without_a_mark_is_renamed_too_and_stays_unmarked() -> None:
    text, marked = varied(
        *article("Ann Lee spoke. Ann Lee left.", ("PERSON", "Ann Lee")),
        bank_of([article("Bo Tan", ("PERSON", "Bo Tan"))]), 1.0, random.Random(1),
    )  # fmt: skip
    assert text == "Bo Tan spoke. Bo Tan left."
    assert marked == {("PERSON", 0, 6)}


def test_spans_that_cross_stay_as_they_are() -> None:
    text = "Ann Lee Bank paid"
    crossing: frozenset[Mark] = frozenset({("PERSON", 0, 7), ("ORGANIZATION", 4, 12)})
    assert names_in(text, crossing) == []
    assert varied(text, crossing, bank_of([OTHER]), 1.0, random.Random(1)) == (text, crossing)


@st.composite
def articles(draw: st.DrawFn) -> tuple[str, frozenset[Mark]]:
    text = " ".join(draw(st.lists(st.sampled_from(WORDS), min_size=1, max_size=12)))
    spans = st.tuples(st.sampled_from(LABELS), st.integers(0, len(text)), st.integers(0, len(text)))
    marks = [(label, min(a, b), max(a, b)) for label, a, b in draw(st.lists(spans, max_size=6))]
    return text, frozenset(mark for mark in marks if text[mark[1] : mark[2]].strip())


@given(articles(), st.lists(articles(), max_size=3), st.floats(0, 1), st.integers(0, 9))
def test_marks_follow_their_text(
    one: tuple[str, frozenset[Mark]], others: list[tuple[str, frozenset[Mark]]], share: float, seed: int
) -> None:
    text, marked = varied(*one, bank_of([one, *others]), share, random.Random(seed))
    assert all(0 <= start < end <= len(text) and text[start:end] == text[start:end].strip() for _, start, end in marked)
    assert {label for label, _, _ in marked} <= set(LABELS)


@given(articles(), st.integers(0, 9))
def test_nothing_exchanged_is_the_article_itself(one: tuple[str, frozenset[Mark]], seed: int) -> None:
    text, marked = varied(*one, bank_of([one]), 0.0, random.Random(seed))
    assert text == one[0]
    assert {text[a:b] for _, a, b in marked} == {one[0][a:b].strip() for _, a, b in one[1]}
