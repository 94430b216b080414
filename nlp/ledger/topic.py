"""What a figure's part of its sentence speaks of, so that two tellings can be compared beyond their measured phrases.

Knows one figure at a time and how to compare two topics; must not know values.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from nlp.ledger.names import places_in
from nlp.ledger.words import words_of
from records.ledger import Told

_TELLS = (
    r"(?:said|says|told|showed|shows|show|according|announced|confirmed|reported|added|noted|kata|ujar|menurut|lapor"
    r"|jelas|memberitahu)"
)
_TOLD_BEHIND = re.compile(rf"[,;]\s[^,;]*\b{_TELLS}\b", re.IGNORECASE)
_TOLD_BETWEEN = re.compile(rf",[^,]{{1,60}}\b{_TELLS},", re.IGNORECASE)
_TOLD_BEFORE = re.compile(
    r"^(?:.*\bsaid(?: that)?\b(?!\s*,)|(?:according to|menurut)\b[^,]*,|据[^，]*，)", re.IGNORECASE
)
_CUT = re.compile(r"[,;，；]\s|\b(?:and|while|but|dan|manakala)\b")
_MALAY = frozenset(
    """yang dan di pada bagi dengan daripada kepada ialah berjumlah tahun oleh untuk peratus juta bilion adalah
    sebanyak seramai""".split()
)
_BOUGHT = re.compile(
    r"\b(?:bought|buys?|acquired?|sold|sells?|takes?|took|owns?|holds?|membeli|menjual|memiliki)\b[^.;]{0,60}$",
    re.IGNORECASE,
)
_HANZI = re.compile(r"[\u3400-\u9fff]")
#: Two tellings of one occurrence share at least so many words, and so large a part of the shorter one.
_LEAST, _PART = 3, 0.6


@dataclass(frozen=True, slots=True)
class Topic:
    core: frozenset[str]  # words of the clause that the tables know, under one name for each language
    rest: frozenset[str]  # other words of the clause
    all: frozenset[str]  # both, of the whole sentence, with the words of names
    known: frozenset[str]  # those of all that the tables know
    order: tuple[str, ...]  # the words of the sentence, in order
    places: frozenset[str]  # countries and states of the clause
    language: str


def topic_of(told: Told) -> Topic:
    """The topic of the words around a figure; who tells it and whose it is are no part of it."""
    begin, end = clause_of(told)
    sentence = _around(told)
    clause = sentence[begin:end]
    owned = _owned(clause, told.owner)
    places = tuple(place for place in places_in(clause) if not _inside(place, owned))
    words = words_of(_without(clause, [(left, right) for left, right, _ in places], told.owner))
    core = {word for word, known in words if known}
    if told.kind == "percent" and told.change is None and _BOUGHT.search(sentence[: told.at]):
        core.add("stake")
    rest = {word for word, known in words if not known}
    whole = _in_order(told, sentence)
    order = tuple(word for word, _ in whole)
    return Topic(
        core=frozenset(core),
        rest=frozenset(rest),
        all=frozenset(order) | core,
        known=frozenset(word for word, known in whole if known),
        order=order,
        places=frozenset(key for _, _, key in places),
        language=_language(sentence),
    )


def order_of(told: Told) -> tuple[str, ...]:
    """The ``order`` of a figure's topic, at half of what the whole of it takes."""
    return tuple(word for word, _ in _in_order(told, _around(told)))


def _around(told: Told) -> str:
    """The sentence with blanks for the figure and for who tells it in between."""
    sentence = told.sentence
    if told.kind != "count":  # of "120MW" the words are its unit
        sentence = sentence[: told.at] + " " * len(told.text) + sentence[told.at + len(told.text) :]
    return _TOLD_BETWEEN.sub(lambda found: " " * len(found.group()), sentence)


def _in_order(told: Told, sentence: str) -> list[tuple[str, bool]]:
    """The words of the sentence without who tells it before or behind, in order, and which of them the tables know."""
    plain = _plain(told)
    return words_of(sentence[_start(plain, told.at) : _stop(plain, told.at)])


def _owned(clause: str, owner: str | None) -> list[tuple[int, int]]:
    """Where the owner stands, if it is more than a place ("Bank Negara Malaysia")."""
    if not owner or len(owner.split()) < 2 or any(right - left == len(owner) for left, right, _ in places_in(owner)):
        return []
    return [found.span() for found in re.finditer(re.escape(owner), clause)]


def _inside(place: tuple[int, int, str], spans: list[tuple[int, int]]) -> bool:
    return any(left <= place[0] and place[1] <= right for left, right in spans)


def _language(sentence: str) -> str:
    if _HANZI.search(sentence):
        return "zh"
    return "ms" if _MALAY & set(sentence.casefold().split()) else "en"


def _plain(told: Told) -> str:
    """The sentence without the commas of its names ("Ministry of Investment, Trade and Industry")."""
    sentence = told.sentence
    for name in told.names:
        if "," in name:
            sentence = re.sub(
                re.escape(name), lambda found: found.group().replace(",", " "), sentence, flags=re.IGNORECASE
            )
    return sentence


def _start(sentence: str, at: int) -> int:
    before = _TOLD_BEFORE.match(sentence[:at])
    return before.end() if before else 0


def _stop(sentence: str, at: int) -> int:
    behind = _TOLD_BEHIND.search(sentence, at)
    return behind.start() if behind else len(sentence)


def clause_of(told: Told) -> tuple[int, int]:
    """The figure's own part of the sentence: to the next figure's clause, without who tells it."""
    plain = _plain(told)
    begin, end = max(told.left, _start(plain, told.at)), min(told.right, _stop(plain, told.at))
    if end < len(told.sentence) and end == told.right:
        behind = told.at + len(told.text)
        cuts = [cut.start() for cut in _CUT.finditer(told.sentence, behind, end)]
        end = cuts[-1] if cuts else end
    return begin, max(end, told.at + len(told.text))


def _without(clause: str, spans: list[tuple[int, int]], owner: str | None) -> str:
    for left, right in reversed(spans):
        clause = clause[:left] + " " * (right - left) + clause[right:]
    return re.sub(rf"{re.escape(owner)}(?:['’]s?\b)?", " ", clause, flags=re.IGNORECASE) if owner else clause


def alike(a: Topic, b: Topic, owners: str = "") -> bool:
    """Whether both speak of one measure: the same known words, and nothing else that the other does not say too. What
    no table knows cannot be compared across languages, so there nothing of it may be left; ``owners`` are words of
    whose figures they are, which say nothing of the measure."""
    if not a.core & b.core:
        return False
    if a.language != b.language:
        return a.core == b.core and not (a.rest | b.rest) - set(owners.split())
    return a.core <= b.all and b.core <= a.all and a.rest <= b.all and b.rest <= a.all


def own_words(measures: frozenset[str], own: Topic, other: Topic) -> bool:
    """Whether what a figure measures is all said in its own sentence or in the other one: a reader may have it from
    an earlier sentence."""
    return measures <= own.all | other.all


def one_occurrence(a: Topic, b: Topic) -> bool:
    """Whether two texts of about one day tell of one thing that happened once."""
    deeds = a.core & DEEDS and b.core & DEEDS
    if a.language != b.language or not (a.core & b.core or deeds):
        return False
    shared = a.all & b.all
    return len(shared) >= _LEAST and len(shared) >= _PART * min(len(a.all), len(b.all)) and not apart(a, b)


#: What is done is told in many words; only what it is done to tells two things apart.
DEEDS = frozenset({"purchase", "payment", "disbursement", "allocation", "layoff", "spending"})


def apart(a: Topic, b: Topic) -> bool:
    """Whether beside one shared word each has another that the other text lacks: "the hydropower plant" and "the solar
    plant", "the Batas flyover" and "the Batas hospital"."""
    shared, only_a, only_b = a.all & b.all, a.all - b.all - DEEDS, b.all - a.all - DEEDS
    if a.language != b.language:
        only_a, only_b = only_a & a.known, only_b & b.known
    for step in (-1, 1):
        beside_a, beside_b = _beside(a.order, shared, only_a, step), _beside(b.order, shared, only_b, step)
        if beside_a & beside_b:
            return True
    return False


def _beside(order: tuple[str, ...], shared: frozenset[str], only: frozenset[str], step: int) -> set[str]:
    return {
        word
        for at, word in enumerate(order)
        if word in shared and 0 <= at + step < len(order) and order[at + step] in only
    }
