"""How two posts go together: the same one, of one house, of one circle, or never held by one person.

Knows posts as nlp.registry.offices reads them; it must not know names or who holds what.
"""

from __future__ import annotations

from enum import Enum
from functools import lru_cache

from nlp.officials.lexicon import lexicon
from nlp.registry.offices import COMPANY, DEPUTY, LINKS, Office, office_table, place_names, words_of
from nlp.registry.translated import translates


class Bond(Enum):
    """How two posts go together."""

    SEAT = "the same post"
    OPEN = "posts of one kind, of one of which no organisation is told"
    NAMED = "posts of one kind, and the text names the organisation of the other"
    KIN = "posts of one kind in organisations of one name, longer and shorter"
    TRANSLATED = "posts of one kind in organisations whose names say the same in two languages"
    TONGUES = "posts of one kind in organisations that are named in two languages"
    HOUSE = "posts in one organisation"
    BIG_HOUSE = "posts in one large organisation"
    CIRCLE = "posts in one small circle"
    NEAR_CIRCLE = "posts in circles that share their members"
    LINE = "posts of one line of service or level"
    OTHER = "posts that have nothing in common"
    FAR = "posts that one person does not hold together"


def bond(a: Office, b: Office) -> Bond:
    """How two posts go together; the same whichever comes first."""
    table = office_table()
    if (a.kind, a.deputy) == (b.kind, b.deputy):
        if a.where is not None and a.where == b.where:
            # many judges of one court, many officers of one force: one title is not one post
            return Bond.BIG_HOUSE if a.sphere in ("police", "military", "judiciary") and not a.one else Bond.SEAT
        if a.where is None or b.where is None:
            return Bond.OPEN if not _abroad(a, b) else Bond.FAR
        if _kin(a.where, b.where) or (a.field and a.field == b.field and not (a.told and b.told)):
            return Bond.KIN
        if a.told and b.told and not _placed(a) and not _placed(b):
            if translates(a.where, b.where) or translates(b.where, a.where):
                return Bond.TRANSLATED
            if {a.malay, b.malay} == {True, False} and (a.sphere == b.sphere or "open" in (a.sphere, b.sphere)):
                return Bond.TONGUES
    elif _somebodys_deputy(a, b) or _somebodys_deputy(b, a):
        return Bond.OPEN
    elif _one_house(a, b) and frozenset((a.sphere, b.sphere)) not in table.never:
        few = a.sphere in table.few and b.sphere in table.few
        return Bond.CIRCLE if few else Bond.BIG_HOUSE if a.big or b.big else Bond.HOUSE
    if frozenset((a.sphere, b.sphere)) in table.never or _abroad(a, b):
        return Bond.FAR
    if a.sphere in table.few and b.sphere in table.few and a.state == b.state:
        return Bond.CIRCLE if a.sphere == b.sphere else Bond.NEAR_CIRCLE
    lead = {a.sphere, b.sphere}
    if lead == {"executive", "party"} or (lead & table.few and lead <= table.few):
        return Bond.NEAR_CIRCLE if lead == {"executive", "party"} and a.state == b.state else Bond.LINE
    return Bond.LINE if a.sphere == b.sphere and a.sphere in ("police", "military", "judiciary") else Bond.OTHER


def _somebodys_deputy(a: Office, b: Office) -> bool:
    """Whether ``a`` is "her deputy", said of nobody knows what, and ``b`` a deputy of something."""
    return a.kind == DEPUTY and a.where is None and (b.deputy or b.kind.startswith("deputy-"))


def _placed(office: Office) -> bool:
    """Whether the organisation is one of those whose names are known in both languages, or a place."""
    return office.state is not None or office.country is not None


def _one_house(a: Office, b: Office) -> bool:
    return a.where is not None and b.where is not None and (a.where == b.where or _kin(a.where, b.where))


@lru_cache(maxsize=100_000)
def _kin(one: str, other: str) -> bool:
    """Whether one name of an organisation is the other with words left out (Bank Islam, Bank Islam Malaysia), or made
    of its first letters.

    What is left must be a name: a word that is no place, and none of those of which organisations are made.
    """
    if _initials_of(one, other) or _initials_of(other, one):
        return True
    table, known = office_table(), lexicon()
    a, b = (frozenset(words_of(name)) - table.common - COMPANY - LINKS for name in (one, other))
    short, long = sorted((a, b), key=len)
    generic = known.suffix | known.prefix | known.public
    own = {word for word in short if word not in generic and not place_names().at([word], 0)}
    return bool(own) and short <= long and not one.startswith("MY-")


_LETTERS = range(3, 8)  # of an acronym; two letters stand for too much


def _initials_of(acronym: str, name: str) -> bool:
    """Whether "msip" stands for "ministry services industrial planning", also where the ministry is named last."""
    words = name.split()
    if " " in acronym or len(acronym) not in _LETTERS or len(words) < _LETTERS.start:
        return False
    return acronym in {"".join(word[0] for word in order) for order in (words, [*words[-1:], *words[:-1]])}


def _abroad(a: Office, b: Office) -> bool:
    """Posts of state in two countries."""
    private = {"company", "sport", "profession", "party", "board", "open"}
    if a.sphere in private or b.sphere in private:
        return False
    return a.country is not None and b.country is not None and a.country != b.country


def at_odds(a: Office, b: Office) -> bool:
    """Whether nobody holds both at one time."""
    if a.kind == b.kind and a.one and b.one and a.where and b.where and a.where != b.where:
        return True
    return bond(a, b) is Bond.FAR
