"""Articles of the store as copies and stories look at them, and what people said of two of them.

Translates records; must not know how anything is decided or written.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

import numpy as np

from nlp.copies import CopyItem
from nlp.stories import Said, StoryItem
from records import CopyDecision
from store import Store
from store.analysis_asking import Remembered, StoredArticle
from store.people import corrections


def said(store: Store) -> list[Said]:
    """What people decided of two articles."""
    return [
        Said(one=made.target, other=made.field, same=made.value == "yes", who=made.who)
        for made in corrections(store, active_only=True)
        if made.kind == "event"
    ]


def follows(decision: CopyDecision) -> bool:
    """Whether an article follows its origin unread. A derived one adds words of its own, so it is read."""
    return decision.copy_of is not None and decision.kind in ("identical", "copy")


def repeats(article: Remembered) -> bool:
    return follows(copy_decision(article))


def copy_decision(article: Remembered) -> CopyDecision:
    return CopyDecision(
        article=article.article,
        copy_of=article.copy_of,
        kind=article.copy_kind,  # type: ignore[arg-type]  # checked by the table
        containment=0.0,
        reason="",
    )


def order_of(first_seen: datetime, published: datetime | None, article: str) -> tuple[str, ...]:
    """What sorts articles as an analysis reads them; a day that is not known comes first."""
    return first_seen.isoformat(), "" if published is None else published.isoformat(), article


def _when(article: StoredArticle | Remembered) -> datetime:
    """Nothing is published after it was seen: a day in the future must not end the window."""
    return min(article.published or article.first_seen, article.first_seen)


def _key(article: StoredArticle | Remembered) -> str:
    return article.article if isinstance(article, Remembered) else article.id


def copy_item(article: StoredArticle | Remembered) -> CopyItem:
    return CopyItem(
        id=_key(article),
        title=article.title,
        body=article.body,
        outlet=article.outlet,
        when=_when(article),
        agency=article.outlet_kind == "agency",
        house=article.outlet_name,
        credits=article.agency,
        seen=article.first_seen,
        turn=order_of(article.first_seen, article.published, _key(article)),
    )


def story_item(article: StoredArticle | Remembered, vector: np.ndarray | None) -> StoryItem:
    return StoryItem(
        id=_key(article),
        title=article.title,
        body=article.body,
        when=_when(article),
        vector=vector,
        language=article.language,
        outlet=article.outlet,
    )


def first_told(article: str, origins: Mapping[str, str]) -> str:
    """The article that this one repeats, and that repeats none. ``origins``: of each copy what it repeats."""
    passed = {article}
    while (before := origins.get(article)) is not None and before not in passed:
        article = before
        passed.add(before)
    return article
