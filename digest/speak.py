"""Says a digest's content in one language: from content, words and links to the view. Pure.

Knows content and words; it must not know markup or columns. Every scraped text is cleaned here, and every address
is http or https or left out.
"""

from __future__ import annotations

from collections.abc import Sequence
from urllib.parse import quote

from digest.content import DigestContent, Erratum, Line, Reason, StoryItem
from digest.facts import ContradictionFact, EmergentFact, FigureFact, QuoteFact, SeriesFact, Source
from digest.phrases import Words
from digest.safe import plain, safe_url
from digest.view import (
    BulletView,
    ContradictionView,
    EmergentView,
    ErratumView,
    FigureView,
    HealthView,
    Link,
    PointView,
    PostView,
    QuoteView,
    RowView,
    SeriesView,
    SideView,
    StoryView,
    View,
)

TITLE = 200  # characters of a headline; outlets' own are under 150
SENTENCE = 420
SOURCES = 6  # originals listed under a story; the rest is counted and on the desk
COPIES = 8
FIGURES = 8  # rows of the week's table of figures
PLACES = 4
NAMED = 3  # themes named under a story
QUIET = 40  # and in a list of themes: what is quiet is said, not hidden
THEMES = 12  # rows; a table of thirty themes is 30 KB of HTML and nobody reads its end
BULLET_REASONS = 3  # reports, novelty, themes: one line; all of them stand under the story
HEALTH = 15  # outlets
LEFT_OUT = 6  # sources named; all of them stand on the desk
SUBJECT_TITLE = 84  # characters of the top headline in the subject, so that the counts behind it stay visible


def story_url(desk_url: str, story: str) -> str | None:
    return safe_url(f"{desk_url.rstrip('/')}/story/{quote(story, safe='')}")


def archive_link(desk_url: str, number: int | None, words: Words) -> Link:
    """This digest on the desk; where it is not kept (or not yet), the desk's front page with all that are."""
    desk = desk_url.rstrip("/")
    if number is None:
        return Link(words("archive.all"), safe_url(f"{desk}/"))
    return Link(words("archive"), safe_url(f"{desk}/digest/{number}"))


def view(
    content: DigestContent,
    words: Words,
    desk_url: str,
    unsubscribe_url: str | None = None,
    archived: int | None = None,
) -> View:
    """Says the content in the language of ``words``.

    ``archived`` is the digest's number in the archive. Without ``unsubscribe_url`` an answer by mail is offered.
    """
    return _Speaker(content, words, desk_url).view(unsubscribe_url, archived)


class _Speaker:
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

    def view(self, unsubscribe_url: str | None, archived: int | None) -> View:
        content, words = self.content, self.words
        heard = sum(item.outlet.articles > 0 for item in content.health)
        known = len(content.health)
        counted = [line for line in content.themes if line.counted.reports or line.trend]
        noted = [item for item in content.health if item.level != "heard"]
        return View(
            language=words.language,
            subject=self.subject(),
            preheader=self.preheader(),
            span=words.span(content.monday, content.sunday),
            period=content.period,
            totals=self.totals(),
            followed=self.followed(),
            notes=tuple(words.reason(note) for note in content.notes),
            bullets=tuple(
                BulletView(
                    text=plain(bullet.sentence.text if bullet.sentence else bullet.title, SENTENCE),
                    source=self.source(bullet.source, bullet.source.outlet_name),
                    why=self.why(bullet.reason[:BULLET_REASONS], "why.short"),
                )
                for bullet in content.bullets
            ),
            stories=tuple(self.story(item) for item in content.stories),
            stories_left=words("stories.left", content.left_out) if content.left_out else "",
            compared=content.compared,
            not_compared=""
            if content.compared
            else words("compare.none", 0, ["; ".join(words.reason(reason) for reason in content.not_compared)]),
            themes=tuple(self.row(line) for line in counted[:THEMES]),
            themes_left=words("rows.left", len(counted) - THEMES) if len(counted) > THEMES else "",
            quiet=words("quiet", 0, self.quoted([words.name(theme) for theme in content.quiet], QUIET))
            if content.quiet
            else "",
            usual=self.usual(),
            emergent=tuple(self.emergent(item) for item in content.emergent),
            emergent_left=words("emergent.left", content.emergent_left) if content.emergent_left else "",
            provinces=tuple(self.row(line) for line in content.provinces),
            provinces_left=words("rows.left", content.provinces_left) if content.provinces_left else "",
            posts=tuple(
                PostView(
                    name=plain(item.post.official, TITLE),
                    post=self.post(item.post.role, item.post.organisation, item.post.status),
                    sentence="" if item.post.source.show == "link" else plain(item.post.sentence, SENTENCE),
                    source=self.source(item.post.source, item.post.source.outlet_name),
                    why=self.why(item.reason, "why.short"),
                )
                for item in content.posts
            ),
            posts_left=words("posts.left", content.posts_left) if content.posts_left else "",
            figures=self.figures_of_the_week(),
            contradictions=tuple(
                self.contradiction(item.contradiction, item.reason) for item in content.contradictions
            ),
            contradictions_left=words("contradictions.left", content.contradictions_left)
            if content.contradictions_left
            else "",
            series=tuple(self.series(item) for item in content.series),
            series_left=words("series.left", content.series_left) if content.series_left else "",
            health=tuple(
                HealthView(
                    name=plain(item.outlet.name, TITLE),
                    state=words(f"level.{item.level}"),
                    why=plain("; ".join(words.reason(reason) for reason in item.reason), SENTENCE),
                )
                for item in noted[:HEALTH]
            ),
            health_left=words("health.left", len(noted) - HEALTH) if len(noted) > HEALTH else "",
            health_summary=words("health.none")
            if not known
            else words("health.all", known)
            if heard == known
            else words("health.summary", heard, [words.number(known)]),
            method=words("method", 0, [content.zone]),
            made=words("made", 0, [words.moment(content.created)]),
            archive=archive_link(self.desk_url, archived, words),
            unsubscribe=Link(words("unsubscribe"), safe_url(unsubscribe_url))
            if unsubscribe_url
            else Link(words("unsubscribe.reply")),
            errata=tuple(self.erratum(item) for item in content.errata),
            errata_left=words("errata.left", content.errata_left) if content.errata_left else "",
        )

    def erratum(self, item: Erratum) -> ErratumView:
        """Where an outlet no longer shows its words, or took them down, they are not repeated: who said it is."""
        words = self.words
        hidden = item.kind == "quote" and (item.source is None or item.source.show == "link")
        said = item.about if hidden else f"“{plain(item.said, TITLE)}”" if item.kind == "quote" else item.said
        about = "" if hidden else item.about
        what = plain(f"{said} ({about})" if about else said, SENTENCE)
        return ErratumView(
            said=f"{item.period}, {words(f'erratum.{item.kind}')}: {what}",
            why=self.why(item.reason, "why.erratum"),
            now=words("erratum.now", 0, [plain(item.now, TITLE)]) if item.now else "",
            source=self.source(item.source, item.source.outlet_name)
            if item.source
            else Link(plain(item.outlet, TITLE)),
            other=self.source(item.other, item.other.title) if item.other else None,
        )

    def followed(self) -> str:
        """What this reader chose, themes first; empty where it is everything."""
        content, words = self.content, self.words
        names = self.quoted([words.name(theme) for theme in content.followed], QUIET)
        themes = [words("followed", 0, names)] if content.followed else []
        return " ".join([*themes, *(words.reason(reason) for reason in content.watched)])

    def subject(self) -> str:
        words, top = self.words, self.content.top
        if top is None:
            return f"Pantau, {words.span(self.content.monday, self.content.sunday)}: {words('subject.empty')}"
        counts = words("separator").join(
            (
                words("stories", len(self.content.stories)),
                words("reports", sum(s.reports for s in self.content.stories)),
            )
        )
        return f"Pantau {self.content.period}: {plain(top.title, SUBJECT_TITLE)} ({counts})"

    def preheader(self) -> str:
        others = [plain(story.title, 90) for story in self.content.stories[1:3]]
        return self.words("also", 0, ["; ".join(others)]) if others else self.totals()

    def totals(self) -> str:
        words, totals = self.words, self.content.totals
        parts = [
            words("stories", totals.stories),
            words("reports", totals.reports),
            words("outlets", totals.outlets),
        ]
        if totals.copies:
            parts.append(words("copies", totals.copies))
        return words("totals", 0, [words("separator").join(parts)])

    def source(self, source: Source, text: str) -> Link:
        note = []
        if source.published is not None and source.week == self.content.period:
            note.append(self.words.short_day(source.published))
        if source.paywalled:
            note.append(self.words("paywalled"))
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
            said.append(self.words(reason.key, reason.count, names))
        return self.words(phrase, 0, ["; ".join(said)])

    def post(self, role: str | None, organisation: str | None, status: str | None) -> str:
        parts = [part for part in (role, organisation) if part]
        if len(parts) == 2 and parts[1].casefold() in parts[0].casefold():
            parts.pop()
        text = plain(", ".join(parts), TITLE)
        if text and status in ("former", "acting", "designate"):
            return f"{text} ({self.words(f'post.status.{status}')})"
        return text

    def quote(self, quote: QuoteFact) -> QuoteView:
        who = [plain(quote.official or quote.speaker, TITLE)]
        if post := self.post(quote.role, quote.organisation, quote.status):
            who.append(post)
        return QuoteView(
            text=plain(quote.text, SENTENCE),
            who=", ".join(who),
            source=self.source(quote.source, quote.source.outlet_name),
        )

    def figure(self, figure: FigureFact) -> FigureView:
        words = self.words
        measures = plain(figure.measures or (figure.concept or "").replace("_", " "), 120)
        about = [plain(part, 60) for part in (figure.owner, figure.period) if part]
        if figure.change:
            about.append(words(f"change.{figure.change}"))
        if figure.status != "actual":
            about.append(words(f"status.of.{figure.status}"))
        return FigureView(
            text=plain(figure.text, 80),
            measures=f"{measures} ({', '.join(about)})" if about else measures,
            source=self.source(figure.source, figure.source.outlet_name),
        )

    def figures_of_the_week(self) -> tuple[FigureView, ...]:
        """The first figure of each story."""
        firsts = [story.figures[0] for story in self.content.stories if story.figures]
        return tuple(self.figure(figure) for figure in firsts[:FIGURES])

    def story(self, item: StoryItem) -> StoryView:
        words = self.words
        sources = []
        for original in item.sources[:SOURCES]:
            link = self.source(original.source, original.source.title)
            day = words.short_day(original.source.published) if original.source.published else words("dateless")
            note = words("late", 0, [day]) if original.late else day
            if original.source.paywalled:
                note += words("separator") + words("paywalled")
            sources.append(Link(f"{plain(original.source.outlet_name, 80)}: {link.text}", link.url, note))
        more = len(item.sources) - len(sources)
        copies = list(dict.fromkeys(source.outlet_name for source in item.copies))
        return StoryView(
            title=plain(item.title, TITLE),
            url=story_url(self.desk_url, item.id),
            badge=words("new" if item.new else "goes_on"),
            counts=words("reports", item.reports),
            themes=" / ".join(words.name(theme) for theme in item.themes[:NAMED])
            + (f" / {words('more', len(item.themes) - NAMED)}" if len(item.themes) > NAMED else ""),
            places=words("separator").join(words.name(place) for place in item.places[:PLACES]),
            sentence=plain(item.sentence.text, SENTENCE) if item.sentence else "",
            sentence_source=self.source(item.sentence.source, item.sentence.source.outlet_name)
            if item.sentence
            else None,
            quote=self.quote(item.quote) if item.quote else None,
            figures=tuple(self.figure(figure) for figure in item.figures),
            sources=tuple(sources),
            sources_more=words("more", more) if more else "",
            copies=words("copied", 0, [words.list(copies, COPIES)]) if copies else "",
            why=self.why(item.reason, "why"),
        )

    def row(self, line: Line) -> RowView:
        words = self.words
        change = ""
        if line.change is not None:
            change = words.change(line.change)
            if line.percent is not None:
                change += f" ({words.percent(line.percent)})"
        return RowView(
            name=words.name(line.counted),
            reports=words.number(line.counted.reports),
            before=words.number(line.counted.before),
            change=change,
            bar=round(100 * line.share),
            why=words("separator").join(words.reason(reason) for reason in line.reason),
            trend=words.reason(line.trend) if line.trend else "",
        )

    def usual(self) -> str:
        """What the trends of the themes come to, and which sources they do not count."""
        content, words = self.content, self.words
        said = [words.reason(content.usual)] if content.usual else []
        if content.not_counted:
            names = [
                words(
                    f"left_out.{'new' if s.why == 'new' else 'silent' if s.days is None else 'days'}",
                    s.days or 0,
                    [s.source],
                )
                for s in content.not_counted
            ]
            said.append(words("left_out", 0, [words.list(names, LEFT_OUT)]))
        return " ".join(said)

    def emergent(self, item: EmergentFact) -> EmergentView:
        words = self.words
        labels = (item.label_ms, item.label_en) if words.language == "ms" else (item.label_en, item.label_ms)
        name = next((label for label in labels if label), item.headline)
        counts = [
            words("new") if item.new else words("since", 0, [words.day(item.since)]),
            words("stories", item.stories),
            words("outlets.independent", item.outlets),
            words("days", item.days),
        ]
        return EmergentView(
            name=Link(
                plain(name, TITLE),
                safe_url(f"{self.desk_url.rstrip('/')}/emerging/{quote(item.id, safe='')}?week={self.content.period}"),
            ),
            headline=plain(item.headline, TITLE),
            why=words("separator").join(counts),
        )

    def series(self, found: SeriesFact) -> SeriesView:
        about = [found.measures or found.concept.replace("_", " "), found.owner]
        longest = max(point.value for point in found.points)
        return SeriesView(
            about=plain(", ".join(part for part in about if part), TITLE),
            url=safe_url(f"{self.desk_url.rstrip('/')}/series/{quote(found.id, safe='')}"),
            points=tuple(
                PointView(
                    period=plain(point.period, 40),
                    text=plain(point.text, 80),
                    bar=round(100 * max(0.0, point.value) / longest) if longest > 0 else 0,
                    new=self.words("new") if point.new else "",
                    source=self.source(point.source, point.source.outlet_name),
                )
                for point in found.points
            ),
        )

    def contradiction(self, found: ContradictionFact, reason: tuple[Reason, ...]) -> ContradictionView:
        about = [found.measures or found.concept.replace("_", " "), found.owner, found.period]
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
            about=plain(", ".join(part for part in about if part), TITLE),
            sides=(first, second),
            # the stored reason says more, in English
            why=self.words("why.short", 0, [found.why])
            if self.words.language == "en"
            else self.why(reason, "why.short"),
        )
