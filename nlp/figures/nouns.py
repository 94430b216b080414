"""Finds the noun that a bare number counts: by tags where the text has them, else by the words that may not be one.

Knows nouns, classifiers and where a noun phrase ends; must not know whether the count is of interest. The unit is
the noun in the singular, with one name for a thing that has several ("peluang pekerjaan" and "job opportunities" are "job").
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

from nlp.figures.lexicon import Lexicon
from nlp.figures.quantities import Quantity, rate
from nlp.figures.tokens import Token

#: A noun phrase behind a number is shorter than this in 99 of 100 cases of the marked news sentences.
_LONGEST = 7
_MODIFIERS = frozenset({"ADJ", "NOUN", "PROPN", "NUM"})
_STREAKS = frozenset({"straight", "consecutive", "successive", "berturut"})
_NOT_NOUNS = frozenset(
    """per percent cent more less other others total year-on-year yoy y-o-y half quarter today yesterday tomorrow
    a.m p.m am pm hours""".split()
)
_IRREGULAR = {"people": "person", "children": "child", "men": "man", "women": "woman", "feet": "foot"}


@dataclass(frozen=True, slots=True)
class Tags:
    """spaCy's view of tokens: part of speech, fine tag and lemma by the character where its token begins."""

    by_offset: dict[int, Any]
    tagged: bool

    def of(self, token: Token) -> Any | None:
        return self.by_offset.get(token.start)


def tags_of(doc: Any) -> Tags:
    """Index of ``doc`` by character offset; empty where the doc has no tags."""
    if not len(doc) or not doc.has_annotation("TAG"):
        return Tags({}, False)
    return Tags({token.idx: token for token in doc}, True)


def count_noun(
    quantity: Quantity, tokens: Sequence[Token], blocked: Sequence[str], language: str, lex: Lexicon, tags: Tags
) -> Quantity | None:
    """``quantity`` with the noun it counts and the span grown over it; None where no noun follows it."""
    at = quantity.end + 1 if quantity.hyphen else quantity.end
    if (
        at >= len(tokens)
        or blocked[at]
        or (tokens[at].glued and tokens[at].word and not quantity.hyphen and not quantity.scaled)
    ):
        return None
    if quantity.hyphen:
        # "a 3,088-vote majority", "a 500-room hotel": the noun is the one behind the hyphen.
        known = lex.nouns.match(tokens, at)
        return replace(
            quantity,
            end=at + 1,
            unit=known[0] if known and known[1] == at + 1 else singular(tokens[at].low),
            rule="noun",
        )
    if tokens[at].cjk:
        found = _hanzi_noun(tokens, at, lex)
    elif language == "en" and tags.tagged:
        found = _english_noun(tokens, at, blocked, tags, lex)
    elif language in ("ms", "id"):
        found = _malay_noun(tokens, at, blocked, lex)
    else:
        known = lex.nouns.match(tokens, at)
        found = (known[0], known[1]) if known else None
    if not found:
        return None
    noun, end = found
    noun, end = rate(tokens, noun, end)
    return replace(quantity, end=end, unit=noun, rule="noun")


def streak(quantity: Quantity, tokens: Sequence[Token], lex: Lexicon) -> Quantity | None:
    """ "16 straight years", "16 tahun berturut-turut": a duration with its adjective inside."""
    end = quantity.end
    if (
        quantity.unit is None
        and end + 1 < len(tokens)
        and tokens[end].low in _STREAKS | {"long", "full", "whole", "working", "calendar"}
    ):
        unit = lex.units.match(tokens, end + 1)
        if unit and unit[0].kind == "duration":
            rule = "streak" if tokens[end].low in _STREAKS else "unit"
            return replace(quantity, end=unit[1], unit=unit[0].name, kind="duration", rule=rule)
    if quantity.kind == "duration" and end < len(tokens) and tokens[end].low in _STREAKS:
        return replace(quantity, rule="streak")
    return None


def singular(word: str, lemma: str | None = None) -> str:
    """The singular of an English noun; ``lemma`` is the tagger's."""
    low = word.lower()
    if low in _IRREGULAR:
        return _IRREGULAR[low]
    if lemma and lemma != "-PRON-" and lemma.lower() != low:
        return lemma if word[:1].isupper() else lemma.lower()
    if low.endswith("ies") and len(low) > 4:
        return word[:-3] + "y"
    if low.endswith(("sses", "shes", "ches", "xes")):
        return word[:-2]
    if low.endswith("s") and not low.endswith(("ss", "us", "is")) and len(low) > 3:
        return word[:-1]
    return word


def _english_noun(
    tokens: Sequence[Token], at: int, blocked: Sequence[str], tags: Tags, lex: Lexicon
) -> tuple[str, int] | None:
    nouns: list[int] = []
    index = at
    while index < len(tokens) and index - at < _LONGEST and not blocked[index]:
        token = tokens[index]
        tag = tags.of(token)
        if token.text in "-‑" and token.glued:
            index += 1
            continue
        if tag is None or (token.low in _NOT_NOUNS and not (token.low in ("more", "other", "total") and not nouns)):
            break
        if token.low in ("of", "'", "’"):
            break
        plural = tag.tag_ in ("NNS", "NNPS")
        if tag.pos_ in ("NOUN", "PROPN"):
            if (
                nouns
                and tag.pos_ == "PROPN"
                and tokens[nouns[-1]].low == tokens[nouns[-1]].text
                and not tokens[index - 1].text == "-"
            ):
                break
            if nouns and tags.of(tokens[nouns[-1]]).tag_ in ("NNS", "NNPS") and not plural:
                break
            if token.low in ("one", "ones"):
                break
            nouns.append(index)
        elif nouns or not (
            tag.pos_ in _MODIFIERS or (tag.tag_ in ("VBN", "VBG", "JJR", "JJ", "RB", "VBD") and index + 1 < len(tokens))
        ) or (
            tag.tag_ == "RB"
            and tag.pos_ == "ADV"
            and token.low not in ("newly", "fully", "highly", "mostly", "largely", "locally")
        ) or tag.pos_ == "NUM":
            break
        index += 1
    if not nouns:
        known = lex.nouns.match(tokens, at)
        return (known[0], known[1]) if known else None
    # The words of the head's compound: "job opportunities", "data centres"; adjectives stay out of the unit.
    head = nouns[-1]
    compound = [head]
    while compound[0] - 1 in nouns:
        compound.insert(0, compound[0] - 1)
    for first in compound:
        known = lex.nouns.match(tokens, first)
        if known and known[1] == head + 1:
            return known[0], head + 1
    tag = tags.of(tokens[head])
    words = [
        tokens[i].low if tokens[i].text.islower() or len(tokens[i].text) > 4 else tokens[i].text for i in compound[:-1]
    ]
    last = singular(tokens[head].text, tag.lemma_ if tag is not None else None)
    name = " ".join([*words[-2:], last])
    return lex.noun_names.get(name.lower(), lex.noun_names.get(last.lower(), name) if not words else name), head + 1


def _malay_noun(tokens: Sequence[Token], at: int, blocked: Sequence[str], lex: Lexicon) -> tuple[str, int] | None:
    index = at
    classifier = None
    if tokens[index].low in lex.words["classifiers"]:
        known = lex.nouns.match(tokens, index)
        if known and known[1] > index + 1:
            return known
        classifier, index = tokens[index].low, index + 1
    if index < len(tokens) and not blocked[index] and tokens[index].word:
        known = lex.nouns.match(tokens, index)
        if known:
            return known
        token = tokens[index]
        if token.low not in lex.words["function"] and not token.capital and len(token.text) > 2 and not token.glued:
            return token.low, index + 1
    if classifier == "orang":
        return "person", at + 1
    return ("unit", at + 1) if classifier == "unit" else None


def _hanzi_noun(tokens: Sequence[Token], at: int, lex: Lexicon) -> tuple[str, int] | None:
    """The first known noun within four characters, behind an optional classifier."""
    index = at
    if tokens[index].text in ("多", "余"):
        index += 1
    if index < len(tokens) and tokens[index].text in lex.words["classifiers"]:
        index += 1
    for first in range(index, min(index + 5, len(tokens))):
        if not tokens[first].cjk:
            break
        known = lex.nouns.match(tokens, first)
        if known and not (known[0] == "person" and first > index):
            return known
    return None


def elided(
    quantities: list[Quantity],
    at: int,
    tokens: Sequence[Token],
    blocked: Sequence[str],
    language: str,
    lex: Lexicon,
    tags: Tags,
) -> Quantity | None:
    """A bare number that takes its noun from the sentence, where the structure shows it:

    "18,141 out of 20,360 voters", "the 1,802 or 75.5 per cent of the projects", "1,802 were accepted and 205 are",
    "the number of passengers fell from 109.4 million". None elsewhere.
    """
    quantity = quantities[at]
    following = [token.low for token in tokens[quantity.end : quantity.end + 2]]
    right = quantities[at + 1] if at + 1 < len(quantities) else None
    between = (
        [token.low for token in tokens[quantity.end : right.start]] if right and right.start - quantity.end < 6 else []
    )
    noun = None
    if following[:1] in (["of"], ["daripada"], ["dari"]):
        noun = _of_noun(quantity.end + 1, tokens, blocked, language, lex, tags)
    elif right and between in (["or"], [",", "or"], ["("], ["atau"]) and right.kind == "percent":
        if right.end < len(tokens) and tokens[right.end].low in ("of", "daripada", "dari"):
            noun = _of_noun(right.end + 1, tokens, blocked, language, lex, tags)
    elif (
        right
        and between in (["out", "of"], ["out", "of", "the"], ["of", "the"], ["daripada"])
        and right.kind == "count"
    ):
        noun = right.unit
    if noun is None and (quantity.scaled or _stands_alone(quantity, tokens, tags)):
        noun = _number_of(quantity, tokens, blocked, language, lex, tags) or _earlier(quantities, at)
    return replace(quantity, unit=noun, elided=True, rule="elided") if noun else None


def _of_noun(
    at: int, tokens: Sequence[Token], blocked: Sequence[str], language: str, lex: Lexicon, tags: Tags
) -> str | None:
    while at < len(tokens) and tokens[at].low in ("the", "all", "these", "those", "its", "their", "total", "jumlah"):
        at += 1
    if at >= len(tokens) or blocked[at]:
        return None
    if language == "en" and tags.tagged:
        found = _english_noun(tokens, at, blocked, tags, lex)
        tag = tags.of(tokens[found[1] - 1]) if found else None
        return found[0] if found and tag is not None and tag.tag_ in ("NNS", "NNPS") else None
    found = _malay_noun(tokens, at, blocked, lex) if language in ("ms", "id") else None
    return found[0] if found else None


def _stands_alone(quantity: Quantity, tokens: Sequence[Token], tags: Tags) -> bool:
    """Whether a numeral is a whole noun phrase: subject of a verb, or object of "to", "from", "at", "below"."""
    if quantity.number.word or not (quantity.value and quantity.value > Decimal(10)):
        return False
    if quantity.end < len(tokens):
        tag = tags.of(tokens[quantity.end])
        if tag is not None and tag.pos_ in ("AUX", "VERB") and tag.tag_ in ("VBD", "VBZ", "VBP", "MD", "VBN"):
            return True
    before = tokens[quantity.start - 1].low if quantity.start else ""
    return quantity.number.comma and before in (
        "to",
        "from",
        "at",
        "below",
        "above",
        "reached",
        "hit",
        "kepada",
        "daripada",
        "mencecah",
        "totalled",
        "was",
        "is",
    )


def _number_of(
    quantity: Quantity, tokens: Sequence[Token], blocked: Sequence[str], language: str, lex: Lexicon, tags: Tags
) -> str | None:
    """The noun of "the number of passengers" or "bilangan penumpang" within thirty tokens before the number."""
    for index in range(quantity.start - 2, max(-1, quantity.start - 30), -1):
        word, following = tokens[index].low, tokens[index + 1].low
        if word in ("number", "total", "tally") and following == "of":
            return _of_noun(index + 2, tokens, blocked, language, lex, tags)
        if word in ("bilangan", "jumlah"):
            found = _malay_noun(tokens, index + 1, blocked, lex) if not blocked[index + 1] else None
            return found[0] if found else None
    return None


def _earlier(quantities: list[Quantity], at: int) -> str | None:
    """The noun of the nearest count before, which may itself have been taken over."""
    for index in range(at - 1, max(-1, at - 5), -1):
        other = quantities[index]
        if other.kind == "count" and other.unit:
            return other.unit
    return None
