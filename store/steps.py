"""What runs did, step by step, and what a decision about the next run rests on. Named queries and commands.

Knows the tables run and run_step and when other tables have work waiting; it must not know what makes a step due.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime

from records import Run, RunOutcome
from store.database import Store
from store.pruning import WITHOUT_TEXT
from store.values import Row, Source, insert, moment, moment_or_none, one, rows, stamp

BUSY_MILLISECONDS = 2000  # that a start which is turned away waits for its row: it is in nobody's way


@dataclass(frozen=True, slots=True, kw_only=True)
class Past:
    """What came of one step so far. ``ok``: when it last went well; ``failing``: its last attempt did not."""

    ok: datetime | None = None
    failing: bool = False
    reason: str | None = None


def start_step(store: Store, run: Run, step: str, why: str, now: datetime) -> None:
    with store.transaction() as connection:
        insert(connection, "run_step", {"run": run.id, "step": step, "why": why, "started": stamp(now)})


def finish_step(
    store: Store, run: Run, step: str, now: datetime, outcome: RunOutcome, reason: str | None = None
) -> None:
    with store.transaction() as connection:
        connection.execute(
            "UPDATE run_step SET finished = ?, outcome = ?, reason = ? WHERE run = ? AND step = ?",
            (stamp(now), outcome, reason, run.id, step),
        )


def turned_away(store: Store, command: str, now: datetime, reason: str) -> None:
    """A run row for a start that found another under way: a scheduler that always meets one is to be seen. The only
    command of the store that needs no run lock; it closes no other run."""
    with _short_wait(store), store.transaction() as connection:
        row = {"command": command, "started": stamp(now), "finished": stamp(now), "outcome": "busy", "reason": reason}
        insert(connection, "run", row)


@contextmanager
def _short_wait(store: Store) -> Iterator[None]:
    (before,) = store.connection.execute("PRAGMA busy_timeout").fetchone()
    store.connection.execute(f"PRAGMA busy_timeout = {BUSY_MILLISECONDS}")
    try:
        yield
    finally:
        store.connection.execute(f"PRAGMA busy_timeout = {int(before)}")


def died_since_repair(source: Source) -> list[Row]:
    """Runs (id, command, started) that ended without a word since a run last looked what they left."""
    return list(
        rows(
            source,
            "SELECT id, command, started FROM run WHERE outcome = 'died' AND id >"
            " coalesce((SELECT max(run) FROM run_step WHERE step = 'repair' AND outcome = 'ok'), 0) ORDER BY id",
        )
    )


def past_steps(source: Source) -> dict[str, Past]:
    """Of every step that any run did: when it last went well, whether it fails now, and why."""
    last = {
        row["step"]: row
        for row in rows(
            source,
            "SELECT step, outcome, reason FROM run_step s WHERE run ="
            " (SELECT max(run) FROM run_step x WHERE x.step = s.step AND x.outcome IS NOT NULL)",
        )
    }
    good = {
        row["step"]: moment(row["at"])
        for row in rows(source, "SELECT step, max(finished) AS at FROM run_step WHERE outcome = 'ok' GROUP BY step")
    }
    return {
        step: Past(ok=good.get(step), failing=row["outcome"] in ("failed", "died"), reason=row["reason"])
        for step, row in last.items()
    }


def last_done(source: Source, commands: Collection[str]) -> datetime | None:
    """When one of these commands last went well, typed by a person."""
    marks = ",".join("?" * len(commands))
    sql = f"SELECT max(finished) AS at FROM run WHERE outcome = 'ok' AND command IN ({marks})"
    row = one(source, sql, tuple(commands))
    return moment_or_none(row["at"]) if row else None


def links_waiting(source: Source, outlets: Collection[str], now: datetime) -> tuple[int, datetime | None]:
    """How many links of these outlets are due, and when the next one will be."""
    due, following = 0, []
    for outlet in outlets:
        row = one(
            source,
            "SELECT count(CASE WHEN due <= :now THEN 1 END) AS due, min(CASE WHEN due > :now THEN due END) AS next"
            " FROM link WHERE outlet = :outlet AND due IS NOT NULL",
            {"now": stamp(now), "outlet": outlet},
        )
        if row:
            due += row["due"]
            following += [row["next"]] if row["next"] else []
    return due, moment_or_none(min(following, default=None))


def broken_off(source: Source, outlets: Collection[str]) -> int:
    """How many of these outlets have a crawl behind them that asked sources and came to no judgement, or that left an
    address of a source unasked."""
    sql = "SELECT DISTINCT outlet FROM met WHERE what IN ('source', 'ask')"
    return sum(row["outlet"] in outlets for row in rows(source, sql))


def unread(source: Source, version: str) -> int:
    """Articles that ``version`` has not read and can: not withdrawn ones, nor those whose text was let go of."""
    sql = f"SELECT count(*) AS n FROM article a WHERE withdrawn IS NULL AND analysed IS NOT ? AND NOT {WITHOUT_TEXT}"
    row = one(source, sql, (version,))
    return int(row["n"]) if row else 0


def last_correction(source: Source) -> datetime | None:
    """When a person last corrected something, or took a correction back."""
    row = one(source, "SELECT max(max(at), coalesce(max(undone), '')) AS at FROM correction")
    return moment_or_none(row["at"]) if row and row["at"] else None


def mails_open(source: Source) -> tuple[int, int]:
    """Mails that a killed run left claimed or leaving, and requests of the form that are kept."""
    row = one(
        source,
        "SELECT (SELECT count(*) FROM delivery WHERE status IN ('claimed', 'leaving')) AS mails,"
        " (SELECT count(*) FROM subscription_request) AS requests",
    )
    return (row["mails"], row["requests"]) if row else (0, 0)


def alerts_wanted(source: Source) -> bool:
    """Whether anybody who is subscribed wants alerts."""
    return one(source, "SELECT 1 FROM subscriber WHERE active AND alerts <> '[]' LIMIT 1") is not None


def run_outcomes(source: Source) -> list[tuple[str, str, int]]:
    """How many runs of each command (command, outcome, number) came to what."""
    sql = "SELECT command, outcome, count(*) AS n FROM run WHERE outcome IS NOT NULL GROUP BY command, outcome"
    return [(row["command"], row["outcome"], row["n"]) for row in rows(source, sql)]


def last_start(source: Source) -> datetime | None:
    """When the last run of any command began."""
    row = one(source, "SELECT max(started) AS at FROM run")
    return moment_or_none(row["at"]) if row else None
