"""What the texts of the last days were read to be is kept: a run reads none of them again, and decides the same."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import numpy as np
import pytest

from nlp.copies import index as copy_index
from nlp.stories import StoryItem
from nlp.stories import drawn as stories_drawn
from pantau import remembering
from pantau.analyse import Analyst
from pantau.reading_ahead import Given, ReadText
from pantau.remembering import KEPT, Readings, remembered_since
from pantau.sample.content import Piece, load_pieces
from records import Annotation, Article, Fetch, Outlet, Theme, article_id
from store import Store
from store.analysis_asking import remembered
from store.crawling import mark_withdrawn, save_article, save_outlets
from store.fingerprint import derived_digests
from store.values import stamp

THEMES = (Theme(id="building", name="Building", seeds=("a bridge is built", "a road is repaired")),)
START = datetime(2031, 3, 3, 2, tzinfo=UTC)
OUTLETS = sorted({piece.outlet for piece in load_pieces()})
WIRE = "nusawire"


class Letters:
    """Vectors by letters: enough for texts that differ, and fast."""

    name = "letters"
    dimension = 26

    def encode(self, texts: Any) -> Any:
        rows = np.array([[t.lower().count(chr(97 + n)) + 1.0 for n in range(26)] for t in texts], dtype=np.float32)
        return rows / np.linalg.norm(rows, axis=1, keepdims=True) if len(rows) else np.zeros((0, 26), np.float32)

    encode_together = encode


class Quick:
    """Reads nothing of a text but its vector."""

    def begin(self, given: Given) -> Callable[[], ReadText]:
        none = Annotation(
            language=given.language or "en", sentences=(), entities=(), officials=(), places=(), figures=(), quotes=()
        )
        vector = Letters().encode([f"{given.title}\n{given.body}"])[0]
        return lambda: ReadText(annotation=none, vector=vector, passages=np.zeros((0, 26), np.int8))


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with Store(tmp_path / "pantau.db") as opened:
        yield prepared(opened)


def prepared(store: Store) -> Store:
    save_outlets(
        store,
        [
            Outlet(
                id=name,
                name=name,
                country="MY",
                languages=("en", "ms"),
                home=f"https://{name}.example",
                kind="agency" if name == WIRE else "newspaper",
            )
            for name in OUTLETS
        ],
    )
    return store


def pieces() -> list[Piece]:
    """The bundled sample in the order of time; it has two languages, copies, and copies of what came later."""
    return sorted(load_pieces(), key=lambda piece: (piece.published, piece.id))


def put(
    store: Store, piece: Piece, seen: datetime, body: str | None = None, *, published: datetime | None = None
) -> str:
    """``published``: in the first days, where it is not given."""
    url = f"https://{piece.outlet}.example/{piece.id}"
    text = body or "\n".join(piece.paragraphs)
    article = Article(
        id=article_id(piece.outlet, piece.id),
        outlet=piece.outlet,
        identity=piece.id,
        url=url,
        title=piece.title,
        body=text,
        language=piece.language,
        published=published or piece.published.astimezone(UTC).replace(year=2031, month=3, day=1),
        published_precision="minute",
        published_source="json-ld",
        words=len(text.split()),
        first_seen=seen,
        fetch=Fetch(url=url, outlet=piece.outlet, fetched=seen, status="ok", purpose="article", http_status=200),
    )
    save_article(store, None, article)
    return article.id


def analyse(store: Store, version: str = "v1", everything: bool = False) -> Counter[str]:
    analyst = Analyst(store, THEMES, Letters, version, reader=Quick())
    return analyst.run(everything=everything, step=lambda: None, begin=lambda _: None)


@pytest.fixture
def counted(monkeypatch: pytest.MonkeyPatch) -> Counter[str]:
    """How many texts were read for copies, for stories, for links between languages."""
    seen: Counter[str] = Counter()
    for owner, name in ((copy_index, "posted"), (remembering, "read"), (stories_drawn, "facts_of")):
        whole = getattr(owner, name)

        def counting(*given: Any, whole: Any = whole, name: str = name) -> Any:
            seen[name] += 1
            return whole(*given)

        monkeypatch.setattr(owner, name, counting)
    return seen


def run_sample(store: Store, each: Callable[[], None] = lambda: None, every: int = 10, days: float = 0.25) -> None:
    """Some articles of the sample a run, four runs a day, so that the window moves on and lets articles go."""
    for number, piece in enumerate(pieces()):
        put(store, piece, START + timedelta(days=days * number))
        if number % every == every - 1:
            analyse(store)
            each()
    analyse(store)


def test_kept_readings_decide_what_texts_read_anew_decide(tmp_path: Path, counted: Counter[str]) -> None:
    with Store(tmp_path / "kept.db") as kept, Store(tmp_path / "anew.db") as anew:
        run_sample(prepared(kept))
        few = dict(counted)
        counted.clear()
        run_sample(prepared(anew), lambda: anew.connection.execute("DELETE FROM reading") and None)
        assert derived_digests(kept) == derived_digests(anew)
        for store in (kept, anew):
            decided = Counter(store.connection.execute("SELECT action FROM decision WHERE about = 'story'").fetchall())
            assert {("new",), ("join",), ("copy",)} <= decided.keys()
        assert kept.connection.execute("SELECT count(*) FROM article WHERE copy_kind = 'copy'").fetchone()[0] > 5
        held = [row[0] for row in kept.connection.execute("SELECT article FROM reading").fetchall()]
        since = START + timedelta(days=0.25 * (len(pieces()) - 1)) - KEPT
        assert sorted(held) == sorted(each.article for each in remembered(kept, since))
        assert 60 < len(held) < len(pieces())
    texts = len(pieces())
    assert few["posted"] <= 1.05 * texts  # a line may become furniture, or cease to be
    assert few["read"] <= texts
    assert few["facts_of"] <= texts
    assert counted["read"] > 5 * few["read"]


LATE: dict[str, Callable[[int], float]] = {  # days from publication to when a text was seen
    "news": lambda _: 0,
    "an archive of old texts": lambda number: 200 + number % 3,
    "an archive that is caught up with slowly": lambda number: 0.9 * 0.4 * number,
    "every other text is found nine days late": lambda number: 9 * (number % 2),
}


@pytest.mark.parametrize(
    ("late", "often_a_day"),
    [
        *(pytest.param(name, False, id=name) for name in LATE),
        *(pytest.param(name, True, id=f"{name}, often a day") for name in LATE),
    ],
)
def test_one_run_over_weeks_ends_as_many(tmp_path: Path, late: str, often_a_day: bool) -> None:
    """As a run a day, and as several. Also of texts that are printed once more when the first is forgotten, and of
    those that are printed again and again; and a run does not grow with what it has read."""
    said, days = pieces()[:66], 0.4
    paper = next(outlet for outlet in OUTLETS if outlet != WIRE)
    again = {number: replace(said[number - 40], id=f"again{number}", outlet=paper) for number in range(41, 66, 3)}
    often = {number: replace(said[0], id=f"often{number}", outlet=paper) for number in (20, 40, 60)}
    with Store(tmp_path / "one.db") as one, Store(tmp_path / "many.db") as many:
        for store in (prepared(one), prepared(many)):
            before = None
            for number, piece in enumerate(said):
                seen = START + timedelta(days=days * number)
                today = seen.astimezone(ZoneInfo(store.zone)).date()
                if store is many and (often_a_day or before not in (None, today)):
                    analyse(store)
                before = today
                for each in (piece, again.get(number), often.get(number)):
                    if each is not None:
                        put(store, each, seen, published=seen - timedelta(days=LATE[late](number)))
        analyse(many)
        analyst = Analyst(one, THEMES, Letters, "v1", reader=Quick())
        analyst.run(everything=False, step=lambda: None, begin=lambda _: None)
        told, told_often = derived_digests(one), derived_digests(many)
        if often_a_day:  # ids that were told within a day, and lead on
            del told["story_alias"], told_often["story_alias"]
        assert told == told_often
        copies = dict(one.connection.execute("SELECT id, copy_of FROM article").fetchall())
        assert [copies[_id(each)] for each in again.values()].count(None) >= 6  # others repeat a text told once more
        assert {copies[_id(each)] for each in often.values()} == {_id(said[0])}
        since = remembered_since(START + timedelta(days=days * (len(said) - 1)), ZoneInfo(one.zone))
        (recent,) = one.connection.execute(
            "SELECT count(*) FROM article WHERE first_seen >= ?", (stamp(since),)
        ).fetchone()
        again_known = len(list(remembered(one, since, "v1")))
    in_mind = analyst.recent
    assert recent < len(in_mind.copies) <= recent + 5 < len(copies)  # what is printed often, and the rest of a day
    assert again_known <= len(in_mind.met) <= again_known + 5  # of stories that go on, too


def test_of_a_window_that_is_known_no_text_is_read(store: Store, counted: Counter[str]) -> None:
    first, *others = pieces()[:60]
    for number, piece in enumerate(others):
        put(store, piece, START + timedelta(hours=number))
    done = analyse(store)
    assert done["read"] + done["copy"] == len(others)
    assert counted["read"] == done["read"]
    counted.clear()
    new = put(store, first, START + timedelta(hours=len(others)))
    assert analyse(store)["read"] == 1
    assert counted == {"posted": 1, "read": 1, "facts_of": 1}  # the new one
    assert set(store.connection.execute("SELECT count(*), count(facts) FROM reading").fetchall()) == {
        (len(others) + 1, done["read"] + 1)
    }
    counted.clear()
    with store.transaction() as connection:  # a killed run may have read an article and settled nothing
        connection.execute("DELETE FROM decision WHERE article = ? AND about = 'story'", (new,))
    analyse(store)
    assert counted == {}


def test_what_is_read_of_another_text_or_by_others_is_read_anew(store: Store, counted: Counter[str]) -> None:
    one, two, *others = pieces()[:12]
    for number, piece in enumerate((one, two, *others)):
        put(store, piece, START + timedelta(hours=number))
    analyse(store)
    counted.clear()
    revised = "Another text stands here now. Minister Tan said that RM48.6 million would be spent in Elder."
    put(store, one, START + timedelta(days=1), revised)
    assert analyse(store)["read"] >= 1
    assert counted["read"] == 1
    counted.clear()
    # whatever writes past the rule that a text takes along what it was read to be
    store.connection.execute("DROP TRIGGER reading_of_another_text")
    store.connection.execute("UPDATE body SET text = text || ' It rained.' WHERE article = ?", (_id(two),))
    put(store, pieces()[20], START + timedelta(days=1, hours=1))
    analyse(store)
    assert counted == {"posted": 2, "read": 2, "facts_of": 2}  # that one, and the new one
    counted.clear()
    analyse(store, "v2")
    assert counted["read"] >= 10
    made = {row[0] for row in store.connection.execute("SELECT made_of FROM reading").fetchall()}
    analyse(store, "v3")
    assert made.isdisjoint(row[0] for row in store.connection.execute("SELECT made_of FROM reading").fetchall())


@pytest.mark.parametrize(
    "changed",
    [
        {"title": "B"},
        {"body": "Text b"},
        {"language": "ms"},
        {"language": None},
        {"outlet": "dusk"},
        {"when": START + timedelta(days=1)},
    ],
)
def test_a_reading_holds_for_what_it_was_made_of(store: Store, changed: dict[str, Any]) -> None:
    item = StoryItem(id="a", title="A", body="Text", when=START, language="en", outlet="dawn")
    readings = Readings(store, "v1")
    index = copy_index.CopyIndex()
    copies = index.add(copy_index.CopyItem(id="a", title="A", body="Text", outlet="dawn"))
    readings.note(readings.of(item, None), "a", copies, readings.signs(item))
    row = readings.of(item, None).row
    assert row is not None
    assert Readings(store, "v1").of(replace(item, when=START + timedelta(hours=1)), row).signs is not None
    for others, version in ((replace(item, **changed), "v1"), (item, "v2")):
        known = Readings(store, version).of(others, row)
        assert (known.row, known.copies, known.signs, known.facts) == (None, None, None, None)
        assert known.made_of != row.made_of


def test_a_text_that_is_taken_down_leaves_nothing_behind(store: Store) -> None:
    for number, piece in enumerate(pieces()[:3]):
        put(store, piece, START + timedelta(hours=number))
    analyse(store)
    gone = _id(pieces()[0])
    mark_withdrawn(store, gone, START + timedelta(days=1), "HTTP 410")
    held = {row[0] for row in store.connection.execute("SELECT article FROM reading").fetchall()}
    assert held == {_id(piece) for piece in pieces()[1:3]}
    put(store, pieces()[5], START + timedelta(days=1))
    analyse(store)
    assert store.connection.execute("SELECT 1 FROM reading WHERE article = ?", (gone,)).fetchone() is None


def _id(piece: Piece) -> str:
    return article_id(piece.outlet, piece.id)
