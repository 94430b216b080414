"""What a text was read to be for stories, as bytes that can be kept from one run to the next, and back.

Knows signs and facts; must not know where they are kept nor how long they hold: whoever changes what a text is read to
be changes the code under nlp/ or the data under models/, of which the version of every row is made.
"""

from __future__ import annotations

import json
import struct
import zlib
from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from sys import intern
from typing import Any

import numpy as np

from nlp.stories.facts import Facts
from nlp.stories.item import Signs

_HEAD = struct.Struct("<I")  # how many terms


def packed_signs(signs: Signs) -> bytes:
    """The number of terms in 32 bits, the terms in 32 bits each (checksums, which nothing makes shorter), and
    compressed the counts in a byte each and the rest as JSON."""
    told = [signs.language, signs.ends, signs.figures, signs.collection, signs.template]
    terms = signs.terms.astype("<u4").tobytes()
    return _HEAD.pack(len(signs.terms)) + terms + zlib.compress(signs.counts.tobytes() + _json(told), 9)


def signs_of(packed: bytes) -> Signs:
    """What ``packed_signs`` was given. The terms stay where they are in ``packed``, which must not change."""
    (count,) = _HEAD.unpack_from(packed)
    rest = zlib.decompress(memoryview(packed)[_HEAD.size + 4 * count :])
    language, ends, figures, collection, template = _told(rest[count:])
    return Signs(
        language=intern(language),
        terms=np.frombuffer(packed, dtype="<u4", count=count, offset=_HEAD.size),
        counts=np.frombuffer(rest, dtype=np.uint8, count=count),
        ends=tuple(ends),
        figures=tuple(figures),
        collection=collection,
        template=tuple(map(intern, template)),
    )


def packed_facts(facts: Facts) -> bytes:
    """Compressed JSON; sets in order, so that equal facts are equal bytes."""
    sets = (facts.title, facts.divisions, facts.countries, facts.towns, facts.names, facts.latin)
    told = [
        facts.language,
        list(facts.concepts.items()),
        *map(sorted, sets),
        facts.hanzi,
        sorted((unit, str(value)) for unit, value in facts.quantities),
        sorted(facts.days),
        sorted(facts.months),
        sorted(map(date.toordinal, facts.occasions)),
        facts.published.isoformat() if facts.published else None,
    ]
    return zlib.compress(_json(told), 9)


def facts_of(packed: bytes) -> Facts:
    """What ``packed_facts`` was given."""
    told = _told(zlib.decompress(packed))
    language, concepts, title, divisions, countries, towns, names, latin, hanzi, quantities, *when = told
    days, months, occasions, day = when
    return Facts(
        language=intern(language),
        concepts={intern(concept): count for concept, count in concepts},
        title=_words(title),
        divisions=_words(divisions),
        countries=_words(countries),
        towns=_words(towns),
        names=_words(names),
        latin=_words(latin),
        hanzi=hanzi,
        quantities=frozenset((intern(unit), Decimal(value)) for unit, value in quantities),
        days=_words(days),
        months=_words(months),
        occasions=frozenset(map(date.fromordinal, occasions)),
        published=date.fromisoformat(day) if day else None,
    )


def _words(words: Iterable[str]) -> frozenset[str]:
    """Each word of a window is there once: of facts, that is nearly all of what they take."""
    return frozenset(map(intern, words))


def _json(told: list[Any]) -> bytes:
    return json.dumps(told, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "surrogatepass")


def _told(packed: bytes) -> list[Any]:
    found: list[Any] = json.loads(packed.decode("utf-8", "surrogatepass"))
    return found
