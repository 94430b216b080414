"""Entities: nested spans under the labels of records. All people and houses are invented."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nlp.annotate import annotate
from nlp.entities import find_entities
from nlp.entities.reconcile import with_officials
from nlp.officials import find_officials
from nlp.pipeline import read
from records import ENTITY_LABELS, Entity

CASES = [
    (
        "en",
        "It was opened by Works Minister Datuk Seri Borhan Zulkarnain in Ipoh.",
        {
            ("PERSON", "Works Minister Datuk Seri Borhan Zulkarnain"),
            ("PERSON", "Datuk Seri Borhan Zulkarnain"),
            ("PERSON", "Borhan Zulkarnain"),
            ("TITLE", "Datuk Seri"),
            ("ROLE", "Works Minister"),
            ("LOCATION", "Ipoh"),
        },
    ),
    (
        "en",
        "Works Minister See Wan Keat spoke. Later, Wan Keat left.",
        {("PERSON", "See Wan Keat"), ("PERSON", "Wan Keat")},
    ),
    (
        "en",
        "The Selat Ports Authority (SPA) sued Delima Holdings Bhd; SPA won.",
        {("ORGANIZATION", "Selat Ports Authority"), ("ORGANIZATION", "SPA"), ("ORGANIZATION", "Delima Holdings Bhd")},
    ),
    (
        "en",
        "He was charged under Section 12 of the Harbours Act 1999.",
        {("LAW", "Section 12 of the Harbours Act 1999")},
    ),
    ("en", "The crash on Jalan Kenari injured two Malaysians.", {("FACILITY", "Jalan Kenari"), ("NORP", "Malaysians")}),
    (
        "ms",
        "Siti Hawa binti Omar dari Kementerian Kewangan tiba di Kuala Lumpur.",
        {("PERSON", "Siti Hawa binti Omar"), ("ORGANIZATION", "Kementerian Kewangan"), ("LOCATION", "Kuala Lumpur")},
    ),
]


@pytest.mark.parametrize(("language", "text", "expected"), CASES)
def test_entities(language: str, text: str, expected: set[tuple[str, str]]) -> None:
    found = {(e.label, e.text) for e in annotate(text, language=language).entities}
    assert expected <= found


def test_agencies_are_no_persons_and_asides_give_nothing() -> None:
    text = "Bernama said so.\nAlso Read: Works Minister Datuk Borhan Zulkarnain resigns\n"
    found = find_entities(read(text, language="en"))
    assert {(e.label, e.text) for e in found} == {("ORGANIZATION", "Bernama")}


@settings(max_examples=20, deadline=None)
@given(
    st.lists(
        st.sampled_from(
            [
                "Datuk",
                "Tan Sri",
                "Borhan",
                "bin",
                "Omar",
                "Ministry of",
                "Works",
                "Minister",
                "and",
                ",",
                "(SPA)",
                "Jalan",
                "Johor",
                "said",
                ".",
                "the",
                "Bhd",
            ]
        ),
        max_size=16,
    )
)
def test_spans_nest_and_never_cross(words: list[str]) -> None:
    text = " ".join(words)
    found = find_entities(read(text, language="en"))
    for entity in found:
        assert entity.label in ENTITY_LABELS
        assert entity.text == text[entity.start : entity.end]
    for first in found:
        for second in found:
            assert not first.start < second.start < first.end < second.end
    assert len({(e.start, e.end, e.label) for e in found}) == len(found)


def _entity(label: str, start: int, end: int) -> Entity:
    return Entity(label=label, start=start, end=end, text=TEXT[start:end])


TEXT = "chairman Long Mei Fen of Seroja"
RECONCILED = [
    # what the recogniser found, what must remain of it beside the person at 9-21
    ([("LOCATION", 9, 21)], []),
    ([("ORGANIZATION", 14, 21)], []),
    ([("PERSON", 14, 21)], [("PERSON", 14, 21)]),
    ([("PERSON", 9, 21), ("ORGANIZATION", 25, 31)], [("ORGANIZATION", 25, 31)]),
    ([("PERSON", 0, 21), ("ROLE", 0, 8)], [("PERSON", 0, 21), ("ROLE", 0, 8)]),
    ([("ORGANIZATION", 14, 31)], []),
]


@pytest.mark.parametrize(("found", "remains"), RECONCILED)
def test_a_name_beside_its_post_is_a_person(
    found: list[tuple[str, int, int]], remains: list[tuple[str, int, int]]
) -> None:
    (official,) = find_officials(replace(read(TEXT, language="en"), entities=()))
    settled = with_officials([_entity(*item) for item in found], [official], TEXT)
    assert (official.start, official.end) == (9, 21)
    assert {(e.label, e.start, e.end) for e in settled} == {*remains, ("PERSON", 9, 21)}
    doubtful = replace(official, confidence=0.5)
    unchanged = with_officials([_entity(*item) for item in found], [doubtful], TEXT)
    assert {(e.label, e.start, e.end) for e in unchanged} == set(found)
