"""Which alerts a person gets, and why. Pure: what was seen, what is watched and the clock in, decisions out.

Three kinds. *First mention*: an official or place that is watched, or a keyword of a watched theme, is named after
silence. *Revised*: an official figure was replaced. *Spike*: a week has more reports than usual, as the stored trends
tell. Outlets and languages that a person reads are not asked: what is first is first wherever it stands.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Literal

from records import AlertKind, Watched

# Judgement. Four weeks, as long as the trends' shortest memory: less makes an alert of every pause.
SILENCE = timedelta(days=28)
# Judgement. Runs that were missed bring alerts late; after a week they are no news.
FRESH = timedelta(days=7)

Kind = Literal["official", "place", "theme"]
Why = Literal[
    "alert",
    "not_asked",  # the person does not want this kind
    "not_watched",
    "before_the_wish",
    "too_old",
    "not_silent",  # it was named less than SILENCE before
    "young_archive",  # the archive does not reach back far enough to call anything a first mention
    "told",
    "no_rise",
]


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """Where something was seen. ``show``: what its outlet lets be shown."""

    article: str
    title: str
    language: str | None
    url: str
    outlet_name: str
    first_seen: datetime
    show: Literal["full", "excerpt", "link"] = "full"


@dataclass(frozen=True, slots=True, kw_only=True)
class MentionFact:
    """Something that can be watched is named. ``before``: when it was named last before that."""

    kind: Kind
    key: str
    name: str
    name_ms: str | None = None
    word: str | None = None  # of a theme: its keyword
    seen: Seen
    before: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class RevisionFact:
    """A figure that a newer one replaced. ``id`` follows from what it measures and both values, not from articles."""

    id: str
    measures: str | None
    concept: str | None
    owner: str | None
    period: str | None
    was: str
    now: str
    seen: Seen  # the newer one
    themes: frozenset[str] = frozenset()
    places: frozenset[str] = frozenset()
    officials: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class SpikeFact:
    """A week of a theme, official or place as the trends have it."""

    kind: Kind
    key: str
    name: str
    name_ms: str | None = None
    week: str
    week_end: datetime
    verdict: str
    reports: int
    low: int | None
    high: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class AlertFacts:
    archive_since: datetime | None  # first article of all
    mentions: tuple[MentionFact, ...] = ()
    revisions: tuple[RevisionFact, ...] = ()
    spikes: tuple[SpikeFact, ...] = ()


Fact = MentionFact | RevisionFact | SpikeFact


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What decides for one person. ``told``: alerts that were sent, and when."""

    watched: Watched
    kinds: Collection[AlertKind]
    since: datetime  # when the wishes were made
    told: Mapping[str, datetime] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Decided:
    """``id``: what is sent only once to one person; None where nothing is to be sent."""

    id: str | None
    why: Why


def first_mention(fact: MentionFact, asked: Asked, archive_since: datetime | None, now: datetime) -> Decided:
    """Whether a mention is the first after at least SILENCE, of something that is watched by its name."""
    if "first_mention" not in asked.kinds:
        return Decided(id=None, why="not_asked")
    if fact.key not in _named(fact.kind, asked.watched):
        return Decided(id=None, why="not_watched")
    if late := _late(fact.seen.first_seen, asked, now):
        return late
    if fact.before is not None and fact.seen.first_seen - fact.before < SILENCE:
        return Decided(id=None, why="not_silent")
    if fact.before is None and (archive_since is None or fact.seen.first_seen - archive_since < SILENCE):
        return Decided(id=None, why="young_archive")
    about = " ".join(("first_mention", fact.kind, fact.key, *([fact.word] if fact.word else [])))
    name = f"{about} @{fact.seen.first_seen:%Y-%m-%d}"
    if any(each.rpartition(" @")[0] == about and now - when < SILENCE for each, when in asked.told.items()):
        return Decided(id=None, why="told")
    return _once(name, asked)


def revised(fact: RevisionFact, asked: Asked, now: datetime) -> Decided:
    """Whether a revision touches what is watched; somebody who watches everything is told of each."""
    if "revised" not in asked.kinds:
        return Decided(id=None, why="not_asked")
    watched = asked.watched
    named = watched.themes or watched.places or watched.officials
    touched = fact.themes & watched.themes or fact.places & watched.places or fact.officials & watched.officials
    if named and not touched:
        return Decided(id=None, why="not_watched")
    return _late(fact.seen.first_seen, asked, now) or _once(f"revised {fact.id}", asked)


def spike(fact: SpikeFact, asked: Asked, now: datetime) -> Decided:
    """Whether a rise is of something watched; somebody who names no theme, place or official watches all themes."""
    if "spike" not in asked.kinds:
        return Decided(id=None, why="not_asked")
    watched = asked.watched
    all_themes = fact.kind == "theme" and not (watched.themes or watched.places or watched.officials)
    if not all_themes and fact.key not in _named(fact.kind, watched):
        return Decided(id=None, why="not_watched")
    if fact.verdict != "rise":
        return Decided(id=None, why="no_rise")
    return _late(fact.week_end, asked, now) or _once(f"spike {fact.kind} {fact.key} {fact.week}", asked)


def decided(facts: AlertFacts, asked: Asked, now: datetime) -> tuple[tuple[Fact, Decided], ...]:
    """Every fact with what was decided about it: spikes, then figures, then mentions, each in the order given."""
    found: list[tuple[Fact, Decided]] = [(each, spike(each, asked, now)) for each in facts.spikes]
    found += [(each, revised(each, asked, now)) for each in facts.revisions]
    found += [(each, first_mention(each, asked, facts.archive_since, now)) for each in facts.mentions]
    once: set[str] = set()
    kept: list[tuple[Fact, Decided]] = []
    for fact, decision in found:
        if decision.id is not None and decision.id in once:
            decision = Decided(id=None, why="told")
        if decision.id is not None:
            once.add(decision.id)
        kept.append((fact, decision))
    return tuple(kept)


def _named(kind: Kind, watched: Watched) -> frozenset[str]:
    return {"theme": watched.themes, "place": watched.places, "official": watched.officials}[kind]


def _late(when: datetime, asked: Asked, now: datetime) -> Decided | None:
    if when <= asked.since:
        return Decided(id=None, why="before_the_wish")
    if now - when > FRESH:
        return Decided(id=None, why="too_old")
    return None


def _once(name: str, asked: Asked) -> Decided:
    return Decided(id=None, why="told") if name in asked.told else Decided(id=name, why="alert")
