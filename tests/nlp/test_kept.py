"""What a text was read to be, kept as bytes: it comes back as it was, and decides what the text would have decided."""

from __future__ import annotations

import random
from datetime import UTC, date, datetime, timedelta
from typing import Any

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from nlp.copies import CopyIndex, CopyItem, Reading
from nlp.copies import index as copy_index
from nlp.stories import Facts, StoryItem, StoryWindow, read
from nlp.stories import drawn as stories_drawn
from nlp.stories import window as stories_window
from nlp.stories.facts import facts_of as draw
from nlp.stories.kept import facts_of, packed_facts, packed_signs, signs_of
from pantau.sample.content import load_pieces

START = datetime(2031, 3, 3, 6, tzinfo=UTC)
ANYTHING = st.text(st.characters(), max_size=200)
ODD = "Tan\ud800 paid RM3.916e9 to 2,000 men…\n“Pulau Pinang” 26日讯 4仙 ﬁnance ŉ İstanbul"


def same_signs(one: Any, other: Any) -> None:
    assert one == other  # all but the arrays
    assert one.terms.tolist() == other.terms.tolist()
    assert one.counts.tolist() == other.counts.tolist()
    assert (one.terms.dtype, one.counts.dtype) == (np.uint32, np.uint8)


@given(title=ANYTHING, body=ANYTHING, language=st.sampled_from(["en", "ms", "zh", None]))
@example(title=ODD, body=ODD, language="zh")
@example(title="", body="", language=None)
def test_signs_and_facts_come_back_as_they_were(title: str, body: str, language: str | None) -> None:
    signs = read(StoryItem(id="a", title=title, body=body, language=language))
    same_signs(signs, signs_of(packed_signs(signs)))
    facts = draw(title, body, signs.language, date(2031, 3, 1))
    assert facts_of(packed_facts(facts)) == facts
    assert list(facts_of(packed_facts(facts)).concepts) == list(facts.concepts)


@given(lines=st.lists(st.integers(0, 2**64 - 1)), left_out=st.sets(st.integers(0, 2**32 - 1)), seed=st.integers(0, 99))
def test_a_reading_for_copies_comes_back_as_it_was(lines: list[int], left_out: set[int], seed: int) -> None:
    posted = np.sort(np.random.default_rng(seed).integers(0, 2**64, size=seed, dtype=np.uint64))
    reading = Reading(tuple(lines), tuple(sorted(left_out)), posted)
    again = Reading.unpacked(reading.packed())
    assert (again.lines, again.left_out, again.posted.tolist()) == (
        reading.lines,
        reading.left_out,
        reading.posted.tolist(),
    )


def sample() -> list[StoryItem]:
    """The bundled sample, English and Malay, in the order of time, told within nine days."""
    vectors = np.random.default_rng(3)
    pieces = sorted(load_pieces(), key=lambda piece: (piece.published, piece.id))
    made = []
    for number, piece in enumerate(pieces):
        vector = vectors.normal(size=16)
        made.append(
            StoryItem(
                id=piece.id,
                title=piece.title,
                body="\n".join(piece.paragraphs),
                when=START + timedelta(hours=1.5 * number),
                vector=(vector / np.linalg.norm(vector)).astype(np.float32),
                language=piece.language,
                outlet=piece.outlet,
            )
        )
    return made


def settled(items: list[StoryItem], known: dict[str, tuple[bytes, bytes]]) -> tuple[Any, dict[str, Facts]]:
    """The last tenth is free."""
    window = StoryWindow()
    for number, item in enumerate(items):
        old = number < 0.9 * len(items)
        given = {}
        if item.id in known:
            signs, facts = known[item.id]
            given = {"signs": signs_of(signs), "facts": facts_of(facts)}
        window.add(item, f"s{item.id}" if old else None, settled=old, **given)
    return window.settle(), window.facts.fresh()


def test_a_window_that_reads_nothing_settles_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    items = sample()
    plain, drawn = settled(items, {})
    assert len(drawn) > 100
    for item in items:  # what is no report of one event is faced with nothing
        drawn.setdefault(item.id, draw(item.title, item.body, item.language or "", item.when.date()))  # type: ignore[union-attr]
    known = {item.id: (packed_signs(read(item)), packed_facts(drawn[item.id])) for item in items}
    monkeypatch.setattr(stories_window, "read", lambda _: pytest.fail("a text was read"))
    monkeypatch.setattr(stories_drawn, "facts_of", lambda *_: pytest.fail("facts were drawn"))
    again, fresh = settled(items, known)
    assert again == plain
    assert fresh == {}
    assert {decision.action for decision in plain.decisions} > {"new"}


NOUNS = [a + b for a in ("har", "mil", "gar", "tor", "vel", "pon") for b in ("bour", "lett", "den", "ney", "vet")]
FURNITURE = "The {} is printed in Elder by the Quill company on Mondays and Thursdays"


def copies_stream(seed: int, length: int) -> list[CopyItem]:
    """Texts of two outlets, each with a line of its own below most of them; some repeat another."""
    chance = random.Random(seed)
    made: list[CopyItem] = []
    for number in range(length):
        outlet = chance.choice(["dawn", "dusk"])
        body = "\n".join(
            " ".join(chance.choices(NOUNS, k=chance.randint(9, 18))).capitalize() + f" in {chance.randint(1, 400)}."
            for _ in range(chance.randint(2, 9))
        )
        if made and chance.random() < 0.4:
            body = chance.choice(made).body
        if chance.random() < 0.7:
            body += "\n" + FURNITURE.format(outlet)
        made.append(
            CopyItem(id=f"n{number}", title=f"Title {number}", body=body, outlet=outlet, when=START, house=outlet)
        )
    return made


@settings(max_examples=40, deadline=None)
@given(seed=st.integers(0, 10_000), length=st.integers(8, 30), gone=st.integers(0, 6), seen=st.integers(7, 29))
def test_an_index_of_kept_readings_decides_the_same(seed: int, length: int, gone: int, seen: int) -> None:
    """Also where the window has moved on, so that another line counts as furniture than when a text was read."""
    items = copies_stream(seed, length)
    first = CopyIndex()
    decisions = {each.article: each for item in items[:seen] for each in first.settle(item)}
    origins = {decisions[item.id].copy_of for item in items[:seen]}
    # A story is remembered whole, so that no copy is without its origin.
    known = [item for number, item in enumerate(items[:seen]) if number >= gone or item.id in origins]
    plain, quick = CopyIndex(), CopyIndex()
    reads = 0
    with pytest.MonkeyPatch.context() as patch:
        for item in known:
            wanted = plain.add(item, decisions[item.id])
            kept = Reading.unpacked(first.reading(item.id).packed())
            patch.setattr(copy_index, "lines_of", lambda *_: pytest.fail("a text was looked at"))
            taken = quick.add(item, decisions[item.id], kept)
            patch.undo()
            reads += taken is not kept
            assert (taken is kept) == (wanted.left_out == kept.left_out)
            assert (taken.lines, taken.left_out, taken.posted.tolist()) == (
                wanted.lines,
                wanted.left_out,
                wanted.posted.tolist(),
            )
    assert reads <= 3 * 2 if gone else reads == 0  # the first three of each outlet
    for item in [*items[seen:], *(CopyItem(id=f"x{n}", title="", body=each.body) for n, each in enumerate(items))]:
        assert quick.settle(item) == plain.settle(item)
