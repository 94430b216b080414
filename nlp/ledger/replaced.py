"""Figures of which a text itself says that another one holds: "RM1.25 billion and not RM1.2 billion".

Pure. In one text by its very words; in texts before it where the same amount was printed of the same named thing. What
somebody demands, plans or compares replaces nothing: a missed one is better than a right figure called wrong.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from itertools import pairwise

from nlp.ledger.names import owner_key, places_in
from nlp.ledger.words import content_of
from records.ledger import Dispute, Told

Place = tuple[str, int]  # article and start of a figure

_AND_NOT = re.compile(r"[\s,]*(?:(?:and|dan)\s+)?(?:not|bukan(?:nya|lah)?)\s+(?:at\s+|the\s+)?", re.IGNORECASE)
_NOT = re.compile(r"\b(?:not|bukan(?:nya|lah)?)\s+(?:at\s+|the\s+)?$", re.IGNORECASE)
_BUT = re.compile(r"[\s,]*(?:but|tetapi|sebaliknya)\s+(?:at\s+|the\s+|rather\s+)?", re.IGNORECASE)
_GIVEN_AS = re.compile(
    r"\b(?:stated|given|gave|printed|reported|put|quoted|listed|dinyatakan|diberikan|dilaporkan|disebut)\b.*"
    r"\b(?:as|at|sebagai)\s+$",
    re.IGNORECASE | re.DOTALL,
)
_THE_RIGHT = re.compile(
    r"\W*(?:the|its)\s+(?:correct|right|true|actual)\s+(?:amount|figure|number|value|sum|total|size)\s+(?:is|was)\s+"
    r"|\W*(?:jumlah|angka|nilai|saiz)(?:nya)?\s+(?:yang\s+)?(?:sebenar|betul|tepat)(?:nya)?\s+(?:ialah|adalah)\s+",
    re.IGNORECASE,
)
_DEMANDED = re.compile(
    r"\b(?:should(?! (?:have been|read))|must|ought|needs?|needed|wants?|wanted|demands?|demanded|instead"
    r"|sepatutnya|perlu|harus|wajib|mahu|menuntut)\b",
    re.IGNORECASE,
)
_PUBLIC = re.compile(
    r"\b(?:ministr|minister|department|agency|authority|bureau|government|kementerian|menteri|jabatan|kerajaan)",
    re.IGNORECASE,
)
_BETWEEN_SENTENCES = 3  # characters: white space


def replaced_within(figures: Sequence[Told]) -> list[Dispute]:
    """What one text says of itself or of others; ``figures`` of one article in reading order. Of each revision the
    figure that does not hold comes first."""
    found = []
    for one, other in pairwise(figures):
        pair = _wrong_and_right(one, other)
        if pair is not None:
            wrong, right = pair
            reason = f"the text says that it is {right.text} and not {wrong.text}"
            found.append(Dispute(kind="revision", one=wrong, other=right, reason=reason))
    return found


def replaced_before(said: Iterable[Dispute], figures: Iterable[Told]) -> list[Dispute]:
    """The reports seen before that printed the replaced figure of the same thing. ``said``: of ``replaced_within``;
    ``figures``: of all articles."""
    by_value: dict[tuple[object, object], list[Dispute]] = {}
    for each in said:
        by_value.setdefault((each.one.unit, each.one.value), []).append(each)
    found: dict[tuple[Place, Place], Dispute] = {}
    for told in figures if by_value else ():
        for each in by_value.get((told.unit, told.value), ()):
            if not may_be_replaced(told, each):
                continue
            right, things = each.other, _things(told)
            spoken_of = _things(each.other) | _things(each.one)  # both are of one thing, as the text says
            shared = [name for key, name in sorted(spoken_of.items()) if key in things]
            if shared:
                reason = f"a later text on {shared[0]} says that it is {right.text} and not {told.text}"
                pair = (told.article, told.start), (right.article, right.start)
                found.setdefault(pair, Dispute(kind="revision", one=told, other=right, reason=reason))
    return list(found.values())


def may_be_replaced(told: Told, said: Dispute) -> bool:
    """All of ``replaced_before`` but the names, so that no sentence of ``told`` is needed."""
    if told.article == said.other.article or told.order >= said.other.order or told.low or told.high:
        return False
    return (told.unit, told.value) == (said.one.unit, said.one.value) and bool(
        (_about(said.one) | _about(said.other)) & _about(told)
    )


def parted(disputes: Iterable[Dispute]) -> frozenset[frozenset[Place]]:
    """The pairs of figures that are no one claim, however near their values are."""
    return frozenset(frozenset(((d.one.article, d.one.start), (d.other.article, d.other.start))) for d in disputes)


def _wrong_and_right(one: Told, other: Told) -> tuple[Told, Told] | None:
    """The two figures in the order wrong, right, where the text says so; ``other`` is the next one behind ``one``."""
    if one.unit != other.unit or one.value is None or other.value is None or one.value == other.value:
        return None
    if one.low or one.high or other.low or other.high or (one.period and other.period and one.period != other.period):
        return None
    before = one.sentence[: one.at]
    if one.sentence == other.sentence and one.at < other.at:
        gap = one.sentence[one.at + len(one.text) : other.at]
        if _DEMANDED.search(one.sentence):
            return None
        if _AND_NOT.fullmatch(gap):
            return other, one
        return (one, other) if _NOT.search(before) and _BUT.fullmatch(gap) else None
    ended = one.start - one.at + len(one.sentence)
    follows = 0 <= other.start - other.at - ended <= _BETWEEN_SENTENCES
    right = _THE_RIGHT.fullmatch(other.sentence[: other.at])
    return (one, other) if follows and right and _GIVEN_AS.search(before) else None


def _things(told: Told) -> dict[str, str]:
    """Names that say of what a figure is, by key: no country or state, which has many, and nobody who speaks."""
    names = {*told.names, *(text.casefold().removeprefix("the ") for text in (told.owner, told.measures) if text)}
    return {
        owner_key(name): name
        for name in sorted(names)
        if not _PUBLIC.search(name) and not any(end - start >= len(name) - 1 for start, end, _ in places_in(name))
    }


def _about(told: Told) -> frozenset[str]:
    return content_of(told.measures or "") | ({told.concept} if told.concept not in (None, "other") else set())
