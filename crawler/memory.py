"""A frontier in memory, for crawls that keep nothing: what is waiting when they end is forgotten."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from contextlib import AbstractContextManager, nullcontext
from datetime import datetime

from records import SourceState, Waiting


class MemoryFrontier:
    """crawler.ports.Frontier over dicts."""

    def __init__(self) -> None:
        self.links: dict[str, Waiting] = {}
        self.sources: dict[str, SourceState] = {}

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

    def _due(self, outlet: str, now: datetime) -> list[Waiting]:
        return [link for link in self.links.values() if link.outlet == outlet and link.due and link.due <= now]
