"""Says the stories of a digest and who is newly in post. Pure.

Knows content and words, as ``digest.speak`` does, which builds on it; it must not know markup or columns.
"""

from __future__ import annotations

import re

from digest.content import Bullet, PostItem, StoryItem, Twin
from digest.facts import QuoteFact
from digest.figure_facts import Source
from digest.pick import without_dateline
from digest.safe import plain
from digest.speak_figures import NAMED, SENTENCE, TITLE, FigureSpeaker
from digest.view import BulletView, Link, PostView, QuoteView, StoryView, TwinView

SOURCES = 6  # originals listed under a story; the rest is counted and on the desk
COPIES = 8
PLACES = 4
BULLET_REASONS = 3  # reports, novelty, themes: one line; all of them stand under the story


class StorySpeaker(FigureSpeaker):
    """The part of a digest that is about stories and people."""

    def bullet(self, bullet: Bullet) -> BulletView:
        sentence = bullet.sentence
        return BulletView(
            text=self.printed(sentence.text, SENTENCE, sentence.source.language)
            if sentence
            else self.printed(bullet.title, SENTENCE, bullet.language),
            source=self.outlet(bullet.source, where=sentence is not None),
            why=self.why(bullet.reason[:BULLET_REASONS], "why.short"),
        )

    def story(self, item: StoryItem) -> StoryView:
        words = self.words
        more = len(item.sources) - SOURCES
        copies = list(dict.fromkeys(source.outlet_name for source in item.copies))
        return StoryView(
            title=self.printed(item.title, TITLE, item.language),
            url=self.on_desk("story", item.id),
            badge=words("new") if item.new else words("goes_on" if item.lately else "told_again", item.week),
            counts=words("reports", item.reports),
            themes=" / ".join(words.name(theme) for theme in item.themes[:NAMED])
            + (f" / {words('more', len(item.themes) - NAMED)}" if len(item.themes) > NAMED else ""),
            places=words("separator").join(words.name(place) for place in item.places[:PLACES]),
            sentence=self.printed(item.sentence.text, SENTENCE, item.sentence.source.language) if item.sentence else "",
            sentence_source=self.outlet(item.sentence.source, where=True) if item.sentence else None,
            quote=self.quote(item.quote) if item.quote else None,
            figures=tuple(self.figure(figure) for figure in item.figures),
            sources=tuple(self.original(original.source, original.late) for original in item.sources[:SOURCES]),
            sources_more=words("more", more) if more > 0 else "",
            copies=words("copied", 0, [words.list(copies, COPIES)]) if copies else "",
            why=self.why(item.reason, "why"),
            twins=tuple(self.twin(twin) for twin in item.twins),
        )

    def original(self, source: Source, late: bool) -> Link:
        words = self.words
        day = words.short_day(source.published) if source.published else words("dateless")
        note = [words("late", 0, [day]) if late else day]
        if source.paywalled:
            note.append(words("paywalled"))
        if source.corrected:
            note.append(words("corrected"))
        title = self.title(source)
        return Link(title.text, title.url, words("separator").join(note), lead=plain(source.outlet_name, 80))

    def twin(self, twin: Twin) -> TwinView:
        return TwinView(
            title=Link(
                self.printed(twin.title, TITLE, twin.language),
                self.on_desk("story", twin.id),
                self.words("reports", twin.reports),
            ),
            source=self.outlet(twin.source),
            why=self.why(twin.reason, "why.short"),
        )

    def quote(self, quote: QuoteFact) -> QuoteView:
        who = [plain(quote.official or quote.speaker, TITLE)]
        if post := self.post(quote.role, quote.organisation, quote.status):
            who.append(post)
        spoken = quote.source.language
        return QuoteView(
            # the comma led on to who said it
            text=self.printed(_one_paragraph(plain(quote.text, SENTENCE)), SENTENCE, spoken),
            who=self.printed(", ".join(who), 2 * TITLE, spoken),
            source=self.outlet(quote.source),
        )

    def new_post(self, item: PostItem) -> PostView:
        post = item.post
        spoken = post.source.language
        return PostView(
            name=plain(post.official, TITLE),
            post=self.printed(self.post(post.role, post.organisation, post.status), TITLE, spoken),
            sentence=""
            if post.source.show == "link"
            else self.printed(without_dateline(post.sentence), SENTENCE, spoken),
            source=self.outlet(post.source, where=True),
            why=self.why(item.reason, "why.short"),
        )

    def post(self, role: str | None, organisation: str | None, status: str | None) -> str:
        parts = [part for part in (role, organisation) if part]
        if len(parts) == 2 and parts[1].casefold() in parts[0].casefold():
            parts.pop()
        text = plain(", ".join(parts), TITLE)
        if text and status in ("former", "acting", "designate"):
            return f"{text} ({self.words(f'post.status.{status}')})"
        return text


def _one_paragraph(text: str) -> str:
    """Without the comma that led to the verb, and the marks that open the quotation again in each paragraph."""
    text = re.sub(r",(?=[\"”’']$)", "", text)
    opening = text[:1]
    again = text.count("“") > text.count("”") if opening == "“" else opening == '"' and text.count('"') % 2 == 1
    return opening + re.sub(rf"(?<=[.!?…])\s+{opening}(?=\w)", " ", text[1:]) if again else text
