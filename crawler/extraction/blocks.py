"""A page as its blocks of text in reading order, each with what its place in the tree says of it.

Knows elements, class names and links; it must not know which block is the story (``weigh`` does).
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import lru_cache

from lxml import etree

# Elements whose text runs on in the line around them; every other element begins and ends a block.
_INLINE = frozenset(
    "a abbr acronym b bdi bdo big cite code data del dfn em font i ins kbd mark nobr q rb rp rt ruby s samp small "
    "span strike strong sub sup time tt u var wbr img".split()
)
_SILENT = frozenset(
    "script style noscript template head title meta link select option textarea button iframe object embed canvas svg "
    "math audio video map input datalist source track".split()
)
_BOLD = frozenset(("b", "strong"))

# What the whole words of a class or id say. Publishers build names from the same few English words in all languages;
# the words of other languages stand where pages of the development corpora had them.
_EDGE, _STOP = r"(?:^|[\s_\-])", r"(?=$|[\s_\-])"
_NAMED: dict[str, re.Pattern[str]] = {
    name: re.compile(_EDGE + "(?:" + words + ")" + _STOP, re.IGNORECASE)
    for name, words in {
        "related": r"related\w*|also[_-]?read|read[_-]?(?:also|more|next|on)|readmore|recommend\w*|recirc\w*|"
        r"more[_-]?(?:stories|news|from|on|articles?|links?)|morefrom|most[_-]?(?:read|popular|"
        r"viewed)|popular|trending|"
        r"teasers?|cards?|promos?|"
        r"up[_-]?next|next[_-]?(?:up|article|story)|siblings?|upsell|outbrain|taboola|"
        r"(?:berita|artikel)[_-]?(?:berkaitan|terkait|lain\w*)|baca[_-]?juga|similar|suggest\w*|see[_-]?also|"
        r"latest|list|listing|grid|carousel|slider|swiper\w*|rail|feed|archive|widget\w*|linkbox|"
        r"links?|navigation|menu",
        "prompt": r"newsletters?|subscri(?:be|ber|bers|ption|ptions)|paywall\w*|sign[_-]?up|"
        r"register|login|regwall|piano\w*|"
        r"cta|follow|donat\w*|membership|offer\w*|abo\w{0,4}|premium|consent|cookies?|gdpr|privacy|"
        r"disclaimer|affiliate|"
        r"notification|alert|popup|modal|overlay|banner|app|survey|poll|quiz|feedback|correction",
        "caption": r"captions?|\w*caption|figcaption|credits?|photo\w*|images?|img|picture|gallery|copyright|video|"
        r"audio\w*|player|slideshow|lightbox|bild\w*|foto\w*|legend\w*|podcast",
        "talk": r"comments?|\w*comments?|disqus\w*|replies|reply|discussion|respond",
        "share": r"shar(?:e|ing|es)\w*|social\w*|tools?|toolbar|actions?|buttons?|print|bookmark|utility",
        "ad": r"ads?|adv|advert\w*|advertis\w*|ad[_-]?(?:slot|container|wrapper|unit|box)|"
        r"sponsor\w*|dfp|gpt|commerci\w*|"
        r"werbung|anzeige|publicidad|reklam\w*|iklan|shop\w*|product\w*|deals?|price\w*",
        "author": r"authors?\w*|bylines?|bio|contributors?|writers?|autor\w*|verfasser|profile|creator|journalist\w*",
        "meta": r"tags?|tag[_-]?list|topics?|keywords?|categor\w*|breadcrumbs?|crumbs?|meta\w*|"
        r"dates?|time\w*|published|"
        r"info|kicker|eyebrow|label|rubric\w*|section[_-]?(?:name|title|label)|source|timestamp|updated|dachzeile",
        "points": r"key[_-]?points?|keypoints|highlights?|takeaways?|summar(?:y|ies)[_-]?(?:box|"
        r"list|points)|bullets?|tldr|"
        r"factbox|fact[_-]?box|infobox|info[_-]?box|box|sidebar\w*|aside|callout|toc|table[_-]of[_-]contents|glossary|"
        r"timeline|inset|note",
        "pull": r"pull[_-]?quotes?|pullquote\w*|quote[_-]?(?:box|block)|blockquote|zitat",
        "social": r"twitter\w*|tweet\w*|instagram\w*|facebook|fb|tiktok\w*|embed\w*|oembed|reddit\w*",
        "lead": r"standfirst|leads?|lede|intro\w*|deck|dek|ingress|preamble|sapo|chapo|vorspann|"
        r"subtitle|sub[_-]?titles?|"
        r"subhead(?:line|ing)?|sub[_-]?headline|excerpt|abstract|description|desc|summary|synopsis|entradilla|bajada|"
        r"catenaccio|sommario|anrisstext|anleser|teaser[_-]?text|spot|perex",
        "body": r"(?:article|story|post|entry|news|content|main|single|page|text|detail|field|rich[_-]?text|articles?)"
        r"[_-]*(?:body|content|text|copy|main|paragraphs?|inner|detail\w*)\w*|articlebody|storybody|paragraphs?|"
        r"body[_-]?(?:text|copy|content)?|prose|richtext|textblock|text|absatz|fliesstext",
        "footer": r"foot\w*|bottom|colophon|legal|copyright|imprint|end|postscript|after\w*|outro",
        "header": r"head|header\w*|top|masthead|hero|title\w*|headline\w*|navbar|topbar",
    }.items()
}
_PLACES = (
    "article",
    "main",
    "aside",
    "nav",
    "footer",
    "header",
    "form",
    "figure",
    "table",
    "ul",
    "blockquote",
    "section",
)
_HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)
_SPOKEN = re.compile(
    r"(?:^|[\s_-])(?:sr[_-]?only|visually[_-]?hidden|visuallyhidden|screen[_-]?reader\w*|offscreen|a11y[_-]?hidden|"
    r"(?:tooltip|popover|popup|rollover|hover)[\w-]{0,20}?[_-]?(?:text|block|box|card|content|body|inner))(?=$|[\s_-])",
    re.IGNORECASE,
)
LONG_CELL = 600  # characters; no cell with more in the 222 pages is one of a table of data
_BREAKS = re.compile(r"\n\s*\n\s*")


@dataclass(slots=True, eq=False)
class Place:
    """An element that begins blocks, with what it and those around it say. ``marks`` are inherited."""

    element: etree._Element
    above: Place | None
    depth: int
    tag: str
    own: frozenset[str]  # what its own class says
    marks: frozenset[str]  # and those of all around it
    signature: str  # tag and class: paragraphs of one story share it


@dataclass(slots=True, eq=False)
class Block:
    """A run of text between two ends of blocks. ``linked`` and ``bold`` are counts of its characters."""

    text: str
    place: Place
    number: int
    linked: int
    bold: int
    links: int
    broken: bool  # stands between line breaks, not in an element of its own


@dataclass(slots=True)
class _Walk:
    blocks: list[Block] = field(default_factory=list)
    pieces: list[str] = field(default_factory=list)
    linked: int = 0
    bold: int = 0
    links: int = 0

    def say(self, text: str | None, in_link: bool, in_bold: bool) -> None:
        if text:
            self.pieces.append(" " if text.isspace() else text.replace("\n", " "))
            if in_link or in_bold:
                size = len(text.strip())
                self.linked += size if in_link else 0
                self.bold += size if in_bold else 0

    def end(self, place: Place) -> None:
        if not self.pieces:
            return
        text = "".join(self.pieces)
        if not text.isspace():
            parts = [
                "\n".join(line for line in (" ".join(line.split()) for line in part.split("\n")) if line)
                for part in _BREAKS.split(text)
            ]
            parts = [part for part in parts if part]
            size = sum(map(len, parts)) or 1
            for part in parts:
                share = len(part) / size
                self.blocks.append(
                    Block(part, place, len(self.blocks), round(self.linked * share), round(self.bold * share),
                          self.links, len(parts) > 1)
                )  # fmt: skip
        self.pieces.clear()
        self.linked = self.bold = self.links = 0


def blocks_of(tree: etree._Element) -> list[Block]:
    """All blocks of text of a page, in reading order. The tree's depth is bounded (``markup.MAX_DEPTH``)."""
    body = tree.find("body")
    root = tree if body is None else body
    walk = _Walk()
    top = _place(root, None)
    _visit(root, top, walk, False, False)
    walk.end(top)
    return walk.blocks


def _visit(element: etree._Element, place: Place, walk: _Walk, in_link: bool, in_bold: bool) -> None:
    walk.say(element.text, in_link, in_bold)
    for child in element:
        tag = child.tag
        if tag == "br":
            walk.pieces.append("\n")
        elif tag in _INLINE:
            if _unseen(child):
                pass
            elif tag == "a" and child.get("href"):
                walk.links += 1
                _visit(child, place, walk, True, in_bold)
            else:
                _visit(child, place, walk, in_link, in_bold or tag in _BOLD)
        elif isinstance(tag, str) and tag not in _SILENT:
            if tag == "tr" and _is_row(child):
                walk.end(place)
                _row(child, _place(child, place), walk)
            else:
                walk.end(place)
                inner = _place(child, place)
                if tag == "tr" and any(_is_page(cell) for cell in child):
                    inner.marks -= {"in-table"}
                _visit(child, inner, walk, in_link, in_bold)
                walk.end(inner)
        walk.say(child.tail, in_link, in_bold)


def _is_row(row: etree._Element) -> bool:
    """Whether a row is one of data: no cell holds paragraphs."""
    return not any(True for _ in row.iter("p", "div", "ul", "table")) and not any(_is_page(cell) for cell in row)


def _is_page(cell: etree._Element) -> bool:
    """Whether a cell of a table holds a page or a story: then the table is no table but how the page is laid out."""
    size = 0
    for text in cell.itertext(etree.Element):
        size += len(text.strip())
        if size > LONG_CELL:
            return True
    return False


def _unseen(element: etree._Element) -> bool:
    """Whether text within a line is not for the eye: decoration, or words for screen readers only ("opens in a new
    window"), which stand between words of the sentence."""
    return bool(element.attrib) and (
        element.get("aria-hidden") == "true"
        or element.get("hidden") is not None
        or _HIDDEN.search(element.get("style", "")) is not None
        or _SPOKEN.search(element.get("class", "")) is not None
    )


def _row(row: etree._Element, place: Place, walk: _Walk) -> None:
    """A row of a table of data is one block, its cells parted by a bar."""
    first = True
    for cell in row:
        if cell.tag in ("td", "th"):
            before = len(walk.pieces)
            if not first:
                walk.pieces.append(" | ")
            _visit(cell, place, walk, False, False)
            if not "".join(walk.pieces[before + (not first) :]).strip():
                del walk.pieces[before:]
            else:
                first = False
    walk.end(place)


def _place(element: etree._Element, above: Place | None) -> Place:
    tag = element.tag
    names = f"{element.get('class', '')} {element.get('id', '')}".strip()[:400]
    own = set(_said(names)) if names else set()
    own.update(_said(element.get("data-component", "")[:100]))
    if element.get("itemprop") == "articleBody":
        own.add("articleBody")
    elif element.get("itemprop") in ("description", "abstract", "alternativeHeadline"):
        own.add("lead")
    if (
        element.get("hidden") is not None
        or element.get("aria-hidden") == "true"
        or _HIDDEN.search(element.get("style", ""))
    ):
        own.add("hidden")
    if element.get("role") in ("complementary", "navigation", "contentinfo", "banner", "dialog"):
        own.add("role")
    inherited = above.marks if above is not None else frozenset()
    marks = inherited | own | ({f"in-{tag}"} if tag in _PLACES else set())
    if tag == "ol":
        marks |= {"in-ul"}
    return Place(
        element,
        above,
        0 if above is None else above.depth + 1,
        tag,
        frozenset(own),
        marks,
        f"{tag} {element.get('class', '')}",
    )


@lru_cache(8192)
def _said(names: str) -> tuple[str, ...]:
    """Which of the kinds of ``_NAMED`` a class or id names. Camel case counts as several words."""
    if not names:
        return ()
    words = re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "-", names)
    return tuple(name for name, pattern in _NAMED.items() if pattern.search(words))
