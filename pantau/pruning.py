"""Lets go of what the policy does not keep, in batches that may be killed at any moment; or only says what would go.

Thin: what goes is decided in ``pantau.retention``, what that leaves true in ``store.pruning``.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from itertools import islice
from pathlib import Path
from typing import Any

from crawler.budget import File, archive_files, choose_to_let_go, keep_within
from pantau.retention import ArticleVerdict, Policy, judge_article, months_before
from store import Store, pruning

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
    warcs: tuple[File, ...] = ()
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
            "warc": [{"file": file.name, "bytes": file.size} for file in self.warcs],
            "kept": dict(self.kept),
        }  # fmt: skip


def prune(
    store: Store,
    archive: Path,
    archive_gb: int,
    policy: Policy,
    now: datetime,
    version: str,
    *,
    dry_run: bool,
    each: Callable[[ArticleVerdict], None] = lambda _: None,
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
    done.warcs = _prune_archive(store, archive, archive_gb, now, dry_run=dry_run)
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


def _prune_archive(store: Store, archive: Path, archive_gb: int, now: datetime, *, dry_run: bool) -> tuple[File, ...]:
    budget = archive_gb * 1_000_000_000
    if dry_run:
        return choose_to_let_go(archive_files(archive), budget, ())
    if budget:
        for name in pruning.gone_of(store, "warc"):  # a kill came between the note and the file
            (archive / name).unlink(missing_ok=True)
    why = f"the archive was larger than archive_gb = {archive_gb}"
    return keep_within(archive, budget, (), lambda file: pruning.note_warc(store, file.name, why, now))
