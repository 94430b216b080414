"""Whether a seat of government stands for the government: "Putrajaya will table the bill".

Knows what governments do and what is done to them; must not know how names are found.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Any

from nlp.alternatives import one_of
from nlp.places.gazetteer import Place, folded, names, words
from nlp.places.scan import Match
from nlp.reading import Reading
from records import Sentence

_CHINESE_ACTS = re.compile(
    r"(?:当局|方面|政府)?(?:已|则|也|再次|昨日|今日|随后)?(?:表示|宣布|要求|呼吁|指出|强调|警告|批评|反对|认为|回应|承诺|同意"
    r"|拒绝|决定|希望|敦促|谴责|否认|抗议|声称|重申|批准)"
)
# What is done with, by or against a government, right before its seat is named.
_DEALINGS = re.compile(
    r"(?:\b(?:talks|ties|relations|negotiations?|negotiate\w*|agreements?|deals?|disputes?"
    r"|discussions?|diplomacy|friendship|pact|row|tensions?|protests?|complaints?|alliance|standoff)"
    r" (?:\w+ )?(?:with|between)(?: (?:the )?\w+(?: \w+)? and)?|\b(?:imposed|announced|approved|adopted|backed"
    r"|funded|proposed|rejected|taken|claimed) by|according to"
    r"|\bpressure (?:on|from)|\bsanctions (?:on|against)|\b(?:approval|permission|assurances?|instructions?|directives?"
    r"|guarantees?|criticism|condemnation|allocations?|funds) from"
    r"|\b(?:appeal|letter|proposal|protest|debts?|petition|plea) to"
    r"|\b(?:spokes(?:man|woman|person)|spokespersons?|envoys?|diplomats?) (?:for|of)"
    r"|\bthe (?:government|regime|authorities|junta|leadership) in) $"
)
_DEALINGS_MS = re.compile(
    r"\b(?:menurut|mengikut|dakwa|(?:hubungan|rundingan|perjanjian|pertikaian) dengan"
    r"|(?:tekanan|kelulusan|jaminan) (?:daripada|dari)|(?:tekanan|sekatan) (?:ke atas|terhadap)) $"
)
_POSSESSIVE = re.compile(
    r"['’]s? [‘“\"']?(?:(?:own|new|latest|continued|growing|tough|hardline|proposed|long-standing) )?(\w+)"
)
_WORD_BEFORE = re.compile(r"([^\W\d_][\w'’.&-]*) $")
_NEXT = re.compile(r" ([^\W\d_][\w'’.&-]*)")


@lru_cache(maxsize=1)
def _seats() -> re.Pattern[str]:
    seats = {name.spelling for name in names() for code in name.codes if code.lower() in words("seat_of_government")}
    return re.compile(one_of(map(folded, seats)))


def names_seat(sentence: str) -> bool:
    """Whether a seat of government may be named: where not, no place of the sentence can stand for one."""
    return _seats().search(folded(sentence)) is not None


def is_metonym(reading: Reading, sentence: Sentence, match: Match, place: Place) -> bool:
    """Whether the name, a seat of government of models/places.toml, stands for that government here."""
    if place.code.lower() not in words("seat_of_government"):
        return False
    text = reading.text
    rest = text[match.end : sentence.end]
    if match.name.chinese:
        return bool(_CHINESE_ACTS.match(rest))
    lead = folded(text[max(sentence.start, match.start - 60) : match.start])
    found = _WORD_BEFORE.search(lead)
    before = found.group(1) if found else ""
    if before in words("talks_with") and re.match(r" (?:and \w+ )?(?:to|for|over|that|supaya|agar|of|kerana)\b", rest):
        return True
    if _DEALINGS.search(lead) or _DEALINGS_MS.search(lead):
        return True
    if before in words("locative"):
        return False
    if re.match(r"-(?:backed|led|friendly|appointed)\b", rest):
        return True
    possessive = _POSSESSIVE.match(rest)
    if possessive:
        return folded(possessive.group(1)) in words("government_noun")
    if before == "kata":
        return True
    if reading.language != "en":
        follower = _NEXT.match(rest)
        opens = not before or before in words("clause_ms")
        return bool(opens and follower and folded(follower.group(1)) in words("acts_ms"))
    return _acts(reading, match)


def _acts(reading: Reading, match: Match) -> bool:
    """Whether the place is what only people and governments are, by spaCy's parse: the subject of a verb of theirs,
    the agent of one in the passive, or said to be an ally, a creditor and the like."""
    span = reading.doc.char_span(match.start, match.end, alignment_mode="expand")
    if span is None or not reading.doc.has_annotation("DEP"):
        return False
    token = span.root
    seen = 0
    while token.dep_ == "conj" and seen < 4:
        token, seen = token.head, seen + 1
    if token.dep_ == "pobj" and token.head.dep_ == "agent":
        return token.head.head.lemma_.lower() in words("acts")
    if token.dep_ not in {"nsubj", "nsubjpass"}:
        return False
    verb = token.head
    if verb.dep_ == "xcomp":
        verb = verb.head
    # "has yet to reply", "seems to want": what is done stands below the verb.
    deeds = {verb.lemma_.lower(), *(child.lemma_.lower() for child in verb.children if child.dep_ == "xcomp")}
    return bool(deeds & words("acts")) or _is_actor(verb)


def _is_actor(verb: Any) -> bool:
    return verb.lemma_ == "be" and any(
        child.dep_ == "attr" and child.lemma_.lower() in words("actor") for child in verb.children
    )
