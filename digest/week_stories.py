"""The stories of a week: all of them in columns, each in full when it is asked for.

A week of a large archive has tens of thousands of stories, and reading one in full (sentences, quotations, figures)
costs as much as counting a hundred. What was read stays, so that readers share it. Knows facts; it must not know the
store.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import datetime

import numpy as np

from digest.briefs import Briefs, grouped
from digest.facts import StoryFact

Load = Callable[[Sequence[str]], Iterable[StoryFact]]


class WeekStories:
    """``load`` gives these stories in full; one that is not in its answer is no longer there (all its articles were
    withdrawn since they were counted)."""

    def __init__(self, briefs: Briefs, load: Load) -> None:
        self.briefs = briefs
        self._load = load
        self._known: dict[str, StoryFact | None] = {}

    @classmethod
    def of(cls, stories: Iterable[StoryFact], start: datetime) -> WeekStories:
        """Of stories that are at hand in full; ``start``: of the week, in UTC."""
        held = {story.id: story for story in stories}
        return cls(briefs_of(held.values(), start), lambda ids: [held[each] for each in ids])

    def want(self, ids: Iterable[str]) -> None:
        """Reads in one go those of these stories that were not read yet."""
        unread = [each for each in dict.fromkeys(ids) if each not in self._known]
        if unread:
            self._known |= dict.fromkeys(unread)
            self._known |= {story.id: story for story in self._load(unread)}

    def get(self, story: str) -> StoryFact | None:
        """The story in full; None where it is no longer there."""
        self.want((story,))
        return self._known[story]

    def __len__(self) -> int:
        return len(self.briefs)

    def __iter__(self) -> Iterator[StoryFact]:
        """Every story in full, by id: not for a large week."""
        self.want(self.briefs.ids)
        return (story for each in self.briefs.ids if (story := self._known[each]) is not None)


def briefs_of(stories: Iterable[StoryFact], start: datetime) -> Briefs:
    """The columns of stories that are at hand in full."""
    kept = sorted(stories, key=lambda story: story.id)
    own = [[source for source in story.sources if not source.copy] or list(story.sources[:1]) for story in kept]

    def index(of: Callable[[StoryFact], Iterable[str]]) -> dict[str, np.ndarray]:
        pairs = [(key, number) for number, story in enumerate(kept) for key in of(story)]
        return grouped([key for key, _ in pairs], [number for _, number in pairs])

    sources = [(source, number) for number, story in enumerate(kept) for source in story.sources]
    spoken = [(s.language, number) for number, mine in enumerate(own) for s in mine if s.language is not None]
    copied = Counter(source.article for source, _ in sources if source.copy)
    return Briefs(
        ids=tuple(story.id for story in kept),
        reports=np.array([story.reports for story in kept], dtype=np.int64),
        new=np.array([story.new for story in kept], dtype=np.bool_),
        again=np.array([not story.new and not story.reports_lately for story in kept], dtype=np.bool_),
        quoted=np.array([any(quote.official is not None for quote in story.quotes) for story in kept], dtype=np.bool_),
        originals=np.array([len(mine) for mine in own], dtype=np.int64),
        spoken=grouped([language for language, _ in spoken], [number for _, number in spoken]),
        themes=index(lambda story: (theme.id for theme in story.themes)),
        places=index(lambda story: (place.code for place in story.places)),
        officials=index(lambda story: (official for official, _ in story.officials)),
        printed=grouped([(s.outlet, s.language) for s, _ in sources], [number for _, number in sources]),
        articles={source.article: number for source, number in sources},
        copies=len(copied),
        late=sum(source.published is not None and source.published < start for source, _ in sources),
    )
