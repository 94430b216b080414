"""Which groups of reports in different languages tell of one event. One group a language at most.

Knows facts and the learned decision across languages; must not know how the groups came about.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from nlp.stories.across import AcrossModel, compare, what_is_shared
from nlp.stories.facing import Facing
from nlp.stories.facts import Facts

FACED = 8  # articles in other languages that an article is compared with


class Standing(Protocol):
    """What of a report is asked here."""

    @property
    def settled(self) -> bool: ...

    @property
    def story(self) -> str | None: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Why:
    """That an article and one in another language tell of one event, or the nearest to it."""

    other: str
    languages: tuple[str, str]  # of the other, of the article
    probability: float
    border: float  # from which it joins
    facing: int  # reports in other languages that could be meant
    features: Mapping[str, float]
    shared: str
    holds: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Links:
    groups: tuple[tuple[int, ...], ...]  # of numbers of clusters, each once
    why: Mapping[str, Why]  # by article that is free


def linked(
    clusters: Sequence[Sequence[str]],
    reports: Mapping[str, Standing],
    facts: Mapping[str, Facts],
    model: AcrossModel,
    same: Iterable[tuple[str, str]] = (),
    two_events: Callable[[str, str], bool] = lambda one, other: False,  # noqa: ARG005
) -> Links:
    """Clusters of one settled story are together; others where a free article of one says so, the surest first.

    ``same``: articles that people want together, where one is free; ``two_events``: of which they do not."""
    of = {article: number for number, cluster in enumerate(clusters) for article in cluster}
    groups = Groups(clusters, reports)
    for one, other in same:
        if {one, other} <= of.keys() and not (reports[one].settled and reports[other].settled):
            mine, theirs = groups.of(of[one]), groups.of(of[other])
            if mine is not theirs:
                groups.join(mine, theirs)
    if not facts:
        return Links(groups=groups.all(), why={})

    def forbidden(mine: Sequence[int], theirs: Sequence[int]) -> bool:
        return any(two_events(a, b) for one in mine for a in clusters[one] for other in theirs for b in clusters[other])

    def spoken(group: Sequence[int]) -> set[str]:
        return {facts[article].language for number in group for article in clusters[number] if article in facts}

    told_in = Counter(told.language for told in facts.values())

    def facing_number(one: str, other: str) -> int:
        """Of the two reports' the larger number of others that each could mean, whichever came first."""
        return len(facts) - min(told_in[facts[article].language] for article in (one, other))

    facing = Facing(model)
    for article in sorted(facts):
        facing.add(article, facts[article])
    found: list[tuple[float, str, str, dict[str, float]]] = []
    for article in sorted(facts):
        if not reports[article].settled:
            for other in facing.nearby(facts[article], FACED):
                compared = compare(facts[article], facts[other], model)
                features = {name: round(value, 6) for name, value in compared.items()}
                found.append((round(model.probability(features), 6), article, other, features))
    why: dict[str, Why] = {}
    for probability, article, other, features in sorted(found, key=lambda one: (-one[0], one[1], one[2])):
        holds, number = False, facing_number(article, other)
        border = model.border.among(number)
        if probability >= border:
            mine, theirs = groups.of(of[article]), groups.of(of[other])
            holds = mine is theirs or not (spoken(mine) & spoken(theirs) or forbidden(mine, theirs))
            if mine is not theirs and holds:
                groups.join(mine, theirs)
        if article not in why or (holds and not why[article].holds):
            why[article] = Why(
                other=other,
                languages=(facts[other].language, facts[article].language),
                probability=probability,
                border=border,
                facing=number,
                features=features,
                shared=what_is_shared(facts[article], facts[other], model),
                holds=holds,
            )
    return Links(groups=groups.all(), why=why)


class Groups:
    """Clusters by number, and which of them are together: to begin with, those of one settled story."""

    def __init__(self, clusters: Sequence[Sequence[str]], reports: Mapping[str, Standing]) -> None:
        self._groups = [[number] for number in range(len(clusters))]
        of_story: dict[str, int] = {}
        for number, cluster in enumerate(clusters):
            for story in sorted({str(reports[article].story) for article in cluster if reports[article].settled}):
                first = self.of(of_story.setdefault(story, number))
                if first is not self.of(number):
                    self.join(first, self.of(number))

    def of(self, number: int) -> list[int]:
        return self._groups[number]

    def join(self, one: list[int], other: list[int]) -> None:
        one += other
        for number in other:
            self._groups[number] = one

    def all(self) -> tuple[tuple[int, ...], ...]:
        return tuple(tuple(sorted(group)) for number, group in enumerate(self._groups) if number == min(group))
