"""What one reader watches, set against a week: which stories come in, and what of them is watched. Pure.

Knows facts and ``records.Watched``. Themes, places and officials are interests: any of them brings a story in.
Outlets and languages are a filter: a story needs a source that passes both.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Protocol

from digest.content import Reason
from digest.facts import StoryFact, WeekFacts
from records import Watched

OUTSIDE_FROM = 2  # reports that bring in a story outside of all themes, where no interest is named


class Printed(Protocol):
    """What of a source is asked here."""

    @property
    def outlet(self) -> str: ...

    @property
    def language(self) -> str | None: ...


def passes(sources: Iterable[Printed], watched: Watched) -> bool:
    """Whether one of the sources is of a watched outlet and language; where none is named, each is."""
    return any(
        (not watched.outlets or source.outlet in watched.outlets)
        and (not watched.languages or source.language in watched.languages)
        for source in sources
    )


def eligible(story: StoryFact, watched: Watched, facts: WeekFacts) -> bool:
    """Whether the story is one for this reader. Without an interest: any theme, or several independent reports."""
    if not passes(story.sources, watched):
        return False
    if watched.themes or watched.places or watched.officials:
        mine = any(theme.id in watched.themes for theme in story.themes)
        return mine or bool(_places(story, watched) or _officials(story, watched))
    return bool(story.themes) or story.reports >= OUTSIDE_FROM or not facts.themes


def watched_of(story: StoryFact, watched: Watched) -> list[Reason]:
    """What brings points besides themes: watched places, officials and outlets of the story, a reason each."""
    outlets = dict.fromkeys(source.outlet_name for source in story.sources if source.outlet in watched.outlets)
    told = (
        ("why.place", _places(story, watched)),
        ("why.official", _officials(story, watched)),
        ("why.outlet", tuple(outlets)),
    )
    return [Reason(key, len(names), names) for key, names in told if names]


def named(watched: Watched, facts: WeekFacts) -> tuple[Reason, ...]:
    """What is watched besides themes, by name where the week has the name; else by id."""
    places = {row.id: row.name for row in facts.provinces}
    officials = {key: name for story in facts.stories for key, name in story.officials}
    outlets = {outlet.outlet: outlet.name for outlet in facts.outlets}
    told = (
        ("watched.places", sorted(places.get(key, key) for key in watched.places)),
        ("watched.officials", sorted(officials.get(key, key) for key in watched.officials)),
        ("watched.outlets", sorted(outlets.get(key, key) for key in watched.outlets)),
        ("watched.languages", sorted(watched.languages)),
    )
    return tuple(Reason(key, len(names), tuple(names)) for key, names in told if names)


def _places(story: StoryFact, watched: Watched) -> tuple[str, ...]:
    return tuple(place.name for place in story.places if place.code in watched.places)


def _officials(story: StoryFact, watched: Watched) -> tuple[str, ...]:
    return tuple(name for key, name in story.officials if key in watched.officials)
