"""Who wrote a story: the people, and everybody whom the page credits, with where that stands.

Pure; knows where bylines stand on pages. How a byline is read: names.py.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from lxml import etree

from crawler.extraction.markup import text_of
from crawler.extraction.metadata import Author, Metadata, people
from crawler.extraction.names import BY, Name, credits_in, is_plain_name, key
from records import Evidence

MAX_AUTHORS = 20
LONG = 400  # characters of paragraphs; behind as many the story is under way, and the byline stands before it
REACH = 400  # elements behind the headline that may belong to its byline
_META = ("author", "dc.creator", "dcterms.creator", "parsely-author", "sailthru.author", "cxenseparse:author", "byl",
         "article:author", "article:byline", "og:article:author", "articleauthor", "twitter:creator:name")  # fmt: skip
_MARKED = (
    "//*[@itemprop='author']//*[@itemprop='name'] | "
    "//*[@itemprop='author'][not(.//*[@itemprop='name'])][not(self::meta)]",
    "//a[contains(concat(' ', @rel, ' '), ' author ')]",
)
_BYLINE_CLASS = re.compile(
    r"(?:^|[\s_-])(?:authors?|byline|penulis|wartawan|autor(?:en)?)(?:name|line)?(?=$|[\s_-])", re.IGNORECASE
)
_LABEL = re.compile(
    r"^(?:autorin/autor|autor(?::?in|/in)?|authors?|penulis|reporter|wartawan|journalist(?:e|in)?|auteur|autora?|autore)"
    r"\s*[:：]?\s+(?P<names>\S.*)$",
    re.IGNORECASE,
)
_EDITOR = re.compile(
    r"^(?:editor|penyunting|redaktur|edited by|editing by|责编|責編|责任编辑|編集)\s*[:：]\s*(?P<names>.{2,80})$", re.IGNORECASE
)
_PLACES = ("json-ld", "meta", "byline", "text")


@dataclass(frozen=True, slots=True)
class Credits:
    """``people`` as printed, each once; ``everybody`` with the agencies and houses beside them (or instead of them)."""

    people: tuple[str, ...] = ()
    everybody: tuple[str, ...] = ()
    agency: str | None = None
    evidence: Evidence | None = None


def find_credits(tree: etree._Element, data: Metadata, hinted: Iterable[str]) -> Credits:
    """Who is credited. The outlet's own selector wins, then JSON-LD, meta tags, a marked byline, a byline by its words.

    The first place that names people gives them; a marked byline that names all of them and more is fuller. A person
    whom the page itself calls the editor gives way to whom it calls the author. ``everybody`` is that place's, or,
    where no place names a person, that of the first place that names anybody.
    """
    site = {key(name) for name in data.site}
    named: dict[str, tuple[Name, ...]] = {}
    for place, candidates in _sources(tree, data, hinted):
        names = tuple(dict.fromkeys(name for author in candidates for name in credits_in(author, site)))[:MAX_AUTHORS]
        if names and (place not in named or (_people(names) and not _people(named[place]))):
            named[place] = names
    with_people = [place for place in named if _people(named[place])]
    if not with_people:
        place = next(iter(named), None)
        return _credits(named[place], place, "said") if place else Credits()
    best = with_people[0]
    if best in ("json-ld", "meta") and len(with_people) > 1:
        editors = _editors(tree)
        if editors.issuperset(_keys(named[best])):
            best = next((place for place in with_people if not editors.issuperset(_keys(named[place]))), best)
    fuller = named.get("byline", ())
    if best in ("json-ld", "meta") and _is_fuller(fuller, named[best]):
        return _credits(fuller, "byline", "agreed")
    agreeing = [place for place in with_people if _keys(named[place]) == _keys(named[best])]
    # a meta tag and JSON-LD come out of one field of the newsroom; a byline that people read is the second witness
    agreed = len(agreeing) > 1 and not {"json-ld", "meta"}.issuperset(agreeing)
    return _credits(
        named[best],
        "+".join(agreeing) if len(agreeing) > 1 else best,
        "agreed" if agreed else "read" if best == "text" else "said",
    )


def _is_fuller(byline: tuple[Name, ...], said: tuple[Name, ...]) -> bool:
    """Whether a byline names all whom JSON-LD names and more people, none of them a name with words around it."""
    more = _keys(byline) - _keys(said)
    known = {name for name in _keys(said)}
    return (
        bool(more)
        and len(byline) <= 6
        and _keys(byline) > known
        and all(is_plain_name(name) for name in _people(byline))
        and not any(name in other for name in known for other in more)
    )


def _credits(names: tuple[Name, ...], source: str, sure: str) -> Credits:
    from crawler.extraction.names import agency_of

    agency = next((agency_of(name.text) or agency_of(name.text.split()[0].strip(",")) for name in names
                   if name.kind == "agency"), None)  # fmt: skip
    return Credits(
        people=_people(names),
        everybody=tuple(dict.fromkeys(name.text for name in names)),
        agency=agency,
        evidence=Evidence(source, "agreed" if sure == "agreed" else "read" if sure == "read" else "said"),
    )


def _people(names: Iterable[Name]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(name.text for name in names if name.kind == "person"))


def _keys(names: Iterable[Name]) -> set[str]:
    return {key(name) for name in _people(names)}


def _sources(tree: etree._Element, data: Metadata, hinted: Iterable[str]) -> Iterator[tuple[str, list[Author]]]:
    yield "hint", [Author(text, None) for text in hinted]
    yield "json-ld", people(data.article.get("author")) or people(data.article.get("creator"))
    for name in _META:
        yield "meta", [Author(text, None) for text in data.meta.get(name, ()) if not text.startswith("http")]
    near = list(_near_headline(tree, data))
    around = {element for element, _ in near}
    marked = [list(tree.xpath(path)) for path in _MARKED]
    for elements in marked:
        yield "byline", [Author(text, None) for text in _distinct(e for e in elements if e in around)]
    yield "byline", [Author(text, None) for text in _marked_by_class(near)]
    for elements in marked:
        yield "byline", [Author(text, None) for text in _distinct(elements)]
    yield "text", [Author(text, None) for text in _by_words(near)]
    yield "text", [Author(text, None) for text in _labelled(tree)]
    yield "text", [Author(text, None) for text in _names_alone(near)]


def _near_headline(tree: etree._Element, data: Metadata) -> Iterator[tuple[etree._Element, str]]:
    """The elements with short texts between the headline and the first long paragraph, in reading order."""
    told = 0
    for element in _headline(tree, data):
        text = text_of(element)
        told += len(text) if element.tag == "p" else 0
        if told >= LONG:
            return
        if 3 <= len(text) <= 160:
            yield element, text


def _headline(tree: etree._Element, data: Metadata) -> Iterator[etree._Element]:
    """What follows the h1 or, on pages without one, the heading that <title> begins with or og:title names."""
    shown = [key(title) for title in (data.first("og:title"), *map(text_of, tree.iter("title"))) if title]
    for heading in tree.iter("h1"):
        if text_of(heading):
            yield from _following(heading)
            return
    for heading in tree.iter("h2", "h3"):
        text = key(text_of(heading))
        if len(text) > 12 and any(text in title for title in shown):
            yield from _following(heading)
            return


def _following(element: etree._Element) -> Iterator[etree._Element]:
    for found in element.xpath(f"following::*[position() <= {REACH + 1}]"):
        if isinstance(found.tag, str) and found.tag not in ("script", "style", "noscript"):
            yield found


def _marked_by_class(near: list[tuple[etree._Element, str]]) -> list[str]:
    """The first two texts behind the headline whose class speaks of an author, each as far inside as it goes; what
    stands further down are other stories' bylines and boxes about the author."""
    marked = [(element, text) for element, text in near
              if _BYLINE_CLASS.search(element.get("class") or "") and len(text) <= 100
              and (element.tag == "p" or not any(True for _ in element.iter("p", "h2")))]  # fmt: skip
    holders = {ancestor for element, _ in marked for ancestor in element.iterancestors()}
    inner = [text for element, text in marked if element not in holders or BY.match(text)]
    return list(dict.fromkeys(inner))[:2]


def _by_words(near: list[tuple[etree._Element, str]]) -> Iterator[str]:
    """Texts that open with "By" in some language, or hold it behind a bar, and go on with names alone."""
    for _, text in near:
        for piece in re.split(r"\s[|•·]\s", text):
            found = BY.match(piece)
            if found and _all_names(piece[found.end() :]):
                yield piece
                return


def _labelled(tree: etree._Element) -> list[str]:
    """"Author: A. Name" in an element of its own, anywhere on the page; where several differ, they are other stories'."""
    texts = {}
    for element in tree.xpath("//*[self::li or self::p or self::div or self::span or self::dd][not(.//p)]"):
        text = " ".join("".join(str(piece) for piece in element.itertext()).split()) if len(element) <= 4 else ""
        found = _LABEL.match(text) if len(text) <= 90 else None
        if found and _all_names(found["names"]):
            texts[found["names"]] = None
    return list(texts) if len(texts) == 1 else []


def _names_alone(near: list[tuple[etree._Element, str]]) -> Iterator[str]:
    """A paragraph before the story that holds two names and a slash or "and" between them, and nothing else."""
    for element, text in near:
        parts = re.split(r"\s*/\s*|\s+(?:and|dan|und|et)\s+", text)
        if element.tag == "p" and len(parts) == 2 and all(is_plain_name(part) and len(part.split()) <= 3 for part in parts):
            yield text
            return


def _all_names(text: str) -> bool:
    parts = [part for part in re.split(r"\s*(?:[,;/|&、]|\s(?:and|dan|und|et|y|e|och|og|en|serta|ve|i|a)\s)\s*", text) if part]
    return bool(parts) and len(text) <= 120 and is_plain_name(parts[0]) and sum(map(is_plain_name, parts)) * 2 >= len(parts)


def _editors(tree: etree._Element) -> set[str]:
    found: set[str] = set()
    for element in tree.xpath("//*[self::div or self::p or self::span or self::li][not(.//p)]"):
        if len(element) <= 4:
            text = " ".join("".join(str(piece) for piece in element.itertext()).split()) 
            match = _EDITOR.match(text) if len(text) <= 100 else None
            if match:
                found.update(key(name) for name in re.split(r"\s*[,/、]\s*", match["names"]))
    return found


def _distinct(elements: Iterable[etree._Element]) -> Iterator[str]:
    """Texts of the first few elements; a page with many bylines is listing other stories."""
    texts = list(dict.fromkeys(text for text in (text_of(element) for element in elements) if 2 < len(text) < 200))
    yield from texts if len(texts) <= 4 else ()
