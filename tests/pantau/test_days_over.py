"""Days that are over and one that runs: what the reports of a running day say of earlier stories is for good when it
is over, however often it was analysed, whatever was read in between and wherever a run was killed."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import numpy as np
import pytest

from nlp.stories import StoryItem
from pantau.analyse import Analyst
from pantau.reading_ahead import Given, ReadText
from pantau.recent import Recent
from records import Annotation, Article, Fetch, Outlet, Theme, article_id
from store import Store
from store.analysing import mark_unread
from store.crawling import save_article, save_outlets
from store.fingerprint import derived_digests
from store.regrouping import join_stories
from store.stories import resolve_story
from tests.nlp.partly_told import START, partly_told

Stream = tuple[list[StoryItem], dict[str, str]]
LATER = "reports of a later day showed that both tell of one event"
THEMES = (Theme(id="building", name="Building", seeds=("a bridge is built", "a road is repaired")),)


class Flat:
    """One vector for all texts: what they tell of is told by their words."""

    name = "flat"
    dimension = 2

    def encode(self, texts: list[str]) -> np.ndarray:
        return np.tile(np.array([1.0, 0.0], dtype=np.float32), (len(texts), 1))

    encode_together = encode


class Quick:
    """Reads nothing of a text."""

    def begin(self, given: Given) -> Callable[[], ReadText]:
        none = Annotation(
            language=given.language or "en", sentences=(), entities=(), officials=(), places=(), figures=(), quotes=()
        )
        return lambda: ReadText(annotation=none, vector=Flat().encode([""])[0], passages=np.zeros((0, 2), np.int8))


def opened(path: Path) -> Store:
    store = Store(path)
    save_outlets(
        store,
        [
            Outlet(id=name, name=name, country="MY", languages=("en",), home=f"https://{name}.example", kind="agency")
            for name in ("dawn", "dusk")
        ],
    )
    return store


def put(store: Store, item: StoryItem) -> str:
    assert item.when is not None
    assert item.outlet is not None
    url = f"https://{item.outlet}.example/{item.id}"
    article = Article(
        id=article_id(item.outlet, item.id),
        outlet=item.outlet,
        identity=item.id,
        url=url,
        title=item.title,
        body=item.body,
        language=item.language,
        published=item.when,
        words=len(item.body.split()),
        first_seen=item.when,
        fetch=Fetch(url=url, outlet=item.outlet, fetched=item.when, status="ok", purpose="article", http_status=200),
    )
    save_article(store, None, article)
    return article.id


def analyse(store: Store) -> dict[str, str]:
    analyst = Analyst(store, THEMES, Flat, "v1", reader=Quick())
    analyst.run(everything=False, step=lambda: None, begin=lambda _: None)
    return dict(store.connection.execute("SELECT id, story FROM article").fetchall())


def killed(*_: object, **__: object) -> None:
    raise KeyboardInterrupt


HOW = ("a day", "after each article", "while older texts are read again", "killed when it has settled a day")


def ended(path: Path, items: list[StoryItem], how: str) -> dict[str, str]:
    """What a store holds of stories in the end; ``how``: of HOW, or else one run over all."""
    with opened(path) as store:
        day: date | None = None
        briefs: list[str] = []
        for number, item in enumerate(items):
            assert item.when is not None
            today = item.when.astimezone(ZoneInfo(store.zone)).date()
            if how in HOW and day is not None and (how != HOW[0] or today != day):
                if how == HOW[2]:
                    mark_unread(store, briefs[-3:-2])  # of the day before the newest that is known
                if how == HOW[3]:
                    with pytest.MonkeyPatch.context() as patched, suppress(KeyboardInterrupt):
                        patched.setattr(Recent, "note", killed)
                        analyse(store)
                analyse(store)
            if today != day:  # stands alone, and says nothing of the others
                brief = replace(item, id=f"brief{number}", title="News in brief", body=f"Day {number}.", language="zh")
                briefs.append(put(store, brief))
            day = today
            put(store, item)
        analyse(store)
        merged = store.connection.execute("SELECT count(*) FROM story_alias WHERE reason = ?", (LATER,)).fetchone()
        assert how in HOW or merged[0] >= 2
        told = derived_digests(store)
    return {table: told[table] for table in ("article", "decision", "story")}


@pytest.fixture(scope="module", params=[8, 15])  # in these streams each of HOW has made a difference
def stream(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Stream:
    items = partly_told(request.param)
    return items, ended(tmp_path_factory.mktemp("one") / "one.db", items, "at once")


@pytest.mark.parametrize("how", HOW)
def test_stories_end_the_same_however_the_days_were_analysed(tmp_path: Path, stream: Stream, how: str) -> None:
    items, at_once = stream
    assert ended(tmp_path / "many.db", items, how) == at_once


BRIDGE = (
    "The council of Elder voted on Monday to rebuild the Weir Bridge at a cost of 48.6 million crowns. Mayor Odile "
    "Tarn said that work would begin in May and take 26 months."
)
PIERS = (
    "Engineer Ivo Senn found cracks in two piers of a crossing in January. Shopkeepers on both banks had asked for a "
    "temporary footway, and 312 of them signed a letter."
)
HARVEST = (
    "Farmers in the Sedge valley brought in the largest barley harvest for nine years, the growers' union said. Its "
    "chairman, Bram Oster, put the yield at 7.3 tonnes a hectare after a mild spring."
)


def report(name: str, title: str, body: str, days: float) -> StoryItem:
    return StoryItem(id=name, title=title, body=body, when=START + timedelta(days=days), language="en", outlet="dawn")


def merged(store: Store) -> list[tuple[str, str]]:
    return store.connection.execute("SELECT old, story FROM story_alias ORDER BY old").fetchall()


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with opened(tmp_path / "pantau.db") as store:
        yield store


def test_a_running_day_shows_that_two_stories_may_be_one_and_its_end_makes_them_one(store: Store) -> None:
    one = put(store, report("a", "Council votes to rebuild Weir Bridge", BRIDGE, 0))
    two = put(store, report("b", "Cracks in two piers", PIERS, 1))
    assert analyse(store) == {one: f"s{one}", two: f"s{two}"}
    both = put(store, report("d", "Weir Bridge to be rebuilt after cracks in two piers", f"{BRIDGE}\n{PIERS}", 2))
    for _ in range(2):
        found = analyse(store)
        assert (found[one], found[two]) == (f"s{one}", f"s{two}")
        assert found[both] in (found[one], found[two])
        assert merged(store) == []
        (reason,) = store.connection.execute(
            "SELECT reason FROM decision WHERE article = ? AND about = 'story'", (both,)
        ).fetchone()
        (other,) = {found[one], found[two]} - {found[both]}
        assert reason.endswith(f"; {other} may be the same story: decided when the day is over")
    last = put(store, report("c", "Record barley harvest in the Sedge valley", HARVEST, 3))
    assert analyse(store) == {one: f"s{one}", two: f"s{one}", both: f"s{one}", last: f"s{last}"}
    assert merged(store) == [(f"s{two}", f"s{one}")]
    assert resolve_story(store, f"s{two}") == f"s{one}"
    assert store.connection.execute("SELECT count(*) FROM decision WHERE reason LIKE '%may be%'").fetchone() == (0,)


def test_a_text_of_a_day_that_is_over_makes_them_one_at_once(store: Store) -> None:
    one = put(store, report("a", "Council votes to rebuild Weir Bridge", BRIDGE, 0))
    two = put(store, report("b", "Cracks in two piers", PIERS, 1))
    edited = report("c", "Record barley harvest in the Sedge valley", HARVEST, 2)
    put(store, edited)
    last = put(store, report("e", "Ferry to Tolm sinks", "The ferry Curlew sank at her moorings in Tolm.", 3))
    assert len(set(analyse(store).values())) == 4
    put(store, replace(edited, title="Weir Bridge to be rebuilt after cracks in piers", body=f"{BRIDGE}\n{PIERS}"))
    found = analyse(store)
    assert found[one] == found[two] == f"s{one}" != found[last]
    assert (f"s{two}", f"s{one}") in merged(store)


def test_a_person_makes_them_one_at_once(store: Store) -> None:
    one = put(store, report("a", "Council votes to rebuild Weir Bridge", BRIDGE, 0))
    two = put(store, report("b", "Cracks in two piers", PIERS, 1))
    put(store, report("d", "Weir Bridge to be rebuilt after cracks in two piers", f"{BRIDGE}\n{PIERS}", 2))
    assert len(set(analyse(store).values())) == 2
    join_stories(store, f"s{one}", f"s{two}", "Aina", START + timedelta(days=2))
    assert resolve_story(store, f"s{two}") == f"s{one}"
    assert set(analyse(store).values()) == {f"s{one}"}
