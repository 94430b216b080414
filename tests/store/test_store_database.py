from __future__ import annotations

import sqlite3
import subprocess
import sys
import threading
from pathlib import Path

import pytest
from store_samples import article_of

from records import BadInput, NewerSchema, NotFound, PantauError
from store import RunLock, Store, database
from store.crawling import save_article


def test_created_once_and_opened_again(path: Path) -> None:
    with Store.create(path, "Asia/Shanghai") as made:
        assert made.zone == "Asia/Shanghai"
    with Store.open(path) as opened:
        assert opened.zone == "Asia/Shanghai"
        pragmas = [
            opened.connection.execute(f"PRAGMA {p}").fetchone()[0]
            for p in ("journal_mode", "foreign_keys", "busy_timeout")
        ]
        assert pragmas == ["wal", 1, 30_000]
        assert opened.connection.execute("PRAGMA user_version").fetchone()[0] == database.migrations()[-1][0]
    with Store(path, "UTC") as again:
        assert again.zone == "Asia/Shanghai"  # the kept one holds
    with pytest.raises(BadInput, match="there already"):
        Store.create(path)


def _plain(path: Path) -> None:
    with sqlite3.connect(path) as connection:
        connection.execute("CREATE TABLE other (a)")
    connection.close()


def _newer(path: Path) -> None:
    Store.create(path).close()
    connection = sqlite3.connect(path)
    connection.execute("PRAGMA user_version = 999")
    connection.close()


def _damaged(path: Path) -> None:
    path.write_bytes(b"SQLite format 3\0" + b"\xff" * 4096)


@pytest.mark.parametrize(
    ("make", "error", "words"),
    [
        (str, NotFound, "no database at"),
        (lambda path: path.write_bytes(b""), BadInput, "empty"),
        (lambda path: path.write_text("<html>not found</html>" * 99), BadInput, "no SQLite database"),
        (lambda path: path.mkdir(), BadInput, "no file"),
        (_plain, BadInput, "none of Pantau's"),
        (_damaged, BadInput, "damaged"),
        (_newer, NewerSchema, r"pantau\.db has schema 999; this Pantau knows \d+: use a newer"),
    ],
)
@pytest.mark.parametrize("readonly", [False, True])
def test_files_that_are_no_store(path: Path, make, error: type[PantauError], words: str, readonly: bool) -> None:
    make(path)
    with pytest.raises(error, match=words) as caught:
        Store.open(path, readonly=readonly)
    assert str(path) in str(caught.value)
    assert "\n" not in str(caught.value)


def test_unknown_zone_and_folder_leave_nothing(path: Path) -> None:
    with pytest.raises(BadInput, match="no time zone"):
        Store.create(path, "Mars/Olympus")
    with pytest.raises(NotFound, match="no folder"):
        Store(path.parent / "absent" / "pantau.db")


def test_migrations_go_forward_each_in_one_transaction(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    first = database.migrations()
    present = first[-1][0]
    Store.create(path).close()
    bad = (present + 1, "CREATE TABLE added (a TEXT); -- with; a comment\nINSERT INTO nowhere VALUES (1);\n")
    monkeypatch.setattr(database, "migrations", lambda: [*first, bad])
    with pytest.raises(sqlite3.OperationalError, match="nowhere"):
        Store.open(path)
    plain = sqlite3.connect(path)
    assert plain.execute("PRAGMA user_version").fetchone()[0] == present
    assert not plain.execute("SELECT 1 FROM sqlite_master WHERE name = 'added'").fetchall()
    plain.close()
    good = (present + 1, "CREATE TABLE added (a TEXT);\nINSERT INTO added VALUES ('x;y');\n")
    monkeypatch.setattr(database, "migrations", lambda: [*first, good])
    with pytest.raises(BadInput, match="open it once for writing"):
        Store.open(path, readonly=True)
    with Store.open(path) as opened:
        assert opened.connection.execute("SELECT a FROM added").fetchall() == [("x;y",)]
        assert opened.connection.execute("PRAGMA user_version").fetchone()[0] == present + 1
    monkeypatch.undo()
    with pytest.raises(NewerSchema):
        Store.open(path)


def test_inner_transaction_fails_alone_and_outer_takes_all(store: Store) -> None:
    with store.transaction() as connection:
        connection.execute("INSERT INTO setting VALUES ('a', '1')")
        with pytest.raises(ZeroDivisionError), store.transaction():  # noqa: PT012
            connection.execute("INSERT INTO setting VALUES ('b', '1')")
            raise ZeroDivisionError
    assert [name for (name,) in store.connection.execute("SELECT name FROM setting ORDER BY name")] == ["a", "zone"]
    with pytest.raises(ZeroDivisionError), store.transaction() as connection:  # noqa: PT012
        with store.transaction():
            connection.execute("INSERT INTO setting VALUES ('c', '1')")
        raise ZeroDivisionError
    assert not store.connection.in_transaction
    assert store.connection.execute("SELECT count(*) FROM setting").fetchone() == (2,)


def test_a_reader_sees_the_old_rows_while_a_writer_writes(store: Store, path: Path) -> None:
    with Store.open(path, readonly=True) as reader, store.transaction():
        save_article(store, None, article_of())
        assert reader.connection.execute("SELECT count(*) FROM article").fetchone() == (0,)
        with pytest.raises(sqlite3.OperationalError, match="readonly"):
            reader.connection.execute("DELETE FROM outlet")
    with Store.open(path, readonly=True) as reader:
        assert reader.connection.execute("SELECT count(*) FROM article").fetchone() == (1,)


def test_a_second_writer_waits_for_the_first(store: Store, path: Path) -> None:
    begun, written = threading.Event(), []

    def second() -> None:
        with Store.open(path) as other:
            begun.set()
            with other.transaction() as connection:
                written.append(connection.execute("SELECT count(*) FROM article").fetchone()[0])

    thread = threading.Thread(target=second)
    with store.transaction():
        thread.start()
        assert begun.wait(10)
        thread.join(0.2)
        assert written == []
        save_article(store, None, article_of())
    thread.join(10)
    assert written == [1]


def test_a_lock_that_never_comes_is_said_plainly(store: Store, path: Path) -> None:
    with Store.open(path) as other:
        other.connection.execute("PRAGMA busy_timeout = 20")
        with store.transaction(), pytest.raises(PantauError, match="locked"), other.transaction():
            pass


_HOLD = """
import sys, time
from store import RunLock
with RunLock(sys.argv[1]):
    print("held", flush=True)
    time.sleep(60)
"""


def test_a_second_run_is_refused_and_a_killed_one_leaves_no_lock(tmp_path: Path) -> None:
    lock = tmp_path / "run.lock"
    holder = subprocess.Popen(
        [sys.executable, "-c", _HOLD, str(lock)], stdout=subprocess.PIPE, cwd=Path(__file__).parents[2]
    )
    assert holder.stdout is not None
    try:
        assert holder.stdout.readline() == b"held\n"
        with pytest.raises(PantauError, match=f"another run is under way .process {holder.pid} "), RunLock(lock):
            pass
    finally:
        holder.kill()
        holder.wait()
        holder.stdout.close()
    with RunLock(lock), pytest.raises(PantauError, match="another run is under way"), RunLock(lock):
        pass
    with RunLock(lock):
        pass


def test_backup_is_whole_and_replaces_only_when_done(store: Store, tmp_path: Path) -> None:
    save_article(store, None, article_of())
    target = tmp_path / "copy.db"
    target.write_text("older")
    store.backup(target)
    with Store.open(target) as copy:
        assert copy.connection.execute("SELECT count(*) FROM article").fetchone() == (1,)
    assert not list(tmp_path.glob("*.part"))
