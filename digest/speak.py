"""Says a digest's content in one language: from content, words and links to the view. Pure.

Knows content and words; it must not know markup or columns. Every scraped text is cleaned here, and every address
is http or https or left out.
"""

from __future__ import annotations

import re
from urllib.parse import quote

from digest.content import DigestContent, Erratum, HealthItem, Line, StoryItem, Twin
from digest.facts import EmergentFact, QuoteFact
from digest.phrases import Words
from digest.pick import without_dateline
from digest.safe import plain, safe_url
from digest.speak_figures import NAMED, SENTENCE, TITLE, FigureSpeaker
from digest.view import (
    BulletView,
    EmergentView,
    ErratumView,
    HealthView,
    Link,
    PostView,
    QuoteView,
    RowView,
    StoryView,
    TwinView,
    View,
)

SOURCES = 6  # originals listed under a story; the rest is counted and on the desk
COPIES = 8
PLACES = 4
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


class _Speaker(FigureSpeaker):
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
                    source=self.source(bullet.source, bullet.source.outlet_name, where=bullet.sentence is not None),
                    why=self.why(bullet.reason[:BULLET_REASONS], "why.short"),
                )
                for bullet in content.bullets
            ),
            stories=tuple(self.story(item) for item in content.stories),
            stories_left=words("stories.left", content.left_out) if content.left_out else "",
            compared=content.compared,
            not_compared=""
            if content.compared
            else words.saying("compare.none", "; ".join(words.reason(reason) for reason in content.not_compared)),
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
                    sentence=""
                    if item.post.source.show == "link"
                    else plain(without_dateline(item.post.sentence), SENTENCE),
                    source=self.source(item.post.source, item.post.source.outlet_name, where=True),
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
            revisions=tuple(self.revision(item) for item in content.revisions),
            revisions_left=words("revisions.left", content.revisions_left) if content.revisions_left else "",
            series=tuple(self.series(item) for item in content.series),
            series_left=words("series.left", content.series_left) if content.series_left else "",
            health=tuple(
                HealthView(
                    name=plain(item.outlet.name, TITLE),
                    state=self.state(item),
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

    def state(self, item: HealthItem) -> str:
        if item.since is None:
            return self.words(f"level.{item.level}")
        day = self.words.weekday(item.since, self.content.sunday)
        return self.words(f"level.{item.level}.since", 0, [day])

    def erratum(self, item: Erratum) -> ErratumView:
        """Where an outlet no longer shows its words, or took them down, they are not repeated: who said it is."""
        words = self.words
        hidden = item.kind == "quote" and (item.source is None or item.source.show == "link")
        said = item.about if hidden else f"“{plain(item.said, TITLE)}”" if item.kind == "quote" else item.said
        about = "" if hidden else ", ".join(words.period(part) for part in item.about.split(", "))
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
        return words.saying("totals", words("separator").join(parts))

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
            text=re.sub(r",(?=[\"”’']$)", "", plain(quote.text, SENTENCE)),  # the comma led on to who said it
            who=", ".join(who),
            source=self.source(quote.source, quote.source.outlet_name),
        )

    def story(self, item: StoryItem) -> StoryView:
        words = self.words
        sources = []
        for original in item.sources[:SOURCES]:
            link = self.source(original.source, original.source.title)
            day = words.short_day(original.source.published) if original.source.published else words("dateless")
            note = words("late", 0, [day]) if original.late else day
            if original.source.paywalled:
                note += words("separator") + words("paywalled")
            if original.source.corrected:
                note += words("separator") + words("corrected")
            sources.append(Link(f"{plain(original.source.outlet_name, 80)}: {link.text}", link.url, note))
        more = len(item.sources) - len(sources)
        copies = list(dict.fromkeys(source.outlet_name for source in item.copies))
        return StoryView(
            title=plain(item.title, TITLE),
            url=story_url(self.desk_url, item.id),
            badge=words("new") if item.new else words("goes_on" if item.lately else "told_again", item.week),
            counts=words("reports", item.reports),
            themes=" / ".join(words.name(theme) for theme in item.themes[:NAMED])
            + (f" / {words('more', len(item.themes) - NAMED)}" if len(item.themes) > NAMED else ""),
            places=words("separator").join(words.name(place) for place in item.places[:PLACES]),
            sentence=plain(item.sentence.text, SENTENCE) if item.sentence else "",
            sentence_source=self.source(item.sentence.source, item.sentence.source.outlet_name, where=True)
            if item.sentence
            else None,
            quote=self.quote(item.quote) if item.quote else None,
            figures=tuple(self.figure(figure) for figure in item.figures),
            sources=tuple(sources),
            sources_more=words("more", more) if more else "",
            copies=words("copied", 0, [words.list(copies, COPIES)]) if copies else "",
            why=self.why(item.reason, "why"),
            twins=tuple(self.twin(twin) for twin in item.twins),
        )

    def twin(self, twin: Twin) -> TwinView:
        return TwinView(
            title=Link(
                plain(twin.title, TITLE), story_url(self.desk_url, twin.id), self.words("reports", twin.reports)
            ),
            source=self.source(twin.source, twin.source.outlet_name),
            why=self.why(twin.reason, "why.short"),
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
