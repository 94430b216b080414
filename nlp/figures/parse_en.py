"""Noun chunks of English text by offset, and the phrase of the text that a token stands in.

Knows spaCy's parse; must not know figures. Every walk along the parse has a bound, so that the work for one figure does
not grow with the text.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from nlp.figures.wording import clean, is_amount, is_time

PREPOSITIONS = frozenset({"of", "in", "for", "from", "on", "between", "with"})
#: Entities that have figures but are none of the things that figures measure.
_NOUNS = ("NOUN", "PROPN", "PRON")
_ROLES = ("oprd", "nsubj", "dobj", "nsubjpass", "pcomp", "pobj", "dative", "appos", "attr", "ROOT")
NO_MEASURE = frozenset({"PERSON", "GPE", "NORP"})


@dataclass(frozen=True, slots=True)
class Phrases:
    """Noun chunks of the whole text as character spans, and the doc's tokens by offset."""

    doc: Any
    starts: tuple[int, ...]
    chunks: tuple[tuple[int, int, int], ...]  # start, end, index of the root token
    offsets: tuple[int, ...]
    floor: int  # nothing before it is a measure: the dateline


def phrases_of(doc: Any, floor: int) -> Phrases:
    """Empty where the doc has no parse."""
    if not len(doc):
        return Phrases(doc, (), (), (), floor)
    offsets = tuple(doc.to_array("IDX").tolist())
    if doc.lang_ != "en" or not doc.has_annotation("DEP"):
        return Phrases(doc, (), (), offsets, floor)
    chunks = tuple(_chunks(doc, offsets))
    return Phrases(doc, tuple(chunk[0] for chunk in chunks), chunks, offsets, floor)


def _chunks(doc: Any, offsets: Sequence[int]) -> Iterator[tuple[int, int, int]]:
    """spaCy's noun chunks of English, over its columns: a Token for every word takes more than twice as long."""
    pos, dep, steps, lengths = doc.to_array(["POS", "DEP", "HEAD", "LENGTH"]).T.tolist()
    strings = doc.vocab.strings
    nouns, roles = {strings[name] for name in _NOUNS}, {strings[name] for name in _ROLES}
    conj = strings["conj"]
    heads = [at + (step if step < 1 << 31 else step - (1 << 64)) for at, step in enumerate(steps)]
    opening = list(range(len(heads)))  # the first child before each token, else the token
    for at in range(len(heads) - 1, -1, -1):
        if heads[at] > at:
            opening[heads[at]] = at
    ended = -1
    for at, tag in enumerate(pos):
        if tag not in nouns:
            continue
        first = at
        while opening[first] != first:
            first = opening[first]
        if first <= ended:
            continue
        head = at
        while dep[head] == conj and heads[head] < head:
            head = heads[head]
        if dep[head] in roles:
            ended = at
            yield offsets[first], offsets[at] + lengths[at], at


def token_at(phrases: Phrases, offset: int) -> Any | None:
    index = bisect_right(phrases.offsets, offset) - 1
    return phrases.doc[index] if 0 <= index < len(phrases.offsets) else None


def dated(phrases: Phrases, token: Any) -> bool:
    """Whether the noun chunk that ``token`` opens is a date ("the first half", "June last year")."""
    chunk = chunk_of(phrases, token)
    return is_time(token) or (chunk is not None and is_time(phrases.doc[chunk[2]]))


def chunk_of(phrases: Phrases, token: Any) -> tuple[int, int, int] | None:
    index = bisect_right(phrases.starts, token.idx) - 1
    if index >= 0:
        chunk = phrases.chunks[index]
        if chunk[0] <= token.idx < chunk[1]:
            return chunk
    return None


def phrase(
    phrases: Phrases,
    token: Any,
    text: str,
    *,
    without: tuple[int, int] | None = None,
    extend: bool = True,
) -> str | None:
    """The noun chunk of ``token`` with the prepositional phrase behind it, without the figure at ``without``."""
    chunk = chunk_of(phrases, token)
    if chunk is None or chunk[0] < phrases.floor:
        return None
    start, end, root = chunk
    if (
        phrases.doc[root].ent_type_ in NO_MEASURE
        or is_time(phrases.doc[root])
        or is_amount(phrases.doc[root])
        or phrases.doc[root].pos_ == "PRON"
        or phrases.doc[root].lower_ in ("which", "that", "who")
    ):
        return None
    if without and start < without[1] and without[0] < end:
        if without[1] < end:
            start = without[1]
        else:
            end = without[0]
    if extend and end < len(text):
        after = token_at(phrases, end + 1)
        if (
            after is not None
            and after.idx >= end
            and after.lower_ in PREPOSITIONS
            and after.i + 1 < len(phrases.doc)
            and after.idx - end <= 1
        ):
            follow = chunk_of(phrases, phrases.doc[after.i + 1])
            if (
                follow
                and not any(char.isdigit() for char in text[follow[0] : follow[1]])
                and not is_time(phrases.doc[follow[2]])
                and phrases.doc[follow[2]].pos_ != "PRON"  # "sales tax on them"
                and not (without and follow[0] < without[1] and without[0] < follow[1])
            ):
                end = follow[1]
    return clean(text[start:end])


def subject_of(token: Any) -> Any | None:
    """The subject of the verb that governs ``token``, at most eight steps up."""
    head = token
    for _ in range(8):
        if head.pos_ in ("VERB", "AUX"):
            for count, child in enumerate(head.lefts):
                if count > 20:
                    break
                if (
                    child.dep_ in ("nsubj", "nsubjpass", "csubj")
                    and child.pos_ != "PRON"
                    and child.lower_ not in ("which", "that", "who")
                ):
                    return child
            if head.dep_ in ("acl", "relcl") and head.head.pos_ in ("NOUN", "PROPN"):
                return head.head
        if head.head is head:
            return None
        head = head.head
    return None
