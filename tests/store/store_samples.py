"""Builders of records about made-up people and outlets, for the tests of the store."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

from records import (
    Annotation,
    Article,
    Entity,
    Fetch,
    Figure,
    JoinDecision,
    OfficialMention,
    Outlet,
    PlaceMention,
    Quote,
    Sentence,
    Theme,
    ThemeScore,
    Vector,
    article_id,
)
from store import Store
from store.analysing import AnalysisOf, save_analysis
from store.crawling import save_article

T0 = datetime(2024, 11, 18, 1, 0, tzinfo=UTC)
OUTLETS = (
    Outlet(
        id="wire", name="Wira Wire", country="MY", languages=("en", "ms"), home="https://wire.example", kind="agency"
    ),
    Outlet(
        id="pos",
        name="Pos Pagi",
        country="MY",
        languages=("ms",),
        home="https://pos.example",
        kind="newspaper",
        owner="Kumpulan Satu",
    ),
    Outlet(
        id="petang",
        name="Petang",
        country="MY",
        languages=("ms",),
        home="https://petang.example",
        kind="newspaper",
        owner="Kumpulan Satu",
        show="excerpt",
    ),
    Outlet(
        id="link",
        name="Only Links",
        country="SG",
        languages=("en",),
        home="https://link.example",
        kind="newspaper",
        show="link",
    ),
)
THEMES = (
    Theme(id="trade", name="Trade", seeds=("trade talks",)),
    Theme(id="energy", name="Energy", seeds=("power grid",)),
)
BODY = "Perak's trade minister Zul Hamdan said on Monday that exports rose to RM1.2 billion.\nHe opened a port."


def at(hours: float) -> datetime:
    return T0 + timedelta(hours=hours)


def fetch_of(outlet: str = "wire", url: str = "https://wire.example/1", hours: float = 0, **more: Any) -> Fetch:
    given: dict[str, Any] = {"status": "ok", "purpose": "article", "http_status": 200} | more
    return Fetch(url=url, outlet=outlet, fetched=at(hours), **given)


def article_of(
    number: int | str = 1,
    outlet: str = "wire",
    hours: float = 0,
    body: str = BODY,
    title: str = "Exports rise",
    warc: bool = True,
    **more: Any,
) -> Article:
    url = f"https://{outlet}.example/{number}"
    evidence: dict[str, Any] = {}
    if warc:
        evidence = {
            "warc_file": f"{outlet}.warc.gz",
            "warc_offset": int(hours * 3600) * 1000
            + len(str(number)) * 7
            + (int(number) if str(number).isdigit() else 0),
        }
    given: dict[str, Any] = {"language": "en", "words": len(body.split()), "first_seen": at(hours)} | more
    return Article(
        id=article_id(outlet, str(number)),
        outlet=outlet,
        identity=str(number),
        url=url,
        title=title,
        body=body,
        fetch=fetch_of(outlet, url, hours, **evidence),
        **given,
    )


def annotation_of(
    body: str = BODY,
    name: str = "Zul Hamdan",
    role: str | None = "trade minister",
    value: str = "1200000000",
    text: str = "RM1.2 billion",
    **figure: Any,
) -> Annotation:
    """One sentence a line; one official, place, entity, figure and quote in the first line."""
    sentences, start = [], 0
    for number, line in enumerate(body.split("\n")):
        sentences.append(Sentence(number=number, start=start, end=start + len(line), text=line, paragraph=number))
        start += len(line) + 1
    here = max(body.find(name), 0)
    number_at = max(body.find(text), 0)
    known: dict[str, Any] = {
        "unit": "MYR",
        "kind": "money",
        "measures": "exports",
        "concept": "exports",
        "owner": "Perak",
        "period": "2024",
        "change": "rise",
    }
    return Annotation(
        language="en",
        sentences=tuple(sentences),
        entities=(Entity(label="PERSON", start=here, end=here + len(name), text=name, found_by="test"),),
        officials=(
            OfficialMention(
                name=name,
                resolved_from=None,
                role=role,
                organisation="Ministry of Trade of Perak",
                organisation_short="MTP",
                status="current",
                public_office=True,
                start=here,
                end=here + len(name),
                sentence=0,
                confidence=0.9,
                found_by="test",
            ),
        ),
        places=(
            PlaceMention(
                code="MY-08", name="Perak", text="Perak", start=0, end=5, sentence=0, confidence=1.0, found_by="test"
            ),
        ),
        figures=(
            Figure(
                start=number_at,
                end=number_at + len(text),
                text=text,
                sentence=0,
                value=Decimal(value),
                **(known | figure),
            ),
        ),
        quotes=(
            Quote(
                start=0,
                end=10,
                text=body[:10],
                sentence=0,
                kind="indirect",
                cue="said",
                speaker=name,
                official=name,
                confidence=0.8,
                found_by="test",
            ),
        ),
    )


def analysis_of(article: Article, story: str | None = None, **more: Any) -> AnalysisOf:
    given: dict[str, Any] = {
        "annotation": annotation_of(article.body),
        "vector": Vector(article=article.id, model="test", dimension=1, values=b"\0\0\x80?"),
        "passages": b"\x05\x06",
        "neighbourhood": b"\x00\x3c",
        "join": JoinDecision(
            article=article.id,
            story=story or f"s-{article.id}",
            action="new",
            score=0.5,
            margin=0.25,
            features={"b": 1.0, "a": 2.0},
            reason="no story is near",
        ),
        "themes": (
            ThemeScore(theme="trade", score=0.7, assigned=True, why="trade talks"),
            ThemeScore(theme="energy", score=0.1, assigned=False, why="power grid"),
        ),
    } | more
    return AnalysisOf(article=article.id, version="v1", **given)


def two_stories(store: Store) -> None:
    for n in (1, 2, 3):
        article = article_of(n, hours=n)
        save_article(store, None, article)
        read(store, n)


def read(store: Store, n: int) -> None:
    save_analysis(
        store,
        analysis_of(
            article_of(n),
            join=JoinDecision(
                article=article_of(n).id, story="s1" if n < 3 else "s2", action="join", score=1.0, margin=1.0
            ),
        ),
    )


def figure_of(n: int) -> str:
    figure = annotation_of().figures[0]
    return f"{article_of(n).id}:{figure.start}"
