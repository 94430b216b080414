"""When each generated article comes, from whom, in which story, as a copy of what. Arrays only; no text, no table."""

from __future__ import annotations

import random
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import numpy as np
import numpy.typing as npt

from benchmarks.generator_world import World, zipf
from records import article_id

COPIES = 0.30  # share of articles that repeat another word by word or nearly
NEW = 0.46  # share that begin a story; with joining by chance, sizes follow a power law of exponent 1 + 1/(1 - NEW)
GAP_DAYS = 0.6  # mean time between a report and the one it follows
LONGEST_GAP_DAYS = 5.0
NO_THEME = 0.4  # share of stories under no theme
_HOURS = np.array([3, 2, 1, 1, 1, 2, 4, 6, 8, 9, 9, 8, 7, 7, 8, 8, 8, 7, 6, 5, 5, 4, 4, 3], dtype=float)  # local
_DAYS = np.array([1.1, 1.1, 1.1, 1.1, 1.0, 0.6, 0.55])


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """One entry an article, in order of (first_seen, id)."""

    ids: list[str]
    urls: list[str]
    seen: list[datetime]  # UTC, whole seconds
    outlet: list[int]
    story: npt.NDArray[np.int64]  # number of the story
    copy_of: npt.NDArray[np.int64]  # article, or -1
    kind: list[str | None]  # identical, copy, derived
    theme: npt.NDArray[np.int64]  # of the story; -1: none
    stories: int


def days_of(articles: int) -> float:
    """About 8 articles a minute, but twelve weeks at least, so that weeks can be set against each other."""
    return max(84.0, articles / (8 * 1440))


def plan(world: World, articles: int, now: datetime, days: float) -> Plan:
    rng = np.random.default_rng(world.seed)
    # An hour's share: of the day, of the weekday, and of a week that may be a busy or a quiet one.
    hours = int(np.ceil(days * 24))
    first = now - timedelta(hours=hours)
    local = (np.arange(hours) + first.hour + 8) % 24
    weekday = (((np.arange(hours) + first.hour + 8) // 24) + first.weekday()) % 7
    weekly = rng.lognormal(0.0, 0.2, hours // 168 + 2)[np.arange(hours) // 168]
    share = np.cumsum(_HOURS[local] * _DAYS[weekday] * weekly)
    at = np.searchsorted(share / share[-1], rng.random(articles)).clip(0, hours - 1) * 3600
    seconds = at + rng.integers(0, 3600, articles)
    outlets = np.searchsorted(zipf(len(world.outlets), 0.9), rng.random(articles)).clip(0, len(world.outlets) - 1)
    urls = [f"https://{world.outlets[o].id}.example/news/{n}" for n, o in enumerate(outlets.tolist())]
    ids = [article_id(world.outlets[o].id, url) for o, url in zip(outlets.tolist(), urls, strict=True)]
    order = sorted(range(articles), key=lambda i: (seconds[i], ids[i]))
    seconds, outlets = seconds[order], outlets[order]
    story, copy_of, kind = _stories(world, seconds.tolist(), outlets.tolist(), days)
    count = int(story.max()) + 1 if articles else 0
    themes = np.searchsorted(zipf(len(world.themes), 0.7), rng.random(count)).clip(0, len(world.themes) - 1)
    themes[rng.random(count) < NO_THEME] = -1
    start = first.replace(minute=0, second=0, microsecond=0).astimezone(UTC)
    return Plan(
        ids=[ids[i] for i in order],
        urls=[urls[i] for i in order],
        seen=[start + timedelta(seconds=second) for second in seconds.tolist()],
        outlet=outlets.tolist(),
        story=story,
        copy_of=copy_of,
        kind=kind,
        theme=themes[story] if articles else themes,
        stories=count,
    )


def _stories(
    world: World, seconds: list[int], outlets: list[int], days: float
) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64], list[str | None]]:
    """Each article begins a story or follows an earlier one, chosen by how long ago it came."""
    chance = random.Random(f"stories {world.seed}")
    languages = [world.outlets[o].language for o in outlets]
    story: list[int] = []
    copy_of: list[int] = []
    kind: list[str | None] = []
    per_day = len(seconds) / days
    copied = COPIES / (1 - NEW) / 0.55  # of those that follow; some cannot: another language, the same outlet
    stories = 0
    for number, second in enumerate(seconds):
        before = number - 1 - int(chance.expovariate(1.0) * GAP_DAYS * per_day)
        origin = -1
        found: str | None = None
        if before < 0 or chance.random() < NEW or second - seconds[before] > LONGEST_GAP_DAYS * 86400:
            mine, stories = stories, stories + 1
        else:
            mine = story[before]
            if chance.random() < copied:
                root = before
                while copy_of[root] >= 0:
                    root = copy_of[root]
                if languages[root] == languages[number] and outlets[root] != outlets[number]:
                    origin = root
                    found = chance.choices(("identical", "copy", "derived"), (5, 4, 1))[0]
        story.append(mine)
        copy_of.append(origin)
        kind.append(found)
    return np.array(story, dtype=np.int64), np.array(copy_of, dtype=np.int64), kind
