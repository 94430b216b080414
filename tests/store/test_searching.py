"""What is typed into a search, against a full-text table of a few headlines."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from store.searching import MOST_TERMS, Term, search_words, typed

TEXTS = {  # rowid -> headline, text
    1: ("Port Klang waits", "The port of Klang is full of exports."),
    2: ("Kedah plant", "A chip plant at Kulim will export wafers."),
    3: ("Penang plant", "No port is named, and the exporters wait."),
    4: ("Rare earths", "Kedah and Penang talk of e-commerce."),
}


@pytest.fixture(scope="module")
def table() -> Iterator[sqlite3.Connection]:
    opened = sqlite3.connect(":memory:")
    opened.execute(
        "CREATE VIRTUAL TABLE t USING fts5 (article UNINDEXED, title, text, tokenize = 'unicode61 remove_diacritics 2')"
    )
    opened.executemany("INSERT INTO t (rowid, title, text) VALUES (?, ?, ?)", [(n, *t) for n, t in TEXTS.items()])
    yield opened
    opened.close()


def found(table: sqlite3.Connection, text: str) -> set[int]:
    words = search_words(text)
    return {n for (n,) in table.execute("SELECT rowid FROM t WHERE t MATCH ?", (words,))} if words else set()


@pytest.mark.parametrize(
    ("text", "rows"),
    [
        ("port", {1, 3}),
        ("port klang", {1}),
        ('"port klang"', {1}),
        ('"klang port"', set()),
        ('port "unbalanced', set()),
        ('"port', {1, 3}),
        ("kedah OR penang", {2, 3, 4}),
        ("plant kedah OR penang", {2, 3}),
        ("kedah | klang", {1, 2, 4}),
        ("OR kedah", {2, 4}),
        ("kedah OR", {2, 4}),
        ("kedah OR OR klang", {1, 2, 4}),
        ("kedah or penang", set()),
        ("kedah AND penang", {4}),
        ("AND", set()),
        ("port NOT klang", {3}),
        ("port -klang", {3}),
        ('plant -"chip plant"', {3}),
        ("plant -chip OR penang", {3}),
        ("-port", set()),
        ("NOT", set()),
        ("expor*", {1, 2, 3}),
        ("exp*", set()),
        ("expo* -wafers", {1, 3}),
        ('"is full of expo"*', {1}),
        ("title:plant", {2, 3}),
        ("tajuk:kedah", {2}),
        ('title:"rare earths" OR title:penan*', {3, 4}),
        ("-title:plant kedah", {4}),
        ("title: plant", set()),
        ("e-commerce", {4}),
        ("NEAR(port klang)", set()),
        ("(port) ^klang {wait}s:", set()),
        ("", set()),
        ('"" \' * ( ) - -- -" \0', set()),
    ],
)
def test_what_is_found(table: sqlite3.Connection, text: str, rows: set[int]) -> None:
    assert found(table, text) == rows


def test_words_and_phrases_alone_stay_as_they_are() -> None:
    assert search_words('port "east coast" rail') == '"port" "east coast" "rail"'
    assert typed('port "east coast" rail').plain
    assert not any(typed(text).plain for text in ("port OR rail", "port -rail", "port* rail", "title:port rail"))


def test_of_long_input_the_first_terms() -> None:
    assert search_words("port " * 20_000).count("port") == MOST_TERMS
    assert search_words("-port " * 20_000 + "klang") == ""


_WORDS = "port klang kedah penang plant expo* title:plant OR NOT AND - * ( ) :".split()
_VOCABULARY = st.sampled_from([*_WORDS, '"chip plant"', '"'])


@given(text=st.lists(_VOCABULARY, max_size=9).map(" ".join) | st.text(st.characters(max_codepoint=126), max_size=40))
@example(text='-"')
@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_the_expression_means_what_was_understood(table: sqlite3.Connection, text: str) -> None:
    """Whatever is typed, FTS5 takes it, and finds what the terms say of each text read word by word."""
    asked = typed(text)
    expected = {
        number
        for number, (title, body) in TEXTS.items()
        if asked.wanted
        and all(any(_holds(term, title, body) for term in each) for each in asked.wanted)
        and not any(_holds(term, title, body) for term in asked.unwanted)
    }
    assert found(table, text) == expected


def _holds(term: Term, title: str, body: str) -> bool:
    wanted = [word.casefold() for word in term.words]
    for text in (title,) if term.headline else (title, body):
        words = text.casefold().replace(",", " ").replace(".", " ").replace("-", " ").split()
        for start in range(len(words) - len(wanted) + 1):
            *fixed, last = words[start : start + len(wanted)]
            if fixed == wanted[:-1] and (last.startswith(wanted[-1]) if term.prefix else last == wanted[-1]):
                return True
    return False
