"""The archive of digests: the list, one as it was sent, the feed. Thin; must not know SQL."""

from __future__ import annotations

import re
from typing import Any

from datasette.utils.asgi import Response

from browse.access import ask, desk_of
from browse.feed import atom
from browse.pages.common import Route, found_of, page_of, paging, render, wanted_of
from store import desk_digests, desk_find

FEED = 20  # digests in the feed: two megabytes at most


async def digest(datasette: Any, request: Any) -> Any:
    """``/digest/<number>``: the mail as it was rendered, shut in a frame that runs nothing."""
    wanted = wanted_of(request)
    number = int(wanted) if re.fullmatch(r"\d{1,15}", wanted, re.ASCII) else 0
    found = await found_of(datasette, lambda connection: desk_digests.digest(connection, number), "digest", wanted)
    # its links open beside the desk: a frame without scripts has no other way out
    base = '<base target="_blank">'
    html, placed = re.subn(r"(<head\b[^>]*>)", lambda head: head[1] + base, found["html"], count=1, flags=re.I)
    context = found | {"framed": html if placed else base + html}
    return await render(datasette, request, "desk-digest.html", context)


async def digests(datasette: Any, request: Any) -> Any:
    """``/digests``: the archive, the newest week first."""
    page = page_of(request)
    start = (page - 1) * desk_find.PAGE
    found, total = await ask(
        datasette, lambda connection: desk_digests.digests_paged(connection, start, desk_find.PAGE)
    )
    return await render(datasette, request, "desk-digests.html", {"found": found, **paging(page, total)})


async def digests_feed(datasette: Any, request: Any) -> Any:
    """``/digests.atom``: the newest digests as a feed. Its links lead where the request came in."""
    found = await ask(datasette, lambda connection: desk_digests.digests_whole(connection, FEED))
    desk = desk_of(datasette)
    where = datasette.absolute_url(request, datasette.urls.path("/"))
    body = atom(found, where, desk.title if desk else "Pantau")
    return Response(body.decode(), content_type="application/atom+xml; charset=utf-8")


ROUTES: tuple[Route, ...] = (
    (r"^/digest/(?P<id>[^/]+)$", digest),
    (r"^/digests$", digests),
    (r"^/digests\.atom$", digests_feed),
)
