"""Searches that people saved: an address of the desk's search with a name, by whom and when.

They stand in the table setting, one list, since they are few and belong to the database as its zone does: a rebuild
and a backup keep them. Must not know what a search finds, HTML or HTTP.
"""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from datetime import datetime

from records import BadInput, NotFound
from store.database import Store
from store.values import Source, one, stamp

MOST = 100
LONGEST_NAME = 80  # characters
_SETTING = "saved searches"


@dataclass(frozen=True, slots=True, kw_only=True)
class SavedSearch:
    name: str
    query: str  # of the address, as the desk writes it
    who: str
    at: str  # a stamp, UTC


def searches(source: Source) -> list[SavedSearch]:
    """By name, whatever the case."""
    row = one(source, "SELECT value FROM setting WHERE name = ?", (_SETTING,))
    found = [SavedSearch(**each) for each in json.loads(row["value"])] if row else []
    return sorted(found, key=lambda each: each.name.casefold())


def save_search(store: Store, name: str, query: str, who: str, now: datetime) -> SavedSearch:
    """Raises BadInput for a name that is empty, too long or there already, for an empty search, and where there are
    ``MOST``."""
    called = " ".join(name.split())
    if not called or len(called) > LONGEST_NAME:
        raise BadInput(f"A saved search has a name of 1 to {LONGEST_NAME} characters.")
    if not query:
        raise BadInput("An empty search cannot be saved.")
    with store.transaction():
        kept = searches(store)
        if any(each.name.casefold() == called.casefold() for each in kept):
            raise BadInput("There is a saved search of that name: choose another one, or remove it first.")
        if len(kept) >= MOST:
            raise BadInput(f"There are {MOST} saved searches: remove one first.")
        made = SavedSearch(name=called, query=query, who=who, at=stamp(now))
        _write(store, [*kept, made])
    return made


def forget_search(store: Store, name: str) -> None:
    """Raises NotFound."""
    with store.transaction():
        kept = searches(store)
        if all(each.name != name for each in kept):
            raise NotFound("There is no saved search of that name.")
        _write(store, [each for each in kept if each.name != name])


def _write(store: Store, kept: list[SavedSearch]) -> None:
    text = json.dumps([asdict(each) for each in kept], ensure_ascii=False)
    store.connection.execute("INSERT OR REPLACE INTO setting (name, value) VALUES (?, ?)", (_SETTING, text))
