"""The story book: one pass over the articles, each joins a story or begins one, with its reason.

Knows features, the learned decision and the rules; must not know how texts become vectors, or where decisions are
stored. No clock is read: time is the latest ``when`` among the articles seen so far.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Literal

import numpy as np
import numpy.typing as npt

from nlp.stories import rules
from nlp.stories.across import AcrossModel, compare, load_across, what_is_shared
from nlp.stories.facing import Facing
from nlp.stories.item import StoryItem, Text, read
from nlp.stories.model import JoinModel, load_model
from nlp.stories.state import CLOSEST_OF, Key, Member, State, Strand, closeness, cosine
from records import JoinDecision

WINDOW = timedelta(days=10)  # only stories seen this recently are candidates
SIGMA_DAYS = 4.0  # of the Gaussian over time gaps
CANDIDATES = 8  # from the postings, and as many from the centroids
FACING_OF = 3  # newest members of a strand in another language that an article is compared with
UNDATED = datetime(1970, 1, 1, tzinfo=UTC)  # the one day of a stream without dates


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """A story an article might join: its features and the probability that both tell of one event."""

    story: str
    language: str
    probability: float
    features: Mapping[str, float]
    refused: str | None  # a rule that forbids the join, or None
    shared: str | None = None  # of a story told in another language: what both texts say


class StoryBook:
    """Online state of the stories of the last ten days.

    ``place`` articles in order of time. ``remember`` rebuilds the state from stored rows: give it, in the order in
    which they were placed, the articles of the last WINDOW before the latest (more do no harm), each with the story it
    was placed in; the book then decides exactly as the one that placed them. Copies are neither placed nor
    remembered: they follow the article they repeat.
    """

    def __init__(self, model: JoinModel | None = None, across: AcrossModel | None = None) -> None:
        self._model = model or load_model()
        self._across_model = across or load_across()
        self._facing = Facing(self._across_model)
        self._state = State(self._model.background, self._model.background_weight)
        self._clock: datetime | None = None

    def place(self, item: StoryItem) -> JoinDecision:
        """Decides where ``item`` goes and remembers it there. A new story is named after it: ``s`` + its id."""
        text = read(item)
        when = self._tick(item)
        decision = self._decide(item, text, when)
        self._enter(item, text, when, decision.story)
        return decision

    def remember(self, item: StoryItem, story: str) -> None:
        """Takes ``item`` into the state of ``story`` without deciding anything."""
        self._enter(item, read(item), self._tick(item), story)

    def candidates(self, item: StoryItem) -> tuple[Candidate, ...]:
        """The stories ``item`` might join, best first. Changes nothing but the clock."""
        return tuple(self._candidates(item, read(item), self._tick(item)))

    def _tick(self, item: StoryItem) -> datetime:
        when = item.when or self._clock or UNDATED
        if self._clock is None or when > self._clock:
            self._clock = when
            if when - UNDATED > WINDOW:
                self._state.evict(when - WINDOW)
                self._facing.evict(when - WINDOW)
        return when

    def _enter(self, item: StoryItem, text: Text, when: datetime, story: str) -> None:
        expired = self._clock is not None and self._clock - when > WINDOW
        if text.collection is not None or expired:
            return
        member = Member(
            when=when,
            id=item.id,
            text=text,
            fixed=self._state.fixed(text),
            vector=_vector(item),
            outlet=item.outlet,
        )
        self._state.add(story, member)
        self._facing.add((story, text.language), when, item.id, text.facts)

    def _decide(self, item: StoryItem, text: Text, when: datetime) -> JoinDecision:
        own = f"s{item.id}"
        if text.collection is not None:
            return JoinDecision(
                article=item.id,
                story=own,
                action="new",
                score=None,
                margin=None,
                reason=f"stands alone: {text.collection}",
            )
        found = self._candidates(item, text, when)
        if not found:
            return JoinDecision(
                article=item.id,
                story=own,
                action="new",
                score=None,
                margin=None,
                reason="no story of the last days shares its words",
            )
        open_ = [candidate for candidate in found if candidate.refused is None]
        best = open_[0] if open_ else found[0]
        others = [candidate.probability for candidate in open_[1:] if candidate.story != best.story]
        margin = round(best.probability - others[0], 6) if others else None
        action: Literal["new", "join", "join_flagged"]
        if best.refused is not None:
            action, story, reason = "new", own, f"not {best.story}: {best.refused}"
        elif best.probability >= self._model.join:
            action, story = "join", best.story
            reason = f"same event with probability {best.probability:.2f} (joins from {self._model.join:.2f})"
        elif best.probability >= self._model.flag:
            action, story = "join_flagged", best.story
            reason = f"probably the same event ({best.probability:.2f}, below {self._model.join:.2f}): worth a look"
        else:
            action, story = "new", own
            reason = f"nearest is {best.story} with {best.probability:.2f} (joins from {self._model.flag:.2f})"
        if best.shared is not None and action != "new":
            reason += f"; told in {best.language} and {text.language}: shares {best.shared}"
        return JoinDecision(
            article=item.id,
            story=story,
            action=action,
            score=best.probability,
            margin=margin,
            features=dict(best.features),
            reason=reason,
        )

    def _candidates(self, item: StoryItem, text: Text, when: datetime) -> list[Candidate]:
        state, vector = self._state, _vector(item)
        keys = state.nearby(text.text, CANDIDATES, text.language)
        if vector is not None:
            keys += [key for key in state.close(vector, CANDIDATES, text.language) if key not in keys]
        present, fixed = state.present(text), state.fixed(text)
        found = [
            self._within(item, text, present, fixed, when, vector, state.strands[key])
            for key in keys
            if self._in_reach(key, when)
        ]
        for key in self._facing.nearby(text.facts, CANDIDATES):
            # Where the story is told in this language too, that strand has the better evidence.
            if self._in_reach(key, when) and text.language not in state.languages(key[0]):
                found.append(self._across(text, key))
        return sorted(found, key=lambda candidate: (-candidate.probability, candidate.story, candidate.language))

    def _in_reach(self, key: Key, when: datetime) -> bool:
        strand = self._state.strands[key]
        return strand.oldest - WINDOW <= when <= strand.newest + WINDOW

    def _within(
        self,
        item: StoryItem,
        text: Text,
        present: Mapping[str, Mapping[str, float]],
        fixed: Mapping[str, Mapping[str, int]],
        when: datetime,
        vector: npt.NDArray[np.float64] | None,
        strand: Strand,
    ) -> Candidate:
        state, last = self._state, strand.members[-CLOSEST_OF:]
        features = {
            "title_cosine": cosine(present["title"], strand.bags["title"]),
            "text_cosine": cosine(present["text"], strand.bags["text"]),
            "text_closest": max(closeness(fixed["text"], member.fixed["text"]) for member in last),
            "names_cosine": cosine(present["names"], strand.bags["names"]),
            "names_closest": max(closeness(fixed["names"], member.fixed["names"]) for member in last),
            "numbers_shared": rules.numbers_shared(state, text, strand),
            "inverse_log_size": 1.0 / math.log(2 + len(strand.members)),
            **_times(item, when, strand),
        }
        if vector is not None and strand.centroid is not None:
            features["embedding_centroid"] = float(np.add.reduce(strand.centroid * vector))
            near = [float(np.add.reduce(known.vector * vector)) for known in last if known.vector is not None]
            features["embedding_closest"] = max(near, default=features["embedding_centroid"])
        features = {name: round(value, 6) for name, value in features.items()}
        return Candidate(
            story=strand.key[0],
            language=strand.key[1],
            probability=round(self._model.probability(features), 6),
            features=features,
            refused=rules.recurring(item, text, when, strand),
        )

    def _across(self, text: Text, key: Key) -> Candidate:
        """The story in another language, by that report of it which is nearest."""
        model = self._across_model
        pairs = [(compare(text.facts, facts, model), facts) for facts in self._facing.latest(key, FACING_OF)]
        features, nearest = max(pairs, key=lambda pair: model.probability(pair[0]))
        features = {name: round(value, 6) for name, value in features.items()}
        probability = round(model.probability(features), 6)
        low = probability < model.flag
        return Candidate(
            story=key[0],
            language=key[1],
            probability=probability,
            features=features,
            refused=f"told in {key[1]}, one event with {probability:.2f} only (from {model.flag:.2f})" if low else None,
            shared=what_is_shared(text.facts, nearest, model),
        )


def _times(item: StoryItem, when: datetime, strand: Strand) -> dict[str, float]:
    """Gaussians of the gaps to the newest and the oldest member, and whether the article has a date of its own."""
    newest = max(0.0, (when - strand.newest).total_seconds(), (strand.oldest - when).total_seconds())
    oldest = abs((when - strand.oldest).total_seconds())
    return {
        "time_to_newest": _gaussian(newest),
        "time_to_oldest": _gaussian(oldest),
        "dated": float(item.when is not None),
    }


def _gaussian(seconds: float) -> float:
    return math.exp(-((seconds / 86400.0) ** 2) / (2 * SIGMA_DAYS**2))


def _vector(item: StoryItem) -> npt.NDArray[np.float64] | None:
    return None if item.vector is None else np.asarray(item.vector, dtype=np.float64)
