"""The stream of pages of ``benchmarks.pipeline``: a day or two of made-up news of eight outlets, as one WARC.

Texts are the English sentences of the bundled sample, put together anew by a seeded dice, with other digits in their
numbers, so that no two articles are alike unless one is meant to be a copy. Pages have the furniture of their outlet
around the text. Must not know how anything is read.
"""

from __future__ import annotations

import json
import random
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from html import escape
from pathlib import Path

from crawler.archive import Archive
from nlp.cut import sentences_of
from pantau.sample.content import load_pieces

BEGIN = datetime(2026, 9, 7, 1, 0, tzinfo=UTC)
EVERY = timedelta(minutes=3)
AGENCY = 0  # number of the outlet whose texts the others print
REFETCHED = 0.015
#: Words an article: quartiles of about 280, 400 and 620, one in eight of 800 or more; news of agencies and dailies.
SIZES = (120, 180, 230, 270, 300, 330, 360, 390, 410, 440, 480, 540, 620, 720, 850, 1100)
_OUTLETS = (
    "Dawn Wire", "Harbour Daily", "Capital Observer", "Straits Herald", "Delta Post", "Northern Mail",
    "Island Tribune", "Evening Ledger",
)  # fmt: skip
_CLASSES = (
    ("main", "article-body", "related"), ("content", "story__text", "more-stories"), ("page", "entry-content", "side"),
    ("wrap", "post-text", "you-may-like"), ("site", "field-item", "sidebar"), ("container", "c-article", "promo"),
    ("layout", "news-detail", "box"), ("shell", "td-post-content", "trending"),
)  # fmt: skip
#: Files of these outlets for an instance, by name.
OUTLET_FILES = {
    f"{name.lower().replace(' ', '-')}.toml": f"""\
id = "{name.lower().replace(" ", "-")}"
name = "{name}"
country = "MY"
languages = ["en"]
home = "https://www.{name.lower().replace(" ", "")}.example/"
kind = "{"agency" if number == AGENCY else "newspaper"}"
owner = "{name}"
zone = "Asia/Kuala_Lumpur"
article_url = '\\.example/news/\\d+'

[[sources]]
kind = "feed"
url = "https://www.{name.lower().replace(" ", "")}.example/feed"
status = "works"
"""
    for number, name in enumerate(_OUTLETS)
}
_TAILS = (
    "Sign up for our newsletter The Morning Tide, delivered to you at six every day.",
    "Follow us on Chirper and join our channel for the latest news.",
    "Subscribe to Harbour Plus for RM9 a month and read without advertisements.",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """``body``: the paragraphs as they are printed; ``origin``: number of the article whose text it is, its own or
    another outlet's. A re-fetch has the number and the bytes of its first fetch."""

    number: int
    origin: int
    outlet: int
    url: str
    when: datetime
    title: str
    body: tuple[str, ...]
    html: bytes


def stream(count: int, copies: float, seed: int = 1) -> list[Page]:
    """``count`` pages, of which ``copies`` print another outlet's text and REFETCHED come again unchanged."""
    chance = random.Random(f"{seed} {copies}")
    sections = _sections()
    pages: list[Page] = []
    for number in range(count):
        when = BEGIN + EVERY * number
        recent = [page for page in pages[-120:] if page.number == page.origin]
        if copies and recent and chance.random() < REFETCHED:
            pages.append(replace(chance.choice(pages[-120:]), when=when))
            continue
        source = None
        if recent and chance.random() < copies:
            wires = [page for page in recent if page.outlet == AGENCY] or recent
            source = chance.choice(wires if chance.random() < 0.8 else recent)
        outlet = chance.randrange(len(_OUTLETS))
        if source is None:
            outlet = AGENCY if chance.random() < 0.3 else outlet
            title, body = _text(chance, sections)
        else:
            outlet = chance.choice([one for one in range(1, len(_OUTLETS)) if one != source.outlet])
            title = source.title if chance.random() < 0.5 else f"{source.title}, says report"
            body = source.body if chance.random() < 0.7 else source.body[: max(2, len(source.body) - 2)]
        url = f"https://www.{_OUTLETS[outlet].lower().replace(' ', '')}.example/news/{number:06d}-{_slug(title)}"
        html = _html(chance, outlet, url, title, body, when, credit=_OUTLETS[source.outlet] if source else None)
        pages.append(
            Page(
                number=number,
                origin=source.origin if source else number,
                outlet=outlet,
                url=url,
                when=when,
                title=title,
                body=body,
                html=html,
            )
        )
    return pages


def write_warc(pages: list[Page], folder: Path) -> Path:
    """The pages as responses of one WARC in ``folder``."""
    with Archive(folder, pages[0].when) as archive:
        for page in pages:
            headers = [("Content-Type", "text/html; charset=utf-8")]
            name, _ = archive.append(page.url, 200, headers, page.html, page.when)
    return folder / name


def _sections() -> list[list[str]]:
    """Sentences of the sample by what they are about: articles of one topic speak alike, as real ones do."""
    pieces = [piece for piece in load_pieces() if piece.language == "en"]
    found: list[list[str]] = [[] for _ in range(6)]
    for number, piece in enumerate(pieces):
        found[number * 6 // len(pieces)] += [one.text for one in sentences_of(piece.body) if one.skipped is None]
    return found


def _text(chance: random.Random, sections: list[list[str]]) -> tuple[str, tuple[str, ...]]:
    size = chance.choice(SIZES) * chance.uniform(0.85, 1.15)
    own = chance.choice(sections)
    every = [sentence for section in sections for sentence in section]
    told: list[str] = []
    while sum(len(sentence.split()) for sentence in told) < size:
        sentence = _other_digits(chance, chance.choice(own if chance.random() < 0.6 else every))
        if sentence not in told:
            told.append(sentence)
    title = " ".join(re.findall(r"[\w'’.-]+", told[0])[:9]).rstrip(".")
    paragraphs: list[str] = []
    at = 0
    while at < len(told):
        step = chance.choice((1, 2, 2, 3))
        paragraphs.append(" ".join(told[at : at + step]))
        at += step
    return title, tuple(paragraphs)


def _other_digits(chance: random.Random, sentence: str) -> str:
    """Other numbers of the same length; years stay."""

    def other(found: re.Match[str]) -> str:
        if re.fullmatch(r"(?:19|20)\d\d", found[0]):
            return found[0]
        return "".join(str(chance.randint(1, 9)) for _ in found[0])

    return re.sub(r"\d+", other, sentence)


def _slug(title: str) -> str:
    return re.sub(r"\W+", "-", title.lower()).strip("-")[:60]


def _links(chance: random.Random, count: int) -> Iterator[str]:
    for _ in range(count):
        words = " ".join(chance.choices(_WORDS, k=chance.randint(4, 9))).capitalize()
        yield f'<li class="item"><a href="/news/{chance.randrange(10**6):06d}"><span>{words}</span></a></li>'


_WORDS = (
    "harbour board quay grain ferry island council bridge market ministry budget export tin rubber palm port crane "
    "engineer company shares growth quarter report survey river school hospital road railway power solar chip factory"
).split()


def _html(
    chance: random.Random, outlet: int, url: str, title: str, body: tuple[str, ...], when: datetime, credit: str | None
) -> bytes:
    name, (outer, inner, beside) = _OUTLETS[outlet], _CLASSES[outlet]
    published = (when - timedelta(minutes=20)).isoformat()
    said = {
        "@context": "https://schema.org", "@type": "NewsArticle", "headline": title, "datePublished": published,
        "author": {"@type": "Person", "name": "Aida Rahman Tan"}, "publisher": {"@type": "Organization", "name": name},
        "mainEntityOfPage": url,
    }  # fmt: skip
    script = "".join(f"window.q{n}={{id:{chance.randrange(10**9)},slot:'top-{n}'}};" for n in range(150))
    style = "".join(f".a{n}{{margin:{n}px;color:#{n:06x}}}" for n in range(150))
    nav = "".join(f"<ul class='menu menu-{n}'>{''.join(_links(chance, 9))}</ul>" for n in range(5))
    paragraphs = [f"<p>{escape(text)}</p>" for text in body]
    if len(paragraphs) > 3 and outlet % 2:
        paragraphs.insert(3, f"<p><strong>Also read: {escape(' '.join(chance.choices(_WORDS, k=7)))}</strong></p>")
    figure = (
        f"<figure><img src='/i/{chance.randrange(10**6)}.jpg' alt=''><figcaption>The quay at noon. — Picture by "
        f"{name}</figcaption></figure>"
    )
    by = f"By {credit}" if credit else "By Aida Rahman Tan"
    cards = "".join(
        f"<div class='{beside}-card'><a href='/news/{n}'><img src='/t/{n}.jpg'>"
        f"<h3>{' '.join(chance.choices(_WORDS, k=7))}</h3></a>"
        f"<p>{' '.join(chance.choices(_WORDS, k=18)).capitalize()}...</p></div>"
        for n in range(8)
    )
    return (
        f"<!doctype html><html lang='en'><head><meta charset='utf-8'><title>{escape(title)} | {name}</title>"
        f"<link rel='canonical' href='{url}'><meta property='og:type' content='article'>"
        f"<meta property='og:title' content='{escape(title)}'><meta property='og:site_name' content='{name}'>"
        f"<meta property='article:published_time' content='{published}'>"
        f"<script type='application/ld+json'>{json.dumps(said)}</script><style>{style}</style>"
        f"<script>{script}</script></head><body><header class='top'><a href='/'>{name}</a><nav>{nav}</nav></header>"
        f"<div class='{outer}'><article><h1>{escape(title)}</h1><div class='meta'><span class='by'>{by}</span>"
        f"<time datetime='{published}'>{when:%d %B %Y}</time></div>{figure}<div class='{inner}'>"
        f"{''.join(paragraphs)}</div><p class='tail'>{chance.choice(_TAILS)}</p></article>"
        f"<aside class='{beside}'><h2>More stories</h2>{cards}<ul>{''.join(_links(chance, 20))}</ul></aside></div>"
        f"<footer><ul>{''.join(_links(chance, 15))}</ul><p>© {name}. All rights reserved.</p></footer>"
        f"<script>{script}</script></body></html>"
    ).encode()
