"""What a page says of itself to machines: JSON-LD and meta tags, raw and unjudged.

Knows schema.org, Open Graph and the meta names that publishers use; it must not decide which of them is right.
"""

from __future__ import annotations

import html
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import islice
from typing import Any

from lxml import etree

from crawler.canonical import same_page

_ARTICLE_TYPES = frozenset(
    "Article NewsArticle ReportageNewsArticle AnalysisNewsArticle OpinionNewsArticle BackgroundNewsArticle "
    "ReviewNewsArticle AskPublicNewsArticle LiveBlogPosting BlogPosting SocialMediaPosting TechArticle Report "
    "AdvertiserContentArticle SatiricalArticle ScholarlyArticle".split()
)
_PAGE_TYPES = frozenset("WebPage ItemPage ClaimReview".split())
_MAX_BLOCK = 1_000_000  # characters of one JSON-LD block
_MAX_NODES = 500  # of the JSON-LD of one page
_CONTROL = re.compile(r"[\x00-\x1f]+")


@dataclass(frozen=True, slots=True)
class Author:
    name: str
    kind: str | None  # Person, Organization, or None where the page does not say


@dataclass(frozen=True, slots=True)
class Metadata:
    """Everything raw. ``article`` is the JSON-LD node of this page's article (empty where there is none);
    ``meta`` maps the lower-case name, property or itemprop of each meta tag to its values in order."""

    article: dict[str, Any] = field(default_factory=dict)
    about: tuple[dict[str, Any], ...] = ()  # other JSON-LD nodes that carry this page's address: WebPage, ClaimReview
    crumbs: tuple[str, ...] = ()  # the names in the page's BreadcrumbList, the page itself and the home page left out
    types: frozenset[str] = frozenset()  # every JSON-LD @type at the top of the page
    meta: dict[str, tuple[str, ...]] = field(default_factory=dict)
    lang: str | None = None
    links: dict[str, str] = field(default_factory=dict)  # rel -> href, the first of each

    def first(self, *names: str) -> str | None:
        """The first value that is not empty among these meta names, in the order asked."""
        for name in names:
            for value in self.meta.get(name, ()):
                if value:
                    return value
        return None

    def said(self, key: str) -> str | None:
        """A plain text of the JSON-LD article, with HTML escapes resolved, or None."""
        value = self.article.get(key)
        if isinstance(value, list):
            value = next((item for item in value if isinstance(item, str)), None)
        if not isinstance(value, str):
            return None
        return " ".join(html.unescape(value).split()) or None

    @property
    def is_article(self) -> bool:
        """Whether the page calls itself an article."""
        kind = self.first("og:type") or ""
        return bool(self.article) or kind.lower() in ("article", "news", "newsarticle")

    @property
    def site(self) -> tuple[str, ...]:
        """The names under which the site speaks of itself."""
        names = [*self.meta.get("og:site_name", ()), *self.meta.get("application-name", ())]
        names += [name for author in people(self.article.get("publisher")) if (name := author.name)]
        return tuple(dict.fromkeys(names))


def read_metadata(tree: etree._Element, url: str | None) -> Metadata:
    nodes = list(_nodes(tree))
    meta: dict[str, list[str]] = {}
    for element in tree.iter("meta"):
        value = element.get("content")
        if value is None:
            continue
        value = " ".join(html.unescape(value).split())
        for attribute in ("name", "property", "itemprop"):
            for name in (element.get(attribute) or "").lower().split():
                meta.setdefault(name, []).append(value)
    links: dict[str, str] = {}
    for element in tree.iter("link"):
        for relation in (element.get("rel") or "").lower().split():
            if element.get("href"):
                links.setdefault(relation, element.get("href").strip())
    return Metadata(
        article=_article([node for node in nodes if not _is_foreign(node, tree, meta, links, url)], url),
        about=_about(nodes, url),
        crumbs=_crumbs(nodes, url),
        types=frozenset(name for node in nodes for name in _types(node)),
        meta={name: tuple(values) for name, values in meta.items()},
        lang=tree.get("lang") or tree.get("{http://www.w3.org/XML/1998/namespace}lang"),
        links=links,
    )


def people(value: Any) -> list[Author]:
    """The authors in a JSON-LD value: a text, an object, or a list of both. URLs are no names."""
    if isinstance(value, str):
        return [] if value.startswith(("http://", "https://")) else [Author(html.unescape(value), None)]
    if isinstance(value, list):
        return [author for item in value[:50] for author in people(item)]
    if isinstance(value, dict):
        kinds = _types(value)
        kind = "Person" if "Person" in kinds else "Organization" if kinds else None
        return [Author(author.name, kind) for author in people(value.get("name"))]
    return []


def _types(node: dict[str, Any]) -> tuple[str, ...]:
    kind = node.get("@type")
    names = kind if isinstance(kind, list) else [kind]
    return tuple(name.rsplit("/", 1)[-1] for name in names if isinstance(name, str))


def _nodes(tree: etree._Element) -> Iterator[dict[str, Any]]:
    """The objects at the top of every JSON-LD block, @graph and lists opened, at most _MAX_NODES."""
    count = 0
    for script in tree.iter("script"):
        if "ld+json" not in (script.get("type") or "").lower():
            continue
        waiting = [_json(script.text or "")]
        while waiting and count < _MAX_NODES:
            value = waiting.pop(0)
            if isinstance(value, list):
                waiting[:0] = value[:_MAX_NODES]
            elif isinstance(value, dict):
                count += 1
                yield value
                for key in ("@graph", "mainEntity"):
                    if isinstance(value.get(key), list | dict):
                        waiting.append(value[key])


def _json(text: str) -> Any:
    """The value of a JSON-LD block, or None. Publishers' blocks are often not quite JSON: comments around
    them, control characters or a trailing comma in them; these are mended, all else is left out."""
    text = text.strip()
    if not text or len(text) > _MAX_BLOCK:
        return None
    text = re.sub(r"^(?:<!--|/\*.{0,80}?\*/|//\s*<!\[CDATA\[|<!\[CDATA\[)|(?:-->|//\s*\]\]>|\]\]>)\s*;?$", "", text)
    for attempt in (text, re.sub(r",\s*([}\]])", r"\1", _CONTROL.sub(" ", text))):
        try:
            return json.loads(attempt.strip().rstrip(";"), strict=False)
        except (json.JSONDecodeError, RecursionError):
            continue
    return None


def _article(nodes: list[dict[str, Any]], url: str | None) -> dict[str, Any]:
    """The article node that speaks of this page: the one with its URL, else the first with a headline. What it leaves
    out is filled from other article nodes of the same headline; references to nodes of the page are followed."""
    articles = [node for node in nodes if _ARTICLE_TYPES.intersection(_types(node))]
    if not articles:
        return {}
    chosen = next((node for node in articles if node.get("headline")), articles[0])
    if url:
        here = same_page(url)
        for node in articles:
            if any(same_page(address) == here for address in _addresses(node)) and node.get("headline"):
                chosen = node
                break
    whole = dict(chosen)
    for node in articles:
        if node is not chosen and node.get("headline") == chosen.get("headline"):
            whole |= {key: value for key, value in node.items() if not whole.get(key)}
    named = {node["@id"]: node for node in nodes if isinstance(node.get("@id"), str) and node.get("name")}
    for key in ("author", "creator", "publisher", "image", "copyrightHolder", "sourceOrganization"):
        whole[key] = _followed(whole.get(key), named)
    return {key: value for key, value in whole.items() if value is not None}


def _is_foreign(
    node: dict[str, Any], tree: etree._Element, meta: dict[str, list[str]], links: dict[str, str], url: str | None
) -> bool:
    """Whether an article node speaks of another page (the first of a list, one from a template): it bears addresses
    and none of them is this page's, and nothing that stands as a headline here is like its own."""
    headline = node.get("headline")
    if url is None or not isinstance(headline, str) or not _ARTICLE_TYPES.intersection(_types(node)):
        return False
    addresses = {same_page(address) for address in _addresses(node)}
    own = (url, links.get("canonical"), *meta.get("og:url", ())[:1])
    if not addresses or not addresses.isdisjoint(same_page(address) for address in own if address):
        return False
    shown = [*meta.get("og:title", ())[:1]]
    shown += ["".join(element.itertext()) for element in islice(tree.iter("title", "h1", "h2"), 20)]
    wanted = _pairs(headline)
    return bool(wanted) and all(2 * len(wanted & _pairs(text)) < len(wanted) for text in shown)


def _pairs(text: str) -> set[str]:
    """The pairs of neighbouring letters of a text: for a likeness that needs no words."""
    letters = re.sub(r"[\W_]+", "", html.unescape(text[:600]).casefold())
    return {letters[start : start + 2] for start in range(len(letters) - 1)}


def _followed(value: Any, named: dict[str, dict[str, Any]]) -> Any:
    if isinstance(value, list):
        return [_followed(item, named) for item in value[:50]]
    if isinstance(value, dict) and not value.get("name") and isinstance(value.get("@id"), str):
        return named.get(value["@id"], value)
    return value


def _about(nodes: list[dict[str, Any]], url: str | None) -> tuple[dict[str, Any], ...]:
    here = same_page(url) if url else None
    return tuple(
        node for node in nodes
        if not _ARTICLE_TYPES.intersection(_types(node))
        and _PAGE_TYPES.intersection(_types(node))
        and any(here is None or same_page(address) == here for address in _addresses(node))
    )  # fmt: skip


def _crumbs(nodes: list[dict[str, Any]], url: str | None) -> tuple[str, ...]:
    """The names of the sections above the page, outermost first: steps that have an address which is neither the page's
    nor the home page's."""
    found: list[str] = []
    here = same_page(url) if url else None
    lists = [node.get("itemListElement") for node in nodes if "BreadcrumbList" in _types(node)]
    for step in (lists[0] if lists and isinstance(lists[0], list) else [])[:10]:
        inside = step if isinstance(step, dict) else {}
        item = inside.get("item")
        inner = item if isinstance(item, dict) else {"@id": item}
        address = inner.get("@id") or inner.get("url")
        name = inside.get("name") or inner.get("name")
        if not (isinstance(name, str) and isinstance(address, str)):
            continue
        home = re.fullmatch(r"(?:https?://[^/]+)?/?(?:index\.\w+|[a-z]{2})?/?", address)
        if not home and (here is None or same_page(address) != here):
            found.append(" ".join(html.unescape(name).split()))
    return tuple(found)


def _addresses(node: dict[str, Any]) -> Iterator[str]:
    for key in ("url", "mainEntityOfPage", "@id"):
        value = node.get(key)
        if isinstance(value, dict):
            value = value.get("@id") or value.get("url")
        if isinstance(value, str) and value.startswith("http"):
            yield value.split("#")[0]
