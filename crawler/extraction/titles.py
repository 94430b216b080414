"""The title as the publisher means it: the headline above the story, not the line made for search engines.

Pure; knows where headlines stand and how they agree, no outlet. A page prints its headline in up to five places; the
name of the site, a section and a kicker are added in some of them, and some hold another line altogether.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from urllib.parse import unquote, urlsplit

from lxml import etree

from crawler.extraction.headings import before_date, home_names, leads_home, printed_in
from crawler.extraction.markup import text_of
from crawler.extraction.metadata import Metadata
from records import Evidence

MAX_TITLE = 500  # characters; a longer one is no headline
MAX_KICKER = 5  # words; longer heads before a colon are part of the sentence
_SEPARATOR = re.compile(
    r"\s+(?:[|\u2013\u2014\u00b7\u2022»«:*-]|::|--)\s+|\s*[|\u2502\uff5c]\s*|：(?=[^：]{2,14}$)|--(?=[^-]{2,14}(?:--|$))"
)
_INVISIBLE = re.compile("[\u00ad\u200b-\u200f\u2060\ufeff]")
# Letters that Unicode does not take apart, as addresses write them.
_IN_ADDRESS = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss", "å": "aa", "ø": "o", "æ": "ae", "ł": "l"})


@dataclass(frozen=True, slots=True)
class Title:
    text: str
    evidence: Evidence


@dataclass(frozen=True, slots=True)
class _Lines:
    """What stands as the headline in each place, the site's name taken off; None where there is nothing."""

    said: str | None  # JSON-LD headline
    shared: str | None  # og:title
    head: str | None  # h1
    parts: tuple[str, ...]  # kicker and title where the h1 keeps them apart
    page: str | None  # <title>


def find_title(
    tree: etree._Element, data: Metadata, hinted: str | None, host: str | None, url: str | None = None
) -> Title | None:
    """The headline and where it stands, or None. ``hinted`` is what the outlet's own selector found, and wins.

    The line that two of JSON-LD, og:title and h1 share is the headline, but for three cases: all of the page shows
    the line of <title>, which is written for search engines, and JSON-LD alone calls another its headline; h1 and
    JSON-LD put a keyword and a colon before the line for search engines and og:title does not; the address, made
    from the headline under which the story was filed, is that of og:title and not that of the h1.
    """
    if hinted and (text := _clean(hinted, ())):
        return Title(text, Evidence("hint", "said"))
    lines = _lines(tree, data, host)
    found = _decide(lines, url)
    if found is None:
        return None
    places = {"json-ld": lines.said, "og": lines.shared, "h1": lines.head, "title": lines.page}
    where = [name for name, line in places.items() if line and _same(line, found)]
    agreed = len({"json-ld", "og", "h1"}.intersection(where)) > 1
    return Title(found, Evidence("+".join(where) or "h1", "agreed" if agreed else "said" if where else "read"))


def _decide(lines: _Lines, url: str | None) -> str | None:
    said, shared, page = lines.said, lines.shared, lines.page
    head = _without_kicker(lines)
    candidates = [title for title in (said, shared, head) if title]
    if not candidates:
        return page
    if said and head and shared and page and _same(head, shared) and _same(head, page) and not _ends(head, said):
        return said
    if head and shared and not _same(head, shared) and (said is None or _same(head, said)):
        kicker = _kicker(head)
        if page and kicker and _same(head, page) and not _kicker(shared):
            return shared
        named = _in_address(shared, url) if url and not (page and _same(page, shared)) else 0.0
        if url and named >= 0.8 and _in_address(head, url) <= named - 0.1:
            return shared
    for number, title in enumerate(candidates):
        for other in candidates[number + 1 :]:
            if _same(title, other):
                return max((title, other), key=_richness)
    for title in candidates:  # one is cut off: take the whole
        for other in candidates:
            if title is not other and _begins(other, title):
                return other
    if head and page and not (said or shared) and len(page.split()) >= 3 and not _overlap(head, page):
        return page  # the one h1 is the name of the site
    return said or head or shared


def _lines(tree: etree._Element, data: Metadata, host: str | None) -> _Lines:
    site = _site(tree, data, host)
    said = _clean(data.said("headline") or data.said("name"), site)
    shared = _clean(data.first("og:title", "twitter:title"), site)
    page = _clean(next((text_of(element) for element in tree.iter("title")), None), site)
    elements = [(element, title) for element in _headings(tree, site) if (title := _clean(text_of(element), site))]
    if not elements and (found := _unmarked(tree, (shared, said, page))) is not None:
        elements = [(found, text_of(found))]
        page = page if page and not _is_general(page) else None
    heads = [title for _, title in elements]
    if page and len(heads) == 1 and (found := _beside_site(tree, heads[0], page)) is not None:
        elements = [(found, text_of(found))]
        heads = [text_of(found)]
    head = _nearest(heads, [title for title in (said, shared, page) if title])
    parts = next((_parts(element) for element, title in elements if title == head), ())
    tails = _tails([title for title in (page, shared, said) if title], [t for t in (head, said, shared) if t])
    return _Lines(
        said=_cut_tail(said, tails),
        shared=_cut_tail(shared, tails),
        head=head,
        parts=parts,
        page=_cut_tail(page, tails),
    )


def _tails(longer: Sequence[str], shorter: Sequence[str]) -> list[str]:
    """What a site adds behind its headlines, known from two places of the page that are the same but for it; the
    longest first, since the shorter headline is the one without all that was added."""
    tails: set[str] = set()
    for line in longer:
        for headline in shorter:
            tail = line[len(headline) :]
            if len(headline) >= 12 and line.startswith(headline) and _SEPARATOR.match(tail):
                tails.add(tail)
    return sorted(tails, key=lambda tail: (-len(tail), tail))


def _cut_tail(line: str | None, tails: Iterable[str]) -> str | None:
    """The longest of the tails counts: one may be the end of another."""
    longest = max((tail for tail in tails if line and line.endswith(tail)), key=len, default="")
    return line.removesuffix(longest) if line else line


def _site(tree: etree._Element, data: Metadata, host: str | None) -> tuple[str, ...]:
    """The names of the site: its own, those of its address, and what the links to its front page are called."""
    if host is None:
        return (*data.site, *home_names(tree, None))
    labels = host.split(".")
    return (*data.site, host, labels[0], max(labels[:-1], key=len, default=""), *home_names(tree, host))


def _headings(tree: etree._Element, site: tuple[str, ...]) -> list[etree._Element]:
    """The h1, those that are the name of the site left out."""
    names = {_key(name) for name in site}
    inside = tree.xpath("//article//h1 | //main//h1")
    found = inside or tree.xpath("//h1")
    return [heading for heading in found if not (leads_home(heading) or _key(text_of(heading)) in names)]


def _unmarked(tree: etree._Element, titles: Iterable[str | None]) -> etree._Element | None:
    """The headline of a page without h1: the line that its other headlines or <title> begin or end with or, where
    <title> is a name for all pages, the line before the date."""
    lines = [title for title in titles if title]
    found = [part for line in lines if not _is_general(line) and (part := printed_in(tree, line)) is not None]
    if found:
        return max(found, key=lambda element: len(text_of(element)))
    return before_date(tree) if all(map(_is_general, lines)) else None


def _beside_site(tree: etree._Element, head: str, page: str) -> etree._Element | None:
    """The heading that is the longer part of <title> where the h1 is the shorter one: the site's name, not linked."""
    rest = page.removesuffix(head) if page.endswith(head) else page.removeprefix(head)
    if not 2 < len(head) < len(page) - len(head) or rest == page or _is_general(rest):
        return None
    found = printed_in(tree, page, longer=len(head))
    return found if found is not None and found.tag in ("h2", "h3", "h4") else None


def _is_general(line: str) -> bool:
    """Whether a line is too short for a headline: "Latest news"."""
    return len(line) < 6 if re.search("[\u3040-\u9fff]", line) else len(line.split()) < 4


def _parts(heading: etree._Element) -> tuple[str, ...]:
    """The texts of an h1 whose every word stands in elements of its own: a kicker, hidden marks, the title."""
    if len(heading) == 1 and not (heading.text or "").strip() and (tail := (heading[0].tail or "").strip()):
        return text_of(heading[0]), " ".join(tail.split())
    if (heading.text or "").strip() or any((child.tail or "").strip() for child in heading):
        return ()
    texts = [text_of(child) for child in heading if isinstance(child.tag, str)]
    return tuple(text for text in texts if re.search(r"\w", text))


def _without_kicker(lines: _Lines) -> str | None:
    """The h1, or the title in it where the h1 keeps a kicker apart and other places of the page name the title alone
    or behind another kicker."""
    if len(lines.parts) != 2 or len(lines.parts[0].split()) > MAX_KICKER:
        return lines.head
    title = lines.parts[1]
    others = [line for line in (lines.said, lines.shared) if line]
    if lines.page and _same(lines.page, title):
        others.append(lines.page)
    if lines.head and any(_same(lines.head, line) for line in others):
        return lines.head
    return title if _key(title) and any(_ends(line, title) for line in others) else lines.head


def _kicker(title: str) -> str | None:
    found = re.match(r"[^:“„\"«]{2,60}:\s", title)
    return found[0] if found and len(found[0].split()) <= MAX_KICKER else None


def _in_address(title: str, url: str) -> float:
    """The share of the title's words (two letters or more) that stand in the address; 0 for addresses without words."""
    slug = max(unquote(urlsplit(url).path).split("/"), key=lambda part: len(re.findall(r"[-_]", part)))
    address = set(_address_words(slug))
    words = _address_words(title)
    return sum(word in address for word in words) / len(words) if len(words) >= 4 and len(address) >= 4 else 0.0


def _address_words(text: str) -> list[str]:
    folded = unicodedata.normalize("NFKD", text.casefold().replace("'", "").translate(_IN_ADDRESS))
    plain = "".join(letter for letter in folded if not unicodedata.combining(letter))
    return re.findall(r"[^\W_]{2,}", plain)[:60]


def _nearest(heads: list[str], others: list[str]) -> str | None:
    """Of several h1, the one that another candidate confirms or that shares most words with it."""
    if len(heads) <= 1 or not others:
        return heads[0] if heads else None
    return max(heads[:50], key=lambda head: max(_overlap(head, other) for other in others))


def _overlap(left: str, right: str) -> float:
    a, b = set(_key(left).split()), set(_key(right).split())
    return len(a & b) / max(1, min(len(a), len(b))) if a and b else 0.0


def _key(title: str) -> str:
    folded = unicodedata.normalize("NFKC", title).casefold()
    return " ".join(re.sub(r"[^\w\s]|_", " ", folded).split())


def _ends(whole: str, part: str) -> bool:
    """Whether ``part`` is ``whole`` or its end: the title without its kicker."""
    return _key(whole).replace(" ", "").endswith(_key(part).replace(" ", ""))


def _same(left: str, right: str) -> bool:
    return _key(left).replace(" ", "") == _key(right).replace(" ", "")


def _begins(whole: str, part: str) -> bool:
    """Whether ``part`` is ``whole`` cut off for length ("..." or a limit of 100 characters or more)."""
    stem = part.rstrip(".… ")
    cut = stem != part.rstrip() or len(part) >= 100
    return cut and len(whole) > len(stem) and _key(whole).startswith(_key(stem))


def _richness(title: str) -> int:
    """Typographic quotes and dashes tell the text that an editor has set."""
    return sum(letter in "‘’“”„«»–—" for letter in title)


def _clean(title: str | None, site: tuple[str, ...]) -> str | None:
    if not title:
        return None
    title = " ".join(_INVISIBLE.sub("", title).split())[: 2 * MAX_TITLE]
    names = {name for name in (_key(part).replace(" ", "") for part in site) if len(name) > 1}
    while True:
        cut = list(_SEPARATOR.finditer(title))
        if not cut:
            break
        tail, head = title[cut[-1].end() :], title[: cut[0].start()]
        if _is_site(tail, names):
            title = title[: cut[-1].start()]
        elif _is_site(head, names):
            title = title[cut[0].end() :]
        else:
            break
    return title[:MAX_TITLE].strip() or None


def _is_site(part: str, names: set[str]) -> bool:
    key = _key(part).replace(" ", "")
    return bool(key) and any(
        key == name
        or (len(name) > 3 and len(key) < 2 * len(name) + 4 and (name in key or (key in name and len(key) > 3)))
        for name in names
    )
