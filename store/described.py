"""What a capture says of its article, as columns of its row.

Pure; knows the columns, not which capture counts nor when a row is written.
"""

from __future__ import annotations

import json

from records import Article
from store.revisions import Capture
from store.values import Row, as_json, stamp_or_none

_FED = {  # fields that a feed may fill, and their columns
    "section": ("section",),
    "published": ("published", "published_as_printed", "published_source", "published_precision"),
}


def described(article: Article, capture: Capture) -> Row:
    """What a capture says of the article; not what makes it this article, nor when it was first seen."""
    return {
        "url": article.url,
        "title": article.title,
        "authors": as_json(list(article.authors)),
        "section": article.section,
        "credited": as_json(list(article.credited)),
        "agency": article.agency,
        "dateline": article.dateline,
        "dateline_day": article.dateline_day.isoformat() if article.dateline_day else None,
        "image": article.image,
        "evidence": as_json({name: [said.source, said.sure] for name, said in article.evidence.items()}),
        "published": stamp_or_none(article.published),
        "published_as_printed": article.published_as_printed,
        "published_source": article.published_source,
        "published_precision": article.published_precision,
        "modified": stamp_or_none(article.modified),
        "language": article.language,
        "words": article.words,
        "paywalled": int(article.paywalled),
        "corrected": article.corrected,
        "body_sha256": capture.body_sha256,
        "fetch": capture.fetch,
        "last_seen": capture.seen,
    }


def said_by_the_feed(row: Row, known: Row) -> Row:
    """What a feed said of the article when its page was crawled and the page does not: whoever reads the same page
    again has no feed at hand, and its silence denies nothing."""
    evidence, earlier = json.loads(row["evidence"]), json.loads(known["evidence"] or "{}")
    if known["published_source"] == "feed":  # of rows from before evidence was kept too
        earlier["published"] = ["feed", "said"]
    kept: Row = {}
    for field, columns in _FED.items():
        if row[field] is None and earlier.get(field, [""])[0] == "feed":
            kept |= {name: known[name] for name in columns}
            evidence[field] = earlier[field]
    if "published" in kept and row["dateline"] == known["dateline"]:
        kept["dateline_day"] = known["dateline_day"]  # its year is that of the publication
    return kept | {"evidence": as_json(evidence)}
