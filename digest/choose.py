"""What goes into the digest of a week, and why each item is there. Pure: facts and the clock in, content out.

Knows facts and content; it must not know the store, a language's words or markup. The weights below are
judgement, from what press offices' digests put first (independent reports, novelty, what the reader follows,
who speaks); nothing here reads sentiment or importance into a text.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from digest import compare, pick, twins
from digest.content import (
    Bullet,
    ContradictionItem,
    DigestContent,
    Erratum,
    Original,
    Reason,
    RevisionItem,
    StoryItem,
    Totals,
    Twin,
)
from digest.facts import LATELY, ContradictionFact, Source, StoryFact, ThemeName, WeekFacts
from digest.newcomers import newcomers
from digest.watching import eligible, named, watched_of
from records import Watched, Week

EVERYTHING = Watched()
FEW, USUAL, MOST = 5, 7, 10  # stories: five where there are, seven where they earn it, never more than ten
EARNS_USUAL = 7  # points that earn the sixth and seventh place: two reports, or one that is new, on theme and official
EARNS_MORE = 4  # independent reports that earn the eighth to tenth
BULLETS = 3
CONTRADICTIONS = 5
REVISIONS = 5
SERIES = 4
POSTS = 10
PROVINCES = 8
EMERGENT = 5
ERRATA = 8  # the next digest says the others

POINTS_REPORT, POINTS_REPORT_MOST = 2, 12  # per independent report of the week
POINTS_NEW = 2
POINTS_AGAIN = 1  # an old story that no week of the last four told
POINTS_WATCHED = 2  # for each kind of thing that is watched: place, official, outlet
POINTS_THEME = 2
POINTS_OFFICE = 1  # a holder of public office is quoted
POINTS_CONTRADICTION = 1


def choose(
    facts: WeekFacts,
    now: datetime,
    *,
    language: str = "en",
    watched: Watched = EVERYTHING,
    errata: tuple[Erratum, ...] = (),
) -> DigestContent:
    """The content of the digest for one reader.

    ``watched`` is what the reader follows. ``language`` ("en", "ms") only prefers sentences and quotes that are in
    it, where there is a choice. ``errata``: what this reader is still to be told, as
    ``digest.recall`` finds it. ``now`` decides whether the week is over and stands as the time of making.
    """
    wanted = watched.themes
    disagreeing = _articles_that_disagree(facts.contradictions)
    ranked = sorted(
        (
            _item(story, facts, language, watched, disagreeing)
            for story in facts.stories
            if eligible(story, watched, facts)
        ),
        key=lambda item: (-item.points, -item.reports, not _speaks(item, language), -len(item.sources), item.id),
    )
    ranked = _told_once(ranked, {story.id: story for story in facts.stories}, language)
    stories = tuple(ranked[: _how_many(ranked)])
    not_compared = compare.why_not_compared(facts, now)
    counted = [row for row in facts.themes if not wanted or row.id in wanted]
    trends = compare.trends_hold(facts, now)
    provinces = [line for line in compare.lines(facts.provinces, not not_compared, trends) if line.counted.reports]
    posts = newcomers(facts.posts, language)
    contradictions = sorted(facts.contradictions, key=lambda c: -sum(side.reports for side in c.sides))
    revisions = sorted(facts.revisions, key=lambda r: (-r.now.reports, r.id))
    series = sorted(facts.series, key=lambda s: (-len(s.points), s.id))
    return DigestContent(
        period=str(facts.week),
        monday=facts.week.monday(),
        sunday=facts.week.sunday(),
        zone=facts.zone,
        created=now,
        totals=_totals(facts),
        bullets=tuple(_bullet(item) for item in stories[:BULLETS]),
        stories=stories,
        themes=compare.lines(counted, not not_compared, trends),
        provinces=tuple(provinces[:PROVINCES]),
        provinces_left=max(0, len(provinces) - PROVINCES),
        quiet=tuple(ThemeName(id=row.id, name=row.name, name_ms=row.name_ms) for row in counted if row.reports == 0),
        usual=compare.usual(counted) if trends else None,
        not_counted=facts.not_counted if trends else (),
        emergent=facts.emergent[:EMERGENT],
        emergent_left=max(0, len(facts.emergent) - EMERGENT),
        compared=not not_compared,
        not_compared=not_compared,
        posts=posts[:POSTS],
        posts_left=max(0, len(posts) - POSTS),
        contradictions=tuple(
            ContradictionItem(contradiction=found, reason=(Reason(f"why.disagree.{found.kind}"),))
            for found in contradictions[:CONTRADICTIONS]
        ),
        contradictions_left=max(0, len(contradictions) - CONTRADICTIONS),
        revisions=tuple(
            RevisionItem(revision=found, reason=(Reason("why.revised"),)) for found in revisions[:REVISIONS]
        ),
        revisions_left=max(0, len(revisions) - REVISIONS),
        series=tuple(series[:SERIES]),
        series_left=max(0, len(series) - SERIES),
        health=compare.health(facts.outlets, facts.zone),
        notes=_notes(facts, now),
        followed=tuple(
            ThemeName(id=row.id, name=row.name, name_ms=row.name_ms) for row in facts.themes if row.id in wanted
        ),
        watched=named(watched, facts),
        left_out=len(facts.stories) - sum(1 + len(item.twins) for item in stories),
        errata=errata[:ERRATA],
        errata_left=max(0, len(errata) - ERRATA),
    )


def _told_once(ranked: list[StoryItem], facts: dict[str, StoryFact], language: str) -> list[StoryItem]:
    """The ranked stories, one that tells of the same event as a higher one under that one, or over it where only
    it is in the reader's language. Only as far down as a digest can reach."""
    kept: list[StoryItem] = []
    known: list[twins.Marks] = []
    for number, item in enumerate(ranked):
        if len(kept) > MOST:
            return [*kept, *ranked[number:]]
        mine = twins.marks(facts[item.id])
        reasons = (twins.same_event(each, mine) for each in known)
        place, reason = next(((place, reason) for place, reason in enumerate(reasons) if reason), (None, ()))
        if place is None:
            kept.append(item)
            known.append(mine)
            continue
        top = kept[place]
        if _speaks(item, language) and not _speaks(top, language):  # the place is the higher one's, the words are not
            top, item = replace(item, twins=top.twins), replace(top, twins=())
            known[place] = mine
        twin = Twin(id=item.id, title=item.title, reports=item.reports, source=item.sources[0].source, reason=reason)
        kept[place] = replace(top, twins=(*top.twins, twin))
    return kept


def _how_many(ranked: list[StoryItem]) -> int:
    count = min(FEW, len(ranked))
    while count < min(MOST, len(ranked)):
        item = ranked[count]
        earned = item.points >= EARNS_USUAL or item.reports > 1 if count < USUAL else item.reports >= EARNS_MORE
        if not earned:
            break
        count += 1
    return count


def _item(story: StoryFact, facts: WeekFacts, language: str, watched: Watched, disagreeing: set[str]) -> StoryItem:
    sentence = pick.key_sentence(story, language)
    quote = pick.best_quote(story.quotes, language, sentence.text if sentence else None)
    originals = tuple(
        sorted((source for source in story.sources if not source.copy), key=lambda source: source.language != language)
    )
    copies = tuple(source for source in story.sources if source.copy)
    if not originals:  # the original came in an earlier week, or is no longer there
        originals, copies = copies[:1], copies[1:]
    themes = tuple(theme for theme in story.themes if not watched.themes or theme.id in watched.themes)
    disputed = any(source.article in disagreeing for source in story.sources)
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
    if themes:
        points += POINTS_THEME
        names = tuple(theme.id for theme in themes)
        reason.append(Reason("why.followed" if watched.themes else "why.theme", len(names), names))
    elif not watched_of(story, watched):
        reason.append(Reason("why.outside"))
    if told := watched_of(story, watched):
        points += POINTS_WATCHED * len(told)
        reason += told
    if quote is not None and quote.public_office:
        points += POINTS_OFFICE
        reason.append(Reason("why.office"))
    if disputed:
        points += POINTS_CONTRADICTION
        reason.append(Reason("why.disputed"))
    return StoryItem(
        id=story.id,
        title=pick.headline(story, language),
        new=story.new,
        week=_week_of(story, facts),
        lately=story.new or story.reports_lately > 0,
        reports=story.reports,
        reports_before=story.reports_before,
        sources=tuple(Original(source=source, late=_late(source, facts)) for source in originals),
        copies=copies,
        themes=story.themes,
        places=story.places,
        sentence=sentence,
        quote=quote,
        figures=pick.telling_figures(story.figures, language, sentence),
        points=points,
        reason=tuple(reason),
    )


def _speaks(item: StoryItem, language: str) -> bool:
    """Whether the reader can read an original of it: of two that are equal, that one first."""
    return any(original.source.language == language for original in item.sources)


def _week_of(story: StoryFact, facts: WeekFacts) -> int:
    """1 in the week of a story's first report, 2 in the next one, whether it was told in between or not."""
    first = Week.of(story.first_seen, facts.zone).monday()
    return 1 if story.new else max(2, (facts.week.monday() - first).days // 7 + 1)


def _late(source: Source, facts: WeekFacts) -> bool:
    return source.published is not None and source.published < facts.start


def _bullet(item: StoryItem) -> Bullet:
    return Bullet(
        story=item.id,
        sentence=item.sentence,
        source=item.sentence.source if item.sentence else item.sources[0].source,
        title=item.title,
        reason=item.reason,
    )


def _articles_that_disagree(contradictions: tuple[ContradictionFact, ...]) -> set[str]:
    return {side.source.article for found in contradictions for side in found.sides}


def _totals(facts: WeekFacts) -> Totals:
    sources = {source.article: source for story in facts.stories for source in story.sources}
    return Totals(
        articles=facts.crawl.articles,
        copies=sum(source.copy for source in sources.values()),
        reports=sum(story.reports for story in facts.stories),
        stories=len(facts.stories),
        outlets=sum(outlet.articles > 0 for outlet in facts.outlets),
        outlets_known=len(facts.outlets),
    )


def _notes(facts: WeekFacts, now: datetime) -> tuple[Reason, ...]:
    late = sum(_late(source, facts) for story in facts.stories for source in story.sources)
    found = []
    if now < facts.end:
        found.append(Reason("note.not_over"))
    if late:
        found.append(Reason("note.late", late))
    if facts.unanalysed:
        found.append(Reason("note.unanalysed", facts.unanalysed))
    return tuple(found)
