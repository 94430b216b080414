"""Says what the week's figures are, which of them were revised, disagree, or go on in a series. Pure.

Knows content and words, as ``digest.speak`` does, which builds on it; it must not know markup or columns.
"""

from __future__ import annotations

from collections.abc import Sequence
from urllib.parse import quote

from digest.beside import is_what_it_moved_by, qualifier
from digest.content import ContradictionItem, DigestContent, FigureItem, Reason, RevisionItem, SeriesItem
from digest.figure_facts import ContradictionFact, FigureFact, RevisionFact, SeriesFact, Source
from digest.phrases import Words
from digest.safe import plain, safe_url
from digest.view import (
    ContradictionView,
    FigureView,
    Link,
    PointView,
    Printed,
    RevisionView,
    SeriesView,
    SideView,
    printed,
)

TITLE = 200  # characters of a headline; outlets' own are under 150
SENTENCE = 420
NAMED = 3  # themes named under a story
RATES = ("percent", "percentage_points")  # what rose "6 per cent" rose by them anyhow
SPOKEN = ("en", "ms", "zh")  # languages that there is a word for


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

    def printed(self, text: str, limit: int, language: str | None) -> str:
        """What an outlet printed; with its language where that is not the reader's."""
        return printed(text, limit, language, self.words.language)

    def on_desk(self, path: str, key: str) -> str | None:
        return safe_url(f"{self.desk_url.rstrip('/')}/{path}/{quote(key, safe='')}")

    def title(self, source: Source) -> Link:
        """An article under its own headline."""
        return self.source(source, self.printed(source.title, TITLE, source.language))

    def source(self, source: Source, text: str, *, where: bool = False) -> Link:
        """``text``: clean. ``where``: with its dateline, since the sentence says "here" and "today"."""
        note = []
        if where and source.dateline:
            note.append(plain(source.dateline.title() if source.dateline.isupper() else source.dateline, 60))
        if source.published is not None and source.week == self.content.period:
            note.append(self.words.short_day(source.published))
        if source.paywalled:
            note.append(self.words("paywalled"))
        if source.corrected:
            note.append(self.words("corrected"))
        return Link(text, safe_url(source.url), self.words("separator").join(note))

    def outlet(self, source: Source, *, where: bool = False) -> Link:
        """An article under the name of its outlet."""
        return self.source(source, plain(source.outlet_name, TITLE), where=where)

    def quoted(self, names: Sequence[str], most: int) -> tuple[str, ...]:
        """Names of themes in quotation marks: they hold commas and "and" themselves; the rest is counted."""
        shown = tuple(f"“{name}”" for name in names[:most])
        return (*shown, self.words("more", len(names) - most)) if len(names) > most else shown

    def why(self, reasons: tuple[Reason, ...], phrase: str) -> str:
        return self.words.saying(phrase, "; ".join(self.said(reason) for reason in reasons))

    def said(self, reason: Reason) -> str:
        """A reason in the reader's language, with what stands in it: themes, fields, periods, languages."""
        words, names = self.words, reason.names
        match reason.key:
            case "why.theme" | "why.followed":
                names = self.quoted([self.theme_names.get(name, name) for name in names], NAMED)
            case "erratum.corrected":
                names = tuple(words.field(name) for name in names)
            case "figure.follows" | "series.adds":
                names = tuple(words.period(name) for name in names)
            case "watched.languages":
                names = tuple(words(f"language.{name}") if name in SPOKEN else name for name in names)
        return words(reason.key, reason.count, names)


class FigureSpeaker(Speaker):
    """The part of a digest that is about figures."""

    def figure(self, figure: FigureFact, reason: tuple[Reason, ...] = ()) -> FigureView:
        words, spoken = self.words, figure.source.language
        measures = self.measures(figure.measures, figure.concept, spoken)
        if set(measures.casefold().split()) <= set(figure.text.casefold().split()):
            measures = ""  # "1,600 jobs: jobs"
        period = words.period(figure.period) if figure.period else ""
        about = [plain(part, 60) for part in (_in_small_letters(figure.owner or ""), period) if part]
        if figure.owner and figure.owner.casefold() in measures.casefold():
            about.pop(0)
        if figure.change in ("rise", "fall") and figure.kind not in RATES and is_what_it_moved_by(figure.lead):
            about.append(words(f"change.by.{figure.change}"))
        elif figure.change:
            about.append(words(f"change.{figure.change}"))
        if figure.status != "actual":
            about.append(words(f"status.of.{figure.status}"))
        twin = f" ({figure.twin})" if figure.twin else ""
        return FigureView(
            text=self.printed(f"{qualifier(figure.lead)} {figure.text}{twin}".lstrip(), 80, spoken),
            measures=measures,
            about=words("separator").join(about),
            source=self.outlet(figure.source),
            why=self.why(reason, "why.short") if reason else "",
        )

    def new_figure(self, item: FigureItem) -> FigureView:
        return self.figure(item.figure, item.reason)

    def measures(self, measures: str | None, concept: str | None, language: str | None) -> str:
        """What is measured as it was printed, else the kind of measure in the reader's language."""
        if measures:
            return self.printed(measures, 120, language)
        return self.words.concept(concept) if concept not in (None, "other") else ""

    def about(self, owner: str | None, period: str | None) -> str:
        said = (plain(_in_small_letters(owner), 80) if owner else "", self.words.period(period) if period else "")
        return self.words("separator").join(part for part in said if part)

    def opening(self, found: ContradictionFact | RevisionFact | SeriesFact, language: str | None) -> tuple[str, str]:
        """What is measured, as the opening of a line, and whose and of when it is."""
        owner = found.owner if (found.owner or "").casefold() not in (found.measures or "").casefold() else None
        period = None if isinstance(found, SeriesFact) else found.period
        measures = self.measures(found.measures, found.concept, language)
        opened = measures[:1].upper() + measures[1:]
        return Printed(opened, measures.language) if isinstance(measures, Printed) else opened, self.about(
            owner, period
        )

    def revision(self, item: RevisionItem) -> RevisionView:
        was, now = item.revision.was, item.revision.now
        measures, about = self.opening(item.revision, now.source.language)
        return RevisionView(
            measures=measures,
            about=about,
            was=self.printed(was.text, 80, was.source.language),
            was_source=self.outlet(was.source),
            now=self.printed(now.text, 80, now.source.language),
            now_source=self.outlet(now.source),
            why=self.why(item.reason, "why.short"),
        )

    def contradiction(self, item: ContradictionItem) -> ContradictionView:
        found = item.contradiction
        first, second = (
            SideView(
                text=self.printed(side.text, 80, side.source.language),
                reports=self.words("reports", side.reports),
                sentence=""
                if side.source.show == "link"
                else self.printed(side.sentence, SENTENCE, side.source.language),
                source=self.outlet(side.source),
            )
            for side in found.sides
        )
        measures, about = self.opening(found, found.sides[0].source.language)
        return ContradictionView(
            measures=measures, about=about, sides=(first, second), why=self.why(item.reason, "why.short")
        )

    def series(self, item: SeriesItem) -> SeriesView:
        found = item.series
        longest = max(point.value for point in found.points)
        measures, about = self.opening(found, found.points[-1].source.language)
        return SeriesView(
            measures=measures,
            about=about,
            url=self.on_desk("series", found.id),
            points=tuple(
                PointView(
                    period=plain(self.words.period(point.period), 40),
                    text=self.printed(point.text, 80, point.source.language),
                    bar=round(100 * max(0.0, point.value) / longest) if longest > 0 else 0,
                    new=self.words("new") if point.new else "",
                    source=self.outlet(point.source),
                )
                for point in found.points
            ),
            why=self.why(item.reason, "why.short"),
        )


def _in_small_letters(owner: str) -> str:
    """A place as datelines print it, "JOHOR BAHRU", as it is written elsewhere; an acronym is one word."""
    return owner.title() if owner.isupper() and " " in owner else owner
