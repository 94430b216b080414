"""One pass over a Reading: names of the gazetteer, grown by their generic word, judged by their neighbourhood.

A division counts where it is named as such. A city is not a division: it is found, printed as it stands and rolled
up to the division it lies in, and only given when asked for. Countries are no divisions and are not reported.
"""

from __future__ import annotations

import re

from nlp.places import context
from nlp.places.dateline import in_dateline
from nlp.places.gazetteer import Place, by_code
from nlp.places.metonym import is_metonym
from nlp.places.scan import Match, Scan, scan
from nlp.places.sport import is_club, is_sport_report
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
    seen = scan(reading.text)
    report = is_sport_report(reading.text, seen, reading.readable())
    mentions: list[PlaceMention] = []
    for match in seen.matches:
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
        one = _judge(reading, seen, sentence, match, report=report)
        if one is not None:
            mentions.append(one)
    return tuple(
        mention
        for mention in mentions
        if (all_uses or (mention.use == "subject" and mention.found_by != "policy"))
        and (cities or mention.found_by != "city")
    )


def _judge(reading: Reading, seen: Scan, sentence: Sentence, match: Match, *, report: bool) -> PlaceMention | None:
    text, kind = reading.text, match.name.kind
    code = context.which(text, seen, sentence, match) if kind == "shared" else match.name.codes[0]
    if code is None:
        return None
    place = by_code()[code]
    start, end = match.start, match.end
    if kind == "named_for":
        return _mention(text, start, end, place, sentence, _APART, "name", "organisation")
    city = kind in {"city", "shared"}
    if not city:
        start, end = _with_generic(text, match, place)
    grown = (start, end) != (match.start, match.end)
    confidence = _CITY if city else _PLAIN
    if not city and (kind == "unsure" or place.needs in {"generic", "country"}):
        generic = grown or context.has_generic(text, start, end)
        if not generic and (place.needs == "generic" or place.country not in seen.countries):
            return None
        confidence = _WITH_CUE
    if match.name.spelling == "JS-SEZ" and text[start - 1 : start] == "(":
        return None  # the abbreviation in brackets behind the name says nothing new
    found_by = "policy" if place.needs == "policy" else "city" if city else "gazetteer"
    use: context.Use = "subject"
    if in_dateline(reading, sentence, start):
        use = "dateline"
    elif grown:
        pass  # "Hunan province" is the place, whatever stands around it
    elif context.is_word(text, reading.language, sentence, match, place):
        return None
    elif is_club(text, seen, sentence, match, report=report) or context.named_for(text, sentence, match):
        use, confidence = "organisation", _APART
    elif is_metonym(reading, sentence, match, place):
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
