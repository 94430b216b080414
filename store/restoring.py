"""Puts a backup in the place of the database: checked first, the present one set aside whole, nothing overwritten.

Knows files, schema and which tables are people's; it must not know what a run does. Killed anywhere, the database is
either the one before or the restored one.
"""

from __future__ import annotations

import contextlib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from records import BadInput, NotFound
from store.backups import SIDES, damage, free_name, looked_at, need_room, size, swap, whole_copy
from store.database import Store, check_ours
from store.keeping import PEOPLES, carry
from store.pruning import apply_again


@dataclass(frozen=True, slots=True, kw_only=True)
class Restored:
    """``aside``: where the database before is now, None where there was none. ``kept``: people's rows that were carried
    over from it, by table, None where all are those of the backup, and ``why``."""

    aside: Path | None
    kept: dict[str, int] | None
    why: str


def checked(path: Path) -> int:
    """The schema of a backup that can be restored. Raises NotFound, BadInput or NewerSchema: what is wrong with it."""
    if not path.exists():
        raise NotFound(f"{path}: no such file")
    schema = check_ours(path)
    if found := damage(path):
        raise BadInput(f"{path} is damaged and cannot be restored: {found}")
    return schema


def restore(
    path: Path, database: Path, now: datetime, *, everything: bool = False, settle: Callable[[Store, bool], None]
) -> Restored:
    """Restores ``path`` as ``database``; the caller holds the run lock.

    People's tables (subscribers, what was sent, corrections, ...) are those of the present database where it can be
    read, unless ``everything`` is to come from the backup: nobody who left gets mail again, no mail goes out twice, and
    no text comes back that retention let go of.
    ``settle`` is called with the restored store before it takes its place, and whether these tables were carried over.
    """
    checked(path)
    fresh = database.with_name(f"{database.name}.restoring")
    forget(fresh)
    try:
        with contextlib.closing(looked_at(path)) as source:
            need_room(database.parent, 2 * size(source), f"restoring {path}")
            whole_copy(source, fresh)
        why = _unreadable(database) if not everything else "everything was asked for"
        with Store.open(fresh) as store:
            kept = None if why else carry(store, _brought_up(database), PEOPLES)
            apply_again(store)
            settle(store, kept is not None)
        aside = put_in_place(fresh, database, now, "restore", f"what was restored of {path}")
    finally:
        forget(fresh)
    return Restored(aside=aside, kept=kept, why=why or "")


def put_in_place(fresh: Path, database: Path, now: datetime, why: str, what: str) -> Path | None:
    """Checks a database that was made beside and gives it the name of the present one, which goes on under the name
    that is returned (None: there was none). Raises BadInput, Busy; nothing is changed then."""
    if found := damage(fresh):
        raise BadInput(f"{what} is damaged: {found}; nothing was changed")
    if not database.exists():
        for side in SIDES:
            Path(f"{database}{side}").unlink(missing_ok=True)
        fresh.replace(database)
        return None
    fresh.chmod(database.stat().st_mode & 0o777)
    stamp = f"{now.astimezone(UTC):%Y%m%dT%H%M%SZ}"
    aside = free_name(database.with_name(f"{database.name}.before-{why}-{stamp}"))
    swap(fresh, database, aside)
    return aside


def forget(fresh: Path) -> None:
    """Takes away what an interrupted attempt left of a database that was made beside."""
    for each in (fresh, *(Path(f"{fresh}{side}") for side in SIDES), *fresh.parent.glob(f"{fresh.name}.*")):
        each.unlink(missing_ok=True)


def _unreadable(database: Path) -> str | None:
    """Why nothing can be carried over from a database; None: it can."""
    if not database.exists():
        return f"there is no {database}"
    try:
        check_ours(database, live=True)
    except BadInput as error:
        return str(error)
    found = damage(database, live=True)
    return f"{database} is damaged: {found}" if found else None


def _brought_up(database: Path) -> Path:
    """The present database, with the present schema."""
    Store.open(database).close()
    return database
