"""Joins the registry of officials to the store: who everybody is, and what people rule about it.

Thin: how people are told apart stands in nlp.registry, what is kept in the store.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import UTC, datetime

from nlp.registry import Match, compare_names, index_keys, named_everywhere, new_id, settle
from records import BadInput, NotFound
from store import Store, asking, officials, officials_kin, ruling
from store.values import digest_of


def settle_officials(store: Store, version: str | None = None) -> int:
    """Settles everybody of whom something changed; gives how many persons of articles belong to another official now.

    That is the people of changed articles and all whose names may be theirs. Everybody is settled anew where the rules
    (``version``; None: those of last time) or what people ruled are others than last time, or where another name stands
    everywhere.
    The clock is that of the newest article, so that doing it again later changes nothing.
    """
    said = ruling.rulings(store)
    everywhere = named_everywhere(*officials_kin.articles_of_names(store))
    known = officials_kin.settled_with(store) or " "
    rules = known.partition(" ")[0] if version is None else version
    made_with = f"{rules} {digest_of(repr(said), repr(sorted(everywhere)))}"
    with store.transaction() as connection:
        articles = officials_kin.changed_articles(connection)
        touched = officials_kin.in_articles(connection, articles)
        persons = officials_kin.kin(
            connection, touched | officials_kin.ruled_on(connection, said), index_keys, _may_be_one
        )
        asked = persons if known == made_with else None
        there = officials.sightings(store, asked)
        now = max((one.seen for one in there), default=datetime.min.replace(tzinfo=UTC))
        before = officials.settled_before(store, asked)
        registry = settle(there, now, officials.minted(store), said, before, everywhere)
        moved = officials.save_registry(store, registry, asked)
        officials_kin.forget_keys(connection, touched)
        officials_kin.done(store, made_with, articles)
    return moved


def _may_be_one(names: Collection[str], others: Collection[str]) -> bool:
    return any(compare_names(one, other) is not Match.NEVER for one in names for other in others)


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
