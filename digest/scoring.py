"""What a story is worth to a reader, of all stories of a week at once. Pure; arrays in, arrays out.

The weights are judgement, from what press offices' digests put first (independent reports, novelty, what the reader
follows, who speaks); nothing here reads sentiment or importance into a text. ``digest.choose`` says the same of one
story, with its reasons. Whether a quotation is shown only the story in full can tell, so of those in which a holder of
public office may be quoted (``Briefs.quoted``) the points given here may still fall by ``POINTS_OFFICE``.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from digest.briefs import Bools, Briefs, Ints
from digest.watching import OUTSIDE_FROM
from records import Watched

POINTS_REPORT, POINTS_REPORT_MOST = 2, 12  # per independent report of the week
POINTS_NEW = 2
POINTS_AGAIN = 1  # an old story that no week of the last four told
POINTS_WATCHED = 2  # for each kind of thing that is watched: place, official, outlet
POINTS_THEME = 2
POINTS_OFFICE = 1  # a holder of public office is quoted
POINTS_CONTRADICTION = 1

FIRST = 256  # stories that are put in order before all are: a digest hardly ever asks for more


@dataclass(frozen=True, slots=True, eq=False)
class Scored:
    """Stories for a reader, by what their points are at most."""

    numbers: Ints  # of stories
    keys: Ints  # what they are ordered by, all different: points come before all else
    step: int  # of a key, for one point

    def best_first(self) -> Iterator[tuple[int, int]]:
        """Number and key of each story, the highest key first."""
        count = len(self.keys)
        done = min(FIRST, count)
        first = np.argpartition(-self.keys, done - 1)[:done] if count > done else np.arange(count)
        for place in first[np.argsort(-self.keys[first])].tolist():
            yield int(self.numbers[place]), int(self.keys[place])
        if count > done:
            for place in np.argsort(-self.keys)[done:].tolist():
                yield int(self.numbers[place]), int(self.keys[place])


def equals_in_order(briefs: Briefs, language: str) -> Ints:
    """Of each story its place among those of equal points: most reports, then those of which an original is in the
    reader's language, then most originals, then by id."""
    count = len(briefs)
    speaks = briefs.having(briefs.spoken, (language,))
    order = np.lexsort((np.arange(count), -briefs.originals, ~speaks, -briefs.reports))
    place = np.empty(count, dtype=np.int64)
    place[order] = np.arange(count)
    return place


def scored(briefs: Briefs, watched: Watched, disputed: Sequence[int], place: Ints, *, any_theme: bool) -> Scored:
    """The stories that are for this reader. ``disputed``: numbers of those in which a figure is contradicted;
    ``place``: as ``equals_in_order`` gives it; ``any_theme``: whether the instance has themes at all."""
    theme = briefs.having(briefs.themes, watched.themes or briefs.themes)
    where, who = briefs.having(briefs.places, watched.places), briefs.having(briefs.officials, watched.officials)
    if watched.themes or watched.places or watched.officials:
        mine = theme & bool(watched.themes) | where | who
    else:
        mine = theme | (briefs.reports >= OUTSIDE_FROM) | (not any_theme)
    numbers = np.flatnonzero(mine & _printed(briefs, watched))
    points = np.minimum(POINTS_REPORT * briefs.reports, POINTS_REPORT_MOST)
    points += POINTS_NEW * briefs.new + POINTS_AGAIN * briefs.again + POINTS_THEME * theme
    points += POINTS_WATCHED * where + POINTS_WATCHED * who
    points += POINTS_WATCHED * briefs.having(briefs.printed, [p for p in briefs.printed if p[0] in watched.outlets])
    points += POINTS_OFFICE * briefs.quoted
    points[list(disputed)] += POINTS_CONTRADICTION
    step = max(1, len(briefs))
    return Scored(numbers, points[numbers] * step + (step - 1 - place[numbers]), step)


def _printed(briefs: Briefs, watched: Watched) -> Bools:
    """Whether one source is of a watched outlet and language; where none is named, each is."""
    if not watched.outlets and not watched.languages:
        return np.ones(len(briefs), dtype=np.bool_)
    fitting = [
        (outlet, language)
        for outlet, language in briefs.printed
        if (not watched.outlets or outlet in watched.outlets)
        and (not watched.languages or language in watched.languages)
    ]
    return briefs.having(briefs.printed, fitting)
