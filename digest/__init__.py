"""The weekly digest: what is chosen, how it is said, how it is sent.

    facts, gather    what the week brought, asked of the store
    content, choose  what of it goes into the digest, and why (pure)
    view, render     the words of it in English or Malay, as HTML and text
    message, deliver the mail and its ledger: one recipient and week, once

It reads the store and records and nothing else of ours. ``preview`` is the whole way without sending.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import sqlite3
    from datetime import datetime

    from digest.gather import week_facts
    from digest.render import Rendered
    from records import Watched, Week

__all__ = ["Rendered", "preview", "week_facts"]


def __getattr__(name: str) -> Any:
    """What a digest is made with is loaded when one is made: ``pantau status`` asks only when one is due."""
    if name == "Rendered":
        from digest.render import Rendered

        return Rendered
    if name == "week_facts":
        from digest.gather import week_facts

        return week_facts
    raise AttributeError(f"module 'digest' has no attribute '{name}'")


def preview(
    connection: sqlite3.Connection,
    week: Week,
    zone: str,
    language: str,
    desk_url: str,
    now: datetime,
    *,
    watched: Watched | None = None,
    recipient: str | None = None,
    unsubscribe_url: str | None = None,
    preferences_url: str | None = None,
) -> Rendered:
    """The digest of a week as a reader would get it; nothing is written or sent.

    ``zone``: the instance's; ``language``: "en" or "ms"; ``watched``: what the reader follows; None: everything;
    ``recipient``: whose errata to show; None: those of a reader who got every digest. Raises BadInput
    for another language, PantauError where the HTML would be cut off by mail readers.
    """
    from digest.choose import EVERYTHING, choose
    from digest.gather import week_facts
    from digest.recall import errata_owed
    from digest.render import render

    errata = errata_owed(connection, week).to(recipient)
    facts = week_facts(connection, week, zone)
    content = choose(facts, now, language=language, watched=watched or EVERYTHING, errata=errata)
    public = recipient is None and unsubscribe_url is None
    return render(content, language, desk_url, unsubscribe_url, preferences_url=preferences_url, public=public)
