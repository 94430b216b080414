"""CSV that a spreadsheet cannot run: a cell that begins like a formula gets an apostrophe before it.

The rule is OWASP's for "CSV injection". datasette writes its CSV itself and lets formulas pass, so its answers are
rewritten on their way, record by record. Pure; it must not know HTTP.
"""

from __future__ import annotations

import csv
import io
from codecs import getincrementaldecoder

_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def safe_cell(text: str) -> str:
    """Text that begins like a formula is made text for good; numbers stay numbers."""
    if not text.startswith(_FORMULA):
        return text
    try:
        float(text)
    except ValueError:
        return f"'{text}"
    return text


class Neutral:
    """CSV in pieces of bytes in, the same with safe cells out; what is not a whole record yet waits."""

    def __init__(self) -> None:
        self._decoder = getincrementaldecoder("utf-8")("replace")
        self._waiting = ""

    def feed(self, piece: bytes, last: bool) -> bytes:
        text = self._waiting + self._decoder.decode(piece, last)
        end = len(text) if last else self._whole(text)
        self._waiting = text[end:]
        out = io.StringIO()
        writer = csv.writer(out)
        for record in csv.reader(io.StringIO(text[:end], newline="")):
            writer.writerow([safe_cell(cell) for cell in record])
        return out.getvalue().encode()

    def _whole(self, text: str) -> int:
        """Where the last record that is there whole ends: behind a line end outside of quotes."""
        at = len(text)
        while (at := text.rfind("\n", 0, at)) >= 0:
            if text.count('"', 0, at) % 2 == 0:
                return at + 1
        return 0
