"""What is said of where a report went: the decision with its score, its features and its reason in words.

Knows what was compared and what came of it; decides nothing.
"""

from __future__ import annotations

from collections.abc import Container, Mapping, Sequence
from typing import Literal, NamedTuple, Protocol

import numpy as np

from nlp.stories import words
from nlp.stories.grouping import GATHERED, Compared
from nlp.stories.item import Signs, StoryItem
from nlp.stories.linking import Why
from nlp.stories.model import PairModel
from nlp.stories.rules import INSTALMENT, Said
from records import JoinDecision, story_id

Action = Literal["new", "join", "join_flagged"]


class Turn(NamedTuple):
    """When an article came, and its id, which breaks ties: the first of a story names it."""

    at: float
    article: str


def named_after(first: Turn, taken: Container[str] = ()) -> str:
    """The id of the story that begins with this article; another where the article was taken out of that one, which
    goes on without it."""
    return story_id(first.article, taken)


class Reported(Protocol):
    """What of a report is asked here."""

    @property
    def item(self) -> StoryItem: ...

    @property
    def signs(self) -> Signs: ...

    @property
    def first(self) -> Turn: ...


def title_and_body(item: StoryItem) -> tuple[str, str]:
    body = "\n".join(words.prose_lines(item.body))
    return item.title.strip() or words.first_sentence(item.body), body


class Told:
    """The decisions of one settling. ``stories``: the story of each article that there is."""

    def __init__(
        self,
        compared: Sequence[tuple[Sequence[Reported], Compared]],
        stories: Mapping[str, str],
        model: PairModel,
        said: Sequence[Said] = (),
    ) -> None:
        self._stories, self._model = stories, model
        self._said: dict[str, list[Said]] = {}
        for each in said:
            for article in (each.one, each.other):
                self._said.setdefault(article, []).append(each)
        self._at: dict[str, tuple[Compared, tuple[str, ...], int]] = {}
        for reports, found in compared:
            names = tuple(reports[position].item.id for position in found.positions)
            for index, name in enumerate(names):
                self._at[name] = (found, names, index)

    def decision(self, report: Reported, across: Why | None) -> JoinDecision:
        article = report.item.id
        story = self._stories[article]
        for each in self._said.get(article, ()):
            if each.same and not _begins(story, report) and self._stories.get(_but(each, article)) == story:
                return _decision(article, story, "join", None, each.reason)
        if report.signs.collection is not None:
            return _decision(article, story, "new", None, f"stands alone: {report.signs.collection}")
        if article in self._at and self._at[article][2] in self._at[article][0].gathered:
            return _decision(article, story, "new", None, f"stands alone: {GATHERED}")
        means, best = self._means(article)
        score = means.get(story)
        others = {name: mean for name, mean in means.items() if name != story}
        nearest = min(others, key=lambda name: (-others[name], name)) if others else None
        if _begins(story, report):
            reason = "no report of the last days shares its words"
            if nearest is not None:
                reason = f"nearest is {nearest} with {others[nearest]:.2f} (joins from {self._model.flag:.2f})"
                if np.isneginf(others[nearest]):
                    apart = [each for each in self._said.get(article, ()) if not each.same]
                    by = [each for each in apart if self._stories.get(_but(each, article)) == nearest]
                    reason = f"not {nearest}: {by[0].reason if by else INSTALMENT}"
            value = None if nearest is None or np.isneginf(others[nearest]) else others[nearest]
            features = self._features(article, best.get(nearest)) if nearest is not None and value is not None else {}
            return _decision(article, story, "new", value, reason, features=features)
        action: Action = "join"
        if score is not None:
            held = f"same event with probability {score:.2f} on average (joins from {self._model.join:.2f})"
            if score < self._model.join:
                action = "join_flagged"
                held = f"probably the same event ({score:.2f}, below {self._model.join:.2f}): worth a look"
            margin = None if nearest is None or np.isneginf(others[nearest]) else round(score - others[nearest], 6)
            return _decision(article, story, action, score, held, margin, self._features(article, best.get(story)))
        if across is not None and across.holds:
            one, two = across.languages
            reason = f"same event with probability {across.probability:.2f} (joins from {across.border:.2f} "
            reason += f"among {across.facing} in other languages)"
            reason += f"; told in {one} and {two}: shares {across.shared}"
            return _decision(article, story, action, across.probability, reason, None, across.features)
        return _decision(article, story, action, None, "a report in another language brought its story in")

    def _means(self, article: str) -> tuple[dict[str, float], dict[str, int]]:
        """The mean probability with the other reports of each story compared, and the likest report of it."""
        if article not in self._at:
            return {}, {}
        found, names, index = self._at[article]
        gathered: dict[str, list[tuple[float, int]]] = {}
        for other, name in enumerate(names):
            if other != index and other not in found.gathered:
                gathered.setdefault(self._stories[name], []).append((float(found.probability[index, other]), other))
        means = {story: round(float(np.mean([p for p, _ in pairs])), 6) for story, pairs in gathered.items()}
        best = {story: max(pairs, key=lambda pair: (pair[0], -pair[1]))[1] for story, pairs in gathered.items()}
        return means, best

    def _features(self, article: str, other: int | None) -> dict[str, float]:
        if other is None:
            return {}
        found, _, index = self._at[article]
        return found.of_pair(index, other)


def _begins(story: str, report: Reported) -> bool:
    own = named_after(report.first)
    return story in (own, named_after(report.first, (own,)))


def _but(said: Said, article: str) -> str:
    """The other of the two."""
    return said.other if said.one == article else said.one


def _decision(
    article: str,
    story: str,
    action: Action,
    score: float | None,
    reason: str,
    margin: float | None = None,
    features: Mapping[str, float] | None = None,
) -> JoinDecision:
    return JoinDecision(
        article=article,
        story=story,
        action=action,
        score=score,
        margin=margin,
        features=dict(features or {}),
        reason=reason,
    )
