"""What of an article survives translation: concepts, places, names, quantities, days and months.

Knows one text; must not know other articles, stories or weights. Reads the head of a text only: an inverted pyramid
has its event there, and what follows is shared by many events.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import lru_cache

from nlp.figures.lexicon import lexicon
from nlp.figures.quantities import Quantity, find_quantities
from nlp.figures.refuse import block
from nlp.figures.tokens import tokenise
from nlp.places.gazetteer import knowledge
from nlp.places.scan import Match, Scan, scan
from nlp.stories.glossary import Named, named
from nlp.stories.occasions import bare_days, occasions_of
from nlp.stories.words import FUNCTION_WORDS, MONTHS

# Characters of a body that are read, about 150 words; of Chinese, which says more with fewer, half as many. Reading is
# most of what a decision costs.
HEAD = 900
LEAD = 260  # characters in which the day and the month of the event stand

_LATIN = re.compile(r"[^\W\d_\u3400-\u9fff]+(?:[-'’][^\W\d_\u3400-\u9fff]+)*")
_OPENS = re.compile(r"(?:^|[.!?:;\n“\"”`（(，。]|''|--|—)\s*$")
_OF_MONEY = frozenset("$€£0123456789")  # behind RM and US
_SEN = re.compile(r"(?<![\d.,])(?:(\d[\d,]*)令吉)?(\d{1,2})仙")
_TITLES = frozenset(
    "datuk datuk seri dato dato' datin tan sri tun puan encik tengku tunku dr prof ir capt captain kapten mr mrs ms "
    "mdm madam bin binti bte haji hajah yb yab ybhg bhd berhad sdn inc corp ltd plc co".split()
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """``concepts`` with counts; ``title``: those of the title. ``divisions`` and ``countries`` are ISO codes, ``towns``
    and ``names`` folded words; ``latin``: every word in Latin letters, wherever it stands; ``hanzi``: the Chinese text.
    ``quantities``: (unit, value), the unit "" for a bare number. ``days`` and ``months`` of the lead as ISO 8601;
    ``occasions``: days on which that was which is told."""

    language: str
    concepts: dict[str, int]
    title: frozenset[str]
    divisions: frozenset[str]
    countries: frozenset[str]
    towns: frozenset[str]
    names: frozenset[str]
    latin: frozenset[str]
    hanzi: str
    quantities: frozenset[tuple[str, Decimal]]
    days: frozenset[str]
    months: frozenset[str]
    occasions: frozenset[date]
    published: date | None


def number(value: Decimal) -> str:
    """The mark of a number."""
    return f"number:{value}"


def marks(facts: Facts) -> Iterator[str]:
    """What two languages can share, each once: concept:flood, name:tolman, place:MY-05, town:kulim, number:640."""
    yield from (f"concept:{concept}" for concept in facts.concepts)
    yield from (f"name:{name}" for name in facts.names)
    yield from (f"place:{code}" for code in facts.divisions)
    yield from (f"town:{town}" for town in facts.towns)
    yield from {number(value) for _, value in facts.quantities if value > 1}


def facts_of(title: str, body: str, language: str, published: date | None) -> Facts:
    """The facts of one article. A function of its arguments alone."""
    head = body[: HEAD // 2 if language == "zh" else HEAD]
    if language == "zh":
        title, head = _ringgit(title), _ringgit(head)
    text = f"{title}\n{head}"
    seen = scan(text)
    spans = list(named(_without(text, seen), language))
    tokens = tokenise(text)
    blocked, dates = block(text, 0, tokens, published)
    found = find_quantities(tokens, blocked, language, lexicon())
    periods = [(span.start, span.period) for span in dates if span.period]
    lead = len(title) + LEAD
    days = {period for at, period in periods if len(period) == 10 and at < lead}
    if published is not None:
        days |= {day.isoformat() for day in bare_days(text[:lead], published)}
    return Facts(
        language=language,
        concepts=dict(Counter(span.concept for span in spans)),
        title=frozenset(span.concept for span in spans if span.end <= len(title)),
        divisions=frozenset(code for match in seen.matches for code in _divisions(match)) - _capitals(),
        countries=seen.countries,
        towns=frozenset(match.name.spelling.casefold() for match in seen.matches if match.name.kind == "city"),
        names=frozenset(_names(text, len(title), seen, spans)),
        latin=frozenset(_folded(match[0]) for match in _LATIN.finditer(text)),
        hanzi=text if language == "zh" else "",
        quantities=frozenset(_quantities(found)),
        days=frozenset(days),
        months=frozenset(period for at, period in periods if at < lead and len(period) == 7 and period[5:].isdigit()),
        occasions=occasions_of(text, len(title) + 1, language, published, dates),
        published=published,
    )


def _ringgit(text: str) -> str:
    """3令吉31仙 and 4仙 are 3.31 and 0.04 ringgit."""
    return _SEN.sub(lambda found: f"{found[1] or 0}.{int(found[2]):02}令吉", text)


def _without(text: str, seen: Scan) -> str:
    """``text`` with blanks for its places: 海南 names no sea, and Port Dickson no port."""
    characters = list(text)
    for match in seen.matches:
        characters[match.start : match.end] = " " * (match.end - match.start)
    return "".join(characters)


@lru_cache(maxsize=1)
def _capitals() -> frozenset[str]:
    """Agencies file from the capital, and it stands for the government: it tells nothing of where an event was."""
    return frozenset(knowledge()["words"]["seat_of_government"])


def _divisions(match: Match) -> Iterable[str]:
    return match.name.codes if match.name.kind in ("division", "city", "compound", "unsure") else ()


def _names(text: str, title: int, seen: Scan, spans: Iterable[Named]) -> Iterator[str]:
    """Words in capitals within a sentence of the body that are no place and no word of the glossary."""
    taken = bytearray(len(text))
    for start, end in [(match.start, match.end) for match in seen.matches] + [(span.start, span.end) for span in spans]:
        taken[start:end] = b"\x01" * (end - start)
    for match in _LATIN.finditer(text, title):
        word = _folded(match[0])
        if (
            match[0][0].isupper()
            and len(word) > 1
            and not taken[match.start()]
            and word not in FUNCTION_WORDS
            and word not in MONTHS
            and word not in _TITLES
            and not _OPENS.search(text[max(0, match.start() - 4) : match.start()])
            and text[match.end() : match.end() + 1] not in _OF_MONEY
        ):
            yield word


def _folded(word: str) -> str:
    return word.casefold().replace("’", "'").removesuffix("'s")


def _quantities(found: Iterable[Quantity]) -> Iterator[tuple[str, Decimal]]:
    for quantity in found:
        for value in (quantity.value, quantity.low, quantity.high):
            if value is not None:
                yield quantity.unit or "", value.normalize()
