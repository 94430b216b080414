"""Joins nlp to the store: reads what is unread, decides copies, stories and themes, writes it an article at a time.

Thin: every rule stands in nlp, every write in the store. An article is written whole or not at all, so that a run
killed anywhere goes on where it was and ends in the same database.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date, datetime, timedelta
from functools import cached_property
from zoneinfo import ZoneInfo

import numpy as np

from nlp.annotate import annotate
from nlp.copies import CopyIndex, CopyItem
from nlp.embedding import Encoder, embedding_text
from nlp.stories import WINDOW, Said, StoryItem, StoryWindow, Turn
from nlp.themes import ThemeScorer
from nlp.themes.neighbours import Neighbours
from pantau.emergent import refresh_emergent
from pantau.gazetteer import stored_organisation_names, stored_places
from pantau.ledger import refresh_ledger
from pantau.registry import settle_officials
from pantau.summaries import refresh_summaries
from pantau.themes import begin_themes, earlier_texts, heads, order_of, settle_themes
from pantau.trends import refresh_trends
from records import CopyDecision, JoinDecision, NotFound, Theme, ThemeScore, Vector
from store import Store, officials, organisations, places, stories
from store.analysing import (
    AnalysisOf,
    Remembered,
    StoredArticle,
    articles_to_analyse,
    mark_unread,
    remembered,
    save_analysis,
)
from store.people import corrections
from store.settling import awaiting, orphans, settle_stories
from store.weekly import newest_article

#: Copies come within days of their original; the stories' window is the longer of the two.
MEMORY = WINDOW + timedelta(days=4)


class Analyst:
    """One analysis of one store: the readers it uses and what it remembers of the articles before."""

    def __init__(
        self,
        store: Store,
        themes: tuple[Theme, ...],
        load_encoder: Callable[[], Encoder],
        version: str,
        spacy_model: str | None = None,
    ) -> None:
        """``load_encoder`` is called once there is something to read: a run with nothing new loads no model."""
        self.store = store
        self.version = version
        self.themes = themes
        self.load_encoder = load_encoder
        self.spacy_model = spacy_model
        self.copies = CopyIndex()
        self.window = StoryWindow()
        self._day: date | None = None  # whose articles may still change their stories
        self.zone = ZoneInfo(store.zone)
        self.counts: Counter[str] = Counter()
        self._known: dict[str, StoredArticle | Remembered] = {}
        self._origins: dict[str, str] = {}  # what each copy repeats
        stories.save_themes(store, themes)
        self._examples = begin_themes(store, themes, version)
        places.save_places(store, stored_places())
        organisations.save_names(store, stored_organisation_names())

    @cached_property
    def encoder(self) -> Encoder:
        return self.load_encoder()

    @cached_property
    def scorer(self) -> ThemeScorer:
        return ThemeScorer(
            self.themes, self.encoder, heads=heads(self.store, self.themes, self.encoder, self._examples)
        )

    @cached_property
    def neighbours(self) -> Neighbours:
        """What this version read before, as the store has it."""
        return self.scorer.neighbours(earlier_texts(self.store, self.encoder, self.version))

    def run(self, *, everything: bool, step: Callable[[], None], begin: Callable[[int], None]) -> Counter[str]:
        """Reads all that this version has not read. Counts by what came of it."""
        if everything:
            mark_unread(self.store)
        mark_unread(self.store, orphans(self.store))
        waiting = list(articles_to_analyse(self.store, self.version))
        begin(len(waiting))
        since = self._since(waiting)
        if since is not None:
            self._recall(since)
        for item in waiting:
            self._turn_to(self._day_of(item))
            self._one(item)
            step()
        if since is not None:
            self._settle()
        if waiting or officials.unsettled(self.store):
            self.counts["officials_moved"] += settle_officials(self.store)
        changed = settle_themes(self.store, self.themes, self.version, lambda: self.encoder)
        self.counts["themes_scored_again"] += len(changed)
        refresh_ledger(self.store)
        refresh_summaries(self.store, self.version)
        refresh_emergent(self.store, self.version)
        refresh_trends(self.store, self.version)
        return +self.counts

    def _since(self, waiting: list[StoredArticle]) -> datetime | None:
        """From when on articles must be known; None where there is nothing to read and nothing to settle."""
        if waiting:
            return waiting[0].first_seen - MEMORY
        try:
            since = newest_article(self.store) - MEMORY
        except NotFound:
            return None
        return since if awaiting(self.store, self.version, since) else None

    def _recall(self, since: datetime) -> None:
        """The state as the store has it: what this version has read since then, in the order it was read."""
        self.copies, self.window = CopyIndex(), StoryWindow(said=said(self.store))
        self.__dict__.pop("neighbours", None)
        known = list(remembered(self.store, since, self.version))
        self._day = self._day or max((self._day_of(article) for article in known), default=None)
        self._origins = {article.article: article.copy_of or "" for article in known if _repeats(article)}
        first: dict[str, Turn] = {}
        for article in known:
            origin = first_told(article.article, self._origins)
            turn = Turn(article.first_seen.timestamp(), article.article)
            first[origin] = min(first.get(origin, turn), turn)
        for article in known:
            self._known[article.article] = article
            self.copies.add(copy_item(article), _copy_decision(article))
            if not _repeats(article):
                vector = np.frombuffer(article.vector.values, dtype="<f4") if article.vector else None
                free = article.action is None or article.story is None or self._day_of(article) == self._day
                self.window.add(
                    _story_item(article, vector), article.story, settled=not free, first=first[article.article]
                )

    def _day_of(self, article: StoredArticle | Remembered) -> date:
        return article.first_seen.astimezone(self.zone).date()

    def _turn_to(self, day: date) -> None:
        """When a day is over, its stories are settled for good."""
        if self._day is not None and day != self._day:
            self._settle()
            self.window.seal()
        self._day = day

    def _settle(self) -> None:
        done = self.window.settle()
        if not done.decisions:
            return
        at = max(self._known[decision.article].first_seen for decision in done.decisions)
        merged = [(one.old, one.into, one.reason) for one in done.merged]
        placed = settle_stories(self.store, done.decisions, merged, self.version, at)
        for decision in done.decisions:
            self.window.keep(decision.article, placed[decision.article])
        into = {one.old: one.into for one in done.merged}
        for key, article in self._known.items():
            story = placed.get(key, into.get(article.story or "", article.story))
            if story != article.story:
                self._known[key] = replace(article, story=story)

    def _one(self, article: StoredArticle) -> None:
        self._known[article.id] = article
        own, *moved = self.copies.settle(copy_item(article))
        if _follows(own):
            self._follow(own)
        else:
            self._read(article, own)
        for decision in moved:
            self._follow(decision)
        if moved:
            # What was placed and is now a copy must leave the state, as it would be missing after a restart.
            self._recall(article.first_seen - MEMORY)

    def _read(self, article: StoredArticle, own: CopyDecision) -> None:
        """Reads an article that repeats none; its story is settled with those of its day."""
        day = article.published.astimezone(self.zone).date() if article.published else None
        annotation = annotate(article.body, language=article.language, published=day, model=self.spacy_model)
        values = self.encoder.encode([embedding_text(article.title, article.body)])[0]
        vector = Vector(
            article=article.id,
            model=self.encoder.name,
            dimension=self.encoder.dimension,
            values=np.ascontiguousarray(values, dtype="<f4").tobytes(),
        )
        text = self.scorer.text(title=article.title, body=article.body, vector=values, language=article.language)
        text = self.neighbours.read(article.id, order_of(article.first_seen, article.published, article.id), text)
        scores: tuple[ThemeScore, ...] = self.scorer.score_texts([text])[0]
        story = save_analysis(
            self.store,
            AnalysisOf(
                article=article.id,
                version=self.version,
                annotation=annotation,
                vector=vector,
                passages=text.passages.tobytes(),
                neighbourhood=b"" if text.around is None else text.around.tobytes(),
                copy=own,
                awaits=True,
                themes=scores,
            ),
        )
        self.window.add(_story_item(article, values), story, first=Turn(article.first_seen.timestamp(), article.id))
        self.counts["read"] += 1

    def _follow(self, decision: CopyDecision) -> None:
        """A copy inherits story and tags and costs no reading."""
        origin = self._known[decision.copy_of or ""]
        join = None
        if origin.story is not None:
            join = JoinDecision(
                article=decision.article,
                story=origin.story,
                action="copy",
                score=decision.containment,
                margin=None,
                reason=f"follows {decision.copy_of}: {decision.reason}",
            )
        story = save_analysis(
            self.store,
            AnalysisOf(article=decision.article, version=self.version, copy=decision, join=join, awaits=join is None),
        )
        # The store has put it where a person's correction or an alias leads.
        article = self._known[decision.article] = replace(self._known[decision.article], story=story)
        self._origins[decision.article] = decision.copy_of or ""
        self.window.repeated(
            first_told(decision.article, self._origins), Turn(article.first_seen.timestamp(), decision.article)
        )
        self.counts["copy"] += 1


def first_told(article: str, origins: Mapping[str, str]) -> str:
    """The article that this one repeats, and that repeats none. ``origins``: of each copy what it repeats."""
    passed = {article}
    while (before := origins.get(article)) is not None and before not in passed:
        article = before
        passed.add(before)
    return article


def said(store: Store) -> list[Said]:
    """What people decided of two articles."""
    return [
        Said(one=made.target, other=made.field, same=made.value == "yes", who=made.who)
        for made in corrections(store, active_only=True)
        if made.kind == "event"
    ]


def _follows(decision: CopyDecision) -> bool:
    """Whether an article follows its origin unread. A derived one adds words of its own, so it is read."""
    return decision.copy_of is not None and decision.kind in ("identical", "copy")


def _repeats(article: Remembered) -> bool:
    return _follows(_copy_decision(article))


def _copy_decision(article: Remembered) -> CopyDecision:
    return CopyDecision(
        article=article.article,
        copy_of=article.copy_of,
        kind=article.copy_kind,  # type: ignore[arg-type]  # checked by the table
        containment=0.0,
        reason="",
    )


def _when(article: StoredArticle | Remembered) -> datetime:
    """Nothing is published after it was seen: a day in the future must not end the window."""
    return min(article.published or article.first_seen, article.first_seen)


def _key(article: StoredArticle | Remembered) -> str:
    return article.article if isinstance(article, Remembered) else article.id


def copy_item(article: StoredArticle | Remembered) -> CopyItem:
    return CopyItem(
        id=_key(article),
        title=article.title,
        body=article.body,
        outlet=article.outlet,
        when=_when(article),
        agency=article.outlet_kind == "agency",
        house=article.outlet_name,
        credits=article.agency,
    )


def _story_item(article: StoredArticle | Remembered, vector: np.ndarray | None) -> StoryItem:
    return StoryItem(
        id=_key(article),
        title=article.title,
        body=article.body,
        when=_when(article),
        vector=vector,
        language=article.language,
        outlet=article.outlet,
    )
