"""What retention lets go of. Pure: a policy, the clock and what is kept in, a verdict with its reason out.

What every policy keeps: each article's record (address, title, dates, digest of its text), figures, posts, quotations
and their sentences, stories and counts, and all that people decided. Knows no table and no file.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from records import KeptArticle, KeptWarc

#: The least age, in months. Emergent themes are sought anew over half a year and what leads up to it, trends over
#: twenty weeks, errata over eight: a younger text, vector or fetch may still change what is told.
LEAST_MONTHS = 7
#: Days for which a WARC file stays whatever the budget: what was read wrongly last week is replayed from it.
LEAST_WARC_DAYS = 30


@dataclass(frozen=True, slots=True, kw_only=True)
class Policy:
    """Ages in months after which something goes, and how much the archive may take; None: for good."""

    texts_months: int | None = None
    vectors_months: int | None = None
    fetches_months: int | None = None
    links_months: int | None = None
    warc_gb: float | None = None

    @property
    def empty(self) -> bool:
        return self == Policy()


@dataclass(frozen=True, slots=True, kw_only=True)
class ArticleVerdict:
    """Without its text an article needs no vectors: both go together then."""

    article: KeptArticle
    text: bool
    vectors: bool
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class WarcVerdict:
    file: KeptWarc
    keep: bool
    reason: str


def months_before(now: datetime, months: int) -> datetime:
    """The same day and time that many months earlier; of a day that month has not, its last one."""
    year, month = divmod(now.year * 12 + now.month - 1 - months, 12)
    for day in range(now.day, 27, -1):
        try:
            return now.replace(year=year, month=month + 1, day=day)
        except ValueError:
            continue
    return now.replace(year=year, month=month + 1)


def judge_article(article: KeptArticle, policy: Policy, now: datetime, version: str) -> ArticleVerdict:
    """What goes of one article. ``version``: of what reads articles now; what it has not read it will want to."""
    old_text = policy.texts_months is not None and article.told < months_before(now, policy.texts_months)
    old_vectors = policy.vectors_months is not None and article.told < months_before(now, policy.vectors_months)
    text, vectors = old_text and article.text > 0, (old_text or old_vectors) and article.vectors > 0
    if not (text or vectors):
        young = "young enough" if article.text or article.vectors else "nothing is left to go"
        return ArticleVerdict(article=article, text=False, vectors=False, reason=young)
    for holds, why in (
        (article.pointed_at is not None, f"stays: {article.pointed_at}"),
        (article.analysed is None, "stays: not read yet"),
        (article.analysed != version, "stays: not read by the present rules and models yet"),
    ):
        if holds:
            return ArticleVerdict(article=article, text=False, vectors=False, reason=why)
    months = policy.texts_months if text else policy.vectors_months
    what = "text" if text else "vectors"
    reason = f"{what}: last told {article.told.astimezone(UTC):%Y-%m-%d}, more than {months} months ago"
    return ArticleVerdict(article=article, text=text, vectors=vectors, reason=reason)


def judge_warcs(files: Iterable[KeptWarc], policy: Policy, now: datetime) -> list[WarcVerdict]:
    """A verdict on each file, the newest first: they stay as long as all together fit the budget. The newest always
    stays, as do those of the last days."""
    verdicts, total = [], 0
    full = False
    limit = None if policy.warc_gb is None else int(policy.warc_gb * 1_000_000_000)
    for place, file in enumerate(sorted(files, key=lambda file: (file.begun, file.name), reverse=True)):
        total += file.size
        full = full or (limit is not None and total > limit)
        if limit is None:
            reason = "no budget"
        elif not full:
            reason = f"within {policy.warc_gb:g} GB"
        elif place == 0:
            reason = "the newest"
        elif now - file.begun < timedelta(days=LEAST_WARC_DAYS):
            reason = f"younger than {LEAST_WARC_DAYS} days"
        else:
            reason = f"with it the newest {place + 1} files take {total / 1e9:.2f} GB, more than {policy.warc_gb:g}"
            verdicts.append(WarcVerdict(file=file, keep=False, reason=reason))
            continue
        verdicts.append(WarcVerdict(file=file, keep=True, reason=reason))
    return verdicts
