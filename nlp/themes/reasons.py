"""Why a text has its score under a theme, in words.

Knows what was found; must not know how it was weighed.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from nlp.themes.evidence import Evidence
from nlp.themes.head import Head
from records import Theme


@dataclass(frozen=True, slots=True, kw_only=True)
class Meant:
    """What a text's meaning says of one theme: its part of the logit, the phrase nearest to the text (its number among
    ``speaking``), and how much of the weight comes from texts like it that were read before."""

    weight: float
    nearest: int
    lift: float


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Meaning:
    """``Meant`` of texts (rows) and themes (columns)."""

    weights: npt.NDArray[np.float64]
    nearest: npt.NDArray[np.int64]
    lift: npt.NDArray[np.float64]

    def of(self, text: int, theme: int) -> Meant:
        return Meant(
            weight=float(self.weights[text, theme]),
            nearest=int(self.nearest[text, theme]),
            lift=float(self.lift[text, theme]),
        )


def speaking(theme: Theme) -> list[str]:
    """The phrases whose mean vector is the theme."""
    return [theme.name, *theme.seeds, *theme.examples]


def reason(
    theme: Theme,
    meaning: Meant | None,
    words: Evidence,
    against: str | None,
    refused: str | None,
    head: Head | None,
    learned: float,
) -> str:
    """One line: the nearest seed, what its neighbours add, the words, what stands against it, what was learned."""
    parts = []
    if meaning is not None:
        parts.append(f"nearest seed '{speaking(theme)[meaning.nearest]}'")
        if abs(meaning.lift) >= 0.05:
            parts.append(f"texts like it read before: {meaning.lift:+.1f}")
    if words.terms:
        parts.append("words: " + ", ".join(words.terms[:5]))
    if against:
        parts.append(f"against it: '{against}'")
    if refused:
        parts.append(refused)
    if head is not None and learned:
        parts.append(f"learned from {head.accepted} accepted and {head.rejected} rejected stories: {learned:+.1f}")
    return "; ".join(parts) or "nothing speaks for it"
