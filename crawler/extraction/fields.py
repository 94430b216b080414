"""Section, picture, canonical address, agency and dateline of a story, each with where it was found.

Pure; knows where pages state them. What is not stated is None.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from crawler.canonical import canonical_url, host_of
from crawler.extraction.metadata import Metadata, people
from crawler.extraction.moments import MONTHS
from crawler.extraction.names import agency_of, key
from crawler.extraction.region import Region
from records import Evidence

MAX_SECTION = 80  # characters


@dataclass(frozen=True, slots=True)
class Stated:
    """A text and where it stands."""

    text: str
    evidence: Evidence


def find_canonical(data: Metadata, url: str | None) -> Stated | None:
    """The address that the page calls its own. One on another host, or the home page, is an error of the page
    or somebody else's story, and then the page's URL counts."""
    own = canonical_url(url) if url else None
    said = {"link": data.links.get("canonical"), "og": data.first("og:url"), "json-ld": data.said("url")}
    for place, address in said.items():
        found = canonical_url(address, url) if address else None
        if found is None:
            continue
        if own is None:
            return Stated(found, Evidence(place, "said"))
        here, there = host_of(own), host_of(found)
        related = here and there and (here == there or here.endswith("." + there) or there.endswith("." + here))
        if related and not (re.fullmatch(r"https?://[^/]+/?", found) and not re.fullmatch(r"https?://[^/]+/?", own)):
            return Stated(found, Evidence(place, "agreed" if found == own else "said"))
    return Stated(own, Evidence("url", "said")) if own else None


def find_section(data: Metadata) -> Stated | None:
    """The section that the page files itself under: JSON-LD, meta tags, the step above the story in its breadcrumbs."""
    site = {key(name) for name in data.site}
    for place, said in (
        ("json-ld", data.said("articleSection")),
        ("meta", data.first("article:section", "section", "parsely-section", "articlesection", "cxenseparse:section")),
        ("breadcrumbs", data.crumbs[-1] if data.crumbs else None),
    ):
        if said and len(said) <= MAX_SECTION and key(said) not in site and not re.search(r"https?:|_", said):
            agreed = place == "json-ld" and any(key(said) == key(crumb) for crumb in data.crumbs)
            return Stated(said, Evidence(place, "agreed" if agreed else "said"))
    return None


_NO_PICTURE = re.compile(
    r"(?:^|[_.-])(?:logo|placeholder|default|favicon|sprite|blank|avatar|icon)s?(?=[_.-]|\d|$)", re.IGNORECASE
)


def find_image(data: Metadata, url: str | None) -> Stated | None:
    """The address of the story's main picture; a logo or placeholder is none."""
    shared = data.first("og:image:secure_url", "og:image", "og:image:url", "twitter:image", "twitter:image:src")
    said = [("json-ld", address) for address in _addresses_of(data.article.get("image"))][:3]
    for place, address in [("og", shared), *said]:
        found = canonical_url(address, url) if address else None
        if found and not _NO_PICTURE.search(_file(found)):
            others = {_file(other) for other_place, other in [("og", shared), *said] if other and other_place != place}
            return Stated(found, Evidence(place, "agreed" if _file(found) in others else "said"))
    return None


def _addresses_of(image: Any) -> Iterator[str]:
    if isinstance(image, str):
        yield image
    elif isinstance(image, dict):
        yield from _addresses_of(image.get("url") or image.get("contentUrl"))
    elif isinstance(image, list):
        for item in image[:10]:
            yield from _addresses_of(item)


def _file(address: str) -> str:
    return address.split("?")[0].rstrip("/").rsplit("/", 1)[-1]


_MONTH = "|".join(sorted((name for name in MONTHS if name.isascii() or len(name) > 3), key=len, reverse=True))
_DAY = rf"(?:(?P<d1>\d{{1,2}})\.?\s+(?P<m1>{_MONTH})|(?P<m2>{_MONTH})\.?\s+(?P<d2>\d{{1,2}}))\.?(?:,?\s+(?:19|20)\d\d)?"
_PLACE = r"[^\W\d_][\w.'’-]*(?:[ /][^\W\d_][\w.'’-]*){0,4}"
_DASH = r"(?:--+|[-–—―])"
# "KUCHING, Sept 3 (Agency) -- ", "BERLIN (Agency) - ", "KUCHING: ", "Jakarta (Agency) - "; see _is_dateline.
_DATELINE = re.compile(
    rf"^\W{{0,2}}(?P<place>{_PLACE}(?:,\s{_PLACE})?)"
    rf"(?:(?:,\s*|\s+){_DAY})?(?:,?\s*[(/](?P<agency>[^()]{{2,40}})\))?\s*(?P<end>:|{_DASH})(?:\s|$)",
    re.IGNORECASE,
)
_DENSE_DATELINE = re.compile(
    r"^\W{0,2}(?P<agency>新华社|新華社|中新社|中央社|共同社|马新社|路透社|法新社)(?P<place>[\u3400-\u9fff]{2,10}?)"
    r"(?P<month>\d{1,2})月(?P<day>\d{1,2})日(?:电|電|讯|訊)"
)
# Words in capitals that open a line and are no place.
_NO_PLACE = frozenset(
    "breaking update updated watch video live exclusive comment opinion analysis editorial explainer correction note "
    "editor photo photos read also related factbox timeline interview review letter question answer summary highlights "
    "advisory media statement speech kemas terkini tonton baca eksklusif komen nota warning disclaimer q a".split()
)
_SIGNED = re.compile(
    rf"(?:^|[\s.!?”\"'’)]){_DASH}\s?(?P<dash>[A-Z][\w&'’./ ]{{1,40}}?)\.?$|"
    r"[(\[](?P<bracket>[\w&'’./, -]{2,40})[)\]]\.?$|©\s?(?P<copy>[A-Z][\w ]{1,24})"
)
# "Quelle:" and "Source:" are left out: they stand below pictures and quotations as well.
_SOURCE = re.compile(r"^(?:sumber|来源|來源|稿源)\s*[:：]\s*(?P<name>.{2,40})$", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Dateline:
    """The place as printed, the day where one is printed (its year is that nearest to the publication), the agency."""

    place: str
    day: date | None
    agency: str | None


def find_dateline(lines: Sequence[str], published: datetime | None) -> Dateline | None:
    """The dateline that opens one of the first three lines of a story."""
    for line in lines[:3]:
        text = " ".join(line[:200].split())
        dense = _DENSE_DATELINE.match(text)
        if dense:
            day = _day(int(dense["day"]), int(dense["month"]), published)
            return Dateline(dense["place"], day, agency_of(dense["agency"]))
        found = _DATELINE.match(text)
        if found and _is_dateline(found):
            number, month = found["d1"] or found["d2"], found["m1"] or found["m2"]
            day = _day(int(number), MONTHS[month.lower()], published) if number else None
            return Dateline(found["place"].strip(" ,"), day, _agency_in(found["agency"] or ""))
    return None


def _is_dateline(found: re.Match[str]) -> bool:
    """A place in capitals before any mark; else one with a capital, and an agency or a day behind it."""
    place = found["place"]
    if any(word in _NO_PLACE for word in re.findall(r"\w+", place.lower())):
        return False
    first = place.split(",")[0]
    capitals = first == first.upper() and sum(letter.isalpha() for letter in first) >= 3
    marked = _agency_in(found["agency"] or "") is not None or (found["d1"] or found["d2"]) is not None
    named = all(word[0].isupper() or word in ("am", "an", "der", "de", "del", "la", "di") for word in first.split())
    if found["end"] == ":" and not marked:
        return capitals and len(first.split()) <= 3
    return capitals or (named and marked)


def _day(day: int, month: int, published: datetime | None) -> date | None:
    if published is None:
        return None
    near = published.date()
    days = []
    for year in (near.year - 1, near.year, near.year + 1):
        try:
            days.append(date(year, month, day))
        except ValueError:
            continue
    best = min(days, key=lambda one: abs(one - near), default=None)
    return best if best and abs(best - near) <= timedelta(days=60) else None


def find_agency(
    page: Region, data: Metadata, credited: str | None, dateline: Dateline | None, lines: Sequence[str]
) -> Stated | None:
    """The news agency whose report a story is: in the byline, the dateline, JSON-LD and meta tags, behind the last
    line, or behind "Source:". ``lines`` are those of the story before anything was taken off its end."""
    found: list[tuple[str, str]] = []
    if credited:
        found.append(("byline", credited))
    if dateline and dateline.agency:
        found.append(("dateline", dateline.agency))
    holders = [data.article.get(name) for name in ("sourceOrganization", "copyrightHolder")]
    said = [owner.name for holder in holders for owner in people(holder)]
    said.append(data.first("source", "dc.source", "article:source", "news_source", "dcterms.source") or "")
    found += [("meta", agency) for name in said if (agency := agency_of(name))]
    found += [("end", agency) for line in lines[-4:] if (agency := _signed(line))][:1]
    named = (agency_of(label["name"].strip()) for label in page.labelled(_SOURCE))
    found += [("label", agency) for agency in named if agency][:1]
    if not found:
        return None
    best = found[0][1]
    places = [place for place, agency in found if agency == best]
    agreed = len(places) > 1
    read = not agreed and places[0] in ("end", "label", "dateline")
    return Stated(best, Evidence("+".join(places), "agreed" if agreed else "read" if read else "said"))


def _signed(line: str) -> str | None:
    """The agency that signs a line: "... on Monday. — Agency", "(Agency)", "© Agency", or its name alone."""
    text = " ".join(line[-200:].split())
    match = _SIGNED.search(text)
    said = (match["dash"] or match["bracket"] or match["copy"]) if match else text if len(text) <= 40 else ""
    return _agency_in(said)


def _agency_in(text: str) -> str | None:
    """The first agency named in a short credit: "Agency/Other", "Agency, dpa"."""
    parts = re.split(r"[/,;]|\s(?:and|und|et|dan)\s", text)
    return next((agency for part in parts if (agency := agency_of(part.strip(" .")))), None)
