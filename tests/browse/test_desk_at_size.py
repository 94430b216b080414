"""The desk's questions at size: answered from indexes, and with the answers that reading everything gives."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from desk_site import Site

from benchmarks.browse import faceted, measure, p95
from benchmarks.generator import NOW, Summary, generate
from browse import build_app, keeping, pages
from browse.keeping import kept
from records import Theme, Week
from store import (
    Store,
    desk,
    desk_briefing,
    desk_claim,
    desk_corrections,
    desk_filter,
    desk_find,
    desk_names,
    desk_organisation,
    desk_stories,
    desk_subjects,
    desk_vectors,
    desk_week,
    officials_asking,
)
from store.corrections import add_correction, undo_correction
from store.crawling import mark_withdrawn
from store.freshness import mark_derived
from store.stories import save_themes, witnesses_of

BIG = (
    "article sentence figure quote article_theme mention story_theme story figure_claim post_mention body fetch"
    " capture decision vector passages story_sentence"
).split()
# Read from the newest on until there is enough, or nothing but what was withdrawn.
BOUNDED = ("article_newest", "story_newest", "article_withdrawn")


# A table and its alias, if it has one, behind FROM or JOIN.
NAMED = re.compile(r"\b(?:FROM|JOIN)\s+(\w+)(?:\s+(?!INDEXED|ON|WHERE|JOIN|CROSS|LEFT)(\w+))?")


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Summary]:
    path = tmp_path_factory.mktemp("size") / "pantau.db"
    summary = generate(path, 600, seed=11, days=40, words=60)
    with Store.open(path) as store:
        gone = store.connection.execute("SELECT first_article FROM figure_claim ORDER BY id LIMIT 3").fetchall()
        for (article,) in gone:
            mark_withdrawn(store, article, NOW, "410")
    return path, summary


@pytest.fixture
def connection(made: tuple[Path, Summary]) -> Iterator[sqlite3.Connection]:
    with closing(sqlite3.connect(f"{made[0].as_uri()}?mode=ro", uri=True)) as opened:
        yield opened


@pytest.fixture
def busy(monkeypatch: pytest.MonkeyPatch) -> None:
    """As if the archive were large: what is frequent is looked through from the newest on."""
    for module, name, value in (
        (desk_subjects, "FEW", 1),
        (desk_subjects, "LOOKED_THROUGH", 40),
        (desk_find, "FEW", 1),
        (desk_find, "LOOKED_THROUGH", 150),
        (desk_find, "MOST", 60),
        (desk_find, "PAGE", 7),
        (desk_filter, "FEW", 1),
        (desk_filter, "LOOKED_THROUGH", 150),
        (desk_stories, "AT_ONCE", 3),
        (desk_stories, "READ_AT_ONCE", 10),
    ):
        monkeypatch.setattr(module, name, value)


def first(connection: sqlite3.Connection, sql: str) -> str:
    return str(connection.execute(sql).fetchone()[0])


OFFICIAL = "SELECT official FROM mention WHERE official IS NOT NULL GROUP BY 1 ORDER BY count(*) DESC, 1"
PLACE = "SELECT place FROM mention WHERE label = 'subject' AND place IS NOT NULL GROUP BY 1 ORDER BY count(*) DESC, 1"
THEME = "SELECT theme FROM story_theme WHERE assigned GROUP BY 1 ORDER BY count(*) DESC, 1"
OUTLET = "SELECT outlet FROM article GROUP BY 1 ORDER BY count(*) DESC, 1"
STORY = "SELECT id FROM story ORDER BY articles DESC, id"
ARTICLE = "SELECT id FROM article WHERE withdrawn IS NULL ORDER BY words DESC, id"
SERIES = "SELECT owner FROM figure_claim WHERE owner IS NOT NULL GROUP BY 1 ORDER BY count(*) DESC, 1"
ORGANISATION = "SELECT organisation FROM post_mention GROUP BY 1 ORDER BY organisation IS NULL, count(*) DESC, 1"
CLAIM = (
    "SELECT c.id FROM figure_claim c JOIN article a ON a.id = c.first_article AND a.withdrawn IS NULL"
    " ORDER BY c.reports DESC, c.id"
)
WEEK = "2031-W12"

# words, and what a search is narrowed by
FILTERED: tuple[tuple[str, dict[str, str]], ...] = (
    ("a", {"place": "MY", "week": WEEK}),
    ("", {"place": PLACE}),
    ("", {"theme": THEME}),
    ("", {"official": OFFICIAL}),
    ("", {"organisation": ORGANISATION}),
    ("", {"outlet": OUTLET}),
    ("a", {"outlet": OUTLET, "theme": THEME}),
    ("", {"story": STORY}),
    ("", {"language": "ms"}),
    ("a", {}),
)

# name -> (the question, large tables of which it may read a whole index)
QUESTIONS: dict[str, tuple[Callable[[sqlite3.Connection], Any], set[str]]] = {
    "weeks_around": (lambda c: desk_week.weeks_around(c, Week.parse(WEEK)), set()),
    "week_counts": (lambda c: desk_week.week_counts(c, WEEK), set()),
    "week_unread": (lambda c: desk_week.week_unread(c, Week.parse(WEEK)), set()),
    "week_stories": (lambda c: desk_stories.week_stories(c, WEEK), set()),
    "themes_in": (lambda c: desk_week.themes_in(c, WEEK), set()),
    "week_officials": (lambda c: desk_week.week_officials(c, WEEK), set()),
    "places_in": (lambda c: desk_week.places_in(c, WEEK), set()),
    "dated_at": (lambda c: desk_stories.dated_at(c, [first(c, STORY)], [WEEK]), set()),
    "week_trends": (lambda c: desk_week.week_trends(c, WEEK), set()),
    "week_figures": (lambda c: desk_week.week_figures(c, WEEK), set()),
    "contradictions": (lambda c: desk_week.contradictions(c, WEEK), set()),
    "sources": (lambda c: desk_week.sources(c, Week.parse(WEEK)), set()),
    "story": (lambda c: desk.story(c, first(c, STORY)), set()),
    "article": (lambda c: desk.article(c, first(c, ARTICLE)), set()),
    "sentence_at": (lambda c: desk.sentence_at(c, first(c, ARTICLE), 10), set()),
    "official": (lambda c: desk_subjects.official(c, first(c, OFFICIAL)), set()),
    "organisation": (lambda c: desk_organisation.organisation(c, first(c, ORGANISATION)), set()),
    "claim": (lambda c: desk_claim.claim(c, first(c, CLAIM)), set()),
    "place": (lambda c: desk_subjects.place(c, first(c, PLACE)), set()),
    "theme": (lambda c: desk_subjects.theme(c, first(c, THEME)), set()),
    "newest_week": (lambda c: desk_subjects.newest_week(c, first(c, THEME)), set()),
    "outlet": (lambda c: desk_subjects.outlet(c, first(c, OUTLET)), set()),
    "search": (lambda c: desk_find.search(c, "a"), set()),
    "search, newest": (lambda c: desk_find.search(c, "a", newest=True), set()),
    **{
        f"filtered, {' and '.join(('words' if text else '', *chosen))}": (
            lambda c, text=text, chosen=chosen: desk_filter.filtered(
                c, text, {name: first(c, sql) if " " in sql else sql for name, sql in chosen.items()}
            ),
            set(),
        )
        for text, chosen in FILTERED
    },
    "named": (lambda c: desk_names.named(c, "Bank"), set()),
    "unknown words": (lambda c: desk_names.unknown_words(c, ["a", "zzz"]), set()),
    "about an article": (lambda c: desk_vectors.about(c, first(c, ARTICLE)), set()),
    "about a story": (lambda c: desk_vectors.about(c, first(c, STORY)), set()),
    "vectors": (lambda c: (desk_vectors.newest(c), desk_vectors.at(c, "made", [1, 2, 3])), set()),
    "stories of articles": (lambda c: desk_vectors.stories_of(c, [first(c, ARTICLE)], None, 6), set()),
    "articles of": (lambda c: desk_vectors.articles_of(c, [first(c, ARTICLE)], "", "a", {"theme": "x"}), set()),
    "briefing": (lambda c: desk_briefing.story(c, first(c, STORY)), set()),
    "corrections of a story": (lambda c: desk_corrections.of_story(c, first(c, STORY)), set()),
    "corrections of an article": (lambda c: desk_corrections.of_article(c, first(c, ARTICLE)), set()),
    "corrections of an official": (lambda c: desk_corrections.of_official(c, first(c, OFFICIAL)), set()),
    "corrections": (lambda c: desk_corrections.listed(c, 0, 20), set()),
    "one correction": (lambda c: desk_corrections.correction(c, 1), set()),
    "doubts": (lambda c: desk_corrections.doubts(c, first(c, OFFICIAL)), set()),
    "an id that is typed": (lambda c: desk_corrections.ids_in(c, first(c, ARTICLE)), set()),
    "an address that is typed": (lambda c: desk_corrections.ids_in(c, "https://a.example/x"), set()),
    "figures": (lambda c: desk_find.figures(c), {"figure_claim"}),
    "figures of an owner": (lambda c: desk_find.figures(c, owner=first(c, SERIES)), set()),
    "figure_filters": (desk_find.figure_filters, {"figure_claim"}),
}


def read_whole(connection: sqlite3.Connection, question: Callable[[sqlite3.Connection], Any]) -> set[str]:
    """Large tables, or indexes of them, that a question reads from end to end."""
    asked: list[str] = []
    connection.set_trace_callback(asked.append)
    try:
        question(connection)
    finally:
        connection.set_trace_callback(None)
    own = {OFFICIAL, ORGANISATION, CLAIM, PLACE, THEME, OUTLET, STORY, ARTICLE, SERIES}
    found = set()
    for sql in asked:
        if sql in own or not sql.lstrip().startswith(("SELECT", "WITH")):
            continue
        tables: dict[str, set[str]] = {}
        for table, alias in NAMED.findall(sql):
            tables.setdefault(alias or table, set()).add(table)
        for *_, step in connection.execute(f"EXPLAIN QUERY PLAN {sql}"):
            scan = re.match(r"SCAN (\w+)(?: USING (?:COVERING )?INDEX (\w+))?", step)
            if scan and "VIRTUAL TABLE" not in step and scan[2] not in BOUNDED:
                found |= tables.get(scan[1], {scan[1]}) & set(BIG)
    return found


@pytest.mark.parametrize("size", ["small", "large"])
@pytest.mark.parametrize("name", QUESTIONS)
def test_no_question_reads_a_large_table_whole(
    connection: sqlite3.Connection, name: str, size: str, request: pytest.FixtureRequest
) -> None:
    if size == "large":
        request.getfixturevalue("busy")
    question, allowed = QUESTIONS[name]
    assert read_whole(connection, question) == allowed


@pytest.mark.parametrize("name", ["corrections of a story", "corrections of an article", "corrections of an official"])
def test_corrections_are_found_by_more_than_their_kind(connection: sqlite3.Connection, name: str) -> None:
    asked: list[str] = []
    connection.set_trace_callback(asked.append)
    QUESTIONS[name][0](connection)
    connection.set_trace_callback(None)
    plans = [
        step
        for sql in asked
        if "FROM correction" in sql
        for *_, step in connection.execute(f"EXPLAIN QUERY PLAN {sql}")
        if re.search(r"(?:SCAN|SEARCH) c\b", step)
    ]
    assert len(plans) == 3
    for step in plans:
        assert re.search(r"\(kind=\? AND (?:target|field|value)[=>]\?", step), step


def test_a_whole_read_is_seen(connection: sqlite3.Connection) -> None:
    bad = "SELECT count(*) FROM sentence s JOIN article a ON a.id = s.article WHERE s.text LIKE 'x%'"
    assert read_whole(connection, lambda c: c.execute(bad).fetchall()) == {"sentence"}


@pytest.mark.parametrize("table", ["article", "story", "story_theme", "mention", "figure", "figure_claim", "fetch"])
def test_facets_of_large_tables_are_counted_from_an_index(connection: sqlite3.Connection, table: str) -> None:
    leading = {
        connection.execute(f'PRAGMA index_info("{index}")').fetchone()[2]
        for _, index, *_ in connection.execute(f"PRAGMA index_list({table})")
    }
    assert set(faceted()[table]) <= leading


@pytest.mark.parametrize("week", ["2031-W09", "2031-W12", "2031-W13"])
@pytest.mark.parametrize("limit", [1, 4, 10])
@pytest.mark.usefixtures("busy")
def test_the_most_told_stories_are_those_of_all(connection: sqlite3.Connection, week: str, limit: int) -> None:
    members: dict[str, list[tuple[str, str, str]]] = {}
    for story, *row in connection.execute(
        "SELECT story, id, outlet, first_seen FROM article WHERE week = ? AND withdrawn IS NULL", (week,)
    ):
        members.setdefault(story, []).append(tuple(row))
    every = [
        {
            "id": story,
            "articles": len(rows),
            "outlets": len({row[1] for row in rows}),
            "reports": len(witnesses_of(connection, [row[0] for row in rows])),
            "last": max(row[2] for row in rows),
        }
        for story, rows in members.items()
    ]
    every.sort(key=lambda row: str(row["id"]))
    every.sort(key=lambda row: str(row["last"]), reverse=True)
    every.sort(key=lambda row: (row["reports"], row["outlets"], row["articles"]), reverse=True)
    found = desk_stories.week_stories(connection, week, limit)
    assert [{key: row[key] for key in each} for row, each in zip(found, every, strict=False)] == every[:limit]


SUBJECTS = {
    "official": (desk_subjects.NAMED, "SELECT id FROM official ORDER BY id"),
    "organisation": (desk_organisation.EMPLOYED, "SELECT id FROM organisation ORDER BY id"),
    "place": (desk_subjects.PLACED, "SELECT code FROM place ORDER BY code"),
    "theme": (desk_subjects.THEMED, "SELECT id FROM theme ORDER BY id"),
}


@pytest.mark.parametrize("through", [0, 40, 10_000])
@pytest.mark.parametrize("kind", SUBJECTS)
def test_the_newest_stories_are_those_of_all(
    connection: sqlite3.Connection, monkeypatch: pytest.MonkeyPatch, kind: str, through: int
) -> None:
    subject, every = SUBJECTS[kind]
    ids = [str(row[0]) for row in connection.execute(every)]
    plain = {each: desk_subjects.newest_stories(connection, subject, each, 5) for each in ids}
    assert any(len(found) == 5 for found in plain.values())
    monkeypatch.setattr(desk_subjects, "FEW", 1)
    monkeypatch.setattr(desk_subjects, "LOOKED_THROUGH", through)
    assert {each: desk_subjects.newest_stories(connection, subject, each, 5) for each in ids} == plain


def test_posts_are_those_of_the_officials_own_page(connection: sqlite3.Connection) -> None:
    shown = {"evidence": "evidence", "article": "evidence_article", "outlet": "evidence_outlet"}
    shown |= {"name": "evidence_outlet_name", "show": "evidence_show"}
    for (official,) in connection.execute("SELECT id FROM official ORDER BY id").fetchall():
        told = officials_asking.posts_of(connection, official)
        told.sort(key=lambda post: (post["last_seen"], post["first_seen"]), reverse=True)
        found = desk_subjects.posts(connection, official)
        assert len(found) == len(told)
        for row, post in zip(found, told, strict=True):
            own = ("post", "organisation_id", "language")
            assert {name: value for name, value in row.items() if name not in own} == {
                name: post[shown.get(name, name)] for name in row if name not in own
            }


@pytest.mark.usefixtures("busy")
def test_pages_of_figures_are_cut_from_all(connection: sqlite3.Connection) -> None:
    owner = first(connection, SERIES)
    for chosen, where in (({}, "1"), ({"owner": owner.upper()}, f"c.owner = '{owner}'"), ({"owner": "nobody"}, "0")):
        every = [
            row[0]
            for row in connection.execute(
                "SELECT c.id FROM figure_claim c JOIN article a ON a.id = c.first_article AND a.withdrawn IS NULL"
                f" WHERE {where} ORDER BY a.first_seen DESC, c.id"
            )
        ]
        listed = []
        for page in range(1, 100):
            found, total = desk_find.figures(connection, page=page, **chosen)
            assert total == len(every)
            listed += [row["id"] for row in found]
        assert listed == every


def test_a_search_for_what_nearly_all_have(connection: sqlite3.Connection, monkeypatch: pytest.MonkeyPatch) -> None:
    every, total = desk_find.search(connection, "said", newest=True)
    assert total > 100
    assert [row["first_seen"] for row in every] == sorted((row["first_seen"] for row in every), reverse=True)
    assert all("\x02" in row["snippet"].lower() for row in every)
    monkeypatch.setattr(desk_find, "MOST", 60)
    for newest in (False, True):
        listed: list[str] = []
        for page in range(1, 6):
            found, count = desk_find.search(connection, "said", page, newest=newest)
            assert count == 61
            listed += [row["id"] for row in found]
        assert len(listed) == len(set(listed)) == 60
    last = connection.execute(
        "SELECT article FROM article_search WHERE article_search MATCH 'said' ORDER BY rowid DESC LIMIT 60"
    )
    assert set(listed) == {row[0] for row in last}


def test_a_search_that_found_too_much_says_so(made: tuple[Path, Summary], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(desk_find, "MOST", 60)
    site = Site(made[0], {})
    try:
        text = " ".join(site.page("/search?q=said").text_content().split())
        assert "More than 60 articles; of those stored last, best first" in text
        assert "Page 1 of 3" in text
        assert "More than" not in site.page("/search?q=nosuchword").text_content()
    finally:
        site.close()


def test_an_answer_is_kept_until_what_is_derived_changes_or_it_is_old(tmp_path: Path) -> None:
    path = tmp_path / "pantau.db"
    Store.create(path).close()
    asked: list[int] = []
    now = [0.0]
    instance = build_app(path)

    def question(connection: sqlite3.Connection) -> list[dict[str, int]]:
        asked.append(1)
        return [{"n": connection.execute("SELECT count(*) FROM theme").fetchone()[0]}]

    def answer(reader: sqlite3.Connection, lasts: float = keeping.LASTS, name: str = "themes") -> list[dict[str, int]]:
        return kept(instance, reader, name, question, lasts=lasts, clock=lambda: now[0])

    with (
        closing(sqlite3.connect(path)) as reader,
        closing(sqlite3.connect(path)) as another,
        Store.open(path) as writer,
    ):
        found = answer(reader)
        found[0]["added"] = 1  # a page's own
        now[0] += 100 * keeping.LASTS
        assert answer(reader) == answer(another) == [{"n": 0}]  # nothing was written: for all threads, however old
        assert len(asked) == 1
        save_themes(writer, [Theme(id="t", name="T", seeds=("a",))])  # as a run does that has not ended
        assert answer(reader, lasts=0) == [{"n": 1}]
        save_themes(writer, [Theme(id=name, name=name, seeds=("a",)) for name in "tu"])
        assert answer(reader) == [{"n": 1}]
        now[0] += keeping.LASTS
        assert answer(reader) == [{"n": 2}]
        assert len(asked) == 3
        save_themes(writer, [])
        with writer.transaction() as connection:
            mark_derived(connection)
        assert answer(another) == answer(reader) == [{"n": 0}]
        assert len(asked) == 4
        with pytest.raises(sqlite3.OperationalError):
            kept(instance, reader, "broken", lambda c: c.execute("SELECT nothing").fetchall())


def test_the_front_page_follows_corrections_and_withdrawals_at_once_and_a_crawl_where_it_says_so(
    tmp_path: Path,
) -> None:
    path = tmp_path / "pantau.db"
    summary = generate(path, 120, seed=2, days=20, words=50)
    site = Site(path, {})
    address = f"/?week={summary.last_week}"
    try:
        before = site.page(address)
        assert before.text_content() == site.page(address).text_content()
        top = before.cssselect("ol.stories .headline a")[0].get("href").rpartition("/")[2]
        with Store.open(path) as store:
            add_correction(store, "story", top, "title", "Otters moved in", "Aina", NOW)
        assert "Otters moved in" in site.page(address).text_content()
        with Store.open(path) as store:
            undo_correction(store, 1, NOW)
        assert "Otters moved in" not in site.page(address).text_content()
        with Store.open(path) as store:
            for (article,) in store.connection.execute("SELECT id FROM article WHERE story = ?", (top,)).fetchall():
                mark_withdrawn(store, article, NOW, "410")
            store.connection.execute("UPDATE article SET analysed = NULL WHERE week = ?", (summary.last_week,))
        after = site.page(address)
        assert top not in {each.get("href").rpartition("/")[2] for each in after.cssselect("ol.stories .headline a")}
        assert "not analysed yet" in after.text_content()
    finally:
        site.close()


def test_the_benchmark_asks_for_every_kind_of_page(made: tuple[Path, Summary]) -> None:
    found = measure(made[0], 1, 0)
    assert found["failed"] == {}
    assert {"front_p95_ms", "pages_p95_ms", "slowest", "facets_timed_out"} <= set(found)
    named = {re.sub(r"[^a-z].*", "", route.lstrip("^/")) for route, _ in pages.ROUTES}
    # generated archives have no emergent themes, and no digests but as an empty archive
    assert named - {"", "emerging", "digest", "digests"} <= set(found["kinds"])


@pytest.mark.parametrize(("times", "value"), [([5.0], 5.0), (list(range(1, 101)), 95), ([1.0, 2.0], 2.0)])
def test_p95(times: list[float], value: float) -> None:
    assert p95(times) == value
