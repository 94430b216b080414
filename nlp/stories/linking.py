"""Which groups of reports in different languages tell of one event. One group a language at most.

Knows facts and the learned decision across languages; must not know how the groups came about.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
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
    features: Mapping[str, float]
    shared: str
    holds: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Links:
    groups: tuple[tuple[int, ...], ...]  # of numbers of clusters, each once
    why: Mapping[str, Why]  # by article that is free


def linked(
    clusters: Sequence[Sequence[str]], reports: Mapping[str, Standing], facts: Mapping[str, Facts], model: AcrossModel
) -> Links:
    """Clusters of one settled story are together; others where a free article of one says so, the surest first."""
    of = {article: number for number, cluster in enumerate(clusters) for article in cluster}
    languages = [{facts[article].language for article in cluster if article in facts} for cluster in clusters]
    group = list(range(len(clusters)))

    def members(number: int) -> list[int]:
        return [at for at, mine in enumerate(group) if mine == group[number]]

    by_story: dict[str, int] = {}
    for number, cluster in enumerate(clusters):
        for story in sorted({str(reports[article].story) for article in cluster if reports[article].settled}):
            into = group[by_story.setdefault(story, number)]
            was = group[number]
            group = [into if mine == was else mine for mine in group]
    facing = Facing(model)
    for article in sorted(facts):
        facing.add(article, facts[article])
    found: list[tuple[float, str, str, dict[str, float]]] = []
    for article in sorted(facts):
        if not reports[article].settled:
            for other in facing.nearby(facts[article], FACED):
                features = {
                    name: round(value, 6) for name, value in compare(facts[article], facts[other], model).items()
                }
                found.append((round(model.probability(features), 6), article, other, features))
    why: dict[str, Why] = {}
    for probability, article, other, features in sorted(found, key=lambda one: (-one[0], one[1], one[2])):
        one, two = of[article], of[other]
        holds = False
        if probability >= model.flag:
            mine, theirs = members(one), members(two)
            spoken = set().union(*(languages[number] for number in mine))
            if group[one] == group[two]:
                holds = True
            elif not spoken & set().union(*(languages[number] for number in theirs)):
                for number in theirs:
                    group[number] = group[one]
                holds = True
        if article not in why or (holds and not why[article].holds):
            why[article] = Why(
                other=other,
                languages=(facts[other].language, facts[article].language),
                probability=probability,
                features=features,
                shared=what_is_shared(facts[article], facts[other], model),
                holds=holds,
            )
    return Links(
        groups=tuple(tuple(at for at, mine in enumerate(group) if mine == number) for number in sorted(set(group))),
        why=why,
    )
