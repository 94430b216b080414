"""The last days as an analysis has them before it: the copies and stories that each next article is compared with.

They are brought back from the store, gone on with as articles come, settled when a day is over, and let go of when a
run that begins anew would not remember them: so one run over many days ends as a run a day does. The newest day is not
over before an article of a later one comes, whatever older ones are read again in between. Must not know who reads a
text, nor themes.
"""

from __future__ import annotations

from datetime import date, datetime, time
from zoneinfo import ZoneInfo

import numpy as np

from nlp.copies import CopyIndex, Reading, read_alone
from nlp.stories import Signs, StoryWindow
from pantau.items import copy_decision, copy_item, repeats, said, story_item
from pantau.met import Met
from pantau.remembering import Readings, remembered_since
from records import NotFound
from store import Store
from store.analysis_asking import Remembered, StoredArticle, Waiting, newest_analysed, remembered
from store.settling import awaiting, is_over, settle_stories
from store.weekly import newest_article


class Recent:
    """The last days of one store, as one ``version`` has read them. Nothing is known before ``recall``."""

    def __init__(self, store: Store, version: str) -> None:
        self.copies = CopyIndex()
        self.met = Met()
        self._store, self._version = store, version
        self._zone = ZoneInfo(store.zone)
        self._window = StoryWindow()
        self._readings = Readings(store, version)
        self._day: date | None = None  # of the article whose turn it is
        self._newest = date.min  # of all: its articles may still change their stories

    def needed(self, waiting: Waiting) -> datetime | None:
        """From when on articles must be known; None where there is nothing to read and nothing to settle. The newest
        day that was analysed is settled once more, with all that was known on it."""
        if waiting:
            first, before = waiting.first().first_seen, newest_analysed(self._store, self._version)
            return self.since(first if before is None else min(first, before))
        try:
            since = self.since(newest_article(self._store))
        except NotFound:
            return None
        return since if awaiting(self._store, self._version, since) else None

    def since(self, first_seen: datetime) -> datetime:
        """From when on articles are known to one that was first seen then."""
        return remembered_since(first_seen, self._zone)

    def recall(self, since: datetime) -> None:
        """The state as the store has it: what this version has read since then, in the order it was read."""
        self.copies, self._window = CopyIndex(), StoryWindow(said=said(self._store))
        known = list(remembered(self._store, since, self._version))
        self._newest = max([self._newest, *(self._day_of(article) for article in known)])
        self._day = self._day or (self._newest if known else None)
        over = is_over(self._store, self._newest, self._version)
        self.met.remember(known)
        first, compared = self.met.turns(), self.met.in_reach(since)
        for article in known:
            vector = np.frombuffer(article.vector.values, dtype="<f4") if article.vector else None
            item = story_item(article, vector)
            text = self._readings.of(item, article.reading)
            if article.article in compared:
                copies = self.copies.add(copy_item(article), copy_decision(article), text.copies)
            else:  # of a story that goes on
                copies = text.copies or read_alone(article.body, article.outlet)
            signs = None if repeats(article) else text.signs or self._readings.signs(item)
            if signs is not None:
                free = article.action is None or article.story is None or (self._is_newest(article) and not over)
                turn = first[article.article]
                self._window.add(item, article.story, settled=not free, first=turn, signs=signs, facts=text.facts)
            self._readings.note(text, article.article, copies, signs)
        if self._day != self._newest:
            self._window.rest(article.article for article in known if self._is_newest(article))

    def turn_to(self, article: StoredArticle) -> None:
        """When a day is over, its stories are settled for good, and what is too old to be repeated is forgotten."""
        day = self._day_of(article)
        if self._day is not None and day != self._day:
            self._leave(self._day, day)
            self._readings.save()
            self.met.let_go(self.since(article.first_seen))
            self._window.hold(self.met)  # a text may be seen long after the day that it is of
        self._day, self._newest = day, max(day, self._newest)

    def _leave(self, left: date, day: date) -> None:
        """From one day to another, which may be an older one: then the newest rests until its turn comes again."""
        self._settle(left if left < max(day, self._newest) else None)
        if left == self._newest > day:
            self._window.rest(self.met.seen_since(datetime.combine(left, time(), self._zone)))
        self._window.seal()
        if left < self._newest <= day:
            self._window.wake()
            if self._newest < day:
                self._leave(self._newest, day)

    def note(self, article: StoredArticle, copies: Reading, repeated: bool) -> Signs | None:
        """The article has come. Gives what its text was read to be for stories; None where it is ``repeated`` from
        another. ``copies``: what it was read to be for copies."""
        self.met.note(article.id, article.first_seen, article.story)
        item = story_item(article, None)
        signs = None if repeated else self._readings.signs(item)
        self._readings.note(self._readings.of(item, None), article.id, copies, signs)
        return signs

    def add(self, article: StoredArticle, story: str | None, vector: np.ndarray, signs: Signs) -> None:
        """The article was read and is in ``story`` until its day is settled."""
        self._window.add(story_item(article, vector), story, first=self.met.turn(article.id), signs=signs)

    def follow(self, article: str, origin: str, story: str | None) -> None:
        """The article repeats ``origin`` and is in ``story`` with it."""
        self.met.follow(article, origin, story)
        self._window.repeated(self.met.origin_of(article), self.met.turn(article))

    def finish(self) -> None:
        """Settles the last day, for good where it is not the newest, which the next analysis may still change; and
        keeps what was read of the texts."""
        self._settle(self._day if self._day is not None and self._day < self._newest else None)
        self._readings.save()

    def _settle(self, over: date | None) -> None:
        """``over``: the day that is settled for good with this, if one is."""
        done = self._window.settle(over=over is not None)
        self._readings.note_facts(self._window.facts.fresh())
        if not done.decisions:
            return
        at = max(self.met[decision.article].first_seen for decision in done.decisions)
        merged = [(one.old, one.into, one.reason) for one in done.merged]
        placed = settle_stories(self._store, done.decisions, merged, self._version, at, over)
        for decision in done.decisions:
            self._window.keep(decision.article, placed[decision.article])
        self.met.move(placed, {one.old: one.into for one in done.merged})

    def _is_newest(self, article: Remembered) -> bool:
        return self._day_of(article) == self._newest

    def _day_of(self, article: StoredArticle | Remembered) -> date:
        return article.first_seen.astimezone(self._zone).date()
