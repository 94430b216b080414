"""The streams that the decision on pairs of reports is learned from: parts of the corpora, whole or thinned.

What a feature relative to its surroundings is worth depends on how crowded these are, and a corpus of two events a
topic and some eleven texts an event is no news stream: so it is also learned from with stories of one to nine reports,
of which many are alone, and a few reports at a time. Some of the topics, or some days, as worlds of their own brought
nothing once dated reports were there. Knows texts and gold stories; must not know features or models.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

import numpy as np

from models.stories.corpus import Told
from nlp.stories.window import WINDOW

THIN_SIZES = (1, 1, 2, 3, 4, 6, 9, 99)  # reports that a thinned story keeps at most, drawn with equal chance
THINNED = 2  # thinned versions of the undated corpus that are learned from
SPARSE = (2, 4, 8, 16, 32)  # reports side by side: an installation's first hours, and days with little news
SPARSE_ROUNDS = 5
QUIET = 8  # reports of a stretch at most that is learned from as a quiet window
THINNED_WEIGHT = 3.0  # a thinned world has fewer pairs; so the two kinds weigh about the same

Rng = np.random.Generator
World = tuple[list[Told], float]  # its texts, and the weight of its pairs


def thinned(told: Sequence[Told], rng: Rng) -> list[Told]:
    """Each story cut down to a few of its reports by chance."""
    stories: defaultdict[str, list[int]] = defaultdict(list)
    for number, one in enumerate(told):
        stories[one.story].append(number)
    kept: list[int] = []
    for name in sorted(stories):
        mine = stories[name]
        most = min(len(mine), int(rng.choice(THIN_SIZES)))
        kept += [mine[number] for number in rng.permutation(len(mine))[:most].tolist()]
    return [told[number] for number in sorted(kept)]


def undated_worlds(told: Sequence[Told], rng: Rng) -> list[World]:
    thin = [(thinned(told, rng), THINNED_WEIGHT) for _ in range(THINNED)]
    return [(list(told), 1.0), *thin, *_sparse(told, rng)]


def dated_worlds(told: Sequence[Told], rng: Rng) -> list[World]:
    """By language, since reports are compared with those of their language; whole and thinned."""
    return [
        world
        for mine in _stretches(told)
        if len(mine) > QUIET
        for world in [(mine, 1.0), (thinned(mine, rng), 1.0), *_sparse(mine, rng)]
    ]


def quiet_worlds(told: Sequence[Told]) -> list[World]:
    """The stretches of dated reports that are so few, by language."""
    return [(mine, 1.0) for mine in _stretches(told) if len(mine) <= QUIET]


def _stretches(told: Sequence[Told]) -> list[list[Told]]:
    """By language, the reports that can meet in a window: what is further apart than WINDOW does not."""
    found: list[list[Told]] = []
    for language in sorted({one.signs.language for one in told}):
        last = None
        for one in told:
            if one.signs.language == language:
                if last is None or (one.item.when and last.item.when and one.item.when - last.item.when > WINDOW):
                    found.append([])
                found[-1].append(one)
                last = one
    return found


def _sparse(told: Sequence[Told], rng: Rng) -> list[World]:
    """A few reports that lie side by side in the corpus, so that some of them are of one event."""
    made: list[World] = []
    for size in SPARSE:
        for _ in range(SPARSE_ROUNDS):
            start = int(rng.integers(max(1, len(told) - size + 1)))
            made.append((list(told[start : start + size]), THINNED_WEIGHT))
    return made
