"""What is fetched, and how an outlet is: tables of cases."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from crawler.decide import should_fetch
from crawler.discovery import Link
from crawler.guard import private_reason, url_reason
from crawler.health import AttemptFacts, SourceFacts, judge_health
from crawler.outlet_file import Revisit
from crawler.ports import KnownPage
from records import HealthState, OutletHealth

NOW = datetime(2026, 9, 7, 8, tzinfo=UTC)
URL = "https://larkin.example/1"


def ago(days: float) -> datetime:
    return NOW - timedelta(days=days)


@pytest.mark.parametrize(
    ("seen", "fetched", "published", "gone", "fetch"),
    [
        (None, 0, None, False, True),
        (1, 1.01, None, False, True),
        (1, 0.9, None, False, False),
        (2.9, 1.5, None, False, True),
        (3.1, 3.1, None, False, False),
        (1, 1.5, 30, False, False),
        (30, 1.5, 1, False, True),
        (1, 2, None, True, False),
    ],
)
def test_should_fetch(seen: float | None, fetched: float, published: float | None, gone: bool, fetch: bool) -> None:
    known = None
    if seen is not None:
        date = None if published is None else ago(published)
        known = KnownPage(url=URL, first_seen=ago(seen), last_fetched=ago(fetched), published=date, gone=gone)
    decision = should_fetch(Link(url=URL), known, NOW, Revisit())
    assert decision.fetch is fetch
    assert decision.reason


def source(status: str = "ok", **facts: Any) -> SourceFacts:
    given: dict[str, Any] = {"links": 10, "fitting": 10, "newest": ago(1)} | facts
    return SourceFacts(url=f"https://larkin.example/{status}", kind="feed", status=status, **given)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("sources", "counts", "state"),
    [
        ([source()], {"articles": 5, "new": 5}, "ok"),
        ([source(), source("timeout")], {"articles": 5, "new": 5}, "ok"),
        ([source(newest=ago(3000))], {"articles": 5, "new": 5}, "stale_feed"),
        ([source(newest=ago(3000)), source(newest=ago(1))], {"articles": 5, "new": 5}, "ok"),
        ([source(links=0, fitting=0, newest=None)], {}, "empty"),
        ([source(fitting=0)], {}, "parse_failure"),
        ([source("parse_error")], {}, "parse_failure"),
        ([source("gone")], {}, "dead"),
        ([source("unreachable"), source("timeout")], {}, "dead"),
        ([source("http_error", http_status=403)], {}, "blocked"),
        ([source("robots")], {}, "robots"),
        ([source()], {"robots": 4}, "robots"),
        ([source()], {"refused": 4, "articles": 1}, "parse_failure"),
        ([source()], {"blocked": 4, "articles": 1}, "blocked"),
        ([source()], {"failed": 4, "articles": 1}, "dead"),
        ([source()], {"refused": 1, "articles": 4, "new": 4}, "ok"),
        ([source("not_modified")], {}, "quiet"),
        ([], {}, "never"),
    ],
)
def test_health(sources: list[SourceFacts], counts: dict[str, int], state: str) -> None:
    judged = judge_health(None, AttemptFacts(outlet="larkin", sources=tuple(sources), **counts), NOW)
    assert judged.state == state, judged.reason
    assert judged.reason
    assert judged.last_attempt == NOW
    assert (judged.last_new == NOW) == bool(counts.get("new"))


def test_health_remembers_since_when_and_the_last_new_article() -> None:
    before = OutletHealth(
        outlet="larkin",
        state="ok",
        reason="x",
        since=ago(50),
        last_attempt=ago(1),
        last_success=ago(1),
        last_new=ago(2),
    )
    nothing_new = AttemptFacts(outlet="larkin", sources=(source(),))
    same = judge_health(before, nothing_new, NOW)
    assert (same.state, same.since, same.last_new, same.last_success) == ("ok", ago(50), ago(2), NOW)
    later = judge_health(same, nothing_new, NOW + timedelta(days=10))
    assert later.state == "quiet"
    assert later.since == NOW + timedelta(days=10)
    silent = AttemptFacts(outlet="larkin", sources=(source("timeout"),))
    once = judge_health(same, silent, NOW)
    assert (once.state, once.since, once.strikes) == ("ok", ago(50), 1)
    assert "once: dead: https://larkin.example/timeout" in once.reason
    well = judge_health(once, nothing_new, NOW)
    assert (well.state, well.strikes, judge_health(well, silent, NOW).state) == ("ok", 0, "ok")  # no flapping
    dead = judge_health(once, silent, NOW)
    assert (dead.state, dead.last_success, dead.last_new) == ("dead", NOW, ago(2))


PRIVATE = [
    "127.0.0.1", "127.1", "0", "0x7f000001", "2130706433", "[::1]", "[::ffff:127.0.0.1]", "169.254.169.254", "10.0.0.8",
    "172.16.3.4", "192.168.1.1", "100.64.0.1", "[fc00::1]", "[fe80::1]", "[64:ff9b::7f00:1]", "[2002:7f00:1::]",
    "localhost", "localhost.", "a.localhost", "224.0.0.1", "255.255.255.255", "user@127.0.0.1",
]  # fmt: skip


@pytest.mark.parametrize("host", PRIVATE)
def test_private_hosts_are_refused_as_written(host: str) -> None:
    assert url_reason(f"http://{host}/x") is not None


@pytest.mark.parametrize(
    "url",
    [
        "file:///etc/passwd",
        "ftp://larkin.example/",
        "gopher://a/",
        "data:text/html,x",
        "http://larkin.example:22/",
        "http://[",
        "http://\0/",
    ],
)
def test_other_schemes_and_ports_are_refused(url: str) -> None:
    assert url_reason(url) is not None


@pytest.mark.parametrize(
    "url", ["https://larkin.example/", "http://8.8.8.8/", "http://larkin.example:8080/", "http://[2606:4700::1111]/"]
)
def test_public_addresses_pass(url: str) -> None:
    assert url_reason(url) is None


def test_loopback_passes_by_leave_only_and_nothing_else_with_it() -> None:
    assert private_reason("127.0.0.1", allow_loopback=True) is None
    assert private_reason("::ffff:127.0.0.1", allow_loopback=True) is None
    assert private_reason("10.0.0.1", allow_loopback=True) is not None
    assert private_reason("169.254.169.254", allow_loopback=True) is not None


BODY_HINT = "hint: body selector matched nothing"


@pytest.mark.parametrize(
    ("before", "read", "missed", "state"),
    [
        ("ok", 4, {BODY_HINT: 4, "hint: date selector holds no date": 2}, "stale_hint"),
        ("ok", 3, {BODY_HINT: 2}, "stale_hint"),
        ("ok", 4, {BODY_HINT: 2}, "ok"),
        ("ok", 2, {BODY_HINT: 2}, "stale_hint"),
        ("ok", 1, {BODY_HINT: 1}, "ok"),  # it may be a page of another kind
        ("ok", 0, {}, "ok"),
        ("stale_hint", 1, {BODY_HINT: 1}, "stale_hint"),
        ("stale_hint", 0, {}, "stale_hint"),
        ("stale_hint", 1, {}, "ok"),
        ("stale_hint", 4, {BODY_HINT: 2}, "ok"),
    ],
)
def test_hints_that_most_articles_miss_are_stale_until_articles_fit_again(
    before: HealthState, read: int, missed: dict[str, int], state: HealthState
) -> None:
    reason = f"{BODY_HINT} on 4 of 4 articles; x failed"
    known = OutletHealth(outlet="larkin", state=before, reason=reason, since=ago(50), last_new=ago(2))
    facts = AttemptFacts(outlet="larkin", sources=(source(),), articles=read, new=read, read=read, missed=missed)
    judged = judge_health(known, facts, NOW)
    assert (judged.state, judged.last_success) == (state, NOW)
    if state == "stale_hint":
        numbers = f"{missed[BODY_HINT]} of {read}" if read else "4 of 4"
        assert judged.reason == f"{BODY_HINT} on {numbers} articles"
    # a graver state is said first
    dead = judge_health(known, AttemptFacts(outlet="larkin", sources=(source("gone"),)), NOW)
    assert dead.state == "dead"


@pytest.mark.parametrize("state", ["stale_feed", "empty"])
def test_an_unchanged_list_keeps_the_judgement_that_was_made_of_it(state: HealthState) -> None:
    before = OutletHealth(outlet="larkin", state=state, reason="as judged", since=ago(50))
    after = judge_health(before, AttemptFacts(outlet="larkin", sources=(source("not_modified"),)), NOW)
    assert (after.state, after.reason, after.since) == (state, "as judged", ago(50))
    alive = judge_health(before, AttemptFacts(outlet="larkin", sources=(source(),), articles=1, new=1), NOW)
    assert alive.state == "ok"


def test_a_stale_feed_is_stale_even_where_its_old_articles_are_gone() -> None:
    facts = AttemptFacts(outlet="larkin", sources=(source(newest=ago(3000)),), failed=5)
    assert judge_health(None, facts, NOW).state == "stale_feed"
