"""XML from strangers: decoded by us, never with entities of its own.

Knows bytes and XML prologs; it must not know feeds or sitemaps.
"""

from __future__ import annotations

import codecs
import re
import zlib

from records import BadInput

MAX_BYTES = 20 * 1024 * 1024  # unpacked
_DECLARED = re.compile(r"^\s*<\?xml[^>]{0,200}?encoding\s*=\s*[\"']([\w.:-]{1,40})[\"'][^>]{0,200}\?>")
_PROLOG = re.compile(r"^\s*<\?xml[^>]{0,300}\?>")
_DOCTYPE = re.compile(r"<!DOCTYPE[^>\[]{0,500}>", re.IGNORECASE)
_CODECS = re.compile(r"iso8859|cp125|gb|big5|euc_|shift_jis|koi8|latin|tis_620|ascii|utf_8|utf_16|cp874", re.IGNORECASE)
_UNFIT = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


def safe_xml(body: bytes, url: str) -> str:
    """The text of an XML document without prolog and DOCTYPE. Valid UTF-8 is read as such whatever is declared.

    Raises BadInput where it is too large, declares entities (bombs, external entities), or is no XML at all.
    """
    body = unpack(body, url)
    text = _UNFIT.sub("", _decode(body)).lstrip()
    if re.search(r"<!ENTITY", text, re.IGNORECASE):
        raise BadInput(f"{url}: declares XML entities of its own: refused")
    text = _DOCTYPE.sub("", _PROLOG.sub("", text, count=1), count=1).lstrip()
    if re.match(r"<!DOCTYPE", text, re.IGNORECASE):
        raise BadInput(f"{url}: has a DOCTYPE with an internal subset: refused")
    if not text.startswith("<"):
        raise BadInput(f"{url}: is no XML" if text else f"{url}: is empty")
    return text


def unpack(body: bytes, url: str) -> bytes:
    """Undoes gzip (once; ``.xml.gz`` sitemaps). Raises BadInput on damage and on more than MAX_BYTES."""
    if body.startswith(b"\x1f\x8b"):
        stream = zlib.decompressobj(wbits=31)
        try:
            body = stream.decompress(body, MAX_BYTES + 1)
        except zlib.error as error:
            raise BadInput(f"{url}: is damaged gzip ({error})") from error
        if not stream.eof and len(body) <= MAX_BYTES:
            raise BadInput(f"{url}: is gzip that is cut off")
    if len(body) > MAX_BYTES:
        raise BadInput(f"{url}: unpacks to more than {MAX_BYTES} bytes")
    return body


def _decode(body: bytes) -> str:
    if body.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return body.decode("utf-16", errors="replace")
    try:
        return body.decode("utf-8-sig")
    except UnicodeDecodeError:
        declared = _DECLARED.match(body[:600].decode("latin-1"))
    name = "cp1252"
    if declared:
        try:
            known = codecs.lookup(declared[1]).name.replace("-", "_")
        except LookupError:
            known = ""
        # utf-7 and Python's own text escapes could hide an entity from us
        if _CODECS.match(known):
            name = "cp1252" if known in ("iso8859_1", "ascii", "utf_8") else known
    return body.decode(name, errors="replace")
