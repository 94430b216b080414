"""The names by which the ledger tells owners and partners apart: one key for a country, a state, a company.

Knows the spellings of countries, states and organisations; must not know measures.
"""

from __future__ import annotations

import re
from functools import lru_cache

from nlp.figures.lexicon import lexicon as figure_words
from nlp.figures.tokens import tokenise
from nlp.ledger.words import content_of, ledger_words
from nlp.officials.lexicon import fold, lexicon
from nlp.places.gazetteer import names as place_names

#: The legal form of a company is no part of its name.
_LEGAL = frozenset("bhd berhad sdn ltd limited inc corp corporation plc co pte tbk pt llc".split())


@lru_cache(maxsize=8192)
def owner_key(owner: str | None) -> str:
    """One name for an owner: ``Malaysia's``, ``Malaysian`` and ``Malaysia`` are one, ``Pulau Pinang`` is Penang,
    ``Damar Foods Bhd`` is Damar Foods and ``Lapangan Terbang Kerteh`` is Kerteh Airport."""
    if not owner:
        return ""
    known = lexicon()
    plain = re.sub(r"['’]s?(?=\s|$)", "", owner)
    words = [fold(word) for word in plain.split()]
    if words and words[0] in {"the", "a", "an"}:
        words = words[1:]
    country = _country(re.sub(r"^[Tt]he ", "", plain))
    for table in (known.countries, known.demonyms, known.organisations):
        name = table.entries.get(tuple(words))
        if name:
            return name.casefold()
    if country:
        words = [word.casefold() for word in country.split()]
    joined = " ".join(words)
    if joined in _divisions():
        return _divisions()[joined]
    short = [word for word in words if word.strip(".,") not in _LEGAL] or words
    return _translated(" ".join(short))


def _country(name: str) -> str | None:
    """The English name where models/units.toml has the whole of ``name``."""
    tokens = tokenise(name)
    found = figure_words().owners.match(tokens, 0)
    return found[0] if found and found[1] == len(tokens) else None


def _translated(name: str) -> str:
    """A Malay name of a building or a body in the order of its English one: both are sorted where a word of them is
    known in two languages."""
    words = name.split()
    same = ledger_words().same
    if not any(tuple(words[at : at + size]) in same for size in (1, 2) for at in range(len(words))):
        return name
    return " ".join(sorted(content_of(name))) or name


@lru_cache(maxsize=1)
def _divisions() -> dict[str, str]:
    """Spelling of a first-level division -> its code."""
    return {n.spelling.casefold(): n.codes[0] for n in place_names() if n.kind == "division" and n.codes}


def same_owner(one: str, other: str, *, loose: bool = False) -> bool:
    """Whether two keys may be of one owner: equal, or a country and its central bank; ``loose``: or one is the other
    with the word of a building, as two tellings of one occurrence may name it."""
    if one == other:
        return True
    for bank, country in ((one, other), (other, one)):
        if _CENTRAL.search(bank) and len(country) > 3 and country in bank:
            return True  # its policy rate, its reserves
    if not loose:
        return False
    short, long = sorted((set(one.split()), set(other.split())), key=len)
    return bool(short) and short < long and long - short <= _EXTRA


_CENTRAL = re.compile(r"\bbank negara\b|\bcentral bank\b|\bmonetary authority\b|\bbank of\b")
_EXTRA = frozenset(
    "solar hydropower gas power plant port airport terminal factory dam station mine farm hospital".split()
)


@lru_cache(maxsize=2048)
def places_in(text: str) -> tuple[tuple[int, int, str], ...]:
    """Countries, blocs and states that ``text`` names: where, and under which key."""
    tokens = tokenise(text)
    owners, divisions = figure_words().owners, _divisions()
    found: list[tuple[int, int, str]] = []
    at = 0
    while at < len(tokens):
        match = owners.match(tokens, at)
        if match:
            found.append((tokens[at].start, tokens[match[1] - 1].end, owner_key(match[0])))
            at = match[1]
            continue
        length = 0
        if tokens[at].capital:
            for size in (3, 2, 1):
                if at + size <= len(tokens):
                    words = " ".join(token.low for token in tokens[at : at + size])
                    if words in divisions:
                        found.append((tokens[at].start, tokens[at + size - 1].end, divisions[words]))
                        length = size
                        break
        at += length or 1
    return tuple(found)
