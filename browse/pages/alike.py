"""What is like an article or story by meaning, for the pages that show it. Thin; must not know SQL or vectors."""

from __future__ import annotations

import sqlite3
from typing import Any

from browse.access import desk_of
from browse.meanings import Alike, meanings_of
from store import desk_vectors

STORIES = 6  # shown beside an article or story
ARTICLES = 200  # of a search
#: Articles less alike than this are not told as like it: see docs/quality.md, likeness.
LEAST = 0.45


def like(datasette: Any, connection: sqlite3.Connection, about: dict[str, Any], count: int) -> Alike:
    """The articles that are most like it and like enough."""
    desk = desk_of(datasette)
    assert desk is not None  # no route leads here otherwise
    found = meanings_of(datasette, desk.path).alike(connection, about, count)
    enough = tuple((article, cosine) for article, cosine in found.found if cosine >= LEAST)
    return Alike(found=enough, among=found.among, complete=found.complete)


def stories_like(datasette: Any, connection: sqlite3.Connection, wanted: str) -> dict[str, Any]:
    """``{stories, among, complete, known}``: other stories like an article or a story, each with its ``likeness``;
    ``known``: whether its own meaning is."""
    about = desk_vectors.about(connection, wanted)
    if about is None or not about["vectors"]:
        return {"stories": [], "among": 0, "complete": True, "known": False}
    found = like(datasette, connection, about, 20 * STORIES)
    cosines = dict(found.found)
    stories = desk_vectors.stories_of(connection, list(cosines), about["story"], STORIES)
    told = [story | {"likeness": cosines[story["article"]]} for story in stories]
    return {"stories": told, "among": found.among, "complete": found.complete, "known": True}
