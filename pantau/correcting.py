"""What a correction needs around it: the lock of runs, one transaction, and what follows from it. Command line and
desk correct through these two."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from pantau import config, instance
from pantau.ledger import refresh_ledger_around
from pantau.registry import settle_officials
from store import RunLock, Store, officials
from store.people import corrections


@contextmanager
def correcting(settings: config.Config) -> Iterator[Store]:
    """Corrections and what of the ledger follows from them: all or nothing. A second run is turned away (Busy)."""
    with instance.open_store(settings) as store, RunLock(settings.home / "pantau.lock"), store.transaction():
        before = max((made.id for made in corrections(store)), default=0)
        yield store
        figures = {made.target for made in corrections(store) if made.id > before and made.kind == "figure"}
        for article in sorted({target.rpartition(":")[0] for target in figures}):
            refresh_ledger_around(store, article)


@contextmanager
def ruling(settings: config.Config) -> Iterator[Store]:
    """A decision about officials and what follows from it: all of it or nothing. A second run is turned away (Busy)."""
    with instance.open_store(settings) as store, RunLock(settings.home / "pantau.lock"), store.transaction():
        if officials.unsettled(store):  # an analysis was killed, or the database is of an older Pantau
            settle_officials(store)
        yield store
        settle_officials(store)
