"""Errata: the decision as a table of cases, and the whole way through the ledger of two weeks."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from digest_samples import AFTER, DESK, END, START, WEEK, WEEKS, ZONE, Filled, fill, write

import digest
from digest.content import Erratum
from digest.deliver import Sending, send_week
from digest.errata import Corrected, Disagreeing, Item, Present, erratum, owed
from digest.figure_facts import Source
from digest.phrases import Words
from digest.transport import FileTransport, Outcome
from records import Week
from store import Store, corrections, crawling, people

LATER = AFTER + timedelta(days=2)
NEXT = WEEK.back(-1)
TEXT = "The line costs RM2.4 billion, of which half is federal money. “We have water,” Lim said on Monday."


def source(outlet: str = "egret", seen: timedelta = timedelta(days=2)) -> Source:
    return Source(
        article=f"a-{outlet}",
        outlet=outlet,
        outlet_name=outlet.title(),
        title="A headline",
        url=f"https://{outlet}.example/a",
        language="en",
        published=None,
        first_seen=AFTER + seen,
        week=str(WEEK),
    )


FIGURE = Item(
    digest=1,
    period=str(WEEK),
    made=AFTER,
    kind="figure",
    item="a-tern:15",
    article="a-tern",
    said="RM2.4 billion",
    about={"about": "cost of the line", "outlet": "Tern"},
)
STORY = replace(
    FIGURE,
    kind="story",
    item="s1",
    said="Line to open",
    about={"sentence": "The line costs RM2.4 billion, of which half is federal money.", "outlet": "Tern"},
)
QUOTE = replace(FIGURE, kind="quote", item="a-tern:60", said="“We have water,”", about={"about": "Lim, Minister"})
HERE = Present(text=TEXT)
AGAINST = Disagreeing(text="RM2.6 billion", source=source(), replaces=False)


@pytest.mark.parametrize(
    ("item", "now", "why", "instead"),
    [
        (FIGURE, HERE, None, ""),
        (FIGURE, replace(HERE, withdrawn=LATER), "withdrawn", ""),
        (FIGURE, replace(HERE, withdrawn=START), None, ""),  # known when it was mailed
        (FIGURE, replace(HERE, disagreeing=(AGAINST,)), "contradicted", "RM2.6 billion"),
        (FIGURE, replace(HERE, disagreeing=(replace(AGAINST, replaces=True),)), "revised", "RM2.6 billion"),
        (FIGURE, replace(HERE, disagreeing=(replace(AGAINST, source=source(seen=timedelta(-2))),)), None, ""),
        (FIGURE, replace(HERE, corrections=(Corrected(field="value", value="3", when=LATER),)), "corrected", "3"),
        (FIGURE, replace(HERE, corrections=(Corrected(field="rejected", value="", when=LATER),)), "corrected", ""),
        (FIGURE, replace(HERE, corrections=(Corrected(field="value", value="3", when=START),)), None, ""),
        (FIGURE, replace(HERE, edited=LATER), None, ""),  # edited elsewhere
        (
            FIGURE,
            Present(text=TEXT.replace("2.4", "2.9"), edited=LATER, prints_now="RM2.9 billion"),
            "revised",
            "RM2.9 billion",
        ),
        (FIGURE, Present(text="Other words.", edited=START), None, ""),  # no event since the mail: read anew, no more
        (STORY, replace(HERE, edited=LATER, text=TEXT.replace("of which half", "of which a half")), None, ""),
        (STORY, replace(HERE, edited=LATER, text=TEXT.replace("2.4", "2.9")), "revised", ""),
        (STORY, replace(HERE, corrections=(Corrected(field="title", value="Line", when=LATER),)), "corrected", "Line"),
        (QUOTE, replace(HERE, edited=LATER), None, ""),
        (QUOTE, replace(HERE, edited=LATER, text="The line costs RM2.4 billion."), "revised", ""),
        # the gravest of several
        (FIGURE, Present(text="", withdrawn=LATER, disagreeing=(AGAINST,)), "withdrawn", ""),
    ],
)
def test_what_is_an_erratum(item: Item, now: Present, why: str | None, instead: str) -> None:
    found = erratum(item, now)
    assert (found and found.why, found.now if found else "") == (why, instead)
    assert found is None or found.reason


def test_each_is_owed_once_and_a_withdrawn_article_once_for_all() -> None:
    gone = replace(HERE, withdrawn=LATER)
    found = [erratum(item, gone) for item in (FIGURE, STORY, QUOTE, replace(FIGURE, digest=2, period="2026-W21"))]
    told = [each for each in found if each is not None]
    assert len(told) == 4
    (one,) = owed(told)
    assert (one.kind, one.period) == ("story", str(WEEK))
    assert owed(told, [one.mark]) == ()


def send(store: Store, week: Week, tmp_path: Path, when: timedelta = timedelta()) -> dict[str, str]:
    """Sends to a folder; the mails' texts by recipient."""
    now = week.bounds(ZONE)[1] + timedelta(hours=1) + when
    folder = FileTransport(tmp_path / f"{week}")
    sending = Sending(sender="pantau@desk.example.org", instance="desk.example.org")
    send_week(store, week, folder, sending, DESK, lambda: now)
    return {path.stem: path.read_text() for path in folder.written}


def errata_of(store: Store, recipient: str, week: Week = NEXT) -> tuple[Erratum, ...]:
    made = digest.preview(store.connection, week, ZONE, "en", DESK, week.bounds(ZONE)[1], recipient=recipient)
    return made.content.errata


@pytest.fixture
def mailed(tmp_path: Path) -> Store:
    """The week's digest went to Ana and Ben; Cem subscribed later."""
    store = fill(tmp_path / "pantau.db", Filled(pieces=(*WEEKS,)))
    for name in ("ana", "ben"):
        people.add_subscriber(store, f"{name}@desk.example.org", START)
    send(store, WEEK, tmp_path)
    people.add_subscriber(store, "cem@desk.example.org", LATER)
    return store


def test_said_once_to_those_who_got_it(mailed: Store, tmp_path: Path) -> None:
    with mailed as store:
        assert errata_of(store, "ana@desk.example.org") == ()
        crawling.mark_withdrawn(store, WEEKS[0].id, LATER, "gone (404)")
        (found,) = errata_of(store, "ANA@desk.example.org")
        assert (found.why, found.period) == ("withdrawn", str(WEEK))
        assert errata_of(store, "cem@desk.example.org") == ()
        send(store, NEXT, tmp_path)
        kept = {row["period"]: row for row in map(dict, _rows(store, "SELECT * FROM digest_erratum"))}
        assert [row["why"] for row in kept.values()] == ["withdrawn"]
        texts = {d.text for d in people.digests(store, str(NEXT))}
        assert sorted("CORRECTIONS TO EARLIER" in text for text in texts) == [False, True]  # Cem's is another one
        assert all(WEEKS[0].body[:40] not in text for text in texts)
        assert errata_of(store, "ana@desk.example.org", NEXT.back(-1)) == ()


def _rows(store: Store, sql: str) -> list[dict[str, object]]:
    cursor = store.connection.execute(sql)
    names = [column[0] for column in cursor.description]
    return [dict(zip(names, tuple(row), strict=True)) for row in cursor]


class Lost:
    """A server that takes the mail and never answers, or does not take it at all."""

    def __init__(self, status: str) -> None:
        self.status = status

    def send(self, *_: Any) -> Outcome:
        return Outcome(self.status, "")  # type: ignore[arg-type]


@pytest.mark.parametrize(("first", "second", "owes"), [
    ("unknown", "sent", 0),  # may have arrived, so it is put right
    ("unknown", "unknown", 1),  # the erratum may not have arrived: it is said again
    ("sent", "refused", 1),
    ("refused", "sent", 0),  # never got it
])  # fmt: skip
def test_what_may_have_arrived(tmp_path: Path, first: str, second: str, owes: int) -> None:
    sending = Sending(sender="pantau@desk.example.org", instance="desk.example.org")
    with fill(tmp_path / "pantau.db") as store:
        people.add_subscriber(store, "ana@desk.example.org", START)
        send_week(store, WEEK, Lost(first), sending, DESK, lambda: AFTER)
        crawling.mark_withdrawn(store, WEEKS[0].id, LATER, "gone (404)")
        assert len(errata_of(store, "ana@desk.example.org")) == (first != "refused")
        send_week(store, NEXT, Lost(second), sending, DESK, lambda: END + timedelta(days=7, hours=1))
        assert len(errata_of(store, "ana@desk.example.org", NEXT.back(-1))) == owes


def test_a_corrected_figure_and_an_edited_text(mailed: Store) -> None:
    hydro = WEEKS[0]
    with mailed as store:
        at = hydro.body.index("RM2.4 billion")
        corrections.add_correction(store, "figure", f"{hydro.id}:{at}", "value", "2500000000", "ana", LATER)
        found = errata_of(store, "ana@desk.example.org")
        assert [(each.why, each.said, each.now) for each in found] == [
            ("corrected", "RM2.4 billion", "RM2,500,000,000")
        ]
        edited = replace(
            hydro,
            body=hydro.body.replace("190-megawatt", "210-megawatt"),
            hours=24 * 9,
            figures=(),
        )
        write(store, replace(edited, quotes=(), officials=(), places=()))
        said = {(each.kind, each.why) for each in errata_of(store, "ben@desk.example.org")}
        assert {("figure", "revised"), ("story", "revised")} <= said


@pytest.mark.parametrize("language", ["en", "ms"])
def test_both_parts_say_it(mailed: Store, language: str) -> None:
    with mailed as store:
        crawling.mark_withdrawn(store, WEEKS[0].id, LATER, "gone (404)")
        made = digest.preview(store.connection, NEXT, ZONE, language, DESK, NEXT.bounds(ZONE)[1])
    heading = {"en": "Corrections to earlier digests", "ms": "Pembetulan kepada ringkasan terdahulu"}[language]
    assert heading in made.html
    assert heading.upper() in made.text
    assert made.text.count(Words(language, ZONE).span(WEEK.monday(), WEEK.sunday())) == 1
    assert WEEKS[0].url is None
    assert "tern.example/hydro" not in made.html + made.text
