from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from store_samples import analysis_of, annotation_of, article_of

from records import CopyDecision
from store import Store
from store.analysing import save_analysis
from store.claims import Printed, disagreements, group_figures, measure_key, refresh_claims, slack_of
from store.crawling import save_article
from store.fingerprint import derived_digests

BILLION = Decimal(10) ** 9


@pytest.mark.parametrize(
    ("text", "value", "slack"),
    [
        ("RM1.2 billion", 12 * BILLION / 10, BILLION / 20),
        ("RM1.23 billion", 123 * BILLION / 100, BILLION / 200),
        ("RM3 trillion", 3000 * BILLION, 500 * BILLION),
        ("2,100", Decimal(2100), Decimal("0.5")),
        ("4.5 per cent", Decimal("4.5"), Decimal("0.05")),
        ("three", Decimal(3), Decimal(0)),
        ("0", Decimal(0), Decimal(0)),
        ("minus 4.0", Decimal(-4), Decimal("0.05")),
    ],
)
def test_slack_is_half_of_the_last_printed_digit(text: str, value: Decimal, slack: Decimal) -> None:
    assert slack_of(text, value) == slack


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("the exports", "Exports", True),
        ("exports of goods", "goods exports", True),
        ("exports", "imports", False),
        ("Malaysia's largest partner", "largest partner of Malaysia", True),
        (None, "exports", False),
        ("the", None, True),
    ],
)
def test_measure_key(one: str | None, other: str | None, same: bool) -> None:
    assert (measure_key(one) == measure_key(other)) is same


def printed(number: int, text: str, article: str = "", **more: object) -> Printed:
    value = Decimal(text.split()[0]) * (BILLION if "billion" in text else 1)
    known: dict[str, object] = {
        "concept": "exports",
        "measures": "exports",
        "owner": "Perak",
        "period": "2024",
        "unit": "MYR",
        "change": None,
        "status": "actual",
    } | more
    return Printed(
        id=number, article=article or f"a{number}", order=("t", f"a{number}", 0), text=text, value=value, **known
    )  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("figures", "claims", "disagree"),
    [
        (["1.2 billion", "1.2 billion"], [[0, 1]], False),
        (["1.2 billion", "1.23 billion"], [[0, 1]], False),
        (["1.2 billion", "1.26 billion"], [[1], [0]], True),
        (["1 billion", "1.4 billion"], [[0, 1]], False),
        (["1.2 billion", "1.23 billion", "1.18 billion"], [[2, 0], [1]], True),
        (["1 billion", "3 billion", "5 billion"], [[0], [1], [2]], False),  # a series, not a quarrel
    ],
)
def test_groups(figures: list[str], claims: list[list[int]], disagree: bool) -> None:
    found = group_figures([printed(n, text) for n, text in enumerate(figures)])
    assert sorted(sorted(f.id for f in claim.reports) for claim in found) == sorted(sorted(c) for c in claims)
    assert bool(disagreements(found)) is disagree


@pytest.mark.parametrize("missing", [{"owner": None}, {"period": None}, {"unit": None}, {"concept": "other"}])
def test_what_is_not_known_never_disagrees(missing: dict[str, str | None]) -> None:
    assert disagreements(group_figures([printed(1, "1 billion"), printed(2, "3 billion")])) == [(0, 1)]
    assert disagreements(group_figures([printed(1, "1 billion", **missing), printed(2, "3 billion", **missing)])) == []


def test_an_article_that_prints_both_means_two_things() -> None:
    assert disagreements(group_figures([printed(1, "1 billion", "a"), printed(2, "3 billion", "a")])) == []


@given(
    st.lists(
        st.sampled_from(["1 billion", "1.2 billion", "1.23 billion", "1.4 billion", "3 billion", "1.25 billion"]),
        max_size=7,
    ),
    st.randoms(),
)
def test_groups_do_not_depend_on_the_order(texts: list[str], random) -> None:
    figures = [printed(n, text) for n, text in enumerate(texts)]
    mixed = figures.copy()
    random.shuffle(mixed)
    ways = [[(c.value, [f.id for f in c.reports]) for c in group_figures(way)] for way in (figures, mixed)]
    assert ways[0] == ways[1]
    assert sorted(i for _, ids in ways[0] for i in ids) == list(range(len(texts)))


def report(
    store: Store,
    number: int,
    text: str,
    value: str,
    outlet: str = "wire",
    before: str = "",
    copy_of: str | None = None,
    **figure: object,
) -> None:
    article = article_of(
        number, outlet, hours=number, body=f"Perak's Zul Hamdan said exports came to {before}{text} in all."
    )
    save_article(store, None, article)
    copy = (
        CopyDecision(article=article.id, copy_of=copy_of, kind="copy", containment=1.0, reason="same")
        if copy_of
        else None
    )
    save_analysis(
        store, analysis_of(article, annotation=annotation_of(article.body, value=value, text=text, **figure), copy=copy)
    )


def test_claims_in_the_store(store: Store) -> None:
    report(store, 1, "RM1.2 billion", "1200000000")
    report(store, 2, "RM1.23 billion", "1230000000", outlet="pos")
    report(store, 3, "RM1.23 billion", "1230000000", outlet="petang")  # of one owner with pos
    report(store, 4, "RM1.9 billion", "1900000000", outlet="link")
    report(store, 5, "RM7 billion", "7000000000", outlet="link", copy_of=article_of(1).id)
    report(store, 6, "RM8 billion", "8000000000", before="nearly ")
    report(store, 7, "RM9 billion", "9000000000", status="target")
    report(store, 8, "RM6 billion", "6000000000", low=Decimal(6))
    assert refresh_claims(store) == 3
    claims = {
        row[0]: row[1:]
        for row in store.connection.execute(
            "SELECT value, id, reports, independent_reports, first_article, disagrees_with, status FROM figure_claim"
        )
    }
    big, small, target = claims["1900000000"], claims["1230000000"], claims["9000000000"]
    assert small[1:4] == (3, 2, article_of(1).id)
    assert (big[4], small[4], target[4]) == (small[0], big[0], None)
    assert store.connection.execute("SELECT count(*) FROM figure WHERE claim IS NULL").fetchone() == (3,)
    before = derived_digests(store)
    assert refresh_claims(store) == 3
    assert derived_digests(store) == before


@pytest.mark.parametrize(
    ("texts", "disagree"),
    [
        (("12 straight years", "11 consecutive years"), True),
        (("12 straight years", "twelve consecutive years"), False),
        (("12 years", "11 years"), False),  # no streak and no period: two durations of anything
    ],
)
def test_a_streak_without_a_date_is_of_the_year_in_which_it_is_told(
    store: Store, texts: tuple[str, str], disagree: bool
) -> None:
    about = {"concept": "duration", "period": None, "unit": "year", "measures": "largest partner"}
    for number, text in enumerate(texts, start=1):
        report(store, number, text, "11" if "11" in text else "12", outlet="pos" if number == 1 else "link", **about)
    refresh_claims(store)
    against = store.connection.execute("SELECT count(*) FROM figure_claim WHERE disagrees_with IS NOT NULL")
    assert (against.fetchone()[0] == 2) is disagree
