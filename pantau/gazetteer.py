"""The places and organisations that nlp knows, as the store keeps them.

Joins the two; knows neither texts nor tables.
"""

from __future__ import annotations

from collections.abc import Iterator

from nlp.officials.called import called
from nlp.places import all_places
from store import organisations, places


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


def stored_organisation_names() -> Iterator[organisations.OrganisationName]:
    for known in called():
        for language, names in (("en", known.en), ("ms", known.ms), ("zh", known.zh), ("", known.also)):
            for name in names:
                yield organisations.OrganisationName(organisation=known.name, language=language, name=name)
