"""Whether a place name is part of a longer name: of a body, a person, a product, an event, a title, a street.

Pure rules over the characters around one match; the words they go by are data in models/places.toml. This module
must not know how names are found, nor sport, governments or datelines, which have modules of their own.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Literal

from nlp.places.gazetteer import Place, folded, words
from nlp.places.scan import Match, Scan
from records import Sentence

Use = Literal["subject", "dateline", "metonym", "organisation"]

_WORD = r"[^\W\d_][\w'’.&-]*"
_NEXT = re.compile(rf" ({_WORD})")
# A name goes on over small words: "Bank of X", "Trade and Industry".
_RUN = re.compile(r"(?: (?:of|and|for|the|&|dan|di|bagi|untuk))*,? ([A-Z0-9][\w'’.&-]*)")
_CAPITALS_BEFORE = re.compile(r"((?:[A-Z][\w'’.-]* (?:(?:dan|and|of|&) )?)+)$")
_GENERIC_AFTER = re.compile(
    r",? (?:province|state|region|prefecture|municipality|district|island|CDC|Community)\b", re.I
)
_GENERIC_BEFORE = re.compile(r"\b(?:province|state|region|provinsi|wilayah|negeri|daerah|island) (?:of )?$", re.I)
_GENERIC_INSIDE = re.compile(r" (?:State|Region|Province)$")
_ROYAL_OF = re.compile(
    r"\b(?:sultan|sultanah|raja|ruler|regent|crown prince|yang di-pertuan? (?:besar|negeri)"
    r"|(?:sultan|tunku|tengku|raja) \w+) of $",
    re.IGNORECASE,
)
_BODY_OF = re.compile(r"\b(?:University|Bank|Port|Museum|Isle) of (?:the )?$")
_AFFAIRS = re.compile(r" and [A-Z]\w+ Affairs\b|-class\b|[-–][A-Z]\w+ (?:High|Highway|Expressway|Rail|Railway)\b")
_CHAIN = re.compile(r"(?:\s?[-–]\s?[A-Z][\w'’]+(?: [A-Z][\w'’]+)?){1,3}?(?= )")
_FIRM = re.compile(r"\) (?:Sdn|Bhd|Berhad|Co|Company|Ltd|Limited|Pte|Holdings|Group|Corp|Inc)\b")
_CHINESE_ROYAL = re.compile(r"苏丹(?!国)|蘇丹|摄政王|王储|拉惹|严端")
_CHINESE_FIRM = re.compile(r"[）)](?:有限公司|集团|控股|公司|股份)")
_CHINESE_ORGANISATION = re.compile(
    r"[\u4e00-\u9fffA-Za-z]{0,6}?(?:集团|公司|航空(?!产业|业|港|航天|枢纽|运输|货运|工业)|大学|学院|银行|日报|晚报|电视台|证券|交易所"
    r"|足球|足协|男篮|女篮|男足|女足|博览会|论坛|峰会|集團|銀行|大學)|[\u4e00-\u9fff]{0,2}(?<![军部舰车团援察防警卫])队(?!伍|列|长)"
)
# What parts the place from the body behind it: "广西的公司", "在广西设立公司", "上海和大学".
_CHINESE_PARTED = re.compile(r"[省市州县区的政与和及在是将让为从到向由被]|州(?!立)|设立|成立|开设|建立|设厂|有(?!限)")


def has_generic(text: str, start: int, end: int) -> bool:
    """Whether a word such as province stands beside the name."""
    return bool(
        _GENERIC_AFTER.match(text, end)
        or _GENERIC_BEFORE.search(text[max(0, start - 16) : start])
        or _GENERIC_INSIDE.search(text[start:end])
    )


@lru_cache(maxsize=64)
def _title_case(text: str) -> bool:
    """Whether the line is printed like a headline, so that capitals say nothing."""
    if text.rstrip("\"'”’)").endswith("."):
        return False
    long = [word for word in re.findall(_WORD, text) if len(word) > 3]
    return len(long) >= 4 and sum(word[0].isupper() for word in long) >= 0.8 * len(long)


def _capitals_before(text: str, floor: int, start: int) -> list[str]:
    """The run of capitalised words right before ``start``, nearest last."""
    found = _CAPITALS_BEFORE.search(text[max(floor, start - 80) : start])
    return folded(found.group(1)).split() if found else []


def is_word(text: str, language: str, sentence: Sentence, match: Match, place: Place) -> bool:
    """Whether the letters are no place at all: a Malay word that opens the sentence ("Nilai eksport"), a Chinese
    person's name ("Wang Yibin"), or a name beside a word that tells it is something else ("Java and Python")."""
    start, end = match.start, match.end
    if language in {"ms", "id"} and folded(match.name.spelling) in words("malay_words"):
        lead = text[sentence.start : start].strip(" \"'“‘")
        if not lead and text[end : end + 1] != ",":
            return True
    if not match.name.chinese:
        before = _capitals_before(text, sentence.start, start)
        if before and before[-1] in words("surnames") and text[start - 1] == " ":
            return True
    return any(re.search(rf"\b{re.escape(word)}\b", sentence.text) for word in place.unless)


def which(text: str, scan: Scan, sentence: Sentence, match: Match) -> str | None:
    """Code of the division that a shared city name means here; None where nothing tells. See [shared]."""
    codes = match.name.codes
    for start, end in ((sentence.start, sentence.end), (0, len(text))):
        named = [(at, code) for at, code in scan.divisions(start, end) if code in codes]
        if named:
            return min(named, key=lambda one: _distance(match, one[0]))[1]
    possible = [code for code in codes if code]
    if codes[0]:
        return codes[0]
    return possible[0] if len(possible) == 1 and possible[0][:2] in scan.countries else None


def _distance(match: Match, at: int) -> int:
    """What stands behind the name ("Suzhou, Anhui") is nearer than what stands as far before it."""
    return at - match.end if at > match.start else 2 * (match.start - at)


def named_for(text: str, sentence: Sentence, match: Match) -> bool:
    """Whether the name is part of the name of a body, event, plan, product or title: "Sabah Electricity Sdn Bhd"."""
    start, end = match.start, match.end
    if match.name.chinese:
        found = _CHINESE_ORGANISATION.match(text, end, end + 12)
        return bool(
            (found and not _CHINESE_PARTED.search(found.group()))
            or _CHINESE_FIRM.match(text, end)
            or _CHINESE_ROYAL.match(text, end)
        )
    before = _capitals_before(text, sentence.start, start)
    return (
        _body_before(text, sentence, match, before)
        or _goods_behind(text, match)
        or _title_before(text, sentence, match)
        or _name_goes_on(text, sentence, match, before)
    )


def _body_before(text: str, sentence: Sentence, match: Match, before: list[str]) -> bool:
    """ "Parti Warisan Sabah", "Kampung Melaka", "School of Economics Jakarta", "(Johor) Sdn Bhd"."""
    lead = text[sentence.start : match.start]
    shouted = lead.isupper() and text[match.start : match.end].isupper()
    if before and not shouted:
        if any(word in words("organisation_before") for word in before):
            return True
        if before[-1] in words("street_before") and not any(word in words("government_before") for word in before):
            return True
        headed = any(word in words("institution_before") for word in before)
        if headed and not _title_case(sentence.text):
            return True
    near = " ".join(before[-2:])
    if any(near == word or near.endswith(" " + word) for word in words("royal_before")):
        return True
    preceding = lead[-40:]
    if preceding.endswith("(") and _FIRM.match(text, match.end):
        return True
    return bool(_ROYAL_OF.search(preceding) or _BODY_OF.search(preceding))


def _goods_behind(text: str, match: Match) -> bool:
    """ "Penang laksa", "Ipoh white coffee", "Beijing time"."""
    found = re.match(r" (\w+(?:-\w+)?)(?: (\w+))?", text[match.end : match.end + 40])
    if not found:
        return False
    one, two = folded(found.group(1)), folded(found.group(2) or "")
    return one in words("product_next") or f"{one} {two}" in words("product_next")


def _title_before(text: str, sentence: Sentence, match: Match) -> bool:
    """ "said Premier of X Datuk Y": the words before a person's name are a title, not a mention of the state."""
    preceding = text[max(sentence.start, match.start - 40) : match.start]
    if not preceding.endswith(" of ") or not _title_of().search(folded(preceding)):
        return False
    follower = _NEXT.match(text, match.end, sentence.end)
    return bool(follower and follower.group(1)[0].isupper() and preceding.strip().split()[-2][0].isupper())


@lru_cache(maxsize=1)
def _title_of() -> re.Pattern[str]:
    return re.compile(rf"\b(?:{'|'.join(re.escape(word) for word in words('title_of'))}) of $")


def _name_goes_on(text: str, sentence: Sentence, match: Match, before: list[str]) -> bool:
    """ "Sarawak Energy", "Penang Bridge", "Guangxi-Johor Business Forum"."""
    end = match.end
    if _AFFAIRS.match(text, end, sentence.end):
        return True
    chain = _CHAIN.match(text, end, sentence.end)
    if chain:
        return any(folded(piece) in words("organisation_next") for piece in _run(text, chain.end(), sentence.end)[:3])
    follower = _NEXT.match(text, end, sentence.end)
    if not follower:
        return False
    word = follower.group(1)
    if not word[0].isupper() or any(character.isdigit() for character in word):
        return False
    if any(piece in words("government_before") for piece in before):
        return False
    run = _run(text, end, sentence.end)
    if not run or folded(run[0]) in words("government_next"):
        return False
    if any(folded(piece) in words("organisation_next") for piece in run):
        return True
    # "Sabah CVLB": an acronym that is no party and no firm is an office of the state.
    if any(folded(piece) in words("government_head") for piece in run) or (run[0].isupper() and len(run[0]) > 2):
        return False
    # A name that goes on in capitals is a name of something else, unless the line is a headline.
    return not _title_case(sentence.text) and not sentence.text.isupper()


def _run(text: str, end: int, limit: int) -> list[str]:
    run: list[str] = []
    position = end
    while len(run) < 10 and (found := _RUN.match(text, position, limit)):
        if folded(found.group(1)) in words("headline_words"):
            break
        run.append(found.group(1).rstrip(".,"))
        position = found.end()
        if found.group(1).endswith("."):
            return run
    small = _NEXT.match(text, position, limit)
    if small and folded(small.group(1)).rstrip(".,") in words("government_head"):
        run.append(small.group(1))  # "Sabah Wildlife department"
    return run
