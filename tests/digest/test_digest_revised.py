"""Revised figures: what the ledger itself calls a revision, from articles to the mail."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from digest_samples import AFTER, DESK, WEEK, ZONE, Filled, Piece, fill

import digest
from digest.errata import items_of
from store import Store

BEFORE = "Exports of Sarawak came to RM{} billion in 2025, the office of statistics said on Monday morning."
REVISED = "Exports of Sarawak came to a revised RM{} billion in 2025, the office of statistics said on Monday morning."


def piece(outlet: str, slug: str, body: str, value: str, *, weeks_ago: int = 0, story: str = "s-x") -> Piece:
    return Piece(
        outlet=outlet, slug=slug, story=story, title=f"Exports of Sarawak, {slug}", body=body.format(value) + "\n",
        weeks_ago=weeks_ago, themes=("trade",),
        figures=((f"RM{value} billion", value.replace(".", "") + "00000000", "MYR", "money", "exports", "exports",
                  "Sarawak/2025/actual"),),
    )  # fmt: skip


def made(path: Path, *pieces: Piece) -> Store:
    return fill(path, Filled(pieces=pieces, silent=()))


@pytest.mark.parametrize(
    ("pieces", "told"),
    [
        (
            (piece("tern", "old", BEFORE, "2.9", weeks_ago=1), piece("egret", "new", REVISED, "3.1")),
            [("RM2.9 billion", "RM3.1 billion")],
        ),
        # nobody calls anything revised: two values, and no guess which one holds
        ((piece("tern", "old", BEFORE, "2.9", weeks_ago=1), piece("egret", "new", BEFORE, "3.1")), []),
        # a revision of the week before is no news of this one
        (
            (
                piece("tern", "old", BEFORE, "2.9", weeks_ago=1),
                piece("egret", "new", REVISED, "3.1", weeks_ago=1),
                piece("tern", "else", BEFORE.replace("2025", "2023"), "9.9", story="s-y"),
            ),
            [],
        ),
    ],
)
def test_revisions_of_the_week(tmp_path: Path, pieces: tuple[Piece, ...], told: list[tuple[str, str]]) -> None:
    with made(tmp_path / "r.db", *pieces) as store:
        refreshed(store)
        content = digest.preview(store.connection, WEEK, ZONE, "en", DESK, AFTER).content
    assert [(item.revision.was.text, item.revision.now.text) for item in content.revisions] == told


def refreshed(store: Store) -> None:
    """The ledger as an analysis makes it; ``fill`` puts its own dispute in place of it."""
    from pantau.ledger import refresh_ledger

    refresh_ledger(store, "anew")


@pytest.mark.parametrize(("language", "heading"), [("en", "Revised figures"), ("ms", "Angka yang disemak")])
def test_a_revision_is_told_with_both_sources(tmp_path: Path, language: str, heading: str) -> None:
    pieces = (piece("tern", "old", BEFORE, "2.9", weeks_ago=1), piece("egret", "new", REVISED, "3.1"))
    with made(tmp_path / "r.db", *pieces) as store:
        refreshed(store)
        rendered = digest.preview(store.connection, WEEK, ZONE, language, DESK, AFTER)
    part = rendered.html.split(heading)[1].split("<h3")[0]
    assert part.index("RM2.9 billion") < part.index("→") < part.index("RM3.1 billion")
    assert part.index("https://tern.example/old") < part.index("https://egret.example/new")
    text = " ".join(rendered.text.split())
    assert "RM2.9 billion -> RM3.1 billion" in text
    assert {"https://tern.example/old", "https://egret.example/new"} <= set(text.split())
    # the value that was said to hold now is kept, so that it can be put right later
    assert ("figure", "RM3.1 billion") in {(row["kind"], row["said"]) for row in items_of(rendered.content)}


def test_a_revision_of_an_outlet_that_shows_no_text_is_told_without_its_sentence(tmp_path: Path) -> None:
    pieces = (piece("tern", "old", BEFORE, "2.9", weeks_ago=1), piece("stilt", "new", REVISED, "3.1"))
    with made(tmp_path / "r.db", *pieces) as store:
        refreshed(store)
        rendered = digest.preview(store.connection, WEEK, ZONE, "en", DESK, AFTER)
    assert "RM2.9 billion" in rendered.html
    assert "the office of statistics" not in rendered.html


def test_no_revision_is_said(tmp_path: Path) -> None:
    with made(tmp_path / "r.db", replace(piece("tern", "only", BEFORE, "2.9"))) as store:
        rendered = digest.preview(store.connection, WEEK, ZONE, "en", DESK, AFTER)
    assert "Revised figures" not in rendered.html
    assert "revised figures, " in rendered.html.split("Looked for and not found this week")[1]
