"""Finds whose a figure is: the country, place, organisation or building, as the text prints it.

Knows which part a name plays in its sentence (possessor, subject, place, partner of trade, who says it) and which name
of an earlier sentence "the country" and "it" stand for; must not know measures. Work for one figure is bounded.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass

from nlp.figures.lexicon import Lexicon
from nlp.figures.names import BUILDINGS, Name
from nlp.figures.parse_en import Phrases, subject_of, token_at
from nlp.figures.quantities import Quantity
from nlp.figures.roles import DETERMINERS, OF, PLACES, PRONOUNS, SOURCES, Role, role_of
from nlp.figures.tokens import Token, tokenise

_STANDING_FOR = {
    "country": "country nation kingdom republic economy negara".split(),
    "place": """state province city island region district territory municipality negeri wilayah daerah pulau
        bandar""".split(),
    "body": """company group firm bank airline carrier lender maker manufacturer developer retailer operator builder
        producer ministry agency council corporation conglomerate insurer exporter importer startup utility board
        syarikat kumpulan firma agensi kementerian""".split(),
    "building": sorted(BUILDINGS),
}
_GENERIC = {word: kind for kind, words in _STANDING_FOR.items() for word in words}
_HANZI_GENERIC = {
    "国": "country",
    "省": "place",
    "州": "place",
    "市": "place",
    "公司": "body",
    "集团": "body",
    "行": "body",
}
_NO_PART = DETERMINERS | frozenset("a an its their his her of in at on for to from with and or by new".split())
_AFTER = frozenset({"itu", "ini", "tersebut", "berkenaan"})
_BOUNDARIES = frozenset(
    "; — ； while whereas but though although manakala sementara tetapi namun sedangkan walaupun 而 但".split()
)
_WHEN = frozenset({"when", "after", "as", "apabila", "selepas", "setelah"})
_PEOPLES = ("ian", "ean", "ese", "man", "ish")  # endings of adjectives of a country
_LISTED = 12  # names of a list that "respectively" pairs with figures
_BEFORE = 120  # tokens before a figure in which its owner may stand
_BEHIND = 8  # tokens between a figure and a name behind it


@dataclass(frozen=True, slots=True)
class Owner:
    """A name in its sentence, in token indices."""

    start: int
    end: int
    text: str
    role: Role
    begin: int  # offset in the body


def owners_of(
    tokens: Sequence[Token],
    names: Sequence[Name],
    earlier: Sequence[Sequence[Name]],
    quantities: Sequence[Quantity],
    language: str,
    lex: Lexicon,
) -> tuple[Owner, ...]:
    """All that may own a figure of the sentence, in order; ``earlier`` are the names of the sentences before, the
    nearest first."""
    starts = [token.start for token in tokens]
    taken = {index for quantity in quantities for index in range(quantity.start, quantity.end)}
    spots: list[tuple[int, int, str, bool]] = []  # the last: whether it is an organisation
    for name in names:
        first, last = bisect_left(starts, name.start), bisect_left(starts, name.end)
        text = name.text
        if first < last and first not in taken and len(text) > 1 and not any(char.isdigit() for char in text[:2]):
            while last - first > 1 and tokens[last - 1].text in ("s", "'", "’"):
                last -= 1
            if tokens[first].low == "the" and last - first > 1:
                first += 1
            last, text = _whole(last, text, tokens)
            taken.update(range(first, last))
            if not _compounded(first, last, tokens):
                spots.append((first, last, text, name.kind == "body"))
    index = 0
    while index < len(tokens):
        found = lex.owners.match(tokens, index) if index not in taken else None
        end = found[1] if found and tokens[index].text != "我" else index
        if end > index:
            taken.update(range(index, end))
            if not _compounded(index, end, tokens):
                spots.append((index, end, _printed(tokens[index:end]), False))
        else:
            standing = None if index in taken else _standing_for(index, tokens, earlier, lex)
            if standing:
                spots.append((index, *standing, False))
        index = max(index + 1, end)
    spots.sort()
    owners: list[Owner] = []
    for first, last, text, body in spots:
        role = role_of(first, last, tokens, language, lex)
        if role is Role.FORESEER and not body:
            role = Role.OWNER  # a country expects of itself
        if role is Role.PLACE:
            opening = _building(first, tokens, language)
            if opening is not None:  # "the solar plant in Gurun" is one owner
                first, text = opening, _printed(tokens[opening:first]) + " " + text
                role = role_of(first, last, tokens, language, lex)
                role = Role.OWNER if role is Role.OTHER else role
        elif owners and owners[-1].role is Role.PLACE and _within(owners[-1], first, last, tokens):
            role = Role.NONE
        elif owners and role is Role.OWNER and owners[-1].role > Role.OWNER and _coordinated(owners[-1], first, tokens):
            role = owners[-1].role
        owners.append(Owner(first, last, text, role, tokens[first].start))
    return tuple(owners)


def _compounded(first: int, last: int, tokens: Sequence[Token]) -> bool:
    """A people's name that a hyphen binds to another word says what kind a thing is, not whose: "a German-Malaysian
    venture". Names of two countries ("Malaysia-China trade") each own."""
    bound = (first > 1 and tokens[first - 1].text == "-" and tokens[first].glued) or (
        last < len(tokens) and tokens[last].text == "-" and tokens[last].glued
    )
    return bound and tokens[last - 1].low.endswith(_PEOPLES)


def _printed(tokens: Sequence[Token]) -> str:
    return "".join((" " if i and not token.glued else "") + token.text for i, token in enumerate(tokens))


def _coordinated(before: Owner, at: int, tokens: Sequence[Token]) -> bool:
    """ "with Guangxi and ASEAN": what is said of the first name is said of both."""
    gap = [token.low for token in tokens[before.end : at]]
    return gap in (["and"], [","], [",", "and"], ["dan"], ["and", "the"], ["和"], ["、"])


def _within(before: Owner, first: int, last: int, tokens: Sequence[Token]) -> bool:
    """ "in Kulim, Kedah": the second says where the first lies."""
    return [token.low for token in tokens[before.end : first]] == [","] and (
        last >= len(tokens) or tokens[last].low not in ("and", "dan", "&")
    )


def _whole(last: int, text: str, tokens: Sequence[Token]) -> tuple[int, str]:
    """A name with the word of a building behind it: "the Muara Baru port", "Gerik Suria solar plant"."""
    end = last
    while end < len(tokens) and end - last < 3 and tokens[end].word and not tokens[end].capital:
        end += 1
        if tokens[end - 1].low in BUILDINGS:
            return end, f"{text} {_printed(tokens[last:end])}"
        if tokens[end - 1].low in _NO_PART:
            break
    return last, text


def _building(at: int, tokens: Sequence[Token], language: str) -> int | None:
    """Where the noun phrase of a building begins behind which a place stands ("loji solar di", "the old port of")."""
    place = at - 1
    if place < 1 or tokens[place].low not in PLACES:
        return None
    first = place - 1
    if language in ("ms", "id"):
        while first > max(0, place - 4) and tokens[first].word and tokens[first].low not in BUILDINGS:
            first -= 1
        return first if tokens[first].low in BUILDINGS else None
    if tokens[first].low not in BUILDINGS:
        return None
    while first and place - first < 4 and tokens[first - 1].word and tokens[first - 1].low not in _NO_PART:
        first -= 1
    return first if first and tokens[first - 1].low == "the" else None


def _standing_for(
    at: int, tokens: Sequence[Token], earlier: Sequence[Sequence[Name]], lex: Lexicon
) -> tuple[int, str] | None:
    """The name that "the country", "syarikat itu" or 该公司 stands for: the first of its kind in the nearest earlier
    sentence that has one. The index is the one behind the phrase."""
    word, kind, end = tokens[at].low, None, at + 1
    if at and tokens[at - 1].low in DETERMINERS:
        kind = _GENERIC.get(word)
        if kind and at + 1 < len(tokens) and tokens[at + 1].word and tokens[at + 1].low in _GENERIC:
            kind = None  # "the country club", "the state government": another thing
    elif word == "negara" or (at + 1 < len(tokens) and tokens[at + 1].low in _AFTER):
        kind = _GENERIC.get(word)
    elif tokens[at].text in "该我本" and at + 1 < len(tokens):
        for form, name in _HANZI_GENERIC.items():
            if "".join(token.text for token in tokens[at + 1 : at + 1 + len(form)]) == form:
                kind, end = name, at + 1 + len(form)
    elif word in PRONOUNS:
        kind = "any"
    if kind is None:
        return None
    for sentence in earlier:
        for other in sentence:
            if kind in ("any", _kind(other, lex)):
                return end, other.text
    return None


def _kind(name: Name, lex: Lexicon) -> str:
    tokens = tokenise(name.text)
    found = lex.owners.match(tokens, 0)
    return "country" if found and found[1] == len(tokens) else name.kind


def owner_of(
    at: int,
    quantities: Sequence[Quantity],
    tokens: Sequence[Token],
    owners: Sequence[Owner],
    phrases: Phrases,
) -> str | None:
    """Whose the figure is: a name of the subject of its verb; else the nearest name of its clause by what it does
    there; a name right behind it ("RM5 billion of investment in Perak"); a name of an earlier clause."""
    quantity = quantities[at]
    begin = max(0, quantity.start - _BEFORE)
    low = bisect_left(owners, begin, key=lambda owner: owner.start)
    high = bisect_left(owners, quantity.end + _BEHIND * 4, lo=low, key=lambda owner: owner.start)
    owners = owners[low:high]
    usable = [owner for owner in owners if owner.role < Role.FORESEER]
    if not usable:
        return _own_forecast(quantity, tokens, owners)
    subject = _of_subject(quantity, tokens, usable, phrases)
    if subject:
        return subject.text
    floor = next((i for i in range(quantity.start - 1, begin - 1, -1) if tokens[i].low in _BOUNDARIES), -1)
    clause = [owner for owner in usable if floor < owner.start < quantity.start]
    sure = [owner for owner in clause if owner.role is Role.OWNER]
    if sure:
        return sure[-1].text
    behind = _behind(at, quantities, tokens, usable)
    if behind:
        return behind.text
    forecast = _own_forecast(quantity, tokens, owners)
    if forecast:
        return forecast
    for group in (clause, [owner for owner in usable if owner.start < quantity.start]):
        if group:
            best = min(owner.role for owner in group)
            return [owner for owner in group if owner.role == best][-1].text
    later = next((owner for owner in usable if owner.start > quantity.end and owner.role is Role.OWNER), None)
    if later is None:
        return None
    cataphor = any(token.low in PRONOUNS for token in tokens[begin : quantity.start])
    return later.text if cataphor or tokens[later.start - 1].low in _WHEN else None


def respective_owner(
    run: int, length: int, quantity: Quantity, tokens: Sequence[Token], owners: Sequence[Owner]
) -> str | None:
    """The ``run``-th of as many coordinated names before the figures ("Seri Bunga and Alor Kaca had 12.4 and 10.9
    per cent respectively"); None where they are not as many."""
    high = bisect_left(owners, quantity.start, key=lambda owner: owner.start)
    before = owners[max(0, high - _LISTED) : high]
    chain = list(before[-1:])
    while len(chain) < len(before) and _coordinated(before[-len(chain) - 1], chain[0].start, tokens):
        chain.insert(0, before[-len(chain) - 1])
    return chain[run].text if length == len(chain) > 1 else None


def _own_forecast(quantity: Quantity, tokens: Sequence[Token], owners: Sequence[Owner]) -> str | None:
    """ "Singapore expects its growth": who foresees is the owner where it speaks of its own."""
    for owner in reversed(owners):
        if owner.role is Role.FORESEER and owner.end < quantity.start:
            own = any(token.low in PRONOUNS for token in tokens[owner.end : quantity.start])
            return owner.text if own else None
    return None


def _of_subject(quantity: Quantity, tokens: Sequence[Token], owners: Sequence[Owner], phrases: Phrases) -> Owner | None:
    """The name in the subject of the verb that governs the figure, by the parse; None where there is no parse."""
    if not phrases.chunks:
        return None
    token = token_at(phrases, tokens[quantity.end - 1].end - 1)
    subject = subject_of(token) if token is not None else None
    if subject is None:
        return None
    left, right = subject.left_edge.idx, subject.right_edge.idx + len(subject.right_edge.text)
    if left <= tokens[quantity.start].start < right:
        return None
    inside = [owner for owner in owners if left <= owner.begin < right]
    if not inside:
        return None
    best = min(owner.role for owner in inside)
    return [owner for owner in inside if owner.role == best][-1]


def _behind(at: int, quantities: Sequence[Quantity], tokens: Sequence[Token], owners: Sequence[Owner]) -> Owner | None:
    quantity = quantities[at]
    limit = quantities[at + 1].start if at + 1 < len(quantities) else len(tokens)
    for owner in owners:
        if owner.start < quantity.end:
            continue
        gap = tokens[quantity.end : owner.start]
        if owner.start >= limit or len(gap) > _BEHIND or any(token.low in (",", "，", *_BOUNDARIES) for token in gap):
            return None
        if any(token.low in OF or token.low in PLACES or token.low in SOURCES for token in gap):
            return owner
        return None
    return None
