"""Which stories without a theme belong together, and whether enough outlets tell of them on enough days.

Pure: stories and the groups of earlier weeks in, groups with their reasons out; the order of the stories does not
count. Must not know the store, nor how a story came to be or was scored.

Average linkage over a likeness that is half meaning (cosine of vectors, the mean of the window taken out) and half
words (TF-IDF of headline and opening); between languages, and where the encoder does not read one of them, words
alone: names survive translation. ``benchmarks/emergent.py`` compares it with a graph of mutual neighbours and HDBSCAN.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Sequence
from datetime import date

import numpy as np
import numpy.typing as npt
from scipy.cluster.hierarchy import fcluster, linkage
from scipy.spatial.distance import squareform

from nlp.emergent.carry import carry
from nlp.emergent.label import label, opening_terms
from nlp.emergent.likeness import likeness
from nlp.emergent.story import LooseStory
from records import EmergentTheme

WINDOW_DAYS = 14
OUTLETS, DAYS, STORIES = 3, 3, 3  # a group needs at least so many independent outlets, days and stories
JOINED = 0.13  # mean likeness of two groups that are one; part "a" of the gold is best from .12 to .13
SHARED = (
    0.6  # of its stories, and three at least, must hold one word that is mostly theirs: what has no word has no name
)
MOST = 3000  # stories compared with each other, 36 MB of distances; those told by most outlets are kept

Matrix = npt.NDArray[np.float64]


def find_emergent(
    stories: Iterable[LooseStory], week: str, known: Collection[EmergentTheme] = ()
) -> tuple[EmergentTheme, ...]:
    """The groups of a window, those of most outlets first. ``known``: the latest row of each group of earlier weeks."""
    pool = sorted(stories, key=lambda story: story.id)
    terms = [opening_terms(story.opening) for story in pool]
    loose = [row for row, story in enumerate(pool) if story.loose]
    loose = sorted(sorted(loose, key=lambda row: (-len(pool[row].witnesses), pool[row].id))[:MOST])
    if len(loose) < STORIES:
        return ()
    alike = likeness([story.vector for story in pool], [story.language for story in pool], terms, loose)
    common = Counter(term for counted in terms for term in counted)
    found = []
    for group in _groups(alike):
        members = [pool[loose[row]] for row in group]
        word = _shared_word([terms[loose[row]] for row in group], members, common)
        if word is not None and _told_enough(members):
            found.append((members, _medoid(alike, group), word))
    found.sort(key=lambda each: (-len(_witnesses(each[0])), -len(each[0]), each[0][0].id))
    carried = carry([[(min(s.days), s.id) for s in members] for members, _, _ in found], known)
    return tuple(
        EmergentTheme(
            id=kept.id,
            week=week,
            label_en=label(members, pool, common, "en"),
            label_ms=label(members, pool, common, "ms"),
            medoid=members[medoid].id,
            headline=members[medoid].title,
            members=tuple(story.id for story in members),
            outlets=len(_witnesses(members)),
            days=len(_days(members)),
            since=min(_days(members) if kept.since is None else {*_days(members), kept.since}),
            reason=_reason(members, word, kept.why),
        )
        for (members, medoid, word), kept in zip(found, carried, strict=True)
    )


def _groups(alike: Matrix) -> list[list[int]]:
    """Rows by group, in the order of their first row."""
    distances = squareform(1.0 - alike, checks=False)
    joined = fcluster(linkage(distances, method="average"), t=1.0 - JOINED, criterion="distance")
    groups: dict[int, list[int]] = defaultdict(list)
    for row, group in enumerate(joined):
        groups[int(group)].append(row)
    return sorted(groups.values())


def _witnesses(members: Sequence[LooseStory]) -> set[str]:
    return {witness for story in members for witness in story.witnesses}


def _days(members: Sequence[LooseStory]) -> set[date]:
    return {day for story in members for day in story.days}


def _told_enough(members: Sequence[LooseStory]) -> bool:
    return len(members) >= STORIES and len(_witnesses(members)) >= OUTLETS and len(_days(members)) >= DAYS


def _shared_word(
    terms: Sequence[Collection[str]], members: Sequence[LooseStory], common: Counter[str]
) -> tuple[str, int] | None:
    """The word that most stories of the group hold, and how many do. One that names no name is in one language, so the
    stories of the group's main language are what it is measured by."""
    most = max(Counter(story.language for story in members).values())
    held = Counter(term for counted in terms for term in counted)
    enough = max(STORIES, SHARED * most)
    telling = [term for term, count in held.items() if count >= enough and common[term] <= 2 * count]
    if not telling:
        return None
    word = min(telling, key=lambda term: (-held[term], common[term], term))
    return word, held[word]


def _medoid(alike: Matrix, group: Sequence[int]) -> int:
    """Place in the group of the row most like the others; the first of equals."""
    return int(np.argmax(alike[np.ix_(group, group)].sum(axis=1)))


def _reason(members: Sequence[LooseStory], word: tuple[str, int], carried: str) -> str:
    return (
        f"{len(members)} stories under no theme or hardly under one, told by {len(_witnesses(members))} independent"
        f" outlets on {len(_days(members))} days; {word[1]} of them hold “{word[0]}”; {carried}"
    )
