"""Says how a week compares, what emerges, how it was heard and what earlier digests got wrong. Pure.

Knows content and words, as ``digest.speak`` does, which builds on it; it must not know markup or columns.
"""

from __future__ import annotations

import re
from urllib.parse import quote

from digest.content import Erratum, HealthItem, Line
from digest.facts import EmergentFact
from digest.safe import plain, safe_url
from digest.speak_figures import SENTENCE, TITLE, Speaker
from digest.view import EmergentView, ErratumView, HealthView, Link, Printed, RowView
from records import Week

LEFT_OUT = 6  # sources named; all of them stand on the desk
_ADDRESS = re.compile(r"^https?://\S+: ")  # of the feed or page that the crawler speaks of; it stands on the desk


class WeekSpeaker(Speaker):
    """The part of a digest that is about the week as a whole."""

    def row(self, line: Line) -> RowView:
        words = self.words
        change = ""
        if line.change is not None:
            change = words.change(line.change)
            if line.percent is not None:
                change += f" ({words.percent(line.percent)})"
        first = line.leading
        return RowView(
            name=words.name(line.counted),
            reports=words.number(line.counted.reports),
            before=words.number(line.counted.before),
            change=change,
            bar=round(100 * line.share),
            why="; ".join(words.reason(reason) for reason in line.reason),
            leading=Link(self.printed(first.title, TITLE, first.language), self.on_desk("story", first.story))
            if first
            else None,
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
        labels = [(item.label_en, "en"), (item.label_ms, "ms")]
        if words.language == "ms":
            labels.reverse()
        name = next(
            (self.printed(label, TITLE, spoken) for label, spoken in labels if label), plain(item.headline, TITLE)
        )
        counts = [
            words("new") if item.new else words("since", 0, [words.day(item.since)]),
            words("stories", item.stories),
            words("outlets.independent", item.outlets),
            words("days", item.days),
        ]
        path = f"emerging/{quote(item.id, safe='')}?week={self.content.period}"
        return EmergentView(
            name=Link(name, safe_url(f"{self.desk_url.rstrip('/')}/{path}")),
            headline=plain(item.headline, TITLE),
            why=words("separator").join(counts),
        )

    def health(self, item: HealthItem) -> HealthView:
        said = [each for each in item.reason if each.key != "health.words"]
        # the crawler's own words are English and for who mends it; a Malay reader has the state in Malay
        told = self.words.language == "en"
        own = next((each.names[0] for each in item.reason if told and each.key == "health.words"), "")
        return HealthView(
            name=plain(item.outlet.name, TITLE),
            state=self.state(item),
            why=plain("; ".join(self.words.reason(reason) for reason in said), SENTENCE),
            words=self.printed(_ADDRESS.sub("", own), SENTENCE, "en"),
        )

    def state(self, item: HealthItem) -> str:
        if item.since is None:
            return self.words(f"level.{item.level}")
        day = self.words.weekday(item.since, self.content.sunday)
        return self.words(f"level.{item.level}.since", 0, [day])

    def nothing(self) -> str:
        """What was looked for and not found, in one sentence: an empty heading for each says no more."""
        content = self.content
        looked_for = (
            ("provinces", content.provinces),
            ("posts", content.posts),
            ("figures", content.figures),
            ("revisions", content.revisions),
            ("contradictions", content.contradictions),
            ("emergent", content.emergent),
        )
        absent = [self.words(f"nothing.{what}") for what, found in looked_for if not found]
        return self.words.saying("nothing", self.words.list(absent)) if absent else ""

    def erratum(self, item: Erratum) -> ErratumView:
        """Where an outlet no longer shows its words, or took them down, they are not repeated: who said it is."""
        words = self.words
        spoken = item.source.language if item.source else None
        hidden = item.kind == "quote" and (item.source is None or item.source.show == "link")
        said = item.about if hidden else f"“{plain(item.said, TITLE)}”" if item.kind == "quote" else item.said
        about = "" if hidden else words("separator").join(words.period(part) for part in item.about.split(", "))
        monday = Week.parse(item.period)
        return ErratumView(
            digest=words(f"erratum.{item.kind}", 0, [words.span(monday.monday(), monday.sunday())]),
            said=self.printed(said, SENTENCE, spoken),
            about=self.printed(about, TITLE, spoken),
            why=self.why(item.reason, "why.erratum"),
            now=self.now(item),
            source=self.outlet(item.source) if item.source else Link(plain(item.outlet, TITLE)),
            other=self.title(item.other) if item.other else None,
        )

    def now(self, item: Erratum) -> str:
        if not item.now:
            return ""
        said = self.words("erratum.now", 0, [plain(item.now, TITLE)])
        spoken = item.other.language if item.other else None
        return Printed(said, spoken) if spoken not in (None, self.words.language) else said
