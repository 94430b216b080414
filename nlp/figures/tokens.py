"""Cuts a text into the smallest pieces that figures are printed in.

Knows characters only; must not know what a unit, a currency or a date is. One regular expression, one pass: linear
in the length of the text whatever it holds.
"""

from __future__ import annotations

import re
from typing import NamedTuple

# A number keeps its separators and decides later what they mean; thin and hard spaces part thousands in print.
# Letters of scripts that put no space between words are one token each.
_TOKEN = re.compile(
    r"\d+(?:[.,]\d+|[\u00a0\u202f\u2009]\d{3}(?!\d))*"
    r"|[A-Za-z\u00aa\u00b5\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u052f\u1e00-\u1fff]+"
    r"|[^\s]"
)


class Token(NamedTuple):
    """``start``/``end`` are offsets in the body. ``glued``: nothing parts it from the token before. A tuple, since one
    is made for every word of every sentence."""

    start: int
    end: int
    text: str
    low: str
    glued: bool

    @property
    def digits(self) -> bool:
        return self.text[0].isdecimal() and self.text[0].isascii()

    @property
    def word(self) -> bool:
        """Whether it is a run of letters of a script that writes spaces."""
        return self.text[0].isalpha() and not self.cjk

    @property
    def cjk(self) -> bool:
        return "\u3400" <= self.text[0] <= "\u9fff"

    @property
    def capital(self) -> bool:
        return self.text[0].isupper()


def tokenise(text: str, offset: int = 0) -> list[Token]:
    """Tokens of ``text`` in order; ``offset`` is where ``text`` begins in the body."""
    found: list[Token] = []
    previous = -1
    for match in _TOKEN.finditer(text):
        start, end = match.span()
        piece = match.group()
        found.append(Token(start + offset, end + offset, piece, piece.lower(), start == previous))
        previous = end
    return found
