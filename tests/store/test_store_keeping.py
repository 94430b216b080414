"""Backups, restoring, migrating: at no moment is a database lost, overwritten or half."""

from __future__ import annotations

import contextlib
import logging
import os
import shutil
import sqlite3
import subprocess
import sys
from collections import namedtuple
from pathlib import Path
from typing import Any

import pytest
from store_samples import article_of, at, two_stories

from records import BadInput, Busy, NewerSchema, NotFound, PantauError
from store import Store, backups, database, keeping, people
from store.crawling import save_article
from store.fingerprint import derived_digest
from store.restoring import restore

ROOT = Path(__file__).resolve().parents[2]
NEWEST = database.migrations()[-1][0]
Usage = namedtuple("Usage", "total used free")


def nothing(store: Store, carried: bool) -> None:
    del store, carried


def articles(path: Path) -> int:
    with Store.open(path, readonly=True) as store:
        return int(store.connection.execute("SELECT count(*) FROM article").fetchone()[0])


def test_every_table_is_peoples_or_log_or_derived(store: Store) -> None:
    listed = [*keeping.PEOPLES, *keeping.LOG, *keeping.OWN, *keeping.DERIVED]
    assert sorted(listed) == sorted(set(listed))
    assert set(keeping.tables(store.connection)) == set(listed)


def test_a_damaged_database_gives_no_backup_and_leaves_the_one_before(store: Store, path: Path, tmp_path: Path) -> None:
    two_stories(store)
    target = tmp_path / "copy.db"
    store.backup(target)
    good = target.read_bytes()
    store.connection.execute("PRAGMA foreign_keys = OFF")
    store.connection.execute("DELETE FROM outlet WHERE id = 'wire'")  # rows that point nowhere now
    with pytest.raises(BadInput, match="points to a row of outlet that is not there"):
        store.backup(target)
    assert target.read_bytes() == good
    assert sorted(each.name for each in tmp_path.glob("copy*")) == ["copy.db"]
    assert (target.stat().st_mode & 0o777) == (path.stat().st_mode & 0o777)


def test_restored_is_what_was_backed_up_and_the_one_before_is_kept(store: Store, path: Path, tmp_path: Path) -> None:
    two_stories(store)
    store.backup(tmp_path / "copy.db")
    before = derived_digest(store)
    save_article(store, None, article_of(9, hours=9))
    store.close()
    for number in ("", ".2"):  # a second one in the same second takes another name
        done = restore(tmp_path / "copy.db", path, at(0), settle=nothing)
        assert done.aside == tmp_path / f"pantau.db.before-restore-20241118T010000Z{number}"
        with Store.open(path, readonly=True) as restored:
            assert derived_digest(restored) == before
    assert articles(tmp_path / "pantau.db.before-restore-20241118T010000Z") == 4
    assert not list(tmp_path.glob("*.restoring*"))


def test_who_left_and_what_was_sent_after_the_backup_stands(store: Store, path: Path, tmp_path: Path) -> None:
    people.add_subscriber(store, "aina@office.example", at(0))
    people.add_subscriber(store, "badrul@office.example", at(0))
    store.backup(tmp_path / "copy.db")
    people.remove_subscriber(store, "badrul@office.example")
    assert people.claim_delivery(store, "aina@office.example", "2024-W47", at(1))
    people.finish_delivery(store, "aina@office.example", "2024-W47", "sent", at(1))
    store.close()
    done = restore(tmp_path / "copy.db", path, at(2), settle=nothing)
    assert done.kept is not None
    assert (done.kept["subscriber"], done.kept["delivery"]) == (2, 1)
    with Store.open(path) as restored:
        assert [each.email for each in people.subscribers(restored)] == ["aina@office.example"]
        assert not people.claim_delivery(restored, "aina@office.example", "2024-W47", at(3))
    done = restore(tmp_path / "copy.db", path, at(4), everything=True, settle=nothing)
    assert done.kept is None
    with Store.open(path) as restored:
        assert len(people.subscribers(restored)) == 2


def test_numbers_of_requests_are_not_given_twice(store: Store, path: Path, tmp_path: Path) -> None:
    store.backup(tmp_path / "copy.db")
    ask = "INSERT INTO subscription_request (email, language, asked) VALUES ('a@b.example', 'en', '2024')"
    store.connection.execute(ask)
    store.connection.execute("DELETE FROM subscription_request")
    store.close()
    restore(tmp_path / "copy.db", path, at(0), settle=nothing)
    with Store.open(path) as restored:
        assert restored.connection.execute(ask).lastrowid == 2


def _torn(path: Path) -> None:
    data = path.read_bytes()
    path.write_bytes(data[: len(data) // 2])


def _other(path: Path) -> None:
    path.unlink()
    with contextlib.closing(sqlite3.connect(path)) as connection:
        connection.execute("CREATE TABLE other (a)")


def _newer(path: Path) -> None:
    with contextlib.closing(sqlite3.connect(path)) as connection:
        connection.execute("PRAGMA user_version = 999")


@pytest.mark.parametrize(
    ("spoil", "error", "words"),
    [
        (_torn, BadInput, "damaged"),
        (_other, BadInput, "none of Pantau's"),
        (_newer, NewerSchema, "999"),
        (lambda path: path.write_text("hello " * 99), BadInput, "no SQLite database"),
        (lambda path: path.write_bytes(b""), BadInput, "empty"),
        (lambda path: path.unlink(), NotFound, "no such file"),
    ],
)
def test_what_cannot_be_restored_changes_nothing(
    store: Store, path: Path, tmp_path: Path, spoil: Any, error: type[PantauError], words: str
) -> None:
    two_stories(store)
    copy = tmp_path / "copy.db"
    store.backup(copy)
    store.close()
    spoil(copy)
    before = path.read_bytes()
    with pytest.raises(error, match=words):
        restore(copy, path, at(0), settle=nothing)
    assert path.read_bytes() == before
    assert sorted(each.name for each in tmp_path.iterdir() if each != copy) == ["pantau.db"]


def test_a_damaged_database_is_set_aside_as_it_lies(store: Store, path: Path, tmp_path: Path) -> None:
    two_stories(store)
    store.backup(tmp_path / "copy.db")
    store.close()
    _torn(path)
    lay = path.read_bytes()
    done = restore(tmp_path / "copy.db", path, at(0), settle=nothing)
    assert done.kept is None
    assert "damaged" in done.why
    assert done.aside is not None
    assert done.aside.read_bytes() == lay
    assert articles(path) == 3


def test_a_database_that_somebody_has_open_is_not_swapped(
    store: Store, path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    two_stories(store)
    store.backup(tmp_path / "copy.db")
    monkeypatch.setattr(backups, "SWAP_SECONDS", 0.1)
    with pytest.raises(Busy, match=r"has .*pantau\.db open"):
        restore(tmp_path / "copy.db", path, at(0), settle=nothing)
    save_article(store, None, article_of(9, hours=9))  # it goes on as if nothing had been
    assert articles(path) == 4
    assert not list(tmp_path.glob("*before-restore*"))


_SWAP = """
import os, sys
from pathlib import Path
from store import backups
left = [int(sys.argv[2])]
def dying(original):
    def wrapped(*arguments, **options):
        left[0] -= 1
        if not left[0]:
            os._exit(9)
        return original(*arguments, **options)
    return wrapped
for owner, name in ((os, "link"), (os, "fsync"), (Path, "unlink"), (Path, "replace")):
    setattr(owner, name, dying(getattr(owner, name)))
folder = Path(sys.argv[1])
backups.swap(folder / "fresh.db", folder / "pantau.db", folder / "aside.db")
"""


def test_a_swap_killed_at_any_step_leaves_a_whole_database_and_loses_none(store: Store, path: Path) -> None:
    two_stories(store)
    store.close()
    fresh = path.with_name("fresh.db")
    outcomes = []
    for step in range(1, 20):
        with Store(fresh):
            pass
        done = subprocess.run(
            [sys.executable, "-c", _SWAP, str(path.parent), str(step)],
            env=os.environ | {"PYTHONPATH": str(ROOT)},
            check=False,
        )
        found = articles(path)
        kept = [found, *(articles(each) for each in path.parent.glob("aside.db"))]
        assert 3 in kept, step
        outcomes.append(found)
        if done.returncode == 0:
            break
        assert done.returncode == 9
        if found == 0:  # swapped just before it died: put it back for the next step
            (path.parent / "aside.db").replace(path)
        (path.parent / "aside.db").unlink(missing_ok=True)
    assert outcomes[0] == 3
    assert outcomes[-1] == 0
    assert len(outcomes) >= 5


# -- migrations --------------------------------------------------------------------------------------------------------


def _fill(connection: sqlite3.Connection, known: set[str]) -> None:
    """A row in every table that is not in ``known``, each pointing to rows that are there."""
    for table in keeping.tables(connection):
        if table in known or table in ("article_search", "setting"):
            continue
        if connection.execute(f'SELECT 1 FROM "{table}"').fetchone():  # the migration that made it filled it
            continue
        values: dict[str, Any] = {}
        points = {row[3]: (row[2], row[4]) for row in connection.execute(f"PRAGMA foreign_key_list('{table}')")}
        for _, name, kind, needed, default, key in connection.execute(f"PRAGMA table_info('{table}')"):
            if name in points:
                values[name] = KEYS.get(points[name][0], "k")
            elif (table, name) in VALUES:
                values[name] = VALUES[table, name]
            elif key and kind == "INTEGER":
                values[name] = 1
            elif key:
                values[name] = KEYS.get(table, "k")
            elif needed and default is None:
                values[name] = {"TEXT": "2024-11-18T01:00:00Z", "BLOB": b"\0\0"}.get(kind, 1)
        names = ", ".join(f'"{name}"' for name in values)
        marks = ", ".join("?" * len(values))
        connection.execute(f'INSERT INTO "{table}" ({names}) VALUES ({marks})', tuple(values.values()))
    if "article_search" not in known:
        connection.execute("INSERT INTO article_search (rowid, article, title, text) VALUES (1, 'k', 'Title', 'Words')")


KEYS: dict[str, Any] = {"outlet": "wire", "place": "MY-08", "run": 1, "fetch": 1, "digest": 1, "correction": 1}
VALUES: dict[tuple[str, str], Any] = {
    ("outlet", "languages"): '["en"]',
    ("outlet", "kind"): "agency",
    ("outlet", "country"): "MY",
    ("correction", "kind"): "figure",
    ("correction", "target"): "none:0",
    ("official_settled", "action"): "link",
    ("organisation_name", "language"): "en",
    ("trend", "kind"): "theme",
    ("trend", "verdict"): "rise",
    ("trend", "week"): "2024-W47",
    ("digest_item", "kind"): "story",
    ("digest_erratum", "why"): "revised",
    ("story", "week"): "2024-W47",
    ("article", "week"): "2024-W47",
    ("delivery", "status"): "sent",
    ("let_go", "what"): "warc",
    ("outlet_health", "state"): "ok",
    ("theme", "definition"): "{}",
    ("emergent", "members"): "[]",
    ("trend", "left_out"): "[]",
}


def at_schema(path: Path, number: int) -> dict[str, int]:
    """A database as the first ``number`` migrations made it, with rows that were in it at each of them."""
    steps = [step for step in database.migrations() if step[0] <= number]
    with contextlib.closing(sqlite3.connect(path, isolation_level=None)) as connection:
        connection.execute("PRAGMA journal_mode = WAL")
        known: set[str] = set()
        for count in range(1, len(steps) + 1):
            database._steps(connection, path, "UTC", steps[:count])
            connection.execute("PRAGMA foreign_keys = OFF")
            _fill(connection, known)
            known = {*keeping.tables(connection)}
        assert connection.execute("PRAGMA foreign_key_check").fetchall() == []
        return {
            name: connection.execute(f'SELECT count(*) FROM "{name}"').fetchone()[0]
            for name in keeping.tables(connection)
        }


def schema_of(connection: sqlite3.Connection) -> set[tuple[str, str]]:
    """Tables with their columns, and indexes, however their SQL is written."""
    found = {
        (kind, " ".join(str(sql).split()))
        for kind, sql in connection.execute("SELECT type, sql FROM sqlite_master WHERE type = 'index' AND sql NOT NULL")
    }
    for table in keeping.tables(connection):
        found.add((table, repr(connection.execute(f"PRAGMA table_info('{table}')").fetchall())))
        found.add((table, repr(sorted(connection.execute(f"PRAGMA foreign_key_list('{table}')").fetchall()))))
    return found


@pytest.mark.parametrize("number", [number for number, _ in database.migrations()])
def test_every_earlier_schema_comes_forward_with_its_rows(
    path: Path, number: int, caplog: pytest.LogCaptureFixture
) -> None:
    from store import asking, exporting

    before = at_schema(path, number)
    assert set(before.values()) <= {1, 2}
    with caplog.at_level(logging.WARNING, logger="pantau.store"), Store.open(path) as store:
        connection = store.connection
        assert connection.execute("PRAGMA user_version").fetchone()[0] == NEWEST
        after = {name: connection.execute(f'SELECT count(*) FROM "{name}"').fetchone()[0] for name in before}
        assert after == before
        assert connection.execute("PRAGMA foreign_key_check").fetchall() == []
        assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        with Store(path.with_name("fresh.db")) as fresh:
            assert schema_of(connection) == schema_of(fresh.connection)
        for table in exporting.EXPORTABLE:
            list(exporting.export_rows(store, table))
        assert asking.status(store)["counts"]["article"] == 1
        assert asking.search(store, "words")
        save_article(store, None, article_of(5, hours=5))  # and it works
    kept = path.with_name(f"pantau.db.schema-{number:04}")
    if number == NEWEST:
        assert not kept.exists()
        return
    assert caplog.messages == [f"{path}: schema {number} became {NEWEST}; as it was it is kept in {kept}"]
    with contextlib.closing(sqlite3.connect(kept)) as old:
        assert old.execute("PRAGMA user_version").fetchone()[0] == number
        assert {name: old.execute(f'SELECT count(*) FROM "{name}"').fetchone()[0] for name in before} == before


@pytest.mark.parametrize(
    ("html", "language"),
    [
        ('<!doctype html><html lang="ms"><head>', "ms"),
        ('<!doctype html><html lang="en"><head>', "en"),
        ('<!doctype html><html lang="en"><p>' + "x" * 500 + '<html lang="ms">', "en"),  # of a text that it quotes
        ("<p>", "en"),
    ],
)
def test_a_digest_that_was_kept_says_its_language_when_it_comes_forward(path: Path, html: str, language: str) -> None:
    from store import people

    at_schema(path, 26)
    with contextlib.closing(sqlite3.connect(path, isolation_level=None)) as connection:
        connection.execute("UPDATE digest SET html = ?", (html,))
    with Store.open(path) as store:
        assert [each.language for each in people.digests(store)] == [language]


def test_without_room_for_a_copy_nothing_is_migrated(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    at_schema(path, NEWEST)
    one_more = [*database.migrations(), (NEWEST + 1, "CREATE TABLE added (a TEXT);\n")]
    monkeypatch.setattr(database, "migrations", lambda: one_more)
    monkeypatch.setattr(shutil, "disk_usage", lambda _: Usage(10**9, 10**9 - 1000, 1000))
    with pytest.raises(PantauError, match=r"needs \d+\.\d MB of disk, 0\.0 MB are free: nothing was changed"):
        Store.open(path)
    assert sorted(each.name for each in path.parent.iterdir() if "-" not in each.name) == ["pantau.db"]


def test_a_migration_that_fails_again_and_again_leaves_no_heap_of_copies(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    at_schema(path, NEWEST)
    good, bad = (NEWEST + 1, "CREATE TABLE added (a TEXT);\n"), (NEWEST + 2, "INSERT INTO nowhere VALUES (1);\n")
    steps = [*database.migrations(), good, bad]
    monkeypatch.setattr(database, "migrations", lambda: steps)
    for _ in range(3):
        with pytest.raises(sqlite3.OperationalError, match="nowhere"):
            Store.open(path)
    assert [each.name for each in sorted(path.parent.glob("*.schema-*"))] == [f"pantau.db.schema-{NEWEST:04}"]
