"""A small invented country and two weeks of its news, written into a real store through the store's own commands."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from pathlib import Path

from pantau.ledger import refresh_ledger
from records import (
    Annotation,
    Article,
    CopyDecision,
    Fetch,
    Figure,
    JoinDecision,
    OfficialMention,
    Outlet,
    OutletHealth,
    PlaceMention,
    Quote,
    Sentence,
    Theme,
    ThemeScore,
    Week,
    article_id,
)
from store import Store, crawling, places, stories
from store.analysing import AnalysisOf, save_analysis
from store.health import save_health

ZONE = "Asia/Kuala_Lumpur"
WEEK = Week(2026, 20)
START, END = WEEK.bounds(ZONE)
AFTER = END + timedelta(hours=1)  # Monday morning, when the digest is made
DESK = "https://desk.example.org"

OUTLETS = (
    Outlet(
        id="tern", name="Tern News Agency", country="MY", languages=("en",), home="https://tern.example/", kind="agency"
    ),
    Outlet(
        id="heron", name="The Heron", country="MY", languages=("en",), home="https://heron.example/", kind="newspaper"
    ),
    Outlet(
        id="egret", name="Egret Daily", country="MY", languages=("en",), home="https://egret.example/", kind="newspaper"
    ),
    Outlet(
        id="pipit",
        name="Harian Pipit",
        country="MY",
        languages=("ms",),
        home="https://pipit.example/",
        kind="newspaper",
    ),
    Outlet(
        id="stilt",
        name="Stilt Monitor",
        country="SG",
        languages=("en",),
        home="https://stilt.example/",
        kind="business",
        show="link",
    ),
    Outlet(
        id="plover",
        name="Plover Post",
        country="MY",
        languages=("en",),
        home="https://plover.example/",
        kind="newspaper",
    ),
)
THEMES = (
    Theme(id="energy", name="Energy", name_ms="Tenaga", seeds=("power",)),
    Theme(id="chips", name="Semiconductors", name_ms="Semikonduktor", seeds=("chips",)),
    Theme(id="trade", name="Trade", name_ms="Perdagangan", seeds=("trade",)),
    Theme(id="water", name="Water", name_ms="Air", seeds=("water",)),
)
PLACES = (
    places.Place(code="MY-13", name="Sarawak", country="MY", kind="state"),
    places.Place(code="MY-07", name="Penang", name_ms="Pulau Pinang", country="MY", kind="state"),
    places.Place(code="MY-01", name="Johor", country="MY", kind="state"),
)


@dataclass(frozen=True, kw_only=True)
class Piece:
    """One article with what is in it. Spans are given as the words themselves and looked up in the body."""

    outlet: str
    slug: str
    title: str
    body: str
    story: str
    hours: float = 20.0  # after the week's start
    weeks_ago: int = 0
    language: str = "en"
    themes: tuple[str, ...] = ()
    copy_of: tuple[str, str] | None = None  # outlet, slug
    officials: tuple[tuple[str, str, str, str], ...] = ()  # name, role, organisation, status
    quotes: tuple[tuple[str, str, str | None], ...] = ()  # text, speaker, official
    figures: tuple[tuple[str, str, str, str, str, str, str], ...] = ()
    # text, value, unit, kind, measures, concept, "owner/period/status"
    places: tuple[tuple[str, str, str], ...] = ()  # text, code, name
    published: datetime | None = None
    url: str | None = None

    @property
    def id(self) -> str:
        return article_id(self.outlet, self.slug)


def dispute(store: Store) -> None:
    """The two values that are printed for one grant contradict each other."""
    found = store.connection.execute(
        "SELECT article, start FROM figure WHERE text IN ('RM2.4 billion', 'RM2.6 billion') ORDER BY text, article"
    ).fetchall()
    with store.transaction() as connection:
        connection.execute("DELETE FROM dispute")
        if len(found) > 1:
            (article, start), (other, other_start) = found[0], found[-1]
            connection.execute(
                "INSERT INTO dispute (id, kind, article, start, other_article, other_start, reason)"
                " VALUES ('d', 'value', ?, ?, ?, ?, '2.4 billion and 2.6 billion for one period')",
                (article, start, other, other_start),
            )


def sentences_of(body: str) -> tuple[Sentence, ...]:
    found = []
    for paragraph, match in enumerate(re.finditer(r"[^\n]+", body)):
        for part in re.finditer(r"\S.*?(?:[.!?][”\"]?(?=\s|$)|$)", match[0]):
            start = match.start() + part.start()
            found.append((start, start + len(part[0]), paragraph))
    return tuple(
        Sentence(number=n, start=start, end=end, text=body[start:end], paragraph=paragraph)
        for n, (start, end, paragraph) in enumerate(found)
    )


def annotation_of(piece: Piece) -> Annotation:
    sentences = sentences_of(piece.body)

    def at(text: str) -> tuple[int, int, int]:
        start = piece.body.index(text)
        return start, start + len(text), max(s.number for s in sentences if s.start <= start)

    officials = []
    for name, role, organisation, status in piece.officials:
        start, end, number = at(name)
        officials.append(
            OfficialMention(
                name=name,
                resolved_from=None,
                role=role,
                organisation=organisation or None,
                organisation_short=None,
                status=status,
                public_office=True,
                start=start,
                end=end,
                sentence=number,  # type: ignore[arg-type]
                confidence=0.9,
                found_by="test",
            )
        )
    figures = []
    for text, value, unit, kind, measures, concept, rest in piece.figures:
        owner, period, status = rest.split("/")
        start, end, number = at(text)
        figures.append(
            Figure(
                start=start,
                end=end,
                text=text,
                sentence=number,
                value=Decimal(value),
                unit=unit,
                kind=kind,
                measures=measures or None,
                concept=concept or None,
                owner=owner or None,
                period=period or None,
                status=status,
                confidence=0.9,
                found_by="test",  # type: ignore[arg-type]
            )
        )
    quotes = []
    for text, speaker, official in piece.quotes:
        start, end, number = at(text)
        quotes.append(
            Quote(
                start=start,
                end=end,
                text=text,
                sentence=number,
                kind="direct",
                cue="said",
                speaker=speaker,
                official=official,
                confidence=0.9,
                found_by="test",
            )
        )
    found_places = []
    for text, code, name in piece.places:
        start, end, number = at(text)
        found_places.append(
            PlaceMention(
                code=code,
                name=name,
                text=text,
                start=start,
                end=end,
                sentence=number,
                confidence=0.9,
                found_by="test",
                use="dateline" if text.isupper() else "subject",
            )
        )
    return Annotation(
        language=piece.language,
        sentences=sentences,
        entities=(),
        officials=tuple(officials),
        places=tuple(found_places),
        figures=tuple(figures),
        quotes=tuple(quotes),
    )


def write(store: Store, piece: Piece) -> None:
    """Stores and analyses one piece."""
    seen = START + timedelta(hours=piece.hours) - timedelta(weeks=piece.weeks_ago)
    url = piece.url or f"https://{piece.outlet}.example/{piece.slug}"
    crawling.save_article(
        store,
        None,
        Article(
            id=piece.id,
            outlet=piece.outlet,
            identity=piece.slug,
            url=url,
            title=piece.title,
            body=piece.body,
            published=piece.published or seen - timedelta(hours=1),
            first_seen=seen,
            language=piece.language,
            words=len(piece.body.split()),
            fetch=Fetch(url=url, outlet=piece.outlet, fetched=seen, status="ok", purpose="article", http_status=200),
        ),
    )
    copy = None
    if piece.copy_of:
        copy = CopyDecision(
            article=piece.id, copy_of=article_id(*piece.copy_of), kind="copy", containment=0.95, reason="same words"
        )
    save_analysis(
        store,
        AnalysisOf(
            article=piece.id,
            version="v1",
            annotation=None if copy else annotation_of(piece),
            copy=copy,
            join=JoinDecision(article=piece.id, story=piece.story, action="join", score=0.9, margin=0.5, reason="test"),
            themes=tuple(ThemeScore(theme=theme, score=0.8, assigned=True, why="seed") for theme in piece.themes),
        ),
    )


LINE = (
    "KUCHING, May 12 (Tern) -- Sarawak will open a 190-megawatt hydropower line to the coast in 2027, Energy Minister"
    " Lim Teratai said on Tuesday.\n"
    "The line costs RM2.4 billion, of which the federal government pays half.\n"
    "“We have water enough for three such lines,” Lim told reporters in Kuching.\n"
    "It is the second line in the state since 2020.\n"
)
WEEKS = (
    Piece(
        outlet="tern",
        slug="hydro",
        story="s-hydro",
        title="Sarawak to open hydropower line to the coast in 2027",
        body=LINE,
        hours=30,
        themes=("energy",),
        officials=(("Lim Teratai", "Energy Minister", "Ministry of Energy", "current"),),
        quotes=(("“We have water enough for three such lines,”", "Lim", "Lim Teratai"),),
        figures=(
            ("190-megawatt", "190", "MW", "power", "hydropower line", "capacity", "Sarawak/2027/target"),
            ("RM2.4 billion", "2400000000", "MYR", "money", "cost of the line", "investment", "Sarawak/2027/actual"),
        ),
        places=(("Sarawak", "MY-13", "Sarawak"),),
    ),
    Piece(
        outlet="heron",
        slug="hydro-copy",
        story="s-hydro",
        title="Sarawak to open hydropower line to the coast",
        body=LINE,
        hours=33,
        copy_of=("tern", "hydro"),
        themes=("energy",),
    ),
    Piece(
        outlet="egret",
        slug="line",
        story="s-hydro",
        title="Half of coast line's RM2.6 billion is federal money",
        body=(
            "Putrajaya pays half of the RM2.6 billion that the power line in Sarawak will cost, the Treasury said.\n"
            "Work begins in August and employs 1,400 people.\n"
        ),
        hours=40,
        themes=("energy",),
        figures=(
            ("RM2.6 billion", "2600000000", "MYR", "money", "cost of the line", "investment", "Sarawak/2027/actual"),
        ),
        places=(("Sarawak", "MY-13", "Sarawak"),),
    ),
    Piece(
        outlet="pipit",
        slug="talian",
        story="s-hydro",
        language="ms",
        title="Sarawak buka talian hidro ke pantai pada 2027",
        body=(
            "Sarawak akan membuka talian kuasa hidro 190 megawatt ke kawasan pantai pada tahun 2027, kata Menteri.\n"
            "Kos projek ini ditanggung bersama kerajaan persekutuan.\n"
        ),
        hours=41,
        themes=("energy",),
        places=(("Sarawak", "MY-13", "Sarawak"),),
    ),
    Piece(
        outlet="stilt",
        slug="line-paid",
        story="s-hydro",
        title="Hydro line: what it means for tariffs",
        body="Tariffs on the coast fall by two sen once the hydropower line to the coast opens in 2027.\n",
        hours=44,
        themes=("energy",),
    ),
    Piece(
        outlet="egret",
        slug="new-minister",
        story="s-minister",
        title="Rosnah Kelicap is new trade minister",
        body=(
            "PUTRAJAYA, May 13 — Rosnah Kelicap was sworn in as Trade Minister on Wednesday before the King.\n"
            "“I will listen before I speak about tariffs,” she said after the ceremony.\n"
        ),
        hours=60,
        themes=("trade",),
        officials=(("Rosnah Kelicap", "Trade Minister", "Ministry of Trade", "current"),),
        quotes=(("“I will listen before I speak about tariffs,”", "she", "Rosnah Kelicap"),),
        places=(("PUTRAJAYA", "MY-16", "Putrajaya"),),
    ),
    Piece(
        outlet="tern",
        slug="chips-2",
        story="s-chips",
        title="Penang chip tester hires 300 more",
        body=(
            "GEORGE TOWN, May 14 (Tern) -- The chip tester Padi Mikro will hire 300 engineers in Penang this year.\n"
            "Exports of its testers rose 12 per cent in April.\n"
        ),
        hours=80,
        themes=("chips", "trade"),
        figures=(
            (
                "12 per cent",
                "12",
                "percent",
                "percent",
                "exports of its testers",
                "exports",
                "Padi Mikro/2026-04/actual",
            ),
        ),
        places=(("Penang", "MY-07", "Penang"),),
    ),
    Piece(
        outlet="heron",
        slug="cat",
        story="s-cat",
        title="Cat sleeps on mayor's chair",
        body="A grey cat slept on the mayor's chair through the whole of Friday's meeting, to nobody's surprise.\n",
        hours=90,
    ),
    # the week before
    Piece(
        outlet="tern",
        slug="chips-1",
        story="s-chips",
        title="Penang chip tester plans to grow",
        body="The chip tester Padi Mikro plans to grow in Penang, its head said on Thursday at the yearly meeting.\n",
        hours=80,
        weeks_ago=1,
        themes=("chips",),
        places=(("Penang", "MY-07", "Penang"),),
    ),
    Piece(
        outlet="egret",
        slug="old-minister",
        story="s-tariff",
        title="Trade minister defends tariff",
        body="Trade Minister Osman Bangau defended the tariff on steel on Monday in a long speech to parliament.\n",
        hours=10,
        weeks_ago=1,
        themes=("trade",),
        officials=(("Osman Bangau", "Trade Minister", "Ministry of Trade", "current"),),
    ),
    Piece(
        outlet="plover",
        slug="port",
        story="s-port",
        title="Johor port counts record boxes",
        body="The port in Johor moved 1.1 million boxes in April, more than in any month before, its operator said.\n",
        hours=30,
        weeks_ago=1,
        themes=("trade",),
        places=(("Johor", "MY-01", "Johor"),),
    ),
)


def feed(store: Store, outlet: str, when: datetime, status: str = "ok", reason: str | None = None) -> None:
    crawling.save_fetch(
        store,
        None,
        Fetch(
            url=f"https://{outlet}.example/feed",
            outlet=outlet,
            fetched=when,
            status=status,
            purpose="feed",
            reason=reason,
        ),  # type: ignore[arg-type]
    )


def heard(store: Store, *, silent: tuple[str, ...] = ("plover",), days: int = 3) -> None:
    """Feeds of both weeks: the week before all answered; in this week ``silent`` ones were forbidden."""
    for day in range(days):
        for outlet in OUTLETS:
            when = START + timedelta(days=2 * day, hours=13)
            feed(store, outlet.id, when - timedelta(weeks=1))
            if outlet.id in silent:
                feed(store, outlet.id, when, "robots", "robots.txt: Disallow: /")
            else:
                feed(store, outlet.id, when)
    for outlet in silent:
        save_health(
            store,
            OutletHealth(
                outlet=outlet,
                state="robots",
                reason="robots.txt: Disallow: /",
                since=START + timedelta(days=1),
                last_attempt=END - timedelta(days=1),
            ),
        )


@dataclass
class Filled:
    """What ``fill`` can be told: other pieces, other silences."""

    pieces: tuple[Piece, ...] = WEEKS
    silent: tuple[str, ...] = ("plover",)
    outlets: tuple[Outlet, ...] = OUTLETS
    themes: tuple[Theme, ...] = THEMES
    days: int = 3


def fill(path: Path, told: Filled | None = None) -> Store:
    """A new store with two weeks of news; the caller closes it."""
    told = told or Filled()
    store = Store(path, ZONE)
    crawling.save_outlets(store, told.outlets)
    stories.save_themes(store, told.themes)
    places.save_places(store, PLACES)
    for piece in sorted(told.pieces, key=lambda p: (-p.weeks_ago, p.hours)):
        write(store, piece)
    heard(store, silent=told.silent, days=told.days)
    refresh_ledger(store)
    dispute(store)
    return store
