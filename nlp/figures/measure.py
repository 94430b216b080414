"""Says what a figure measures: a short noun phrase of the text, and one of a closed set of concepts.

Knows spaCy's parse where there is one, and for Malay, Indonesian and Chinese the words that stand between what is
measured and its number. Must not know values. What the text does not name stays None.
"""

from __future__ import annotations

import itertools
import re
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from nlp.figures.lexicon import Lexicon
from nlp.figures.quantities import Quantity
from nlp.figures.tokens import Token, tokenise
from nlp.reading import Reading

_CHANGE_NOUNS = frozenset(
    "rise increase growth gain jump surge expansion decline drop decrease fall reduction contraction dip slump hike cut uptick climb improvement discount".split()
)
_BOUND_NOUNS = frozenset(
    {"up", "maximum", "minimum", "total", "excess", "average", "sum", "figure", "record", "high", "low"}
)
_EMPTY = frozenset(
    "it this that they he she which who we i total figure amount value number some all there year percent cent one".split()
)
_VERB_NOUNS = {
    "invest": "investment", "export": "exports", "import": "imports", "spend": "spending", "allocate": "allocation", "raise": "funding",
    "cost": "cost", "earn": "earnings", "grow": "growth", "borrow": "borrowing", "donate": "donation", "fund": "funding", "pay": "payment",
}  # fmt: skip
_PREPOSITIONS = frozenset({"of", "in", "for", "from", "on", "between", "with"})
#: Entities that have figures but are none of the things that figures measure.
_NO_MEASURE = frozenset({"PERSON", "GPE", "NORP", "DATE", "TIME", "CARDINAL"})
_LONGEST = 9
#: Malay and Indonesian words between what is measured and its number.
_LINKS = frozenset(
    """bernilai berjumlah sebanyak sebesar seluas ialah adalah mencecah mencapai meningkat naik turun menurun susut merosot jatuh tumbuh
    kepada daripada dijangka melepasi menjadi lebih hampir kira-kira sekitar pada berada iaitu yakni menguncup dianggarkan dicatat
    mencatatkan mencatat merekodkan bertambah berkurang berkapasiti kapasiti dengan telah akan juga masing masing-masing antara disasarkan
    diperkirakan ditargetkan diunjurkan ditambah dikurangkan""".split()
)
_BREAKS = frozenset(
    {
        ",",
        ".",
        ";",
        "(",
        ")",
        '"',
        "“",
        "”",
        ":",
        "yang",
        "bahawa",
        "bahwa",
        "kata",
        "berkata",
        "dan",
        "manakala",
        "oleh",
        "kerana",
        "karena",
        "untuk",
        "bagi",
        "ia",
        "berbanding",
        "berjaya",
        "setiap",
        "tersebut",
        "mengatasi",
        "menambah",
        "menjana",
        "mencipta",
    }
)
_AFTER = frozenset(
    "di ke pada dari dengan dalam menjelang tahun akan telah setiap sehari setahun mendaftar terlibat menerima selepas sebelum sejak".split()
)
_HANZI_LINK = re.compile(
    r"(?:同比|环比|分别|总额|总值)?(?:大幅)?(?:增长|下降|上升|上涨|下跌|减少|增加|达到|达|约为|约|为|是|至|到|超过|逾|近|占|创造|募集了|募集|投资了)?$"
)
_NUMERAL = re.compile(
    r"^(?:(?:[\d.,½¼¾]+|million|billion|thousand|trillion|mil|bil|mn|bn|k|juta|hundred|dozen|to|and|a|an|half|or|one|two|three|four|five|six|seven"
    r"|eight|nine|ten|eleven|twelve|twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety|between|–|—)(?:[\s-]+|$))+",
    re.IGNORECASE,
)
_HANZI_RUN = re.compile(r"[\u3400-\u9fff]{1,14}$")


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


def _token_at(phrases: Phrases, offset: int) -> Any | None:
    index = bisect_right(phrases.offsets, offset) - 1
    return phrases.doc[index] if 0 <= index < len(phrases.offsets) else None


def _clean(text: str, lex: Lexicon) -> str | None:
    """A phrase without its determiner, numbers and currency; None where nothing of substance is left."""
    words = text.split()
    while words and words[0].lower().strip("\"'“‘") in (
        "the",
        "a",
        "an",
        "its",
        "their",
        "his",
        "her",
        "our",
        "this",
        "that",
        "these",
        "those",
        "some",
        "about",
        "also",
    ):
        words.pop(0)
    if (
        not words
        or any(char.isdigit() for char in words[0])
        or (words[-1].lower().strip("\"'”’") in _EMPTY
        and len(words) == 1)
    ):
        return None
    phrase = " ".join(words[:_LONGEST]).strip(" ,.;:\"'“”‘’()")
    return phrase if len(phrase) > 2 or (phrase.isupper() and len(phrase) == 2) else None


def _chunk_of(phrases: Phrases, token: Any) -> tuple[int, int, int] | None:
    index = bisect_right(phrases.starts, token.idx) - 1
    if index >= 0:
        chunk = phrases.chunks[index]
        if chunk[0] <= token.idx < chunk[1]:
            return chunk
    return None


def _phrase(
    phrases: Phrases,
    token: Any,
    text: str,
    lex: Lexicon,
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
        after = _token_at(phrases, end + 1)
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
                and not (without and follow[0] < without[1] and without[0] < follow[1])
            ):
                end = follow[1]
    return _clean(text[start:end], lex)


def _subject(token: Any) -> Any | None:
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


def _english(quantity: Quantity, span: tuple[int, int], text: str, phrases: Phrases, lex: Lexicon) -> str | None:
    last = _token_at(phrases, span[1] - 1)
    if last is None:
        return None
    if quantity.kind == "count" and quantity.rule != "elided" and last.pos_ in ("NOUN", "PROPN"):
        return _count(quantity, span, text, phrases, lex, last)
    if quantity.kind == "duration":
        found = _predicate(span, text, phrases, lex, last)
        if found:
            return found
    first = _token_at(phrases, span[0])
    attributive = first is not None and first.i > 0 and phrases.doc[first.i - 1].tag_ in ("DT", "PRP$", "POS")
    if attributive:
        found = _attributed(last, text, phrases, lex)
        if found:
            return found
    if text[span[1] : span[1] + 2].strip() == "(":
        # "809.4 hectares (2,000 acres) of land": the conversion stands between.
        closing = text.find(")", span[1], span[1] + 60)
        follow_at = _token_at(phrases, closing) if closing > 0 else None
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
        found = (
            _phrase(phrases, follow, text, lex)
            if follow.ent_type_ not in ("DATE", "TIME") and not follow.like_num
            else None
        )
        if found and (after.lower_ != "in" or follow.ent_type_ not in ("GPE", "LOC")):
            return found
    chunk = _chunk_of(phrases, last)
    if chunk and chunk[1] > span[1]:
        root = phrases.doc[chunk[2]]
        if root.lower_ not in _CHANGE_NOUNS:
            return _phrase(phrases, root, text, lex, without=span)
        change = _of_change(root, text, phrases, lex)
        if change:
            return change
    return _governor(quantity, span, text, phrases, lex, last)


def _attributed(last: Any, text: str, phrases: Phrases, lex: Lexicon) -> str | None:
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
    if head is None or head.lemma_.lower() in _CHANGE_NOUNS:
        return None
    return _clean(text[last.idx + len(last.text) : head.idx + len(head.text)].lstrip("-"), lex)


def _predicate(span: tuple[int, int], text: str, phrases: Phrases, lex: Lexicon, last: Any) -> str | None:
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
            found = _phrase(phrases, child, text, lex, without=span)
            if found:
                return found
    return None


def _count(
    quantity: Quantity, span: tuple[int, int], text: str, phrases: Phrases, lex: Lexicon, last: Any
) -> str | None:
    chunk = _chunk_of(phrases, last)
    if chunk is None:
        return None
    before = _token_at(phrases, span[0] - 1) if span[0] else None
    if (
        before is not None
        and before.lower_ == "of"
        and before.head.lemma_.lower() in ("capacity", "output", "production", "workforce", "fleet", "capacity")
    ):
        return _phrase(phrases, before.head, text, lex, without=span)
    printed = _NUMERAL.sub("", text[span[0] : span[1]])
    printed = re.sub(r" (?:per|a|each|every) (?:week|day|month|year|hour|annum|quarter)$", "", printed)
    end = chunk[1] if chunk[1] > span[1] else span[1]
    phrase = printed + text[span[1] : end]
    after = _token_at(phrases, end + 1)
    if after is not None and after.idx - end == 1 and after.lower_ in _PREPOSITIONS and after.i + 1 < len(phrases.doc):
        follow = _chunk_of(phrases, phrases.doc[after.i + 1])
        if follow and not any(char.isdigit() for char in text[follow[0] : follow[1]]):
            phrase = phrase + text[end : follow[1]]
    return _clean(phrase, lex)


def _of_change(noun: Any, text: str, phrases: Phrases, lex: Lexicon) -> str | None:
    """ "a 5 per cent rise in exports": exports; else the subject of the clause that the noun stands in."""
    for count, child in enumerate(noun.rights):
        if count > 6:
            break
        if child.dep_ == "prep" and child.lower_ in ("in", "of"):
            for target in child.rights:
                if target.ent_type_ not in ("DATE", "TIME", "GPE", "PERCENT", "MONEY") and not target.like_num:
                    return _phrase(phrases, target, text, lex)
    subject = _subject(noun)
    return _phrase(phrases, subject, text, lex) if subject is not None else None


def _governor(
    quantity: Quantity, span: tuple[int, int], text: str, phrases: Phrases, lex: Lexicon, last: Any
) -> str | None:
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
            if governor.lower_ in _CHANGE_NOUNS or governor.lemma_.lower() in _CHANGE_NOUNS:
                found = _of_change(governor, text, phrases, lex)
                if found:
                    return found
            else:
                found = (
                    _phrase(phrases, governor, text, lex, without=span) if governor.lower_ not in _BOUND_NOUNS else None
                )
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
                    and child.lower_ not in _EMPTY
                ):
                    found = _phrase(phrases, child, text, lex, without=span)
                    if found and child.lemma_ not in _CHANGE_NOUNS:
                        return found
        noun = _VERB_NOUNS.get(verb.lemma_.lower())
        if noun and verb.lemma_.lower() not in ("grow", "cost"):
            return noun
    subject = _subject(head)
    if (subject is not None and subject.idx < span[0]) or (subject is not None and subject.idx > span[1]):
        found = _phrase(phrases, subject, text, lex, without=span)
        if found:
            return found
    return _nearest(span, text, phrases, lex)


def _nearest(span: tuple[int, int], text: str, phrases: Phrases, lex: Lexicon) -> str | None:
    index = bisect_left(phrases.starts, span[0]) - 1
    for at in range(index, max(-1, index - 5), -1):
        root = phrases.doc[phrases.chunks[at][2]]
        if span[0] - phrases.chunks[at][1] > 160 or "\n" in text[phrases.chunks[at][1] : span[0]]:
            break
        if (
            root.pos_ == "NOUN"
            and root.ent_type_ not in ("DATE", "TIME", "MONEY", "PERCENT", "CARDINAL")
            and root.lemma_ not in _CHANGE_NOUNS
        ):
            found = _phrase(phrases, root, text, lex, without=span)
            if found:
                return found
    return None


def _count_malay(quantity: Quantity, tokens: Sequence[Token], text: str) -> str | None:
    end = quantity.end
    while (
        end < len(tokens)
        and end - quantity.end < 3
        and tokens[end].word
        and tokens[end].low not in _BREAKS | _LINKS
        and not tokens[end].capital
        and tokens[end].low not in _AFTER
    ):
        end += 1
    start = quantity.end - 1
    while start > quantity.number.end and tokens[start - 1].word:
        start -= 1
    return text[tokens[start].start : tokens[end - 1].end] if start >= quantity.number.end else quantity.unit


def _malay(quantity: Quantity, tokens: Sequence[Token], text: str, floor: int) -> str | None:
    """The run of words before the link word ("pelaburan asing bernilai RM5 juta"), or behind "daripada"."""
    if (
        quantity.kind == "percent"
        and quantity.end + 1 < len(tokens)
        and tokens[quantity.end].low in ("daripada", "dari", "dalam")
    ):
        last = quantity.end + 1
        while last < len(tokens) and last - quantity.end <= 5 and tokens[last].word and tokens[last].low not in _BREAKS:
            last += 1
        if last > quantity.end + 1:
            return text[tokens[quantity.end + 1].start : tokens[last - 1].end]
    if quantity.kind == "count" and quantity.unit and quantity.rule != "elided":
        return _count_malay(quantity, tokens, text)
    end = quantity.start
    while end > floor and (tokens[end - 1].low in _LINKS or not tokens[end - 1].word) and quantity.start - end < 8:
        end -= 1
    start = end
    while (
        start > floor
        and end - start < 5
        and tokens[start - 1].word
        and tokens[start - 1].low not in _BREAKS
        and tokens[start - 1].low not in _LINKS
    ):
        start -= 1
    while (
        start < end
        and tokens[start].low in ("pada", "di", "dalam", "untuk", "bagi", "jumlah", "nilai")
        and end - start > 2
    ):
        start += 1
    return text[tokens[start].start : tokens[end - 1].end] if start < end else None


def _hanzi(quantity: Quantity, tokens: Sequence[Token], text: str) -> str | None:
    left = text[max(0, tokens[quantity.start].start - 24) : tokens[quantity.start].start]
    left = _HANZI_LINK.sub("", left.rstrip("，,、 "))
    found = _HANZI_RUN.search(left)
    return found.group() if found else (quantity.unit if quantity.kind == "count" else None)


def measures_of(
    quantity: Quantity, tokens: Sequence[Token], text: str, floor: int, language: str, phrases: Phrases, lex: Lexicon
) -> str | None:
    """``floor``: token index behind the figure before, or where the sentence begins; ``text`` is the whole body."""
    if language == "zh":
        return _hanzi(quantity, tokens, text)
    if language == "en" and phrases.chunks:
        span = (tokens[quantity.start].start, tokens[quantity.end - 1].end)
        return _english(quantity, span, text, phrases, lex)
    found = _malay(quantity, tokens, text, floor)
    return found if found or floor == 0 else _malay(quantity, tokens, text, 0)


def respective(
    quantity: Quantity,
    first: Quantity,
    run: int,
    tokens: Sequence[Token],
    reading: Reading,
    phrases: Phrases,
    lex: Lexicon,
) -> str | None:
    """The ``run``-th of the things that a "respectively" list names, where the subject is such a list; else None."""
    if phrases.chunks:
        token = _token_at(phrases, tokens[first.end - 1].end - 1)
        subject = _subject(token) if token is not None else None
        if subject is None:
            return None
        things = [subject]
        while len(things) < 8:
            follow = next(
                (
                    child
                    for child in itertools.islice(things[-1].rights, 12)
                    if child.dep_ == "conj" and child.pos_ in ("NOUN", "PROPN")
                ),
                None,
            )
            if follow is None:
                break
            things.append(follow)
        return _phrase(phrases, things[run], reading.text, lex) if len(things) > 1 and run < len(things) else None
    end = next((i for i in range(max(0, first.start - 12), first.start) if tokens[i].low == "masing"), None)
    if not end or end < 3 or tokens[end - 2].low not in ("dan", "serta"):
        return None
    names = [tokens[end - 1], tokens[end - 3]]
    at = end - 4
    while at > 0 and tokens[at].low == "," and len(names) < 8:
        names.append(tokens[at - 1])
        at -= 2
    names.reverse()
    return names[run].text if run < len(names) else None


def concept_of(quantity: Quantity, measures: str | None, near: str, lex: Lexicon) -> str:
    """The first concept with a word in ``measures``, then in the unit, then in the words near the figure; else other."""
    if quantity.kind == "duration" or quantity.kind == "age":
        return "duration"
    if quantity.kind == "power":
        return "capacity"
    if quantity.kind == "energy":
        return "energy"
    for where in (measures, quantity.unit if quantity.kind == "count" else None, near):
        if not where:
            continue
        tokens = tokenise(where)
        ranks = [found[0] for index in range(len(tokens)) if (found := lex.concepts.match(tokens, index))]
        if ranks:
            return min(ranks)[1]
    return {"area": "area", "percent": "share"}.get(quantity.kind, "other")
