"""What a place name is used for where it stands: place, club or company, government, dateline.

Pure rules over the characters (and, for English, the parse) around one match; the words they go by are data in
models/places.toml. This module must not know how names are found.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache
from typing import Literal

from nlp.places.gazetteer import Match, Place, folded, knowledge, words
from nlp.reading import Reading
from records import Sentence

Use = Literal["subject", "dateline", "metonym", "organisation"]

_WORD = r"[^\W\d_][\w'’.&-]*"
_NEXT = re.compile(rf" ({_WORD})")
# A name goes on over small words: "Bank of X", "Trade and Industry".
_RUN = re.compile(r"(?: (?:of|and|for|the|&|dan|di|bagi|untuk))*,? ([A-Z0-9][\w'’.&-]*)")
_BEFORE = re.compile(rf"((?:{_WORD} )+)$")
_SCORE = re.compile(
    r"(?<![\d-])\d{1,2}\s?[-–]\s?\d{1,2}(?![\d-])(?! (?:per cent|percent|years?|days?|months?|weeks?|tahun|hari))"
)
_CHINESE_ORGANISATION = re.compile(
    r"[\u4e00-\u9fffA-Za-z]{0,6}?(?:集团|公司|航空|大学|学院|银行|日报|证券|足球|足协|队|博览会|论坛|峰会|集團|銀行|大學)"
)
_CHINESE_PLACE_END = re.compile(r"[省市州县区的政]")
_CHINESE_ACTS = re.compile(r"(?:当局|方面)?(?:表示|宣布|要求|呼吁|指出|强调|警告|批评|反对|认为|回应|承诺)")


# A dateline that pages print without the dash behind it, or with the state in brackets.
_DATED = re.compile(
    r"[A-Z][A-Z.'’ -]{2,30}(?: \([\w .]+\))?,? (?:\d{1,2} )?(?:Jan|Feb|Mac|Mar|Apr|May|Mei|Jun"
    r"|Jul|Aug|Ogos|Sep|Oct|Okt|Nov|Dec|Dis)\w*\b"
)

# What is done with, by or against a government, right before its seat is named.
_DEALINGS = re.compile(
    r"(?:\b(?:talks|ties|relations|negotiations?|negotiate\w*|agreements?|deals?|disputes?"
    r"|discussions?|diplomacy|friendship|pact|row|tensions?)"
    r" (?:\w+ )?(?:with|between)(?: \w+ and)?|\b(?:imposed|announced|approved|adopted|backed"
    r"|funded|proposed|rejected|taken) by|according to"
    r"|\bpressure (?:on|from)|\bsanctions (?:on|against)|\bapproval from|\ballocations? from"
    r"|\bfunds from|\b(?:appeal|letter|proposal) to) $"
)


def dateline_spans(reading: Reading) -> tuple[tuple[int, int], ...]:
    """Where datelines stand: before the first sentence, and at the head of later paragraphs of joined texts."""
    from nlp.cut import dateline_end

    spans = [(0, reading.dateline_end)] if reading.dateline_end else []
    paragraph = None
    for sentence in reading.sentences:
        if sentence.paragraph != paragraph:
            paragraph = sentence.paragraph
            dated = _DATED.match(sentence.text)
            end = max(dateline_end(sentence.text), dated.end() if dated else 0)
            if end:
                spans.append((sentence.start, sentence.start + end))
    return tuple(spans)


@lru_cache(maxsize=1)
def _sport() -> tuple[re.Pattern[str], re.Pattern[str]]:
    def pattern(key: str) -> re.Pattern[str]:
        terms = sorted(words(key), key=len, reverse=True)
        return re.compile(r"\b(?:" + "|".join(re.escape(term) for term in terms) + r")\b")

    return pattern("sport_strong"), pattern("sport_weak")


@lru_cache(maxsize=256)
def is_sport(sentence: str) -> bool:
    """Whether ``sentence`` reports a match or a table. Set on the clubs of models/places.toml and on trade sentences
    that speak of points, goals and a season: one word of weight with another, three light ones, or a score with one.
    """
    strong, weak = _sport()
    low = folded(sentence)
    heavy, light = set(strong.findall(low)), set(weak.findall(low))
    score = bool(_SCORE.search(sentence))
    return bool((heavy and len(heavy) + len(light) >= 2) or len(light) >= 3 or (score and (heavy or light)))


def has_generic(text: str, start: int, end: int) -> bool:
    """Whether a word such as province stands beside the name."""
    after = re.match(
        r",? (?:province|state|region|prefecture|municipality|district|island|CDC|Community)\b",
        text[end : end + 24],
        re.I,
    )
    before = re.search(
        r"\b(?:province|state|region|provinsi|wilayah|negeri|daerah|island) (?:of )?$",
        text[max(0, start - 16) : start],
        re.I,
    )
    inside = re.search(r" (?:State|Region|Province)$", text[start:end])
    return bool(after or before or inside)


def names_country(text: str, country: str) -> bool:
    """Whether ``text`` names the country (or its people) by one of the words of models/places.toml."""
    return any(re.search(rf"\b{re.escape(cue)}\b", text) for cue in knowledge()["country"][country])


def _title_case(text: str) -> bool:
    """Whether the line is printed like a headline, so that capitals say nothing."""
    long = [word for word in re.findall(_WORD, text) if len(word) > 3]
    return len(long) >= 4 and sum(word[0].isupper() for word in long) >= 0.8 * len(long)


def _words_before(text: str, floor: int, start: int) -> list[str]:
    found = _BEFORE.search(text[max(floor, start - 80) : start])
    return folded(found.group(1)).split() if found else []


def _capitals_before(text: str, floor: int, start: int) -> list[str]:
    """The run of capitalised words right before ``start``, nearest last."""
    found = re.search(r"((?:[A-Z][\w'’.-]* (?:(?:dan|and|of|&) )?)+)$", text[max(floor, start - 80) : start])
    return folded(found.group(1)).split() if found else []


def named_for(text: str, sentence: Sentence, match: Match) -> bool:
    """Whether the name is part of the name of a body, event, plan, product or title: "Sabah Electricity Sdn Bhd"."""
    start, end = match.start, match.end
    if match.name.chinese:
        after = text[end : end + 12]
        found = _CHINESE_ORGANISATION.match(after)
        return bool(found and not _CHINESE_PLACE_END.search(found.group()))
    before = _capitals_before(text, sentence.start, start)
    near = " ".join(before[-2:])
    if any(word in words("organisation_before") for word in before) and not text[sentence.start : start].isupper():
        return True
    if any(re.search(rf"(?:^|\s){re.escape(word)}$", near) for word in words("royal_before")):
        return True
    preceding = text[max(sentence.start, start - 40) : start]
    if re.search(
        r"\b(?:sultan|sultanah|raja|ruler|regent|crown prince|(?:tunku|tengku|raja) \w+) of $", preceding, re.I
    ):
        return True
    if re.search(r"\b(?:University|Bank|Port|Museum|Isle) of (?:the )?$", preceding):
        return True
    if re.match(
        r" and [A-Z]\w+ Affairs\b|[-–][A-Z]\w+ (?:High|Highway|Expressway|Rail|Railway)\b", text[end : sentence.end]
    ):
        return True
    follower = _NEXT.match(text, end, sentence.end)
    if re.search(rf"\b(?:{'|'.join(re.escape(w) for w in words('title_of'))}) of $", folded(preceding)):
        # "said Premier of X Datuk Y": the words before a person's name are a title, not a mention of the state.
        return bool(follower and follower.group(1)[0].isupper() and preceding.strip().split()[-2][0].isupper())
    if not follower:
        return False
    word = follower.group(1)
    if folded(word).rstrip(".,") in words("product_next"):
        return True
    if not word[0].isupper() or any(character.isdigit() for character in word):
        return False
    if any(piece in words("government_before") for piece in before):
        return False
    run = _run(text, end, sentence.end)
    if folded(run[0]) in words("government_next"):
        return False
    if any(folded(piece) in words("organisation_next") for piece in run):
        return True
    if any(folded(piece) in words("government_head") for piece in run):
        return False
    # A name that goes on in capitals is a name of something else, unless the line is a headline.
    return not _title_case(sentence.text) and not sentence.text.isupper()


def _run(text: str, end: int, limit: int) -> list[str]:
    run: list[str] = []
    position = end
    while len(run) < 10 and (found := _RUN.match(text, position, limit)):
        run.append(found.group(1).rstrip(".,"))
        position = found.end()
        if found.group(1).endswith("."):
            break
    return run


def is_sport_report(sentences: Sequence[Sentence]) -> bool:
    """Whether the text as a whole is about sport: two in five sentences, and more than one."""
    played = sum(is_sport(sentence.text) for sentence in sentences)
    return played >= 2 and played >= 0.4 * len(sentences)


def is_club(text: str, sentence: Sentence, match: Match, *, report: bool) -> bool:
    """Whether the name stands for a team: sport in the sentence (or the whole report), no word of place before it."""
    if not report and not is_sport(sentence.text):
        return False
    before = _words_before(text, sentence.start, match.start)
    located = bool(before) and before[-1] in words("locative") and before[-1] not in {"to", "from"}
    address = (
        text[match.start - 2 : match.start] == ", "
        and text[max(0, match.start - 3)].isalpha()
        and text[match.end : match.end + 1] in ".,"
    )
    return not located and not address


def is_metonym(reading: Reading, sentence: Sentence, match: Match, place: Place) -> bool:
    """Whether a seat of government stands for the government: "Putrajaya will table the bill"."""
    if place.code.lower() not in words("seat_of_government"):
        return False
    text = reading.text
    rest = text[match.end : sentence.end]
    if match.name.chinese:
        return bool(_CHINESE_ACTS.match(rest))
    before = _words_before(text, sentence.start, match.start)
    lead = folded(text[max(sentence.start, match.start - 60) : match.start])
    if (
        before
        and before[-1] in words("talks_with")
        and re.match(r" (?:and \w+ )?(?:to|for|that|supaya|agar|of)\b", rest)
    ):
        return True
    if _DEALINGS.search(lead):
        return True
    if before and before[-1] in words("locative"):
        return False
    if re.match(r"-(?:backed|led|friendly|appointed)\b", rest):
        return True
    possessive = re.match(r"['’]s? (?:own |new |latest |continued |growing )?(\w+)", rest)
    if possessive:
        return folded(possessive.group(1)) in words("government_noun")
    if folded(text[max(sentence.start, match.start - 5) : match.start]).endswith("kata "):
        return True
    if reading.language != "en":
        follower = _NEXT.match(rest)
        return bool(follower and folded(follower.group(1)) in words("acts_ms"))
    return _acts(reading, match)


def _acts(reading: Reading, match: Match) -> bool:
    """Whether the place is the subject of a verb that only people and governments do, by spaCy's parse."""
    span = reading.doc.char_span(match.start, match.end, alignment_mode="expand")
    if span is None or not reading.doc.has_annotation("DEP"):
        return False
    token = span.root
    seen = 0
    while token.dep_ == "conj" and seen < 4:
        token, seen = token.head, seen + 1
    if token.dep_ not in {"nsubj", "nsubjpass"}:
        return False
    verb = token.head
    if verb.dep_ == "xcomp":
        verb = verb.head
    return verb.lemma_.lower() in words("acts")
