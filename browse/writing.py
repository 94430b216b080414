"""The one door through which a page of the desk may change something: named commands of the store, on a connection
of their own.

Everything else of browse reads only. A page hands over a function of an open store; it is called in a thread of its
own, and what it writes is in a transaction of the store. Must not know any page.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from pathlib import Path
from typing import Any, Literal, TypeVar

from browse.access import Correcting, Subscribing, desk_of
from records import NotFound
from store import Store

Answer = TypeVar("Answer")


def subscribing_of(datasette: Any) -> Subscribing:
    """What the desk has for subscribers. Raises NotFound where it has nothing."""
    desk = desk_of(datasette)
    if desk is None or desk.subscribing is None:
        raise NotFound("This desk has no pages for subscribers.")
    return desk.subscribing


async def write(datasette: Any, command: Callable[[Store], Answer]) -> Answer:
    """What the command gives. Raises what it raises, and nothing of it is kept then."""
    desk = desk_of(datasette)
    if desk is None:
        raise NotFound("This desk has no pages for subscribers.")
    path = Path(desk.path)

    def commanded() -> Answer:
        with Store.open(path) as store, store.transaction():
            return command(store)

    return await asyncio.to_thread(commanded)


def correcting_of(datasette: Any) -> Correcting:
    """What the desk has for corrections. Raises NotFound where it has nothing."""
    desk = desk_of(datasette)
    if desk is None or desk.correcting is None:
        raise NotFound("This desk takes no corrections.")
    return desk.correcting


async def correct(datasette: Any, about: Literal["figures", "officials"], command: Callable[[Store], Answer]) -> Answer:
    """What the command gives, when all that follows from it is written too. Raises what it raises, or Busy, and nothing
    of it is kept then."""
    ours = correcting_of(datasette)
    opening = ours.officials if about == "officials" else ours.figures

    def commanded() -> Answer:
        with opening() as store:
            return command(store)

    return await asyncio.to_thread(commanded)
