"""The database file: opening, creating, migrating, transactions, and the lock that keeps runs apart.

Knows files, pragmas and schema versions; it must not know what any table means.
"""

from __future__ import annotations

import contextlib
import fcntl
import logging
import os
import sqlite3
from collections.abc import Iterator
from functools import cached_property
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from records import BadInput, Busy, NewerSchema, NotFound, PantauError
from store.backups import alone_in, free_name, looked_at, need_room, size, whole_copy

if TYPE_CHECKING:
    import sqlite_utils

APPLICATION_ID = 0x50414E54  # "PANT": tells our files from any other SQLite database
BUSY_SECONDS = 30
JOURNAL_LIMIT = 64 * 1024 * 1024  # bytes the WAL shrinks to after a long reader let it grow
DEFAULT_ZONE = "Asia/Kuala_Lumpur"
_MIGRATIONS = Path(__file__).parent / "migrations"
_log = logging.getLogger("pantau.store")


class Store:
    """One open database. ``Store(path)`` opens it, or creates it where there is none; use it with ``with``.

    ``zone`` decides in which week an article falls. It is kept in the database when that is created and the kept
    one holds from then on. One Store belongs to one thread. Raises BadInput for a file that is no database of
    ours, NewerSchema for one of a newer Pantau.
    """

    def __init__(self, path: str | Path, zone: str = DEFAULT_ZONE, *, readonly: bool = False) -> None:
        self.path = Path(path)
        self._depth = 0
        _check_file(self.path)
        self.connection = _connect(self.path, readonly=readonly)
        try:
            if not readonly:
                migrate(self.connection, self.path, zone)
            _check_version(self.connection, self.path)
            (self.zone,) = self.connection.execute("SELECT value FROM setting WHERE name = 'zone'").fetchone()
        except BaseException:
            self.connection.close()
            raise

    @cached_property
    def db(self) -> sqlite_utils.Database:
        """The same connection for upserts. Loaded when something is written: it brings numpy along."""
        import sqlite_utils

        return sqlite_utils.Database(self.connection)

    @classmethod
    def create(cls, path: str | Path, zone: str = DEFAULT_ZONE) -> Store:
        """A new database. Raises BadInput where there is a file already or the zone is none."""
        if Path(path).exists():
            raise BadInput(f"{path} is there already")
        return cls(path, zone)

    @classmethod
    def open(cls, path: str | Path, *, readonly: bool = False) -> Store:
        """A database that is there. Raises NotFound where it is not. ``readonly`` never writes nor migrates."""
        if not Path(path).exists():
            raise NotFound(f"there is no database at {path}")
        if Path(path).is_file() and Path(path).stat().st_size == 0:
            raise BadInput(f"{path} is empty, no Pantau database")
        return cls(path, readonly=readonly)

    def close(self) -> None:
        self.connection.close()

    def __enter__(self) -> Store:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    @contextlib.contextmanager
    def transaction(self) -> Iterator[sqlite3.Connection]:
        """All or nothing. The outermost begins IMMEDIATE (a deferred one ignores the busy timeout when it turns
        into a writer); an inner one is a savepoint of it. Never hold one during a fetch or a model's work."""
        name = f"inner_{self._depth}"
        outer = self._depth == 0
        begin, done, undo = (
            ("BEGIN IMMEDIATE", "COMMIT", ("ROLLBACK",))
            if outer
            else (f"SAVEPOINT {name}", f"RELEASE {name}", (f"ROLLBACK TO {name}", f"RELEASE {name}"))
        )
        with _said_plainly(self.path):
            self.connection.execute(begin)
            self._depth += 1
            try:
                yield self.connection
                self.connection.execute(done)
            except BaseException:
                # SQLite itself rolls back where the disk is full or the file is broken
                if self.connection.in_transaction:
                    for statement in undo:
                        self.connection.execute(statement)
                raise
            finally:
                self._depth -= 1

    def damage(self) -> str | None:
        """What SQLite finds broken in the file, or None."""
        (found,) = self.connection.execute("PRAGMA quick_check(1)").fetchone()
        return None if found == "ok" else str(found)

    def backup(self, target: str | Path) -> None:
        """A whole copy while others read and write; ``target`` is replaced only once it is checked."""
        with _said_plainly(Path(target)):
            whole_copy(self.connection, Path(target), self.path.stat().st_mode & 0o777)


def _check_file(path: Path) -> None:
    """sqlite3 says "unable to open database file" for all of these; a person wants to know which.

    The file itself is never opened here: closing it would drop every lock that SQLite holds on it for this process,
    and the next other process to close the database would take the log away from under a desk that still writes to it
    (sqlite.org/howtocorrupt.html, 2.2).
    """
    if not path.exists():
        if not path.parent.is_dir():
            raise NotFound(f"there is no folder {path.parent} to keep {path.name} in")
        return
    if not path.is_file():
        raise BadInput(f"{path} is no file")


def _connect(path: Path, *, readonly: bool) -> sqlite3.Connection:
    with _said_plainly(path):
        connection = sqlite3.connect(
            f"{path.absolute().as_uri()}?mode={'ro' if readonly else 'rwc'}",
            uri=True,
            timeout=BUSY_SECONDS,
            isolation_level=None,  # transactions are ours alone
        )
        try:
            connection.execute("PRAGMA foreign_keys = ON")
            if readonly:
                connection.execute("PRAGMA query_only = ON")
                connection.execute("SELECT count(*) FROM sqlite_master").fetchone()
            else:
                # before the first pragma that writes: a database that is not ours to use stays as it is
                _check_version(connection, path, empty_is_fine=True)
                connection.execute("PRAGMA journal_mode = WAL")
                connection.execute("PRAGMA synchronous = NORMAL")  # in WAL a power cut loses the last, never breaks
                connection.execute(f"PRAGMA journal_size_limit = {JOURNAL_LIMIT}")
        except BaseException:
            connection.close()
            raise
    return connection


@contextlib.contextmanager
def _said_plainly(path: Path) -> Iterator[None]:
    """SQLite's words for what a person can act on, with the file in them; other errors pass as they are."""
    try:
        yield
    except sqlite3.OperationalError as error:
        text = str(error)
        if "locked" in text:
            raise PantauError(f"{path}: another program kept it locked for {BUSY_SECONDS} seconds") from error
        if "full" in text or "disk I/O" in text or "readonly" in text or "unable to open" in text:
            raise PantauError(f"{path}: {text}") from error
        raise
    except sqlite3.DatabaseError as error:
        if "malformed" in str(error) or "not a database" in str(error):
            raise BadInput(f"{path} is damaged or no SQLite database: {error}") from error
        raise


def migrations() -> list[tuple[int, str]]:
    """Number and SQL of each migration, in order: 1, 2, 3, ..."""
    files = sorted(_MIGRATIONS.glob("[0-9][0-9][0-9][0-9]_*.sql"))
    return [(int(file.name[:4]), file.read_text(encoding="utf-8")) for file in files]


def migrate(connection: sqlite3.Connection, path: Path, zone: str) -> None:
    """Brings the schema forward, each step in one transaction. Two processes may try at once: one waits.

    A database with something in it is copied first, as ``NAME.schema-0011`` beside it: whoever goes back to the Pantau
    before finds it there. Raises PantauError where the disk has no room for that; nothing is changed then.
    """
    if zone_error := _zone_error(zone):
        raise BadInput(zone_error)
    _check_version(connection, path, empty_is_fine=True)
    steps = migrations()
    if _version(connection) >= steps[-1][0]:
        return
    with alone_in(path.parent, "a migration", wait=True), _said_plainly(path):
        before = _version(connection)  # somebody else may have been faster
        kept = _kept_before(connection, path, before, steps[-1][0]) if 0 < before < steps[-1][0] else None
        try:
            _steps(connection, path, zone, steps)
        except BaseException:
            if kept is not None and _version(connection) == before:
                kept.unlink()  # the database is still as it was: a second copy at each attempt would fill the disk
            raise
    if kept is not None:
        _log.warning("%s: schema %d became %d; as it was it is kept in %s", path, before, steps[-1][0], kept)


def _kept_before(connection: sqlite3.Connection, path: Path, before: int, after: int) -> Path:
    # once for the copy, once for the pages that the steps write anew
    need_room(path.parent, 2 * size(connection), f"bringing {path.name} from schema {before} to {after}, with a copy,")
    kept = free_name(path.with_name(f"{path.name}.schema-{before:04}"))
    whole_copy(connection, kept, path.stat().st_mode & 0o777)
    return kept


def _steps(connection: sqlite3.Connection, path: Path, zone: str, steps: list[tuple[int, str]]) -> None:
    for number, sql in steps:
        if number <= _version(connection):
            continue
        connection.execute("PRAGMA foreign_keys = OFF")  # a step may rebuild a table that others point to
        connection.execute("BEGIN IMMEDIATE")
        try:
            for statement in statements(sql):
                connection.execute(statement)
            if number == 1:
                connection.execute("INSERT INTO setting VALUES ('zone', ?)", (zone,))
            if connection.execute("PRAGMA foreign_key_check").fetchone():
                raise BadInput(f"{path}: migration {number} leaves rows that point nowhere")
            connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")
            connection.execute(f"PRAGMA user_version = {number}")
            connection.execute("COMMIT")
        except BaseException:
            if connection.in_transaction:
                connection.execute("ROLLBACK")
            raise
        finally:
            connection.execute("PRAGMA foreign_keys = ON")


def statements(sql: str) -> Iterator[str]:
    """The statements of a script. executescript() would commit before it starts, and so break the transaction."""
    text = ""
    for line in sql.splitlines(keepends=True):
        text += line
        if sqlite3.complete_statement(text):
            yield text
            text = ""
    if any(line.strip() and not line.lstrip().startswith("--") for line in text.splitlines()):
        raise BadInput(f"a migration ends within a statement: {text.strip()[:60]}")


def _version(connection: sqlite3.Connection) -> int:
    return int(connection.execute("PRAGMA user_version").fetchone()[0])


def _check_version(connection: sqlite3.Connection, path: Path, *, empty_is_fine: bool = False) -> None:
    with _said_plainly(path):
        version, ours = _version(connection), migrations()[-1][0]
        (application,) = connection.execute("PRAGMA application_id").fetchone()
        (tables,) = connection.execute("SELECT count(*) FROM sqlite_master").fetchone()
    if not tables and not version and empty_is_fine:
        return
    if application != APPLICATION_ID:
        raise BadInput(f"{path} is a SQLite database, but none of Pantau's")
    if version > ours:
        raise NewerSchema(f"{path} has schema {version}; this Pantau knows {ours}: use a newer Pantau for it")
    if version < ours and not empty_is_fine:
        raise BadInput(f"{path} has schema {version}, this Pantau needs {ours}: open it once for writing")


def check_ours(path: Path, *, live: bool = False) -> int:
    """The schema of a file that is a Pantau database of this or an earlier schema; it is not changed. Raises BadInput,
    or NewerSchema."""
    _check_file(path)
    with _said_plainly(path), contextlib.closing(looked_at(path, live=live)) as connection:
        schema = _version(connection)
        _check_version(connection, path, empty_is_fine=True)
    if schema == 0:
        raise BadInput(f"{path} is empty, no Pantau database")
    return schema


def _zone_error(zone: str) -> str | None:
    try:
        ZoneInfo(zone)
    except (ValueError, OSError, KeyError):  # ZoneInfoNotFoundError is a KeyError
        return f"'{zone}' is no time zone: write it as Asia/Kuala_Lumpur"
    return None


class RunLock:
    """One run at a time: ``with RunLock(path):`` holds an exclusive flock on the file at ``path``.

    The kernel lets go of it however the process ends, so no lock is ever stale; the file stays. Raises
    Busy at once where another run holds it: nothing queues.
    """

    def __init__(self, path: str | Path) -> None:
        self.path = Path(path)
        self._file: int | None = None

    def __enter__(self) -> RunLock:
        file = os.open(self.path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o644)
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            who = os.pread(file, 100, 0).decode("ascii", "replace").strip() or "an unknown process"
            os.close(file)
            raise Busy(f"another run is under way ({who} holds {self.path}): try again later") from error
        os.ftruncate(file, 0)
        os.pwrite(file, f"process {os.getpid()}".encode(), 0)
        self._file = file
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._file is not None:
            os.close(self._file)
            self._file = None
