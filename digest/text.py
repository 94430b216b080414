"""The text/plain part: a real text of 72 columns for those who read it, not a stripped copy of the HTML.

Knows the view and columns. An address stands on a line of its own and is never broken, however long.
"""

from __future__ import annotations

import textwrap
import unicodedata
from collections.abc import Iterable, Iterator

from digest.phrases import Words
from digest.view import FigureView, Link, RowView, StoryView, View

COLUMNS = 72
_BAR = 16  # characters of the longest bar


def text_part(view: View, words: Words) -> str:
    """The whole part; lines end with LF, and none but an address is longer than 72 columns."""
    return "\n".join(_tidy(_lines(view, words))) + "\n"


def _tidy(lines: Iterable[str]) -> Iterator[str]:
    """Two empty lines are one; none at the start."""
    blank = True
    for line in lines:
        if line or not blank:
            yield line.rstrip()
        blank = not line


def _lines(view: View, words: Words) -> Iterator[str]:
    yield from _wrap(f"PANTAU: {words('title')}")
    yield from _wrap(view.span)
    yield from _wrap(view.totals)
    for note in (*view.notes, view.followed):
        if note:
            yield ""
            yield from _wrap(note)
    if view.bullets:
        yield from _heading(words("bullets") if len(view.bullets) == 3 else words("bullets.few"))
        for number, bullet in enumerate(view.bullets, start=1):
            yield from _wrap(bullet.text, f"{number}. ")
            yield from _link(bullet.source, "   ")
            yield from _wrap(bullet.why, "   ")
            yield ""
    yield from _errata(view, words)
    yield from _heading(words("stories.heading"))
    if not view.stories:
        yield from _wrap(words("stories.none"))
    for number, story in enumerate(view.stories, start=1):
        yield from _story(number, story, words)
    if view.stories_left:
        yield from _wrap(view.stories_left)
    yield from _heading(words("themes.heading"))
    if view.not_compared:
        yield from _wrap(view.not_compared)
        yield ""
    yield from _table(view.themes, view.compared, words("column.theme"), words)
    if view.themes_left:
        yield from _wrap(view.themes_left)
    for note in (view.usual, view.quiet):
        if note:
            yield ""
            yield from _wrap(note)
    yield from _emergent(view, words)
    yield from _heading(words("provinces.heading"))
    if view.provinces:
        yield from _table(view.provinces, view.compared, words("column.province"), words)
    else:
        yield from _wrap(words("provinces.none"))
    if view.provinces_left:
        yield from _wrap(view.provinces_left)
    yield from _posts(view, words)
    yield from _figures(view, words)
    yield from _heading(words("health.heading"))
    yield from _wrap(view.health_summary)
    for item in view.health:
        yield from _wrap(f"{item.name}: {item.state}; {item.why}", "- ")
    if view.health_left:
        yield from _wrap(view.health_left)
    yield from _heading(words("method.heading"))
    yield from _wrap(f"{view.method} {view.made}")
    for link in (view.archive, view.preferences, view.unsubscribe):
        if link is not None:
            yield ""
            yield from _link(link, "")


def _errata(view: View, words: Words) -> Iterator[str]:
    if view.errata:
        yield from _heading(words("errata.heading"))
    for item in view.errata:
        yield from _wrap(item.said, "- ")
        yield from _link(item.source, "  ")
        yield from _wrap(item.why, "  ")
        if item.now:
            yield from _wrap(item.now, "  ")
        if item.other:
            yield from _link(item.other, "  ")
    if view.errata_left:
        yield from _wrap(view.errata_left)


def _emergent(view: View, words: Words) -> Iterator[str]:
    yield from _heading(words("emergent.heading"))
    yield from _wrap(words("emergent.lead" if view.emergent else "emergent.none"))
    for item in view.emergent:
        yield ""
        yield from _link(item.name, "- ")
        yield from _wrap(item.headline, "  ")
        yield from _wrap(item.why, "  ")
    if view.emergent_left:
        yield from _wrap(view.emergent_left)


def _story(number: int, story: StoryView, words: Words) -> Iterator[str]:
    yield from _wrap(story.title, f"{number}. ")
    meta = [story.badge, story.counts, story.themes, story.places]
    yield from _wrap(" | ".join(part for part in meta if part), "   ")
    if story.sentence and story.sentence_source:
        yield from _wrap(f"{story.sentence} ({_cited(story.sentence_source)})", "   ")
    if story.quote:
        yield ""
        yield from _wrap(story.quote.text, "   > ")
        yield from _wrap(f"{story.quote.who} ({story.quote.source.text})", "   > ")
        yield ""
    for figure in story.figures:
        yield from _wrap(_figure(figure), "   * ")
    for source in story.sources:
        yield from _link(source, "   - ")
    if story.sources_more:
        yield from _wrap(story.sources_more, "   - ")
    if story.copies:
        yield from _wrap(f"{story.copies}.", "   ")
    for twin in story.twins:
        yield from _wrap(f"{words('twin')} {_cited(twin.title)}", "   ")
        yield from _link(twin.source, "   - ")
        yield from _wrap(twin.why, "   ")
    yield from _wrap(story.why, "   ")
    if story.url:
        yield from _link(Link(words("desk"), story.url), "   ")
    yield ""


def _posts(view: View, words: Words) -> Iterator[str]:
    yield from _heading(words("posts.heading"))
    if not view.posts:
        yield from _wrap(words("posts.none"))
    for post in view.posts:
        yield from _wrap(f"{post.name}, {post.post}", "- ")
        if post.sentence:
            yield from _wrap(post.sentence, "  ")
        yield from _link(post.source, "  ")
        yield from _wrap(post.why, "  ")
    if view.posts_left:
        yield from _wrap(view.posts_left)


def _figures(view: View, words: Words) -> Iterator[str]:
    yield from _heading(words("figures.heading"))
    if not view.figures:
        yield from _wrap(words("figures.none"))
    for figure in view.figures:
        yield from _wrap(_figure(figure), "- ")
    yield from _revisions(view, words)
    if view.series:
        yield ""
        yield from _wrap(f"{words('series.heading')}:")
    for series in view.series:
        yield from _wrap(series.about, "- ")
        wide = max(_width(point.period) for point in series.points)
        for point in series.points:
            bar = _pad("#" * max(round(point.bar * _BAR / 100), 1 if point.bar else 0), _BAR)
            new = f" ({point.new})" if point.new else ""
            yield from _wrap(f"{point.text}{new} [{point.source.text}]", f"  {_pad(point.period, wide)}  {bar}  ")
        if series.url:
            yield f"  {series.url}"
    if view.series_left:
        yield from _wrap(view.series_left)
    yield ""
    yield from _wrap(f"{words('contradictions.heading')}:")
    if not view.contradictions:
        yield from _wrap(words("contradictions.none"))
    for item in view.contradictions:
        first, second = item.sides
        yield from _wrap(f"{item.about}: {first.text} {words('against')} {second.text}", "- ")
        for side in item.sides:
            yield from _wrap(f"{side.text} ({side.reports})" + (f": {side.sentence}" if side.sentence else ""), "  ")
            yield from _link(side.source, "  ")
        yield from _wrap(item.why, "  ")
    if view.contradictions_left:
        yield from _wrap(view.contradictions_left)


def _revisions(view: View, words: Words) -> Iterator[str]:
    yield ""
    yield from _wrap(f"{words('revisions.heading')}:")
    if not view.revisions:
        yield from _wrap(words("revisions.none"))
    for item in view.revisions:
        yield from _wrap(f"{item.about}: {item.was} -> {item.now}", "- ")
        for text, link in ((item.was, item.was_source), (item.now, item.now_source)):
            yield from _link(Link(f"{text}: {link.text}", link.url, link.note), "  ")
        yield from _wrap(item.why, "  ")
    if view.revisions_left:
        yield from _wrap(view.revisions_left)


def _cited(link: Link) -> str:
    return f"{link.text}, {link.note}" if link.note else link.text


def _figure(figure: FigureView) -> str:
    colon = ":" if figure.measures and not figure.measures.startswith("(") else ""  # "1,600 jobs (Lumut, pledge)"
    return " ".join(part for part in (figure.text + colon, figure.measures, f"[{figure.source.text}]") if part)


def _heading(text: str) -> Iterator[str]:
    yield ""
    title = text.upper()
    yield title
    yield "-" * min(_width(title), COLUMNS)


def _table(rows: Iterable[RowView], compared: bool, first: str, words: Words) -> Iterator[str]:
    """Name, bar, count, and the week before where it may be compared."""
    rows = tuple(rows)
    if not rows:
        return
    heads: tuple[str, ...] = (words("column.reports"), words("column.before"), words("column.change"))
    wide = [
        max(_width(cell) for cell in column)
        for column in zip(heads, *((row.reports, row.before, row.change) for row in rows), strict=True)
    ]
    if not compared:
        heads, wide = heads[:1], wide[:1]
    name = COLUMNS - sum(wide) - 2 * len(wide) - _BAR - 2
    yield (
        _pad(first, name)
        + " " * (_BAR + 2)
        + "".join(f"  {_pad(h, w, right=True)}" for h, w in zip(heads, wide, strict=True))
    )
    for row in rows:
        bar = "#" * max(round(row.bar * _BAR / 100), 1 if row.bar else 0)
        cells = (row.reports, row.before, row.change)[: len(wide)]
        tail = "".join(f"  {_pad(cell, w, right=True)}" for cell, w in zip(cells, wide, strict=True))
        lines = textwrap.wrap(row.name, name) or [""]
        yield f"{_pad(lines[0], name)}  {_pad(bar, _BAR)}{tail}"
        yield from (f"  {line}" for line in lines[1:])
        yield from _wrap(row.trend, "  ")


def _width(text: str) -> int:
    """Columns on a terminal: Chinese characters take two, marks that combine none."""
    if text.isascii():
        return len(text)
    return sum(
        0 if unicodedata.combining(char) else 2 if unicodedata.east_asian_width(char) in "WF" else 1 for char in text
    )


def _pad(text: str, width: int, *, right: bool = False) -> str:
    gap = " " * max(0, width - _width(text))
    return gap + text if right else text + gap


def _link(link: Link, indent: str) -> Iterator[str]:
    yield from _wrap(_cited(link), indent)
    if link.url:
        yield " " * len(indent) + link.url


def _wrap(text: str, indent: str = "") -> Iterator[str]:
    """Lines of at most 72 columns; ``indent`` opens the first, spaces or its quote mark the others."""
    further = indent if indent.rstrip().endswith(">") else " " * len(indent)
    opening, line, filled = indent, "", 0
    room = COLUMNS - len(indent)
    for word in _pieces(text.split(), room):
        wide = _width(word)
        if line and filled + 1 + wide > room:
            yield opening + line
            opening, line, filled = further, word, wide
        else:
            line, filled = (f"{line} {word}", filled + 1 + wide) if line else (word, wide)
    if line:
        yield opening + line


def _pieces(words: Iterable[str], room: int) -> Iterator[str]:
    """Words, those that fill more than a line broken (Chinese has no spaces)."""
    for word in words:
        if _width(word) <= room:
            yield word
            continue
        piece, used = "", 0
        for char in word:
            wide = _width(char)
            if used + wide > room:
                yield piece
                piece, used = "", 0
            piece += char
            used += wide
        if piece:
            yield piece
