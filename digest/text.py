"""The text/plain part: a real text of 72 columns for those who read it, not a stripped copy of the HTML.

Knows the view; how a line is laid out ``digest.lines`` knows.
"""

from __future__ import annotations

import textwrap
from collections.abc import Iterable, Iterator

from digest.lines import COLUMNS, cited, columns_of, headed, linked, padded, tidy, wrapped
from digest.phrases import Words
from digest.text_figures import BAR, figure_line, figures_part
from digest.view import Link, RowView, StoryView, View


def text_part(view: View, words: Words) -> str:
    """The whole part; lines end with LF, and none but an address is longer than 72 columns."""
    return "\n".join(tidy(_lines(view, words))) + "\n"


def _lines(view: View, words: Words) -> Iterator[str]:
    yield from wrapped(f"PANTAU: {words('title')}")
    yield from wrapped(view.span)
    yield from wrapped(view.totals)
    for note in (*view.notes, view.followed):
        if note:
            yield ""
            yield from wrapped(note)
    if view.bullets:
        yield from headed(words("bullets") if len(view.bullets) == 3 else words("bullets.few"))
        for number, bullet in enumerate(view.bullets, start=1):
            yield from wrapped(bullet.text, f"{number}. ")
            yield from linked(bullet.source, "   ")
            yield from wrapped(bullet.why, "   ")
            yield ""
    yield from _errata(view, words)
    yield from headed(words("stories.heading"))
    if not view.stories:
        yield from wrapped(view.no_story)
    for number, story in enumerate(view.stories, start=1):
        yield from _story(number, story, words)
    if view.stories_left:
        yield from wrapped(view.stories_left)
    yield from headed(words("themes.heading"))
    if view.not_compared:
        yield from wrapped(view.not_compared)
        yield ""
    yield from _table(view.themes, view.compared, words("column.theme"), words)
    if view.themes_left:
        yield from wrapped(view.themes_left)
    for note in (view.usual, view.quiet):
        if note:
            yield ""
            yield from wrapped(note)
    yield from _emergent(view, words)
    if view.provinces:
        yield from headed(words("provinces.heading"))
        yield from _table(view.provinces, view.compared, words("column.province"), words)
    if view.provinces_left:
        yield from wrapped(view.provinces_left)
    yield from _posts(view, words)
    yield from figures_part(view, words)
    yield from headed(words("health.heading"))
    yield from wrapped(view.health_summary)
    for item in view.health:
        yield from wrapped(
            "; ".join(part for part in (f"{item.name}: {item.state}", item.why, item.words) if part), "- "
        )
    if view.health_left:
        yield from wrapped(view.health_left)
    if view.nothing:
        yield ""
        yield from wrapped(view.nothing)
    yield from headed(words("method.heading"))
    yield from wrapped(f"{view.method} {view.made}")
    for link in (view.archive, view.preferences, view.unsubscribe):
        if link is not None:
            yield ""
            yield from linked(link, "")


def _errata(view: View, words: Words) -> Iterator[str]:
    if view.errata:
        yield from headed(words("errata.heading"))
    for item in view.errata:
        about = f" ({item.about})" if item.about else ""
        yield from wrapped(f"{item.digest}: {item.said}{about}", "- ")
        yield from linked(item.source, "  ")
        yield from wrapped(item.why, "  ")
        if item.now:
            yield from wrapped(item.now, "  ")
        if item.other:
            yield from linked(item.other, "  ")
    if view.errata_left:
        yield from wrapped(view.errata_left)


def _emergent(view: View, words: Words) -> Iterator[str]:
    if not view.emergent:
        return
    yield from headed(words("emergent.heading"))
    yield from wrapped(words("emergent.lead"))
    for item in view.emergent:
        yield ""
        yield from linked(item.name, "- ")
        yield from wrapped(item.headline, "  ")
        yield from wrapped(item.why, "  ")
    if view.emergent_left:
        yield from wrapped(view.emergent_left)


def _story(number: int, story: StoryView, words: Words) -> Iterator[str]:
    yield from wrapped(story.title, f"{number}. ")
    meta = [story.badge, story.counts, story.themes, story.places]
    yield from wrapped(" | ".join(part for part in meta if part), "   ")
    if story.sentence and story.sentence_source:
        yield from wrapped(f"{story.sentence} ({cited(story.sentence_source)})", "   ")
    if story.quote:
        yield ""
        yield from wrapped(story.quote.text, "   > ")
        yield from wrapped(f"{story.quote.who} ({story.quote.source.text})", "   > ")
        yield ""
    for figure in story.figures:
        yield from wrapped(figure_line(figure), "   * ")
    for source in story.sources:
        yield from linked(source, "   - ")
    if story.sources_more:
        yield from wrapped(story.sources_more, "   - ")
    if story.copies:
        yield from wrapped(f"{story.copies}.", "   ")
    for twin in story.twins:
        yield from wrapped(f"{words('twin')} {cited(twin.title)}", "   ")
        yield from linked(twin.source, "   - ")
        yield from wrapped(twin.why, "   ")
    yield from wrapped(story.why, "   ")
    if story.url:
        yield from linked(Link(words("desk"), story.url), "   ")
    yield ""


def _posts(view: View, words: Words) -> Iterator[str]:
    if view.posts:
        yield from headed(words("posts.heading"))
    for post in view.posts:
        yield from wrapped(f"{post.name}, {post.post}", "- ")
        if post.sentence:
            yield from wrapped(post.sentence, "  ")
        yield from linked(post.source, "  ")
        yield from wrapped(post.why, "  ")
    if view.posts_left:
        yield from wrapped(view.posts_left)


def _table(rows: Iterable[RowView], compared: bool, first: str, words: Words) -> Iterator[str]:
    """Name, bar, count, and the week before where it may be compared."""
    rows = tuple(rows)
    if not rows:
        return
    heads: tuple[str, ...] = (words("column.reports"), words("column.before"), words("column.change"))
    wide = [
        max(columns_of(cell) for cell in column)
        for column in zip(heads, *((row.reports, row.before, row.change) for row in rows), strict=True)
    ]
    if not compared:
        heads, wide = heads[:1], wide[:1]
    name = COLUMNS - sum(wide) - 2 * len(wide) - BAR - 2
    yield (
        padded(first, name)
        + " " * (BAR + 2)
        + "".join(f"  {padded(h, w, right=True)}" for h, w in zip(heads, wide, strict=True))
    )
    for row in rows:
        bar = "#" * max(round(row.bar * BAR / 100), 1 if row.bar else 0)
        cells = (row.reports, row.before, row.change)[: len(wide)]
        tail = "".join(f"  {padded(cell, w, right=True)}" for cell, w in zip(cells, wide, strict=True))
        lines = textwrap.wrap(row.name, name) or [""]
        yield f"{padded(lines[0], name)}  {padded(bar, BAR)}{tail}"
        yield from (f"  {line}" for line in lines[1:])
        yield from wrapped(row.trend, "  ")
        if row.leading:
            yield from wrapped(f"{row.why} {row.leading.text}", "  ")
