"""What retention judges: an article's texts, a file of the archive. What is decided of them stands in the store."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptArticle:
    """What an article still holds, and what holds it. Sizes are bytes as stored; 0: it has none (any more)."""

    id: str
    outlet: str
    identity: str
    url: str
    told: datetime  # when its story was last told, or it was first seen itself: from then on it ages
    analysed: str | None  # version of what read it
    text: int = 0  # body and earlier texts
    vectors: int = 0
    pointed_at: str | None = None  # by what people decided


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptWarc:
    """One file of the archive. ``begun``: when its first record was written."""

    name: str
    size: int
    begun: datetime
