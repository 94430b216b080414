"""Which words of English are substance: not a time, an amount, a determiner or a word of change.

Knows words and spaCy's tokens one by one; must not know the parse.
"""

from __future__ import annotations

import re
from typing import Any

CHANGE_NOUNS = frozenset(
    """rise increase growth gain jump surge expansion decline drop decrease fall reduction contraction dip slump
    hike cut uptick climb improvement discount""".split()
)
BOUND_NOUNS = frozenset(
    {"up", "maximum", "minimum", "total", "excess", "average", "sum", "pace", "clip", "figure", "record", "high", "low"}
)
EMPTY = frozenset(
    """it this that they he she which who we i total figure amount value number some all there year percent cent
    one""".split()
)
_TRUE = frozenset({"correct", "right", "true", "actual"})
_TIMES = frozenset(
    """second minute hour day night morning afternoon evening week weekend fortnight month quarter half year decade
    century time period end beginning start middle
    term today yesterday tomorrow tonight monday tuesday wednesday thursday friday saturday sunday january
    february mom yoy qoq march april may june july august september october november december""".split()
)
_AMOUNTS = frozenset("""rm sen ringgit dollar euro pound yuan yen baht rupiah dong peso % percent cent""".split())
_MAGNITUDES = frozenset("hundred thousand million billion trillion mil bil mn bn".split())
#: In what a change is counted: "rose 5 per cent in value".
DIMENSIONS = frozenset("value volume terms quantity tonnage basis".split())
#: Verbs, by lemma, that say of their subject what the figure is, or how it moved; of others the figure is an object.
MEASURING = frozenset(
    """be stand reach hit total amount come average number remain stay hold exceed top surpass near approach touch
    cost fetch measure weigh value estimate project expect forecast set fix price rate put
    rise fall grow increase decrease decline drop jump surge soar climb expand contract shrink slip slide dip plunge
    gain lose add shed ease edge inch improve advance accelerate slow widen narrow double triple halve rebound recover
    rally tumble slump moderate weaken strengthen appreciate depreciate lower raise lift cut reduce trim boost hike
    slash swell balloon spike retreat sink close open end settle finish trade
    change make account represent constitute comprise contribute cover span go stretch
    range start begin yield unchange number""".split()
)
#: Heads of phrases that say who pays, gets or loses money, never of what an amount of money is.
_PEOPLE = frozenset(
    """people person persons member members employer employers employee employees worker workers staff trainer trainers
    trainee trainees teacher teachers student students graduate graduates customer customers consumer consumers buyer
    buyers shopper shoppers commuter commuters passenger passengers traveller travellers tourist tourists visitor
    visitors resident residents household households family families parent parents farmer farmers grower growers
    smallholder smallholders fisherman fishermen planter planters trader traders hawker hawkers taxpayer taxpayers
    patient patients driver drivers owner owners treasury""".split()
)
#: Verbs of which "N per cent of the whole" tells the part that their subject is.
SHARING = frozenset(
    """be account make represent constitute comprise form contribute reach hit exceed equal total amount stand come
    remain cover absorb supply provide generate rise fall widen narrow grow drop decline increase equate correspond
    """.split()
)
#: Verbs whose money goes to what stands behind "on", "in" and "for".
SPENDING = frozenset(
    """invest spend allocate approve earmark set provide pay commit pledge inject channel budget disburse offer
    plough pump reserve need require raise""".split()
)
#: What a budget is set against: "3.8 per cent of GDP" measures what runs to it.
YARDSTICKS = ("gdp", "gross domestic product", "gross national income")
_LONGEST = 9
_LINKS = frozenset("of in on for per to with at over from between among by into under against".split())
#: "5,020", "US$5", but not "Covid-19" or "B20".
_AMOUNT = re.compile(r"\W*(?:rm|rp|(?:us|a|s|hk|nt|c|nz)?[$€£¥])?[+-]?\d[\d.,]*(?:[a-z%]{0,3}\W*$|-)", re.IGNORECASE)
SENTENCE_END = re.compile(r"\n|[.!?][\"'”’)]*\s+[\"'“‘(]*[A-Z]")
_DETERMINERS = frozenset(
    """the a an its their his her our this that these those some about also only just even""".split()
)
NUMERAL = re.compile(
    r"^(?:(?:[\d.,½¼¾]+|million|billion|thousand|trillion|mil|bil|mn|bn|k|juta|hundred|dozen|to|and|a|an|half"
    r"|or|one|two|three|four|five|six|seven"
    r"|eight|nine|ten|eleven|twelve|twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety|between|–|—)(?:[\s-]+|$))+",
    re.IGNORECASE,
)


def _shortened(words: list[str]) -> list[str]:
    """At most ``_LONGEST`` words; a longer phrase ends before its last preposition there, whose object may be cut
    in two: "commuters on the line between A and" are commuters on the line."""
    if len(words) <= _LONGEST:
        return words
    return words[: max((i for i in range(1, _LONGEST) if words[i].lower() in _LINKS), default=_LONGEST)]


def is_time(token: Any) -> bool:
    return token.lemma_.lower() in _TIMES or (token.is_digit and len(token.text) == 4)


def is_amount(token: Any) -> bool:
    return token.like_num or token.lemma_.lower() in _AMOUNTS or any(char.isdigit() for char in token.text)


def tells_who(phrase: str) -> bool:
    """Whether the head of a phrase is people: "workers", "growers in Raub", but not "workers' pay"."""
    words = phrase.lower().split()
    end = next((i for i, word in enumerate(words) if i and word in _LINKS), len(words))
    return words[end - 1] in _PEOPLE


def clean(text: str) -> str | None:
    """A phrase without its determiner, numbers and currency; None where nothing of substance is left."""
    words = text.split()
    stands = len(words) > 1 and words[0].lower() in ("those", "that") and words[1] in ("from", "to", "of", "in", "for")
    while (
        not stands
        and words
        and (  # "those from Japan"
            _AMOUNT.match(words[0]) or words[0].lower().strip("\"'“‘") in _DETERMINERS or words[0] in _MAGNITUDES
        )
    ):
        words.pop(0)
    if [word.lower() for word in words[:2]] == ["per", "cent"]:
        words = words[2:]  # "13 per cent sales tax"
    if not words:
        return None
    if words[-1].lower().strip("\"'”’") in EMPTY and all(word.lower() in _TRUE for word in words[:-1]):
        return None  # also "the correct amount"
    cleaned = " ".join(_shortened(words)).strip(" ,.;:\"'“”‘’()")
    return cleaned if len(cleaned) > 2 or (cleaned.isupper() and len(cleaned) == 2) else None
