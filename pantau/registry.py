"""Joins the registry of officials to the store: who everybody is, and what people rule about it.

Thin: how people are told apart stands in nlp.registry, what is kept in the store.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime

from nlp.registry import new_id, settle
from records import BadInput, NotFound
from store import Store, asking, officials, ruling


def settle_officials(store: Store) -> int:
    """Settles everybody from what is stored; gives how many persons of articles belong to another official now.

    The clock is that of the newest article, so that doing it again later changes nothing.
    """
    everybody = officials.sightings(store)
    now = max((one.seen for one in everybody), default=datetime.min.replace(tzinfo=UTC))
    registry = settle(everybody, now, officials.minted(store), ruling.rulings(store), officials.settled_before(store))
    return officials.save_registry(store, registry)


def split_official(
    store: Store, official: str, articles: Sequence[str], post: str | None, who: str, now: datetime
) -> tuple[int, str | None]:
    """Takes what these articles (ids or URLs) say, or all that gives the post, out of an official.

    Gives the number of the correction and the id of who was split off; None where it undid a merge. Raises BadInput,
    NotFound.
    """
    if bool(articles) == (post is not None):
        raise BadInput("say what to split off: either articles or a post")
    key = ruling.find_official(store, official)
    there = ruling.members_of(store, key)
    seat = ruling.seat_called(store, key, post) if post is not None else None
    wanted = {asking.article_called(store, article) for article in articles}
    missing = sorted(wanted - {row["article"] for row in there})
    if missing:
        raise NotFound(f"article {missing[0]} does not name {key}")
    chosen = [row for row in there if row["article"] in wanted or (seat is not None and seat in row["seats"])]
    taken = {row.id for row in officials.minted(store)}
    into = new_id(chosen[0]["person"], chosen[0]["article"], taken)
    return ruling.split(store, key, [(row["article"], row["person"]) for row in chosen], into, who, now, seat)
