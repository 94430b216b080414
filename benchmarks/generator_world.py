"""The made-up world of generated archives: outlets, people, organisations, words, places, themes.

Deterministic by seed; knows no table. Names are of nobody: syllables put together. Places and themes are Pantau's own.
"""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
import numpy.typing as npt

from nlp.places import Place, all_places
from nlp.stories.words import ENGLISH, MALAY
from nlp.themes import load_themes
from records import Theme
from store.values import slug

OUTLETS = 37
MALAY_OUTLETS = 12  # of them
OWNERS = 9  # groups that own two or more
WORDS = 8000  # made words a language: 7,000 lemmas cover some 95 % of news, the long tail is names here
TOPIC = 40  # words that the reports of one story share
_LETTERS = ("b c d f g h j k l m n p r s t w y".split(), "a e i o u".split(), " n m r k ng s t".split(" "))
ROLES = (
    ("minister", 1), ("deputy minister", 1), ("chief minister", 1), ("director-general", 1), ("secretary-general", 1),
    ("governor", 1), ("chairman", 0), ("chief executive", 0), ("spokesperson", 1), ("commissioner", 1),
)  # fmt: skip
CONCEPTS = ("growth", "inflation", "exports", "investment", "revenue", "people", "price", "jobs")


def made_word(chance: random.Random, syllables: int) -> str:
    first, middle, last = _LETTERS
    return "".join(chance.choice(first) + chance.choice(middle) for _ in range(syllables)) + chance.choice(last)


@dataclass(frozen=True, slots=True, kw_only=True)
class MadeOutlet:
    id: str
    name: str
    language: str
    owner: str | None
    kind: str
    show: str


@dataclass(frozen=True, slots=True, kw_only=True)
class MadeOfficial:
    id: str
    name: str
    role: str
    public_office: int
    organisation: int  # index


@dataclass
class World:
    """Everything that articles are about. ``officials``: how many people hold posts."""

    seed: int
    officials: int
    themes: tuple[Theme, ...] = field(default_factory=lambda: tuple(load_themes(None)))
    places: tuple[Place, ...] = field(default_factory=lambda: tuple(all_places()))
    outlets: list[MadeOutlet] = field(init=False)
    organisations: list[str] = field(init=False)
    people: list[MadeOfficial] = field(init=False)
    words: dict[str, list[str]] = field(init=False)

    def __post_init__(self) -> None:
        chance = random.Random(f"world {self.seed}")
        self.outlets = _outlets(chance)
        self.organisations = _unique(
            60 + self.officials // 15, lambda: f"{made_word(chance, 3).title()} {chance.choice(_BODIES)}"
        )
        names = _unique(
            self.officials, lambda: " ".join(made_word(chance, chance.choice((2, 2, 3))).title() for _ in "abc")
        )
        self.people = []
        for name in names:
            role, office = chance.choice(ROLES)
            self.people.append(
                MadeOfficial(
                    id=slug(name),
                    name=name,
                    role=role,
                    public_office=office,
                    organisation=chance.randrange(len(self.organisations)),
                )
            )
        self.words = {}
        for language, common in (("en", ENGLISH), ("ms", MALAY)):
            made = _unique(WORDS - len(common), lambda: made_word(chance, chance.choice((1, 2, 2, 3, 3, 4))))
            self.words[language] = [*sorted(common), *made]

    @cached_property
    def divisions(self) -> list[Place]:
        """Provinces and states: what the desk and the digest count."""
        return [place for place in self.places if "-" in place.code]


_BODIES = ("Ministry", "Authority", "Council", "Agency", "Bank", "Holdings", "Department", "Commission", "Institute")


def _unique(count: int, make: Callable[[], str]) -> list[str]:
    found: dict[str, None] = {}
    while len(found) < count:
        found[make()] = None
    return list(found)


def _outlets(chance: random.Random) -> list[MadeOutlet]:
    names = _unique(
        OUTLETS, lambda: f"{made_word(chance, 2).title()} {chance.choice(('Post', 'Times', 'Daily', 'Wire'))}"
    )
    malay = set(chance.sample(range(1, OUTLETS), MALAY_OUTLETS))
    return [
        MadeOutlet(
            id=slug(name),
            name=name,
            language="ms" if number in malay else "en",
            owner=f"group {number % OWNERS}" if number % 3 else None,
            kind="agency" if number in (0, 5) else "government" if number % 11 == 10 else "newspaper",
            show="link" if number % 12 == 11 else "excerpt" if number % 6 == 4 else "full",
        )
        for number, name in enumerate(names)
    ]


def zipf(count: int, power: float, shift: float = 0.0) -> npt.NDArray[np.float64]:
    """Cumulative shares of ranks under a Zipf law, for ``searchsorted`` of a uniform number."""
    shares = 1.0 / (np.arange(1, count + 1) + shift) ** power
    found: npt.NDArray[np.float64] = np.cumsum(shares / shares.sum())
    return found


class Vectors:
    """Unit vectors of articles: near those of their story, which are near those of its theme."""

    def __init__(self, seed: int, dimension: int, themes: int) -> None:
        rng = np.random.default_rng(seed)
        self.dimension = dimension
        self._themes = rng.standard_normal((themes + 1, dimension)).astype(np.float32)
        self._pool = rng.standard_normal((4096, dimension)).astype(np.float32)

    def of(
        self, rng: np.random.Generator, stories: npt.NDArray[np.int64], themes: npt.NDArray[np.int64]
    ) -> npt.NDArray[np.float32]:
        """Rows for articles of these stories (numbers) and themes (-1: none); cosines within a story are about .8."""
        own = self._pool[stories % 4096] + self._pool[(stories * 31 + 7) % 4096]
        made = 0.5 * self._themes[themes] + 0.55 * own
        made += 0.45 * rng.standard_normal(made.shape, dtype=np.float32)
        made /= np.linalg.norm(made, axis=1, keepdims=True)
        found: npt.NDArray[np.float32] = made.astype("<f4")
        return found
