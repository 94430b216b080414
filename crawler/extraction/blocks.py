"""A page as its blocks of text in reading order, each with what its place in the tree says of it.

Knows elements, class names and links; it must not know which block is the story (``weigh`` does).
"""

from __future__ import annotations

import re
from collections.abc import Mapping
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
_CAMEL = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")
_EDGE, _STOP = re.compile(r"[_-]"), r"(?=$|[_-])"
_KINDS = {
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
}
_NAMED = {kind: re.compile(f"(?:{words}){_STOP}") for kind, words in _KINDS.items()}
_ANY_KIND = re.compile(f"(?:{'|'.join(_KINDS.values())}){_STOP}")
_PLACES = frozenset("article main aside nav footer header form figure table ul blockquote section".split())
_TELLING = frozenset("data-component itemprop hidden aria-hidden style role".split())  # beside class and id
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

    def say(self, text: str, in_link: bool, in_bold: bool) -> None:
        if text.isspace():
            self.pieces.append(" ")
            return
        self.pieces.append(text.replace("\n", " "))
        if in_link or in_bold:
            size = len(text.strip())
            self.linked += size if in_link else 0
            self.bold += size if in_bold else 0

    def end(self, place: Place) -> None:
        text = "".join(self.pieces)
        if not text.isspace():
            parts = [" ".join(text.split())]
            if "\n" in text:
                parts = [part for part in map(_lines, _BREAKS.split(text)) if part]
            size = sum(map(len, parts)) or 1
            for part in parts:
                share = len(part) / size
                self.blocks.append(
                    Block(part, place, len(self.blocks), round(self.linked * share), round(self.bold * share),
                          self.links, len(parts) > 1)
                )  # fmt: skip
        self.pieces.clear()
        self.linked = self.bold = self.links = 0


def _lines(text: str) -> str:
    return "\n".join(line for line in (" ".join(line.split()) for line in text.split("\n")) if line)


def blocks_of(tree: etree._Element) -> list[Block]:
    """All blocks of text of a page, in reading order. The tree's depth is bounded (``markup.MAX_DEPTH``)."""
    body = tree.find("body")
    root = tree if body is None else body
    walk = _Walk()
    top = _place(root, root.tag, None)
    _visit(root, top, walk, False, False)
    if walk.pieces:
        walk.end(top)
    return walk.blocks


def _visit(element: etree._Element, place: Place, walk: _Walk, in_link: bool, in_bold: bool) -> None:
    if text := element.text:
        walk.say(text, in_link, in_bold)
    for child in element:
        tag = child.tag
        if tag == "br":
            walk.pieces.append("\n")
        elif tag in _INLINE:
            attributes = dict(child.items())
            if attributes and _unseen(attributes):
                pass
            elif tag == "a" and attributes.get("href"):
                walk.links += 1
                _visit(child, place, walk, True, in_bold)
            else:
                _visit(child, place, walk, in_link, in_bold or tag in _BOLD)
        elif isinstance(tag, str) and tag not in _SILENT:
            if walk.pieces:
                walk.end(place)
            inner = _place(child, tag, place)
            if tag == "tr" and _is_row(child):
                _row(child, inner, walk)
            else:
                if tag == "tr" and any(_is_page(cell) for cell in child):
                    inner.marks -= {"in-table"}
                _visit(child, inner, walk, in_link, in_bold)
            if walk.pieces:
                walk.end(inner)
        if text := child.tail:
            walk.say(text, in_link, in_bold)


def _is_row(row: etree._Element) -> bool:
    """Whether a row is one of data: no cell holds paragraphs."""
    return next(row.iter("p", "div", "ul", "table"), None) is None and not any(_is_page(cell) for cell in row)


def _is_page(cell: etree._Element) -> bool:
    """Whether a cell of a table holds a page or a story: then the table is no table but how the page is laid out."""
    size = 0
    for text in cell.itertext(etree.Element):
        size += len(text.strip())
        if size > LONG_CELL:
            return True
    return False


def _unseen(attributes: Mapping[str, str]) -> bool:
    """Whether text within a line is not for the eye: decoration, or words for screen readers only ("opens in a new
    window"), which stand between words of the sentence."""
    return _is_hidden(attributes) or _is_spoken(attributes.get("class", ""))


def _is_hidden(attributes: Mapping[str, str]) -> bool:
    if attributes.get("aria-hidden") == "true" or "hidden" in attributes:
        return True
    style = attributes.get("style")
    return style is not None and _HIDDEN.search(style) is not None


@lru_cache(8192)
def _is_spoken(names: str) -> bool:
    return _SPOKEN.search(names) is not None


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


def _place(element: etree._Element, tag: str, above: Place | None) -> Place:
    attributes = dict(element.items())
    marks = above.marks if above is not None else frozenset()
    own = _own(attributes) if attributes else frozenset()
    if not own <= marks:
        marks |= own
    if tag in _PLACES:
        marks |= {f"in-{tag}"}
    elif tag == "ol":
        marks |= {"in-ul"}
    depth = 0 if above is None else above.depth + 1
    return Place(element, above, depth, tag, own, marks, f"{tag} {attributes.get('class', '')}")


def _own(attributes: Mapping[str, str]) -> frozenset[str]:
    names = f"{attributes.get('class', '')} {attributes.get('id', '')}".strip()[:400]
    own = _said(names)
    if _TELLING.isdisjoint(attributes):
        return own
    if component := attributes.get("data-component"):
        own |= _said(component[:100])
    if (holds := attributes.get("itemprop")) is not None:
        if holds == "articleBody":
            own |= {"articleBody"}
        elif holds in ("description", "abstract", "alternativeHeadline"):
            own |= {"lead"}
    if _is_hidden(attributes):
        own |= {"hidden"}
    if attributes.get("role") in ("complementary", "navigation", "contentinfo", "banner", "dialog"):
        own |= {"role"}
    return own


@lru_cache(8192)
def _said(names: str) -> frozenset[str]:
    """Which of the kinds of ``_NAMED`` a class or id names."""
    return frozenset().union(*map(_kinds, names.split()))


@lru_cache(8192)
def _kinds(name: str) -> frozenset[str]:
    """The kinds that one name holds, at its start or behind a hyphen. Camel case counts as several words."""
    words = name if name.islower() else _CAMEL.sub("-", name).lower()
    starts = (0, *(edge.end() for edge in _EDGE.finditer(words)))
    return frozenset().union(*(_kinds_at(words[start:]) for start in starts if _ANY_KIND.match(words, start)))


@lru_cache(8192)
def _kinds_at(words: str) -> tuple[str, ...]:
    return tuple(kind for kind, pattern in _NAMED.items() if pattern.match(words))
