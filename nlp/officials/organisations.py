"""Organisations as a text prints them: long names, acronyms the text itself defines, ministries a portfolio implies.

Knows how organisations are named; must not know who works there.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache
from types import MappingProxyType

from nlp.officials.lexicon import Lexicon, Organisation, fold

_ABBREVIATION = re.compile(r"[A-Z][A-Za-z0-9&.-]{1,10}")
_SMALL = frozenset({"of", "the", "and", "for", "on", "dan", "bagi", ",", "in", "di", "&"})


@lru_cache(maxsize=8)  # every sentence of a text asks for the same
def abbreviations(text: str) -> Mapping[str, str]:
    """Acronyms that ``text`` defines in brackets, with the long name before them: MITI -> Ministry of ..."""
    found: dict[str, str] = {}
    for match in re.finditer(r"\(\s*([A-Z][A-Za-z0-9&./-]{1,11})\s*\)", text):
        short = match.group(1)
        if not _ABBREVIATION.fullmatch(short) or not any(c.isupper() for c in short):
            continue
        long = _long_name(text[max(0, match.start() - 160) : match.start()], short)
        if long is not None:
            found.setdefault(short, long)
    return MappingProxyType(found)


def _long_name(before: str, short: str) -> str | None:
    """The run of capitalised words that ends ``before`` and that begins with the acronym's first letter."""
    sentence = re.split(r"[.;:!?\n“”\"()]\s", before)[-1]
    words = re.findall(r"[^\s,]+|,", sentence)
    start = len(words)
    while start > 0 and (words[start - 1][0].isupper() or words[start - 1].lower() in _SMALL):
        start -= 1
    run = words[start:]
    initials = short.replace(".", "").lower()
    for index, word in enumerate(run):
        if word[0].lower() == initials[0] and word.lower() not in _SMALL and _spells(run[index:], initials):
            return _join(run[index:])
    while run and run[0].lower() in _SMALL:
        run = run[1:]
    # Malay acronyms of English names (JBPM) and clipped ones (Miti) share no initials; an organisation word must show.
    return None


def _spells(words: list[str], initials: str) -> bool:
    letters = "".join(word[0].lower() for word in words if word.lower() not in _SMALL and word[0].isalpha())
    if letters == initials:
        return True
    with_small = "".join(word[0].lower() for word in words if word[0].isalpha())
    if with_small == initials:
        return True
    # The acronym's letters in order among the words: DoSM, MATRADE, Matrade.
    flat = "".join(word.lower() for word in words if word.lower() not in _SMALL)
    position = 0
    for letter in initials:
        position = flat.find(letter, position) + 1
        if position == 0:
            return False
    return len(words) >= 2 and len(initials) >= 3 and letters[-1:] in initials


def _join(words: list[str]) -> str:
    return " ".join(words).replace(" ,", ",")


def look_up(name: str, known: Lexicon) -> Organisation | None:
    """The known organisation called ``name`` in any language or by its acronym."""
    words = [fold(word) for word in re.findall(r"['’]s\b|[\w/.&-]+(?:['’](?!s\b)\w+)*|,", name)]
    if words and words[0] == "the":
        words = words[1:]
    label = known.organisations.entries.get(tuple(words))
    return known.by_name[label] if label is not None else None


def names_of(
    printed: str | None, short: str | None, defined: Mapping[str, str], known: Lexicon, malay: bool
) -> tuple[str | None, str | None]:
    """``(organisation, organisation_short)`` for what is printed: "MITI" gives both where either source knows it."""
    if printed is None and short is None:
        return None, None
    if printed is not None:
        printed = re.sub(r"^(?:the|The)\s+", "", printed).strip(" ,")
        if printed in defined:
            printed, short = defined[printed], short or printed
    elif short is not None and short in defined:
        printed = defined[short]
    found = look_up(printed or short or "", known) or (look_up(short, known) if short else None)
    if found is not None:
        long = found.name_ms if malay and found.name_ms else found.name
        is_alias = printed is None or printed in found.aliases or printed == found.short or " " not in printed
        keep = printed if printed is not None and not is_alias else long
        return keep, short or found.short
    if short is None and printed is not None:
        short = next((s for s, full in defined.items() if full == printed), None)
    return printed or short, short


def ministry_for(portfolio: str, known: Lexicon, malay: bool) -> Organisation | None:
    """The ministry that a portfolio implies: "Investment, Trade and Industry" -> Ministry of Investment, ..."""
    prefix = "Kementerian" if malay else "Ministry of"
    wanted = _bag(portfolio)
    if not wanted:
        return None
    for organisation in known.by_name.values():
        if organisation.kind != "ministry":
            continue
        for name in (organisation.name, organisation.name_ms, *organisation.aliases):
            if name and name.startswith(prefix) and _bag(name[len(prefix) :]) == wanted:
                return organisation
            if name and name.endswith(" Ministry") and not malay and _bag(name[:-9]) == wanted:
                return organisation
    return None


def _bag(portfolio: str) -> frozenset[str]:
    return frozenset(re.findall(r"[\w-]+", portfolio.lower())) - {
        "and",
        "dan",
        "the",
        "affairs",
        "hal",
        "ehwal",
        "for",
        "of",
    }
