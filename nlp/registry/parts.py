"""A name taken apart: the words that tell people apart, and what is spelled in several ways or left out.

Knows models/names.toml and models/titles.toml; it must not know how two names are compared.
"""

from __future__ import annotations

import re
import tomllib
import unicodedata
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Literal

from models import data
from nlp.officials.lexicon import fold, lexicon

Sex = Literal["f", "m"]


@dataclass(frozen=True, slots=True)
class NameParts:
    """A name taken apart. ``core`` are the words that tell people apart, as the table spells them."""

    core: tuple[str, ...]
    written: tuple[str, ...]  # the same words as they are printed, folded
    initials: tuple[str, ...]  # single letters before the name
    opener: str | None
    style: str | None
    father: int | None  # where in ``core`` the father's name begins, where a particle says so
    sex: Sex | None
    joined: str  # all letters but particles, openers and styles
    words: int  # of the core, and styles within the name (the father's)

    @property
    def full(self) -> bool:
        """Three words tell a person from namesakes; two are borne by many."""
        return self.words >= 3


@dataclass(frozen=True, slots=True)
class _Table:
    openers: dict[str, str]
    styles: dict[str, str]
    names: dict[str, str]
    male: frozenset[str]
    male_particles: frozenset[str]
    fathers: frozenset[str]


@lru_cache(maxsize=1)
def _table() -> _Table:
    with data.path("names.toml").open("rb") as stream:
        read = tomllib.load(stream)

    def spelling(key: str) -> dict[str, str]:
        return {form: row[0] for row in read["spelling"][key] for form in row}

    return _Table(
        openers=spelling("openers"),
        styles=spelling("styles"),
        names=spelling("names"),
        male=frozenset(fold(word) for word in read["honorific"]["male"]),
        male_particles=frozenset(read["particle"]["male"]),
        fathers=frozenset(read["particle"]["father"]),
    )


def _plain(text: str) -> str:
    lower = unicodedata.normalize("NFKD", text.lower().replace("’", "'").replace("‘", "'"))
    return "".join(c for c in lower if not unicodedata.combining(c)).replace("'", "")


@lru_cache(maxsize=200_000)
def parts_of(name: str) -> NameParts:
    """``name`` (without honorifics) taken apart. Where nothing but an opener, a letter or a particle is there, that
    is the core."""
    table, known = _table(), lexicon()
    words = re.findall(r"[^\s,@]+", _plain(name))
    words = [word.rstrip(".") if len(word) > 2 else word for word in words]
    core: list[str] = []
    written: list[str] = []
    initials: list[str] = []
    opener = style = None
    father: int | None = None
    sex: Sex | None = None
    inner = 0
    chinese = _is_chinese(words)
    for index, word in enumerate(words):
        bare = word.rstrip(".")
        last = index == len(words) - 1
        # what ends a name, or stands before the father's, is the name itself; Wan is a Chinese name as well
        own = last or words[index + 1].rstrip(".") in table.fathers or (chinese and bare in known.chinese)
        if bare in table.fathers and core and not last:
            father = len(core)
            sex = "f" if bare in known.female_particles else "m" if bare in table.male_particles else sex
        elif bare in known.particles and core and not last:
            continue
        elif len(bare) == 1:
            initials += [] if core else [bare]  # in the middle of a name a letter tells nothing
        elif bare in table.styles and not own:
            style = style or (None if core else table.styles[bare])
            inner += bool(core)
            sex = "f" if table.styles[bare] == "sharifah" and not core else sex
        elif bare in table.openers and not own and table.openers[bare] == "abdul":
            continue  # servant of: Abdul Aziz, Aziz
        elif bare in table.openers and not own and (table.openers[bare] == "muhammad" or not (core or opener)):
            opener = opener or (None if core else table.openers[bare])
        else:
            plain = bare.replace("-", "")
            core.append(table.names.get(plain, table.openers.get(plain, plain)))
            written.append(plain)
    if not core:  # a single letter or a particle is all there is
        core = written = [_plain(name).strip() or name]
    return NameParts(
        core=tuple(core),
        written=tuple(written),
        initials=tuple(initials),
        opener=opener,
        style=style,
        father=father,
        sex=sex,
        joined="".join(core),
        words=len(core) + inner,
    )


def _is_chinese(words: list[str]) -> bool:
    """Whether the words are a Chinese name: surnames and short words, none that only Malays or Indians bear."""
    known = lexicon()
    named = [word for word in words if word in known.chinese and word not in _table().styles]
    strange = [w for w in words if w in known.given and w not in known.chinese and w not in _table().styles]
    return bool(named) and not strange and 2 <= len(words) <= 4


def sex_of(name: str, printed: tuple[str, ...]) -> Sex | None:
    """What a particle in the name or an honorific before it says of the person."""
    found = parts_of(name).sex
    if found is not None:
        return found
    known, table = lexicon(), _table()
    for text in printed:
        words = [fold(word) for word in text.split()]
        for index in range(len(words) - 1):
            pair = " ".join(words[index : index + 2])
            if words[index] in known.female or pair in known.female:
                return "f"
            if words[index] in table.male:
                return "m"
    return None


@lru_cache(maxsize=200_000)
def readings_of(name: str) -> tuple[NameParts, ...]:
    """A name taken apart; of one word behind an opener in both ways: Ahmad Ali may be Ali, or Ahmad whose father is."""
    parts = parts_of(name)
    if parts.opener is None or len(parts.core) != 1 or parts.father is not None:
        return (parts,)
    core = (parts.opener, *parts.core)
    other = replace(parts, core=core, written=(parts.opener, *parts.written), opener=None, joined="".join(core))
    return (parts, replace(other, words=parts.words + 1))
