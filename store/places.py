"""Places in the table: ISO 3166 codes with names and centroids. Knows that table only."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict, dataclass

from store.database import Store


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    code: str  # ISO 3166-2, or ISO 3166-1 for a country
    name: str
    name_ms: str | None = None
    name_zh: str | None = None
    country: str
    kind: str | None = None
    latitude: float | None = None  # of the centroid, degrees
    longitude: float | None = None


def save_places(store: Store, places: Iterable[Place]) -> None:
    """Adds or renews places. Those that are not given stay: mentions point to them."""
    with store.transaction():
        store.db["place"].upsert_all((asdict(place) for place in places), pk="code")
