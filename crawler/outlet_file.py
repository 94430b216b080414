"""Outlets as data: reads ``outlets/<id>.toml``, the only thing that is needed to add an outlet.

Knows the form of these files and what makes one wrong; it must not know how anything is fetched or parsed.
"""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal
from urllib.parse import urlsplit

from crawler.canonical import host_of
from crawler.extraction.hints import Hints
from crawler.outlet_fields import Fields
from crawler.source import Source, read_sources
from records import BadOutlet, Outlet

__all__ = ["OutletFile", "Politeness", "Revisit", "Source", "load_outlet", "load_outlets", "outlet_for_url"]

OUTLETS = Path(__file__).parent / "outlets"
_IDENTITIES = ("canonical", "id+language")
_PAYWALLS = ("none", "some", "metered", "hard")
_LAYOUTS = ("recorded", "unproven")

#: Codes that need no list to be looked up: that of languages has 8,000 entries, a tenth of the start of a command.
_COUNTRIES = frozenset(("MY", "CN", "SG", "HK", "TH", "VN", "JP", "ID", "ZZ"))
_LANGUAGES = frozenset(("en", "ms", "zh", "ta"))


@dataclass(frozen=True, slots=True, kw_only=True)
class Politeness:
    delay: float = 2.0  # seconds between two requests to one host
    concurrency: int = 1  # requests to one host at a time


@dataclass(frozen=True, slots=True, kw_only=True)
class Revisit:
    """Articles up to ``days`` old are looked at again, at most every ``hours``, so that edits become revisions."""

    days: float = 3.0
    hours: float = 24.0


@dataclass(frozen=True, slots=True, kw_only=True)
class OutletFile:
    """An outlet and how it is crawled."""

    outlet: Outlet
    sources: tuple[Source, ...]
    article_url: str  # regex, searched in the canonical URL; may name the groups id, section, y, m, d
    identity: Literal["canonical", "id+language"] = "canonical"
    politeness: Politeness = field(default_factory=Politeness)
    revisit: Revisit = field(default_factory=Revisit)
    hints: Hints = field(default_factory=Hints)
    stale_after_days: float = 14.0  # a feed whose newest item is older than this is stale
    paywall: Literal["none", "some", "metered", "hard"] = "none"  # its policy; what a page shows to all is kept
    layout: Literal["recorded", "unproven"] = "unproven"  # whether the layout that hints rest on was seen on its pages
    chosen: bool = True  # crawled where the settings name no outlets
    render: bool = False  # its articles and list pages are read as their scripts leave them (crawler.rendering)
    render_hosts: tuple[str, ...] = ()  # other hosts whose scripts and data its pages need
    note: str | None = None

    @property
    def crawled(self) -> tuple[Source, ...]:
        """The sources that every crawl asks: those not known to be dead and not kept for a backfill."""
        return tuple(source for source in self.sources if source.status != "dead" and not source.backfill)

    @property
    def archives(self) -> tuple[Source, ...]:
        """The sources that a backfill asks: list pages and sitemaps, which go back further than a feed."""
        return tuple(
            source for source in self.sources if source.status != "dead" and (source.backfill or source.kind != "feed")
        )


def load_outlet(path: Path | str) -> OutletFile:
    """Reads one outlet file. Raises BadOutlet that names file, line and field."""
    path = Path(path)
    try:
        text = path.read_text(encoding="utf-8")
        data = tomllib.loads(text)
    except OSError as error:
        raise BadOutlet(f"{path}: cannot be read ({error.strerror})") from error
    except UnicodeDecodeError as error:
        raise BadOutlet(f"{path}: is not UTF-8 (byte {error.start})") from error
    except tomllib.TOMLDecodeError as error:
        raise BadOutlet(f"{path}: is no TOML: {error}") from error
    top = Fields(path, text, data)
    outlet = _outlet(top, path)
    file = OutletFile(
        outlet=outlet,
        sources=read_sources(top),
        article_url=top.regex("article_url", required=True).pattern,
        identity=top.choice("identity", _IDENTITIES, "canonical"),
        politeness=_politeness(top.table("politeness")),
        revisit=_revisit(top.table("revisit")),
        hints=_hints(top.table("hints"), top, outlet),
        stale_after_days=top.number("stale_after_days", 14.0, above=0),
        paywall=top.choice("paywall", _PAYWALLS, "none"),
        layout=top.choice("layout", _LAYOUTS, "unproven"),
        chosen=top.flag("chosen", default=True),
        render=top.flag("render", default=False),
        render_hosts=top.texts("render_hosts"),
        note=top.text("note"),
    )
    if file.render_hosts and not file.render:
        top.wrong("render_hosts", "needs 'render = true'")
    for host in file.render_hosts:
        if not re.fullmatch(r"[a-z0-9-]+(?:\.[a-z0-9-]+)+(?::\d+)?", host):
            top.wrong("render_hosts", f"'{host}' is no host name (write it as cdn.example.com)")
    if file.paywall == "hard" and file.outlet.show == "full":
        top.wrong("paywall", '\'hard\' needs show = "excerpt" or "link"')
    if file.identity == "id+language" and "(?P<id>" not in file.article_url:
        top.wrong("article_url", "needs a named group 'id', since identity is 'id+language'")
    top.leave_nothing()
    return file


def load_outlets(folder: Path | str = OUTLETS) -> tuple[OutletFile, ...]:
    """Reads every ``*.toml`` of a folder, in the order of their ids. Raises BadOutlet on the first that is wrong,
    on an id that occurs twice, and on a folder without outlets."""
    folder = Path(folder)
    if not folder.is_dir():
        raise BadOutlet(f"{folder}: is no folder of outlet files")
    files = tuple(load_outlet(path) for path in sorted(folder.glob("*.toml")))
    if not files:
        raise BadOutlet(f"{folder}: holds no outlet file (*.toml)")
    return tuple(sorted(files, key=lambda file: file.outlet.id))


def _outlet(top: Fields, path: Path) -> Outlet:
    identifier = top.text("id", required=True)
    if identifier != path.stem:
        top.wrong("id", f"is '{identifier}', but the file is called {path.name}")
    if not identifier.replace("_", "").replace("-", "").isalnum() or not identifier.isascii():
        top.wrong("id", "may hold letters, digits, '-' and '_' only")
    country = top.text("country", required=True)
    if country not in _COUNTRIES and _country(country) is None:
        top.wrong("country", f"'{country}' is no ISO 3166-1 code of two letters")
    languages = top.texts("languages")
    if not languages:
        top.wrong("languages", "names no language")
    for language in languages:
        if language not in _LANGUAGES and _language(language) is None:
            top.wrong("languages", f"'{language}' is no ISO 639-1 code")
    return Outlet(
        id=identifier,
        name=top.text("name", required=True),
        country=country,
        languages=languages,
        home=top.url("home", required=True),
        kind=top.text("kind", required=True),
        owner=top.text("owner"),
        zone=top.zone("zone") or "UTC",
        show=top.choice("show", ("full", "excerpt", "link"), "full"),
    )


def _politeness(part: Fields) -> Politeness:
    value = Politeness(delay=part.number("delay", 2.0, above=-1e-9), concurrency=part.whole("concurrency", 1, above=0))
    part.leave_nothing()
    return value


def _revisit(part: Fields) -> Revisit:
    value = Revisit(days=part.number("days", 3.0, above=-1e-9), hours=part.number("hours", 24.0, above=0))
    part.leave_nothing()
    return value


def _hints(part: Fields, top: Fields, outlet: Outlet) -> Hints:
    value = Hints(
        title=part.css("title"),
        body=part.css("body"),
        drop=tuple(part.css_list("drop")),
        authors=part.css("authors"),
        date=part.css("date"),
        date_format=part.text("date_format"),
        end_marker=part.regex("end_marker"),
        paywall_text=part.texts("paywall_text"),
        paywall_selector=part.css("paywall_selector"),
        boilerplate=tuple(part.regex_list("boilerplate")),
        section_prefix=top.text("section_prefix"),
        zone=outlet.zone if top.has("zone") else None,
        languages=outlet.languages,
        country=None if outlet.country == "ZZ" else outlet.country,
    )
    if value.date_format and not value.date:
        part.wrong("date_format", "needs the selector 'date'")
    part.leave_nothing()
    return value


def outlet_for_url(url: str, outlets: tuple[OutletFile, ...], language: str | None = None) -> OutletFile:
    """The outlet to which a URL belongs: one whose article_url fits, else one with this host, else an outlet
    derived from the host name (kind "unknown"; country from its top-level domain, else "ZZ").

    Several editions may share a host; then the one that is written in ``language`` wins, then the longest home.
    Raises BadOutlet where the URL has no host.
    """
    host = host_of(url)
    if host is None:
        raise BadOutlet(f"'{url}' has no host, so no outlet")

    def rank(file: OutletFile) -> tuple[bool, bool, bool, int]:
        home = urlsplit(file.outlet.home)
        under = urlsplit(url).path.startswith(home.path.rstrip("/") or "/")
        return (
            language is not None and language in file.outlet.languages,
            re.search(file.article_url, url) is not None,
            under,
            len(home.path) if under else 0,
        )

    fitting = [file for file in outlets if _owns(file, host) or re.search(file.article_url, url)]
    if fitting:
        return max(fitting, key=rank)
    return derived_outlet(host)


def _owns(file: OutletFile, host: str) -> bool:
    home = host_of(file.outlet.home)
    return home is not None and (host == home or host.endswith("." + home))


def _country(code: str) -> Any:
    import pycountry

    return pycountry.countries.get(alpha_2=code)


def _language(code: str) -> Any:
    import pycountry

    return pycountry.languages.get(alpha_2=code)


def derived_outlet(host: str) -> OutletFile:
    """An outlet of which nothing is known but its host (for replayed pages and single URLs)."""
    host = host.removeprefix("www.")
    top_level = host.rsplit(".", 1)[-1].upper()
    top_level = {"UK": "GB", "EU": "ZZ"}.get(top_level, top_level)
    known: Any = _country(top_level) if len(top_level) == 2 else None
    country = top_level if known is not None else "ZZ"
    return OutletFile(
        outlet=Outlet(id=host, name=host, country=country, languages=(), home=f"https://{host}/", kind="unknown"),
        sources=(),
        article_url="",
        hints=Hints(country=None if country == "ZZ" else country),
    )
