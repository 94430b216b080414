"""The weekly digest: what is chosen, how it is said, how it is sent.

    facts, gather    what the week brought, asked of the store
    content, choose  what of it goes into the digest, and why (pure)
    view, render     the words of it in English or Malay, as HTML and text
    message, deliver the mail and its ledger: one recipient and week, once

It reads the store and records and nothing else of ours. ``preview`` is the whole way without sending.
"""

from __future__ import annotations

import sqlite3
from datetime import datetime

from digest.choose import EVERYTHING
from digest.choose import choose as chosen
from digest.gather import week_facts
from digest.recall import errata_owed
from digest.render import Rendered
from digest.render import render as rendered
from records import Watched, Week

__all__ = ["Rendered", "preview", "week_facts"]


def preview(
    connection: sqlite3.Connection,
    week: Week,
    zone: str,
    language: str,
    desk_url: str,
    now: datetime,
    *,
    watched: Watched = EVERYTHING,
    recipient: str | None = None,
    unsubscribe_url: str | None = None,
    preferences_url: str | None = None,
) -> Rendered:
    """The digest of a week as a reader would get it; nothing is written or sent.

    ``zone``: the instance's; ``language``: "en" or "ms"; ``watched``: what the reader follows;
    ``recipient``: whose errata to show; None: those of a reader who got every digest. Raises BadInput
    for another language, PantauError where the HTML would be cut off by mail readers.
    """
    errata = errata_owed(connection, week).to(recipient)
    content = chosen(week_facts(connection, week, zone), now, language=language, watched=watched, errata=errata)
    return rendered(content, language, desk_url, unsubscribe_url, preferences_url=preferences_url)
