"""A frontier in memory, for crawls that keep nothing: what is waiting when they end is forgotten."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from contextlib import AbstractContextManager, nullcontext
from dataclasses import replace
from datetime import datetime

from records import Noted, SourceState, Waiting


class MemoryFrontier:
    """crawler.ports.Frontier over dicts."""

    def __init__(self) -> None:
        self.links: dict[str, Waiting] = {}
        self.sources: dict[str, SourceState] = {}
        self.met: dict[tuple[str, str, str], Noted] = {}

    def together(self) -> AbstractContextManager[object]:
        return nullcontext()

    def link(self, key: str) -> Waiting | None:
        return self.links.get(key)

    def add(self, links: Iterable[Waiting]) -> int:
        before = len(self.links)
        for link in links:
            self.links.setdefault(link.key, link)
        return len(self.links) - before

    def wanted(self, outlet: str, now: datetime, limit: int, without: Collection[str]) -> tuple[Waiting, ...]:
        due = [link for link in self._due(outlet, now) if link.key not in without]
        due.sort(key=lambda link: (link.asked is not None, -(link.published or link.found).timestamp()))
        return tuple(due[:limit])

    def count(self, outlet: str, now: datetime) -> int:
        return len(self._due(outlet, now))

    def save(self, link: Waiting) -> None:
        self.links[link.key] = link

    def source(self, url: str) -> SourceState | None:
        return self.sources.get(url)

    def save_source(self, state: SourceState) -> None:
        self.sources[state.url] = state

    def note(self, outlet: str, notes: Iterable[Noted]) -> None:
        for note in notes:
            key = (outlet, note.what, note.name)
            before = 0 if note.told or key not in self.met else self.met[key].count
            self.met[key] = replace(note, count=before + note.count)

    def noted(self, outlet: str) -> tuple[Noted, ...]:
        return tuple(note for (of, _, _), note in sorted(self.met.items(), key=lambda item: item[0]) if of == outlet)

    def asked(self, outlet: str, url: str) -> None:
        self.met.pop((outlet, "ask", url), None)

    def judged(self, outlet: str) -> None:
        self.met = {key: note for key, note in self.met.items() if key[0] != outlet or note.what == "ask"}

    def _due(self, outlet: str, now: datetime) -> list[Waiting]:
        return [link for link in self.links.values() if link.outlet == outlet and link.due and link.due <= now]
