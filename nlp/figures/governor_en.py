"""The noun that governs an English figure in spaCy's parse: before "of" and "at", the object, the subject of the verb.

Knows the tree; must not know values. Asked where the words beside the figure say nothing (nlp.figures.beside_en).
"""

from __future__ import annotations

from bisect import bisect_left
from typing import Any

from nlp.figures.parse_en import Phrases, phrase, subject_of
from nlp.figures.wording import BOUND_NOUNS, CHANGE_NOUNS, EMPTY, SENTENCE_END, is_amount, is_time

#: Verbs that say of an amount what it is; their subject is who pays or gets it.
_VERB_NOUNS = {
    "invest": "investment", "export": "exports", "import": "imports", "spend": "spending", "allocate": "allocation",
    "raise": "funding", "earn": "earnings", "borrow": "borrowing", "donate": "donation", "fund": "funding",
    "pay": "payment",
}  # fmt: skip


def predicate(span: tuple[int, int], text: str, phrases: Phrases, last: Any) -> str | None:
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


def of_change(noun: Any, text: str, phrases: Phrases) -> str | None:
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


def governor(span: tuple[int, int], text: str, phrases: Phrases, last: Any) -> str | None:
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
                found = of_change(governor, text, phrases)
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
