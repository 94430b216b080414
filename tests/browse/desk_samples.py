"""A small database about made-up people and outlets, filled through the store's own commands.

``fill(path)`` gives a tame one; ``fill(path, HOSTILE)`` puts attack strings wherever a stranger's text can stand.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

from pantau.ledger import refresh_ledger
from pantau.summaries import refresh_summaries
from records import (
    Annotation,
    Article,
    CopyDecision,
    EmergentTheme,
    Evidence,
    Fetch,
    Figure,
    JoinDecision,
    LeftOut,
    OfficialMention,
    Outlet,
    OutletHealth,
    PlaceMention,
    Quote,
    Sentence,
    Theme,
    ThemeScore,
    Trend,
    article_id,
)
from store import Store, emergent, trending
from store.analysing import AnalysisOf, save_analysis
from store.crawling import mark_withdrawn, save_article, save_fetch, save_outlets
from store.health import save_health
from store.organisations import OrganisationName, save_names
from store.people import add_subscriber, claim_delivery, save_digest
from store.places import Place, save_places
from store.stories import merge_stories, refresh_story, save_themes
from store.values import insert

ZONE = "Asia/Kuala_Lumpur"
T0 = datetime(2026, 9, 8, 1, 0, tzinfo=UTC)  # Tuesday of 2026-W37
ADDRESS = "reader.one@office.example"
ATTACKS = (
    '"><script>alert(1)</script>',
    "{{7*7}}",
    "=cmd|' /C calc'!A0",
    '{"img_src": "https://evil.example/x.png"}',
    "<img src=x onerror=alert(1)>",
    "</style></title></textarea><svg onload=alert(1)>",
    "[click](javascript:alert(1))",
    "javascript:alert(1)",
    "' onmouseover='alert(1)",
    "\u202etxt.exe\u202c\x00\x1b[31m",
)
Text = Callable[[str], str]


class Hostile:
    """Each text gets the next attack before it, so that every kind of field meets several of them."""

    def __init__(self) -> None:
        self.number = 0

    def __call__(self, text: str) -> str:
        self.number += 1
        return f"{ATTACKS[self.number % len(ATTACKS)]} {text}"


BODY = (
    "IPOH: Transport minister Rahim Sulong said on Monday that rail freight rose to 4.2 million tonnes in 2025.\n"
    '"We will double the line by 2030," he told reporters in Perak.\n'
    + "The line carries cement, rice and cars between the port and the plain, and more each year. "
    * 8
)
OTHER = (
    "The ministry of transport put rail freight at 3.9 million tonnes in 2025.\nOfficials in Perak gave no reason. "
    + "Freight is counted at the port and again at the plain, which may explain it. " * 8
)


def at(hours: float) -> datetime:
    return T0 + timedelta(hours=hours)


def fill(path: Path, text: Text = str) -> dict[str, str]:
    """The database, and the ids that tests ask for: name -> id."""
    with Store.create(path, ZONE) as store:
        return _filled(store, text)


def _filled(store: Store, text: Text) -> dict[str, str]:
    save_outlets(
        store,
        [
            outlet_of("wire", text("Wira Wire")),
            outlet_of("pos", text("Pos Pagi"), owner=text("Kumpulan Satu")),
            outlet_of("short", text("Short View"), show="excerpt"),
            outlet_of("link", text("Only Links"), show="link"),
            outlet_of("silent", text("Silent Post")),
        ],
    )
    save_themes(
        store,
        [
            Theme(id="rail", name=text("Rail and ports"), seeds=(text("rail freight"),), description=text("By rail.")),
            Theme(id="space", name="Space", seeds=("satellite",)),
        ],
    )
    save_places(store, [Place(code="MY-08", name="Perak", name_ms="Perak", country="MY", kind="state")])
    ids = {
        "origin": article_in(store, text, "wire", 1, 0, BODY),
        "copy": article_in(store, text, "pos", 2, 1, BODY),
        "excerpt": article_in(store, text, "short", 3, 2, OTHER),
        "link": article_in(store, text, "link", 4, 3, BODY.replace("4.2", "4.25")),
        "gone": article_in(store, text, "wire", 5, 4, "A text that will be taken down soon. " * 10),
        "unread": article_in(store, text, "wire", 6, 5, "Nobody has read this one yet. " * 10),
        "later": article_in(store, text, "wire", 7, 24 * 7, BODY),
    }
    article_in(store, text, "wire", 1, 6, BODY + "One more line.", title="Line to double, says minister (updated)")
    for name, story in (("origin", "s1"), ("excerpt", "s1"), ("link", "s1"), ("gone", "s2"), ("later", "s3")):
        body = OTHER if name == "excerpt" else BODY if name != "origin" else BODY + "One more line."
        body = body.replace("4.2", "4.25") if name == "link" else body
        save_analysis(
            store,
            AnalysisOf(
                article=ids[name],
                version="v1",
                annotation=_annotation(body, text),
                join=JoinDecision(
                    article=ids[name], story=story, action="join", score=0.9, margin=0.4, reason=text("same event")
                ),
                themes=(
                    ThemeScore(theme="rail", score=0.81, assigned=True, why=text("near 'rail freight'")),
                    ThemeScore(theme="space", score=0.1, assigned=False, why="nothing"),
                ),
            ),
        )
    save_analysis(
        store,
        AnalysisOf(
            article=ids["copy"],
            version="v1",
            copy=CopyDecision(
                article=ids["copy"], copy_of=ids["origin"], kind="copy", containment=0.99, reason=text("99% shared")
            ),
            join=JoinDecision(article=ids["copy"], story="s1", action="copy", score=None, margin=None, reason="a copy"),
            themes=(ThemeScore(theme="rail", score=0.81, assigned=True, why="near"),),
        ),
    )
    extra = article_in(store, text, "pos", 8, 8, OTHER)
    save_analysis(
        store,
        AnalysisOf(
            article=extra,
            version="v1",
            annotation=_annotation(OTHER, text),
            join=JoinDecision(article=extra, story="s9", action="new", score=None, margin=None, reason="new"),
        ),
    )
    merge_stories(store, "s9", "s1", at(9), text("one event"))
    mark_withdrawn(store, ids["gone"], at(30), text("404 Not Found"))
    refresh_story(store, "s2")
    refresh_ledger(store)
    refresh_summaries(store, "v1")
    _ledger(store, text, ids)
    for outlet, state in (("wire", "ok"), ("pos", "blocked"), ("short", "quiet")):
        save_health(
            store,
            OutletHealth(
                outlet=outlet,
                state=state,
                reason=text("403 for a day"),
                since=at(0),
                last_attempt=at(20),
                last_new=at(9),
            ),
        )
    save_fetch(
        store,
        None,
        Fetch(
            url=text("https://pos.example/feed"),
            outlet="pos",
            fetched=at(20),
            status="http_error",
            purpose="feed",
            http_status=403,
            reason=text("Forbidden"),
        ),
    )
    _emergent_and_trends(store, text)
    html = f"<!doctype html><html><head><title>x</title></head><body><h1>{text('Digest')}</h1></body></html>"
    made = save_digest(
        store, "2026-W37", text("Line to double; 3 stories"), html, text("Plain digest"), at(40), {}, language="en"
    )
    add_subscriber(store, ADDRESS, at(0), name="Reader One")
    claim_delivery(store, ADDRESS, "2026-W37", at(41), made.id)
    names = (("en", "Ministry of Transport"), ("ms", "Kementerian Pengangkutan"), ("zh", "交通部"), ("", text("MOT")))
    save_names(
        store,
        [OrganisationName(organisation="Ministry of Transport", language=each, name=name) for each, name in names],
    )
    asked = {
        "official": "SELECT id FROM official",
        "organisation": "SELECT id FROM organisation",
        "claim": "SELECT claim FROM figure WHERE text LIKE '%3.9 mil%' AND claim IS NOT NULL",
    }
    found = {name: str(store.connection.execute(sql).fetchone()[0]) for name, sql in asked.items()}
    return ids | found | {"story": "s1", "merged": "s9", "empty": "s2", "digest": str(made.id)}


def _emergent_and_trends(store: Store, text: Text) -> None:
    """A group of two weeks and one that became a theme; a rise, a silence, and a week of which nothing is known."""
    group = EmergentTheme(
        id="e-s1",
        week="2026-W37",
        label_en=text("Fish ponds, otters"),
        label_ms=text("Kolam ikan"),
        medoid="s1",
        headline=text("Otters raid ponds"),
        members=("s1", "s9"),
        outlets=3,
        days=4,
        since=date(2026, 9, 1),
        reason=text("3 of them hold otter"),
    )
    emergent.save_week(store, "2026-W36", [replace(group, week="2026-W36")], "f", "v")
    emergent.save_week(store, "2026-W37", [group, replace(group, id="e-s2", label_en=text("Became"))], "f", "v")
    emergent.promote(store, "e-s2", "rail", text("Aina"), at(50))
    rise = Trend(
        week="2026-W37",
        kind="theme",
        key="rail",
        verdict="rise",
        why="counted",
        reports=12,
        low=3,
        high=5,
        weeks=8,
        left_out=(LeftOut(source=text("Pos Pagi"), why="silent", days=3),),
        reason=text("12 independent reports, usually 3 to 5; Pos Pagi was silent for 3 days, not counted"),
    )
    quiet = replace(rise, kind="place", key="MY-08", verdict="quiet", reason=text("1 independent report, usually 1"))
    trending.save_trends(store, "2026-W37", [rise, quiet], "v")
    unknown = replace(rise, week="2026-W38", verdict="unknown", why="few_weeks", low=None, high=None, weeks=1)
    few = text("12 independent reports; only 1 earlier week to set against it")
    trending.save_trends(store, "2026-W38", [replace(unknown, reason=few)], "v")


def _ledger(store: Store, text: Text, ids: dict[str, str]) -> None:
    """Freight of four years in one series, and each kind of dispute."""
    body = "Freight was put at 3.1 million tonnes in 2022, at 3.5 million tonnes in 2023 and at 5 million in 2030.\n"
    body += "The ministry later spoke of 3.3 million tonnes in 2022. " + "It is counted at the port. " * 8
    key = article_in(store, text, "wire", 9, 9, body)
    sentence = body.index("\n")
    places = {
        printed: body.index(printed)
        for printed in ("3.1 million tonnes", "3.5 million tonnes", "5 million", "3.3 million tonnes")
    }
    told = (("3.1 million tonnes", "2022"), ("3.5 million tonnes", "2023"), ("5 million", "2030"))
    figures = tuple(
        Figure(
            start=places[printed],
            end=places[printed] + len(printed),
            text=printed,
            sentence=int(places[printed] > sentence),
            value=Decimal(printed.split()[0]) * 1_000_000,
            unit="tonne",
            kind="mass",
            measures="rail freight",
            concept="freight",
            owner="Malaysia",
            period=period,
            status="target" if period == "2030" else "actual",
            found_by="rule",
        )
        for printed, period in (*told, ("3.3 million tonnes", "2022"))
    )
    annotation = Annotation(
        language="en",
        sentences=(
            Sentence(number=0, start=0, end=sentence, text=body[:sentence], paragraph=0),
            Sentence(number=1, start=sentence + 1, end=len(body), text=body[sentence + 1 :], paragraph=1),
        ),
        entities=(),
        officials=(),
        places=(),
        figures=figures,
        quotes=(),
    )
    join = JoinDecision(article=key, story="s4", action="new", score=None, margin=None, reason="new")
    save_analysis(store, AnalysisOf(article=key, version="v1", annotation=annotation, join=join))
    refresh_ledger(store)
    ids |= {"ledger": key, "series": "freight-my"}
    freight = {
        row[0]: (row[1], row[2])
        for row in store.connection.execute(
            "SELECT article || ' ' || period || ' ' || text, article, start FROM figure ORDER BY start DESC"
        )
    }

    def at(name: str, printed: str, period: str) -> tuple[str, int]:
        return freight[f"{ids[name]} {period} {printed}"]

    with store.transaction() as connection:
        connection.execute("DELETE FROM dispute")
        connection.execute("UPDATE figure_claim SET series = ?", (ids["series"],))
        connection.execute("UPDATE figure_claim SET stated_by = (SELECT id FROM official) WHERE period = '2023'")
        for number, (kind, one, other, reason) in enumerate(
            (
                (
                    "value",
                    at("origin", "4.2 million tonnes", "2025"),
                    at("excerpt", "3.9 million tonnes", "2025"),
                    "4.2 million and 3.9 million for one year",
                ),
                (
                    "value",
                    at("link", "4.25 million tonnes", "2025"),
                    at("excerpt", "3.9 million tonnes", "2025"),
                    "4.25 million and 3.9 million for one year",
                ),
                (
                    "change_words",
                    at("ledger", "3.1 million tonnes", "2022"),
                    at("ledger", "3.5 million tonnes", "2023"),
                    "called a fall, and the second is larger",
                ),
                (
                    "value",
                    at("ledger", "3.1 million tonnes", "2022"),
                    at("ledger", "3.3 million tonnes", "2022"),
                    "two values for 2022",
                ),
                (
                    "revision",
                    at("ledger", "3.1 million tonnes", "2022"),
                    at("ledger", "5 million", "2030"),
                    "the later report says that it corrects the earlier one",
                ),
            )
        ):
            insert(
                connection,
                "dispute",
                {
                    "id": f"d{number}",
                    "kind": kind,
                    "article": one[0],
                    "start": one[1],
                    "other_article": other[0],
                    "other_start": other[1],
                    "reason": text(reason),
                },
            )


def outlet_of(key: str, name: str, **more: Any) -> Outlet:
    return Outlet(
        id=key,
        name=name,
        country="MY",
        languages=("en",),
        home=f"https://{key}.example/",
        kind="newspaper",
        zone=ZONE,
        **more,
    )


def article_in(
    store: Store, text: Text, outlet: str, number: int, hours: float, body: str, title: str = "Line to double"
) -> str:
    url = f"https://{outlet}.example/{number}"
    if text is not str and number % 2:
        url = "javascript:alert(document.domain)//https://x.example/"
    article = Article(
        id=article_id(outlet, str(number)),
        outlet=outlet,
        identity=str(number),
        url=url,
        title=text(f"{title}, report {number}"),
        body=body,
        authors=(text("A. Writer"),),
        section=text("Business"),
        agency=text("Wira Wire"),
        dateline=text("IPOH"),
        dateline_day=date(2026, 9, 7),
        image=f"{url}.jpg",
        corrected=text("Correction: the line has 40 wagons.") if outlet in ("link", "short") or number == 1 else None,
        evidence={"title": Evidence("json-ld+h1", "agreed"), "dateline": Evidence(text("text"), "read")},
        published=at(hours - 1),
        published_precision="minute",
        first_seen=at(hours),
        language="en",
        words=len(body.split()),
        fetch=Fetch(
            url=url,
            outlet=outlet,
            fetched=at(hours),
            status="ok",
            purpose="article",
            warc_file="a.warc.gz",
            warc_offset=int(hours * 1000) + number,
        ),
    )
    save_article(store, None, article)
    return article.id


def _annotation(body: str, text: Text) -> Annotation:
    sentences, start = [], 0
    for number, line in enumerate(body.split("\n")):
        sentences.append(Sentence(number=number, start=start, end=start + len(line), text=line, paragraph=number))
        start += len(line) + 1
    officials = []
    at_name = body.find("Rahim Sulong")
    if at_name >= 0:
        officials.append(
            OfficialMention(
                name=text("Rahim Sulong"),
                resolved_from=None,
                role=text("Transport minister"),
                organisation=text("Ministry of Transport"),
                organisation_short=None,
                status="current",
                public_office=True,
                start=at_name,
                end=at_name + len("Rahim Sulong"),
                sentence=0,
                confidence=0.9,
                found_by=text("rule"),
            )
        )
    at_place = body.index("Perak")
    at_figure, number = next((body.index(n), n) for n in ("4.25 mil", "4.2 mil", "3.9 mil") if n in body)
    quotes = []
    if '"We' in body:
        begin = body.index('"We')
        said = body[begin : body.index('"', begin + 1) + 1]
        quotes.append(
            Quote(
                start=begin,
                end=begin + len(said),
                text=text(said) if text is not str else said,
                sentence=1,
                kind="direct",
                cue="told",
                speaker=text("he"),
                official=officials[0].name,
                confidence=0.8,
                found_by="rule",
            )
        )
    return Annotation(
        language="en",
        sentences=tuple(sentences),
        entities=(),
        officials=tuple(officials),
        places=(
            PlaceMention(
                code="MY-08",
                name="Perak",
                text="Perak",
                start=at_place,
                end=at_place + 5,
                sentence=1,
                confidence=0.9,
                found_by="gazetteer",
            ),
        ),
        figures=(
            Figure(
                start=at_figure,
                end=at_figure + len(f"{number}lion tonnes"),
                text=f"{number}lion tonnes",
                sentence=0,
                value=Decimal(number.split()[0]) * 1_000_000,
                unit="tonne",
                kind="mass",
                measures=text("rail freight") if text is not str else "rail freight",
                concept="freight",
                owner="Malaysia",
                period="2025",
                found_by="rule",
            ),
        ),
        quotes=tuple(quotes),
    )
