"""Where articles go when a day is settled: what people decided holds, and copies are not left without a story."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from nlp.embedding import default_encoder
from pantau.analyse import Analyst
from pantau.recent import Recent
from records import Article, BadInput, Fetch, NotFound, Outlet, Theme, article_id
from store import Store
from store.analysing import mark_unread
from store.corrections import add_correction, undo_correction
from store.crawling import mark_withdrawn, save_article, save_outlets
from store.regrouping import join_stories, take_out
from store.settling import awaiting, followers, orphans, settle_stories

THEMES = (Theme(id="building", name="Building", seeds=("a bridge is built", "a road is repaired")),)
START = datetime(2031, 3, 3, 2, tzinfo=UTC)
BRIDGE = (
    "The council of Elder voted on Monday to rebuild the Weir Bridge at a cost of 48.6 million crowns. Mayor Odile "
    "Tarn said that work would begin in May and take 26 months. The bridge was closed in January after Ivo Senn, the "
    "city engineer, found cracks in two of its piers. Shopkeepers on both banks had asked for a temporary crossing."
)
BRIDGE_TOO = (
    "Elder's Weir Bridge is to be rebuilt for 48.6 million crowns, the city council decided. The crossing is shut "
    "since engineer Ivo Senn reported cracked piers in January. Work begins in May, Mayor Odile Tarn told councillors."
)
HARVEST = (
    "Farmers in the Sedge valley brought in the largest barley harvest for nine years, the growers' union said. Its "
    "chairman, Bram Oster, put the yield at 7.3 tonnes a hectare after a mild spring."
)
FERRY = (
    "The ferry Curlew sank at her moorings in Elder during Friday's gale; nobody was on board, harbour master "
    "Lene Roth told reporters. She is to be raised within a week."
)


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with Store(tmp_path / "pantau.db") as opened:
        kinds = (("wire", "agency"), ("pos", "newspaper"), ("petang", "newspaper"))
        save_outlets(
            opened,
            [
                Outlet(id=name, name=name, country="MY", languages=("en",), home=f"https://{name}.example", kind=kind)
                for name, kind in kinds
            ],
        )
        yield opened


def put(store: Store, outlet: str, name: str, title: str, body: str, hours: float) -> str:
    seen = START + timedelta(hours=hours)
    url = f"https://{outlet}.example/{name}"
    article = Article(
        id=article_id(outlet, name),
        outlet=outlet,
        identity=name,
        url=url,
        title=title,
        body=body,
        language="en",
        words=len(body.split()),
        first_seen=seen,
        fetch=Fetch(url=url, outlet=outlet, fetched=seen, status="ok", purpose="article", http_status=200),
    )
    save_article(store, None, article)
    return article.id


def analyse(store: Store, everything: bool = False) -> dict[str, str | None]:
    Analyst(store, THEMES, default_encoder, "v1").run(everything=everything, step=lambda: None, begin=lambda _: None)
    return dict(store.connection.execute("SELECT id, story FROM article").fetchall())


def test_what_people_decide_of_two_articles_holds_after_reading_everything_again(store: Store) -> None:
    one = put(store, "wire", "a", "Council votes to rebuild Weir Bridge", BRIDGE, 0)
    two = put(store, "pos", "b", "Weir Bridge in Elder to be rebuilt", BRIDGE_TOO, 3)
    other = put(store, "petang", "c", "Record barley harvest in the Sedge valley", HARVEST, 30)
    found = analyse(store)
    assert found[one] == found[two] != found[other]
    now = START + timedelta(days=3)
    made = add_correction(store, "event", two, one, "no", "Aina", now)
    add_correction(store, "event", other, two, "yes", "Aina", now)
    for everything in (False, False, True):
        found = analyse(store, everything)
        assert found[two] == found[other] != found[one]
    (reason,) = store.connection.execute(
        "SELECT reason FROM decision WHERE article = ? AND about = 'story'", (other,)
    ).fetchone()
    assert reason == f"Aina decided that {other} and {two} tell of one event"
    undo_correction(store, made.id, now)
    assert len(set(analyse(store, True).values())) == 1


def test_what_repeats_a_text_whose_origin_was_taken_down_follows_its_copy(store: Store) -> None:
    origin = put(store, "wire", "a", "Council votes to rebuild Weir Bridge", BRIDGE, 0)
    copy = put(store, "pos", "a", "Council votes to rebuild Weir Bridge", BRIDGE, 1)
    analyse(store)
    mark_withdrawn(store, origin, START + timedelta(hours=2), "HTTP 410")
    later = put(store, "petang", "a", "Council votes to rebuild Weir Bridge", BRIDGE, 3)
    found = analyse(store)
    assert found[later] == found[copy] is not None
    assert analyse(store) == found


@pytest.mark.parametrize("everything", [False, True])
def test_the_article_that_names_a_story_can_leave_it(store: Store, everything: bool) -> None:
    one = put(store, "wire", "a", "Council votes to rebuild Weir Bridge", BRIDGE, 0)
    two = put(store, "pos", "b", "Weir Bridge in Elder to be rebuilt", BRIDGE_TOO, 3)
    put(store, "petang", "c", "Record barley harvest in the Sedge valley", HARVEST, 50)
    analyse(store)
    add_correction(store, "event", one, two, "no", "Aina", START + timedelta(days=3))
    found = analyse(store, everything)
    assert found[one] != found[two]
    assert analyse(store) == found


def test_a_correction_of_a_copy_is_refused(store: Store) -> None:
    origin = put(store, "wire", "a", "Council votes to rebuild Weir Bridge", BRIDGE, 0)
    copy = put(store, "pos", "a", "Council votes to rebuild Weir Bridge", BRIDGE, 1)
    analyse(store)
    with pytest.raises(BadInput, match="is a copy and goes where"):
        add_correction(store, "event", copy, origin, "no", "Aina", START)


def test_copies_of_an_article_that_went_before_its_day_was_settled_have_a_story(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    origin = put(store, "wire", "a", "Council votes to rebuild Weir Bridge", BRIDGE, 0)
    copies = [
        put(store, outlet, "a", "Council votes to rebuild Weir Bridge", BRIDGE, hours)
        for hours, outlet in ((1, "pos"), (2, "petang"))
    ]

    def killed(_: Recent, __: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr(Recent, "_settle", killed)
        with pytest.raises(KeyboardInterrupt):
            analyse(store)
    assert store.connection.execute("SELECT count(*) FROM article WHERE copy_of IS NOT NULL").fetchone() == (2,)
    mark_withdrawn(store, origin, START + timedelta(hours=5), "410")
    assert orphans(store) == copies
    found = analyse(store)
    assert found[copies[0]] == found[copies[1]] is not None
    assert not awaiting(store, "v1", START - timedelta(days=1))
    assert orphans(store) == []
    assert analyse(store) == found


def test_settling_searches_and_does_not_scan_the_archive(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    for number, (title, body) in enumerate((("Weir Bridge", BRIDGE), ("Weir Bridge", BRIDGE), ("Barley", HARVEST))):
        put(store, ("wire", "pos", "petang")[number], "a", title, body, number)
    asked: list[str] = []

    def traced(what: Callable[..., Any]) -> Callable[..., Any]:
        def call(*given: Any) -> Any:
            store.connection.set_trace_callback(asked.append)
            found = what(*given)
            store.connection.set_trace_callback(None)
            return found

        return call

    monkeypatch.setattr("pantau.recent.settle_stories", traced(settle_stories))
    analyse(store)
    traced(awaiting)(store, "v1", START)
    traced(orphans)(store)
    traced(followers)(store)
    settling = [query for query in dict.fromkeys(asked) if query.startswith(("SELECT", "UPDATE", "DELETE"))]
    assert len(settling) >= 8
    whole = []
    for query in settling:
        plan = [row[3] for row in store.connection.execute(f"EXPLAIN QUERY PLAN {query}")]
        # Read whole are an index that holds only what was withdrawn, which is as long as these are many, and what is
        # no table: the list that a query is given.
        scans = [
            step
            for step in plan
            if step.startswith("SCAN") and "article_withdrawn" not in step and not step.startswith("SCAN json_each")
        ]
        if scans:
            whole.append((query, scans))
    assert whole == []


def test_a_story_has_the_name_of_its_first_report_or_copy_however_it_is_read(store: Store) -> None:
    """Of two of one moment the smaller id is the first, a copy's too, though it is found to be one only after its
    origin was read."""
    names = sorted((article_id("pos", name), name) for name in "abcdef")
    origin = next(name for name in "uvwxyz" if article_id("wire", name) > names[0][0])
    put(store, "wire", origin, "Council votes to rebuild Weir Bridge", BRIDGE, 0)
    copy = put(store, "pos", names[0][1], "Weir Bridge to be rebuilt", BRIDGE, 0)
    published = "UPDATE article SET published = ? WHERE outlet = ?"
    store.connection.execute(published, ("2031-03-03T01:00:00Z", "wire"))
    store.connection.execute(published, ("2031-03-03T01:30:00Z", "pos"))
    first = analyse(store)
    assert set(first.values()) == {f"s{copy}"}
    assert analyse(store, everything=True) == first


def test_what_is_said_takes_effect_at_once_and_after_every_settling(store: Store) -> None:
    """The command and the buttons keep one kind of record; a copy goes along, and all of it can be taken back."""
    one = put(store, "wire", "a", "Council votes to rebuild Weir Bridge", BRIDGE, 0)
    two = put(store, "pos", "b", "Weir Bridge in Elder to be rebuilt", BRIDGE_TOO, 3)
    copy = put(store, "petang", "b", "Weir Bridge in Elder to be rebuilt", BRIDGE_TOO, 4)
    other = put(store, "petang", "c", "Record barley harvest in the Sedge valley", HARVEST, 30)
    before = analyse(store)
    assert before[one] == before[two] == before[copy] != before[other]

    def placed() -> dict[str, str | None]:
        return dict(store.connection.execute("SELECT id, story FROM article").fetchall())

    now = START + timedelta(days=3)
    (apart,) = take_out(store, two, None, "Aina", now)
    assert (apart.kind, apart.target, apart.field, apart.value) == ("event", two, one, "no")
    own = placed()
    assert own[two] == own[copy] == f"s{two}" != own[one]
    assert analyse(store) == analyse(store, True) == own
    (joined,) = join_stories(store, str(before[other]), f"s{two}", "Aina", now)
    assert (joined.kind, joined.value) == ("event", "yes")
    together = placed()
    assert together[two] == together[copy] == together[other] == before[other]
    assert analyse(store) == together
    again = analyse(store, True)
    assert again[two] == again[copy] == again[other] != again[one]
    undo_correction(store, joined.id, now)
    assert analyse(store) == own
    undo_correction(store, apart.id, now)
    assert analyse(store) == before


def test_what_is_said_holds_though_the_other_article_left_the_window(store: Store) -> None:
    one = put(store, "wire", "a", "Council votes to rebuild Weir Bridge", BRIDGE, 0)
    other = put(store, "petang", "c", "Record barley harvest in the Sedge valley", HARVEST, 24 * 40)
    last = put(store, "pos", "d", "Ferry to Elder sinks in the harbour", FERRY, 24 * 41)
    analyse(store)
    add_correction(store, "event", other, one, "yes", "Aina", START + timedelta(days=42))
    found = analyse(store)
    assert found[one] == found[other]
    mark_unread(store, [other])
    assert analyse(store)[other] == found[one]
    add_correction(store, "event", last, one, "no", "Aina", START + timedelta(days=42))
    assert analyse(store, True)[last] != found[one]


def test_what_was_said_last_of_two_articles_holds(store: Store) -> None:
    one = put(store, "wire", "a", "Council votes to rebuild Weir Bridge", BRIDGE, 0)
    two = put(store, "pos", "b", "Weir Bridge in Elder to be rebuilt", BRIDGE_TOO, 3)
    before = analyse(store)
    add_correction(store, "event", two, one, "no", "Aina", START)
    last = add_correction(store, "event", one, two, "yes", "Badrul", START)
    found = analyse(store)
    assert found[one] == found[two]
    undo_correction(store, last.id, START)
    assert len(set(analyse(store, True).values())) == 2
    assert before[one] == before[two]


def test_a_story_of_one_event_cannot_be_taken_apart(store: Store) -> None:
    one = put(store, "wire", "a", "Council votes to rebuild Weir Bridge", BRIDGE, 0)
    analyse(store)
    with pytest.raises(BadInput, match="holds nothing else"):
        take_out(store, one, None, "Aina", START)
    with pytest.raises(BadInput, match="one story already"):
        join_stories(store, f"s{one}", f"s{one}", "Aina", START)
    with pytest.raises(NotFound):
        join_stories(store, f"s{one}", "sabsent", "Aina", START)


def test_an_article_with_copies_is_read_again_with_them(store: Store) -> None:
    """Edited by its outlet, or an undone correction: the copies are asked anew whether they still repeat it."""
    origin = put(store, "wire", "a", "Council votes to rebuild Weir Bridge", BRIDGE, 0)
    copy = put(store, "pos", "a", "Council votes to rebuild Weir Bridge", BRIDGE, 1)
    before = analyse(store)
    mark_unread(store, [origin])
    assert followers(store) == [copy]
    assert analyse(store) == before
    put(store, "wire", "a", "Ferry sinks in Elder", FERRY, 9)
    found = analyse(store)
    assert found[copy] != found[origin]
    assert store.connection.execute("SELECT copy_of FROM article WHERE id = ?", (copy,)).fetchone() == (None,)
