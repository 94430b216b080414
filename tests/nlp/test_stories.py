"""Stories: the same whatever the order of a day, joins and refusals for the right reasons, ids that stay."""

from __future__ import annotations

import json
import random
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nlp.stories import Said, StoryItem, StoryWindow, Turn, load_model, score
from nlp.stories import words as w
from nlp.stories.around import read_around, write_around
from nlp.stories.likeness import QUIET, Likeness
from nlp.stories.linkage import APART, average_linkage
from nlp.stories.model import QUIET_REPORTS, Decision, Weights
from nlp.stories.stream import settled
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


def first(number: int, item: StoryItem) -> Turn:
    return Turn(float(number), item.id)


@settings(max_examples=30, deadline=None)
@given(seed=st.integers(0, 5000), length=st.integers(2, 24), dated=st.booleans())
def test_the_order_within_a_day_has_no_say(seed: int, length: int, dated: bool) -> None:
    items = stream(seed, length, dated)
    turns = {item.id: first(number, item) for number, item in enumerate(items)}
    one, other = StoryWindow(), StoryWindow()
    # A window that is given nothing dated before has no clock: the latest comes first in both.
    latest = max(items, key=lambda item: (item.when or START, item.id))
    for window, order in ((one, items), (other, random.Random(seed).sample(items, length))):
        for item in [latest, *(item for item in order if item is not latest)]:
            window.add(item, first=turns[item.id])
    assert one.settle() == other.settle()


@settings(max_examples=20, deadline=None)
@given(seed=st.integers(0, 5000), length=st.integers(4, 24), part=st.floats(0.2, 0.9))
def test_a_rebuilt_window_decides_as_the_one_that_never_stopped(seed: int, length: int, part: float) -> None:
    items = [item for item in stream(seed, length) if item.when]
    cut = int(part * len(items))
    whole = StoryWindow()
    for number, item in enumerate(items[:cut]):
        whole.add(item, first=first(number, item))
    stories = {decision.article: decision.story for decision in whole.settle().decisions}
    whole.seal()
    rebuilt = StoryWindow()
    for number, item in enumerate(items[:cut]):
        rebuilt.add(item, stories[item.id], settled=True, first=first(number, item))
    for window in (whole, rebuilt):
        for number, item in enumerate(items[cut:], start=cut):
            window.add(item, first=first(number, item))
    assert whole.settle() == rebuilt.settle()


@settings(max_examples=20, deadline=None)
@given(seed=st.integers(0, 5000), length=st.integers(2, 24))
def test_settling_again_changes_nothing(seed: int, length: int) -> None:
    window = StoryWindow()
    for item in stream(seed, length):
        window.add(item)
    done = window.settle()
    assert window.settle() == done
    window.seal()
    assert window.settle().decisions == ()


def test_a_settled_report_keeps_its_story_whatever_comes() -> None:
    window = StoryWindow()
    window.add(report("a", "Council votes to rebuild Weir Bridge", BRIDGE), "sx", settled=True)
    window.add(report("c", "Record barley harvest in the Sedge valley", HARVEST, 1), "sx", settled=True)
    window.add(report("b", "Weir Bridge in Elder to be rebuilt", BRIDGE_TOO, 5))
    done = window.settle()
    assert [decision.article for decision in done.decisions] == ["b"]
    assert done.merged == ()


def test_two_stories_that_a_later_report_brings_together_are_merged_under_the_older_id() -> None:
    window = StoryWindow()
    window.add(report("a", "Council votes to rebuild Weir Bridge", BRIDGE), "sa", settled=True)
    window.add(report("b", "Weir Bridge in Elder to be rebuilt", BRIDGE_TOO, 2), "sb", settled=True)
    window.add(report("d", "Elder council to rebuild Weir Bridge for 48.6 million crowns", BRIDGE + BRIDGE_TOO, 25))
    assert window.settle().merged == ()
    done = window.settle(over=True)
    assert done.decisions[0].story == "sa"
    assert [(one.old, one.into) for one in done.merged] == [("sb", "sa")]
    assert window.settle(over=True).merged == ()


def test_a_story_is_named_after_the_first_of_its_reports_or_a_copy_that_came_before() -> None:
    window = StoryWindow()
    window.add(report("b", "Weir Bridge in Elder to be rebuilt", BRIDGE_TOO, 5), first=Turn(5.0, "b"))
    window.add(report("a", "Council votes to rebuild Weir Bridge", BRIDGE, 6), first=Turn(2.0, "copy"))
    assert {decision.story for decision in window.settle().decisions} == {"scopy"}


def test_a_story_that_a_copy_began_says_nothing_of_other_languages() -> None:
    window = StoryWindow()
    window.add(report("a", "Council votes to rebuild Weir Bridge", BRIDGE), first=Turn(2.0, "copy"))
    (alone,) = window.settle().decisions
    assert (alone.action, alone.story) == ("new", "scopy")
    assert alone.reason == "no report of the last days shares its words"


def test_the_older_of_two_stories_is_the_older_also_after_others_went() -> None:
    window = StoryWindow()
    for number in range(4):
        window.add(report(f"z{number}", "", f"Harbour {number} of Sedge dredged lane {number * 17}.", number))
    window.settle()
    window.seal()
    window.add(report("a", "Council votes to rebuild Weir Bridge", BRIDGE, 237), "sa", settled=True)
    window.seal()
    window.add(report("b", "Weir Bridge in Elder to be rebuilt", BRIDGE_TOO, 245), "sb", settled=True)
    window.seal()
    window.add(report("d", "Elder council to rebuild Weir Bridge", BRIDGE + BRIDGE_TOO, 262))
    assert [(one.old, one.into) for one in window.settle(over=True).merged] == [("sb", "sa")]


@settings(max_examples=60, deadline=None)
@given(seed=st.integers(0, 10_000), count=st.integers(2, 14), least=st.floats(0.05, 0.95))
def test_average_linkage_is_that_of_scipy(seed: int, count: int, least: float) -> None:
    from scipy.cluster.hierarchy import fcluster, linkage

    rows, columns = np.triu_indices(count, 1)
    likeness = np.zeros((count, count))
    likeness[rows, columns] = likeness[columns, rows] = np.random.default_rng(seed).random(len(rows))
    labels = fcluster(linkage(1 - likeness[rows, columns], "average"), 1 - least, "distance")
    wanted = sorted([int(at) for at in np.flatnonzero(labels == label)] for label in set(labels.tolist()))
    assert average_linkage(likeness, [[number] for number in range(count)], least) == wanted


def test_average_linkage_keeps_groups_and_what_must_stay_apart() -> None:
    likeness = np.full((4, 4), 0.9)
    likeness[0, 1] = likeness[1, 0] = 0.0
    likeness[2, 3] = likeness[3, 2] = APART
    groups = average_linkage(likeness, [[0, 1], [2], [3]], 0.5)
    assert groups in ([[0, 1, 2], [3]], [[0, 1, 3], [2]])


def place(*items: StoryItem) -> list[JoinDecision]:
    found = settled(items)
    return [found[item.id] for item in items]


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
    assert two.features["names"] > 0.2
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
    window = StoryWindow()
    for item in (first, again, second):  # all on one day
        window.add(item)
    assert [decision.story for decision in window.settle().decisions] == ["sd1", "sd1", "sd2"]


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
    file = tmp_path / "pairs.json"
    (tmp_path / "background.json").write_text('{"weight": 4, "shares": {}}')
    file.write_text(
        json.dumps({"background": "background.json", "usual": {"with_vectors": {"intercept": 0}}, "quiet": {}})
    )
    with pytest.raises(BadWeights, match=r"pairs\.json.*coefficients"):
        load_model(file)


def test_texts_around_are_read_as_they_were_written_or_say_what_is_wrong(tmp_path: Path) -> None:
    around = load_model().around
    write_around(tmp_path / "around.npz", around)
    again = read_around(tmp_path / "around.npz")
    assert again.keys() == around.keys() == {"en", "ms"}
    for language, rows in around.items():
        assert len(rows) == len(again[language]) >= 100
        for one, other in zip(rows, again[language], strict=True):
            assert np.array_equal(one.signs.terms, other.signs.terms)
            assert np.array_equal(one.signs.counts, other.signs.counts)
            assert one.signs.ends == other.signs.ends
            assert (one.vector is None) == (other.vector is None) == (language != "en")
    (tmp_path / "broken.npz").write_bytes((tmp_path / "around.npz").read_bytes()[:1000])
    with pytest.raises(BadWeights, match=r"broken\.npz"):
        read_around(tmp_path / "broken.npz")


def test_texts_around_are_no_reports() -> None:
    """A report that is word for word one of them begins a story of its own, and they are in none."""
    around = load_model().around["ms"]
    shelf = load_model().shelf("ms")
    shelf.change((), [around[0]._replace(id="mine")])
    likeness = Likeness(shelf, ["mine"], {})
    assert shelf.ids == ["mine"]
    assert likeness.density("text")[0] > 0.3  # it is near to itself among them
    assert [pairs.tolist() for pairs in likeness.nearest(np.arange(1), 3)] == [[], []]


@pytest.mark.shared
def test_ecb_plus_stories() -> None:
    """A guard against breakage and no measurement: trained on this very corpus, and run without vectors to be fast.

    Scored .837 when it was written; see pairs.json for what cross-validation says, with vectors.
    """
    corpus = Path(__file__).resolve().parents[2].parent / "shared/corpora/ecbplus-stories/topics-1-35.jsonl"
    if not corpus.is_file():
        pytest.skip("the ECB+ stories are not here")
    rows = [json.loads(line) for line in corpus.read_text(encoding="utf-8").split("\n") if line.strip()]
    found = settled(StoryItem(id=row["id"], title="", body=row["text"]) for row in rows)
    scores = score([found[row["id"]].story for row in rows], [row["story"] for row in rows])
    assert scores.bcubed_f1 > 0.8


def said(one: str, other: str, same: bool) -> Said:
    return Said(one=one, other=other, same=same, who="Aina")


def test_what_a_person_says_of_two_reports_holds_on_the_day_and_later() -> None:
    bridge = report("a", "Council votes to rebuild Weir Bridge", BRIDGE)
    again = report("b", "Weir Bridge in Elder to be rebuilt", BRIDGE_TOO, 5)
    harvest = report("c", "Record barley harvest in the Sedge valley", HARVEST, 6)
    malay = report("m", "Elder bina semula Jambatan Weir", BRIDGE_MALAY, 7, language="ms")
    for settle_between in (False, True):
        window = StoryWindow(said=[said("a", "b", False), said("c", "a", True), said("m", "a", False)])
        found = {}
        for item in (bridge, again, harvest, malay):
            window.add(item)
            if settle_between:
                found |= {each.article: each for each in window.settle().decisions}
                window.seal()
        found |= {each.article: each for each in window.settle().decisions}
        assert found["a"].story == found["c"].story == "sa"
        assert found["b"].story == "sb"
        assert found["m"].story != "sa"
        assert found["b"].reason == "not sa: Aina decided that a and b tell of two events"
        assert found["c"].reason == "Aina decided that c and a tell of one event"


def test_the_last_word_of_a_person_counts_and_round_ups_can_be_bound_too() -> None:
    items = (
        report("a", "Council votes to rebuild Weir Bridge", BRIDGE),
        report("r", "News in brief", BRIDGE_TOO, 1),
    )
    for words, story in (([True], "sa"), ([True, False], "sr"), ([False, True], "sa")):
        window = StoryWindow(said=[said("r", "a", same) for same in words])
        for item in items:
            window.add(item)
        assert [each.story for each in window.settle().decisions] == ["sa", story]


def test_the_first_report_of_a_story_can_be_taken_out_of_it() -> None:
    window = StoryWindow(said=[said("a", "b", False)])
    window.add(report("b", "Weir Bridge in Elder to be rebuilt", BRIDGE_TOO, 5), "sa", settled=True)
    window.add(report("a", "Council votes to rebuild Weir Bridge", BRIDGE), "sa")  # free again
    (moved,) = window.settle().decisions
    assert (moved.story, moved.action) == ("sa-2", "new")


def test_a_daily_market_column_over_five_days_is_five_stories() -> None:
    frame = (
        "The Elder crown {} to {} against the mark from {} on the eve, dealers said. It traded between {} and {} while "
        "the index {} by {} points to {}, with turnover at {} million crowns."
    )
    chance = random.Random(5)
    items = []
    for day in range(5):
        numbers = [round(chance.uniform(4, 5), 3) for _ in range(4)]
        text = frame.format(
            chance.choice(["rose", "fell"]),
            *numbers,
            chance.choice(["gained", "lost"]),
            round(chance.uniform(3, 30), 2),
            round(chance.uniform(1400, 1600), 2),
            chance.randint(1000, 3000),
        )
        items.append(
            report(
                f"d{day}",
                f"Crown opens {chance.choice(['higher', 'lower'])} against the mark",
                text,
                24 * day,
                outlet="dawn",
            )
        )
    assert [each.story for each in place(*items)] == [f"sd{day}" for day in range(5)]


def test_a_round_up_of_three_stories_binds_none_of_them() -> None:
    ferry = "The ferry licence of Tolm was withdrawn after 312 complaints, harbour master Lene Falk said on Tuesday."
    school = "Quill will open a school for 640 pupils in Brack Lane next autumn, education head Jorun Pell said."
    told = [
        report("a", "Council votes to rebuild Weir Bridge", BRIDGE),
        report("c", "Record barley harvest in the Sedge valley", HARVEST, 6),
        report("f", "Tolm ferry loses its licence", ferry, 8),
        report("q", "New school for Quill", school, 10),
    ]
    for some in (told[:3], told[1:]):
        body = "\n".join(item.body for item in some)
        for title in (
            "The week's top stories",
            "Week in review: bridge, barley, ferry, school",
            "Quill, Tolm and Elder",
        ):
            decisions = place(*some, report("w", title, body, 12))
            assert [each.story for each in decisions] == [*(f"s{item.id}" for item in some), "sw"]
            assert "stands alone" in decisions[-1].reason


def test_each_pair_is_decided_by_the_weights_of_its_window_and_of_its_dates() -> None:
    model = load_model()

    def always(says: float) -> Decision:
        weights = Weights(intercept=says, coefficients=dict.fromkeys(model.usual.with_vectors.coefficients, 0.0))
        return Decision(with_vectors=weights, words_alone=weights)

    told_apart = replace(model, usual=always(0.0), undated=always(1.0), quiet=always(-1.0))
    features = {name: np.ones(3) for name in model.usual.with_vectors.coefficients} | {
        "dated": np.array([1.0, 0.0, 1.0])
    }
    for reports, expected in ((1000, [0.5, 0.731059, 0.5]), (QUIET_REPORTS, [0.268941] * 3)):
        features["quiet"] = np.full(3, QUIET / (QUIET + reports))
        assert told_apart.probability(features).tolist() == expected


def test_on_a_quiet_day_two_releases_of_one_ministry_are_two_stories_and_a_fire_and_its_next_day_one() -> None:
    day = datetime(2031, 5, 5, 2, tzinfo=UTC)
    texts = [
        (
            "Kementerian Pengangkutan ganti 30 lampu isyarat di Klang",
            "PUTRAJAYA: Kementerian Pengangkutan akan menggantikan 30 lampu isyarat di Klang mulai Isnin. Menterinya, "
            "Datuk Wong Kah Loke, berkata sistem baharu mengurangkan masa menunggu. Kosnya RM4.4 juta.",
        ),
        (
            "Yuran lesen memandu pelajar dimansuhkan",
            "PUTRAJAYA: Yuran lesen memandu bagi pelajar dimansuhkan tahun depan, kata Kementerian Pengangkutan. "
            "Menterinya, Datuk Wong Kah Loke, berkata 210,000 pelajar mendapat manfaat.",
        ),
        (
            "Kilang perabot di Muar musnah terbakar",
            "MUAR: Sebuah kilang perabot di Bakri musnah dalam kebakaran malam tadi. Seramai 38 anggota bomba "
            "memadamkan api selepas lima jam. Kerugian dianggarkan RM3 juta.",
        ),
        (
            "Pemilik kilang perabot Bakri rugi RM3 juta",
            "MUAR: Pemilik kilang perabot yang terbakar di Bakri menganggarkan kerugian RM3 juta. Bomba percaya api "
            "bermula daripada mesin pengisar. Sebanyak 38 anggota bertungkus-lumus selama lima jam.",
        ),
    ]
    items = [
        StoryItem(id=str(n), title=title, body=body, when=day + timedelta(hours=4 * n), language="ms", outlet="dusk")
        for n, (title, body) in enumerate(texts)
    ]
    for pair, stories in (((0, 1), 2), ((2, 3), 1)):
        found = settled([items[n] for n in pair])
        assert len({decision.story for decision in found.values()}) == stories
