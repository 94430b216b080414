"""Everything derived is made anew from the archive and is the same; what cannot be made again is carried over."""

from __future__ import annotations

import contextlib
import sqlite3
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from crawler.archive import Archive
from crawler.replay import replay
from nlp.embedding import default_encoder
from pantau import rebuilding
from pantau.analyse import Analyst
from pantau.rebuilding import Rebuilt, rebuild
from pantau.sink import StoreSink
from records import BadInput, Busy, Fetch, Theme
from store import Store, asking, backups, crawling, keeping, people, pruning, remaking, stories
from store.corrections import add_correction
from store.fingerprint import derived_digests
from store.values import rows

THEMES = (Theme(id="building", name="Building", seeds=("a bridge is built", "a road is repaired")),)
DAY = datetime(2031, 3, 3, 2, tzinfo=UTC)
BRIDGE = """The council of Elder voted on Monday to rebuild the Weir Bridge at a cost of RM48.6 million. Mayor Odile \
Tarn said that work would begin in May and take 26 months.
The bridge was closed in January after Ivo Senn, the city engineer, found cracks in two of its piers. Shopkeepers on \
both banks had asked for a temporary crossing, which the council refused for want of money."""
HARVEST = """Farmers in the Sedge valley brought in the largest barley harvest for nine years, the growers' union said.
Its chairman, Bram Oster, put the yield at 7.3 tonnes a hectare after a mild spring, and said that prices would fall \
by 4 per cent in the autumn if the mills did not buy more of it than they did last year."""
FERRY = """The ferry between Elder and Orm will cost RM12 a passenger from June, Transport Minister Ada Quill said on \
Thursday. It had cost RM9 since 2024.
The line carried 310,000 people last year, Quill told reporters at the quay, and lost RM2.1 million in doing so."""


def html(title: str, text: str, day: datetime) -> bytes:
    body = "".join(f"<p>{line}</p>" for line in text.split("\n"))
    when = day.isoformat()
    return (
        f'<html lang="en"><head><title>{title}</title><meta property="og:title" content="{title}">'
        f'<meta property="article:published_time" content="{when}"></head>'
        f"<body><article><h1>{title}</h1><time datetime='{when}'>{when}</time>{body}</article></body></html>"
    ).encode()


PAGES = (  # a file of the archive each: (page, title, text)
    (("bridge", "Council votes to rebuild Weir Bridge", BRIDGE), ("harvest", "Record barley harvest", HARVEST)),
    (("bridge", "Council votes to rebuild Weir Bridge", BRIDGE.replace("26", "30")), ("ferry", "Ferry to Orm", FERRY)),
    (("bridge-2", "Weir Bridge to be rebuilt", BRIDGE.replace("council of Elder", "city council")),),
)


def analyst(store: Store) -> Analyst:
    stories.save_themes(store, THEMES)
    return Analyst(store, THEMES, default_encoder, "v1")


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An instance that read a file a day, and people who use it."""
    home = tmp_path_factory.mktemp("made")
    with Store(home / "pantau.db") as store:
        for number, pages in enumerate(PAGES):
            now = DAY + timedelta(days=number)
            with Archive(home / "warc", now) as archive:
                for name, title, text in pages:
                    page = html(title, text, now)
                    archive.append(f"https://larkin.example/{name}", 200, [("Content-Type", "text/html")], page, now)
            run = crawling.start_run(store, "replay", now)
            replay(sorted((home / "warc").iterdir())[-1], (), StoreSink(store, run, ()))
            analyst(store).run(everything=False, step=lambda: None, begin=lambda _: None)
            crawling.finish_run(store, run, now)
        people.add_subscriber(store, "aina@office.example", DAY)
        (figure,) = rows(store, "SELECT article, start FROM figure WHERE text = 'RM12'")
        add_correction(store, "figure", f"{figure['article']}:{figure['start']}", "value", "13", "Aina", DAY)
        analyst(store).run(everything=False, step=lambda: None, begin=lambda _: None)
    return home


@pytest.fixture
def home(made: Path, tmp_path: Path) -> Path:
    with contextlib.closing(sqlite3.connect(made / "pantau.db")) as source:
        backups.whole_copy(source, tmp_path / "pantau.db")
    (tmp_path / "warc").mkdir()
    for path in (made / "warc").iterdir():
        (tmp_path / "warc" / path.name).write_bytes(path.read_bytes())
    return tmp_path


def anew(home: Path) -> Rebuilt:
    files = sorted((home / "warc").iterdir())
    return rebuild(home / "pantau.db", files, (), DAY + timedelta(days=9), analyst, None, lambda: None)


def state(path: Path) -> dict[str, Any]:
    """All that an export shows, all derived tables, and people's."""
    with Store.open(path, readonly=True) as store:
        tables = {name: list(asking.export_rows(store, name)) for name in asking.EXPORTABLE}
        mine = {name: list(rows(store, f"SELECT * FROM {name}")) for name in (*keeping.PEOPLES, "fetch", "link")}
        return {**tables, **mine, "digests": derived_digests(store)}


def ids(path: Path) -> dict[str, str]:
    """Last part of the address -> article."""
    with Store.open(path, readonly=True) as store:
        return {row["url"].rpartition("/")[2]: row["id"] for row in rows(store, "SELECT id, url FROM article")}


def test_what_is_made_anew_is_the_same(home: Path) -> None:
    before = state(home / "pantau.db")
    assert len(before["article"]) == 4
    assert len(before["figure"]) >= 8
    assert any(row["revision"] == 2 for row in before["article"])
    assert {row["copy_kind"] for row in before["article"]} > {None}
    done = anew(home)
    after = state(home / "pantau.db")
    assert (done.carried, done.differs, done.stories_moved, done.damaged) == ({}, [], 0, [])
    for name, wanted in before.items():
        assert after[name] == wanted, name
    assert done.made == 4
    assert done.aside is not None
    assert state(done.aside) == before
    with Store.open(home / "pantau.db") as store:
        ran = [(row["command"], row["outcome"]) for row in rows(store, "SELECT * FROM run ORDER BY id")]
        assert ran == [("replay", "ok")] * 3 + [("rebuild", "ok")]
    assert sorted(path.name for path in home.glob("*.rebuilding*")) == []


def _no_file(home: Path) -> None:
    sorted((home / "warc").iterdir())[1].unlink()


def _pruned_file(home: Path) -> None:
    _no_file(home)
    with Store.open(home / "pantau.db") as store:
        pruning.note_warc(store, "pantau-20310304020000-00000.warc.gz", "over budget", DAY)


def _torn_file(home: Path) -> None:
    path = sorted((home / "warc").iterdir())[1]
    path.write_bytes(path.read_bytes()[:100])


@pytest.mark.parametrize(
    ("spoil", "reason"),
    [
        (_no_file, "pantau-20310304020000-00000.warc.gz is not there"),
        (_pruned_file, "pantau-20310304020000-00000.warc.gz was let go of: over budget"),
        (_torn_file, "no page can be read at its place in pantau-20310304020000-00000.warc.gz"),
    ],
)
def test_what_has_no_record_any_more_is_carried_over(home: Path, spoil: Callable[[Path], None], reason: str) -> None:
    spoil(home)
    before, named = state(home / "pantau.db"), ids(home / "pantau.db")
    done = anew(home)
    assert {why: set(articles) for why, articles in done.carried.items()} == {reason: {named["bridge"], named["ferry"]}}
    assert done.made == 2
    assert bool(done.damaged) == (spoil is _torn_file)
    assert done.differs == []
    assert state(home / "pantau.db") == before


def test_what_was_let_go_of_stays_and_its_figures_with_it(home: Path) -> None:
    named = ids(home / "pantau.db")
    with Store.open(home / "pantau.db") as store:
        for held in list(pruning.kept_articles(store)):
            if held.id == named["harvest"]:
                pruning.let_go_of_texts(store, [(held, "text: old")], DAY)
        before = {table: list(asking.export_rows(store, table)) for table in asking.EXPORTABLE}
    done = anew(home)
    assert done.carried == {"its text was let go of": [named["harvest"]]}
    with Store.open(home / "pantau.db") as store:
        for table, wanted in before.items():
            found = list(asking.export_rows(store, table))
            if table == "decision":  # how near the others were to its text is not known any more, only what came of it
                found, wanted = ([(row["article"], row["action"]) for row in part] for part in (found, wanted))
            assert found == wanted, table
        assert pruning.text_gone(store, named["harvest"]) is not None
        assert asking.search(store, "hectare")
        assert store.connection.execute("PRAGMA foreign_key_check").fetchall() == []


def test_what_left_leaves_again(home: Path) -> None:
    named = ids(home / "pantau.db")
    with Store.open(home / "pantau.db") as store:
        gone = Fetch(
            url="https://larkin.example/ferry", outlet="larkin.example", fetched=DAY + timedelta(days=4),
            status="gone", purpose="article", http_status=410, reason="HTTP 410",
        )  # fmt: skip
        outlet = next(row["outlet"] for row in rows(store, "SELECT outlet FROM article"))
        StoreSink(store, crawling.start_run(store, "crawl", DAY), (), known={outlet}).fetch(
            Fetch(**({name: getattr(gone, name) for name in gone.__dataclass_fields__} | {"outlet": outlet}))
        )
        add_correction(store, "article", named["harvest"], "withdrawn", "asked to", "Aina", DAY + timedelta(days=5))
        analyst(store).run(everything=False, step=lambda: None, begin=lambda _: None)
    before = state(home / "pantau.db")
    assert [row["withdrawn_reason"] for row in before["article"] if row["withdrawn"]] == ["asked to", "HTTP 410"]
    done = anew(home)
    assert done.withdrawn == 2
    after = state(home / "pantau.db")
    for table in ("article", "body", "story", "figure", "official", "correction"):
        assert after[table] == before[table], table
    made = [[(row["article"], row["about"], row["action"]) for row in each["decision"]] for each in (before, after)]
    assert made[0] == made[1]


@pytest.mark.parametrize(
    ("owner", "name"),
    [
        (keeping, "carry"),
        (rebuilding, "replay"),
        (remaking, "not_made_again"),
        (remaking, "carry_weeks"),
        (Analyst, "run"),
        (remaking, "carry_aliases"),
        (rebuilding, "derived_digests"),
        (rebuilding, "put_in_place"),
    ],
)
def test_stopped_anywhere_the_database_stands(
    home: Path, owner: Any, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def stop(*_: Any, **__: Any) -> None:
        raise KeyboardInterrupt

    before = state(home / "pantau.db")
    if name not in ("carry", "replay", "not_made_again", "carry_weeks", "run"):
        monkeypatch.setattr(Analyst, "run", lambda *_, **__: None)  # what it would do is not looked at here
    monkeypatch.setattr(owner, name, stop)
    with pytest.raises(KeyboardInterrupt):
        anew(home)
    assert state(home / "pantau.db") == before
    assert sorted(path.name for path in home.iterdir() if "-" not in path.name) == ["pantau.db", "warc"]


def test_what_a_kill_left_is_taken_away(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    left = [home / "pantau.db.rebuilding", home / "pantau.db.rebuilding-wal"]
    for path in left:
        path.write_bytes(b"half")
    monkeypatch.setattr(rebuilding, "derived_digests", lambda _: {})
    monkeypatch.setattr(Analyst, "run", lambda *_, **__: None)
    anew(home)
    assert not any(path.exists() for path in left)


def test_a_database_that_somebody_has_open_is_not_even_begun(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(backups, "SWAP_SECONDS", 0.1)
    monkeypatch.setattr(rebuilding, "replay", lambda *_, **__: pytest.fail("it was begun"))
    with Store.open(home / "pantau.db"), pytest.raises(Busy, match=r"has .*open"):
        anew(home)


def test_what_proves_damaged_is_not_used(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def spoil(store: Store) -> int:
        store.connection.execute("PRAGMA foreign_keys = OFF")
        store.connection.execute("UPDATE article SET story = 'nowhere'")
        return 0

    before = state(home / "pantau.db")
    monkeypatch.setattr(remaking, "carry_aliases", spoil)
    monkeypatch.setattr(Analyst, "run", lambda *_, **__: None)
    with pytest.raises(BadInput, match="damaged: a row of article points to a row of story"):
        anew(home)
    assert state(home / "pantau.db") == before
