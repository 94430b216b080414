"""A story as the search for emergent themes sees it. Data; knows nothing else."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

import numpy as np
import numpy.typing as npt


@dataclass(frozen=True, slots=True, kw_only=True)
class Telling:
    """One report of a story. ``witness`` stands for all outlets of an owner, and for the origin of a copy."""

    day: date
    witness: str
    language: str
    title: str


@dataclass(frozen=True, slots=True, kw_only=True)
class LooseStory:
    """A story of the window. ``loose``: no theme covers it; the others only say what words and vectors are common.

    ``opening``: headline and first words of its lead article, in ``language``. ``vector``: mean of its articles'
    vectors in a language that the encoder reads, or None.
    """

    id: str
    language: str
    opening: str
    tellings: tuple[Telling, ...]
    loose: bool = True
    vector: npt.NDArray[np.float64] | None = field(default=None, compare=False, repr=False)

    @property
    def title(self) -> str:
        return self.opening.partition("\n")[0]

    @property
    def witnesses(self) -> set[str]:
        return {telling.witness for telling in self.tellings}

    @property
    def days(self) -> set[date]:
        return {telling.day for telling in self.tellings}
