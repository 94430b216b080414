"""Authors as people: no agency, no desk, no date, no "By".

Pure; knows how bylines are written, not which people there are.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator

from lxml import etree

from crawler.extraction.markup import text_of
from crawler.extraction.metadata import Author, Metadata, people

MAX_AUTHORS = 20
_META = ("author", "dc.creator", "dcterms.creator", "parsely-author", "sailthru.author", "cxenseparse:author", "byl",
         "article:author", "og:article:author", "twitter:creator:name")  # fmt: skip
_BYLINES = (
    "//*[@itemprop='author']//*[@itemprop='name'] | "
    "//*[@itemprop='author'][not(.//*[@itemprop='name'])][not(self::meta)]",
    "//a[contains(concat(' ', @rel, ' '), ' author ')]",
)
_BY = re.compile(
    r"^(?:(?:written|reported|story|report|words|text)\s+)?(?:by|oleh|von|par|por|di|door|av|af|med|作者|记者|文)\b[\s:：]*"
    r"|^(?:author|penulis|reporter|wartawan|editor|autor)\s*[:：]\s*",
    re.IGNORECASE,
)
_SPLIT = re.compile(r"\s*(?:[,;/|&•·、，]|\s(?:and|dan|und|et|y|e|och|og|en|with|serta|bersama)\s|\n)\s*")
_ROLE = re.compile(
    r"\b(?:correspondent|reporter|editor|journalist|writer|chief|bureau|columnist|producer|wartawan|"
    r"penyunting|analyst|"
    r"redakteur\w*|korrespondent\w*|professor|lecturer|director|fellow|adviser|advisor|contributor|photographer)\b",
    re.IGNORECASE,
)
# Words that name a desk or a house and never a person.
_HOUSE = re.compile(
    r"\b(?:staff|desk|newsroom|editorial|editors?|team|agenc(?:y|ies)|news|newspaper|online|media|press|redaktion|"
    r"correspondents?|reporters?|writers?|service|wire|agensi|berita|pengarang|redaksi|digital|tv|radio|"
    r"network|bureau|"
    r"group|sdn|bhd|ltd|inc|plc|gmbh|ministry|department|kementerian|jabatan|university|institute|association|"
    r"admin|administrator|guest|anonymous|contributed|times|tribune|gazette|zeitung|presse)\b|\.(?:com|net|"
    r"org|de|uk|my|sg|tv|id|cn|at)\b|https?:",
    re.IGNORECASE,
)
_AGENCIES = frozenset(
    "afp ap aap reuters bernama xinhua antara dpa apa sda epa efe ansa ntb tt ritzau belga anp kyodo jiji "
    "yonhap pti ani ians "
    "upi tass bloomberg cna vna tna kuna wam spa anadolu aa sid sapa cp pa itar thomsonreuters associatedpress "
    "theassociatedpress agencefrancepresse pressassociation canadianpress thecanadianpress".split()
)
_DENSE = re.compile("[\u3040-\u9fff\uac00-\ud7af]")  # scripts in which a whole name is written without a space
_DATE = re.compile(r"\d{1,4}[./:-]\d{1,2}|\b(?:19|20)\d\d\b|\b\d{1,2}(?::\d\d)?\s*[ap]m\b", re.IGNORECASE)


def find_authors(tree: etree._Element, data: Metadata, hinted: Iterable[str]) -> tuple[str, ...]:
    """Names of people as printed, each once. The outlet's own selector wins, then JSON-LD, meta tags, byline."""
    site = {_key(name) for name in data.site}
    for candidates in _sources(tree, data, hinted):
        names = [name for author in candidates for name in names_in(author, site)]
        if names:
            return tuple(dict.fromkeys(names))[:MAX_AUTHORS]
    return ()


def names_in(author: Author, site: set[str] | frozenset[str] = frozenset()) -> Iterator[str]:
    """The people named in one raw author, e.g. ``By A. Tan and Siti Bakar, Political Editor``."""
    if author.kind == "Organization" and not author.name.lower().startswith("by "):
        return
    text = " ".join(author.name.replace("\u00a0", " ").split())[:1000]
    text = re.sub(r"[\w.+-]+@[\w.-]+|(?<!\w)@\w+", " ", text)
    if re.search(r"\bwww\.|https?:", text):
        return
    text = _BY.sub("", re.sub(r"\([^)]*\)|\[[^\]]*\]", " ", text).strip())
    for part in _SPLIT.split(text):
        name = _BY.sub("", part.strip(" .,;:-–—|'\"")).strip()
        name = re.sub(r"\s+(?:in|at|reporting from|di|aus|from)\s+[A-Z].*$", "", name)
        name = re.sub(r"\s+[-–—|]\s+.*$", "", name)
        if _is_person(name, author.kind == "Person", site):
            yield name


def _is_person(name: str, declared: bool, site: set[str] | frozenset[str]) -> bool:
    key = _key(name)
    words = name.split()
    if not key or key in site or key in _AGENCIES or len(name) > 60 or len(words) > 7:
        return False
    if any(len(place) > 3 and key.startswith(place) for place in site) or _DATE.search(name) or _HOUSE.search(name):
        return False
    if _ROLE.search(name) or any(letter.isdigit() or letter in ":*?!=<>{}" for letter in name):
        return False
    if words[0].casefold() in _AGENCIES or _key(words[0]) in site:
        return False
    if len(words) == 1 and not _DENSE.search(name):
        return declared and len(name) > 2 and name[0].isupper() and not name.isupper()
    return not (len(words) > 1 and name == name.lower() and not declared)


def _sources(tree: etree._Element, data: Metadata, hinted: Iterable[str]) -> Iterator[list[Author]]:
    yield [Author(text, None) for text in hinted]
    yield people(data.article.get("author")) or people(data.article.get("creator"))
    for name in _META:
        yield [Author(text, None) for text in data.meta.get(name, ()) if not text.startswith("http")]
    for path in _BYLINES:
        yield [Author(text, None) for text in _distinct(tree.xpath(path))]
    yield _near_headline(tree)


_BYLINE_CLASS = re.compile(
    r"(?:^|[\s_-])(?:authors?|byline|penulis|wartawan|autor(?:en)?)(?:name|line)?(?=$|[\s_-])", re.IGNORECASE
)


def _near_headline(tree: etree._Element) -> list[Author]:
    """The first two short texts behind the headline whose class speaks of an author; what stands further down are
    other stories' bylines and boxes about the author."""
    found: dict[str, None] = {}
    for element in tree.xpath("//h1/following::*[@class][position() <= 300]"):
        if not _BYLINE_CLASS.search(element.get("class")) or (
            any(True for _ in element.iter("p", "h2")) and element.tag != "p"
        ):
            continue
        text = text_of(element)
        if 3 <= len(text) <= 100 and not any(text in earlier for earlier in found):
            found[text] = None
        if len(found) == 2:
            break
    return [Author(text, None) for text in found]


def _distinct(elements: list[etree._Element]) -> Iterator[str]:
    """Texts of the first few elements; a page with many bylines is listing other stories."""
    texts = list(dict.fromkeys(text for text in (text_of(element) for element in elements) if 2 < len(text) < 200))
    yield from texts if len(texts) <= 4 else ()


def _key(name: str) -> str:
    return re.sub(r"[\W_]+", "", unicodedata.normalize("NFKC", name).casefold())
