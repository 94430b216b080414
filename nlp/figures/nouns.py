"""Finds the noun that a bare number counts: by tags where the text has them, else by the words that may not be one.

Knows nouns, classifiers and where a noun phrase ends; must not know whether the count is of interest. The unit is
the noun in the singular, with one name for a thing that has several ("peluang pekerjaan" is "job").
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from nlp.figures.lexicon import Lexicon
from nlp.figures.quantities import Quantity, rate
from nlp.figures.tokens import Token

#: A noun phrase behind a number is shorter than this in 99 of 100 cases of the marked news sentences.
_LONGEST = 7
_PLURAL = frozenset({"NNS", "NNPS"})
_STREAKS = frozenset({"straight", "consecutive", "successive", "berturut"})
_NOT_NOUNS = frozenset(
    """per percent cent more less other others total year-on-year yoy y-o-y half quarter today yesterday tomorrow
    a.m p.m am pm hours threshold level mark barrier""".split()
)
_LETTERS = {"m": 10**6, "b": 10**9}
_RACES = frozenset({"hurdles", "races", "heats", "sprints", "finals"})
_IRREGULAR = {"people": "person", "children": "child", "men": "man", "women": "woman", "feet": "foot"}


@dataclass(frozen=True, slots=True)
class Tags:
    """spaCy's view of tokens: part of speech, fine tag and lemma by the character where its token begins."""

    doc: Any
    by_offset: dict[int, int]
    tagged: bool

    def of(self, token: Token) -> Any | None:
        index = self.by_offset.get(token.start)
        return None if index is None else self.doc[index]

    def is_common(self, token: Token) -> bool:
        """Whether the token is a common noun."""
        tag = self.of(token)
        return tag is not None and tag.pos_ == "NOUN"


def tags_of(doc: Any) -> Tags:
    """Index of ``doc`` by character offset; empty where the doc has no tags."""
    if not len(doc) or not doc.has_annotation("TAG"):
        return Tags(doc, {}, False)
    return Tags(doc, {offset: at for at, offset in enumerate(doc.to_array("IDX").tolist())}, True)


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
        found = english_noun(tokens, at, blocked, tags, lex)
    elif language in ("ms", "id"):
        found = malay_noun(tokens, at, blocked, lex)
    else:
        known = lex.nouns.match(tokens, at)
        found = (known[0], known[1]) if known else None
    if not found:
        return None
    noun, end = found
    noun, end = rate(tokens, noun, end)
    return replace(quantity, end=end, unit=noun, rule="noun")


def letter_magnitude(
    quantity: Quantity, tokens: Sequence[Token], blocked: Sequence[str], lex: Lexicon, tags: Tags
) -> Quantity:
    """ "16.8m passengers", "1.2b users": a letter is a magnitude before a plural noun, else a metre or a name."""
    end = quantity.number.end
    if quantity.unit not in (None, "m") or quantity.scaled or quantity.value is None or end + 1 >= len(tokens):
        return quantity
    letter, following = tokens[end], tokens[end + 1]
    factor = _LETTERS.get(letter.low)
    if factor is None or not letter.glued or not tokens[end - 1].digits or following.glued or blocked[end + 1]:
        return quantity
    tag = tags.of(following)
    plural = tag is not None and tag.tag_ == "NNS" and following.low not in _RACES
    if plural or lex.nouns.match(tokens, end + 1):
        return replace(
            quantity, end=end + 1, value=quantity.value * factor, unit=None, kind="count", scaled=True, rule="number"
        )
    return quantity


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


def english_noun(
    tokens: Sequence[Token], at: int, blocked: Sequence[str], tags: Tags, lex: Lexicon
) -> tuple[str, int] | None:
    nouns = _english_phrase(tokens, at, blocked, tags)
    if not nouns:
        known = lex.nouns.match(tokens, at)
        return (known[0], known[1]) if known else None
    head = nouns[-1]
    head_tag = tags.of(tokens[head])
    if head_tag is None or head_tag.tag_ == "NNP" or not tokens[head].word:
        return None  # "41 Borneo Mission (BEM) churches": the noun stands behind the name
    # The words of the head's compound ("job opportunities", "data centres"); adjectives and names stay out.
    compound = [head]
    while (
        compound[0] - 1 in nouns
        and tags.is_common(tokens[compound[0] - 1])
        and not (tokens[compound[0] - 1].glued and tokens[compound[0] - 2].text in "-‑")  # "full-time staff"
    ):
        compound.insert(0, compound[0] - 1)
    for first in compound:
        known = lex.nouns.match(tokens, first)
        if known and known[1] == head + 1:
            return known[0], head + 1
    words = [
        tokens[i].low if tokens[i].text.islower() or len(tokens[i].text) > 4 else tokens[i].text for i in compound[:-1]
    ]
    last = singular(tokens[head].text, head_tag.lemma_)
    name = " ".join([*words[-2:], last])
    # A thing that has a name of its own keeps it whatever stands before: "construction jobs" are jobs.
    return lex.noun_names.get(name.lower()) or lex.noun_names.get(last.lower(), name), head + 1


def _english_phrase(tokens: Sequence[Token], at: int, blocked: Sequence[str], tags: Tags) -> list[int]:
    """Indices of the nouns of the phrase that begins at ``at``; the last one is its head."""
    nouns: list[int] = []
    for index in range(at, min(at + _LONGEST, len(tokens))):
        token, tag = tokens[index], tags.of(tokens[index])
        if blocked[index]:
            break
        if token.glued and (token.text in "-‑" or (tag is None and nouns)):
            continue  # a hyphen, or the rest of a token that spaCy did not cut ("Covid-19")
        if tag is None or token.low in ("of", "'", "’", "one", "ones"):
            break
        if token.low in _NOT_NOUNS and (nouns or token.low not in ("more", "other", "total")):
            break
        if tag.pos_ in ("NOUN", "PROPN"):
            if nouns and _begins_another(tokens, index, nouns[-1], tags):
                break
            nouns.append(index)
        elif nouns or not _modifies(token, tag):
            break
    return nouns


def _begins_another(tokens: Sequence[Token], index: int, last: int, tags: Tags) -> bool:
    """Whether the noun at ``index`` is of the next phrase: a name behind a common noun, a singular behind a plural."""
    tag, last_tag = tags.of(tokens[index]), tags.of(tokens[last])
    if tag is None or last_tag is None:
        return True
    if tag.pos_ == "PROPN" and not tokens[last].capital and tokens[index - 1].text != "-":
        return True
    return last_tag.tag_ in _PLURAL and tag.tag_ not in _PLURAL


def _modifies(token: Token, tag: Any) -> bool:
    """Whether a word may stand between a number and its noun: "registered", "more", "newly", not "were"."""
    if tag.pos_ == "ADV":
        return token.low in ("newly", "fully", "highly", "mostly", "largely", "locally", "more")
    return tag.pos_ == "ADJ" or tag.tag_ in ("VBN", "VBG", "JJ", "JJR") or (tag.tag_ == "VBD" and tag.pos_ == "VERB")


def malay_noun(tokens: Sequence[Token], at: int, blocked: Sequence[str], lex: Lexicon) -> tuple[str, int] | None:
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
