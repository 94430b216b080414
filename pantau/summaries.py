"""Joins the summaries of stories to the store. Thin: what is chosen stands in nlp.stories, what is kept in store."""

from __future__ import annotations

from nlp.stories.summary import summary_of
from store import Store, summaries


def refresh_summaries(store: Store, version: str) -> int:
    """Tells the stories anew whose articles, or whose version, changed; gives their number."""
    told = 0
    for story, made_of in list(summaries.stories_to_tell(store, version)):
        reports = summaries.reports_of(store, story)
        if not reports:  # no text is left of it
            continue
        summaries.save_summary(store, story, summary_of(reports), made_of, version)
        told += 1
    summaries.all_told(store, version)
    return told
