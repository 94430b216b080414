"""The web of ``benchmarks.soak``: fifty invented outlets over a year, with a script of who fails, moves and edits when.

Pure: (host, path, week) in, an answer out; the same seed gives the same web. Must not know who reads it.
"""

from __future__ import annotations

import random
from dataclasses import dataclass
from datetime import datetime, timedelta
from email.utils import format_datetime
from html import escape
from zoneinfo import ZoneInfo

ZONE = ZoneInfo("Asia/Kuala_Lumpur")
FIRST = datetime(2025, 1, 6, 9, 0, tzinfo=ZONE)  # a Monday; each later Monday at nine one run
OUTLETS, WEEKS, EVENTS = 50, 52, 17  # events a week, each told by about three outlets
LISTED = 3  # weeks that a list goes back
KINDS = ("feed",) * 30 + ("sitemap",) * 10 + ("list",) * 10
LAYOUTS = (
    "<article><h1>{title}</h1><time datetime='{date}'></time>{body}</article>",
    "<div id='main'><h1>{title}</h1><p class='when'>{date}</p><div class='story'>{body}</div></div>",
    "<main><header><h1>{title}</h1></header><section>{body}</section></main>",
)
#: what goes wrong -> the state of an outlet in the first week of it, and in the weeks after
TROUBLE = {
    "gone": ("dead", "dead"),
    "denied": ("ok", "blocked"),
    "empty": ("empty", "empty"),
    "old": ("stale_feed",) * 2,
}
WORDS = (
    "harbour board quay grain ferry island council bridge market ministry budget export tin rubber palm port crane engineer "
    "company shares growth quarter report survey river school hospital road railway power solar chip factory worker union "
    "price rice fish storm flood relief fund bank rate trade talks visit agreement clinic teacher bus tunnel reservoir"
).split()
NAMES = (
    "Aida Rahman",
    "Badrul Hisham",
    "Chan Mei Lin",
    "Dewi Lestari",
    "Farid Osman",
    "Gopal Nair",
    "Hana Yusof",
    "Ismail Kadir",
)
POSTS = ("Transport Minister", "Energy Minister", "Finance Minister", "Health Minister", "Works Minister")
PLACES = ("Perak", "Johor", "Sabah", "Sarawak", "Kedah", "Penang", "Selangor", "Pahang")


@dataclass(frozen=True, slots=True)
class Spell:
    """An outlet that is in ``trouble`` from week ``first`` to week ``last``."""

    trouble: str
    first: int
    last: int


class Script:
    """Who is in which trouble when; a third of the outlets once, for two to six weeks."""

    def __init__(self, seed: int) -> None:
        self.seed = seed
        chance = random.Random(f"{seed} script")
        self.spells = {}
        for number, outlet in enumerate(chance.sample(range(OUTLETS), OUTLETS // 3)):
            first = chance.randint(4, WEEKS - 10)
            trouble = tuple(TROUBLE)[number % len(TROUBLE)]
            if trouble in ("old", "empty") and KINDS[outlet] != "feed":
                trouble = "gone"
            self.spells[outlet] = Spell(trouble, first, first + chance.randint(1, 5))
        self.moved = {
            outlet: chance.randint(10, 40) for outlet in chance.sample(range(OUTLETS), 10)
        }  # new layout from then on

    def state(self, outlet: int, week: int) -> str:
        """The health that an outlet must have after the run of a week."""
        spell = self.spells.get(outlet)
        if spell is None or not spell.first <= week <= spell.last:
            return "ok"
        return TROUBLE[spell.trouble][week > spell.first]

    def trouble(self, outlet: int, week: int) -> str | None:
        spell = self.spells.get(outlet)
        return spell.trouble if spell is not None and spell.first <= week <= spell.last else None

    def edited(self, outlet: int, week: int) -> bool:
        """Whether the article of ``week`` has another text a week later."""
        return random.Random(f"{self.seed} edit {outlet} {week}").random() < 0.05

    def edits(self, last: int) -> int:
        """How many texts are seen to have changed by the run of week ``last``: those of articles that were read in
        their own week, and whose page answers a week later."""
        return sum(
            self.edited(outlet, week)
            and self.trouble(outlet, week) is None
            and self.trouble(outlet, week + 1) not in ("gone", "denied")
            for outlet in range(OUTLETS)
            for week in range(last)
        )

    def answer(self, host: str, path: str, week: int) -> tuple[int, str, bytes]:
        """Status, content type, body."""
        outlet = int(host.removeprefix("h").split(".")[0])
        if path == "/robots.txt":
            return 404, "text/plain", b"none"
        trouble = self.trouble(outlet, week)
        if trouble == "gone":
            return 404, "text/html", b"<html><body>Not found</body></html>"
        if trouble == "denied":
            return 403, "text/html", b"<html><body>Denied</body></html>"
        if path == "/latest":
            return (
                200,
                "text/html" if KINDS[outlet] == "list" else "application/xml",
                self._latest(outlet, week, trouble),
            )
        told = int(path.rsplit("/", 1)[-1])
        if told > week:
            return 404, "text/html", b"<html><body>Not found</body></html>"
        return 200, "text/html; charset=utf-8", self._page(outlet, told, week)

    def _latest(self, outlet: int, week: int, trouble: str | None) -> bytes:
        weeks = [told for told in range(week, week - LISTED, -1) if told >= 0] if trouble is None else []
        found = [
            (f"http://h{outlet}.soak.example/n/{told}", self._title(outlet, told), date_of(told)) for told in weeks
        ]
        if trouble == "old":
            found = [(f"http://h{outlet}.soak.example/n/0", "Old news", date_of(-400))]
        if KINDS[outlet] == "list":
            items = "".join(f"<li><a href='{url}'>{escape(title)}</a></li>" for url, title, _ in found)
            return f"<html><body><ul>{items}</ul></body></html>".encode()
        if KINDS[outlet] == "sitemap":
            items = "".join(
                f"<url><loc>{url}</loc><lastmod>{date.isoformat()}</lastmod></url>" for url, _, date in found
            )
            return f"<urlset xmlns='http://www.sitemaps.org/schemas/sitemap/0.9'>{items}</urlset>".encode()
        items = "".join(
            f"<item><title>{escape(title)}</title><link>{url}</link><pubDate>{format_datetime(date)}</pubDate></item>"
            for url, title, date in found
        )
        return f"<rss version='2.0'><channel><title>x</title>{items}</channel></rss>".encode()

    def _event(self, outlet: int, week: int) -> int:
        return (outlet * 7 + week * 3) % EVENTS

    def _title(self, outlet: int, week: int) -> str:
        event = random.Random(f"{self.seed} event {week} {self._event(outlet, week)}")
        subject, place = event.sample(WORDS, 3), event.choice(PLACES)
        own = random.Random(f"{self.seed} title {outlet} {week}")
        return f"{place} {own.choice(('plans', 'opens', 'approves', 'reviews'))} {' '.join(subject)} {own.choice(('scheme', 'project'))}"

    def _page(self, outlet: int, told: int, week: int) -> bytes:
        event = random.Random(f"{self.seed} event {told} {self._event(outlet, told)}")
        subject, place = event.sample(WORDS, 3), event.choice(PLACES)
        post, name, amount = event.choice(POSTS), event.choice(NAMES), event.randint(2, 900)
        own = random.Random(f"{self.seed} page {outlet} {told}")

        def sentence() -> str:
            words = [*own.choices(WORDS, k=own.randint(9, 16)), *own.choices(subject, k=2)]
            own.shuffle(words)
            return "The " + " ".join(words) + "."

        lines = [
            f"{place}: The {' '.join(subject)} project will cost RM{amount} million, {post} {name} said on Sunday.",
            *(f"{sentence()} {sentence()}" for _ in range(4)),
            f'"We will finish the {subject[0]} by {2026 + event.randint(0, 4)}," {name} told reporters in {place}.',
            f"{sentence()} {sentence()}",
        ]
        if self.edited(outlet, told) and week > told:
            # no notice of a correction: that is kept beside the text, and the text would be the same
            lines.insert(3, f"The {subject[1]} had been counted twice in an earlier estimate, the ministry said.")
        body = "".join(f"<p>{escape(line)}</p>" for line in lines)
        layout = LAYOUTS[(outlet + (week >= self.moved.get(outlet, WEEKS + 1))) % len(LAYOUTS)]
        title = escape(self._title(outlet, told))
        inner = layout.format(title=title, body=body, date=date_of(told).isoformat())
        return (
            f"<!doctype html><html lang='en'><head><meta charset='utf-8'><title>{title} | House {outlet}</title>"
            f"<meta property='og:type' content='article'><meta property='article:published_time' content="
            f"'{date_of(told).isoformat()}'></head><body><nav><a href='/'>Home</a></nav>{inner}</body></html>"
        ).encode()


def monday(week: int) -> datetime:
    """The moment of the run of a week, from 0 on."""
    return FIRST + timedelta(weeks=week)


def date_of(week: int) -> datetime:
    """When the articles of a week were published: the Sunday before its run."""
    return monday(week) - timedelta(hours=20)


def outlet_file(outlet: int) -> str:
    rule = "link_css = 'a'\n" if KINDS[outlet] == "list" else ""
    host = f"http://h{outlet}.soak.example"
    return (
        f"id = 'h{outlet}'\nname = 'House {outlet}'\ncountry = 'MY'\nlanguages = ['en']\nhome = '{host}/'\n"
        f"kind = 'newspaper'\nzone = 'Asia/Kuala_Lumpur'\narticle_url = '/n/\\d+'\n[politeness]\ndelay = 0\nconcurrency = 4\n"
        f"[revisit]\ndays = 10\nhours = 24\n[[sources]]\nkind = '{KINDS[outlet]}'\nurl = '{host}/latest'\n{rule}"
    )
