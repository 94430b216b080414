"""Which stories a reader is told, in which order, with the reason of each. Pure.

Knows facts and content; it must not know the store, a language's words or markup. What a story is worth is said in
``digest.scoring``, of all stories at once; here the best are looked at one by one, the first ones first, until a digest
is full, so that of a large week few stories are ever read. What is the same for every reader is made once.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from functools import cached_property
from heapq import heappop, heappush
from itertools import islice

from digest import pick, twins
from digest.briefs import Ints
from digest.content import Original, Reason, StoryItem, Twin
from digest.facts import LATELY, QuoteFact, SentenceFact, StoryFact, WeekFacts
from digest.figure_facts import FigureFact, Source
from digest.scoring import (
    POINTS_AGAIN,
    POINTS_CONTRADICTION,
    POINTS_NEW,
    POINTS_OFFICE,
    POINTS_REPORT,
    POINTS_REPORT_MOST,
    POINTS_THEME,
    POINTS_WATCHED,
    equals_in_order,
    scored,
)
from digest.watching import watched_of
from records import Watched, Week

FEW, USUAL, MOST = 5, 7, 10  # stories: five where there are, seven where they earn it, never more than ten
EARNS_USUAL = 7  # points that earn the sixth and seventh place: two reports, or one that is new, on theme and official
EARNS_MORE = 4  # independent reports that earn the eighth to tenth
AT_ONCE = 16  # stories that are read in one go: what a digest looks at, where no twins are among them


@dataclass(frozen=True, slots=True)
class _Shown:
    """What of a story is shown in one language, whoever reads it."""

    title: str
    language: str | None
    originals: tuple[Original, ...]
    copies: tuple[Source, ...]
    sentence: SentenceFact | None
    quote: QuoteFact | None
    figures: tuple[FigureFact, ...]


class Ranking:
    """The stories of a week, for any number of readers."""

    def __init__(self, facts: WeekFacts) -> None:
        self.facts = facts
        self._places: dict[str, Ints] = {}
        self._shown: dict[tuple[str, str], _Shown] = {}
        self._marks: dict[str, twins.Marks] = {}

    def told(self, language: str, watched: Watched) -> tuple[StoryItem, ...]:
        """What a digest tells, the top story first; twins stand under the story that they are told with."""
        found = self._told_once(self.ranked(language, watched), language)
        return tuple(found[: _how_many(found)])

    @cached_property
    def _disputed(self) -> frozenset[int]:
        """Numbers of the stories of which an article stands in a contradiction."""
        articles = self.facts.stories.briefs.articles
        sides = {side.source.article for found in self.facts.contradictions for side in found.sides}
        return frozenset(articles[article] for article in sides if article in articles)

    def ranked(self, language: str, watched: Watched) -> Iterator[StoryItem]:
        """The stories for a reader, the best first: by points, then as ``equals_in_order`` has it.

        A story is looked at in full when no other one that was not yet looked at can stand above it.
        """
        briefs = self.facts.stories.briefs
        if language not in self._places:
            self._places[language] = equals_in_order(briefs, language)
        known = scored(
            briefs, watched, sorted(self._disputed), self._places[language], any_theme=bool(self.facts.themes)
        )
        looked_at: list[tuple[int, StoryItem]] = []
        following = known.best_first()
        while block := list(islice(following, AT_ONCE)):
            self.facts.stories.want(briefs.ids[number] for number, _ in block)
            for number, key in block:
                while looked_at and -looked_at[0][0] > key:
                    yield heappop(looked_at)[1]
                story = self.facts.stories.get(briefs.ids[number])
                if story is not None:
                    item = self._item(story, language, watched, number)
                    heappush(looked_at, (-(item.points * known.step + key % known.step), item))
        while looked_at:
            yield heappop(looked_at)[1]

    def _told_once(self, ranked: Iterable[StoryItem], language: str) -> list[StoryItem]:
        """The ranked stories, one that tells of the same event as a higher one under that one, or over it where only
        it is in the reader's language. Only as far down as a digest can reach."""
        kept: list[StoryItem] = []
        known: list[twins.Marks] = []
        for item in ranked:
            mine = self._marks_of(item.id)
            reasons = (twins.same_event(each, mine) for each in known)
            place, reason = next(((place, reason) for place, reason in enumerate(reasons) if reason), (None, ()))
            if place is None:
                kept.append(item)
                known.append(mine)
                if len(kept) > MOST:
                    break
                continue
            top = kept[place]
            # the place is the higher one's, the words are not
            if _speaks(item, language) and not _speaks(top, language):
                top, item = replace(item, twins=top.twins), replace(top, twins=())
                known[place] = mine
            twin = Twin(
                id=item.id,
                title=item.title,
                language=item.language,
                reports=item.reports,
                source=item.sources[0].source,
                reason=reason,
            )
            kept[place] = replace(top, twins=(*top.twins, twin))
        return kept

    def _marks_of(self, story: str) -> twins.Marks:
        if story not in self._marks:
            found = self.facts.stories.get(story)
            assert found is not None  # it was ranked
            self._marks[story] = twins.marks(found)
        return self._marks[story]

    def _item(self, story: StoryFact, language: str, watched: Watched, number: int) -> StoryItem:
        shown = self._show(story, language)
        themes = tuple(theme for theme in story.themes if not watched.themes or theme.id in watched.themes)
        reason = [Reason("why.reports", story.reports)]
        points = min(POINTS_REPORT * story.reports, POINTS_REPORT_MOST)
        if story.new:
            points += POINTS_NEW
            reason.append(Reason("why.new"))
        else:
            if not story.reports_lately:
                points += POINTS_AGAIN
                reason.append(Reason("why.again", LATELY))
            reason.append(Reason("why.goes_on", story.reports_before))
        told = watched_of(story, watched, language)
        if themes:
            points += POINTS_THEME
            names = tuple(theme.id for theme in themes)
            reason.append(Reason("why.followed" if watched.themes else "why.theme", len(names), names))
        elif not told:
            reason.append(Reason("why.outside"))
        points += POINTS_WATCHED * len(told)
        reason += told
        if shown.quote is not None and shown.quote.public_office:
            points += POINTS_OFFICE
            reason.append(Reason("why.office"))
        if number in self._disputed:
            points += POINTS_CONTRADICTION
            reason.append(Reason("why.disputed"))
        return StoryItem(
            id=story.id,
            title=shown.title,
            language=shown.language,
            new=story.new,
            week=_week_of(story, self.facts),
            lately=story.new or story.reports_lately > 0,
            reports=story.reports,
            reports_before=story.reports_before,
            sources=shown.originals,
            copies=shown.copies,
            themes=story.themes,
            places=story.places,
            sentence=shown.sentence,
            quote=shown.quote,
            figures=shown.figures,
            points=points,
            reason=tuple(reason),
        )

    def _show(self, story: StoryFact, language: str) -> _Shown:
        found = self._shown.get((story.id, language))
        if found is None:
            found = self._shown[story.id, language] = _shown(story, self.facts, language)
        return found


def _shown(story: StoryFact, facts: WeekFacts, language: str) -> _Shown:
    sentence = pick.key_sentence(story, language)
    originals = tuple(
        sorted((source for source in story.sources if not source.copy), key=lambda source: source.language != language)
    )
    copies = tuple(source for source in story.sources if source.copy)
    if not originals:  # the original came in an earlier week, or is no longer there
        originals, copies = copies[:1], copies[1:]
    title, spoken = pick.headline(story, language)
    return _Shown(
        title=title,
        language=spoken,
        originals=tuple(Original(source=source, late=_late(source, facts)) for source in originals),
        copies=copies,
        sentence=sentence,
        quote=pick.best_quote(story.quotes, language, sentence.text if sentence else None),
        figures=pick.telling_figures(story.figures, language, sentence),
    )


def _how_many(ranked: list[StoryItem]) -> int:
    count = min(FEW, len(ranked))
    while count < min(MOST, len(ranked)):
        item = ranked[count]
        earned = item.points >= EARNS_USUAL or item.reports > 1 if count < USUAL else item.reports >= EARNS_MORE
        if not earned:
            break
        count += 1
    return count


def _speaks(item: StoryItem, language: str) -> bool:
    """Whether the reader can read an original of it: of two that are equal, that one first."""
    return any(original.source.language == language for original in item.sources)


def _week_of(story: StoryFact, facts: WeekFacts) -> int:
    """1 in the week of a story's first report, 2 in the next one, whether it was told in between or not."""
    first = Week.of(story.first_seen, facts.zone).monday()
    return 1 if story.new else max(2, (facts.week.monday() - first).days // 7 + 1)


def _late(source: Source, facts: WeekFacts) -> bool:
    return source.published is not None and source.published < facts.start
