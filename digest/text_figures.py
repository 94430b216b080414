"""The figures of the week as plain text: new ones, revised ones, series, those that disagree.

Knows the view; how a line is laid out ``digest.lines`` knows.
"""

from __future__ import annotations

from collections.abc import Iterator

from digest.lines import columns_of, headed, linked, padded, wrapped
from digest.phrases import Words
from digest.view import ContradictionView, FigureView, Link, RevisionView, SeriesView, View

BAR = 16  # characters of the longest bar


def figures_part(view: View, words: Words) -> Iterator[str]:
    """Nothing where the week brought no figure."""
    if not (view.figures or view.revisions or view.series or view.contradictions):
        return
    yield from headed(words("figures.heading"))
    for figure in view.figures:
        yield from wrapped(figure_line(figure), "- ")
        yield from wrapped(figure.why, "  ")
    if view.revisions:
        yield ""
        yield from wrapped(f"{words('revisions.heading')}:")
    for revision in view.revisions:
        yield from _revision(revision)
    if view.revisions_left:
        yield from wrapped(view.revisions_left)
    if view.series:
        yield ""
        yield from wrapped(f"{words('series.heading')}:")
    for series in view.series:
        yield from _series(series)
    if view.series_left:
        yield from wrapped(view.series_left)
    if view.contradictions:
        yield ""
        yield from wrapped(f"{words('contradictions.heading')}:")
    for item in view.contradictions:
        yield from _contradiction(item, words)
    if view.contradictions_left:
        yield from wrapped(view.contradictions_left)


def figure_line(figure: FigureView) -> str:
    colon = ":" if figure.measures else ""  # "1,600 jobs (Lumut, pledge)"
    about = f"({figure.about})" if figure.about else ""
    return " ".join(part for part in (figure.text + colon, figure.measures, about, f"[{figure.source.text}]") if part)


def _of(item: RevisionView | SeriesView | ContradictionView) -> str:
    return ", ".join(part for part in (item.measures, item.about) if part)


def _revision(item: RevisionView) -> Iterator[str]:
    yield from wrapped(f"{_of(item)}: {item.was} -> {item.now}", "- ")
    for text, link in ((item.was, item.was_source), (item.now, item.now_source)):
        yield from linked(Link(f"{text}: {link.text}", link.url, link.note), "  ")
    yield from wrapped(item.why, "  ")


def _series(series: SeriesView) -> Iterator[str]:
    yield from wrapped(_of(series), "- ")
    wide = max(columns_of(point.period) for point in series.points)
    for point in series.points:
        bar = padded("#" * max(round(point.bar * BAR / 100), 1 if point.bar else 0), BAR)
        new = f" ({point.new})" if point.new else ""
        yield from wrapped(f"{point.text}{new} [{point.source.text}]", f"  {padded(point.period, wide)}  {bar}  ")
    yield from wrapped(series.why, "  ")
    if series.url:
        yield f"  {series.url}"


def _contradiction(item: ContradictionView, words: Words) -> Iterator[str]:
    first, second = item.sides
    yield from wrapped(f"{_of(item)}: {first.text} {words('against')} {second.text}", "- ")
    for side in item.sides:
        yield from wrapped(f"{side.text} ({side.reports})" + (f": {side.sentence}" if side.sentence else ""), "  ")
        yield from linked(side.source, "  ")
    yield from wrapped(item.why, "  ")
