"""What a reader finds in a text. Every span carries the sentence that is its evidence."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

ENTITY_LABELS = (
    "PERSON",
    "ORGANIZATION",
    "LOCATION",
    "ROLE",
    "TITLE",
    "FACILITY",
    "EVENT",
    "NORP",
    "PRODUCT",
    "LAW",
    "WORK_OF_ART",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Sentence:
    """A sentence of the body. ``text == body[start:end]`` always holds."""

    number: int  # 0, 1, 2, ... in reading order
    start: int
    end: int
    text: str
    paragraph: int  # number of the line it stands in
    skipped: str | None = None  # why readers must not read it ("also read" line, caption, ...)


@dataclass(frozen=True, slots=True, kw_only=True)
class Entity:
    """A named thing; entities may nest (``Datuk Seri X`` and ``X`` are both PERSON)."""

    label: str  # one of ENTITY_LABELS
    start: int
    end: int
    text: str
    confidence: float = 1.0
    found_by: str = ""  # model or rule


@dataclass(frozen=True, slots=True, kw_only=True)
class OfficialMention:
    """A person in a post, at one place in the text.

    ``name`` is the full name without honorifics; ``resolved_from`` is what is printed here where that
    differs after honorifics are taken off (``See`` for ``See Chee Kong``). A later mention repeats the role and
    organisation of the person when the article has given them.
    """

    name: str
    resolved_from: str | None
    role: str | None
    organisation: str | None  # full name as far as known
    organisation_short: str | None  # MITI
    status: Literal["current", "former", "acting", "designate"]
    public_office: bool  # False for company heads, coaches, academics
    start: int
    end: int
    sentence: int  # Sentence.number
    confidence: float
    found_by: str
    stated: bool = True  # False where the post comes from an earlier mention in the article


@dataclass(frozen=True, slots=True, kw_only=True)
class PlaceMention:
    code: str  # ISO 3166-2 (MY-12), or ISO 3166-1 for a country (MY)
    name: str  # English name of the division
    text: str  # as printed
    start: int
    end: int
    sentence: int
    confidence: float
    found_by: str
    use: Literal["subject", "dateline", "metonym", "organisation"] = "subject"


_PART = r"\d{4}(?:-(?:Q[1-4]|H[12]|(?:0[1-9]|1[0-2])(?:-(?:0[1-9]|[12]\d|3[01]))?))?"
_PERIOD = re.compile(rf"{_PART}(?:/{_PART})?", re.ASCII)


def is_period(label: str) -> bool:
    """Whether ``label`` is written as ``Figure.period`` is: 2024, 2024-Q1, 2024-H1, 2024-11, 2024-11-05, or two of
    these with / between."""
    return _PERIOD.fullmatch(label) is not None


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """A number with what it measures. Decimals are exact; nothing is converted."""

    start: int
    end: int
    text: str  # as printed
    sentence: int
    value: Decimal | None  # in units (RM1.2 billion -> 1200000000); sign from change words is NOT applied here
    low: Decimal | None = None  # lower bound of a range, or of "more than"
    high: Decimal | None = None  # upper bound of a range, or of "up to"
    from_value: Decimal | None = None  # "from X to Y": X, on the figure Y
    to_value: Decimal | None = None  # "from X to Y": Y, on the figure X
    unit: str | None = None  # ISO 4217, percent, percentage_point, basis_point, or noun or unit symbol
    kind: str = "count"  # money, percent, percentage_points, basis_points, count, energy, power, area, duration, ...
    measures: str | None = None  # short noun phrase of the text
    concept: str | None = None  # trade, exports, imports, investment, gdp_growth, capacity, funding, price, jobs, ...
    owner: str | None = None  # country, place or organisation whose figure it is
    period: str | None = None  # ISO interval or label: 2024, 2024-Q1, 2024-11, 2021/2023
    change: Literal["rise", "fall", "level"] | None = None
    status: Literal["actual", "estimate", "forecast", "target", "pledge", "condition"] = "actual"
    twin: str | None = None  # the printed conversion: "US$176.8 billion" beside "RM3 trillion"
    confidence: float = 1.0
    found_by: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Quote:
    """Words ascribed to somebody. Of a direct quote ``text == body[start:end]``, marks included at the ends."""

    start: int
    end: int
    text: str
    sentence: int  # where the quotation begins
    kind: Literal["direct", "indirect", "mixed"]
    cue: str | None  # said, berkata, according to, ...
    speaker: str | None  # as printed
    official: str | None  # resolved full name
    confidence: float
    found_by: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Annotation:
    """All that was read in one text."""

    language: str
    sentences: tuple[Sentence, ...]
    entities: tuple[Entity, ...]
    officials: tuple[OfficialMention, ...]
    places: tuple[PlaceMention, ...]
    figures: tuple[Figure, ...]
    quotes: tuple[Quote, ...]
