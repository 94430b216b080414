"""Finds the cue words of a sentence once: of change, of status and periods, each with its place.

Knows words and places; must not know which figure a cue belongs to (nlp.figures.context).
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass

from nlp.figures.dates import DateSpan
from nlp.figures.lexicon import Lexicon, Trie
from nlp.figures.quantities import Quantity
from nlp.figures.tokens import Token

SAYING = frozenset(
    """said says say announced told stated added noted reported statement kata katanya berkata memberitahu ujar
    menurut jelas here speaking pemberita""".split()
)
_SPEAKING_DAYS = frozenset({"today", "yesterday", "tonight", "hari", "semalam", "kelmarin", "kemarin", "今天", "昨天"})
_OPENERS = frozenset(
    """in by since for during from until on of between early late mid end pada dalam menjelang tahun sejak the as
    to than with before after""".split()
)


@dataclass(frozen=True, slots=True)
class Cue:
    start: int
    end: int
    value: str


@dataclass(frozen=True, slots=True)
class Context:
    """``dates`` are in offsets of the body, all cues in token indices of the sentence."""

    tokens: Sequence[Token]
    changes: tuple[Cue, ...]
    statuses: tuple[Cue, ...]
    dates: tuple[DateSpan, ...]
    date_tokens: tuple[tuple[int, int], ...]
    change_starts: tuple[int, ...]
    status_starts: tuple[int, ...]
    date_starts: tuple[int, ...]


def _cues(tokens: Sequence[Token], trie: Trie[str]) -> tuple[Cue, ...]:
    found: list[Cue] = []
    index = 0
    while index < len(tokens):
        match = trie.match(tokens, index)
        if match:
            found.append(Cue(index, match[1], match[0]))
            index = match[1]
        else:
            index += 1
    return tuple(found)


def context_of(
    tokens: Sequence[Token],
    dates: Sequence[DateSpan],
    offset: int,
    quantities: Sequence[Quantity],
    lex: Lexicon,
) -> Context:
    """``dates`` in offsets of the sentence that begins at ``offset``."""
    starts = [token.start for token in tokens]
    spots = [
        (span, (bisect_left(starts, span.start + offset), bisect_left(starts, span.end + offset))) for span in dates
    ]
    ends = [quantity.end for quantity in quantities]
    spots = [(span, place) for span, place in spots if not _no_period(span, place[0], tokens, ends)]
    changes, statuses = _changes(tokens, lex), _cues(tokens, lex.statuses)
    return Context(
        tokens,
        changes,
        statuses,
        tuple(span for span, _ in spots),
        tuple(place for _, place in spots),
        tuple(cue.start for cue in changes),
        tuple(cue.start for cue in statuses),
        tuple(place[0] for _, place in spots),
    )


def _no_period(span: DateSpan, at: int, tokens: Sequence[Token], ends: Sequence[int]) -> bool:
    """Dates that say when something was said, when it began, or that belong to a name ("Masterplan 2030")."""
    before = tokens[max(0, at - 2) : at]
    words = {token.low for token in before}
    if span.kind == "time" or words & {"since", "sejak", "自"}:
        return True
    if span.kind == "relative" and tokens[at].low in _SPEAKING_DAYS:
        # "today" is when a thing was said, unless it stands right behind a figure.
        nearest = bisect_right(ends, at) - 1
        return bool(words & SAYING) or nearest < 0 or at - ends[nearest] > 3
    if span.kind == "year" and at > 1 and before and before[-1].word and before[-1].capital:
        return before[-1].low not in _OPENERS
    return False


def _changes(tokens: Sequence[Token], lex: Lexicon) -> tuple[Cue, ...]:
    """Direction words; "up to", "lower house", "cut-off" and the like say nothing of a change."""
    found = []
    for cue in _cues(tokens, lex.changes):
        following = tokens[cue.end].low if cue.end < len(tokens) else ""
        low = tokens[cue.start].low
        if (low == "up" and following in ("to", "with", "the", "a", "and")) or (
            low in ("lower", "higher") and following in ("house", "court", "education", "income")
        ):
            continue
        found.append(cue)
    return tuple(found)
