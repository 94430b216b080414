"""Joins nlp to the store: reads what is unread, decides copies, stories and themes, writes it an article at a time.

Thin: every rule stands in nlp, every write in the store. An article is written whole or not at all, so that a run
killed anywhere goes on where it was and ends in the same database.
"""

from __future__ import annotations

from collections import Counter, deque
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack
from datetime import datetime
from functools import cached_property
from zoneinfo import ZoneInfo

import numpy as np

from nlp.copies import Reading
from nlp.embedding import Encoder
from nlp.stories import Signs
from nlp.themes import ThemeScorer
from nlp.themes.neighbours import Neighbours
from pantau.emergent import refresh_emergent
from pantau.gazetteer import stored_organisation_names, stored_places
from pantau.items import copy_item, follows, order_of
from pantau.ledger import refresh_ledger
from pantau.phrases import StoredPhrases
from pantau.reading_ahead import FEW, Alone, Given, Reader, Readers, ReadText
from pantau.recent import Recent
from pantau.registry import settle_officials
from pantau.summaries import refresh_summaries
from pantau.themes import begin_themes, earlier_texts, heads, settle_themes
from pantau.trends import refresh_trends
from records import CopyDecision, JoinDecision, Theme, ThemeScore, Vector
from store import Store, officials, organisations, places, stories
from store.analysing import AnalysisOf, mark_unread, save_analysis
from store.analysis_asking import StoredArticle, articles_to_analyse
from store.freshness import mark_derived
from store.settling import followers, orphans
from store.themes import definitions

#: An article, what was decided of copies, what its text was read to be for that, and what waits for its reading; None
#: where it repeats another.
_Turn = tuple[StoredArticle, tuple[CopyDecision, ...], Reading, Callable[[], ReadText] | None]


class Analyst:
    """One analysis of one store: the readers it uses and what it remembers of the articles before."""

    def __init__(
        self,
        store: Store,
        themes: tuple[Theme, ...],
        load_encoder: Callable[[], Encoder],
        version: str,
        spacy_model: str | None = None,
        processes: int = 1,
        encoder_name: str | None = None,
        reader: Reader | None = None,
    ) -> None:
        """``load_encoder`` is called once there is something to read: a run with nothing new loads no model.

        ``processes`` read texts, where there are enough of them; ``encoder_name`` tells those which encoder to load.
        ``reader`` takes their place where it is given: it may know what was read elsewhere.
        """
        self.store = store
        self.version = version
        self.themes = themes
        self.load_encoder = load_encoder
        self.spacy_model = spacy_model
        self.processes = processes
        self.encoder_name = encoder_name
        self.reader = reader
        self.recent = Recent(store, version)
        self.zone = ZoneInfo(store.zone)
        self.counts: Counter[str] = Counter()
        before = definitions(store)
        stories.save_themes(store, themes)
        self._themes_edited = definitions(store) != before
        self._examples = begin_themes(store, themes, version)
        places.save_places(store, stored_places())
        organisations.save_names(store, stored_organisation_names())

    @cached_property
    def encoder(self) -> Encoder:
        return self.load_encoder()

    @cached_property
    def phrases(self) -> StoredPhrases:
        return StoredPhrases(self.store, self.encoder, self.version)

    @cached_property
    def scorer(self) -> ThemeScorer:
        learned = heads(self.store, self.themes, self.encoder, self._examples, self.phrases)
        return ThemeScorer(self.themes, self.encoder, heads=learned, phrases=self.phrases)

    @cached_property
    def neighbours(self) -> Neighbours:
        """What this version read before, as the store has it."""
        return self.scorer.neighbours(earlier_texts(self.store, self.encoder, self.version))

    def run(self, *, everything: bool, step: Callable[[], None], begin: Callable[[int], None]) -> Counter[str]:
        """Reads all that this version has not read. Counts by what came of it."""
        if everything:
            mark_unread(self.store)
        mark_unread(self.store, orphans(self.store))
        mark_unread(self.store, followers(self.store))
        waiting = articles_to_analyse(self.store, self.version)
        begin(len(waiting))
        since = self.recent.needed(waiting)
        if since is not None:
            self._recall(since)
        with ExitStack() as stack:
            for turn in self._ahead(waiting, *self._reader(len(waiting), stack)):
                self.recent.turn_to(turn[0])
                self._one(*turn)
                step()
        if since is not None:
            self.recent.finish()
        if waiting or officials.unsettled(self.store):
            self.counts["officials_moved"] += settle_officials(self.store, self.version)
        changed = settle_themes(self.store, self.themes, self.version, lambda: self.encoder, lambda: self.phrases)
        if "phrases" in self.__dict__:  # else nothing asked for them
            self.phrases.save(theme.id for theme in self.themes)
        self.counts["themes_scored_again"] += len(changed)
        refresh_ledger(self.store, self.version)
        refresh_summaries(self.store, self.version)
        refresh_emergent(self.store, self.version)
        refresh_trends(self.store, self.version)
        if waiting or since is not None or changed or self.counts["officials_moved"] or self._themes_edited:
            with self.store.transaction() as connection:
                mark_derived(connection)
        return +self.counts

    def _reader(self, count: int, stack: ExitStack) -> tuple[Reader, int]:
        """What reads ``count`` articles, and how many may be begun ahead of the one whose turn it is."""
        if self.reader is not None:
            return self.reader, 0
        if self.processes < 2 or count < FEW:
            return Alone(lambda: self.encoder, self.spacy_model), 0
        readers = stack.enter_context(Readers(self.processes, self.encoder_name, self.spacy_model))
        return readers, readers.ahead

    def _ahead(self, waiting: Iterable[StoredArticle], reader: Reader, most: int) -> Iterator[_Turn]:
        """Each article in its turn, with what was decided of copies and the reading begun where it repeats none.

        Copies are decided ahead, since that looks at texts alone; where one moves others under a new origin, nothing
        is decided until that is written, as the index is then made anew. When a day begins, it lets go of what a run
        that began there would not remember.
        """
        queue: deque[_Turn] = deque()
        since: datetime | None = None
        for item in waiting:
            if since != self.recent.since(item.first_seen):
                since = self.recent.since(item.first_seen)
                self.recent.copies.let_go(since)
            decisions = self.recent.copies.settle(copy_item(item))
            reading = None if follows(decisions[0]) else reader.begin(self._given(item))
            queue.append((item, decisions, self.recent.copies.reading(item.id), reading))
            while queue and (len(queue) > most or len(decisions) > 1):
                yield queue.popleft()
        yield from queue

    def _given(self, article: StoredArticle) -> Given:
        day = article.published.astimezone(self.zone).date() if article.published else None
        return Given(title=article.title, body=article.body, language=article.language, published=day)

    def _recall(self, since: datetime) -> None:
        """Begins anew with what the store has: of the days since then, and of what this version read before."""
        self.recent.recall(since)
        self.__dict__.pop("neighbours", None)

    def _one(
        self,
        article: StoredArticle,
        decisions: tuple[CopyDecision, ...],
        copies: Reading,
        reading: Callable[[], ReadText] | None,
    ) -> None:
        own, *moved = decisions
        signs = self.recent.note(article, copies, repeated=reading is None)
        if reading is None or signs is None:
            self._follow(own)
        else:
            self._read(article, own, reading(), signs)
        for decision in moved:
            self._follow(decision)
        if moved:
            # What was placed and is now a copy must leave the state, as it would be missing after a restart.
            self._recall(self.recent.since(article.first_seen))

    def _read(self, article: StoredArticle, own: CopyDecision, read: ReadText, signs: Signs) -> None:
        """Keeps what was read of an article that repeats none; its story is settled with those of its day."""
        values = read.vector
        vector = Vector(
            article=article.id,
            model=self.encoder.name,
            dimension=self.encoder.dimension,
            values=np.ascontiguousarray(values, dtype="<f4").tobytes(),
        )
        text = self.scorer.text(
            title=article.title, body=article.body, vector=values, language=article.language, kept=read.passages
        )
        text = self.neighbours.read(article.id, order_of(article.first_seen, article.published, article.id), text)
        scores: tuple[ThemeScore, ...] = self.scorer.score_texts([text])[0]
        story = save_analysis(
            self.store,
            AnalysisOf(
                article=article.id,
                version=self.version,
                annotation=read.annotation,
                vector=vector,
                passages=text.passages.tobytes(),
                neighbourhood=b"" if text.around is None else text.around.tobytes(),
                copy=own,
                awaits=True,
                themes=scores,
            ),
        )
        self.recent.add(article, story, values, signs)
        self.counts["read"] += 1

    def _follow(self, decision: CopyDecision) -> None:
        """A copy inherits story and tags and costs no reading."""
        origin = self.recent.met[decision.copy_of or ""]
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
        self.recent.follow(decision.article, decision.copy_of or "", story)
        self.counts["copy"] += 1
