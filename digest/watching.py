"""What one reader watches, set against a week: which stories come in, and what of them is watched. Pure.

Knows facts and ``records.Watched``. Themes, places and officials are interests: any of them brings a story in.
Outlets and languages are a filter: a story needs a source that passes both.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Protocol

from digest.content import Reason
from digest.facts import PlaceName, StoryFact, WeekFacts
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


def watched_of(story: StoryFact, watched: Watched, language: str) -> list[Reason]:
    """What brings points besides themes: watched places, officials and outlets of the story, a reason each."""
    outlets = dict.fromkeys(source.outlet_name for source in story.sources if source.outlet in watched.outlets)
    told = (
        ("why.place", tuple(_name(place, language) for place in story.places if place.code in watched.places)),
        ("why.official", tuple(name for key, name in story.officials if key in watched.officials)),
        ("why.outlet", tuple(outlets)),
    )
    return [Reason(key, len(names), names) for key, names in told if names]


def named(watched: Watched, facts: WeekFacts, language: str) -> tuple[Reason, ...]:
    """What is watched besides themes, by name where the store has the name; else by id."""
    places = {code: _name(facts.places[code], language) if code in facts.places else code for code in watched.places}
    outlets = {outlet.outlet: outlet.name for outlet in facts.outlets}
    told = (
        ("watched.places", sorted(places.values())),
        ("watched.officials", sorted(facts.officials.get(key, key) for key in watched.officials)),
        ("watched.outlets", sorted(outlets.get(key, key) for key in watched.outlets)),
        ("watched.languages", sorted(watched.languages)),
    )
    return tuple(Reason(key, len(names), tuple(names)) for key, names in told if names)


def _name(place: PlaceName, language: str) -> str:
    return place.name_ms if language == "ms" and place.name_ms else place.name
