"""The plain way to choose: every story of the week read in full, scored one by one, put in order. Slow and short.

What ``digest.scoring`` and ``digest.ranking`` do with columns must come to the same, whatever the week.
"""

from __future__ import annotations

from typing import Any

from digest.briefs import Briefs
from digest.content import StoryItem
from digest.facts import StoryFact, WeekFacts
from digest.pick import best_quote, key_sentence
from digest.ranking import Ranking, _how_many
from digest.watching import passes
from records import Watched


def plain_choice(facts: WeekFacts, stories: list[StoryFact], language: str, watched: Watched) -> tuple[StoryItem, ...]:
    """What a reader is told. ``stories``: all of the week, in full."""
    ranking = Ranking(facts)
    disputing = {side.source.article for found in facts.contradictions for side in found.sides}
    number = {story: place for place, story in enumerate(facts.stories.briefs.ids)}
    mine = [story for story in stories if is_for(story, watched, facts)]
    mine.sort(key=lambda story: (-points_of(story, language, watched, disputing), *_equal(story, language)))
    items = [ranking._item(story, language, watched, number[story.id]) for story in mine]
    assert [item.points for item in items] == [points_of(story, language, watched, disputing) for story in mine]
    told = ranking._told_once(items, language)
    return tuple(told[: _how_many(told)])


def _equal(story: StoryFact, language: str) -> tuple[Any, ...]:
    own = [source for source in story.sources if not source.copy] or story.sources[:1]
    return -story.reports, not any(source.language == language for source in own), -len(own), story.id


def is_for(story: StoryFact, watched: Watched, facts: WeekFacts) -> bool:
    """Whether the story is one for this reader. Without an interest: any theme, or several independent reports."""
    if not passes(story.sources, watched):
        return False
    themes, places, officials = _keys(story)
    if watched.themes or watched.places or watched.officials:
        return bool(themes & watched.themes or places & watched.places or officials & watched.officials)
    return bool(story.themes) or story.reports >= 2 or not facts.themes


def points_of(story: StoryFact, language: str, watched: Watched, disputing: set[str]) -> int:
    sentence = key_sentence(story, language)
    quote = best_quote(story.quotes, language, sentence.text if sentence else None)
    themes, places, officials = _keys(story)
    return (
        min(2 * story.reports, 12)
        + (2 if story.new else 0 if story.reports_lately else 1)
        + 2 * bool(themes & watched.themes if watched.themes else themes)
        + 2 * bool(places & watched.places)
        + 2 * bool(officials & watched.officials)
        + 2 * any(source.outlet in watched.outlets for source in story.sources)
        + (quote is not None and quote.public_office)
        + any(source.article in disputing for source in story.sources)
    )


def _keys(story: StoryFact) -> tuple[set[str], set[str], set[str]]:
    return (
        {theme.id for theme in story.themes},
        {place.code for place in story.places},
        {official for official, _ in story.officials},
    )


def told_in_columns(briefs: Briefs, officials: list[str]) -> dict[str, Any]:
    """All that the columns say, in a form that can be compared. ``officials``: who is asked for."""

    def indexed(index: Any) -> dict[Any, list[int]]:
        return {key: numbers.tolist() for key, numbers in sorted(index.items(), key=str)}

    return {
        "ids": briefs.ids,
        **{name: getattr(briefs, name).tolist() for name in ("reports", "new", "again", "quoted", "originals")},
        **{name: indexed(getattr(briefs, name)) for name in ("spoken", "themes", "places", "printed")},
        "officials": {key: briefs.officials[key].tolist() for key in officials},
        "articles": dict(briefs.articles),
        "copies": briefs.copies,
        "late": briefs.late,
    }
