"""Lets go of what the policy does not keep, in batches that may be killed at any moment; or only says what would go.

Thin: what goes is decided in ``pantau.retention``, what that leaves true in ``store.pruning``.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from itertools import islice
from pathlib import Path
from typing import Any

from pantau.retention import ArticleVerdict, Policy, WarcVerdict, judge_article, judge_warcs, months_before
from records import KeptWarc
from store import Store, pruning

_WARC = re.compile(r"pantau-(\d{14})-\d+\.warc\.gz")
_BATCH = 200  # articles a transaction: a fifth of a second


@dataclass(slots=True, kw_only=True)
class Pruned:
    """What goes, or would. ``kept``: articles that are old enough and stay, by reason."""

    texts: int = 0
    text_bytes: int = 0
    vectors: int = 0
    vector_bytes: int = 0
    fetches: int = 0
    links: int = 0
    warcs: list[WarcVerdict] = field(default_factory=list)
    kept: Counter[str] = field(default_factory=Counter)

    @property
    def counts(self) -> dict[str, int]:
        """For the row of the run."""
        found = {"texts": self.texts, "vectors": self.vectors, "fetches": self.fetches, "links": self.links}
        return {name: count for name, count in (found | {"warc_files": len(self.warcs)}).items() if count}

    @property
    def row(self) -> dict[str, Any]:
        return {
            "texts": {"articles": self.texts, "bytes": self.text_bytes},
            "vectors": {"articles": self.vectors, "bytes": self.vector_bytes},
            "fetches": self.fetches,
            "links": self.links,
            "warc": [
                {"file": each.file.name, "bytes": each.file.size, "reason": each.reason} for each in self.warcs
            ],
            "kept": dict(self.kept),
        }  # fmt: skip


def prune(
    store: Store,
    archive: Path,
    policy: Policy,
    now: datetime,
    version: str,
    *,
    dry_run: bool,
    each: Callable[[ArticleVerdict], None],
) -> Pruned:
    """Killed anywhere, it goes on at its next start: what went is not there to be judged again. ``each`` hears of
    every article of which something goes."""
    done = Pruned()
    going = _judged(store, policy, now, version, done)
    while batch := list(islice(going, _BATCH)):
        for verdict in batch:
            each(verdict)
            done.texts += verdict.text
            done.text_bytes += pruning.weight_of_text(store, verdict.article.id) if verdict.text else 0
            done.vectors += verdict.vectors
            done.vector_bytes += verdict.article.vectors if verdict.vectors else 0
        if not dry_run:
            texts = [(verdict.article, verdict.reason) for verdict in batch if verdict.text]
            pruning.let_go_of_texts(store, texts, now)
            pruning.let_go_of_vectors(store, [verdict.article.id for verdict in batch if not verdict.text])
    if policy.links_months is not None:
        for keys in pruning.old_links(store, months_before(now, policy.links_months)):
            done.links += len(keys)
            if not dry_run:
                pruning.drop_links(store, keys)
    if policy.fetches_months is not None:
        for numbers in pruning.old_fetches(store, months_before(now, policy.fetches_months)):
            done.fetches += len(numbers)
            if not dry_run:
                pruning.drop_fetches(store, numbers)
    _prune_archive(store, archive, policy, now, done, dry_run=dry_run)
    while not dry_run and done.texts and pruning.merge_search(store):
        continue
    return done


def _judged(store: Store, policy: Policy, now: datetime, version: str, done: Pruned) -> Iterator[ArticleVerdict]:
    if policy.texts_months is None and policy.vectors_months is None:
        return
    for article in pruning.kept_articles(store):
        verdict = judge_article(article, policy, now, version)
        if verdict.text or verdict.vectors:
            yield verdict
        elif verdict.reason.startswith("stays: "):
            done.kept[verdict.reason.removeprefix("stays: ")] += 1


def _prune_archive(store: Store, archive: Path, policy: Policy, now: datetime, done: Pruned, *, dry_run: bool) -> None:
    files = list(warc_files(archive))
    begun = pruning.gone_of(store, "warc")
    for verdict in judge_warcs((file for file in files if file.name not in begun), policy, now):
        if not verdict.keep:
            done.warcs.append(verdict)
            if not dry_run:
                pruning.note_warc(store, verdict.file.name, verdict.reason, now)
    if not dry_run and policy.warc_gb is not None:
        for name in pruning.gone_of(store, "warc"):  # those of a prune that was killed too
            (archive / name).unlink(missing_ok=True)


def warc_files(archive: Path) -> Iterator[KeptWarc]:
    """The files that the crawl wrote; others in the folder are none of ours and never touched."""
    for path in sorted(archive.glob("pantau-*.warc.gz")):
        found = _WARC.fullmatch(path.name)
        if found:
            begun = datetime.strptime(found[1], "%Y%m%d%H%M%S").replace(tzinfo=UTC)
            yield KeptWarc(name=path.name, size=path.stat().st_size, begun=begun)
