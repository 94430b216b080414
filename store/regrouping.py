"""Commands by which people say that two stories are one, or that an article is not of a story.

Each article that moves gets a correction of its own, so that what a person decided holds for just these articles,
whatever is grouped later, and can be taken back one by one. Verbatim copies go with the article they repeat.
"""

from __future__ import annotations

from datetime import datetime

from records import BadInput, Correction, NotFound
from store.correcting import own_story
from store.corrections import add_correction
from store.database import Store
from store.stories import resolve_story
from store.values import Source, one, rows

MOST = 300  # articles that move at once: each makes the sums of both stories anew


def join_stories(store: Store, story: str, other: str, who: str, now: datetime) -> list[Correction]:
    """All articles of ``other`` are of ``story`` from now on; its id leads there. Raises BadInput, NotFound."""
    with store.transaction():
        into, gone = _there(store, story), _there(store, other)
        if into == gone:
            raise BadInput("these two are one story already")
        articles = [row["id"] for row in rows(store, "SELECT id FROM article WHERE story = ? ORDER BY id", (gone,))]
        return _moved(store, articles, into, who, now)


def take_out(store: Store, article: str, into: str | None, who: str, now: datetime) -> list[Correction]:
    """The article, with its copies in the same story, is of ``into`` from now on; None: of a story of its own.

    Raises BadInput where that is where it is, or nothing else is left to part it from; NotFound.
    """
    with store.transaction():
        found = one(store, "SELECT story FROM article WHERE id = ?", (article,))
        if found is None or found["story"] is None:
            raise NotFound(f"no article '{article}' is in a story")
        was = str(found["story"])
        wanted = own_story(article) if into is None else _there(store, into)
        taken = _with_copies(store, article, was)
        (left,) = store.connection.execute("SELECT count(*) FROM article WHERE story = ?", (was,)).fetchone()
        if wanted == was or (into is None and left == len(taken)):
            raise BadInput("that is where the article is: its story holds nothing else")
        return _moved(store, taken, wanted, who, now)


def _moved(store: Store, articles: list[str], into: str, who: str, now: datetime) -> list[Correction]:
    if len(articles) > MOST:
        raise BadInput(f"{len(articles)} articles are more than can be moved at once: {MOST}")
    return [add_correction(store, "story", article, "story", into, who, now) for article in articles]


def _there(source: Source, story: str) -> str:
    key = resolve_story(source, story)
    if one(source, "SELECT 1 FROM story WHERE id = ?", (key,)) is None:
        raise NotFound(f"there is no story '{story}'")
    return key


def _with_copies(source: Source, article: str, story: str) -> list[str]:
    found = rows(
        source,
        "WITH RECURSIVE mine(id) AS (SELECT :article UNION SELECT a.id FROM article a JOIN mine m ON a.copy_of = m.id"
        " WHERE a.copy_kind IN ('identical', 'copy') AND a.story = :story) SELECT id FROM mine"
        " ORDER BY id <> :article, id",
        {"article": article, "story": story},
    )
    return [str(row["id"]) for row in found]
