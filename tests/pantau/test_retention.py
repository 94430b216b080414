"""What goes of what is kept, and why: tables of cases."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from pantau.retention import Policy, judge_article, judge_warcs, months_before
from records import KeptArticle, KeptWarc

NOW = datetime(2027, 3, 31, 12, tzinfo=UTC)
OLD, YOUNG = datetime(2025, 3, 31, 11, tzinfo=UTC), datetime(2027, 1, 1, tzinfo=UTC)


@pytest.mark.parametrize(
    ("now", "months", "wanted"),
    [
        ((2027, 3, 31), 1, (2027, 2, 28)),
        ((2028, 3, 31), 1, (2028, 2, 29)),
        ((2027, 3, 31), 12, (2026, 3, 31)),
        ((2027, 1, 15), 1, (2026, 12, 15)),
        ((2028, 2, 29), 12, (2027, 2, 28)),
        ((2027, 12, 1), 24, (2025, 12, 1)),
    ],
)
def test_months_back(now: tuple[int, int, int], months: int, wanted: tuple[int, int, int]) -> None:
    assert months_before(datetime(*now, 9, tzinfo=UTC), months) == datetime(*wanted, 9, tzinfo=UTC)


def article(told: datetime = OLD, **more: object) -> KeptArticle:
    given = {"id": "a", "outlet": "wire", "identity": "1", "url": "https://wire.example/1", "analysed": "v2"}
    return KeptArticle(**(given | {"told": told, "text": 100, "vectors": 50} | more))  # type: ignore[arg-type]


BOTH = Policy(texts_months=24, vectors_months=12)


@pytest.mark.parametrize(
    ("held", "policy", "text", "vectors", "words"),
    [
        (article(), BOTH, True, True, "text: last told 2025-03-31, more than 24 months ago"),
        (article(told=OLD + timedelta(hours=2)), BOTH, False, True, "vectors: last told 2025-03-31, more than 12"),
        (article(told=YOUNG), BOTH, False, False, "young enough"),
        (article(), Policy(vectors_months=12), False, True, "vectors:"),
        (article(), Policy(texts_months=24), True, True, "text:"),  # vectors without a text are of no use
        (article(vectors=0), BOTH, True, False, "text:"),
        (article(text=0, vectors=0), BOTH, False, False, "nothing is left"),
        (article(), Policy(warc_gb=1.0), False, False, "young enough"),
        (article(pointed_at="correction 4 is about it"), BOTH, False, False, "stays: correction 4 is about it"),
        (article(analysed=None), BOTH, False, False, "stays: not read yet"),
        (article(analysed="v1"), BOTH, False, False, "stays: not read by the present rules"),
    ],
)
def test_what_goes_of_an_article(held: KeptArticle, policy: Policy, text: bool, vectors: bool, words: str) -> None:
    verdict = judge_article(held, policy, NOW, "v2")
    assert (verdict.text, verdict.vectors) == (text, vectors)
    assert verdict.reason.startswith(words)


def test_the_oldest_files_go_first_and_only_over_budget() -> None:
    files = [KeptWarc(name=f"f{n}", size=400_000_000, begun=NOW - timedelta(days=20 * n)) for n in (4, 0, 3, 1, 2)]
    found = [(each.file.name, each.keep, each.reason) for each in judge_warcs(files, Policy(warc_gb=0.9), NOW)]
    assert [(name, keep) for name, keep, _ in found] == [
        ("f0", True), ("f1", True), ("f2", False), ("f3", False), ("f4", False),
    ]  # fmt: skip
    assert found[2][2] == "with it the newest 3 files take 1.20 GB, more than 0.9"
    tight = [(each.keep, each.reason) for each in judge_warcs(files, Policy(warc_gb=0.01), NOW)]
    assert tight[:2] == [(True, "the newest"), (True, "younger than 30 days")]
    assert not any(keep for keep, _ in tight[2:])
    assert all(each.keep for each in judge_warcs(files, Policy(texts_months=12), NOW))
