"""What was read in an article, fact by fact, so that two readings can be set against each other."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

FactKind = Literal["official", "post", "place", "figure", "quote", "theme"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Fact:
    """One thing that was read at one place. ``said``: its fields as texts, None for what is not known. A theme has no
    place: it is said of the whole article."""

    kind: FactKind
    start: int
    end: int
    sentence: str
    said: tuple[tuple[str, str | None], ...]
    rule: str | None  # which rule or model found it


@dataclass(frozen=True, slots=True, kw_only=True)
class FactChange:
    """A fact that one reading has and the other has not, or has otherwise."""

    article: str
    how: Literal["gained", "lost", "changed"]
    old: Fact | None
    new: Fact | None

    @property
    def kind(self) -> FactKind:
        return self.one.kind

    @property
    def one(self) -> Fact:
        """The new one, where there is one."""
        found = self.new or self.old
        assert found is not None
        return found
