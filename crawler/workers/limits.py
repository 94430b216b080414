"""How much one page may cost, and what is said of a page that costs more.

Pure; knows how a process can end, and neither starts nor ends one. What a page may hold (bytes, tags, depth) is
limited by crawler.extraction.markup before it is read.
"""

from __future__ import annotations

import signal
from dataclasses import dataclass

OUT_OF_MEMORY = 97  # exit code of a child that ran into its memory limit; Python and signals leave it free


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """Of one page. ``seconds`` are those of the processor, so that a busy machine refuses nothing that an idle one
    reads. Of 91 real pages the longest took 0.7 s, and all of them no more than 310 MB (Python and its libraries are
    135 MB of it); of made pages within the caps of crawler.extraction the costliest took 8 s, but for attacks on the
    parser itself: 200,000 attributes in one tag take minutes.
    """

    seconds: float = 20.0
    stretch: float = 6.0  # times the seconds on the clock: a page is given up then that only waits
    memory: int = 1024 * 1024 * 1024  # bytes of address space
    result: int = 4 * 1024 * 1024  # bytes of a record as it crosses; the longest text allowed has 300,000 characters

    @property
    def patience(self) -> float:
        return self.stretch * self.seconds

    @property
    def too_slow(self) -> str:
        return f"reading took more than {self.seconds:g} seconds"

    @property
    def stuck(self) -> str:
        return f"reading did not end within {self.patience:g} seconds"

    def too_much(self, size: int) -> str:
        return f"reading gave {size} bytes, more than {self.result}"

    def died(self, code: int) -> str:
        """Why a page was not read whose reader ended with ``code``, as subprocess counts (signals are negative)."""
        if code == -signal.SIGPROF:
            return self.too_slow
        if code == OUT_OF_MEMORY:
            return f"reading took more than {self.memory // (1024 * 1024)} MB"
        if code < 0:
            return f"reading ended the reader ({_name(-code)})"
        return f"reading ended the reader (exit code {code})"


def _name(number: int) -> str:
    try:
        return signal.Signals(number).name
    except ValueError:
        return f"signal {number}"
