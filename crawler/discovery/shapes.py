"""What article addresses of a site look like, learned from some of them. Pure; no network.

A shape is a regular expression over the whole address: numbers, dates and slugs are generalised, what all of them
share is kept.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from urllib.parse import urlsplit

from crawler.canonical import host_of

MAX_SHAPES = 3  # a site prints few; what is rarer is a page of another kind
SHARE = 0.15  # of the addresses that a shape must cover to be one of them
_SLUG = re.compile(r"[\w%.~+-]*(?:[-_][\w%.~+]+){2,}[\w%.~+-]*|[\w%.~-]{25,}")
_NUMBERS = re.compile(r"\d+")


def article_shape(urls: Sequence[str], host: str) -> str | None:
    """A regex that fits most of ``urls`` (addresses of articles at ``host``), or None where they have nothing in
    common that tells an article from a section page."""
    own = [url for url in urls if (host_of(url) or "").endswith(host)]
    found = Counter(shape for url in own if (shape := _shape(url)))
    common = [shape for shape, count in found.most_common(MAX_SHAPES) if count >= max(1, SHARE * len(own))]
    if not common:
        return None
    paths = common[0] if len(common) == 1 else f"(?:{'|'.join(common)})"
    return rf"^https?://(?:[\w-]+\.)*{re.escape(host)}{paths}"


def looks_like_article(url: str) -> bool:
    """Whether an address has what section pages lack: a number of four digits or a slug of three words."""
    return _shape(url) is not None


def _shape(url: str) -> str | None:
    parts = urlsplit(url)
    pieces = [piece for piece in parts.path.split("/") if piece]
    told = False
    shape = ""
    for number, piece in enumerate(pieces):
        if re.fullmatch(r"(?:19|20)\d\d", piece):
            shape += r"/20\d\d"
            told = True
        elif re.fullmatch(r"\d{1,2}", piece):
            shape += r"/\d{1,2}"
        elif piece.isdigit():
            shape += r"/\d+"
            told = told or len(piece) >= 4
        elif _SLUG.fullmatch(piece) or (number == len(pieces) - 1 and re.search(r"\d{4}", piece)):
            shape += r"/[^/?#]*\d{4}[^/?#]*" if re.search(r"\d{4}", piece) else r"/[^/?#]+"
            told = True
        elif re.fullmatch(r"[\w-]+\.(?:php|aspx?|html?|jsp)", piece):
            shape += "/" + re.escape(piece)
        else:
            shape += r"/[\w-]+"
    named = re.search(r"(?:^|&)(id|p|nid|aid|story|article)=(\d+)", parts.query)
    if named:
        return rf"{shape}/?\?(?:[^#]*&)?{named[1]}=\d+"
    return shape if told and shape else None
