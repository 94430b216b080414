# ruff: noqa: F811, F401 - fixtures of another file
"""Everything derived is made anew from the archive and is the same; what cannot be made again is carried over."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from small_instance import DAY, analyst, home, made

from pantau import rebuilding
from pantau.analyse import Analyst
from pantau.rebuilding import Rebuilt, rebuild
from pantau.sink import StoreSink
from records import BadInput, Busy, Fetch
from store import Store, asking, backups, crawling, exporting, keeping, pruning, remaking
from store.corrections import add_correction
from store.fingerprint import derived_digests
from store.values import rows

pytestmark = pytest.mark.timeout(600)  # texts are read with the real models; a busy machine takes minutes for it


def anew(home: Path) -> Rebuilt:
    files = sorted((home / "warc").iterdir())
    return rebuild(home / "pantau.db", files, (), DAY + timedelta(days=9), analyst, None, lambda: None)


def state(path: Path) -> dict[str, Any]:
    """All that an export shows, all derived tables, and people's."""
    with Store.open(path, readonly=True) as store:
        tables = {name: list(exporting.export_rows(store, name)) for name in exporting.EXPORTABLE}
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
        before = {table: list(exporting.export_rows(store, table)) for table in exporting.EXPORTABLE}
    done = anew(home)
    assert done.carried == {"its text was let go of": [named["harvest"]]}
    with Store.open(home / "pantau.db") as store:
        for table, wanted in before.items():
            found = list(exporting.export_rows(store, table))
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
