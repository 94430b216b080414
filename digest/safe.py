"""What keeps scraped text harmless in a mail: cleaning of texts, links and headers. Pure.

Everything that an outlet printed passes through here on its way into a part or a header of a mail.
"""

from __future__ import annotations

import re
from urllib.parse import quote, urlsplit, urlunsplit

HEADER_LENGTH = 150  # characters: longer subjects are cut by every reader, and a 5 KB title is an attack

# Line ends and tabs of every kind become a space: the words beside them stay apart
_SPACES = re.compile(r"[\s\x0b\x0c\x1c-\x1f\x85\u2028\u2029]+")
_CONTROLS = re.compile(
    "[\x00-\x1f\x7f-\x9f"
    "\u00ad\u061c\u180e\u200b\u200e\u200f\u202a-\u202e\u2060-\u2069\ufeff\ufff9-\ufffc"  # bidi, unseen, annotation
    "\U000e0000-\U000e007f"  # tags
    "\ud800-\udfff]"  # lone surrogates cannot be encoded
)

_PARTS_ADDRESSES = re.compile(r'[<>@,;:"\\()\[\]]')


def plain(text: str, limit: int | None = None) -> str:
    """One line of visible text: controls, bidi marks and lone surrogates gone, spaces single.

    ``limit`` is a length in characters; what is longer is cut at a word where one ends near, with "…".
    """
    text = " ".join(_CONTROLS.sub("", _SPACES.sub(" ", text)).split())
    if limit is None or len(text) <= limit:
        return text
    cut = text[: limit - 1]
    word = cut.rpartition(" ")[0]
    return (word if len(word) > limit * 2 // 3 else cut).rstrip(" ,;:–—-") + "…"


def header_text(text: str) -> str:
    """Text that is safe as the value of a mail header, at most HEADER_LENGTH characters.

    Besides ``plain``: an encoded word (``=?utf-8?q?...?=``) is broken, since Python before 3.11.10 decodes it and
    writes the line ends within it as they are: a headline then adds a Bcc header (CVE-2024-6923).
    """
    return plain(plain(text).replace("=?", "= ?"), HEADER_LENGTH)


def name_text(text: str) -> str:
    """The name of a person or house beside a mail address: as ``header_text``, and without the signs that part
    addresses. A name that holds them stands in quotes, and Python (3.11.7) loses these where it folds a long header:
    what stood in the name is then an address of its own."""
    return header_text(_PARTS_ADDRESSES.sub(" ", header_text(text)))


def safe_url(url: str) -> str | None:
    """The address of a link where it is http or https to a named host, as ASCII; else None.

    A host in other letters is shown as what it is (``xn--...``); user names in addresses are refused.
    """
    if url != url.strip() or "\\" in url or _CONTROLS.search(url) or _SPACES.search(url):
        return None
    try:
        parts = urlsplit(url)
        host, port = parts.hostname, parts.port
        if parts.scheme.lower() not in ("http", "https") or not host or "@" in parts.netloc:
            return None
        if ":" in host:
            name = f"[{host}]"
        else:
            name = host.encode("idna").decode("ascii")
            if not re.fullmatch(r"[a-z0-9._-]+", name):
                return None
    except (ValueError, UnicodeError):
        return None
    return urlunsplit(
        (
            parts.scheme.lower(),
            name if port is None else f"{name}:{port}",
            quote(parts.path, safe="/%:@!$&'()*+,;=~-._"),
            quote(parts.query, safe="/%:@!$&'()*+,;=~-._?"),
            quote(parts.fragment, safe="/%:@!$&'()*+,;=~-._?"),
        )
    )
