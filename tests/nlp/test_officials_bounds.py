"""Officials: who is not found, what no name holds, how long it takes, how sure it is. All people are invented."""

from __future__ import annotations

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from officials_read import officials

from nlp.officials import find_officials
from nlp.officials.confidence import Counts, Table, measured, precision
from nlp.pipeline import read


@pytest.mark.parametrize(
    "text",
    [
        "Bernama reported that exports rose.",
        "Miti attributed the decline to weaker demand.",
        "Puan Mariam Talib bought fish at the market.",
        "The minister said so.",
        "Delima Securities Sdn Bhd is the adviser and underwriter.",
        "It was brought to the Quartet Ministers Meeting for approval.",
        "With fewer candidates in Sabah, Lim urged voters to turn out.",
        "At the meeting with Mariam Talib, the witness said nothing.",
        "The Entrepreneur Development Fair was held in Kluang.",
        "",
    ],
)
def test_nobody_is_invented(text: str) -> None:
    assert officials(text)[1] == ()


@settings(max_examples=60, deadline=None)
@given(
    honorifics=st.lists(
        st.sampled_from(["Datuk", "Datuk Seri", "Tan Sri", "Dr", "Tun", "Dato'", "Ir.", "YB"]), max_size=4
    ),
    name=st.sampled_from(
        ["Borhan Zulkarnain", "Goh Wei Liang", "Gurdeep Singh Sandhu", "Rentap anak Jelani", "Siti Hawa binti Omar"]
    ),
    role=st.sampled_from(
        ["Works Minister", "Minister of Agriculture and Food Security", "Home Affairs Deputy Minister", "Menteri Besar"]
    ),
)
def test_honorifics_never_reach_the_name(honorifics: list[str], name: str, role: str) -> None:
    _, found = officials(f"This was said by {role} {' '.join([*honorifics, name])} yesterday.")
    assert [(o.name, o.role) for o in found] == [(name, role)]


@settings(max_examples=15, deadline=None)
@given(st.text(alphabet="Datuk SeMinsr,.()'’\n\"“-&/:", max_size=80))
def test_any_text_is_read(text: str) -> None:
    for official in officials(text)[1]:
        assert text[official.start : official.end].strip() != ""


@pytest.mark.parametrize(
    "text",
    [
        "Datuk Seri Rahim Salleh " * 2500,
        "Rahim " * 10_000,
        "Datuk " * 10_000,
        "Minister of Health and " * 2500,
        "".join(
            f"Minister Rahim{chr(97 + i % 26)}{chr(97 + i // 26 % 26)}{chr(97 + i // 676)} Salleh said so. "
            for i in range(2000)
        ),
    ],
    ids=["names", "capitals", "honorifics", "posts", "persons"],
)
def test_time_stays_linear(text: str) -> None:
    """60,000 characters took .1 to .7 s; each of these took minutes where a reader was quadratic in its subject."""
    reading = read(text, language="en")
    began = time.process_time()
    find_officials(reading)
    assert time.process_time() - began < 8


_CELLS = st.dictionaries(
    st.sampled_from(["a", "b", "c"]),
    st.dictionaries(
        st.integers(1, 3),
        st.tuples(st.integers(0, 60), st.integers(0, 60)).map(lambda pair: Counts(min(pair), max(pair))),
        max_size=3,
    ),
    max_size=3,
)


@given(table=_CELLS, way=st.sampled_from(["a", "b", "c", "unseen"]), length=st.integers(1, 3))
def test_confidence_is_a_share_and_follows_the_cases(table: Table, way: str, length: int) -> None:
    value = precision(table, way, length)
    assert 0 < value < 1
    more = {**table, way: {**table.get(way, {}), length: Counts(200, 200)}}
    less = {**table, way: {**table.get(way, {}), length: Counts(0, 200)}}
    assert precision(less, way, length) < 0.05 < 0.95 < precision(more, way, length)


def test_confidence_of_what_was_not_seen_is_that_of_all() -> None:
    table = {"often": {2: Counts(90, 100)}, "rare": {1: Counts(0, 1)}}
    everything = (90 + 1) / (101 + 2)
    assert precision(table, "never", 1) == pytest.approx(everything)
    assert precision(table, "rare", 1) < precision(table, "rare", 2) < everything < precision(table, "often", 2)


def test_the_measured_table_is_used() -> None:
    _, found = officials("Works Minister Datuk Halim Jusoh spoke.")
    assert [o.confidence for o in found] == [round(precision(measured(), "role-name", 2), 3)]
    assert sum(cell.count for cells in measured().values() for cell in cells.values()) > 500
