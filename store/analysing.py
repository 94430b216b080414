"""Commands of an analysis: what is to be read, and one article's whole reading written in one transaction.

Knows the tables that hang on an article; it must not know how anything was read or decided. A kill leaves an
article analysed or not, never half; the same articles in the same order give the same derived rows, however
often the analysis was interrupted (``fingerprint.derived_digest`` shows it).
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from records import Annotation, CopyDecision, JoinDecision, NotFound, ThemeScore, Vector
from store.annotations import forget_annotation, save_annotation
from store.database import Store
from store.pruning import WITHOUT_TEXT
from store.readings import REMEMBERED, KeptReading, kept_reading
from store.stories import ensure_story, refresh_story, refresh_story_themes, replace_story, resolve_story
from store.values import Source, as_json, insert, insert_all, moment, moment_or_none, one, rows, stamp

_CHUNK = 200  # articles read ahead: some 1 MB of text


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredArticle:
    """An article as an analysis needs it."""

    id: str
    outlet: str
    outlet_kind: str
    outlet_name: str
    agency: str | None  # that the page credits
    owner: str | None
    country: str
    url: str
    title: str
    body: str
    section: str | None
    language: str | None
    published: datetime | None
    first_seen: datetime
    words: int
    paywalled: bool
    story: str | None  # where an earlier analysis put it


@dataclass(frozen=True, slots=True, kw_only=True)
class AnalysisOf:
    """Everything that was found of one article. What is None or empty is taken out of the store.

    A copy has no annotation of its own: its origin's counts for it. ``join`` None: it is in no story, or, where it
    ``awaits`` the settling of stories (``store.settling``), in the one that it has been in until now.
    """

    article: str
    version: str
    annotation: Annotation | None = None
    vector: Vector | None = None
    passages: bytes = b""  # vectors of its passages, rows of ``vector.dimension`` signed bytes
    neighbourhood: bytes = b""  # ``vector.dimension`` halves: with the texts like it that were read before
    copy: CopyDecision | None = None
    join: JoinDecision | None = None
    awaits: bool = False
    themes: tuple[ThemeScore, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Remembered:
    """One analysed article, for the story state and the copy index that an analysis starts with."""

    article: str
    story: str | None
    first_seen: datetime
    published: datetime | None
    title: str
    body: str
    language: str | None
    outlet: str
    outlet_kind: str
    outlet_name: str
    agency: str | None  # that the page credits
    copy_of: str | None
    copy_kind: str | None
    action: str | None  # JoinDecision.action
    vector: Vector | None
    reading: KeptReading | None  # whether it holds is for the reader to say


class Waiting:
    """Articles that are to be analysed, in the order of analysis. The list is made once, so writing while reading is
    safe; texts are read some at a time, since those of an archive need not fit into memory."""

    def __init__(self, store: Store, keys: list[str]) -> None:
        self._store, self._keys = store, keys

    def __len__(self) -> int:
        return len(self._keys)

    def __iter__(self) -> Iterator[StoredArticle]:
        for start in range(0, len(self._keys), _CHUNK):
            yield from _stored(self._store, self._keys[start : start + _CHUNK])

    def first(self) -> StoredArticle:
        """Raises StopIteration where there is none."""
        return next(_stored(self._store, self._keys[:1]))


def articles_to_analyse(store: Store, version: str, limit: int | None = None, everything: bool = False) -> Waiting:
    """Articles that ``version`` has not analysed, in the order of analysis: (first_seen, published, id).
    Withdrawn ones never, nor those whose text was let go of: what was read in them stays as it is.

    ``everything`` gives all, also those that ``version`` has analysed; one that should survive a kill calls
    ``mark_unread`` and reads on without it.
    """
    found = store.connection.execute(
        "SELECT id FROM article a WHERE withdrawn IS NULL AND (:everything OR analysed IS NOT :version)"
        f" AND NOT {WITHOUT_TEXT} ORDER BY first_seen, published, id LIMIT :limit",
        {"everything": everything, "version": version, "limit": -1 if limit is None else limit},
    )
    return Waiting(store, [key for (key,) in found])


def newest_analysed(store: Store, version: str) -> datetime | None:
    """When the newest article that ``version`` has analysed was first seen; None where it has analysed none."""
    found = one(
        store,
        "SELECT first_seen FROM article WHERE analysed = ? AND withdrawn IS NULL ORDER BY first_seen DESC LIMIT 1",
        (version,),
    )
    return None if found is None else moment(found["first_seen"])


def _stored(store: Store, keys: Sequence[str]) -> Iterator[StoredArticle]:
    for row in list(
        rows(
            store,
            "SELECT a.id, a.outlet, o.kind AS outlet_kind, o.name AS outlet_name, a.agency,"
            " o.owner, o.country, a.url, a.title, b.text AS body,"
            " a.section, a.language, a.published, a.first_seen, a.words, a.paywalled, a.story"
            " FROM article a JOIN body b ON b.article = a.id JOIN outlet o ON o.id = a.outlet"
            f" WHERE a.id IN ({','.join('?' * len(keys))}) ORDER BY a.first_seen, a.published, a.id",
            keys,
        )
    ):
        yield StoredArticle(
            **(
                row
                | {
                    "published": moment_or_none(row["published"]),
                    "first_seen": moment(row["first_seen"]),
                    "paywalled": bool(row["paywalled"]),
                }
            )
        )


def mark_unread(store: Store, articles: Iterable[str] | None = None) -> None:
    """Has these articles (all, without a list) read again by the next analysis, which may then be interrupted."""
    with store.transaction() as connection:
        if articles is None:
            connection.execute(f"UPDATE article AS a SET analysed = NULL WHERE NOT {WITHOUT_TEXT}")
        else:
            connection.executemany(
                f"UPDATE article AS a SET analysed = NULL WHERE id = ? AND NOT {WITHOUT_TEXT}",
                [(article,) for article in articles],
            )


def save_analysis(store: Store, analysis: AnalysisOf) -> str | None:
    """Writes all of one article in one transaction; gives the story it is in now, or None without a join.

    Raises NotFound for an unknown article. Nothing but this marks an article as analysed and moves it.
    """
    article = analysis.article
    with store.transaction() as connection:
        known = one(connection, "SELECT story FROM article WHERE id = ?", (article,))
        if known is None:
            raise NotFound(f"no article '{article}' is in the store")
        if analysis.annotation is None:
            forget_annotation(connection, article)
        else:
            save_annotation(store, article, analysis.annotation, analysis.version)
        connection.execute("DELETE FROM vector WHERE article = ?", (article,))
        connection.execute("DELETE FROM passages WHERE article = ?", (article,))
        connection.execute("DELETE FROM neighbourhood WHERE article = ?", (article,))
        connection.execute("DELETE FROM decision WHERE article = ?", (article,))
        connection.execute("UPDATE article SET copy_of = NULL, copy_kind = NULL WHERE id = ?", (article,))
        if analysis.vector is not None:
            save_vector(store, analysis.vector)
            made = {"model": analysis.vector.model, "dimension": analysis.vector.dimension}
            for table, values in (("passages", analysis.passages), ("neighbourhood", analysis.neighbourhood)):
                if values:
                    insert(connection, table, {"article": article, **made, "values": values})
        if analysis.copy is not None:
            save_copy(store, analysis.copy, analysis.version)
        save_article_themes(store, article, analysis.themes)
        story = None
        if analysis.join is not None:
            story = save_join(store, analysis.join, analysis.version)
        elif analysis.awaits:
            story = known["story"]
        elif known["story"] is not None:
            connection.execute("UPDATE article SET story = NULL WHERE id = ?", (article,))
        refresh_left(store, known["story"], story, article)
        if story is not None:
            refresh_story(store, story)
            refresh_story_themes(store, story)
        connection.execute("UPDATE article SET analysed = ? WHERE id = ?", (analysis.version, article))
    return story


def refresh_left(store: Store, left: str | None, joined: str | None, article: str) -> None:
    """The story that an article left: counted anew, or gone, with an alias to where its last article went."""
    if left is None or left == joined:
        return
    connection = store.connection
    if one(connection, "SELECT 1 FROM article WHERE story = ?", (left,)) is not None:
        refresh_story(store, left)
        refresh_story_themes(store, left)
    elif joined is not None:
        seen = connection.execute("SELECT last_seen FROM article WHERE id = ?", (article,)).fetchone()[0]
        replace_story(connection, left, joined, seen, "its last article moved there")
    else:
        connection.execute("DELETE FROM story_alias WHERE story = ?", (left,))
        connection.execute("DELETE FROM story_theme WHERE story = ?", (left,))
        connection.execute("DELETE FROM story WHERE id = ?", (left,))


def save_vector(store: Store, vector: Vector) -> None:
    with store.transaction() as connection:
        connection.execute(
            'INSERT OR REPLACE INTO vector (article, model, dimension, "values") VALUES (?, ?, ?, ?)',
            (vector.article, vector.model, vector.dimension, vector.values),
        )


def save_copy(store: Store, decision: CopyDecision, version: str) -> None:
    """Whether the article is a copy, and why. Raises NotFound where its origin is not in the store."""
    with store.transaction() as connection:
        if decision.copy_of is not None and (
            decision.copy_of == decision.article
            or one(connection, "SELECT 1 FROM article WHERE id = ?", (decision.copy_of,)) is None
        ):
            raise NotFound(f"article '{decision.article}' cannot be a copy of '{decision.copy_of}'")
        connection.execute(
            "UPDATE article SET copy_of = ?, copy_kind = ? WHERE id = ?",
            (decision.copy_of, decision.kind if decision.copy_of else None, decision.article),
        )
        _save_decision(
            connection,
            decision.article,
            "copy",
            (decision.kind or "none", decision.containment, None, "{}", decision.reason, version),
        )


def save_join(store: Store, decision: JoinDecision, version: str) -> str:
    """Puts the article into its story, makes that where it is new, and gives its present id.

    An id that became an alias leads to the story it is part of now. Call
    ``refresh_story`` of the story it left and of the one it joined: ``save_analysis`` does.
    """
    with store.transaction() as connection:
        known = one(connection, "SELECT first_seen, week FROM article WHERE id = ?", (decision.article,))
        if known is None:
            raise NotFound(f"no article '{decision.article}' is in the store")
        story = resolve_story(connection, decision.story)
        ensure_story(connection, story, known["first_seen"], known["week"])
        connection.execute("UPDATE article SET story = ? WHERE id = ?", (story, decision.article))
        _save_decision(
            connection,
            decision.article,
            "story",
            (decision.action, decision.score, decision.margin, as_json(decision.features), decision.reason, version),
        )
    return story


def save_article_themes(store: Store, article: str, scores: Iterable[ThemeScore]) -> None:
    """Replaces the article's scores. Each theme is in the store (``save_themes``)."""
    with store.transaction() as connection:
        connection.execute("DELETE FROM article_theme WHERE article = ?", (article,))
        insert_all(
            connection,
            "article_theme",
            [
                {
                    "article": article,
                    "theme": score.theme,
                    "score": score.score,
                    "assigned": int(score.assigned),
                    "why": score.why,
                }
                for score in scores
            ],
        )


def remembered(store: Store, since: datetime, version: str | None = None) -> Iterator[Remembered]:
    """Analysed articles (by ``version``, where given) first seen since then, or of a story seen since then.

    In the order of analysis: (first_seen, published, id). With ``version`` a killed and a whole run of a new
    version start from the same state at the same article.
    """
    for row in rows(
        store,
        "SELECT a.id AS article, a.story, a.first_seen, a.published, a.title, b.text AS body, a.language, a.outlet,"
        " o.kind AS outlet_kind, o.name AS outlet_name, a.agency, a.copy_of, a.copy_kind, d.action,"
        ' v.model, v.dimension, v."values", r.made_of, r.copies, r.signs, r.facts'
        " FROM article a JOIN body b ON b.article = a.id JOIN outlet o ON o.id = a.outlet"
        " LEFT JOIN decision d ON d.article = a.id AND d.about = 'story'"
        " LEFT JOIN reading r ON r.article = a.id"
        " LEFT JOIN vector v ON v.article = a.id AND v.model = (SELECT min(model) FROM vector WHERE article = a.id)"
        " WHERE a.withdrawn IS NULL AND a.analysed IS NOT NULL AND (:version IS NULL OR a.analysed = :version)"
        f" AND NOT {WITHOUT_TEXT}"
        f" AND a.id IN ({REMEMBERED}) ORDER BY a.first_seen, a.published, a.id",
        {"since": stamp(since), "version": version},
    ):
        model, dimension, values = row.pop("model"), row.pop("dimension"), row.pop("values")
        vector = None
        if model is not None:
            vector = Vector(article=row["article"], model=model, dimension=dimension, values=values)
        times = {"first_seen": moment(row["first_seen"]), "published": moment_or_none(row["published"])}
        reading = kept_reading(row)
        yield Remembered(**(row | times), vector=vector, reading=reading)


def all_vectors(source: Source, model: str) -> Iterator[Vector]:
    """Every vector of one model, in the order of analysis."""
    for row in rows(
        source,
        'SELECT v.article, v.model, v.dimension, v."values" FROM vector v JOIN article a ON a.id = v.article'
        " WHERE v.model = ? ORDER BY a.first_seen, a.published, a.id",
        (model,),
    ):
        yield Vector(**row)


def _save_decision(
    connection: sqlite3.Connection,
    article: str,
    about: str,
    values: tuple[str, float | None, float | None, str, str, str],
) -> None:
    connection.execute(
        "INSERT OR REPLACE INTO decision (article, about, action, score, margin, features, reason, version)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
        (article, about, *values),
    )
