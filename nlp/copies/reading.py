"""What the text of an article is read to be for comparing copies: by what it is met, which may be kept from one run to
the next, and its prose, which is read when it is first compared.

Knows one text; must not know other articles, nor where a reading is kept.
"""

from __future__ import annotations

import struct
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt

from nlp.copies import text as texts
from nlp.copies.text import Shingles

SAMPLE = np.uint64(4)  # one shingle in four is posted
_HEAD = struct.Struct("<II")  # how many lines, how many of them are left out


@dataclass(frozen=True, slots=True, eq=False)
class Reading:
    """``lines``: each line of prose as a number (texts.line_key); ``left_out``: the places, ascending, of those that
    counted as furniture of the outlet; ``posted``: the shingles of all others by which the article is met, sorted."""

    lines: tuple[int, ...]
    left_out: tuple[int, ...]
    posted: Shingles

    def packed(self) -> bytes:
        """Little-endian: two counts of 32 bits, lines of 64, places of 32, shingles of 64."""
        return b"".join(
            (
                _HEAD.pack(len(self.lines), len(self.left_out)),
                np.array(self.lines, dtype="<u8").tobytes(),
                np.array(self.left_out, dtype="<u4").tobytes(),
                self.posted.astype("<u8").tobytes(),
            )
        )

    @classmethod
    def unpacked(cls, packed: bytes) -> Reading:
        """What ``packed`` was made of. Its shingles stay where they are in ``packed``, which must not change."""
        lines, left_out = _HEAD.unpack_from(packed)
        return cls(
            lines=struct.unpack_from(f"<{lines}Q", packed, _HEAD.size),
            left_out=struct.unpack_from(f"<{left_out}I", packed, _HEAD.size + 8 * lines),
            posted=np.frombuffer(packed, dtype="<u8", offset=_HEAD.size + 8 * lines + 4 * left_out),
        )


class Prose:
    """The lines of a body that are not left out. Of most articles, which are never compared, none is read."""

    def __init__(self, body: str, left_out: Sequence[int]) -> None:
        self._body, self._left_out = body, left_out

    def without(self, left_out: Sequence[int]) -> Prose:
        """The same body, of which other lines are left out."""
        return Prose(self._body, left_out)

    @cached_property
    def text(self) -> str:
        lines = texts.lines(self._body)
        for place in reversed(self._left_out):
            del lines[place]
        return "\n".join(lines)

    @cached_property
    def _counted(self) -> tuple[Shingles, int]:
        words = texts.tokens(self.text)
        return texts.shingles(words), len(words)

    @property
    def shingles(self) -> Shingles:
        return self._counted[0]

    @property
    def words(self) -> int:
        return self._counted[1]

    @cached_property
    def numbers(self) -> frozenset[str]:
        return texts.numbers(self.text)


def lines_of(body: str, outlet: str) -> tuple[int, ...]:
    """The lines of a body as ``Reading`` has them."""
    return tuple(texts.line_key(outlet, line) for line in texts.lines(body))


def read_alone(body: str, outlet: str) -> Reading:
    """A body as it is read where nothing is known of its outlet: no line is left out."""
    return Reading(lines_of(body, outlet), (), posted(Prose(body, ()).shingles))


def posted(shingles: Shingles) -> Shingles:
    """Those by which an article is met."""
    found: npt.NDArray[np.uint64] = shingles[shingles % SAMPLE == 0]
    return found
