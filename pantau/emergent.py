"""Joins emergent themes to the store. Thin: what belongs together stands in nlp.emergent, what is kept in the store.

A week's groups are sought anew only where something they are made of has changed, so that every analysis can ask.
"""

from __future__ import annotations

import hashlib
from collections import defaultdict
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import numpy as np
import numpy.typing as npt

from nlp.emergent import WINDOW_DAYS, LooseStory, Telling, find_emergent
from nlp.themes import THRESHOLD
from nlp.themes.meaning import READS_MALAY
from records import Week
from store import Store, emergent, weekly
from store.values import Row, as_json, moment, moment_or_none

HISTORY = 26  # weeks back from the newest in which a late article or a correction still changes the groups
HARDLY = 0.1  # over its threshold: a theme that covers a story by less hardly covers it
OPENING = 600  # characters of a body: more than the words that are compared


def refresh_emergent(store: Store, version: str) -> int:
    """Seeks the groups of every week that has changed; gives the number of groups of the newest week.

    The clock is that of the newest article, so that doing it again later changes nothing.
    """
    weeks = weekly.weeks_seen(store, HISTORY)
    if not weeks:
        return 0
    newest = weekly.newest_article(store)
    model = emergent.model_in_use(store)
    before = emergent.fingerprints(store)
    for week in weeks:
        start, end = _window(week, newest, store.zone)
        told = emergent.told_between(store, start, end)
        loose = _loose(store, {row["story"] for row in told})
        witness = weekly.witness_of_each(store, (row["article"] for row in told))
        known = emergent.known_before(store, str(week))
        summed = hashlib.sha256(as_json([version, model, told, sorted(loose), sorted(witness.items())]).encode())
        summed.update(repr(known).encode())
        if before.get(str(week)) != summed.hexdigest():
            pool = _pool(store, told, loose, witness, model, start)
            found = find_emergent(pool, str(week), known)
            emergent.save_week(store, str(week), found, summed.hexdigest(), version)
    return len(emergent.of_week(store, str(weeks[-1])))


def _window(week: Week, newest: datetime, zone: str) -> tuple[datetime, datetime]:
    """The fourteen days that end with the week, or with the day of the newest article where the week goes on."""
    last = min(week.sunday(), newest.astimezone(ZoneInfo(zone)).date())
    return _midnight(last - timedelta(days=WINDOW_DAYS - 1), zone), _midnight(last + timedelta(days=1), zone)


def _midnight(day: date, zone: str) -> datetime:
    return datetime.combine(day, time(), ZoneInfo(zone)).astimezone(UTC)


def _loose(store: Store, stories: set[str]) -> set[str]:
    """Stories that no theme covers, or hardly: what a person assigned covers."""
    covered = {
        row["story"]
        for row in emergent.themes_held(store, stories)
        if row["decided_by"] == "person" or row["score"] - (row["threshold"] or THRESHOLD) >= HARDLY
    }
    return stories - covered


def _pool(
    store: Store, told: list[Row], loose: set[str], witness: dict[str, str], model: str, start: datetime
) -> list[LooseStory]:
    zone = ZoneInfo(store.zone)
    by_story: dict[str, list[Row]] = defaultdict(list)
    for row in told:
        by_story[row["story"]].append(row)
    openings = emergent.openings(store, (row["lead"] for row in told), OPENING)
    vectors = emergent.vectors(store, (row["article"] for row in told if not row["copy"]), model)
    return [
        LooseStory(
            id=story,
            language=_language(rows[0]["lead_language"]),
            opening=openings[rows[0]["lead"]],
            loose=story in loose,
            vector=_mean(
                [vectors[row["article"]] for row in rows if row["article"] in vectors and _read(row["language"], model)]
            ),
            tellings=tuple(
                Telling(
                    day=_day(row, start, zone),
                    witness=witness[row["article"]],
                    language=_language(row["language"]),
                    title=row["title"],
                )
                for row in rows
            ),
        )
        for story, rows in by_story.items()
    ]


def _day(row: Row, start: datetime, zone: ZoneInfo) -> date:
    """When it was published, where that is within the window: one crawl may bring a week at once. Else the day on which
    it was seen."""
    seen, published = moment(row["first_seen"]), moment_or_none(row["published"])
    return (published if published and start <= published <= seen else seen).astimezone(zone).date()


def _language(language: str | None) -> str:
    """Indonesian is read as Malay, as everywhere."""
    short = (language or "und").casefold()[:2]
    return "ms" if short == "id" else short


def _read(language: str | None, model: str) -> bool:
    return _language(language) == "en" or any(part in model.casefold() for part in READS_MALAY)


def _mean(values: list[bytes]) -> npt.NDArray[np.float64] | None:
    if not values:
        return None
    stacked = np.stack([np.frombuffer(value, dtype="<f4").astype(np.float64) for value in values])
    mean: npt.NDArray[np.float64] = np.add.reduce(stacked, axis=0) / len(values)
    return mean
