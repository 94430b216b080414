"""Says what the week's figures are, which of them were revised, disagree, or go on in a series. Pure.

Knows content and words, as ``digest.speak`` does, which builds on it; it must not know markup or columns.
"""

from __future__ import annotations

from collections.abc import Sequence
from urllib.parse import quote

from digest.content import DigestContent, Reason, RevisionItem
from digest.facts import ContradictionFact, FigureFact, RevisionFact, SeriesFact, Source
from digest.phrases import Words
from digest.safe import plain, safe_url
from digest.view import ContradictionView, FigureView, Link, PointView, RevisionView, SeriesView, SideView

TITLE = 200  # characters of a headline; outlets' own are under 150
SENTENCE = 420
FIGURES = 8  # rows of the week's table of figures
NAMED = 3  # themes named under a story


class Speaker:
    """A digest's content, the words of one language, and what every part of it says alike."""

    def __init__(self, content: DigestContent, words: Words, desk_url: str) -> None:
        self.content = content
        self.words = words
        self.desk_url = desk_url
        self.theme_names = {
            theme.id: words.name(theme)
            for theme in (
                *(theme for story in content.stories for theme in story.themes),
                *content.followed,
            )
        }

    def source(self, source: Source, text: str, *, where: bool = False) -> Link:
        """``where``: with its dateline, since the sentence says "here" and "today"."""
        note = []
        if where and source.dateline:
            note.append(plain(source.dateline.title() if source.dateline.isupper() else source.dateline, 60))
        if source.published is not None and source.week == self.content.period:
            note.append(self.words.short_day(source.published))
        if source.paywalled:
            note.append(self.words("paywalled"))
        if source.corrected:
            note.append(self.words("corrected"))
        return Link(plain(text, TITLE), safe_url(source.url), self.words("separator").join(note))

    def quoted(self, names: Sequence[str], most: int) -> tuple[str, ...]:
        """Names of themes in quotation marks: they hold commas and "and" themselves; the rest is counted."""
        shown = tuple(f"“{name}”" for name in names[:most])
        return (*shown, self.words("more", len(names) - most)) if len(names) > most else shown

    def why(self, reasons: tuple[Reason, ...], phrase: str) -> str:
        said = []
        for reason in reasons:
            names = reason.names
            if reason.key in ("why.theme", "why.followed"):
                names = self.quoted([self.theme_names.get(name, name) for name in names], NAMED)
            if reason.key == "erratum.corrected":
                names = tuple(self.words.field(name) for name in names)
            said.append(self.words(reason.key, reason.count, names))
        return self.words.saying(phrase, "; ".join(said))


class FigureSpeaker(Speaker):
    """The part of a digest that is about figures."""

    def figure(self, figure: FigureFact) -> FigureView:
        words = self.words
        measures = plain(figure.measures or (figure.concept or "").replace("_", " "), 120)
        told = set(figure.text.casefold().split())
        measures = "" if set(measures.casefold().split()) <= told else measures  # "1,600 jobs: jobs"
        about = [plain(part, 60) for part in (figure.owner, figure.period and words.period(figure.period)) if part]
        if figure.change:
            about.append(words(f"change.{figure.change}"))
        if figure.status != "actual":
            about.append(words(f"status.of.{figure.status}"))
        twin = f" ({figure.twin})" if figure.twin else ""
        return FigureView(
            text=plain(figure.text + twin, 80),
            measures=f"{measures} ({', '.join(about)})".lstrip() if about else measures,
            source=self.source(figure.source, figure.source.outlet_name),
        )

    def figures_of_the_week(self) -> tuple[FigureView, ...]:
        """The first figure of each story."""
        firsts = [story.figures[0] for story in self.content.stories if story.figures]
        return tuple(self.figure(figure) for figure in firsts[:FIGURES])

    def about(self, found: ContradictionFact | RevisionFact) -> str:
        period = self.words.period(found.period) if found.period else None
        measures = found.measures or ("" if found.concept == "other" else found.concept.replace("_", " "))
        said = plain(", ".join(part for part in (measures, found.owner, period) if part), TITLE)
        return said[:1].upper() + said[1:]  # it opens a line

    def revision(self, item: RevisionItem) -> RevisionView:
        was, now = item.revision.was, item.revision.now
        return RevisionView(
            about=self.about(item.revision),
            was=plain(was.text, 80),
            was_source=self.source(was.source, was.source.outlet_name),
            now=plain(now.text, 80),
            now_source=self.source(now.source, now.source.outlet_name),
            why=self.why(item.reason, "why.short"),
        )

    def contradiction(self, found: ContradictionFact, reason: tuple[Reason, ...]) -> ContradictionView:
        first, second = (
            SideView(
                text=plain(side.text, 80),
                reports=self.words("reports", side.reports),
                sentence="" if side.source.show == "link" else plain(side.sentence, SENTENCE),
                source=self.source(side.source, side.source.outlet_name),
            )
            for side in found.sides
        )
        return ContradictionView(
            about=self.about(found),
            sides=(first, second),
            # the stored reason says more, in English
            why=self.words("why.short", 0, [found.why])
            if self.words.language == "en"
            else self.why(reason, "why.short"),
        )

    def series(self, found: SeriesFact) -> SeriesView:
        about = [found.measures or found.concept.replace("_", " "), found.owner]
        longest = max(point.value for point in found.points)
        return SeriesView(
            about=plain(", ".join(part for part in about if part), TITLE),
            url=safe_url(f"{self.desk_url.rstrip('/')}/series/{quote(found.id, safe='')}"),
            points=tuple(
                PointView(
                    period=plain(self.words.period(point.period), 40),
                    text=plain(point.text, 80),
                    bar=round(100 * max(0.0, point.value) / longest) if longest > 0 else 0,
                    new=self.words("new") if point.new else "",
                    source=self.source(point.source, point.source.outlet_name),
                )
                for point in found.points
            ),
        )
