"""A frontier that several crawlers share, in Redis: what waits, what became of it, which crawler has which outlet.

An outlet's hosts are lent to one crawler at a time: so no page is fetched by two, and how fast a host is asked is
decided in one process, as without sharing. A crawler that is killed stops renewing what it was lent; that comes back
after ``LEASE`` seconds, with every link that it had not answered. Redis-py is given in; nothing is known of stores.
"""

from __future__ import annotations

import json
import threading
from collections.abc import Collection, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import asdict
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit
from uuid import uuid4

from crawler.outlet_file import OutletFile
from records import Noted, PantauError, SourceState, Waiting

LEASE = 120.0  # seconds without a sign of life, after which an outlet goes to another; a page may take 120 to be read
_TIMES = ("found", "published", "due", "asked", "last_attempt", "last_success", "last_new")
_AGAIN = 1e12  # behind everything that was never asked, as in the store

# KEYS: hosts; ARGV: token, milliseconds. All of them are lent, or none.
_TAKE = """
for _, host in ipairs(KEYS) do
  local holder = redis.call('GET', host)
  if holder and holder ~= ARGV[1] then return 0 end
end
for _, host in ipairs(KEYS) do redis.call('SET', host, ARGV[1], 'PX', ARGV[2]) end
return 1
"""
_GIVE_BACK = """
for _, host in ipairs(KEYS) do
  if redis.call('GET', host) == ARGV[1] then redis.call('DEL', host) end
end
"""


class LeaseLost(PantauError):
    """This crawler was away for so long that another may have its outlets: it must ask for nothing more."""


class Leases:
    """The outlets that are lent to this crawler, renewed until it ends: ``with Leases(...) as leases``."""

    def __init__(self, redis: Any, prefix: str = "pantau", seconds: float = LEASE) -> None:
        self._redis, self._prefix, self._milliseconds = redis, prefix, round(seconds * 1000)
        self._token = uuid4().hex
        self._hosts: dict[str, list[str]] = {}  # outlet -> keys
        self._ended = threading.Event()
        self._renewing = threading.Thread(target=self._renew, args=(seconds / 4,), daemon=True)

    def take(self, files: Iterable[OutletFile], most: int | None = None) -> tuple[OutletFile, ...]:
        """Those of ``files`` (at most ``most``) that nobody else has now. Outlets of one host go together or not."""
        found: list[OutletFile] = []
        for file in files:
            if most is not None and len(found) >= most:
                break
            urls = (file.outlet.home, *(source.url for source in file.crawled))
            hosts = sorted({f"{self._prefix}:host:{urlsplit(url).hostname or ''}" for url in urls})
            if self._redis.eval(_TAKE, len(hosts), *hosts, self._token, self._milliseconds):
                self._hosts[file.outlet.id] = hosts
                found.append(file)
        return tuple(found)

    def holds(self, outlet: str) -> bool:
        hosts = self._hosts.get(outlet)
        return bool(hosts) and all(holder == self._token.encode() for holder in self._redis.mget(hosts))

    def renew(self) -> None:
        """Makes the loans last on; what went to another meanwhile is not taken back."""
        for hosts in self._hosts.values():
            self._redis.eval(_TAKE, len(hosts), *hosts, self._token, self._milliseconds)

    def _renew(self, every: float) -> None:
        while not self._ended.wait(every):
            self.renew()

    def __enter__(self) -> Leases:
        self._renewing.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._ended.set()
        self._renewing.join()
        for hosts in self._hosts.values():
            self._redis.eval(_GIVE_BACK, len(hosts), *hosts, self._token)


class SharedFrontier:
    """crawler.ports.Frontier over Redis, for the outlets that are lent to this crawler.

    What is written within ``together`` is sent at its end, in one transaction and after what the sink keeps: a crawler
    that is killed in between fetches a page again, and loses none. Raises LeaseLost where an outlet is no longer lent.
    """

    def __init__(self, redis: Any, leases: Leases, prefix: str = "pantau") -> None:
        self._redis, self.leases, self._prefix = redis, leases, prefix
        self._pending: dict[str, Waiting] | None = None  # None: outside of ``together``
        self._polled: dict[str, SourceState] = {}
        #: (outlet, what was met there; or an address that was asked; or None where the outlet was judged)
        self._met: list[tuple[str, Noted | str | None]] = []

    @contextmanager
    def together(self) -> Iterator[None]:
        if self._pending is not None:  # within another
            yield
            return
        self._pending = {}
        try:
            yield
            self._send(self._pending.values(), self._polled.values())
        finally:
            self._pending, self._polled, self._met = None, {}, []

    def link(self, key: str) -> Waiting | None:
        if self._pending and key in self._pending:
            return self._pending[key]
        found = self._redis.hget(f"{self._prefix}:links", key)
        return None if found is None else Waiting(**_from_json(found))

    def add(self, links: Iterable[Waiting]) -> int:
        new = {link.key: link for link in reversed(list(links)) if self.link(link.key) is None}
        with self.together():
            assert self._pending is not None
            self._pending |= new
        return len(new)

    def wanted(self, outlet: str, now: datetime, limit: int, without: Collection[str]) -> tuple[Waiting, ...]:
        if not self.leases.holds(outlet):
            raise LeaseLost(f"{outlet} is no longer lent to this crawler: another may be asking it")
        keys = self._redis.zrangebyscore(f"{self._prefix}:due:{outlet}", "-inf", now.timestamp())
        known = self._redis.hmget(f"{self._prefix}:links", keys) if keys else []
        links = [Waiting(**_from_json(text)) for text in known if text is not None]
        links.sort(key=lambda link: (_rank(link), link.key))
        return tuple(link for link in links if link.key not in without)[:limit]

    def count(self, outlet: str, now: datetime) -> int:
        return int(self._redis.zcount(f"{self._prefix}:due:{outlet}", "-inf", now.timestamp()))

    def save(self, link: Waiting) -> None:
        with self.together():
            assert self._pending is not None
            self._pending[link.key] = link

    def source(self, url: str) -> SourceState | None:
        found = self._redis.hget(f"{self._prefix}:sources", url)
        return self._polled.get(url) or (None if found is None else SourceState(**_from_json(found)))

    def save_source(self, state: SourceState) -> None:
        with self.together():
            self._polled[state.url] = state

    def note(self, outlet: str, notes: Iterable[Noted]) -> None:
        with self.together():
            self._met += [(outlet, note) for note in notes]

    def noted(self, outlet: str) -> tuple[Noted, ...]:
        counts = self._redis.hgetall(f"{self._prefix}:met:{outlet}")
        told = self._redis.hgetall(f"{self._prefix}:told:{outlet}")
        found = [Noted(**json.loads(field), count=int(count)) for field, count in counts.items()]
        found += [Noted(**json.loads(field), told=json.loads(text)) for field, text in told.items()]
        return tuple(sorted(found, key=lambda note: (note.what, note.name)))

    def asked(self, outlet: str, url: str) -> None:
        with self.together():
            self._met.append((outlet, url))

    def judged(self, outlet: str) -> None:
        with self.together():
            self._met.append((outlet, None))

    def _send(self, links: Iterable[Waiting], sources: Iterable[SourceState]) -> None:
        judged = [outlet for outlet, what in self._met if what is None]
        kept = {outlet: self._redis.hkeys(f"{self._prefix}:told:{outlet}") for outlet in judged}
        with self._redis.pipeline(transaction=True) as pipe:
            for outlet, what in self._met:
                counts, told = f"{self._prefix}:met:{outlet}", f"{self._prefix}:told:{outlet}"
                if isinstance(what, Noted) and what.told:
                    pipe.hset(told, _field(what.what, what.name), json.dumps(dict(what.told), ensure_ascii=False))
                elif isinstance(what, Noted):
                    pipe.hincrby(counts, _field(what.what, what.name), what.count)
                elif what is not None:
                    pipe.hdel(told, _field("ask", what))
                else:
                    pipe.delete(counts)
                    old = [field for field in kept[outlet] if json.loads(field)["what"] != "ask"]
                    if old:
                        pipe.hdel(told, *old)
            for link in links:
                pipe.hset(f"{self._prefix}:links", link.key, _as_json(link))
                if link.due is None:
                    pipe.zrem(f"{self._prefix}:due:{link.outlet}", link.key)
                else:
                    pipe.zadd(f"{self._prefix}:due:{link.outlet}", {link.key: link.due.timestamp()})
            for state in sources:
                pipe.hset(f"{self._prefix}:sources", state.url, _as_json(state))
            pipe.execute()


def _field(what: str, name: str) -> str:
    return json.dumps({"what": what, "name": name}, ensure_ascii=False)


def _rank(link: Waiting) -> float:
    newest = (link.published or link.found).timestamp()
    return -newest if link.asked is None else _AGAIN - newest


def _as_json(record: Waiting | SourceState) -> str:
    return json.dumps(asdict(record), default=datetime.isoformat, ensure_ascii=False)


def _from_json(text: bytes) -> dict[str, Any]:
    values = json.loads(text)
    return {
        name: datetime.fromisoformat(value) if name in _TIMES and value is not None else value
        for name, value in values.items()
    }
