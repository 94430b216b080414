"""One article's annotation in the tables: sentences, mentions, figures and quotes, the old ones replaced.

Knows these tables; it must not know how anything was read. Row ids of mention, figure and quote follow the order
of writing: within an article they rise in reading order, across articles they mean nothing.
"""

from __future__ import annotations

import sqlite3
from bisect import bisect_right

from records import Annotation, NotFound
from store.correcting import correct_figures
from store.database import Store
from store.posts import forget_posts, save_posts, settled_official
from store.values import decimal_text, insert_all, one, slug


def save_annotation(store: Store, article: str, annotation: Annotation, version: str) -> None:
    """Replaces all that was read in the article; officials, organisations and posts follow. Raises NotFound.

    Corrections of people win over what the annotation says. The article counts as analysed by ``version``.
    """
    with store.transaction() as connection:
        known = one(
            connection,
            "SELECT a.first_seen, b.text FROM article a JOIN body b ON b.article = a.id WHERE a.id = ?",
            (article,),
        )
        if known is None:
            raise NotFound(f"no article '{article}' is in the store")
        forget_annotation(connection, article)
        sentences = [
            {
                "article": article,
                "number": sentence.number,
                "start": sentence.start,
                "end": sentence.end,
                "text": sentence.text,
            }
            for sentence in annotation.sentences
        ]
        insert_all(connection, "sentence", sentences)
        _save_mentions(connection, article, known["first_seen"], known["text"], annotation)
        _save_figures(connection, article, annotation)
        _save_quotes(connection, article, annotation)
        connection.execute(
            "UPDATE article SET analysed = ?, language = coalesce(language, ?) WHERE id = ?",
            (version, annotation.language, article),
        )


def forget_annotation(connection: sqlite3.Connection, article: str) -> None:
    """Takes out all that was read in an article."""
    forget_posts(connection, article)
    for table in ("sentence", "mention", "figure", "quote"):
        connection.execute(f"DELETE FROM {table} WHERE article = ?", (article,))


def _save_mentions(
    connection: sqlite3.Connection, article: str, first_seen: str, body: str, annotation: Annotation
) -> None:
    officials = [
        {
            "article": article,
            "sentence": mention.sentence,
            "start": mention.start,
            "end": mention.end,
            "text": body[mention.start : mention.end],
            "kind": "official",
            "label": mention.status,
            "person": slug(mention.name),
            "official": official,
            "post": post,
            "confidence": mention.confidence,
            "found_by": mention.found_by,
        }
        for mention, official, post in save_posts(connection, article, first_seen, body, annotation.officials)
    ]
    insert_all(connection, "mention", officials)
    ordered = sorted(annotation.places, key=lambda p: (p.start, p.end, p.code))
    connection.executemany(
        "INSERT OR IGNORE INTO place (code, name, country) VALUES (?, ?, ?)",
        dict.fromkeys((place.code, place.name, place.code[:2]) for place in ordered),
    )
    places = [
        {
            "article": article,
            "sentence": place.sentence,
            "start": place.start,
            "end": place.end,
            "text": place.text,
            "kind": "place",
            "label": place.use,
            "place": place.code,
            "confidence": place.confidence,
            "found_by": place.found_by,
        }
        for place in ordered
    ]
    insert_all(connection, "mention", places)
    starts = [sentence.start for sentence in annotation.sentences]  # in order
    entities = [
        {
            "article": article,
            # Entities carry no sentence: the last one that begins at or before them.
            "sentence": annotation.sentences[at - 1].number if (at := bisect_right(starts, entity.start)) else 0,
            "start": entity.start,
            "end": entity.end,
            "text": entity.text,
            "kind": "entity",
            "label": entity.label,
            "confidence": entity.confidence,
            "found_by": entity.found_by,
        }
        for entity in sorted(annotation.entities, key=lambda e: (e.start, e.end, e.label))
    ]
    insert_all(connection, "mention", entities)


def _save_figures(connection: sqlite3.Connection, article: str, annotation: Annotation) -> None:
    figures = [
        {
            "article": article,
            "sentence": figure.sentence,
            "start": figure.start,
            "end": figure.end,
            "text": figure.text,
            "value": decimal_text(figure.value),
            "low": decimal_text(figure.low),
            "high": decimal_text(figure.high),
            "from_value": decimal_text(figure.from_value),
            "to_value": decimal_text(figure.to_value),
            "unit": figure.unit,
            "kind": figure.kind,
            "measures": figure.measures,
            "concept": figure.concept,
            "owner": figure.owner,
            "period": figure.period,
            "change": figure.change,
            "status": figure.status,
            "twin": figure.twin,
            "confidence": figure.confidence,
            "found_by": figure.found_by,
        }
        for figure in sorted(annotation.figures, key=lambda f: (f.start, f.end, f.kind, decimal_text(f.value) or ""))
    ]
    insert_all(connection, "figure", figures)
    correct_figures(connection, article)


def _save_quotes(connection: sqlite3.Connection, article: str, annotation: Annotation) -> None:
    own = {slug(mention.name) for mention in annotation.officials}
    said = []
    for quote in sorted(annotation.quotes, key=lambda q: (q.start, q.end, q.kind, q.text)):
        # only of people whom this article mentions as officials: the row must not depend on other articles
        person = slug(quote.official) if quote.official and slug(quote.official) in own else None
        said.append(
            {
                "article": article,
                "sentence": quote.sentence,
                "start": quote.start,
                "end": quote.end,
                "text": quote.text,
                "kind": quote.kind,
                "cue": quote.cue,
                "speaker": quote.speaker,
                "person": person,
                "official": settled_official(connection, article, person) if person else None,
                "confidence": quote.confidence,
                "found_by": quote.found_by,
            },
        )
    insert_all(connection, "quote", said)
