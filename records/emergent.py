"""Emergent themes: what several outlets keep telling of and no theme covers yet."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True, kw_only=True)
class EmergentTheme:
    """One group of stories as one week has it; ``id`` stays with it over the weeks."""

    id: str
    week: str  # 2024-W47
    label_en: str | None  # None: none of its headlines is in that language
    label_ms: str | None
    medoid: str  # the story that is most like the others
    headline: str  # of the medoid
    members: tuple[str, ...]  # stories, by id
    outlets: int  # independent ones: owners count once
    days: int  # on which a member was told
    since: date  # first day on which a member was told, also of earlier weeks
    reason: str
