"""Where in other languages to look: which articles share most of what survives translation.

Everything here follows from the set of articles, not from the order of additions.
Must not know thresholds or decisions.
"""

from __future__ import annotations

import math
from collections import defaultdict

from nlp.stories.across import AcrossModel
from nlp.stories.facts import Facts, marks

Key = tuple[str, str]  # article, language

COMMON = 100  # articles: a mark of more tells too little for what it costs


class Facing:
    """Postings of what two languages can share."""

    def __init__(self, model: AcrossModel) -> None:
        self._model = model
        self._postings: defaultdict[str, list[Key]] = defaultdict(list)
        self._size = 0

    def add(self, article: str, facts: Facts) -> None:
        self._size += 1
        for mark in sorted(marks(facts)):
            self._postings[mark].append((article, facts.language))

    def nearby(self, facts: Facts, top: int) -> list[str]:
        """Articles in other languages that share most with ``facts``, best first."""
        found: defaultdict[Key, float] = defaultdict(float)
        for mark in sorted(marks(facts)):
            posted = self._postings.get(mark)
            if posted is None or len(posted) > COMMON:
                continue
            weight = self._weight(mark, len(posted))
            for key in posted:
                if key[1] != facts.language:
                    found[key] += weight * weight
        return [article for article, _ in sorted(found, key=lambda key: (-found[key], key))[:top]]

    def _weight(self, mark: str, articles: int) -> float:
        """Inverse frequency in the window, no more than its share of all texts allows."""
        return min(self._model.weight(mark), math.log((self._size + 1.0) / (articles + 0.5)) + 1.0)
