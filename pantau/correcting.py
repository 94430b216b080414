"""What a correction needs around it: the lock of runs, one transaction, and what follows from it. Command line and
desk correct through these two."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from pantau import config, instance
from pantau.ledger import refresh_ledger
from pantau.registry import settle_officials
from store import RunLock, Store, officials


@contextmanager
def correcting(settings: config.Config) -> Iterator[Store]:
    """Corrections and the ledger that follows from them: all or nothing. A second run is turned away (Busy)."""
    with instance.open_store(settings) as store, RunLock(settings.home / "pantau.lock"), store.transaction():
        yield store
        refresh_ledger(store)


@contextmanager
def ruling(settings: config.Config) -> Iterator[Store]:
    """A decision about officials and what follows from it: all of it or nothing. A second run is turned away (Busy)."""
    with instance.open_store(settings) as store, RunLock(settings.home / "pantau.lock"), store.transaction():
        if officials.unsettled(store):  # an analysis was killed, or the database is of an older Pantau
            settle_officials(store)
        yield store
        settle_officials(store)
