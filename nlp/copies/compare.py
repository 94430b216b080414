"""Is one text a copy of another? Exact containment first, then what containment alone cannot tell.

Knows two readings (for a round-up, several); must not know how they were met, nor what was decided of others.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Literal

from nlp.copies import frame
from nlp.copies import text as texts
from nlp.copies.reading import Prose, Reading
from nlp.copies.text import Shingles

Kind = Literal["identical", "copy", "derived"]

IDENTICAL = 0.9  # of the shorter text
IDENTICAL_LONGER = 0.75  # and of the longer one: an excerpt is a copy, but not the same text
COPY = 0.5
DERIVED = 0.2  # different events never passed .126
HELD = 0.5  # of the new text; where less is the old one's, it has more words of its own and must be read
WHOLE = 0.6  # of a text, from which a round-up holds it
SHORT_COPY = 0.6  # containment from which 30 to 60 words are a copy whatever their titles say
SHORT = 60  # words; below it three-word runs are too few, and the title decides
TEMPLATE_FIGURES = 4  # numbers that both texts need before differing figures speak against a copy
SAME_FIGURES = 0.5
COLUMN_SLOTS = 3  # slots filled otherwise before a text can be a column; an update of a report changes one or two
COLUMN_SHARE = 0.4  # of the slots that both have
FAR_LONGER = 4  # times as long: a text that merely holds a short one is no copy of it
SHORT_WITHIN = timedelta(days=2)


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """An article of the index. ``order``: the how manieth; ``prose`` is read when it is first looked at."""

    order: int
    turn: tuple[str, ...]
    seen: datetime | None
    id: str
    when: datetime | None
    agency: bool
    house: str
    credits: str | None
    title: str
    reading: Reading
    prose: Prose

    @property
    def body(self) -> str:
        return self.prose.text

    @property
    def shingles(self) -> Shingles:
        return self.prose.shingles

    @property
    def words(self) -> int:
        return self.prose.words

    @property
    def numbers(self) -> frozenset[str]:
        return self.prose.numbers


@dataclass(frozen=True, slots=True, kw_only=True)
class Match:
    """``swaps``: where the new text is the earlier one, or an agency's, the old one is the copy."""

    known: Known
    kind: Kind
    containment: float
    reason: str
    swaps: bool

    @property
    def rank(self) -> tuple[bool, int]:
        """The lower, the nearer: copies before derived ones, and by how much of the text stands in both."""
        steps = (IDENTICAL, COPY, 0.0)
        return self.kind == "derived", next(at for at, least in enumerate(steps) if self.containment >= least)


def compare(new: Known, old: Known) -> Match | None:
    both = texts.shared(new.shingles, old.shingles)
    shorter = min(len(new.shingles), len(old.shingles))
    share = len(both) / shorter if shorter else 0.0
    if min(new.words, old.words) < SHORT:
        return _short(new, old, share)
    if share < DERIVED:
        return None
    filled = frame.slots(new.body, old.body)
    if _is_column(new, old, filled, share):
        return None
    if share < IDENTICAL and frame.shares_only_the_end(_words(new), _words(old), both):
        return None
    percent = f"{share:.0%} of the shorter text stands in both"
    if share < COPY:
        return _match(old, "derived", share, f"{percent}; draws on the text")
    if filled.changed:
        was, now = filled.changed[0]
        return _match(old, "derived", share, f"{percent}, but with {now} where that has {was}; a later version")
    if len(new.shingles) > FAR_LONGER * len(old.shingles):
        return _match(old, "derived", share, f"{percent}, within a far longer one; holds the text")
    if len(both) < HELD * len(new.shingles):
        reason = f"{percent}, which has more words of its own; holds the text"
        return _match(old, "derived", share, reason, swaps=True)
    return _match(old, kind_of(share, new.shingles, old.shingles), share, percent, swaps=True)


def kind_of(share: float, one: Shingles, other: Shingles) -> Kind:
    """Of a pair that is known to be of one text: whether it is all of it."""
    of_longer = share * min(len(one), len(other)) / max(len(one), len(other), 1)
    return "identical" if share >= IDENTICAL and of_longer >= IDENTICAL_LONGER else "copy"


def as_round_up(new: Known, best: Match, others: Sequence[Match]) -> Match:
    """``best``, or, where the new text holds another whole one that has nothing to do with it, a derived text."""
    if best.kind == "derived" or not _holds(new, best.known):
        return best
    for other in others:
        if _holds(new, other.known) and texts.containment(best.known.shingles, other.known.shingles) < DERIVED:
            reason = f"holds the text of article {other.known.id} too; a round-up"
            return replace(best, kind="derived", swaps=False, reason=reason)
    return best


def _holds(new: Known, old: Known) -> bool:
    of_old = len(texts.shared(new.shingles, old.shingles)) / max(1, len(old.shingles))
    return of_old >= WHOLE and len(old.shingles) < len(new.shingles)


def _match(known: Known, kind: Kind, share: float, reason: str, *, swaps: bool = False) -> Match:
    if kind != "derived":
        reason = f"{reason}; {kind}"
    return Match(known=known, kind=kind, containment=share, reason=reason, swaps=swaps)


def _is_column(new: Known, old: Known, filled: frame.Slots, share: float) -> bool:
    """Whether the frame is repeated and what fills it is not: a daily report, a warning, a table in words."""
    changed = len(filled.changed)
    if changed >= COLUMN_SLOTS and changed >= COLUMN_SHARE * (changed + filled.alike):
        return True
    same = _same_figures(new.numbers, old.numbers)
    return share < IDENTICAL and same is not None and same < SAME_FIGURES


def _short(new: Known, old: Known, share: float) -> Match | None:
    """One body is too short to tell: the same title within two days, or the same words and figures."""
    alike = max(new.words, old.words) <= 2 * min(new.words, old.words)
    least = min(new.words, old.words)
    if share >= IDENTICAL and alike and least >= 12 and new.numbers == old.numbers:
        return _match(old, "identical", share, "a short text, word for word that", swaps=True)
    figures = _same_figures(new.numbers, old.numbers, least=1)
    if figures is not None and figures < SAME_FIGURES:
        return None
    if len(frame.slots(new.body, old.body).changed) >= COLUMN_SLOTS:
        return None
    if share >= SHORT_COPY and least >= SHORT // 2:
        if len(new.shingles) > FAR_LONGER * len(old.shingles):
            return _match(old, "derived", share, f"{share:.0%} of a short text, within a far longer one")
        return _match(old, "copy", share, f"{share:.0%} of a short text stands in both", swaps=True)
    near = not (new.when and old.when) or abs(new.when - old.when) <= SHORT_WITHIN
    if near and new.title and new.title == old.title and len(new.title.split()) >= 4:
        return _match(old, "copy", share, "a short text under the same title", swaps=True)
    return None


def _same_figures(one: frozenset[str], other: frozenset[str], least: int = TEMPLATE_FIGURES) -> float | None:
    """Share of the fewer numbers that are in both; None where there are too few to tell."""
    fewer = min(len(one), len(other))
    return len(one & other) / fewer if fewer >= least else None


def _words(known: Known) -> list[str]:
    return texts.tokens(known.body)
