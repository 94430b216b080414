"""Named queries of an analysis: the articles that wait for one, and what earlier ones left behind. Reads only.

Knows the tables article, body, outlet, decision, reading and vector; it must not know how anything is read or decided,
nor what comes of the articles that it gives.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from records import Vector
from store.database import Store
from store.pruning import WITHOUT_TEXT
from store.readings import REMEMBERED, KeptReading, kept_reading
from store.values import Source, moment, moment_or_none, one, rows, stamp

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


def count_new(source: Source, most: int) -> int:
    """How many articles no version has read as they are, up to ``most``: what a crawl or a replay brought."""
    found = one(
        source,
        "SELECT count(*) AS n FROM (SELECT 1 FROM article WHERE analysed IS NULL AND withdrawn IS NULL LIMIT ?)",
        (most,),
    )
    return int(found["n"]) if found else 0


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
