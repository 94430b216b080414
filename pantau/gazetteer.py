"""The places that nlp knows, as the store keeps them. Joins the two; knows neither texts nor tables."""

from __future__ import annotations

from collections.abc import Iterator

from nlp.places import all_places
from store import places


def stored_places() -> Iterator[places.Place]:
    for place in all_places():
        yield places.Place(
            code=place.code,
            name=place.name_en,
            name_ms=place.name_ms,
            name_zh=place.name_zh,
            country=place.country,
            kind=place.kind,
            latitude=place.latitude,
            longitude=place.longitude,
        )
