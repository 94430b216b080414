"""Organisations that look like persons: which are told by the article, and that nothing else changes."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from nlp.entities.aliases import as_told
from nlp.entities.choose import Probabilities, Span

LABELS = ["NONE", "PERSON", "ORGANIZATION", "LOCATION", "EVENT"]


def _row(label: str, sure: float) -> Probabilities:
    row = np.full(len(LABELS), 0.01, dtype=np.float32)
    row[LABELS.index(label)] = sure
    row[0] = 0
    row[0] = 1 - row.sum()
    return row


def _read(text: str, *named: tuple[str, str, float]) -> dict[str, str]:
    """Of each name (the last of its kind in the text) the likeliest label, where each of its spans is as said."""
    words = text.split()
    spans: dict[Span, Probabilities] = {}
    for name, label, sure in named:
        parts = name.split()
        for i in range(len(words) - len(parts) + 1):
            if words[i : i + len(parts)] == parts:
                spans[i, i + len(parts) - 1] = _row(label, sure)
    told = as_told(spans, words, LABELS)
    assert told.keys() == spans.keys()
    return {" ".join(words[a : b + 1]): LABELS[1 + int(row[1:].argmax())] for (a, b), row in told.items()}


ORG, PERSON, PLACE, EVENT = "ORGANIZATION", "PERSON", "LOCATION", "EVENT"


@pytest.mark.parametrize(
    ("text", "named", "name", "label"),
    [
        # Abbreviations: letters in their order, or capitals of another language.
        (
            "Harbour Safety Agency ( Hasa ) met . Hasa said",
            [("Harbour Safety Agency", ORG, 0.9), ("Hasa", PERSON, 0.8)], "Hasa", ORG,
        ),
        ("Harbour Safety Agency ( AKPL )", [("Harbour Safety Agency", ORG, 0.9), ("AKPL", PERSON, 0.6)], "AKPL", ORG),
        (
            "Harbour Safety Agency ( Hasa ) met . Hasa chief Ann Lee said",
            [("Harbour Safety Agency", ORG, 0.9), ("Hasa chief Ann Lee", PERSON, 0.9), ("Hasa", PERSON, 0.8)],
            "Hasa", ORG,
        ),
        # In brackets, and none.
        ("Teluk Lines ( Borhan ) paid", [("Teluk Lines", ORG, 0.9), ("Borhan", PERSON, 0.9)], "Borhan", PERSON),
        ("Teluk Lines ( Tengku ) paid", [("Teluk Lines", ORG, 0.9), ("Tengku", PERSON, 0.9)], "Tengku", PERSON),
        ("Ann Lee ( ALP ) spoke", [("Ann Lee", PERSON, 0.9), ("ALP", PERSON, 0.9)], "ALP", PERSON),
        ("Harbour Agency ( Ha ) met", [("Harbour Agency", ORG, 0.3), ("Ha", PERSON, 0.9)], "Ha", PERSON),
        ("( Hasa ) met", [("Hasa", PERSON, 0.9)], "Hasa", PERSON),
        ("Harbour Agency ( Ha", [("Harbour Agency", ORG, 0.9), ("Ha", PERSON, 0.9)], "Ha", PERSON),
        # The beginning of an organisation's name.
        (
            "Seri Mas Holdings rose . Seri Mas paid",
            [("Seri Mas Holdings", ORG, 0.9), ("Seri Mas", PERSON, 0.9)], "Seri Mas", ORG,
        ),
        (
            "Seri Mas Holdings rose . Seri Mas paid",
            [("Seri Mas Holdings", ORG, 0.3), ("Seri Mas", PERSON, 0.9)], "Seri Mas", PERSON,
        ),
        (
            "Borhan Foundation paid . Borhan Ali spoke . Borhan left",
            [("Borhan Foundation", ORG, 0.9), ("Borhan Ali", PERSON, 0.9), ("Borhan", PERSON, 0.9)], "Borhan", PERSON,
        ),
        # Labels other than a person's stay, told or not.
        ("Sabah Foundation paid in Sabah", [("Sabah Foundation", ORG, 0.9), ("Sabah", PLACE, 0.9)], "Sabah", PLACE),
        ("National Port Games ( NPG )", [("National Port Games", ORG, 0.9), ("NPG", EVENT, 0.9)], "NPG", EVENT),
    ],
)  # fmt: skip
def test_what_is_told_of_a_name(text: str, named: list[tuple[str, str, float]], name: str, label: str) -> None:
    assert _read(text, *named)[name] == label


ROWS = st.lists(st.floats(0.01, 1), min_size=5, max_size=5).map(lambda row: np.array(row, dtype=np.float32) / sum(row))
SPANS = st.tuples(st.integers(0, 11), st.integers(0, 3)).map(lambda pair: (pair[0], min(11, sum(pair))))
WORDS = st.lists(st.sampled_from(["(", ")", "Port", "Agency", "PA", "Ann"]), min_size=12, max_size=12)


@given(st.dictionaries(SPANS, ROWS, max_size=20), WORDS)
def test_only_persons_become_only_organisations(spans: dict[Span, Probabilities], words: list[str]) -> None:
    before = {span: row.copy() for span, row in spans.items()}
    told = as_told(spans, words, LABELS)
    assert told.keys() == before.keys()
    for span, row in told.items():
        assert np.array_equal(spans[span], before[span])
        person, organisation = row[1], row[2]
        assert np.array_equal(row[[0, 3, 4]], before[span][[0, 3, 4]])
        assert (person, organisation) in [tuple(before[span][1:3]), (0, before[span][1] + before[span][2])]
