"""From bytes to a tree: charset, caps, and the refusal of what is no HTML page or too much of one.

Knows bytes and trees; it must not know what an article is.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

import lxml.html
from lxml import etree
from w3lib.encoding import html_to_unicode

# Measured on the 222 real pages of the two development corpora: the largest has 2.1 MB and 4,110 tags, the deepest 51
# elements. trafilatura takes 2.5 s for 15,000 tags and 27 s for 50,000.
MAX_BYTES = 5 * 1024 * 1024
MAX_NODES = 15_000
MAX_DEPTH = 150
MAX_PIECE = 500_000  # characters of one text node outside script and style

SHORT = 160  # characters; a longer text is no headline and no byline
SILENT = ("script", "style", "noscript")
_WALK = 60  # elements; what holds more is neither
_TAG = re.compile(r"<[a-zA-Z]")
_ESCAPES = re.compile(rb"\x1b|~\{|\x00")  # ASCII may still be ISO-2022-JP, HZ, or UTF-16
_XML_DECLARATION = re.compile(r"^\s*<\?xml[^>]{0,200}\?>")
_CONTROLS = bytes(code for code in (*range(32), 127) if code not in b"\t\n\r")
_NO_CHARACTERS = tuple(text.encode() for text in ("\ufffe", "\uffff"))
_SEEN_TEXT = etree.XPath(
    ".//text()[not(parent::script or parent::style)][not(ancestor::noscript)]", smart_strings=False
)
_TOO_DEEP = etree.XPath(f"boolean({'/*' * (MAX_DEPTH + 1)})")
# lxml.html asks a function of Python for the class of every element; here all are of one class, told once.
_ONE_CLASS = etree.ElementDefaultClassLookup(element=lxml.html.HtmlElement)
_MAGIC = ((b"%PDF", "a PDF"), (b"\x89PNG", "an image"), (b"\xff\xd8\xff", "an image"), (b"GIF8", "an image"),
          (b"PK\x03\x04", "a ZIP archive"), (b"\x1f\x8b", "gzip data"))  # fmt: skip


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why there is no article to be had."""

    reason: str


def read_page(html: bytes, content_type: str | None = None) -> lxml.html.HtmlElement | Refusal:
    """The tree of a page, or why there is none. Never raises on any bytes."""
    refusal = _no_html(html, content_type)
    if refusal:
        return refusal
    text = decode(html, content_type)
    nodes = text.count("<")
    if nodes > MAX_NODES:
        nodes = len(_TAG.findall(text))
    if nodes > MAX_NODES:
        return Refusal(f"the page has {nodes} tags, more than {MAX_NODES}")
    if _TAG.search(text) is None:
        return Refusal("the page holds no HTML element")
    try:
        tree = lxml.html.document_fromstring(text.encode(), parser=_parser())
    except (etree.ParserError, etree.XMLSyntaxError, ValueError) as error:
        return Refusal(f"the page cannot be parsed ({error})")
    if _TOO_DEEP(tree.getroottree()):
        return Refusal(f"the page nests deeper than {MAX_DEPTH} elements")
    for element in tree.iter() if len(text) > MAX_PIECE else ():
        if element.tag not in ("script", "style"):
            piece = max(len(element.text or ""), len(element.tail or ""))
            if piece > MAX_PIECE:
                return Refusal(f"one piece of text has {piece} characters, more than {MAX_PIECE}")
    for cell in tree.iter("td", "th"):
        for span in ("colspan", "rowspan"):  # nobody lays a table out here, and trafilatura makes as many cells
            cell.attrib.pop(span, None)
    return tree


def _parser() -> lxml.html.HTMLParser:
    parser = lxml.html.HTMLParser(
        huge_tree=False, remove_comments=True, remove_pis=True, no_network=True, encoding="utf-8"
    )
    parser.set_element_class_lookup(_ONE_CLASS)
    return parser


def decode(html: bytes, content_type: str | None = None) -> str:
    """The text of a page by byte order mark, declared charset, or what the bytes can be; NULs and lone surrogates gone.

    UTF-8 wins over a declared single-byte charset where the bytes are valid UTF-8 with non-ASCII characters in
    them: feeds and pages that declare ISO-8859-1 and send UTF-8 are common, the opposite hardly happens by chance.
    """
    try:
        text = html.decode("utf-8-sig")
    except UnicodeDecodeError:
        name, text = html_to_unicode(content_type, html, auto_detect_fun=lambda _: "cp1252")
        broken = text.count("\ufffd") if name == "utf-8" else 0
        if broken and broken > sum(letter > "\x7f" for letter in text) - broken:  # it is not what it is declared to be
            text = html.decode("cp1252", "replace")
    else:
        if text.isascii() and _ESCAPES.search(html):
            _, text = html_to_unicode(content_type, html, auto_detect_fun=lambda _: "utf-8")
    fit = text.encode("utf-8", "ignore").translate(None, _CONTROLS)
    for sign in _NO_CHARACTERS:
        fit = fit.replace(sign, b"")
    return _XML_DECLARATION.sub("", fit.decode())


def _no_html(html: bytes, content_type: str | None) -> Refusal | None:
    if not html.strip(b" \t\r\n\x00"):
        return Refusal("the page is empty")
    if len(html) > MAX_BYTES:
        return Refusal(f"the page has {len(html)} bytes, more than {MAX_BYTES}")
    for magic, name in _MAGIC:
        if html.startswith(magic):
            return Refusal(f"the body is {name}, no HTML")
    kind = (content_type or "").split(";")[0].strip().lower()
    if kind and not any(word in kind for word in ("html", "xml", "text/plain", "octet-stream")):
        return Refusal(f"the body is {kind}, no HTML")
    start = html[:400].lstrip().lower()
    if start.startswith((b"<?xml", b"<rss", b"<feed", b"<urlset")) and b"<html" not in html[:2000].lower():
        return Refusal("the body is an XML document, no HTML page")
    if start.startswith((b"{", b"[")) and b"<html" not in html[:2000].lower():
        return Refusal("the body is JSON, no HTML page")
    return None


def text_of(element: etree._Element) -> str:
    """The text of an element on one line, scripts and styles left out."""
    if next(element.iter("script", "style", "noscript"), None) is None:  # five times as fast, and nearly always
        return " ".join("".join(element.itertext()).split())
    return " ".join("".join(_SEEN_TEXT(element)).split())


def short_text(element: etree._Element) -> str | None:
    """The text of an element on one line, or None where it is longer than SHORT or spread over many elements."""
    if not len(element):  # most have no element inside
        own = element.text or ""
        text = " ".join(own.split())
        return text if len(text) <= SHORT and len(own.strip()) <= 2 * SHORT else None
    pieces: list[str] = []
    length = 0
    for count, inner in enumerate(element.iter()):
        if count > _WALK:
            return None
        if inner.tag not in SILENT and isinstance(inner.tag, str):
            pieces.append(" " if inner.tag == "br" else inner.text or "")
        if inner is not element:
            pieces.append(inner.tail or "")
        length += sum(len(piece.strip()) for piece in pieces[-2:])
        if length > 2 * SHORT:
            return None
    text = " ".join("".join(pieces).split())
    return text if len(text) <= SHORT else None


def drop(element: etree._Element) -> None:
    """Takes an element out of its tree and keeps the text behind it."""
    parent = element.getparent()
    if parent is None:
        return
    if element.tail:
        before = element.getprevious()
        if before is not None:
            before.tail = (before.tail or "") + element.tail
        else:
            parent.text = (parent.text or "") + element.tail
    parent.remove(element)
