"""Says what a name does in its sentence: owner, place, partner of trade, who tells the figure.

Knows the words around a name; must not know figures.
"""

from __future__ import annotations

from collections.abc import Sequence
from enum import IntEnum

from nlp.figures.cues import SAYING
from nlp.figures.lexicon import Lexicon
from nlp.figures.tokens import Token

DETERMINERS = frozenset({"the", "this", "that"})
PRONOUNS = frozenset({"it", "its", "ia", "它", "其"})
_PARTNER = frozenset(
    """with to into towards toward from against between than like versus include including ke kepada dengan dari
    daripada antara termasuk berbanding 对 与 同 向 从 自 往 和 对于 比""".split()
)
SOURCES = frozenset({"from", "daripada", "dari", "by", "oleh"})
PLACES = frozenset("in at near across within throughout through around inside on di dalam 在".split())
OF = frozenset("of for at bagi untuk".split())
_AGENT = frozenset({"by", "oleh", "由"})
_TELLING = frozenset({"according", "menurut", "kata", "ujar", "jelas", "per", "said", "says", "told", "据", "根据"})
_FORESEEING = frozenset(
    """expects forecasts forecast predicts projects estimates sees expected predicted projected estimated menjangka
    menjangkakan meramalkan meramal mengunjurkan 预计 预测""".split()
)
_SHOWING = frozenset("figures data statistics numbers survey report show shows showed".split())
_OPENERS = frozenset(
    """, ; : — and but as while whereas though although after before when if because since where that said says
    dan tetapi manakala sementara namun apabila selepas bahawa ( " “ ' ‘ ， 。 ； 、 （ 而 但""".split()
)
#: Verbs of saying that take an object too: "reported a loss", "announced an investment".
_LOOSE = frozenset({"reported", "announced", "noted", "added", "stated", "statement"})
_SAYS = (SAYING - {"here", "speaking"}) | frozenset(
    """memaklumkan menyatakan mendedahkan melaporkan menjelaskan menegaskan menambah mengumumkan revealed disclosed
    explained 表示 说 称 指出 介绍""".split()
)
_OPENING_CLAUSE = frozenset({"that", ",", ".", "on", "in", "at", "today", "yesterday", "bahawa", "，"})
_YIELDS = frozenset(
    "export exports shipment shipments output production sales revenue eksport pengeluaran jualan hasil".split()
)
_PEOPLE = frozenset(
    """tourist tourists visitor visitors investor investors student students worker workers buyer buyers company
    companies firm firms traveller travellers arrivals imports goods pelancong pelabur pelajar pekerja
    syarikat""".split()
)


class Role(IntEnum):
    """What a name does in its sentence; the smaller, the surer it owns a figure."""

    OWNER = 1  # possessor, adjective, subject
    NEAR = 2  # "sales of", "sales at", "approved by"
    PLACE = 3
    OTHER = 4  # object, first part of a longer name
    FORESEER = 5  # owns only what is told of "its" figures
    NONE = 6  # partner, or who says it


def role_of(first: int, last: int, tokens: Sequence[Token], language: str, lex: Lexicon) -> Role:
    at = first - 1
    while at >= 0 and tokens[at].low in DETERMINERS:
        at -= 1
    before = tokens[at].low if at >= 0 else ","
    behind = [token.low for token in tokens[last : last + 4]]
    possessor = behind[:1] and behind[0] in ("'", "’", "的")
    if _says(first, last, tokens):
        return Role.NONE
    if before in _PARTNER:
        return Role.NEAR if before in SOURCES and at and tokens[at - 1].low in _YIELDS else Role.NONE
    if possessor:
        return Role.OWNER
    if before in OF:
        return Role.NEAR
    if before in _AGENT:
        return Role.OWNER if behind[:2] in ([",", "which"], [",", "yang"]) else Role.NEAR
    if before in PLACES:
        return Role.PLACE
    if behind[:1] and behind[0] in _FORESEEING:
        return Role.FORESEER
    if behind[:1] and behind[0] in _PEOPLE and language == "en":
        return Role.OTHER  # "Chinese tourists": where they come from
    if language in ("ms", "id", "zh") or before in _OPENERS:
        return Role.OWNER
    found = lex.owners.match(tokens, first)
    # An adjective, or a country before what it owns.
    return Role.OWNER if found and found[1] == last else Role.OTHER


def _says(first: int, last: int, tokens: Sequence[Token]) -> bool:
    """Whether a name is of who tells the figure; not where it tells of itself ("X said it would buy")."""
    before = [token.low for token in tokens[max(0, first - 3) : first] if token.low not in DETERMINERS]
    if before[-1:] and (before[-1] in _TELLING or before[-2:] == ["according", "to"]):
        return True
    stop = last + 3
    if last < len(tokens) and tokens[last].text in "'’" and not tokens[last].word:
        stop = last + 8  # "the bank's chief economist said"
    saying = next((i for i in range(last, min(stop, len(tokens))) if tokens[i].low in _SAYS), None)
    if saying is not None and not any(token.low in (",", "，") for token in tokens[last + 1 : saying]):
        rest = [token.low for token in tokens[saying + 1 : saying + 5]]
        if tokens[saying].low in _LOOSE and rest and rest[0] not in _OPENING_CLAUSE:
            return False
        return not PRONOUNS & set(rest)
    words = {token.low for token in tokens[last : last + 5]}
    return len(words & _SHOWING) > 1 or bool(words & _SHOWING and _TELLING & set(before))
