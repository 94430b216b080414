"""The canonical form of a URL: one article, one address.

Knows URLs only. Tracking parameters and well-known secrets go, host and scheme are lower-cased, default ports,
fragments and user names go; parameters that may name the article (``id=``) stay, in the order in which they came.
"""

from __future__ import annotations

import re
from urllib.parse import parse_qsl, quote, urlencode, urljoin, urlsplit, urlunsplit

MAX_URL = 2048  # characters; longer ones are no address of a page that anybody links to

# Parameters that say where a reader came from, never what is shown: those of the analytics and mail services
# that publishers use (Google, Meta, Microsoft, Adobe, Mailchimp, HubSpot, Marketo, Yandex, AT Internet).
_TRACKING = re.compile(
    r"(?:utm_\w+|(?:fb|g|d)clid|gclsrc|wbraid|gbraid|msclkid|yclid|igshid|igsh|mc_[ce]id|mkt_tok|_hs(?:enc|mi)|hsctatracking"
    r"|ns_\w+|at_\w+|xtor|cmp(?:id)?|icid|ocid|ito|s_cid|smid|smtyp|ref_?src|referr?er|ref|from_rss"
    r"|maca|ftag|sref|spm|_ga|_gl|fb_\w+|socialshare|wt_\w+|sr_share\w*)",
    re.IGNORECASE,
)
# Secrets of one reader or session, by names that never say which page is shown: OAuth (RFC 6749, 6750), sessions of
# PHP, Java, ASP and ColdFusion, signed addresses of Amazon, Google and CloudFront, and a subscriber's gift of an
# article (New York Times, Washington Post, Financial Times, Economist). A bare "token", "key" or "sig" stays: it may
# name the page, and all pages of its outlet would become one without it.
_SECRET = re.compile(
    r"(?:access_?token|refresh_?token|id_token|auth_?token|client_secret|password|passwd|pwd|api_?key"
    r"|session_?id|phpsessid|jsessionid|aspsessionid\w*|cfid|cftoken"
    r"|x-(?:amz|goog)-[\w-]+|key-pair-id|signature|awsaccesskeyid|googleaccessid"
    r"|unlocked_article_code|pwapi_token|gift_?id|gift_?code)",
    re.IGNORECASE,
)
# A JSON Web Token (RFC 7519) under whatever name: its first part is base64url of {"...
_TOKEN = re.compile(r"eyJ[\w-]{8,}\.[\w-]+\.[\w-]*")
_PATH_SESSION = re.compile(r";(?:jsessionid|phpsessid)=[^/;]*", re.IGNORECASE)
_HOST = re.compile(r"[^\s\x00-\x1f\x7f/?#@\[\]\\<>^`{|}%\"]+")
_SAFE_PATH = "/%:@!$&'()*+,;=~-._"


def canonical_url(url: str, base: str | None = None) -> str | None:
    """The canonical form of ``url`` (joined to ``base`` where it is relative), or None where it is no web address."""
    text = url.strip().replace("\n", "").replace("\r", "").replace("\t", "")
    if not text or len(text) > MAX_URL:
        return None
    try:
        parts = urlsplit(urljoin(base, text) if base else text)
        host, port = parts.hostname, parts.port
    except ValueError:
        return None
    scheme = parts.scheme.lower()
    if scheme not in ("http", "https") or not host:
        return None
    host = host.rstrip(".")
    try:
        host = host.encode("idna").decode("ascii") if not host.isascii() else host
    except UnicodeError:
        return None
    if not _HOST.fullmatch(host):  # IDNA lets through what no host is made of: "\u00b4" becomes "xn-- -xbb"
        return None
    if ":" in host:
        host = f"[{host}]"
    if port and port != {"http": 80, "https": 443}[scheme]:
        host = f"{host}:{port}"
    path = quote(_PATH_SESSION.sub("", parts.path) or "/", safe=_SAFE_PATH)
    kept = [
        (name, value)
        for name, value in parse_qsl(parts.query, keep_blank_values=True, max_num_fields=None)
        if not (_TRACKING.fullmatch(name) or _SECRET.fullmatch(name) or _TOKEN.fullmatch(value))
    ]
    query = parts.query if len(kept) == len(parts.query.split("&")) and parts.query else urlencode(kept)
    return urlunsplit((scheme, host, path, quote(query, safe=_SAFE_PATH + "?"), ""))


def same_page(url: str) -> str:
    """A key under which http and https, ``www.`` or not and a last slash are the same page."""
    parts = urlsplit(canonical_url(url) or url)
    host = parts.netloc.removeprefix("www.")
    return urlunsplit(("", host, parts.path.rstrip("/") or "/", parts.query, "")).removeprefix("//")


def host_of(url: str) -> str | None:
    """The host without ``www.`` and port, or None where there is none."""
    try:
        host = urlsplit(url).hostname
    except ValueError:
        return None
    return host.rstrip(".").removeprefix("www.") if host else None
