"""The streams that the decision on pairs of reports is learned from: parts of the corpora, whole or thinned.

What a feature relative to its surroundings is worth depends on how crowded these are, and no corpus is a news stream:
one of two events a topic and some eleven texts an event is not, nor are dated reports by one hand. So the weights are
learned from many "worlds". Knows texts and gold stories; must not know features or models.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import timedelta

import numpy as np

from models.stories.corpus import Told

WORLDS = (1, 2, 4, 7, 14, 28)  # topics in a world; each size comes whole and thinned, ROUNDS times
ROUNDS = 2
THIN_SIZES = (1, 1, 2, 3, 4, 6, 9, 99)  # reports that a thinned story keeps at most, drawn with equal chance
SPARSE = (2, 4, 8, 16, 32)  # reports drawn from anywhere: an installation's first hours, and days with little news
SPARSE_ROUNDS = 5
THINNED_WEIGHT = 3.0  # a thinned world has fewer pairs; so the two kinds weigh about the same
SPANS = (3, 10, 1000)  # days of a dated world: a few, what a window holds, all

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
    topics = sorted({one.topic for one in told})
    made: list[World] = []
    for size in WORLDS:
        for _ in range(ROUNDS * max(1, len(topics) // (4 * size))):
            chosen = set(rng.permutation(topics)[:size].tolist())
            whole = [one for one in told if one.topic in chosen]
            made += [(whole, 1.0), (thinned(whole, rng), THINNED_WEIGHT)]
    for size in SPARSE:
        for _ in range(SPARSE_ROUNDS):
            made.append(([told[number] for number in sorted(rng.permutation(len(told))[:size])], THINNED_WEIGHT))
    return made


def dated_worlds(told: Sequence[Told], rng: Rng) -> list[World]:
    """By language and SPANS: reports are compared with those of their language in the last days."""
    made: list[World] = []
    for language in sorted({one.signs.language for one in told}):
        mine = [one for one in told if one.signs.language == language]
        whens = [one.item.when for one in mine if one.item.when is not None]
        for days in SPANS:
            start = min(whens)
            while start <= max(whens):
                end = start + timedelta(days=days)
                part = [one for one in mine if one.item.when is not None and start <= one.item.when < end]
                made += [(part, 1.0), (thinned(part, rng), 1.0)]
                start = end
    return made
