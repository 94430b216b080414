from __future__ import annotations

import threading
from pathlib import Path

import pytest
from store_samples import THEMES, article_of, at, figure_of, read, two_stories

from records import BadInput, NotFound
from store import Store
from store.analysis_asking import articles_to_analyse
from store.corrections import add_correction, apply_corrections, undo_correction
from store.crawling import save_article
from store.fingerprint import derived_digests
from store.people import (
    add_subscriber,
    claim_delivery,
    corrections,
    deliveries,
    digest_by_id,
    digest_reasons,
    digests,
    finish_delivery,
    remove_subscriber,
    save_digest,
    subscribers,
)
from store.stories import merge_stories, refresh_story_themes, save_themes


def test_subscribers(store: Store) -> None:
    first = add_subscriber(store, " Aina@kementerian.example ", at(0), name="Aina", themes=("trade",))
    assert (first.email, first.themes, first.active) == ("Aina@kementerian.example", ("trade",), True)
    assert remove_subscriber(store, "aina@KEMENTERIAN.example").active is False
    assert subscribers(store) == []
    again = add_subscriber(store, "aina@kementerian.example", at(1), language="ms")
    assert (again.id, again.language, again.themes, again.active, again.created) == (first.id, "ms", (), True, at(0))
    assert subscribers(store) == [again]


@pytest.mark.parametrize(
    "email",
    [
        "",
        "nobody",
        "@b",
        "a@",
        "a b@c.example",
        "a@b.example\nBcc: x@y.example",
        "a@b.example\0",
        "<a@b.example>",
        "a@b.example,c@d.example",
        "x" * 250 + "@b.example",
    ],
)
def test_what_is_no_address(store: Store, email: str) -> None:
    with pytest.raises(BadInput, match="no e-mail address"):
        add_subscriber(store, email, at(0))
    with pytest.raises(BadInput, match="no e-mail address"):
        claim_delivery(store, email, "2024-W47", at(0))


def test_subscriber_wishes_are_checked(store: Store) -> None:
    with pytest.raises(NotFound, match="no theme 'absent'"):
        add_subscriber(store, "a@b.example", at(0), themes=("absent",))
    with pytest.raises(BadInput, match="no language"):
        add_subscriber(store, "a@b.example", at(0), language="xx")
    with pytest.raises(NotFound):
        remove_subscriber(store, "a@b.example")


def test_one_of_many_gets_the_delivery(store: Store, path: Path) -> None:
    got: list[bool] = []
    start = threading.Barrier(6)

    def claim(number: int) -> None:
        with Store.open(path) as mine:
            start.wait(10)
            got.append(claim_delivery(mine, ("A@b.example", "a@B.example")[number % 2], "2024-W47", at(number)))

    threads = [threading.Thread(target=claim, args=(n,)) for n in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert sorted(got) == [False] * 5 + [True]
    assert claim_delivery(store, "a@b.example", "2024-W48", at(9))


@pytest.mark.parametrize(
    ("end", "again", "retried"),
    [
        (None, False, False),
        ("sent", False, False),
        ("unknown", False, False),
        ("refused", False, False),
        ("failed", False, True),
    ],
)
def test_only_what_failed_may_be_tried_again(store: Store, end, again: bool, retried: bool) -> None:
    period = "2024-W47"
    assert claim_delivery(store, "a@b.example", period, at(0))
    if end:
        finish_delivery(store, "A@b.example", period, end, at(1), message_id="<1@b>", reason="said so")
        with pytest.raises(NotFound, match="claimed"):
            finish_delivery(store, "a@b.example", period, "sent", at(2))
        assert [(d.status, d.message_id, d.reason) for d in deliveries(store, period)] == [(end, "<1@b>", "said so")]
    assert claim_delivery(store, "a@b.example", period, at(3)) is again
    assert claim_delivery(store, "a@b.example", period, at(3), retry_failed=True) is retried
    with pytest.raises(BadInput):
        finish_delivery(store, "a@b.example", period, "claimed", at(4))


def test_digests(store: Store) -> None:
    first = save_digest(store, "2024-W46", "One", "<p>", "t", at(0), {"s1": "three outlets"}, language="en")
    second = save_digest(store, "2024-W47", "Two", "<p>", "t", at(1), {}, language="ms")
    assert (first.language, second.language) == ("en", "ms")
    assert digests(store) == [second, first]
    assert digests(store, "2024-W46") == [first] == [digest_by_id(store, first.id)]
    assert digest_reasons(store, first.id) == {"s1": "three outlets"}
    for wrong in (lambda: digest_by_id(store, 99), lambda: digest_reasons(store, 99)):
        with pytest.raises(NotFound):
            wrong()
    with pytest.raises(BadInput):
        save_digest(store, "last week", "", "", "", at(0), {}, language="en")


CASES = [
    (
        "theme",
        "s1",
        "trade",
        "no",
        "SELECT assigned, decided_by FROM story_theme WHERE story = 's1' AND theme = 'trade'",
        (0, "person"),
    ),
    (
        "theme",
        "s1",
        "energy",
        "yes",
        "SELECT assigned, decided_by FROM story_theme WHERE story = 's1' AND theme = 'energy'",
        (1, "person"),
    ),
    ("story", "s1", "title", "A better title", "SELECT title FROM story WHERE id = 's1'", ("A better title",)),
    ("official", "zul-hamdan", "name", "Zulkifli Hamdan", "SELECT name FROM official", ("Zulkifli Hamdan",)),
    (
        "figure",
        figure_of(2),
        "value",
        "1250000000",
        "SELECT value, found_by FROM figure f JOIN article a ON a.id = f.article WHERE a.identity = '2'",
        ("1250000000", "person"),
    ),
    *(
        (
            "figure",
            figure_of(2),
            field,
            value,
            f"SELECT {field}, found_by FROM figure f JOIN article a ON a.id = f.article WHERE a.identity = '2'",
            (value or None, "person"),
        )
        for field, value in (
            ("unit", "USD"),
            ("measures", "exports of rubber"),
            ("concept", "trade"),
            ("owner", "Johor"),
            ("owner", ""),
            ("period", "2023-Q4"),
            ("change", "fall"),
            ("status", "target"),
            ("kind", "count"),
        )
    ),
    (
        "figure",
        figure_of(2),
        "rejected",
        "yes",
        "SELECT count(*) FROM figure f JOIN article a ON a.id = f.article WHERE a.identity = '2'",
        (0,),
    ),
    (
        "article",
        article_of(2).id,
        "withdrawn",
        "a court ordered it",
        "SELECT withdrawn_reason, (SELECT articles FROM story WHERE id = 's1') FROM article WHERE identity = '2'",
        ("a court ordered it", 1),
    ),
]


@pytest.mark.parametrize(("kind", "target", "field", "value", "sql", "wanted"), CASES)
def test_a_correction_wins_over_every_later_run_and_can_be_undone(
    store: Store, kind, target, field, value, sql, wanted
) -> None:
    two_stories(store)
    before = derived_digests(store)
    made = add_correction(store, kind, target, field, value, "Aina", at(50))
    assert store.connection.execute(sql).fetchone() == wanted
    if kind != "article":
        for n in (1, 2, 3):
            read(store, n)
        refresh_story_themes(store, "s1")
    else:
        save_article(store, None, article_of(2, hours=99))
    assert store.connection.execute(sql).fetchone() == wanted
    after = derived_digests(store)
    assert apply_corrections(store) == 1
    assert derived_digests(store) == after
    assert [c.value for c in corrections(store, active_only=True)] == [value]

    undo_correction(store, made.id, at(60))
    assert [c.undone for c in corrections(store)] == [at(60)]
    if kind == "article":
        save_article(store, None, article_of(2, hours=100))
        read(store, 2)
        assert store.connection.execute(sql).fetchone() == (None, 2)
        return
    for waiting in list(articles_to_analyse(store, "v1")):
        read(store, int(waiting.url.rpartition("/")[2]))
    assert derived_digests(store) == before
    with pytest.raises(NotFound, match="that holds"):
        undo_correction(store, made.id, at(61))


def test_post_correction(store: Store) -> None:
    two_stories(store)
    before = derived_digests(store)
    (post,) = store.connection.execute("SELECT id FROM post").fetchone()
    made = [
        add_correction(store, "post", post, field, value, "Aina", at(50))
        for field, value in (("role", "Minister"), ("status", "former"), ("public_office", "0"))
    ]
    read(store, 1)
    assert store.connection.execute("SELECT role, status, public_office FROM post").fetchall() == [
        ("Minister", "former", 0)
    ]
    for each in made:
        undo_correction(store, each.id, at(60))
    assert derived_digests(store) == before


def test_the_last_correction_holds_and_follows_a_merge(store: Store) -> None:
    two_stories(store)
    sql = "SELECT assigned FROM story_theme WHERE theme = 'trade' AND story = ?"
    add_correction(store, "theme", "s1", "trade", "no", "Aina", at(50))
    last = add_correction(store, "theme", "s1", "trade", "yes", "Badrul", at(51))
    assert store.connection.execute(sql, ("s1",)).fetchone() == (1,)
    undo_correction(store, last.id, at(52))
    assert store.connection.execute(sql, ("s1",)).fetchone() == (0,)
    merge_stories(store, "s1", "s2", at(53), "one event")
    assert store.connection.execute(sql, ("s2",)).fetchone() == (0,)
    save_themes(store, THEMES[1:])
    save_themes(store, THEMES)
    refresh_story_themes(store, "s2")
    assert store.connection.execute(sql, ("s2",)).fetchone() == (0,)


@pytest.mark.parametrize(
    ("kind", "target", "field", "value", "error"),
    [
        ("weather", "s1", "x", "y", BadInput),
        ("post", "s1", "id = 'x' --", "y", BadInput),
        ("theme", "s1", "trade", "maybe", BadInput),
        ("theme", "s9", "trade", "yes", NotFound),
        ("theme", "s1", "absent", "yes", NotFound),
        ("story", "absent", "title", "x", NotFound),
        ("story", article_of(1).id, "story", "s2", BadInput),
        ("event", article_of(1).id, article_of(1).id, "yes", BadInput),
        ("event", article_of(1).id, "absent", "no", NotFound),
        ("official", "absent", "name", "x", NotFound),
        ("official", "zul-hamdan", "name", " ", BadInput),
        ("figure", figure_of(1), "value", "a lot", BadInput),
        ("figure", figure_of(1), "value", "NaN", BadInput),
        ("figure", figure_of(1), "kind", "", BadInput),
        ("figure", figure_of(1), "status", "", BadInput),
        ("figure", figure_of(1), "rejected", "perhaps", BadInput),
        ("figure", "absent:1", "unit", "MYR", NotFound),
        ("figure", "absent:x", "unit", "MYR", NotFound),
        ("article", "absent", "withdrawn", "x", NotFound),
    ],
)
def test_corrections_that_cannot_be(store: Store, kind, target, field, value, error) -> None:
    two_stories(store)
    with pytest.raises(error):
        add_correction(store, kind, target, field, value, "Aina", at(0))
    assert corrections(store) == []
