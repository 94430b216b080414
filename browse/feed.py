"""The archive of digests as an Atom feed (RFC 4287). Pure: rows in, XML out.

Knows Atom; it must not know the store. An entry's id follows from when its digest was made, not from where the desk
stands: a desk that moves shows nobody an old digest as a new one.
"""

from __future__ import annotations

import re
import uuid
from collections.abc import Iterable, Mapping
from typing import Any
from xml.etree import ElementTree as Tree

ATOM = "http://www.w3.org/2005/Atom"
_SPACE = uuid.UUID("5f0c6f43-6f0c-5c1e-9a0e-0f8d6a2b7c11")  # of Pantau's feeds; never to be changed
_BODY = re.compile(r"<body([^>]*)>(.*)</body>", re.DOTALL)
_NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def atom(digests: Iterable[Mapping[str, Any]], desk_url: str, title: str) -> bytes:
    """The feed as UTF-8. ``digests``: id, period, created (a UTC stamp), subject, html, the newest first."""
    desk = desk_url.rstrip("/")
    feed = Tree.Element("feed", {"xmlns": ATOM})
    found = list(digests)
    _add(feed, "id", uuid.uuid5(_SPACE, "feed").urn)
    _add(feed, "title", f"{title}: digests")
    _add(feed, "updated", max((row["created"] for row in found), default="1970-01-01T00:00:00Z"))
    _add(_add(feed, "author"), "name", title)
    _add(feed, "link", rel="self", type="application/atom+xml", href=f"{desk}/digests.atom")
    _add(feed, "link", rel="alternate", type="text/html", href=f"{desk}/digests")
    for row in found:
        entry = _add(feed, "entry")
        _add(entry, "id", uuid.uuid5(_SPACE, f"{row['id']} {row['period']} {row['created']}").urn)
        _add(entry, "title", row["subject"])
        _add(entry, "updated", row["created"])
        _add(entry, "link", rel="alternate", type="text/html", href=f"{desk}/digest/{row['id']}")
        _add(entry, "category", term=row["period"])
        _add(entry, "content", _within_page(row["html"]), type="html")
    written: bytes = Tree.tostring(feed, encoding="utf-8", xml_declaration=True)
    return written


def _within_page(html: str) -> str:
    """What may stand within a reader's own page (RFC 4287, 4.1.3.3): the body of a whole page, with its style."""
    body = _BODY.search(html)
    return f"<div{body[1]}>{body[2]}</div>" if body else html


def articles_feed(articles: Iterable[Mapping[str, Any]], desk_url: str, title: str, query: str) -> bytes:
    """A search as a feed, as UTF-8. ``articles``: id, title, first_seen, name (of the outlet), the newest first;
    ``query``: the search, as in its address. An entry leads to the desk, and holds no text of an outlet."""
    desk = desk_url.rstrip("/")
    feed = Tree.Element("feed", {"xmlns": ATOM})
    found = list(articles)
    _add(feed, "id", uuid.uuid5(_SPACE, f"search {query}").urn)
    _add(feed, "title", title)
    _add(feed, "updated", max((row["first_seen"] for row in found), default="1970-01-01T00:00:00Z"))
    _add(_add(feed, "author"), "name", title.partition(":")[0])
    _add(feed, "link", rel="self", type="application/atom+xml", href=f"{desk}/search.atom?{query}")
    _add(feed, "link", rel="alternate", type="text/html", href=f"{desk}/search?{query}")
    for row in found:
        entry = _add(feed, "entry")
        _add(entry, "id", uuid.uuid5(_SPACE, f"article {row['id']}").urn)
        _add(entry, "title", row["title"])
        _add(entry, "updated", row["first_seen"])
        _add(_add(entry, "author"), "name", row["name"])
        _add(entry, "link", rel="alternate", type="text/html", href=f"{desk}/article/{row['id']}")
    written: bytes = Tree.tostring(feed, encoding="utf-8", xml_declaration=True)
    return written


def _add(parent: Tree.Element, name: str, text: str | None = None, **attributes: str) -> Tree.Element:
    made = Tree.SubElement(parent, name, {key: _NOT_XML.sub("", value) for key, value in attributes.items()})
    made.text = None if text is None else _NOT_XML.sub("", text)
    return made
