"""How the sample web looks: one layout, address form and way of discovery an outlet, as real outlets differ.

Pure: (host, path, moment) in, an answer out. The layouts copy habits seen in the field: a feed without dates,
a date as text only, JSON-LD in a graph, a dead feed, a metered stub.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from email.utils import format_datetime
from html import escape
from zoneinfo import ZoneInfo

from pantau.sample.content import Piece

ZONE = ZoneInfo("Asia/Kuala_Lumpur")


@dataclass(frozen=True, slots=True)
class Answer:
    body: bytes
    content_type: str = "text/html; charset=utf-8"
    status: int = 200


@dataclass(frozen=True, slots=True)
class House:
    """An outlet of the sample web: where its pieces are and what its pages look like."""

    id: str
    name: str
    host: str
    address: Callable[[Piece], str]
    page: Callable[[House, Piece], str]

    def url(self, piece: Piece) -> str:
        return f"http://{self.host}{self.address(piece)}"


def _paragraphs(piece: Piece, *, mark: str = "p") -> str:
    shown = piece.paragraphs[:1] if piece.paywalled else piece.paragraphs
    blocks = [f"<{mark}>{escape(text)}</{mark}>" for text in shown]
    for number, line in enumerate(piece.aside):  # asides stand between paragraphs, as on real pages
        blocks.insert(min(len(blocks), 3 + 2 * number), f"<p>{escape(line)}</p>")
    return "\n".join(blocks)


def _extras(piece: Piece) -> str:
    parts = []
    if piece.caption:
        parts.append(
            f'<figure><img src="/img/{piece.number}.jpg" alt=""><figcaption>{escape(piece.caption)}</figcaption></figure>'
        )
    if piece.bullets:
        parts.append("<ul class='summary'>" + "".join(f"<li>{escape(line)}</li>" for line in piece.bullets) + "</ul>")
    return "".join(parts)


def _meta(house: House, piece: Piece) -> str:
    return (
        f'<link rel="canonical" href="{house.url(piece)}">'
        f'<meta property="og:title" content="{escape(piece.title)}">'
        f'<meta property="og:site_name" content="{escape(house.name)}">'
        f'<meta property="og:type" content="article">'
    )


def _ld(house: House, piece: Piece) -> dict[str, object]:
    data: dict[str, object] = {
        "@type": "NewsArticle",
        "headline": piece.title,
        "datePublished": piece.published.isoformat(),
        "dateModified": (piece.modified or piece.published).isoformat(),
        "articleSection": piece.section,
        "mainEntityOfPage": house.url(piece),
        "publisher": {"@type": "Organization", "name": house.name},
    }
    if piece.authors:
        data["author"] = [{"@type": "Person", "name": name} for name in piece.authors]
    if piece.paywalled:
        data["isAccessibleForFree"] = False
    return data


def _script(data: object) -> str:
    text = json.dumps(data, ensure_ascii=False).replace("</", "<\\/")
    return f'<script type="application/ld+json">{text}</script>'


def _frame(house: House, piece: Piece | None, head: str, content: str) -> str:
    title = f"{piece.title} | {house.name}" if piece else house.name
    language = piece.language if piece else "en"
    return f"""<!doctype html>
<html lang="{language}"><head><meta charset="utf-8"><title>{escape(title)}</title>{head}</head>
<body><header><a href="/">{escape(house.name)}</a>
<nav><a href="/about">About us</a> <a href="/business">Business</a> <a href="/sport">Sport</a> <a href="/contact">Contact</a></nav></header>
<main>{content}</main>
<footer><p>All rights reserved. {escape(house.name)} is a fictional outlet of Pantau's sample web.</p></footer></body></html>"""


def _wire_page(house: House, piece: Piece) -> str:
    when = piece.published.astimezone(ZONE).strftime("%d/%m/%Y %I:%M %p")
    trail = {"en": "NUSA WIRE brings you news of the nation around the clock.",
             "ms": "NUSA WIRE menyampaikan berita negara sepanjang masa."}[piece.language]  # fmt: skip
    return _frame(
        house,
        piece,
        f'<meta name="description" content="{escape(piece.paragraphs[0][:120])}">',
        f"""<div class="crumb">{escape(piece.section.upper())} &gt; NEWS</div><h1 class="h2">{escape(piece.title)}</h1>
<div class="when"><div>{when}</div></div>{_extras(piece)}<div class="story">{_paragraphs(piece)}</div>
<div class="story"><p>{trail}</p></div>""",
    )


def _ledger_page(house: House, piece: Piece) -> str:
    byline = f'<p class="byline">By {escape(", ".join(piece.authors))}</p>' if piece.authors else ""
    return _frame(
        house,
        piece,
        _meta(house, piece) + _script({"@context": "https://schema.org", **_ld(house, piece)}),
        f"""<article><h1>{escape(piece.title)}</h1>{byline}{_extras(piece)}<div class="article-body">{_paragraphs(piece)}</div>
<div class="newsletter"><p>Sign up for our newsletter</p></div></article>""",
    )


def _og_page(house: House, piece: Piece) -> str:
    head = _meta(house, piece) + f'<meta property="article:published_time" content="{piece.published.isoformat()}">'
    head += f'<meta property="article:section" content="{escape(piece.section)}">'
    head += "".join(f'<meta name="author" content="{escape(name)}">' for name in piece.authors)
    if piece.modified:
        head += f'<meta property="article:modified_time" content="{piece.modified.isoformat()}">'
    return _frame(
        house,
        piece,
        head,
        f"<article><h1>{escape(piece.title)}</h1>{_extras(piece)}<section>{_paragraphs(piece)}</section></article>",
    )


def _text_date_page(house: House, piece: Piece) -> str:
    when = piece.published.astimezone(ZONE).strftime("%A, %-d %b %Y | %-I:%M %p")
    byline = f"<span class='by'>By {escape(' and '.join(piece.authors))}</span>" if piece.authors else ""
    return _frame(
        house,
        piece,
        f'<link rel="canonical" href="{house.url(piece)}">',
        f"""<div id="content"><h1>{escape(piece.title)}</h1><div class="stamp">{when}</div>{byline}{_extras(piece)}
<div class="text">{_paragraphs(piece)}</div><div class="tags"><a href="/tag/1">Perak</a></div></div>""",
    )


def _time_page(house: House, piece: Piece) -> str:
    local = piece.published.astimezone(ZONE)
    byline = f"<address class='author'>{escape(', '.join(piece.authors))}</address>" if piece.authors else ""
    return _frame(
        house,
        piece,
        _meta(house, piece),
        f"""<article class="post"><h1 class="entry-title">{escape(piece.title)}</h1>
<time class="entry-date" datetime="{local.isoformat()}">{local.strftime("%B %-d, %Y")}</time>{byline}{_extras(piece)}
<div class="entry-content">{_paragraphs(piece)}</div></article>""",
    )


def _press_page(house: House, piece: Piece) -> str:
    when = piece.published.astimezone(ZONE).strftime("%-d %B %Y")
    return _frame(
        house,
        piece,
        f'<link rel="canonical" href="{house.url(piece)}">',
        f"""<div class="release"><h2 class="title">{escape(piece.title)}</h2><p class="date">{when}</p>
<div class="content">{_paragraphs(piece)}</div></div>""",
    )


def _graph_page(house: House, piece: Piece) -> str:
    graph = {"@context": "https://schema.org", "@graph": [{"@type": "WebSite", "name": house.name}, _ld(house, piece)]}
    gate = "<div class='gate'><p>Subscribe to continue reading this story.</p></div>" if piece.paywalled else ""
    standfirst = f"<p class='standfirst'>{escape(piece.summary)}</p>" if piece.summary else ""
    return _frame(
        house,
        piece,
        _meta(house, piece) + _script(graph),
        f"<article><h1>{escape(piece.title)}</h1>{standfirst}{_extras(piece)}<div class='body'>{_paragraphs(piece)}</div>{gate}</article>",
    )


def _local(piece: Piece) -> datetime:
    return piece.published.astimezone(ZONE)


HOUSES: tuple[House, ...] = (
    House("nusawire", "Nusa Wire", "www.nusawire.example", lambda p: f"/en/news.php?id={p.number}", _wire_page),
    House("nusawire-bm", "Nusa Wire", "www.nusawire.example", lambda p: f"/bm/news.php?id={p.number}", _wire_page),
    House("straits-ledger", "The Straits Ledger", "www.straitsledger.example",
          lambda p: f"/news/{_local(p):%Y/%m/%d}/{p.slug}-{p.number}", _ledger_page),
    House("lentera-pagi", "Lentera Pagi", "www.lenterapagi.example", lambda p: f"/berita/{p.number}/{p.slug}", _og_page),
    House("kinta-post", "Kinta Post", "www.kintapost.example", lambda p: f"/local/{p.number}/{p.slug}", _text_date_page),
    House("borneo-courier", "Borneo Courier", "www.borneocourier.example",
          lambda p: f"/{_local(p):%Y/%m/%d}/{p.slug}-{p.number}/", _time_page),
    House("msip", "Ministry of Services and Industrial Planning", "www.msip.example",
          lambda p: f"/{p.language}/media/press-releases/{p.number}", _press_page),
    House("jiangnan-daily", "Jiangnan Daily", "en.jiangnandaily.example",
          lambda p: f"/a/{_local(p):%Y%m/%d}/WS{p.number}.html", _og_page),
    House("meridian-business", "Meridian Business", "www.meridianbusiness.example",
          lambda p: f"/asia/{p.slug}-{p.number}", _graph_page),
    House("harbour-gazette", "Harbour Gazette", "www.harbourgazette.example",
          lambda p: f"/news/{p.number}", _og_page),
    House("mekong-observer", "Mekong Observer", "www.mekongobserver.example",
          lambda p: f"/stories/{p.number}-{p.slug}", _graph_page),
)  # fmt: skip

_PREFIX_MS = {"Business": "Perniagaan", "General": "Am", "Politics": "Politik", "World": "Dunia", "Sports": "Sukan"}
DEAD_FEED_DATE = datetime(2018, 1, 12, 4, 0, tzinfo=ZONE)


class Site:
    """The whole sample web. ``answer`` is pure: the same question at the same moment has the same answer."""

    def __init__(self, pieces: tuple[Piece, ...]) -> None:
        self._houses = {house.id: house for house in HOUSES}
        unknown = {piece.outlet for piece in pieces} - self._houses.keys()
        if unknown:
            raise ValueError(f"articles of outlets that the sample web does not have: {sorted(unknown)}")
        self._by_outlet = {house.id: [p for p in pieces if p.outlet == house.id] for house in HOUSES}
        self._by_url = {self._houses[piece.outlet].url(piece): piece for piece in pieces}
        if len(self._by_url) != len(pieces):
            raise ValueError("two articles share one address")

    @property
    def hosts(self) -> frozenset[str]:
        return frozenset(house.host for house in HOUSES)

    def latest(self, outlet: str, moment: datetime, most: int, days: int = 3650) -> list[Piece]:
        """What is out at ``moment``, newest first."""
        since = moment - timedelta(days=days)
        out = [piece.at(moment) for piece in self._by_outlet[outlet] if since <= piece.published <= moment]
        return sorted(out, key=lambda piece: (piece.published, piece.number), reverse=True)[:most]

    def answer(self, host: str, path: str, moment: datetime) -> Answer:
        if path == "/robots.txt":
            return Answer(b"User-agent: *\nDisallow: /search\nDisallow: /private/\n", "text/plain; charset=utf-8")
        listing = self._listings().get((host, path))
        if listing:
            return listing(moment)
        piece = self._by_url.get(f"http://{host}{path}")
        if piece and piece.published <= moment:
            return Answer(self._houses[piece.outlet].page(self._houses[piece.outlet], piece.at(moment)).encode())
        return Answer(
            b"<html><head><title>404 Not Found</title></head><body><h1>Not found</h1></body></html>", status=404
        )

    def _listings(self) -> dict[tuple[str, str], Callable[[datetime], Answer]]:
        return {
            ("www.nusawire.example", "/en/rssfeed.php"): lambda now: self._wire_feed("nusawire", now),
            ("www.nusawire.example", "/bm/rssfeed.php"): lambda now: self._wire_feed("nusawire-bm", now),
            ("www.straitsledger.example", "/sitemap-news.xml"): self._news_sitemap,
            ("www.lenterapagi.example", "/rss.xml"): lambda now: self._feed("lentera-pagi", now),
            ("www.meridianbusiness.example", "/feed"): lambda now: self._feed("meridian-business", now),
            ("www.mekongobserver.example", "/rss"): lambda now: self._feed("mekong-observer", now),
            ("www.borneocourier.example", "/feed/atom"): self._atom,
            ("www.kintapost.example", "/latest"): lambda now: self._list("kinta-post", now, ""),
            ("www.msip.example", "/en/media/press-releases"): lambda now: self._list("msip", now, "en"),
            ("www.msip.example", "/ms/media/press-releases"): lambda now: self._list("msip", now, "ms"),
            ("en.jiangnandaily.example", "/business/latest.htm"): lambda now: self._list("jiangnan-daily", now, ""),
            ("www.harbourgazette.example", "/rss.xml"): self._dead_feed,
        }

    def _wire_feed(self, outlet: str, moment: datetime) -> Answer:
        """Twenty items, no dates, no guids, the section as a prefix of the title."""
        house, items = self._houses[outlet], []
        for piece in self.latest(outlet, moment, 20):
            section = _PREFIX_MS.get(piece.section, piece.section) if outlet == "nusawire-bm" else piece.section
            items.append(
                f"<item><title>{escape(section)} : {escape(piece.title)}</title><link>{escape(house.url(piece))}</link>"
                f"<description>{escape(escape(piece.paragraphs[0]))}</description></item>"
            )
        text = f'<?xml version="1.0" encoding="ISO-8859-1"?><rss version="2.0"><channel><title>{house.name}</title>{"".join(items)}</channel></rss>'
        return Answer(text.encode("iso-8859-1", "xmlcharrefreplace"), "application/rss+xml")

    def _feed(self, outlet: str, moment: datetime) -> Answer:
        house = self._houses[outlet]
        items = "".join(
            f"<item><title>{escape(piece.title)}</title><link>{escape(house.url(piece))}</link><guid>{escape(house.url(piece))}</guid>"
            f"<pubDate>{format_datetime(piece.published)}</pubDate><category>{escape(piece.section)}</category></item>"
            for piece in self.latest(outlet, moment, 50)
        )
        text = f'<?xml version="1.0" encoding="UTF-8"?><rss version="2.0"><channel><title>{escape(house.name)}</title>{items}</channel></rss>'
        return Answer(text.encode(), "application/rss+xml; charset=utf-8")

    def _dead_feed(self, moment: datetime) -> Answer:
        """A feed that still answers 200 with items, the newest of January 2018."""
        items = "".join(
            f"<item><title>Old news {number}</title><link>http://www.harbourgazette.example/news/{number}</link>"
            f"<pubDate>{format_datetime(DEAD_FEED_DATE - timedelta(hours=number))}</pubDate></item>"
            for number in range(1, 6)
        )
        return Answer(
            f'<?xml version="1.0"?><rss version="2.0"><channel><title>Harbour Gazette</title>{items}</channel></rss>'.encode(),
            "text/xml",
        )

    def _atom(self, moment: datetime) -> Answer:
        house = self._houses["borneo-courier"]
        entries = "".join(
            f'<entry><title>{escape(piece.title)}</title><id>{escape(house.url(piece))}</id><link rel="alternate" href="{escape(house.url(piece))}"/>'
            f"<published>{piece.published.isoformat()}</published><updated>{(piece.modified or piece.published).isoformat()}</updated></entry>"
            for piece in self.latest("borneo-courier", moment, 30)
        )
        text = f'<?xml version="1.0" encoding="utf-8"?><feed xmlns="http://www.w3.org/2005/Atom"><title>Borneo Courier</title>{entries}</feed>'
        return Answer(text.encode(), "application/atom+xml")

    def _news_sitemap(self, moment: datetime) -> Answer:
        house = self._houses["straits-ledger"]
        urls = "".join(
            f"<url><loc>{escape(house.url(piece))}</loc><news:news><news:publication><news:name>The Straits Ledger</news:name>"
            f"<news:language>en</news:language></news:publication><news:publication_date>{piece.published.isoformat()}</news:publication_date>"
            f"<news:title>{escape(piece.title)}</news:title></news:news></url>"
            for piece in self.latest("straits-ledger", moment, 200, days=14)
        )
        text = (
            '<?xml version="1.0" encoding="UTF-8"?><urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" '
            f'xmlns:news="http://www.google.com/schemas/sitemap-news/0.9">{urls}</urlset>'
        )
        return Answer(text.encode(), "application/xml")

    def _list(self, outlet: str, moment: datetime, language: str) -> Answer:
        house = self._houses[outlet]
        rows = "".join(
            f'<li class="item"><a class="headline" href="{escape(house.address(piece))}">{escape(piece.title)}</a> '
            f"<span>{piece.published.astimezone(ZONE):%d %b %Y}</span></li>"
            for piece in self.latest(outlet, moment, 60)
            if not language or piece.language == language
        )
        content = f'<h1>Latest</h1><ul class="list">{rows}</ul><a href="/search?q=all">Search</a><a href="/tag/perak">Perak</a>'
        return Answer(_frame(house, None, "", content).encode())
