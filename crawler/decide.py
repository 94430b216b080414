"""Should this link be fetched now, and when again? Pure: what is known, the clock and the outlet's policy in."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from crawler.canonical import same_page
from crawler.discovery.link import Link
from crawler.outlet_file import OutletFile, Revisit
from crawler.ports import KnownPage
from records import FetchStatus, Waiting

MAX_ATTEMPTS = 5  # of a link that fails; then it is given up, with the reason kept
_FIRST_WAIT: dict[FetchStatus, float] = {"robots": 24.0, "refused": 24.0, "too_large": 24.0}  # hours; else one


@dataclass(frozen=True, slots=True)
class FetchDecision:
    fetch: bool
    reason: str


def link_key(url: str, file: OutletFile) -> str:
    """What makes two addresses one page: the outlet's own id where its identity is one, else the address without
    scheme, ``www.``, tracking parameters and last slash."""
    if file.identity == "id+language":
        found = re.search(file.article_url, url)
        if found and found["id"]:
            return f"{file.outlet.id}:{found['id']}"
    return same_page(url)


def should_fetch(link: Link, known: KnownPage | None, now: datetime, revisit: Revisit) -> FetchDecision:
    """A new link is fetched. A known article is looked at again while it is younger than ``revisit.days``, at most
    every ``revisit.hours``, so that edits become revisions; what is gone or old is left alone."""
    if known is None:
        return FetchDecision(True, "new")
    if known.gone:
        return FetchDecision(False, "gone when last asked")
    age = now - (known.published or link.published or known.first_seen)
    if age > timedelta(days=revisit.days):
        return FetchDecision(False, f"known, and older than {revisit.days:g} days")
    since = now - known.last_fetched
    if since < timedelta(hours=revisit.hours):
        return FetchDecision(False, f"known, and fetched less than {revisit.hours:g} hours ago")
    return FetchDecision(True, f"younger than {revisit.days:g} days, last fetched {known.last_fetched:%Y-%m-%d %H:%M}Z")


def first_met(
    link: Link, key: str, outlet: str, known: KnownPage | None, now: datetime, revisit: Revisit
) -> tuple[Waiting, str]:
    """(a link that the frontier does not know, as it is to stand there; whether it is new, again or known)."""
    decision = should_fetch(link, known, now, revisit)
    waiting = Waiting(
        key=key,
        outlet=outlet,
        url=link.url,
        found=known.first_seen if known else now,
        title=link.title,
        published=link.published,
        section=link.section,
        due=now if decision.fetch else None,
        reason=decision.reason,
        asked=known.last_fetched if known else None,
    )
    if known is not None and not decision.fetch and not known.gone:
        born = known.published or link.published or known.first_seen
        again, why = next_visit(born, known.last_fetched, revisit)
        if again is not None and again > now:
            waiting = replace(waiting, due=again, reason=why)
    return waiting, "new" if decision.reason == "new" else "again" if decision.fetch else "known"


def next_visit(born: datetime, last: datetime, revisit: Revisit) -> tuple[datetime | None, str]:
    """(when a page that was answered at ``last`` is due again, why); None where it is too old by then."""
    due = last + timedelta(hours=revisit.hours)
    if due - born > timedelta(days=revisit.days):
        return None, f"older than {revisit.days:g} days when it would be due"
    return due, f"looked at again while younger than {revisit.days:g} days"


def too_old(link: Waiting, now: datetime, revisit: Revisit) -> bool:
    """Whether a link that was answered before is no longer of an age at which edits are looked for."""
    return link.asked is not None and now - (link.published or link.found) > timedelta(days=revisit.days)


def after_visit(
    link: Waiting, status: FetchStatus, now: datetime, revisit: Revisit, *, reason: str | None = None,
    published: datetime | None = None, final: str | None = None, wait: float | None = None,
) -> Waiting:  # fmt: skip
    """The link after it was asked: answered (again later or never), gone (never), failed (later, MAX_ATTEMPTS times).

    ``wait``: seconds of rest that the host asked for; such a failure counts none of the attempts.
    """
    final = final if final != link.url else None
    if status in ("ok", "not_modified"):
        due, why = next_visit(published or link.published or link.found, now, revisit)
        return replace(link, due=due, reason=why, asked=now, attempts=0, final=final)
    if status == "gone":
        return replace(link, due=None, reason=reason or "gone", asked=now, final=final)
    attempts = link.attempts + (wait is None)
    said = reason or status
    if status == "private_address":
        return replace(link, due=None, reason=said, attempts=attempts)
    if attempts >= MAX_ATTEMPTS:
        return replace(link, due=None, reason=f"given up after {attempts} attempts: {said}", attempts=attempts)
    hours = _FIRST_WAIT.get(status, 1.0) * 2 ** (attempts - 1) if attempts else 0.0
    due = now + max(timedelta(hours=hours), timedelta(seconds=wait or 0.0))
    return replace(link, due=due, reason=f"failed {attempts} times: {said}"[:500], attempts=attempts)


@dataclass(frozen=True, slots=True, kw_only=True)
class Period:
    """The days of a backfill, both included, in the outlets' own zones."""

    first: date
    last: date

    def holds(self, days: tuple[date, date] | None) -> bool:
        """Whether a page of these days (first and last possible) may belong to it; where nothing is known, it may."""
        return days is None or (days[0] <= self.last and days[1] >= self.first)


def days_of(url: str, article_url: str) -> tuple[date, date] | None:
    """The first and last day that the named groups of an article's address leave possible (y, m, d; date; ym; y and
    md), or None where it tells none."""
    found = re.search(article_url, url)
    if found is None:
        return None
    groups = {name: value for name, value in found.groupdict().items() if value}
    digits = re.sub(r"\D", "", groups.get("date") or groups.get("ym") or "")
    if not digits:
        month = groups.get("m", "").zfill(2) if groups.get("m") else groups.get("md", "")
        digits = groups.get("y", "") + month + (groups["d"].zfill(2) if groups.get("d") and groups.get("m") else "")
    try:
        if len(digits) == 8:
            day = date(int(digits[:4]), int(digits[4:6]), int(digits[6:]))
            return day, day
        if len(digits) == 6:
            first = date(int(digits[:4]), int(digits[4:]), 1)
            return first, (first.replace(day=28) + timedelta(days=4)).replace(day=1) - timedelta(days=1)
        return (date(int(digits), 1, 1), date(int(digits), 12, 31)) if len(digits) == 4 else None
    except ValueError:
        return None
