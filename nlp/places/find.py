"""One pass over a Reading: names of the gazetteer, grown by their generic word, judged by their neighbourhood.

A division counts where it is named as such. A city is not a division: it is found, printed as it stands and rolled
up to the division it lies in, and only given when asked for. Countries are no divisions and are not reported.
"""

from __future__ import annotations

import re

from nlp.places import context
from nlp.places.gazetteer import Match, Place, by_code, matches
from nlp.reading import Reading
from records import PlaceMention, Sentence

# Ranks, not measurements: a name alone that is also something else is worth less than a plain one.
_PLAIN, _WITH_CUE, _CITY, _APART = 0.97, 0.8, 0.6, 0.6

# The generic word is part of the printed name of a Chinese, Indonesian, ... division ("Hunan province") but not of
# a Malaysian state ("Kedah state government").
_GENERIC = {
    "province": re.compile(r" (?:[Pp]rovince)(?![\w-])"),
    "autonomous region": re.compile(r" (?:(?:[Aa]utonomous )?[Rr]egion)(?![\w-])"),
    "municipality": re.compile(r" (?:[Mm]unicipality)(?![\w-])"),
    "special administrative region": re.compile(r" (?:SAR|[Ss]pecial [Aa]dministrative [Rr]egion)(?![\w-])"),
    "region": re.compile(r" [Rr]egion(?![\w-])"),
    "special region": re.compile(r" (?:[Pp]rovince|[Ss]pecial [Rr]egion)(?![\w-])"),
    "capital district": re.compile(r" [Pp]rovince(?![\w-])"),
    "state": re.compile(r" [Ss]tate(?![\w-])"),
}
_MALAY_GENERIC = re.compile(r"\b(?:[Ww]ilayah(?: [Aa]utonomi)?|[Pp]rovinsi) $")


def find_places(reading: Reading, *, cities: bool = False, all_uses: bool = False) -> tuple[PlaceMention, ...]:
    """Divisions named in ``reading``, in reading order, with exact offsets.

    ``cities=True`` adds towns, rolled up to their division (``found_by`` "city"). ``all_uses=True`` adds names in a
    dateline, names that stand for a government (metonym), names inside those of bodies, events, teams and titles
    (organisation), and Taiwan (``found_by`` "policy"). Lines that are no prose are not read.
    """
    datelines = context.dateline_spans(reading)
    report = context.is_sport_report(reading.readable())
    mentions: list[PlaceMention] = []
    for match in matches(reading.text):
        sentence = reading.sentence_at(match.start)
        if sentence.skipped or match.end > sentence.end:
            continue
        kind = match.name.kind
        if kind == "elsewhere":
            continue
        if kind == "compound":
            mentions += [
                _mention(
                    reading.text, match.start + i, match.start + i + 1, by_code()[code], sentence, _WITH_CUE, "compound"
                )
                for i, code in enumerate(match.name.codes)
            ]
            continue
        place = by_code()[match.name.codes[0]]
        if kind == "named_for":
            mentions.append(
                _mention(reading.text, match.start, match.end, place, sentence, _APART, "name", "organisation")
            )
            continue
        one = _judge(reading, sentence, match, place, datelines, report)
        if one is not None:
            mentions.append(one)
    return tuple(
        mention
        for mention in mentions
        if (all_uses or (mention.use == "subject" and mention.found_by != "policy"))
        and (cities or mention.found_by != "city")
    )


def _judge(
    reading: Reading,
    sentence: Sentence,
    match: Match,
    place: Place,
    datelines: tuple[tuple[int, int], ...],
    report: bool,
) -> PlaceMention | None:
    text = reading.text
    city = match.name.kind == "city"
    start, end = (match.start, match.end) if city else _with_generic(text, match, place)
    grown = (start, end) != (match.start, match.end)
    confidence = _CITY if city else _PLAIN
    if place.needs in {"generic", "country"} and not city:
        generic = grown or context.has_generic(text, start, end)
        if not generic and (place.needs == "generic" or not context.names_country(text, place.country)):
            return None
        confidence = _WITH_CUE
    if match.name.spelling == "JS-SEZ" and text[start - 1 : start] == "(":
        return None  # the abbreviation in brackets behind the name says nothing new
    found_by = "city" if city else "policy" if place.needs == "policy" else "gazetteer"
    use: context.Use = "subject"
    if any(left <= start < right for left, right in datelines):
        use = "dateline"
    elif grown:
        pass  # "Hunan province" is the place, whatever stands around it
    elif context.is_club(text, sentence, match, report=report) or context.named_for(text, sentence, match):
        use, confidence = "organisation", _APART
    elif context.is_metonym(reading, sentence, match, place):
        use, confidence = "metonym", _WITH_CUE
    return _mention(text, start, end, place, sentence, confidence, found_by, use)


def _with_generic(text: str, match: Match, place: Place) -> tuple[int, int]:
    start, end = match.start, match.end
    if place.country == "MY" or match.name.chinese:
        return start, end
    pattern = _GENERIC.get(place.kind)
    found = pattern.match(text, end) if pattern else None
    if found:
        return start, found.end()
    before = _MALAY_GENERIC.search(text[max(0, start - 20) : start])
    return (start - len(before.group()), end) if before else (start, end)


def _mention(
    text: str,
    start: int,
    end: int,
    place: Place,
    sentence: Sentence,
    confidence: float,
    found_by: str,
    use: context.Use = "subject",
) -> PlaceMention:
    return PlaceMention(
        code=place.code,
        name=place.name_en,
        text=text[start:end],
        start=start,
        end=end,
        sentence=sentence.number,
        confidence=confidence,
        found_by=found_by,
        use=use,
    )
