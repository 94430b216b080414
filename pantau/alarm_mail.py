"""The mail that tells the operator what is wrong and what is well again. Pure: news in, a letter out.

What outlets and servers printed stands in reasons: it passes through the digest's cleaning like every other text.
"""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

from digest.letter import Contents, Item, Letter, letter
from digest.phrases import Words
from pantau.alarms import News

MOST = 40  # troubles that are told one by one; when a line breaks, all outlets may be silent at once
#: Of one and of more.
COUNTED = {"began": ("new trouble", "new troubles"), "happened": ("mishap", "mishaps"), "ended": ("over", "over")}


def alarm_letter(news: tuple[News, ...], instance: str, desk_url: str, zone: str) -> Letter:
    """``instance`` names this Pantau: an operator may have several. Times are in ``zone``."""
    order = sorted(news, key=lambda each: (list(COUNTED).index(each.kind), each.alarm.key))
    items = tuple(
        Item(title=_said(each), note=_when(each, ZoneInfo(zone)), text=each.alarm.reason) for each in order[:MOST]
    )
    left = len(order) - MOST
    return letter(
        Contents(
            language="en",
            subject=f"{instance}: {summary(news)}",
            title="For the operator",
            heading=f"{instance}: {summary(news)}",
            leads=("You get this mail once for each trouble, and once when it is over; all of a run are in one mail.",),
            items=items,
            left=f"{left} more: 'pantau status' lists them all." if left > 0 else "",
            foot="'pantau status' says how the instance is, 'pantau doctor' what is wrong with it and the cure.",
        ),
        desk_url,
        None,
    )


def summary(news: tuple[News, ...]) -> str:
    """ "backup failed", "2 new troubles, 1 over"."""
    if len(news) == 1:
        (only,) = news
        return f"{only.alarm.title}{' (over)' if only.kind == 'ended' else ''}"
    counts = {kind: sum(each.kind == kind for each in news) for kind in COUNTED}
    return ", ".join(f"{count} {COUNTED[kind][count > 1]}" for kind, count in counts.items() if count)


def _said(news: News) -> str:
    """The name of an outlet that opens a title stays as it is written."""
    title = news.alarm.title
    if news.kind == "ended":
        return f"Over: {title}"
    return title if ":" in title else title[:1].upper() + title[1:]


def _when(news: News, zone: ZoneInfo) -> str:
    alarm = news.alarm
    since = f"since {_moment(alarm.since, zone)}" if news.kind != "happened" else _moment(alarm.since, zone)
    return f"{since}, until {_moment(alarm.ended, zone)}" if alarm.ended is not None else since


def _moment(when: datetime, zone: ZoneInfo) -> str:
    return f"{Words('en', zone.key).moment(when)} {when.astimezone(zone):%Z}"
