"""Whether a crawl reached anybody: a pure judgement that comes before that of any outlet.

Where nobody answered, the silence is most likely our own (a cable, a resolver, a proxy), and says nothing of an outlet.
Knows hosts and who answered; it must not fetch or write anything, nor know how an outlet is judged. Pure but for the
counting.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from crawler.canonical import host_of
from records import Fetch, FetchStatus, Reach

#: A request with one of these and without an HTTP status met no host. A private address is what a resolver tells that
#: keeps us from the internet.
SILENT: frozenset[FetchStatus] = frozenset(("unreachable", "timeout", "private_address"))
#: Outlets, of as many hosts, that must be silent at once where others answered before: one alone may be gone.
APART = 2
_NAMED = 3  # hosts that a reason names


def is_silent(fetch: Fetch) -> bool:
    """Whether a request met no host."""
    return fetch.http_status is None and fetch.status in SILENT


@dataclass
class Contacts:
    """Hosts that this crawl had an answer of, and those that it had none of, by outlet."""

    answered: set[str] = field(default_factory=set)
    silent: defaultdict[str, set[str]] = field(default_factory=lambda: defaultdict(set))

    def heard(self, url: str) -> None:
        self.answered.add(host_of(url) or "")

    def missed(self, fetch: Fetch) -> None:
        """Of any fetch; what was answered is passed over."""
        if is_silent(fetch):
            self.silent[fetch.outlet].add(host_of(fetch.url) or "")


def judge_reach(
    previous: Reach | None, answered: Collection[str], silent: Mapping[str, Collection[str]], now: datetime
) -> Reach | None:
    """Whether anybody can be reached after this crawl; None where that was never tried.

    ``answered``: hosts that gave any answer, of whatever status. ``silent``: outlet -> hosts of it that gave none,
    without outlets that were dead before: their silence tells nothing new. One outlet that is silent alone, after
    others answered, is its own matter; a second one that is silent before anybody answers again makes it the network's.
    """
    if answered:
        asked = set(answered).union(*silent.values())
        return _reach(previous, "reached", f"{len(set(answered))} of {_hosts(len(asked))} answered", {}, now)
    if not any(silent.values()):
        return previous
    together = {outlet: set(hosts) for outlet, hosts in (previous.silent if previous else {}).items()}
    for outlet, hosts in silent.items():
        together[outlet] = together.get(outlet, set()) | set(hosts)
    met = sorted({host for hosts in together.values() for host in hosts})
    named = ", ".join(met[:_NAMED]) + (f" and {len(met) - _NAMED} more" if len(met) > _NAMED else "")
    apart = min(sum(bool(hosts) for hosts in together.values()), len(met))
    if previous is not None and previous.state == "reached" and apart < APART:
        return _reach(previous, "reached", f"nobody but {named} was asked since others answered", together, now)
    why = f"none of {_hosts(len(met))} that were asked answered: {named}"
    return _reach(previous, "nobody", why, together, now)


def _reach(
    previous: Reach | None, state: str, reason: str, silent: Mapping[str, Collection[str]], now: datetime
) -> Reach:
    return Reach(
        state="nobody" if state == "nobody" else "reached",
        reason=reason,
        since=previous.since if previous is not None and previous.state == state else now,
        at=now,
        silent={outlet: tuple(sorted(hosts)) for outlet, hosts in sorted(silent.items())},
    )


def _hosts(number: int) -> str:
    return f"{number} host{'' if number == 1 else 's'}"
