"""Noun phrases that figures measure, in English text with spaCy's parse.

Knows the parse and the words of change; must not know values. Every walk along the parse has a bound, so that the work
for one figure does not grow with the text.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from dataclasses import dataclass
from typing import Any

from nlp.figures.quantities import Quantity
from nlp.figures.wording import (
    BOUND_NOUNS,
    CHANGE_NOUNS,
    EMPTY,
    NUMERAL,
    SENTENCE_END,
    YARDSTICKS,
    clean,
    is_amount,
    is_time,
)

_VERB_NOUNS = {
    "invest": "investment", "export": "exports", "import": "imports", "spend": "spending", "allocate": "allocation",
    "raise": "funding", "earn": "earnings", "borrow": "borrowing", "donate": "donation", "fund": "funding",
    "pay": "payment",
}  # fmt: skip
_PREPOSITIONS = frozenset({"of", "in", "for", "from", "on", "between", "with"})
#: Entities that have figures but are none of the things that figures measure.
_NO_MEASURE = frozenset({"PERSON", "GPE", "NORP"})


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
    offsets = tuple(token.idx for token in doc)
    if not len(doc) or doc.lang_ != "en" or not doc.has_annotation("DEP"):
        return Phrases(doc, (), (), offsets, floor)
    chunks = tuple((chunk.start_char, chunk.end_char, chunk.root.i) for chunk in doc.noun_chunks)
    return Phrases(doc, tuple(chunk[0] for chunk in chunks), chunks, offsets, floor)


def token_at(phrases: Phrases, offset: int) -> Any | None:
    index = bisect_right(phrases.offsets, offset) - 1
    return phrases.doc[index] if 0 <= index < len(phrases.offsets) else None


def _dated(phrases: Phrases, token: Any) -> bool:
    """Whether the noun chunk that ``token`` opens is a date ("the first half", "June last year")."""
    chunk = _chunk_of(phrases, token)
    return is_time(token) or (chunk is not None and is_time(phrases.doc[chunk[2]]))


def _chunk_of(phrases: Phrases, token: Any) -> tuple[int, int, int] | None:
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
    chunk = _chunk_of(phrases, token)
    if chunk is None or chunk[0] < phrases.floor:
        return None
    start, end, root = chunk
    if (
        phrases.doc[root].ent_type_ in _NO_MEASURE
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
            and after.lower_ in _PREPOSITIONS
            and after.i + 1 < len(phrases.doc)
            and after.idx - end <= 1
        ):
            follow = _chunk_of(phrases, phrases.doc[after.i + 1])
            if (
                follow
                and not any(char.isdigit() for char in text[follow[0] : follow[1]])
                and not is_time(phrases.doc[follow[2]])
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


def english(quantity: Quantity, span: tuple[int, int], text: str, phrases: Phrases) -> str | None:
    last = token_at(phrases, span[1] - 1)
    if last is None:
        return None
    if quantity.kind == "count" and quantity.rule != "elided" and last.pos_ in ("NOUN", "PROPN"):
        return _count(span, text, phrases, last)
    if quantity.kind == "duration":
        found = _predicate(span, text, phrases, last)
        if found:
            return found
    first = token_at(phrases, span[0])
    attributive = first is not None and first.i > 0 and phrases.doc[first.i - 1].tag_ in ("DT", "PRP$", "POS")
    if attributive:
        found = _attributed(last, text, phrases)
        if found:
            return found
    if text[span[1] : span[1] + 2].strip() == "(":
        # "809.4 hectares (2,000 acres) of land": the conversion stands between.
        closing = text.find(")", span[1], span[1] + 60)
        follow_at = token_at(phrases, closing) if closing > 0 else None
        if (
            follow_at is not None
            and follow_at.i + 1 < len(phrases.doc)
            and phrases.doc[follow_at.i + 1].lower_ in ("of", "in")
        ):
            last = follow_at
    after = phrases.doc[last.i + 1] if last.i + 1 < len(phrases.doc) else None
    if after is not None and after.lower_ in ("of", "in", "worth") and after.i + 1 < len(phrases.doc):
        follow = phrases.doc[after.i + 1]
        if follow.lower_ == "of" and follow.i + 1 < len(phrases.doc):
            follow = phrases.doc[follow.i + 1]
        found = phrase(phrases, follow, text) if not _dated(phrases, follow) and not follow.like_num else None
        yardstick = quantity.kind == "percent" and found is not None and found.lower().endswith(YARDSTICKS)
        if found and not yardstick and (after.lower_ != "in" or follow.ent_type_ != "GPE"):
            return found
    chunk = _chunk_of(phrases, last)
    if chunk and chunk[1] > span[1]:
        root = phrases.doc[chunk[2]]
        if root.lower_ not in CHANGE_NOUNS:
            return phrase(phrases, root, text, without=span)
        change = _of_change(root, text, phrases)
        if change:
            return change
    return _governor(span, text, phrases, last)


def _attributed(last: Any, text: str, phrases: Phrases) -> str | None:
    """The noun phrase that an attributive figure opens ("the RM144.7 billion approved digital investments")."""
    head = None
    at = last.i + 1
    while at < len(phrases.doc) and at - last.i <= 7:
        token = phrases.doc[at]
        if token.tag_ not in ("JJ", "VBN", "NN", "NNS", "NNP", "NNPS", "HYPH", "VBG", "VBD"):
            break
        if token.pos_ in ("NOUN", "PROPN"):
            head = token
        at += 1
    if head is None or head.lemma_.lower() in CHANGE_NOUNS:
        return None
    return clean(text[last.idx + len(last.text) : head.idx + len(head.text)].lstrip("-"))


def _predicate(span: tuple[int, int], text: str, phrases: Phrases, last: Any) -> str | None:
    """What went on for the time: the attribute or object of the verb that the duration modifies."""
    verb = last
    for _ in range(6):
        if verb.pos_ in ("VERB", "AUX") or verb.head is verb:
            break
        verb = verb.head
    for count, child in enumerate(verb.rights):
        if count > 12:
            break
        if child.dep_ in ("attr", "dobj") and not span[0] <= child.idx < span[1]:
            found = phrase(phrases, child, text, without=span)
            if found:
                return found
    return None


def _count(span: tuple[int, int], text: str, phrases: Phrases, last: Any) -> str | None:
    chunk = _chunk_of(phrases, last)
    if chunk is None:
        return None
    before = token_at(phrases, span[0] - 1) if span[0] else None
    if (
        before is not None
        and before.lower_ == "of"
        and before.head.lemma_.lower() in ("capacity", "output", "production", "workforce", "fleet")
    ):
        return phrase(phrases, before.head, text, without=span)
    printed = NUMERAL.sub("", text[span[0] : span[1]])
    printed = re.sub(r" (?:per|a|each|every) (?:week|day|month|year|hour|annum|quarter)$", "", printed)
    end = chunk[1] if chunk[1] > span[1] else span[1]
    measured = printed + text[span[1] : end]
    after = token_at(phrases, end + 1)
    if after is not None and after.idx - end == 1 and after.lower_ in _PREPOSITIONS and after.i + 1 < len(phrases.doc):
        follow = _chunk_of(phrases, phrases.doc[after.i + 1])
        dated = follow is not None and is_time(phrases.doc[follow[2]])
        if follow and not dated and not any(char.isdigit() for char in text[follow[0] : follow[1]]):
            measured = measured + text[end : follow[1]]
    return clean(measured)


def _of_change(noun: Any, text: str, phrases: Phrases) -> str | None:
    """ "a 5 per cent rise in exports": exports; else the subject of the clause that the noun stands in."""
    for count, child in enumerate(noun.rights):
        if count > 6:
            break
        if child.dep_ == "prep" and child.lower_ in ("in", "of"):
            for target in child.rights:
                if target.ent_type_ != "GPE" and not is_time(target) and not is_amount(target):
                    return phrase(phrases, target, text)
    subject = subject_of(noun)
    return phrase(phrases, subject, text) if subject is not None else None


def _governor(span: tuple[int, int], text: str, phrases: Phrases, last: Any) -> str | None:
    """The noun before "of" or "at", the object before "by" and "to", the subject of the verb."""
    head = last
    steps = 0
    while (
        head.idx >= span[0]
        and head.head is not head
        and head.head.idx >= span[0]
        and head.head.idx < span[1]
        and steps < 12
    ):
        head, steps = head.head, steps + 1
    parent = head.head
    if head.dep_ in ("pobj", "npadvmod", "nummod", "pcomp") and parent.pos_ == "ADP":
        governor = parent.head
        if governor.pos_ in ("NOUN", "PROPN") and governor.idx < span[0]:
            if governor.lower_ in CHANGE_NOUNS or governor.lemma_.lower() in CHANGE_NOUNS:
                found = _of_change(governor, text, phrases)
                if found:
                    return found
            else:
                found = phrase(phrases, governor, text, without=span) if governor.lower_ not in BOUND_NOUNS else None
                if found:
                    return found
    verb: Any | None = head
    for _ in range(6):
        if verb is None or verb.pos_ in ("VERB", "AUX") or verb.head is verb:
            break
        verb = verb.head
    if verb is not None and verb.pos_ in ("VERB", "AUX"):
        if parent.pos_ == "ADP" or head.dep_ in ("npadvmod", "advmod", "prep"):
            for count, child in enumerate(verb.rights):
                if count > 12:
                    break
                if (
                    child.dep_ == "dobj"
                    and child.idx < span[0]
                    and not child.like_num
                    and not any(c.isdigit() for c in child.text)
                    and child.lower_ not in EMPTY
                ):
                    found = phrase(phrases, child, text, without=span)
                    if found and child.lemma_ not in CHANGE_NOUNS:
                        return found
        noun = _VERB_NOUNS.get(verb.lemma_.lower())
        if noun:
            return noun
    subject = subject_of(head)
    if (subject is not None and subject.idx < span[0]) or (subject is not None and subject.idx > span[1]):
        found = phrase(phrases, subject, text, without=span)
        if found:
            return found
    return _nearest(span, text, phrases)


def _nearest(span: tuple[int, int], text: str, phrases: Phrases) -> str | None:
    index = bisect_left(phrases.starts, span[0]) - 1
    for at in range(index, max(-1, index - 5), -1):
        root = phrases.doc[phrases.chunks[at][2]]
        between = text[phrases.chunks[at][1] : span[0]]
        if len(between) > 160 or SENTENCE_END.search(between):
            break
        if root.pos_ == "NOUN" and not is_time(root) and not is_amount(root) and root.lemma_ not in CHANGE_NOUNS:
            found = phrase(phrases, root, text, without=span)
            if found:
                return found
    return None
