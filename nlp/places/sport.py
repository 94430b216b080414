"""Whether a place name stands for a team. Knows words of sport; must not know governments or companies."""

from __future__ import annotations

import re
from collections.abc import Sequence

from nlp.places.gazetteer import folded, words
from nlp.places.scan import Match, Scan
from records import Sentence

_SCORE = re.compile(
    r"(?<![\d-])\d{1,2}\s?[-–]\s?\d{1,2}(?![\d-])(?! (?:per cent|percent|years?|days?|months?|weeks?|tahun|hari))"
)
# "Perak are third": a team takes the plural, a state does not.
_PLURAL = re.compile(r" (?:are|were|have)\b")
_MEMBER = re.compile(r"(?:['’]s)?\)?(?: (?:former|new|young|own|ex-?|\d+))* ([a-z]+)")
_BEFORE = re.compile(r"([A-Za-z'’-]+) $")


def is_sport(text: str, scan: Scan, sentence: Sentence) -> bool:
    """Whether ``sentence`` reports a match or a table. Set on the clubs of models/places.toml and on trade sentences
    that speak of points, goals and a season: one word of weight with another, three light ones, or a score with one.
    """
    heavy, light = scan.sport_between(sentence.start, sentence.end)
    if not heavy and not light:
        return False
    if (heavy and len(heavy) + len(light) >= 2) or len(light) >= 3:
        return True
    return bool(_SCORE.search(text, sentence.start, sentence.end))


def is_sport_report(text: str, scan: Scan, sentences: Sequence[Sentence]) -> bool:
    """Whether the text as a whole is about sport: two in five sentences, and more than one."""
    if not scan.sport:
        return False
    played = sum(is_sport(text, scan, sentence) for sentence in sentences)
    return played >= 2 and played >= 0.4 * len(sentences)


def is_club(text: str, scan: Scan, sentence: Sentence, match: Match, *, report: bool) -> bool:
    """Whether the name stands for a team: sport in the sentence (or the whole report), no word of place before it."""
    if not report and not is_sport(text, scan, sentence):
        return _is_team(text, scan, sentence, match)
    if match.name.chinese:
        return text[match.start - 1 : match.start] not in set("在于於到往至赴抵")
    before = _BEFORE.search(text[max(sentence.start, match.start - 40) : match.start])
    located = before is not None and folded(before.group(1)) in words("locative") - {"to", "from"}
    address = (
        text[match.start - 2 : match.start] == ", "
        and text[max(0, match.start - 3)].isalpha()
        and text[match.end : match.end + 1] in ".,"
    )
    return not located and not address


def _is_team(text: str, scan: Scan, sentence: Sentence, match: Match) -> bool:
    """Where the sentence alone is not surely sport: "Perak are", with a word of sport; "the former Perak striker"."""
    heavy, light = scan.sport_between(sentence.start, sentence.end)
    lead = text[max(sentence.start, match.start - 8) : match.start]
    told = heavy or light or _SCORE.search(text, sentence.start, sentence.end)
    if told and _PLURAL.match(text, match.end) and not re.search(r"(?:(?:and|&|,|dan) |[-–/])$", lead):
        return True
    member = _MEMBER.match(text, match.end, sentence.end)
    if member is None:
        return False
    word = member.group(1)
    if word in words("team_member"):
        return True
    return word in {"players", "player"} and (
        lead.endswith(("former ", "ex-")) or "former" in member.group() or bool(heavy) or len(light) > 1
    )
