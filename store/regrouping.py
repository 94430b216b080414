"""Commands by which people say that two stories are one, or that an article is not of a story.

Whatever is said is kept as what it says of two articles (``store.events``), one record for each article that moves:
it holds for just these, whatever is grouped later, and can be taken back one by one.
"""

from __future__ import annotations

from datetime import datetime

from records import BadInput, Correction, NotFound
from store.corrections import add_correction
from store.database import Store
from store.stories import resolve_story
from store.values import Source, one, rows

MOST = 300  # articles that move at once: each makes the sums of both stories anew
_OWN = "copy_kind IS NULL OR copy_kind = 'derived'"


def join_stories(store: Store, story: str, other: str, who: str, now: datetime) -> list[Correction]:
    """All articles of ``other`` tell of the event of ``story``: they are there from now on, and its id leads there.

    Raises BadInput, NotFound."""
    with store.transaction():
        into, gone = _there(store, story), _there(store, other)
        if into == gone:
            raise BadInput("these two are one story already")
        articles = _own_articles(store, gone)
        if len(articles) > MOST:
            raise BadInput(f"{len(articles)} articles are more than can be moved at once: {MOST}")
        beside = _anchor(store, into)
        return [add_correction(store, "event", article, beside, "yes", who, now) for article in articles]


def take_out(store: Store, article: str, into: str | None, who: str, now: datetime) -> list[Correction]:
    """The article tells of another event than its story: it is, with its copies, of ``into`` from now on; None: of a
    story of its own.

    Raises BadInput where that is where it is, nothing else is left to part it from, or it is a copy; NotFound.
    """
    with store.transaction():
        found = one(store, "SELECT story FROM article WHERE id = ?", (article,))
        if found is None or found["story"] is None:
            raise NotFound(f"no article '{article}' is in a story")
        was = str(found["story"])
        wanted = None if into is None else _there(store, into)
        left = [each for each in _own_articles(store, was) if each != article]
        if wanted == was or (wanted is None and not left):
            raise BadInput("that is where the article is: its story holds nothing else")
        made = []
        if left:
            beside = _anchor(store, was)
            beside = left[0] if beside == article else beside
            made.append(add_correction(store, "event", article, beside, "no", who, now))
        if wanted is not None:
            made.append(add_correction(store, "event", article, _anchor(store, wanted), "yes", who, now))
        return made


def _there(source: Source, story: str) -> str:
    key = resolve_story(source, story)
    if one(source, "SELECT 1 FROM story WHERE id = ? AND articles > 0", (key,)) is None:
        raise NotFound(f"there is no story '{story}'")
    return key


def _own_articles(source: Source, story: str) -> list[str]:
    """Those that repeat no other, the earliest first."""
    found = rows(
        source,
        f"SELECT id FROM article WHERE story = ? AND withdrawn IS NULL AND ({_OWN}) ORDER BY first_seen, id",
        (story,),
    )
    return [str(row["id"]) for row in found]


def _anchor(source: Source, story: str) -> str:
    """The article that stands for a story where something is said of it: its lead. Raises BadInput for a story of
    copies alone."""
    articles = _own_articles(source, story)
    if not articles:
        raise BadInput(f"story {story} holds only copies: it goes where the article goes that they repeat")
    row = one(source, "SELECT lead FROM story WHERE id = ?", (story,))
    return row["lead"] if row and row["lead"] in articles else articles[0]
