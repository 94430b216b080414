"""The articles that an analysis has met and may still come back to: when they came, where they are, what they repeat.

A table in memory, as long as what a run that begins anew would remember. Must not know texts, nor how anything is
decided or written.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from nlp.copies import in_reach
from nlp.stories import Turn
from pantau.items import first_told, repeats
from store.analysis_asking import Remembered


@dataclass(frozen=True, slots=True)
class Place:
    """``story``: where the article is now; None until its first day is settled."""

    first_seen: datetime
    story: str | None


class Met:
    """Articles by id. What is asked for and was let go of, or never met, is a KeyError."""

    def __init__(self) -> None:
        self._places: dict[str, Place] = {}
        self._origins: dict[str, str] = {}  # what each copy repeats

    def __len__(self) -> int:
        return len(self._places)

    def __contains__(self, article: object) -> bool:
        return article in self._places

    def __getitem__(self, article: str) -> Place:
        return self._places[article]

    def remember(self, known: Iterable[Remembered]) -> None:
        """Begins anew with what the store has of the window."""
        self._places.clear()
        self._origins.clear()
        for article in known:
            self.note(article.article, article.first_seen, article.story)
            if repeats(article):
                self._origins[article.article] = article.copy_of or ""

    def note(self, article: str, first_seen: datetime, story: str | None) -> None:
        self._places[article] = Place(first_seen, story)

    def follow(self, article: str, origin: str, story: str | None) -> None:
        """Says that an article repeats another, and where that led it."""
        self.note(article, self[article].first_seen, story)
        self._origins[article] = origin

    def origin_of(self, article: str) -> str:
        """The article that this one repeats, and that repeats none; itself, where it repeats none."""
        return first_told(article, self._origins)

    def turns(self) -> dict[str, Turn]:
        """Of each article that repeats none the first turn: its own, or that of a copy of it which came before."""
        first: dict[str, Turn] = {}
        for article in self._places:
            origin, turn = self.origin_of(article), self.turn(article)
            first[origin] = min(first.get(origin, turn), turn)
        return first

    def turn(self, article: str) -> Turn:
        return Turn(self[article].first_seen.timestamp(), article)

    def seen_since(self, when: datetime) -> list[str]:
        return [article for article, place in self._places.items() if place.first_seen >= when]

    def move(self, placed: Mapping[str, str], into: Mapping[str, str]) -> None:
        """Articles were ``placed`` in stories; of all others those of a merged story went ``into`` another."""
        for article, place in self._places.items():
            story = placed.get(article, into.get(place.story or "", place.story))
            if story != place.story:
                self._places[article] = Place(place.first_seen, story)

    def in_reach(self, since: datetime) -> set[str]:
        """What came in since then, with all that is of one text with it."""
        return in_reach({article: place.first_seen for article, place in self._places.items()}, self._origins, since)

    def let_go(self, since: datetime) -> None:
        """Forgets what a run that begins anew would not ``remember``: what was not seen since then, nor is of one text
        or of one story with what was."""
        alive = {place.story for place in self._places.values() if place.first_seen >= since} - {None}
        near = self.in_reach(since)
        left = {article for article, place in self._places.items() if article in near or place.story in alive}
        self._places = {article: place for article, place in self._places.items() if article in left}
        self._origins = {copy: origin for copy, origin in self._origins.items() if copy in left}
