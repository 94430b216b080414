"""Which figures of the week are told beside the stories, and why each. Pure.

Knows facts and content; it must not know the store, a language's words or markup.
"""

from __future__ import annotations

from collections.abc import Iterable

from digest.content import FigureItem, Reason, SeriesItem, StoryItem
from digest.figure_facts import FigureFact, SeriesFact
from records import Week

FIGURES = 8  # rows of the table of new figures
SERIES = 4


def new_figures(stories: Iterable[StoryItem], week: Week) -> tuple[FigureItem, ...]:
    """Of each story the first of its shown figures that no earlier week reported."""
    found = []
    for story in stories:
        new = next((figure for figure in story.figures if figure.since in (None, str(week))), None)
        if new is not None:
            found.append(FigureItem(figure=new, reason=_why(new, story)))
    return tuple(found[:FIGURES])


def _why(figure: FigureFact, story: StoryItem) -> tuple[Reason, ...]:
    found = []
    if figure.before is not None:
        found.append(Reason("figure.follows", 0, (figure.before,)))
    elif figure.since is not None:
        found.append(Reason("figure.new"))
    told = story.sentence
    if told is not None and told.source.article == figure.source.article and figure.text in told.text:
        found.append(Reason("figure.tells"))
    found.append(Reason("figure.reports", figure.claim_reports))
    return tuple(found)


def longest_series(series: Iterable[SeriesFact]) -> tuple[SeriesItem, ...]:
    """All series to which the week adds a period, those with most periods first."""
    ordered = sorted(series, key=lambda found: (-len(found.points), found.id))
    return tuple(
        SeriesItem(series=found, reason=(Reason("series.adds", len(found.points) - 1, (found.points[-1].period,)),))
        for found in ordered
    )
