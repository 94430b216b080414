"""Scores what extraction says about a page beside its text: title, day and authors, against a publisher's own gold.

Knows the conventions of the gold only; who is a person is decided here by rules of its own, not by those of extraction.
"""

from __future__ import annotations

import re
import unicodedata
from datetime import date
from urllib.parse import urlsplit

from pantau.evaluate.gold import GoldPage
from records import Extracted

_QUOTES = str.maketrans({**dict.fromkeys("‘’‚‛′`´", "'"), **dict.fromkeys("“”„‟″«»", '"')})
_INVISIBLE = re.compile("[\u00ad\u200b-\u200f\u2060\ufeff]")
_AGENCY = frozenset(
    "afp ap aap apa reuters bernama xinhua antara dpa sda efe ansa ntb ritzau belga anp kyodo jiji yonhap pti ani "
    "ians tass sid pa associatedpress theassociatedpress agencefrancepresse deutschepresseagentur anadoluajansı "
    "anadoluajansi anadoluagency keystonesda pamedia canadianpress thecanadianpress".split()
)
_DESK = re.compile(
    r"\b(?:news|online|web|digital|staff|desk|newsroom|reporters?|redaktion|redaksi|redacción|rédaction|redazione|redaktionen|"
    r"team|editors?|agency|agence|agentur|press|media|correspondent|admin|times|post|zeitung)\b|デジタル|新聞|通信|日刊",
    re.IGNORECASE,
)


def checks(page: GoldPage, found: Extracted) -> dict[str, bool]:
    """For each thing that the gold has, whether it was found: the title, equal but for quotes, spaces and Unicode
    forms; the day, within a day since the gold is local; the authors as a set: against the gold as it stands, which
    lists agencies and desks, and against the people in it; and all who are credited against the gold as it stands."""
    right: dict[str, bool] = {}
    if page.title:
        right["title"] = headline(found.title or "") == headline(page.title)
    if page.day:
        when = found.published
        right["day"] = when is not None and abs((when.date() - date.fromisoformat(page.day)).days) <= 1
    if page.authors is not None:
        right["authors, gold as it stands"] = _names(found.authors) == _names(page.authors)
        people = tuple(name for name in page.authors if is_person(name, page))
        right["authors, people of the gold"] = _names(found.authors) == _names(people)
        right["all who are credited"] = _names(found.credited) == _names(page.authors)
    return right


def headline(text: str) -> str:
    """A title with straight quotes, single spaces, in one Unicode form; letters, case and punctuation stay."""
    return " ".join(_INVISIBLE.sub("", unicodedata.normalize("NFKC", text).translate(_QUOTES)).split())


def is_person(name: str, page: GoldPage) -> bool:
    """Whether a name in the gold is a person's. It is not where it is a known agency or opens with one
    ("AFP, MANILA"), is the publisher's own name, short name or host, holds a word for a desk, or a domain."""
    key = _key(name)
    first = _key(re.split(r"[\s,/]", name.strip())[0])
    publisher = _key(page.name.split(" ")[0])
    host = _key(re.sub(r"^www\.", "", urlsplit(page.url or "").hostname or ""))
    if key in _AGENCY or first in _AGENCY or re.search(r"\.\w{2,4}$", name) or _DESK.search(name):
        return False
    return bool(key) and key not in publisher and publisher not in key and not host.startswith(key)


def _names(names: tuple[str, ...]) -> set[str]:
    return {_key(name) for name in names} - {""}


def _key(text: str) -> str:
    return "".join(re.findall(r"\w", unicodedata.normalize("NFKC", text).casefold()))
