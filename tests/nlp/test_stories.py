"""Stories: the same state however it came about, joins and refusals for the right reasons, honest scores."""

from __future__ import annotations

import json
import random
from datetime import UTC, datetime, timedelta
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nlp.stories import WINDOW, StoryBook, StoryItem, load_model, score
from nlp.stories import words as w
from records import BadWeights, JoinDecision

START = datetime(2031, 3, 3, 6, tzinfo=UTC)
PLACES = ("Elder", "Marrow", "Tolm", "Quill", "Sedge", "Brack")
TOPICS = ("bridge repair contract", "ferry licence dispute", "grain harvest tax", "harbour dredging vote")


def stream(seed: int, length: int, dated: bool = True) -> list[StoryItem]:
    """Invented reports on a few invented events, a few hours apart."""
    chance = random.Random(seed)
    vectors = np.random.default_rng(seed)
    events = [
        (chance.choice(PLACES), chance.choice(TOPICS), chance.randint(1000, 99999), vectors.normal(size=16))
        for _ in range(max(2, length // 3))
    ]
    items, when = [], START
    for number in range(length):
        when += timedelta(hours=chance.choice([1, 5, 20, 70]))
        place, topic, figure, centre = chance.choice(events)
        vector = centre + vectors.normal(size=16) * 0.3
        verb = chance.choice(["approved", "rejected", "debated", "welcomed"])
        items.append(
            StoryItem(
                id=f"n{number}",
                title=f"{place} {topic} {verb}",
                body=f"The council of {place} {verb} the {topic} worth {figure:,} crowns.\nMayor {place}son spoke.",
                when=when if dated and chance.random() < 0.9 else None,
                vector=(vector / np.linalg.norm(vector)).astype(np.float32),
                language="en",
                outlet=chance.choice(["dawn", "dusk"]),
            )
        )
    return items


@settings(max_examples=30, deadline=None)
@given(seed=st.integers(0, 5000), length=st.integers(2, 24), part=st.floats(0, 1), dated=st.booleans())
def test_a_rebuilt_book_decides_as_the_one_that_never_stopped(seed: int, length: int, part: float, dated: bool) -> None:
    items = stream(seed, length, dated)
    whole = StoryBook()
    decisions = [whole.place(item) for item in items]
    cut = int(part * length)
    rebuilt = StoryBook()
    for item, decision in zip(items[:cut], decisions[:cut], strict=True):
        rebuilt.remember(item, decision.story)
    assert [rebuilt.place(item) for item in items[cut:]] == decisions[cut:]


@settings(max_examples=30, deadline=None)
@given(seed=st.integers(0, 5000), length=st.integers(6, 30))
def test_rows_of_the_window_are_enough_to_rebuild(seed: int, length: int) -> None:
    items = [item for item in stream(seed, length) if item.when]
    whole = StoryBook()
    decisions = [whole.place(item) for item in items]
    cut = len(items) * 3 // 4
    latest = max((item.when for item in items[:cut] if item.when), default=START)
    rebuilt = StoryBook()
    for item, decision in zip(items[:cut], decisions[:cut], strict=True):
        if item.when and item.when >= latest - WINDOW:
            rebuilt.remember(item, decision.story)
    assert [rebuilt.place(item) for item in items[cut:]] == decisions[cut:]


def place(*items: StoryItem) -> list[JoinDecision]:
    book = StoryBook()
    return [book.place(item) for item in items]


BRIDGE = (
    "The council of Elder voted on Monday to rebuild the Weir Bridge at a cost of 48.6 million crowns. Mayor Odile "
    "Tarn said that work would begin in May and take 26 months. The bridge was closed in January after Ivo Senn, the "
    "city engineer, found cracks in two of its piers."
)
BRIDGE_TOO = (
    "Elder's Weir Bridge is to be rebuilt for 48.6 million crowns, the city council decided. The crossing is shut "
    "since engineer Ivo Senn reported cracked piers in January. Work begins in May, Mayor Odile Tarn told councillors."
)
BRIDGE_MALAY = (
    "Majlis bandar raya Elder bersetuju untuk membina semula Jambatan Weir dengan kos 48.6 juta crown, kata Datuk "
    "Bandar Odile Tarn. Jurutera Ivo Senn menemui keretakan pada dua tiang dan kerja itu akan mengambil masa 26 bulan."
)
HARVEST = (
    "Farmers in the Sedge valley brought in the largest barley harvest for nine years, the growers' union said. Its "
    "chairman, Bram Oster, put the yield at 7.3 tonnes a hectare after a mild spring."
)


def report(name: str, title: str, body: str, hours: float = 0, **fields: object) -> StoryItem:
    return StoryItem(**{"id": name, "title": title, "body": body, "when": START + timedelta(hours=hours), **fields})  # type: ignore[arg-type]


def test_two_reports_of_one_event_join_and_another_event_does_not() -> None:
    one, two, other = place(
        report("a", "Council votes to rebuild Weir Bridge", BRIDGE),
        report("b", "Weir Bridge in Elder to be rebuilt", BRIDGE_TOO, 5),
        report("c", "Record barley harvest in the Sedge valley", HARVEST, 6),
    )
    assert (one.action, one.story) == ("new", "sa")
    assert two.story == "sa"
    assert two.action in ("join", "join_flagged")
    assert two.features["names_cosine"] > 0.3
    assert (other.action, other.story) == ("new", "sc")


def test_malay_and_english_reports_of_one_event_meet() -> None:
    _, _, malay = place(
        report("a", "Council votes to rebuild Weir Bridge", BRIDGE, language="en"),
        report("c", "Record barley harvest in the Sedge valley", HARVEST, 1, language="en"),
        report("m", "Elder bina semula Jambatan Weir", BRIDGE_MALAY, 3, language="ms"),
    )
    assert malay.story == "sa"
    assert "ms" in malay.reason


def test_a_story_is_no_candidate_after_the_window() -> None:
    late = report("b", "Weir Bridge in Elder to be rebuilt", BRIDGE_TOO, 24 * 11)
    assert place(report("a", "Council votes to rebuild Weir Bridge", BRIDGE), late)[1].action == "new"


@pytest.mark.parametrize(
    "title",
    ["Morning briefing: bridges, barley and more", "News in brief", "Week in review", "Sorotan berita minggu ini"],
)
def test_round_ups_neither_join_nor_seed(title: str) -> None:
    decisions = place(
        report("a", "Council votes to rebuild Weir Bridge", BRIDGE),
        report("r", title, BRIDGE + "\n" + HARVEST, 1),
        report("c", "Record barley harvest in the Sedge valley", HARVEST, 2),
    )
    assert [decision.story for decision in decisions] == ["sa", "sr", "sc"]
    assert "stands alone" in decisions[1].reason


def test_the_next_day_of_a_column_is_another_story() -> None:
    frame = "The crown {} to {} against the mark from {} on the eve, trading between {} and {} in Elder, dealers said."
    first = report("d1", "Crown opens higher against the mark", frame.format("rose", 4.512, 4.498, 4.507, 4.519))
    again = report("d1b", "Crown opens higher against mark", frame.format("rose", 4.512, 4.498, 4.507, 4.519) + " -", 2)
    second = report("d2", "Crown opens lower against the mark", frame.format("fell", 4.431, 4.477, 4.428, 4.466), 24)
    decisions = place(first, again, second)
    assert decisions[1].story == "sd1"
    assert decisions[2].story == "sd2"
    assert "another day" in decisions[2].reason


def test_undated_rows_and_rows_without_title_or_vector_are_placed() -> None:
    decisions = place(
        StoryItem(id="u1", title="", body=BRIDGE),
        StoryItem(id="u2", title="", body=BRIDGE_TOO),
        StoryItem(id="u3", title="", body=""),
    )
    assert [decision.story for decision in decisions] == ["su1", "su1", "su3"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("RM48.9 billion, up 10.1 per cent from 2024", {"48.9", "10.1"}),
        ("1,250 homes in 3 towns", {"1250"}),
        ("on 5 May 2031", set()),
    ],
)
def test_numbers_that_tell_events_apart(text: str, expected: set[str]) -> None:
    assert w.numbers(text) == expected


@pytest.mark.parametrize(("text", "language"), [(BRIDGE, "en"), (BRIDGE_MALAY, "ms"), ("", "en")])
def test_language_of(text: str, language: str) -> None:
    assert w.language_of(text) == language


@pytest.mark.parametrize(
    ("found", "gold", "bcubed", "pairwise"),
    [
        (["x", "x", "y"], ["a", "a", "b"], 1.0, 1.0),
        (["x", "y", "z"], ["a", "a", "b"], 0.8, 0.0),
        (["x", "x", "x", "x"], ["a", "a", "b", "b"], 2 / 3, 0.5),
    ],
)
def test_scores(found: list[str], gold: list[str], bcubed: float, pairwise: float) -> None:
    scores = score(found, gold)
    assert scores.bcubed_f1 == pytest.approx(bcubed)
    assert scores.pairwise_f1 == pytest.approx(pairwise)


def test_broken_weights_name_file_and_field(tmp_path: Path) -> None:
    file = tmp_path / "join.json"
    (tmp_path / "background.json").write_text('{"weight": 4, "shares": {}}')
    file.write_text(json.dumps({"background": "background.json", "intercept": 0}))
    with pytest.raises(BadWeights, match=r"join\.json.*coefficients"):
        load_model(file)


@pytest.mark.shared
def test_ecb_plus_stories() -> None:
    """A guard against breakage and no measurement: trained on this very corpus, and run without vectors to be fast.

    Scored .746 when it was written, far under the .876 that join.json reports with vectors by cross-validation.
    """
    corpus = Path(__file__).resolve().parents[2].parent / "shared/corpora/ecbplus-stories/topics-1-35.jsonl"
    if not corpus.is_file():
        pytest.skip("the ECB+ stories are not here")
    rows = [json.loads(line) for line in corpus.read_text(encoding="utf-8").split("\n") if line.strip()]
    random.Random(3).shuffle(rows)
    book = StoryBook()
    found = [book.place(StoryItem(id=row["id"], title="", body=row["text"])).story for row in rows]
    scores = score(found, [row["story"] for row in rows])
    assert scores.bcubed_f1 > 0.72
