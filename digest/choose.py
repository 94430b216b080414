"""What goes into the digest of a week, and why each item is there. Pure: facts and the clock in, content out.

Knows facts and content; it must not know the store, a language's words or markup. Its stories are chosen in
``digest.ranking``.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from functools import cached_property

from digest import compare
from digest.content import (
    Bullet,
    ContradictionItem,
    DigestContent,
    Erratum,
    PostItem,
    Reason,
    RevisionItem,
    StoryItem,
    Totals,
)
from digest.facts import ThemeName, WeekFacts
from digest.figure_choice import SERIES, longest_series, new_figures
from digest.newcomers import newcomers
from digest.provinces import Provinces
from digest.ranking import Ranking
from digest.watching import named
from records import Watched

EVERYTHING = Watched()
BULLETS = 3
CONTRADICTIONS = 5
REVISIONS = 5
POSTS = 10
EMERGENT = 5
ERRATA = 8  # the next digest says the others


def choose(
    facts: WeekFacts,
    now: datetime,
    *,
    language: str = "en",
    watched: Watched = EVERYTHING,
    errata: tuple[Erratum, ...] = (),
) -> DigestContent:
    """The content of the digest for one reader; for many of one week see ``Choice``.

    ``watched`` is what the reader follows. ``language`` ("en", "ms") only prefers sentences and quotes that are in
    it, where there is a choice. ``errata``: what this reader is still to be told, as
    ``digest.recall`` finds it. ``now`` decides whether the week is over and stands as the time of making.
    """
    return Choice(facts, now).of(language, watched, errata)


class Choice:
    """The choice for any number of readers of one week: a function of facts and clock; what does not depend on the
    reader is made once."""

    def __init__(self, facts: WeekFacts, now: datetime) -> None:
        self.facts, self.now = facts, now
        self.not_compared = compare.why_not_compared(facts, now)
        self.trends = compare.trends_hold(facts, now)
        self._ranking = Ranking(facts)
        self._provinces = Provinces(facts, compare.lines(facts.provinces, not self.not_compared, self.trends))
        self._posts: dict[str, tuple[PostItem, ...]] = {}

    def of(self, language: str, watched: Watched = EVERYTHING, errata: tuple[Erratum, ...] = ()) -> DigestContent:
        """As ``choose``."""
        facts, whole, wanted = self.facts, self._whole, watched.themes
        if language not in self._posts:
            self._posts[language] = newcomers(facts.posts, language)
        posts = self._posts[language]
        stories = self._ranking.told(language, watched)
        counted = [row for row in facts.themes if not wanted or row.id in wanted]
        provinces, provinces_left = self._provinces.told(language, watched.places)
        return replace(
            whole,
            bullets=tuple(_bullet(item) for item in stories[:BULLETS]),
            stories=stories,
            themes=compare.lines(counted, not self.not_compared, self.trends),
            provinces=provinces,
            provinces_left=provinces_left,
            figures=new_figures(stories, facts.week),
            quiet=tuple(ThemeName(id=row.id, name=row.name, name_ms=row.name_ms) for row in counted if not row.reports),
            quiet_places=self._provinces.quiet(watched.places),
            usual=compare.usual(counted) if self.trends and not facts.first else None,
            posts=posts[:POSTS],
            posts_left=max(0, len(posts) - POSTS),
            followed=tuple(
                ThemeName(id=row.id, name=row.name, name_ms=row.name_ms) for row in facts.themes if row.id in wanted
            ),
            watched=named(watched, facts, language),
            left_out=len(facts.stories.briefs) - sum(1 + len(item.twins) for item in stories),
            errata=errata[:ERRATA],
            errata_left=max(0, len(errata) - ERRATA),
        )

    @cached_property
    def _whole(self) -> DigestContent:
        """The digest of somebody who gets no story: all that is the same for every reader."""
        facts = self.facts
        contradictions = sorted(facts.contradictions, key=lambda c: -sum(side.reports for side in c.sides))
        revisions = sorted(facts.revisions, key=lambda r: (-r.now.reports, r.id))
        series = longest_series(facts.series)
        return DigestContent(
            period=str(facts.week),
            monday=facts.week.monday(),
            sunday=facts.week.sunday(),
            zone=facts.zone,
            created=self.now,
            totals=_totals(facts),
            bullets=(),
            stories=(),
            themes=(),
            provinces=(),
            provinces_left=0,
            quiet=(),
            quiet_places=(),
            usual=None,
            not_counted=facts.not_counted if self.trends else (),
            emergent=facts.emergent[:EMERGENT],
            emergent_left=max(0, len(facts.emergent) - EMERGENT),
            hearing=compare.hearing(facts),
            compared=not self.not_compared,
            not_compared=self.not_compared,
            posts=(),
            posts_left=0,
            contradictions=tuple(
                ContradictionItem(contradiction=found, reason=(Reason(f"why.disagree.{found.kind}"),))
                for found in contradictions[:CONTRADICTIONS]
            ),
            contradictions_left=max(0, len(contradictions) - CONTRADICTIONS),
            revisions=tuple(
                RevisionItem(revision=found, reason=(Reason("why.revised"),)) for found in revisions[:REVISIONS]
            ),
            revisions_left=max(0, len(revisions) - REVISIONS),
            figures=(),
            series=series[:SERIES],
            series_left=max(0, len(series) - SERIES),
            health=compare.health(facts.outlets, facts.zone),
            notes=_notes(facts, self.now),
            followed=(),
            watched=(),
            left_out=len(facts.stories.briefs),
        )


def _bullet(item: StoryItem) -> Bullet:
    return Bullet(
        story=item.id,
        sentence=item.sentence,
        source=item.sentence.source if item.sentence else item.sources[0].source,
        title=item.title,
        language=item.language,
        reason=item.reason,
    )


def _totals(facts: WeekFacts) -> Totals:
    briefs = facts.stories.briefs
    return Totals(
        articles=facts.crawl.articles,
        copies=briefs.copies,
        reports=int(briefs.reports.sum()),
        stories=len(briefs),
        outlets=sum(outlet.articles > 0 for outlet in facts.outlets),
        outlets_known=len(facts.outlets),
    )


def _notes(facts: WeekFacts, now: datetime) -> tuple[Reason, ...]:
    found = []
    if now < facts.end:
        found.append(Reason("note.not_over"))
    if facts.stories.briefs.late:
        found.append(Reason("note.late", facts.stories.briefs.late))
    if facts.unanalysed:
        found.append(Reason("note.unanalysed", facts.unanalysed))
    return tuple(found)
