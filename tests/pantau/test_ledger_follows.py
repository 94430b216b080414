"""The ledger that follows what changed is the ledger of everything, whatever happened in whatever order."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from nlp.ledger import ledger_of, told_in
from pantau import ledger as refreshing
from pantau.ledger import refresh_ledger, refresh_ledger_around
from records import Annotation, Article, CopyDecision, Entity, Fetch, Figure, Outlet, Quote, Sentence, article_id
from store import Store, claims
from store.analysing import AnalysisOf, save_analysis
from store.claims import claim_id
from store.corrections import add_correction
from store.crawling import mark_withdrawn, save_article, save_outlets
from store.stories import witnesses_of
from store.values import decimal_text, digest_of, rows

T0 = datetime(2031, 3, 3, 2, tzinfo=UTC)
OUTLETS = tuple(
    Outlet(
        id=name,
        name=name,
        country="MY",
        languages=("en",),
        home=f"https://{name}.example",
        kind="newspaper",
        owner=owner,
    )
    for name, owner in (("wire", None), ("pos", "One"), ("petang", "One"))
)
TEXTS = ("RM1.2 billion", "RM1.23 billion", "RM1.9 billion", "RM12 billion", "RM1.234 billion")
#: What holds where a text says of one of them that it does not: also what it may be rounded to, or be rounded from.
HOLDS = dict(zip(TEXTS, (*TEXTS[1:], TEXTS[0]), strict=True))
SENTENCES = (
    "Exports of Perak came to {} in 2030.",
    "Perak's exports were nearly {} last year, the Kinta Board said.",
    "The Kinta Board put exports of Perak at {} for 2030.",
    "The Ipoh Weir will cost {}, Kinta Board chairman Bram Oster said.",
    "Repairs of the Ipoh Weir by the Kinta Board will come to {}.",
    "The Kinta Board said that exports of Perak were {right} and not {} in 2030.",
    "The Ipoh Weir of the Kinta Board will cost not {} but {right}.",
)
MEASURES = (
    ("exports", "exports", "Perak", "2030"),
    ("cost", "price", None, None),
    ("exports", "exports", None, "2030"),
)


def told(text: str, sentence: str, measure: tuple[str, str, str | None, str | None], status: str) -> Annotation:
    """One sentence with one figure, or with two where it says which of them holds."""
    right = HOLDS.get(text, TEXTS[0])
    whole = sentence.format(text, right=right)
    measures, concept, owner, period = measure
    names = [name for name in ("Kinta Board", "Ipoh Weir", "Bram Oster") if name in whole]
    figures = [
        Figure(
            start=at, end=at + len(one), text=one, sentence=0, value=Decimal(one[2:].split()[0]) * 10**9, unit="MYR",
            kind="money", measures=measures, concept=concept, owner=owner, period=period,
            status=status if one == text else "actual",  # type: ignore[arg-type]
        )
        for at, one in sorted((whole.index(one), one) for one in (text, right) if one in whole)
    ]  # fmt: skip
    return Annotation(
        language="en",
        sentences=(Sentence(number=0, start=0, end=len(whole), text=whole, paragraph=0),),
        entities=tuple(
            Entity(label="ORGANIZATION", start=whole.index(name), end=whole.index(name) + len(name), text=name)
            for name in names
        ),
        officials=(),
        places=(),
        figures=tuple(figures),
        quotes=(
            Quote(start=0, end=len(whole), text=whole, sentence=0, kind="direct", cue="said", speaker="Bram Oster",
                  official=None, confidence=1.0, found_by="made"),
        ),
    )  # fmt: skip


def read(store: Store, number: int, outlet: str, annotation: Annotation, copy_of: int | None, day: int) -> None:
    body = annotation.sentences[0].text
    seen = T0 + timedelta(days=day, minutes=number)
    key, url = article_id(outlet, str(number)), f"https://{outlet}.example/{number}"
    fetch = Fetch(url=url, outlet=outlet, fetched=seen, status="ok", purpose="article", http_status=200)
    article = Article(
        id=key, outlet=outlet, identity=str(number), url=url, title=f"Of {number}", body=body, language="en",
        words=len(body.split()), first_seen=seen, published=seen, fetch=fetch,
    )  # fmt: skip
    save_article(store, None, article)
    origin = _ids(store).get(copy_of) if copy_of is not None else None
    copy = None
    if origin and origin != key:
        copy = CopyDecision(article=key, copy_of=origin, kind="derived", containment=0.5, reason="made")
    save_analysis(store, AnalysisOf(article=key, version="v1", annotation=annotation, copy=copy, awaits=True))


def _ids(store: Store) -> dict[int, str]:
    found = rows(store, "SELECT id, identity FROM article WHERE withdrawn IS NULL")
    return {int(row["identity"]): row["id"] for row in found}


#: What can happen: (what, number of the article, outlet, text, sentence, measure, status, other article, day)
STEP = st.tuples(
    st.sampled_from(
        ("read", "read", "read", "read", "correct", "reject", "withdraw", "owner", "copy", "refresh", "around")
    ),
    st.integers(0, 7),
    st.integers(0, 2),
    st.sampled_from(TEXTS),
    st.sampled_from(SENTENCES),
    st.sampled_from(MEASURES),
    st.sampled_from(("actual", "target")),
    st.integers(0, 7),
    st.integers(0, 3),
)


def happens(store: Store, step: tuple[Any, ...]) -> None:
    what, number, outlet, text, sentence, measure, status, other, day = step
    name = OUTLETS[number % 3].id
    key = article_id(name, str(number))
    there = number in _ids(store)
    figure = next(rows(store, "SELECT start FROM figure WHERE article = ?", (key,)), None)
    match what:
        case "read" | "copy":
            read(store, number, name, told(text, sentence, measure, status), other if what == "copy" else None, day)
        case "correct" | "reject" if there and figure:
            field, value = ("value", text[2:].split()[0] + "000000000") if what == "correct" else ("kind", "none")
            value = str(int(Decimal(text[2:].split()[0]) * 10**9)) if what == "correct" else value
            add_correction(store, "figure", f"{key}:{figure['start']}", field, value, "Aina", T0)
        case "withdraw" if there:
            mark_withdrawn(store, key, T0, "410")
        case "owner":
            save_outlets(store, [replace(OUTLETS[outlet], owner=(None, "One", "Two")[other % 3])])
        case "refresh":
            refresh_ledger(store, "v1")
        case "around" if there:
            refresh_ledger_around(store, key)


def wanted(store: Store) -> dict[str, Any]:
    """What the ledger of all figures is, computed at once."""
    whole = ledger_of(
        told_in(o.article, o.figures, o.sentences, o.entities, first_seen=o.first_seen, published=o.published)
        for o in claims.figures_told(store)
    )
    of = {
        (r.article, r.start): claim_id(e.key, e.claim.value) for e in whole.entries for r in e.claim.reports
    }  # fmt: skip
    against: dict[str, str] = {}
    for each in whole.disputes:
        one = of.get((each.one.article, each.one.start))
        other = of.get((each.other.article, each.other.start))
        if each.kind == "value" and one and other and one != other:
            against.setdefault(one, other)
            against.setdefault(other, one)
    made = {}
    for entry in whole.entries:
        key = claim_id(entry.key, entry.claim.value)
        articles = sorted({report.article for report in entry.claim.reports})
        made[key] = (
            decimal_text(entry.claim.value), len(articles), len(witnesses_of(store.connection, articles)),
            entry.claim.reports[0].article, against.get(key), digest_of(*entry.series) if entry.series else None,
        )  # fmt: skip
    return {
        "claims": made,
        "figures": of,
        "disputes": sorted(
            (d.kind, d.one.article, d.one.start, d.other.article, d.other.start,
             of.get((d.one.article, d.one.start)), of.get((d.other.article, d.other.start)), d.reason)
            for d in whole.disputes
        ),
    }  # fmt: skip


def found(store: Store) -> dict[str, Any]:
    claimed = rows(
        store,
        "SELECT id, value, reports, independent_reports, first_article, disagrees_with, series FROM figure_claim",
    )
    disputes = store.connection.execute(
        "SELECT kind, article, start, other_article, other_start, claim, other_claim, reason FROM dispute"
    )
    figures = rows(store, "SELECT article, start, claim FROM figure WHERE claim IS NOT NULL")
    return {
        "claims": {row["id"]: tuple(row.values())[1:] for row in claimed},
        "figures": {(row["article"], row["start"]): row["claim"] for row in figures},
        "disputes": sorted(disputes.fetchall(), key=repr),
    }


@pytest.fixture(scope="module")
def empty(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A database with the outlets, to be copied: making one takes longer than a history."""
    path = tmp_path_factory.mktemp("empty") / "pantau.db"
    with Store(path) as store:
        save_outlets(store, OUTLETS)
    return path


def run(empty: Path, steps: list[tuple[Any, ...]]) -> dict[str, int]:
    """Lets things happen and holds the ledger against that of everything; counts what there was to see."""
    path = empty.with_name("history.db")
    shutil.copyfile(empty, path)
    with Store(path) as store:
        store.connection.execute("PRAGMA synchronous = OFF")  # nothing here outlives the test
        for step in steps:
            happens(store, step)
        refresh_ledger(store, "v1")
        want, have = wanted(store), found(store)
        want["disputes"] = sorted(want["disputes"], key=repr)
        assert have == want
        assert store.connection.execute(
            "SELECT count(*) FROM changed WHERE what IN ('figures', 'meaning', 'claim', 'block')"
        ).fetchone() == (0,)
        stale = "SELECT count(*) FROM figure_block b LEFT JOIN figure f ON f.id = b.figure WHERE f.id IS NULL"
        assert store.connection.execute(stale).fetchone() == (0,)
        said = store.connection.execute(
            "SELECT count(*) FILTER (WHERE article = other_article), count(*) FILTER (WHERE article <> other_article)"
            " FROM dispute WHERE replaced IS NOT NULL"
        ).fetchone()
        return {name: len(value) for name, value in have.items()} | {"said": said[0], "said before": said[1]}


READ = ("read", 0, 0, TEXTS[0], SENTENCES[0], MEASURES[0], "actual", 0, 0)


@pytest.mark.timeout(600)
@settings(max_examples=60)
@given(st.lists(STEP, min_size=1, max_size=25))
@example([READ, ("read", 1, 0, TEXTS[2], SENTENCES[2], MEASURES[0], "actual", 0, 0), ("refresh", *READ[1:]),
          ("read", 2, 0, TEXTS[1], SENTENCES[0], MEASURES[0], "actual", 0, 0)])  # fmt: skip
@example([  # the rounded one goes over to a nearer claim, and the one that it leaves counts without it
    ("read", 0, 0, "RM1.17 billion", *READ[4:]), ("read", 1, 0, TEXTS[0], *READ[4:]), ("refresh", *READ[1:]),
    ("read", 2, 0, "RM1.21 billion", *READ[4:]),
])  # fmt: skip
@example([  # what a text says of two figures is no contradiction of theirs as well
    ("read", 0, 0, TEXTS[1], *READ[4:]), ("refresh", *READ[1:]),
    ("read", 5, 0, TEXTS[1], SENTENCES[5], MEASURES[0], "target", 0, 3),
])  # fmt: skip
@example([
    ("read", 5, 0, TEXTS[1], SENTENCES[5], MEASURES[0], "target", 0, 3), ("refresh", *READ[1:]),
    ("read", 0, 0, TEXTS[1], *READ[4:]),
])  # fmt: skip
def test_the_ledger_that_follows_is_that_of_everything(empty: Path, steps: list[tuple[Any, ...]]) -> None:
    run(empty, steps)


@pytest.mark.timeout(600)
def test_the_same_with_crowds(empty: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Blocks of three are crowded here, so that they become it and cease to be it; articles are taken one by one."""
    monkeypatch.setattr("nlp.ledger.dispute.CROWD", 2)
    monkeypatch.setattr(refreshing, "CROWD", 2)
    monkeypatch.setattr(refreshing, "CHUNK", 1)
    seen = []

    @settings(max_examples=60)
    @given(st.lists(STEP, min_size=4, max_size=25))
    def check(steps: list[tuple[Any, ...]]) -> None:
        seen.append(run(empty, steps))

    check()
    assert sum(one["disputes"] > 0 for one in seen) > 5
    assert sum(one["claims"] > 2 for one in seen) > 10
    assert sum(one["said before"] > 0 for one in seen) > 2


SAID = ("read", 5, 0, TEXTS[0], SENTENCES[5], MEASURES[0], "actual", 0, 3)  # RM1.23 billion and not RM1.2 billion


@pytest.mark.parametrize(
    ("then", "claims", "before"),
    [
        ([], 2, 1),
        ([("refresh", *READ[1:])], 2, 1),
        ([("refresh", *READ[1:]), ("withdraw", *SAID[1:])], 1, 0),
        ([("refresh", *READ[1:]), ("read", 5, 0, TEXTS[2], *SAID[4:])], 3, 0),
        ([("refresh", *READ[1:]), ("withdraw", *READ[1:])], 2, 0),
        ([("refresh", *READ[1:]), (*READ[:8], 3)], 2, 1),
        ([("refresh", *READ[1:]), ("read", 5, 0, *SAID[3:8], -1)], 2, 0),
    ],
    ids=["at once", "later", "withdrawn", "another value", "the earlier one withdrawn", "read again", "no more later"],
)
@pytest.mark.parametrize("first", [READ, SAID], ids=["printed first", "said first"])
def test_what_a_text_says_does_not_hold_follows_it(
    empty: Path, first: tuple[Any, ...], then: list[tuple[Any, ...]], claims: int, before: int
) -> None:
    """Whichever of both is read first, and whatever becomes of either."""
    second = SAID if first is READ else READ
    for steps in ([first, second, *then], [first, ("refresh", *READ[1:]), second, *then]):
        seen = run(empty, steps)
        assert (seen["claims"], seen["said before"]) == (claims, before)


def test_another_version_of_the_rules_makes_all_anew(tmp_path: Path) -> None:
    with Store(tmp_path / "pantau.db") as store:
        save_outlets(store, OUTLETS)
        happens(store, READ)
        refresh_ledger(store, "v1")
        store.connection.execute("UPDATE figure_claim SET series = 'of older rules'")
        refresh_ledger(store, "v1")
        assert store.connection.execute("SELECT series FROM figure_claim").fetchone() == ("of older rules",)
        refresh_ledger(store, "v2")
        assert found(store) == wanted(store)


Traced = Callable[..., Any]


def test_a_refresh_searches_and_does_not_scan(tmp_path: Path) -> None:
    """No query of a refresh reads a table whole but that of what changed, which it empties."""
    with Store(tmp_path / "pantau.db") as store:
        save_outlets(store, OUTLETS)
        for number, text in enumerate(TEXTS[:4]):
            happens(store, ("read", number, 0, text, SENTENCES[number], MEASURES[number % 2], "actual", 0, 0))
        happens(store, SAID)
        refresh_ledger(store, "v1")
        happens(store, ("read", 1, 0, TEXTS[2], SENTENCES[2], MEASURES[0], "actual", 0, 0))
        happens(store, ("read", 6, 0, TEXTS[0], SENTENCES[5], MEASURES[0], "actual", 0, 3))
        asked: list[str] = []
        store.connection.set_trace_callback(asked.append)
        refresh_ledger(store, "v1")
        store.connection.set_trace_callback(None)
        queries = [query for query in dict.fromkeys(asked) if query.startswith(("SELECT", "UPDATE", "DELETE"))]
        assert len(queries) > 20
        whole = []
        for query in queries:
            plan = [row[3] for row in store.connection.execute(f"EXPLAIN QUERY PLAN {query}")]
            scans = [
                step
                for step in plan
                if step.startswith("SCAN")
                and not step.startswith(("SCAN changed", "SCAN json_each", "SCAN (subquery", "SCAN j "))
            ]
            if scans and "count(*) AS n FROM figure_claim" not in query:
                whole.append((query, scans))
        assert whole == []
