"""Whole copies of a database file, and putting one database in the place of another.

Knows files and SQLite; it must not know what any table means. At any moment a file under the database's name is a
whole database: a copy is checked before it gets its name, and a database is set aside by a second name first.
"""

from __future__ import annotations

import contextlib
import fcntl
import os
import shutil
import sqlite3
from collections.abc import Iterator
from pathlib import Path

from records import BadInput, Busy, PantauError

SIDES = ("-wal", "-shm", "-journal")  # files that SQLite keeps beside a database
SWAP_SECONDS = 5  # that a swap waits for others to close the database


def whole_copy(connection: sqlite3.Connection, target: Path, mode: int = 0o600) -> None:
    """A copy of what ``connection`` sees, while others read and write: VACUUM INTO a temporary name, checked, on the
    disk, then renamed. Raises BadInput where the database is damaged, sqlite3 errors where there is no room."""
    part = Path(f"{target}.part")
    part.unlink(missing_ok=True)
    try:
        os.close(os.open(part, os.O_CREAT | os.O_EXCL | os.O_WRONLY, mode))  # never readable by more than the original
        connection.execute("VACUUM INTO ?", (str(part),))
        if found := damage(part):
            raise BadInput(f"the copy for {target} is damaged, and so may be what it was made of: {found}")
        _on_disk(part)
        part.replace(target)
        _on_disk(target.parent)
    finally:
        part.unlink(missing_ok=True)


def damage(path: Path, *, live: bool = False) -> str | None:
    """What SQLite finds broken in a file, rows that point nowhere too; None: nothing."""
    with contextlib.closing(looked_at(path, live=live)) as connection:
        try:
            found = str(connection.execute("PRAGMA integrity_check(1)").fetchone()[0])
            if found != "ok":
                return found
            loose = connection.execute("PRAGMA foreign_key_check").fetchone()
        except sqlite3.DatabaseError as error:
            return str(error)
        return None if loose is None else f"a row of {loose[0]} points to a row of {loose[2]} that is not there"


def looked_at(path: Path, *, live: bool = False) -> sqlite3.Connection:
    """A connection that never writes. Of a file that nobody writes, not even files beside it: a backup may lie where
    nobody may. ``live``: others may be writing now."""
    still = not live and not Path(f"{path}-wal").exists()
    return sqlite3.connect(
        f"{path.absolute().as_uri()}?mode=ro{'&immutable=1' if still else ''}", uri=True, isolation_level=None
    )


def size(connection: sqlite3.Connection) -> int:
    """Bytes that a whole copy takes at most."""
    pages, free, page = (
        int(connection.execute(f"PRAGMA {name}").fetchone()[0])
        for name in ("page_count", "freelist_count", "page_size")
    )
    return (pages - free) * page


def need_room(folder: Path, wanted: int, what: str) -> None:
    """Raises PantauError, with both numbers, where the disk has less than ``wanted`` bytes."""
    free = shutil.disk_usage(folder).free
    if free < wanted:
        raise PantauError(
            f"{folder}: {what} needs {_megabytes(wanted)} of disk, {_megabytes(free)} are free: nothing was changed"
        )


def _megabytes(count: int) -> str:
    return f"{count / 1_000_000:.1f} MB"


@contextlib.contextmanager
def alone_in(folder: Path, what: str, *, wait: bool = False) -> Iterator[None]:
    """One at a time in a folder, by a flock on the folder itself: no file is left, no lock is ever stale.

    Raises Busy at once where another holds it, unless it is to ``wait``.
    """
    held = os.open(folder, os.O_RDONLY | os.O_CLOEXEC)
    try:
        try:
            fcntl.flock(held, fcntl.LOCK_EX | (0 if wait else fcntl.LOCK_NB))
        except BlockingIOError as error:
            raise Busy(f"another process makes {what} in {folder}: try again later") from error
        yield
    finally:
        os.close(held)


def free_name(path: Path) -> Path:
    """The path, or with ``.2``, ``.3``, ... behind it the first that is not there."""
    found, number = path, 2
    while found.exists():
        found, number = path.with_name(f"{path.name}.{number}"), number + 1
    return found


def swap(fresh: Path, present: Path, aside: Path) -> None:
    """``present`` goes on under the name ``aside``, ``fresh`` takes its place; killed anywhere, a whole database has
    the name ``present`` and none is lost. All three are in one folder; ``aside`` is not there yet.

    Raises Busy where another program (the desk, a shell) has ``present`` open. A damaged ``present`` is set aside as
    it lies, with the files beside it.
    """
    with _closed_to_others(present) as whole:
        os.link(present, aside)
        for side in () if whole else SIDES:
            beside = Path(f"{present}{side}")
            if beside.exists():
                os.link(beside, f"{aside}{side}")
        _on_disk(present.parent)
        for side in SIDES:  # a journal that is not its own would break the new database
            Path(f"{present}{side}").unlink(missing_ok=True)
        fresh.replace(present)
        _on_disk(present.parent)


def need_alone(path: Path) -> None:
    """Raises Busy where another program has the database open: said before hours of work, not after."""
    with _closed_to_others(path):
        pass


@contextlib.contextmanager
def _closed_to_others(path: Path) -> Iterator[bool]:
    """Folds the write-ahead log into the database, which only works with nobody else at it, and keeps others out.
    Gives whether that went well: a database can be too damaged for it."""
    connection = sqlite3.connect(path, timeout=SWAP_SECONDS, isolation_level=None)
    whole = True
    try:
        try:
            connection.execute("PRAGMA locking_mode = EXCLUSIVE")
            connection.execute("PRAGMA journal_mode = DELETE")
            connection.execute("BEGIN EXCLUSIVE")
        except sqlite3.OperationalError as error:
            if "locked" in str(error):
                raise Busy(f"another program has {path} open (the desk?): stop it and try again") from error
            raise
        except sqlite3.DatabaseError:
            whole = False
            connection.close()
        yield whole
    finally:
        connection.close()


def _on_disk(path: Path) -> None:
    opened = os.open(path, os.O_RDONLY | os.O_CLOEXEC)
    try:
        os.fsync(opened)
    finally:
        os.close(opened)
