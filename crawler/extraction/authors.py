"""Who wrote a story: the people, and everybody whom the page credits, with where that stands.

Pure; knows where bylines stand on pages. How a byline is read: names.py.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain, islice

from lxml import etree

from crawler.extraction.bylines import (
    at_ends,
    beside_date,
    labelled_within,
    linked,
    names_behind,
    of_reporters,
    set_apart,
)
from crawler.extraction.headings import home_names
from crawler.extraction.markup import short_text, text_of
from crawler.extraction.metadata import Author, Metadata, people
from crawler.extraction.names import BY, Name, agency_of, all_names, credits_in, is_plain_name, key, without_date
from crawler.extraction.region import Region
from records import Evidence

MAX_AUTHORS = 20
PARAGRAPHS = 3  # beside a marked name tell that it stands in the story
_META = ("author", "dc.creator", "dcterms.creator", "parsely-author", "sailthru.author", "cxenseparse:author", "byl",
         "article:author", "article:byline", "og:article:author", "articleauthor", "twitter:creator:name")  # fmt: skip
_MARKED = (
    etree.XPath(
        "//*[@itemprop='name'][ancestor::*/@itemprop='author'] | "
        "//*[@itemprop='author'][not(.//*[@itemprop='name'])][not(self::meta)]"
    ),
    etree.XPath("//a[@rel][contains(concat(' ', @rel, ' '), ' author ')]"),
)
_BYLINE_CLASS = re.compile(
    r"(?:^|[\s_-]|(?-i:(?<=[a-z])(?=[A-Z])))(?:authors?|byline|penulis|wartawan|reporter|pewarta|columnist|kolumnis|autor(?:en)?)"
    r"(?:name|line)?(?=$|[\s_-])",
    re.IGNORECASE,
)
_LABEL = re.compile(
    r"^(?:autorin/autor|autor(?::?in|/in)?|authors?|penulis|reporter|wartawan|pewarta|jurnalis|kontributor|"
    r"columnist|kolumnis|journalist(?:e|in)?|auteur|autora?|autore)"
    r"(?:\s*[:：]\s*|\s+)(?P<names>\S.*)$|^(?:作者|记者|記者|撰文|撰稿|文|报道|報道|报导|報導|采写)\s*[:：/／丨|]\s*(?P<names2>\S.*)$",
    re.IGNORECASE,
)
_EDITOR = re.compile(
    r"^(?:editor|penyunting|redaktur|edited by|editing by|责编|責編|责任编辑|編集)\s*[:：]\s*(?P<names>.{2,80})$",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Credits:
    """``people`` as printed, each once; ``everybody`` with the agencies and houses beside them (or instead of them)."""

    people: tuple[str, ...] = ()
    everybody: tuple[str, ...] = ()
    agency: str | None = None
    evidence: Evidence | None = None


def find_credits(
    page: Region, data: Metadata, hinted: Iterable[str], host: str | None = None, lines: Sequence[str] = ()
) -> Credits:
    """Who is credited. The outlet's own selector wins, then JSON-LD, meta tags, a marked byline, a byline by its words.

    The first place that names people gives them; a marked byline that names all of them and more is fuller. A person
    whom the page itself calls the editor gives way to whom it calls the author. ``everybody`` is that place's, or,
    where no place names a person, that of the first place that names anybody. ``lines`` are those of the story before
    anything was taken off its ends; they, and the places that no mark calls a byline, are asked last.
    """
    labels = (host or "").removeprefix("www.").split(".")
    site = {key(name) for name in (*data.site, *labels[:-1], "".join(labels)) if len(key(name)) > 2}
    # a person's own site bears the person's name: one whom JSON-LD calls a person stays one
    called = site | {key(name) for name in home_names(page.tree, host)}
    named: dict[str, tuple[Name, ...]] = {}
    for place, candidates in chain(_sources(page, data, hinted), ((None, []),), _last_sources(page, lines)):
        if place is None:
            if any(map(_people, named.values())):
                break
            continue
        names = tuple(
            dict.fromkeys(
                name
                for author in candidates
                for name in credits_in(author, site if author.kind == "Person" else called)
            )
        )[:MAX_AUTHORS]
        if names and (place not in named or (_people(names) and not _people(named[place]))):
            named[place] = names
    with_people = [place for place in named if _people(named[place])]
    if not with_people:
        return next((_credits(names, place, "said") for place, names in named.items()), Credits())
    best = with_people[0]
    if best in ("json-ld", "meta") and len(with_people) > 1:
        editors = _editors(page)
        if editors.issuperset(_keys(named[best])):
            best = next((place for place in with_people if not editors.issuperset(_keys(named[place]))), best)
    fuller = named.get("byline", ())
    if best in ("json-ld", "meta") and _is_fuller(fuller, named[best]):
        return _credits(fuller, "byline", "agreed")
    if best in ("json-ld", "meta") and not any(map(_is_whole, _people(named[best]))):  # the name of a login: "Aina"
        best = next((place for place in with_people if any(map(is_plain_name, _people(named[place])))), best)
    agreeing = [place for place in with_people if _keys(named[place]) == _keys(named[best])]
    # a meta tag and JSON-LD come out of one field of the newsroom; a byline that people read is the second witness
    agreed = len(agreeing) > 1 and not {"json-ld", "meta"}.issuperset(agreeing)
    return _credits(
        named[best],
        "+".join(agreeing) if len(agreeing) > 1 else best,
        "agreed" if agreed else "read" if best == "text" else "said",
    )


def _is_whole(name: str) -> bool:
    """Whether a name has more than one word or is written without spaces."""
    return " " in name or is_plain_name(name)


def _is_fuller(byline: tuple[Name, ...], said: tuple[Name, ...]) -> bool:
    """Whether a byline names all whom JSON-LD names and more people, none of them a name with words around it."""
    more = _keys(byline) - _keys(said)
    known = _keys(said)
    return (
        bool(more)
        and len(byline) <= 6
        and _keys(byline) > known
        and all(is_plain_name(name) for name in _people(byline))
        and not any(name in other for name in known for other in more)
    )


def _credits(names: tuple[Name, ...], source: str, sure: str) -> Credits:
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


def _sources(page: Region, data: Metadata, hinted: Iterable[str]) -> Iterator[tuple[str, list[Author]]]:
    yield "hint", [Author(text, None) for text in hinted]
    yield "json-ld", people(data.article.get("author")) or people(data.article.get("creator"))
    for name in _META:
        yield "meta", [Author(text, None) for text in data.meta.get(name, ()) if not text.startswith("http")]
    near = page.near
    around = {element for element, _ in near}
    marked = [list(path(page.tree)) for path in _MARKED]
    for elements in marked:
        yield "byline", [Author(text, None) for text in _distinct(e for e in elements if e in around)]
    yield "byline", [Author(text, None) for text in _marked_by_class(near)]
    for elements in marked:
        yield "byline", [Author(text, None) for text in _distinct(elements)]
    yield "text", [Author(text, None) for text in _by_words(near)]
    yield "text", [Author(text, None) for text in _labelled(page)]
    yield "text", [Author(text, None) for text in _names_alone(near)]


def _last_sources(page: Region, lines: Sequence[str]) -> Iterator[tuple[str, list[Author]]]:
    """Where bylines stand that nothing but a word or their place tells, the surest first."""
    found = _marked_by_class(page.above()) or list(dict.fromkeys(linked(page.near)))[:4]
    if found:
        yield "byline", [Author(text, None) for text in found]
        return
    near = [text for _, text in page.near]
    for texts in (
        _marked_in_story(page),
        labelled_within(near),
        set_apart(page.near),
        of_reporters(near),
        at_ends(lines),
        beside_date(page.near, page.title),
    ):
        if authors := [Author(text, None) for text in texts]:
            yield "text", authors
            return


def _marked_by_class(near: list[tuple[etree._Element, str]]) -> list[str]:
    """The first two texts behind the headline whose class speaks of an author, each as far inside as it goes; what
    stands further down are other stories' bylines and boxes about the author."""
    marked = [(element, text) for element, text in near
              if _BYLINE_CLASS.search(f"{element.get('class', '')} {element.get('id', '')}") and len(text) <= 100
              and (element.tag == "p" or not any(True for _ in element.iter("p", "h2")))]  # fmt: skip
    holders = {ancestor for element, _ in marked for ancestor in element.iterancestors()}
    inner = [text for element, text in marked if element not in holders or BY.match(text)]
    return list(dict.fromkeys(inner))[:2]


def _marked_in_story(page: Region) -> list[str]:
    """The one name in an element among the story's own paragraphs whose class speaks of an author."""
    names: dict[str, None] = {}
    elements = page.tree.iter("p", "div", "span", "address", "em", "strong")
    for element in islice((each for each in elements if _BYLINE_CLASS.search(each.get("class") or "")), MAX_AUTHORS):
        text, parent = short_text(element), element.getparent()
        if text and is_plain_name(BY.sub("", text)) and parent is not None and len(parent.findall("p")) >= PARAGRAPHS:
            names[text] = None
    return list(names) if len(names) == 1 else []


def _by_words(near: list[tuple[etree._Element, str]]) -> Iterator[str]:
    """Texts that open with "By" in some language, or hold it behind a bar, and go on with names alone."""
    for _, text in near:
        for piece in re.split(r"\s[|•·]\s", text):
            found = BY.match(piece)
            if found and all_names(names := without_date(piece[found.end() :])):
                yield names
                return


def _labelled(page: Region) -> list[str]:
    """The names behind a label ("Author: A. Name") anywhere on the page; several that differ are other stories'."""
    names = [names_behind(found["names"] or found["names2"]) for found in page.labelled(_LABEL)]
    texts = dict.fromkeys(name for name in names if name)
    return list(texts) if len(texts) == 1 else []


def _names_alone(near: list[tuple[etree._Element, str]]) -> Iterator[str]:
    """A paragraph before the story that holds two names and a slash or "and" between them, and nothing else."""
    for element, text in near:
        parts = re.split(r"\s*/\s*|\s+(?:and|dan|und|et)\s+", text)
        if (
            element.tag == "p"
            and len(parts) == 2
            and all(is_plain_name(part) and len(part.split()) <= 3 for part in parts)
        ):
            yield text
            return


def _editors(page: Region) -> set[str]:
    return {key(name) for found in page.labelled(_EDITOR) for name in re.split(r"\s*[,/、]\s*", found["names"])}


def _distinct(elements: Iterable[etree._Element]) -> Iterator[str]:
    """Texts of the first few elements; a page with many bylines is listing other stories."""
    texts = list(dict.fromkeys(text for text in (text_of(element) for element in elements) if 2 < len(text) < 200))
    yield from texts if len(texts) <= 4 else ()
