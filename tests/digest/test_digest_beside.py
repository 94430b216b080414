"""The words before a figure that change what it says."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from digest_samples import AFTER, DESK, WEEK, WEEKS, ZONE, Filled, Piece, fill
from test_digest_pick import FIGURE

import digest
from digest.beside import is_a_body, is_what_it_moved_by, qualifier
from digest.pick import telling_figures


@pytest.mark.parametrize(
    ("lead", "words"),
    [
        ("will collect a provisional duty of up to ", "up to"),
        ("Up to ", "up to"),
        ("ships are waiting between ", "between"),
        ("costs no more than ", "no more than"),
        ("cost customers about ", "about"),
        ("dijangka mencecah tidak lebih daripada ", "tidak lebih daripada"),
        ("kira-kira ", "kira-kira"),
        ("bernilai ", ""),
        ("talked about trade worth ", ""),
        ("the gap between rich and poor of ", ""),
        ("roundabout ", ""),
        ("", ""),
    ],
)
def test_qualifiers(lead: str, words: str) -> None:
    assert qualifier(lead) == words


@pytest.mark.parametrize(
    ("lead", "moved"),
    [
        ("came to RM214 million in 2025, an increase of ", True),
        ("exports to ASEAN could grow by ", True),
        ("the deficit narrowed further last year by almost ", True),
        ("meningkat sebanyak ", True),
        ("peningkatan sebanyak ", False),  # "sebanyak" alone is "as much as"
        ("mencatat kenaikan ", True),
        ("exports grew to ", False),
        ("services exports rose from RM191 billion to ", False),
        ("signed by ", False),
        ("of the increase, ", False),
        ("", False),
    ],
)
def test_what_something_moved_by(lead: str, moved: bool) -> None:
    assert is_what_it_moved_by(lead) is moved


@pytest.mark.parametrize(
    ("measures", "body"),
    [
        ("state", True),
        ("state government", True),
        ("the courts", True),
        ("federal agencies", True),
        ("kerajaan", True),
        ("companies", False),  # a number of them is a count
        ("state company", False),
        ("government debt", False),
        ("cost of the bridge", False),
    ],
)
def test_who_acts_is_not_what_is_measured(measures: str, body: bool) -> None:
    assert is_a_body(measures) is body
    assert bool(telling_figures((replace(FIGURE, measures=measures),), "en")) is not body


@pytest.mark.parametrize(("language", "moved"), [("en", "what it rose by"), ("ms", "jumlah kenaikan")])
def test_a_digest_says_them(tmp_path: Path, language: str, moved: str) -> None:
    body = (
        "Exports of kelp came to RM214 million in 2025, an increase of RM37 million, the Trade Ministry said on Monday."
        " Sheds of kelp will cost up to RM65 million."
    )
    grown = ("RM37 million", "37000000", "MYR", "money", "exports of kelp", "exports", "/2025/actual")
    limit = ("RM65 million", "65000000", "MYR", "money", "sheds of kelp", "investment", "TERN BAY//forecast")
    kelp = Piece(
        outlet="tern",
        slug="kelp",
        title="Kelp exports rise",
        body=body,
        story="s-kelp",
        themes=("trade",),
        figures=(grown, limit),
    )
    with fill(tmp_path / "kelp.db", Filled(pieces=(*WEEKS, kelp))) as store:
        store.connection.execute("UPDATE figure SET change = 'rise' WHERE text = 'RM37 million'")
        text = " ".join(digest.preview(store.connection, WEEK, ZONE, language, DESK, AFTER).text.split())
    assert f"RM37 million: exports of kelp (2025, {moved})" in text
    assert "up to RM65 million: sheds of kelp (Tern Bay, " in text
