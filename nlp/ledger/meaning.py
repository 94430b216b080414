"""What a figure measures, in a form that two articles share: the key of its claim.

Knows one figure at a time; must not know values. Precision before recall: what differs in a mark ("net", "approved"),
a partner ("with ASEAN") or a word that no table knows is another measure.
"""

from __future__ import annotations

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import date

from nlp.ledger.names import owner_key
from nlp.ledger.topic import clause_of
from nlp.ledger.values import STREAK
from nlp.ledger.words import content_of, marks_of
from nlp.officials.lexicon import Lexicon, fold, lexicon
from records.ledger import Told

_DELTA = re.compile(
    r"(?:\b(?:by|sebanyak|sebesar|of|an?)\s+"
    r"(?:(?:about|around|some|nearly|almost|over|more than|a further|another)\s+)?|[+-])$"
)
_LEVEL = re.compile(
    r"\b(?:to|at|was|were|is|stood|reached|hit|kepada|pada|ialah|adalah|mencapai|berjumlah)\s+"
    r"(?:(?:about|around|some|nearly|almost|over|more than)\s+)?$"
)
_PACE = re.compile(r"\b(?:grow\w*|grew|expand\w*|contract\w*|tumbuh|berkembang)\s+(?:at|pada)\s+$")
_RELATIVE = frozenset({"percent", "percentage_points", "basis_points", "points"})
#: Concepts whose percentages are levels, whatever rose: a share, a rate of interest or unemployment.
_RATES = frozenset({"share", "interest_rate", "inflation", "jobs", "gdp_growth"})
_GROWTH = frozenset({"gdp_growth", "inflation"})
_GROWTH_WORDS = re.compile(r"\b(?:growth|expansion|pertumbuhan)\b|增长|增速|增幅")
_COUNTED = frozenset(
    """visitor passenger worker student teacher patient victim death household company project vehicle house application
    school accident crime farmer""".split()
)
_DESCRIBING = frozenset({"new", "on_year", "including", "state_only", "another"})
#: Marks that count wherever they stand by the figure, also behind its clause ("advance estimates showed").
_TELLING = frozenset({"earlier_told", "revised", "expected", "adjusted", "unadjusted"})
#: What a rate of change is against; a level that changed is the same against whatever.
_AGAINST = frozenset({"on_month", "on_quarter", "on_year"})
_NO_NAMES = frozenset({"phase one", "phase two", "first phase", "second phase"})
_SINCE = re.compile(
    r"\b(?:most|first time|lows?|highs?|\w+est|tertinggi|terendah|terbesar)\b[^.,;]{0,40}\b(?:since|sejak)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Meaning:
    """All that must agree for two figures to be one claim. Parts that nothing is known of are empty."""

    content: frozenset[str]  # words of what is measured, under one name for each
    concept: str
    unit: str
    aspect: str  # "level", or "change" where the figure says by how much something changed
    direction: str  # of a change; empty for a level
    owner: str
    period: str
    status: str
    marks: frozenset[str]

    @property
    def series(self) -> tuple[str, ...]:
        """The same measure in all periods."""
        return (
            " ".join(sorted(self.content)) or self.concept, self.unit, self.aspect, self.owner, self.status,
            " ".join(sorted(self.marks)),
        )  # fmt: skip

    @property
    def key(self) -> tuple[str, ...]:
        """Of the claim; without the value."""
        return (*self.series, self.direction, self.period)

    @staticmethod
    def series_in(key: tuple[str, ...]) -> tuple[str, ...]:
        """Of a key, what ``series`` gives."""
        return key[:6]

    @staticmethod
    def owner_and_period(key: tuple[str, ...]) -> tuple[str, str]:
        return key[3], key[7]


def meaning_of(told: Told) -> Meaning:
    """The meaning of a figure, from its fields and the words of its own part of the sentence."""
    known = lexicon()
    owner = owner_key(told.owner)
    clause = told.sentence[told.left : told.right]
    before = told.sentence[: told.at]
    content = _without_names(told, known)
    relative = told.kind in _RELATIVE
    moved = told.change in {"rise", "fall"}
    grown = _grown(told, content)
    changes = (
        grown is not None
        or (
            relative
            and moved
            and not _level(before)
            and told.concept not in _RATES - _GROWTH
            and "inflation" not in content
        )
        or (moved and _DELTA.search(before) is not None)
    )
    return Meaning(
        content=content,
        concept=told.concept or "other",
        unit=_unit(told),
        aspect="change" if changes else "level",
        direction=(grown or told.change or "") if changes else "",
        owner=owner,
        period=period_key(told.period or _until_told(told)),
        status=told.status,
        marks=_marks(told, clause, content) - (frozenset() if changes else _AGAINST),
    )


def _level(before: str) -> bool:
    return _LEVEL.search(before) is not None and not _PACE.search(before)


def _marks(told: Told, clause: str, content: frozenset[str]) -> frozenset[str]:
    """The marks by the figure. What only describes ("new") parts no two figures, nor does what goes without saying: a
    profit is net, a rate of growth is against the year before."""
    begin, end = clause_of(told)
    own = told.sentence[begin:end]
    for name in sorted(told.names - _NO_NAMES, key=len, reverse=True):  # "Monthly Ledger", "Urban Services Bhd"
        if name in own.casefold():  # most are of the rest of the sentence, and each pattern is compiled
            own = re.sub(re.escape(name), " ", own, flags=re.IGNORECASE)
    found = marks_of(_SINCE.sub(" ", f"{own} {told.measures or ''}")) | marks_of(clause) & _TELLING
    found = found - content - _DESCRIBING
    if told.period:
        found -= {"cumulative"}  # "so far this year": the period says it
        if re.search(r"/|-[QH]", told.period):
            found -= {"fiscal"}  # "the financial year ended June 30": the period is that of the calendar
    return found - {"net"} if content & {"profit", "loss"} else found


def _grown(told: Told, content: frozenset[str]) -> str | None:
    """Which way something went whose growth is told as a level ("growth was 4.2 per cent")."""
    if told.kind != "percent" or "inflation" in content:
        return None
    measures = (told.measures or "").casefold()
    if _GROWTH_WORDS.search(measures):
        return "fall" if told.value is not None and told.value < 0 else "rise"
    return None


def _until_told(told: Told) -> str | None:
    """The period of a streak without a date of its own: the year in which it is told."""
    return str(told.published.year) if told.published and STREAK.search(told.text) else None


def _unit(told: Told) -> str:
    """The unit; of counted things their one name, so that employees and workers are counted alike."""
    unit = told.unit or ""
    if told.kind != "count":
        return unit
    name = " ".join(sorted(content_of(unit))) or unit.casefold()
    if name in {"", "people", "unit", "units"}:  # "arrivals reached 8.6 million": the measure says who is counted
        begin, end = clause_of(told)
        for where in (told.measures or "", told.sentence[begin:end]):
            counted = content_of(where) & _COUNTED
            if len(counted) == 1:
                return min(counted)
    return name


def _without_names(told: Told, known: Lexicon) -> frozenset[str]:
    """The content of the measured phrase without its owner, which the key has apart."""
    measures = told.measures or ""
    if told.owner:
        measures = re.sub(rf"{re.escape(told.owner)}(?:['’]s?\b)?", " ", measures, flags=re.IGNORECASE)
    words = measures.split()
    folded = [fold(re.sub(r"['’]s?$", "", word)) for word in words]
    kept: list[str] = []
    at = 0
    while at < len(words):
        count = known.demonyms.at(folded, at) or known.countries.at(folded, at)
        if count and words[at][0].isupper():
            kept.append(owner_key(" ".join(words[at : at + count])))
        elif not any(char.isdigit() for char in words[at]):
            kept.append(words[at])
        at += count or 1
    owner = owner_key(told.owner)
    return content_of(" ".join(word for word in kept if word != owner))


_QUARTER = re.compile(r"(\d{4})-([QH])(\d)")
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")


def period_key(period: str | None) -> str:
    """First and last day of a period, so that ``2024-Q1`` and ``2024-01/2024-03`` are one; empty for none."""
    if not period:
        return ""
    first, _, last = period.partition("/")
    return f"{_edge(first, end=False)}/{_edge(last or first, end=True)}"


def span_of(period: str | None) -> tuple[date, date] | None:
    """First and last day of a period; None where it has none or is no period of the calendar."""
    first, _, last = period_key(period).partition("/")
    try:
        return date.fromisoformat(first), date.fromisoformat(last)
    except ValueError:
        return None


def _edge(label: str, *, end: bool) -> str:
    if _DAY.fullmatch(label):
        return label
    part = _QUARTER.fullmatch(label)
    if part:
        size = 3 if part[2] == "Q" else 6
        month = int(part[3]) * size
        label = f"{part[1]}-{month if end else month - size + 1:02d}"
    if re.fullmatch(r"\d{4}-\d{2}", label):
        year, month = int(label[:4]), int(label[5:])
        if 1 <= month <= 12:
            return f"{label}-{monthrange(year, month)[1] if end else 1:02d}"
    if re.fullmatch(r"\d{4}", label):
        return f"{label}-12-31" if end else f"{label}-01-01"
    return label
