"""Cookies that are the desk's own. A browser sends along those of every other program on the same host, and what
Python's reader of cookies cannot make out in one of them (``prefs={"a":1}``, ``a,b=1``) hides all that follow, or is an
error: somebody would be logged out, or spoken to in another language, for no reason that the desk could tell.

Must not know what a cookie holds.
"""

from __future__ import annotations

from collections.abc import Iterable
from http.cookies import SimpleCookie

LANGUAGE = "pantau_language"
SESSION = "pantau_desk"
SAFE_SESSION = f"__Host-{SESSION}"  # over https: one that no other host of the same domain can set
#: The last two are datasette's: the token of forms, and what is told on the next page.
OWN = frozenset({LANGUAGE, SESSION, SAFE_SESSION, "ds_csrftoken", "ds_messages"})


def only_own(headers: Iterable[tuple[bytes, bytes]]) -> list[tuple[bytes, bytes]]:
    """The headers of a request without the cookies of others; cut apart as RFC 6265, section 4.2.1, puts them
    together."""
    found = []
    for name, value in headers:
        if name.lower() == b"cookie":
            pairs = (pair.strip() for pair in value.split(b";"))
            value = b"; ".join(pair for pair in pairs if pair.partition(b"=")[0].strip().decode("latin-1") in OWN)
            if not value:
                continue
        found.append((name, value))
    return found


def cookie_in(headers: Iterable[tuple[str, str]], name: str) -> str | None:
    """The value of one of the desk's cookies; ``headers`` in lower case, as ``only_own`` leaves them."""
    jar: SimpleCookie = SimpleCookie()
    for header, value in headers:
        if header == "cookie":
            jar.load(value)
    return jar[name].value if name in jar else None
