"""What silence costs a link or a source: nothing where the crawl reached nobody.

Until the first answer nobody can tell whose silence it is, so what it would cost is held back and not written: the
first answer makes it the hosts' own, the end of a crawl without any makes it what ``crawler.reach`` says. A crawl that
is killed before has taken nothing. Knows fetches and who answered; it must not know what a failure costs, or where that
is written. The decision is pure; ``Held`` remembers, and runs what it was given.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import Literal

from crawler.reach import is_silent
from records import Fetch, Reach

#: Links that may be silent before anybody answers; then no more are asked until somebody does. The 37 outlets have 111
#: under way at once; the first answer writes what 100 cost in 9 ms, and 10,000 in .9 s (SQLite 3.40, 28 November 2026).
ENOUGH = 100


@dataclass(frozen=True, slots=True)
class Cost:
    """``later``: when it is known whose silence it is."""

    when: Literal["now", "later", "never"]
    reason: str


def judge_cost(fetch: Fetch, answered: Collection[str], *, ended: bool = False, reach: Reach | None = None) -> Cost:
    """When a request that failed costs its link an attempt, or puts off its source. ``answered``: hosts that answered
    this crawl so far; ``reach``: whether anybody was reached, where the crawl has ``ended``."""
    if not is_silent(fetch):
        return Cost("now", "it was no silence")
    if answered:
        return Cost("now", "others answered")
    if not ended:
        return Cost("later", "nobody answered yet")
    if reach is not None and reach.state == "nobody":
        return Cost("never", reach.reason)
    return Cost("now", reach.reason if reach is not None else "nothing is known of the network")


@dataclass(frozen=True, slots=True)
class _Silence:
    fetch: Fetch
    key: str | None  # of a link
    write: Callable[[], object]


class Held:
    """The silences of one crawl whose cost is not known yet. ``together``: one transaction of what is written to."""

    def __init__(self, together: Callable[[], AbstractContextManager[object]]) -> None:
        self._together = together
        self._silences: list[_Silence] = []

    def __bool__(self) -> bool:
        return bool(self._silences)

    @property
    def keys(self) -> frozenset[str]:
        """Of links that were asked, though the frontier does not know it."""
        return frozenset(silence.key for silence in self._silences if silence.key is not None)

    @property
    def enough(self) -> bool:
        """Whether so many links were silent that no more are to be asked until somebody answers."""
        return len(self.keys) >= ENOUGH

    def hold(self, fetch: Fetch, key: str | None, write: Callable[[], object]) -> None:
        """``write`` writes what the silence costs. ``key``: of the link that was asked, None of a source."""
        self._silences.append(_Silence(fetch, key, write))

    def settle(self, answered: Collection[str], *, ended: bool = False, reach: Reach | None = None) -> Counter[str]:
        """Writes what is to be paid now, in the order in which it was met, and forgets what is not to be paid: how many
        of these at each outlet."""
        spared: Counter[str] = Counter()
        left: list[_Silence] = []
        with self._together():
            for silence in self._silences:
                cost = judge_cost(silence.fetch, answered, ended=ended, reach=reach)
                if cost.when == "now":
                    silence.write()
                elif cost.when == "never":
                    spared[silence.fetch.outlet] += 1
                else:
                    left.append(silence)
        self._silences = left
        return spared
