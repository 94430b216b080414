"""What an English figure measures by the words beside it: the noun before its verb, the noun behind "of".

Knows noun chunks, parts of speech and the order of words, which hold where the parse of a long sentence does not; must
not know values. Where the words beside a figure name nothing, None: the parse is asked (nlp.figures.governor_en).
"""

from __future__ import annotations

from bisect import bisect_right
from itertools import islice
from typing import Any

from nlp.figures.parse_en import NO_MEASURE, Phrases, chunk_of, dated, phrase
from nlp.figures.wording import (
    BOUND_NOUNS,
    CHANGE_NOUNS,
    DIMENSIONS,
    MEASURING,
    SHARING,
    SPENDING,
    YARDSTICKS,
    clean,
    is_amount,
    is_time,
)

#: A bound of the work for one figure; in measures_gold 4 read as many as 20.
_REACH = 14
_RELATIVE_PRONOUNS = frozenset({"which", "that", "who"})
_OPENING = frozenset({"(", "(-", "(+", "-", "+"})
_TO = frozenset({"in", "on", "into", "for", "towards", "toward", "to", "through", "via"})
_REMAINING = frozenset({"remaining", "rest", "another", "while", "further"})
_BECOMING = frozenset({"be", "come", "go"})
_WHO = frozenset({"GPE", "ORG", "PERSON", "NORP"})
_EACH = frozenset({"a", "an", "per", "each", "every", "apiece"})
_PLACES = frozenset({"GPE", "LOC", "DATE", "TIME"})
#: Prepositions that tie a noun to the figure before them.
_TIES = frozenset({"of", "in", "on", "for", "per", "to", "with", "at", "over"})
_FINITE = frozenset({"VBD", "VBZ", "VBP", "MD"})
_PASSING = frozenset({"ADV", "AUX", "PART", "ADP", "SCONJ", "ADJ", "VERB", "DET", "CCONJ"})


def before(text: str, phrases: Phrases, first: Any, floor: int) -> str | None:
    """The noun phrase before the figure from which only verbs of measure, prepositions and adverbs part it.

    ``first``: the first token of the figure; nothing before the offset ``floor`` is read.
    """
    doc = phrases.doc
    floor = max(floor, phrases.floor)
    at, comma, led = first.i - 1, False, False
    for _ in range(_REACH):
        if at < 0 or doc[at].idx < floor:
            return None
        token = doc[at]
        chunk = _ending(phrases, token)
        if chunk is None:
            if token.is_space or chunk_of(phrases, token) is not None:
                return None
            if token.text == ",":
                if comma or at == first.i - 1 or _finite_verb(doc[at + 1]):
                    return None  # behind an aside, the verb has its noun further left
                comma = True
            elif token.text in _OPENING and at == first.i - 1:
                pass  # "property (-11.1 per cent), plantations (-5.6 per cent)"
            elif token.pos_ == "VERB" and token.lemma_.lower() not in MEASURING:
                if not led:
                    return None  # "collected RM5 million" says nothing of what; "were bought at RM5" does
            elif token.pos_ not in _PASSING and not token.lower_.endswith("ing"):  # "amounting", often tagged a noun
                return None
            led = led or (token.pos_ == "ADP" and token.lower_ != "of") or token.lower_ == "to"
            at -= 1
        elif _between(phrases, chunk):
            at = _index(phrases, chunk[0]) - 1
            comma = comma and doc[chunk[2]].lower_ not in _RELATIVE_PRONOUNS
        elif (pronoun := _pronoun_before(phrases, chunk)) is not None and pronoun.idx > floor:
            at, comma = pronoun.i - 1, False  # "a levy that the Treasury expects to yield RM2 billion"
        else:
            return _whole(text, phrases, chunk, floor, tight=token.i == first.i - 2 and doc[first.i - 1].lower_ == "of")
    return None


def _pronoun_before(phrases: Phrases, chunk: tuple[int, int, int]) -> Any | None:
    """The relative pronoun whose clause has ``chunk`` as its subject: who does something, not what is measured."""
    opening = _index(phrases, chunk[0])
    if opening < 2 or phrases.doc[opening - 1].tag_ != "WDT":
        return None
    return phrases.doc[opening - 1] if phrases.doc[opening - 2].pos_ != "ADP" else None  # "under which exports grew"


def _finite_verb(token: Any) -> bool:
    return token.tag_ in _FINITE or (token.pos_ == "VERB" and any(c.dep_ == "nsubj" for c in islice(token.lefts, 12)))


def _ending(phrases: Phrases, token: Any) -> tuple[int, int, int] | None:
    """The noun chunk whose last token is ``token``."""
    chunk = chunk_of(phrases, token)
    return chunk if chunk is not None and chunk[1] == token.idx + len(token.text) else None


def _between(phrases: Phrases, chunk: tuple[int, int, int]) -> bool:
    """Whether the chunk may stand between a figure and its noun: a time, a place, "a total", "in value", "which"."""
    root = phrases.doc[chunk[2]]
    opening = _index(phrases, chunk[0])
    behind = phrases.doc[opening - 1] if opening else None
    led = behind is not None and behind.pos_ == "ADP"
    inner = led and opening > 1 and _ending(phrases, phrases.doc[opening - 2]) is not None
    return bool(
        root.lower_ in _RELATIVE_PRONOUNS
        or is_time(root)
        or root.lemma_.lower() in BOUND_NOUNS
        or (led and root.lemma_.lower() in DIMENSIONS)
        or (led and not inner and root.ent_type_ in _PLACES)  # "fell in Johor to"
        or (root.pos_ == "PRON" and root.dep_ == "expl")
    )


def _whole(text: str, phrases: Phrases, chunk: tuple[int, int, int], floor: int, *, tight: bool) -> str | None:
    """The phrase that ends with ``chunk``, with the nouns before its prepositions: "trade between A and B".

    ``tight``: the figure is behind its "of", so that it is of the last noun that can have one.
    """
    doc = phrases.doc
    end = chunk[1]
    extended = False
    for _ in range(4):
        opening = _index(phrases, chunk[0])
        while opening > 2 and doc[opening - 1].pos_ == doc[opening - 2].pos_ == "ADP":
            opening -= 1  # "from across the border"
        link = doc[opening - 1] if opening > 1 and doc[opening - 1].idx >= floor else None
        if link is None or link.pos_ not in ("ADP", "CCONJ"):
            break
        if link.lower_ == "by" and opening > 2 and doc[opening - 2].tag_ in ("VBN", "VBD"):
            told = _ending(phrases, doc[opening - 3])
            if told is not None and told[0] >= floor and not is_time(doc[told[2]]) and not _amount(doc, told):
                return clean(text[told[0] : chunk[1]])  # "losses reported by firms (as a result of theft)"
        outer = _ending(phrases, doc[opening - 2])
        if outer is None or outer[0] < floor or is_time(doc[outer[2]]) or _amount(doc, outer):
            if link.lower_ in _TIES and link.idx - floor <= 1 and not extended:
                return None  # "a levy of 2 per cent on goods would bring": the noun is of the figure before
            break
        if link.pos_ == "CCONJ" and not _joined(phrases, outer, floor):
            break
        if tight and link.lower_ not in ("of", "per") and doc[chunk[2]].ent_type_ not in NO_MEASURE:
            break
        chunk, extended = outer, True
    root = doc[chunk[2]]
    if root.lemma_.lower() in CHANGE_NOUNS or _amount(doc, chunk):
        return None
    if not extended and (root.pos_ == "PRON" or root.ent_type_ in NO_MEASURE):
        return None
    return clean(_finite(text[chunk[0] : end], chunk, floor))


def _finite(printed: str, chunk: tuple[int, int, int], floor: int) -> str:
    """A past tense right behind a figure is no adjective: "exports of RM9 billion outpaced imports of RM8 billion"."""
    word, _, rest = printed.partition(" ")
    return rest if rest and 0 <= chunk[0] - floor <= 1 and word.endswith("ed") else printed


def _index(phrases: Phrases, offset: int) -> int:
    return bisect_right(phrases.offsets, offset) - 1


def _amount(doc: Any, chunk: tuple[int, int, int]) -> bool:
    """Whether the chunk is an amount; "the ringgit" is a thing that has a rate."""
    root = doc[chunk[2]]
    currency = root.i > 0 and doc[root.i - 1].lower_ == "the" and root.lemma_.lower() not in ("cent", "percent", "sen")
    return bool(root.like_num or (is_amount(root) and not currency))


def _joined(phrases: Phrases, outer: tuple[int, int, int], floor: int) -> bool:
    """Whether "A and B" is one phrase: behind a preposition ("between A and B"), or with nothing before it."""
    opening = _index(phrases, outer[0])
    if not opening or phrases.doc[opening].idx <= floor:
        return True
    return bool(phrases.doc[opening - 1].pos_ == "ADP")


def behind(span: tuple[int, int], text: str, phrases: Phrases, last: Any, kind: str, first: Any) -> str | None:
    """The noun phrase that the figure opens: "of X", "worth of X", "in X", and the purpose of what is spent."""
    doc = phrases.doc
    last = _past_conversion(span, text, phrases, last)
    at = last.i + 1
    if at + 1 < len(doc) and doc[at].lower_ in _EACH and doc[at + 1].pos_ in ("NOUN", "PROPN"):
        at += 2  # "RM3 a litre"
    if at + 1 >= len(doc):
        return None
    after = doc[at]
    if after.lower_ in ("of", "in", "worth"):
        worth = after.lower_ == "worth" and doc[at + 1].lower_ == "of" and at + 2 < len(doc)
        follow = doc[at + 2] if worth else doc[at + 1]
        if kind == "percent" and after.lower_ == "of" and _predicated(first, phrases):
            return None
        found = None if dated(phrases, follow) else _with_conjunct(phrases, follow, text)
        if found and kind == "percent" and found.lower().endswith(YARDSTICKS):
            return None
        if found and found.lower().split()[0] not in DIMENSIONS and (after.lower_ != "in" or follow.ent_type_ != "GPE"):
            return found
    return _purpose(phrases, text, at, first) if kind in ("money", "area") else None


def ahead(text: str, phrases: Phrases, first: Any, last: Any) -> str | None:
    """What a figure that is a subject is said to be: "RM3 billion was foreign investment", "came from X"."""
    doc = phrases.doc
    leading = doc[first.i - 1] if first.i else None
    opens = leading is None or leading.pos_ in ("PUNCT", "CCONJ", "SPACE", "SCONJ") or leading.lower_ in _REMAINING
    at = last.i + 1
    if not opens or at + 2 >= len(doc):
        return None
    if doc[at].lower_ in ("to", "for") and leading is not None and leading.text != "(":
        pass  # "RM2 billion was allocated to schools, RM1 billion to clinics"
    elif doc[at].lemma_.lower() not in _BECOMING:
        return None
    elif doc[at + 1].lower_ in ("from", "to", "for", "in"):
        at += 1
    elif doc[at].lemma_.lower() != "be":
        return None
    follow = doc[at + 1]
    chunk = chunk_of(phrases, follow)
    if chunk is None or chunk[0] != follow.idx or doc[chunk[2]].ent_type_ in _WHO or dated(phrases, follow):
        return None
    return phrase(phrases, follow, text)


def _past_conversion(span: tuple[int, int], text: str, phrases: Phrases, last: Any) -> Any:
    """ "809.4 hectares (2,000 acres) of land": the last token of the conversion that stands between."""
    if text[span[1] : span[1] + 2].strip() != "(":
        return last
    closing = text.find(")", span[1], span[1] + 60)
    if closing < 0:
        return last
    index = _index(phrases, closing)
    following = phrases.doc[index + 1].lower_ if index + 1 < len(phrases.doc) else ""
    return phrases.doc[index] if following in ("of", "in") else last


def _with_conjunct(phrases: Phrases, token: Any, text: str) -> str | None:
    """The phrase of ``token``, to the end of "sales and service tax"."""
    found = phrase(phrases, token, text)
    chunk = chunk_of(phrases, token)
    if found is None or chunk is None or text[chunk[1] : chunk[1] + 5] != " and ":
        return found
    other = chunk_of(phrases, phrases.doc[_index(phrases, chunk[1] + 5)])
    if other is None or other[0] != chunk[1] + 5 or phrases.doc[other[2]].head.i != chunk[2]:
        return found
    return clean(text[chunk[0] : other[1]])


def _predicated(first: Any, phrases: Phrases) -> bool:
    """Whether "N per cent of the total" says something of a subject ("accounted for", "is", "makes up"), so that the
    whole is not what is measured."""
    doc = phrases.doc
    for at in range(first.i - 1, max(-1, first.i - 7), -1):
        token = doc[at]
        if token.pos_ in ("VERB", "AUX"):
            return token.lemma_.lower() in SHARING
        if token.pos_ in ("NOUN", "PROPN", "PRON", "PUNCT") and token.lower_ not in ("equivalent", "equal"):
            return token.lower_ in _RELATIVE_PRONOUNS
        if token.lower_ in ("equivalent", "equal"):
            return True
    return False


def _purpose(phrases: Phrases, text: str, at: int, first: Any) -> str | None:
    """ "spend RM5 million on X", "RM5 million was invested in X", "set aside 620 hectares for X"."""
    doc = phrases.doc
    spent = any(doc[i].lemma_.lower() in SPENDING for i in range(max(0, first.i - 5), first.i))
    while at < len(doc) and at - first.i < 12 and doc[at].pos_ in ("AUX", "ADV", "VERB") and doc[at].pos_ != "PUNCT":
        spent = spent or doc[at].lemma_.lower() in SPENDING
        at += 1
    if not spent or at + 1 >= len(doc) or doc[at].lower_ not in _TO:
        return None
    follow = doc[at + 1]
    chunk = chunk_of(phrases, follow)
    if chunk is None:
        return follow.text if follow.tag_ in ("VBG", "NN", "NNS") else None  # "on cooling"
    if is_time(doc[chunk[2]]) or doc[chunk[2]].ent_type_ in _WHO or follow.like_num:
        return None
    return phrase(phrases, follow, text)
