"""Why a program decided as it did, in the language of the reader.

The programs that crawl and read write their reasons in English, clause by clause, parted by "; ". A reason all of whose
clauses are known here is said in the reader's language; any other stands as it was written and says that it is
English. Must not know HTML or SQL. A changed wording falls back to English; the tests ask all reasons of the sample
web's instance.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from browse import showing
from browse.speaking import count, say

#: Longer ones are no reason of ours.
MOST = 2000


@dataclass(frozen=True, slots=True)
class Reason:
    text: str
    ours: bool  # said in the reader's language; else it is English


def reason(written: object) -> Reason:
    """The reason for a page. ``written`` as the store keeps it; None is no reason."""
    text = "" if written is None else str(written)
    said = [_clause(part) for part in text.split("; ")] if text and len(text) <= MOST else [None]
    known = [part for part in said if part is not None]
    return Reason("; ".join(known), True) if len(known) == len(said) else Reason(text, False)


def _clause(text: str) -> str | None:
    for pattern, words in _CLAUSES:
        if (found := pattern.fullmatch(text)) is not None:
            return words(*found.groups())
    return None


def _usual(n: str, low: str, high: str | None) -> str:
    reports = count("{n} independent report", "{n} independent reports", int(n))
    if high is None:
        return say("{reports}, usually {low}", reports=reports, low=low)
    return say("{reports}, usually {low} to {high}", reports=reports, low=low, high=high)


def _held(what: str) -> str:
    both = what.split(" and ")
    return say("holds {what}", what=say(" and ").join(say(each) for each in both))


def _for(period: str) -> str:
    return say("no stated period") if period == "no stated period" else showing.period(period)


_TONGUES = {"en": "English", "ms": "Malay", "zh": "Chinese"}


def _tongue(code: str) -> str:
    return say(_TONGUES[code]) if code in _TONGUES else code


def _copied(kind: str, article: str) -> str:
    if kind == "identical":
        return say("identical to article {article}", article=article)
    return say("copy of article {article}", article=article)


def _earlier(n: str | None, needed: str) -> str:
    if n is None:
        return say("no earlier week to set against it, {needed} are needed", needed=needed)
    return count(
        "only {n} earlier week to set against it, {needed} are needed",
        "only {n} earlier weeks to set against it, {needed} are needed",
        int(n),
        needed=needed,
    )


_Words = Callable[..., str]
#: The whole of a clause, and what is said of its groups.
_CLAUSES: tuple[tuple[re.Pattern[str], _Words], ...] = tuple(
    (re.compile(pattern, re.ASCII), words)
    for pattern, words in (
        # crawler.health
        (r"(\d+) new articles", lambda n: count("{n} new article", "{n} new articles", int(n))),
        (r"no new article", lambda: say("no new article")),
        (r"no new article since ([\d-]+)", lambda day: say("no new article since {day}", day=showing.period(day))),
        (
            r"nothing new since ([\d-]+) (\d\d:\d\d)Z",
            lambda day, at: say("nothing new since {day}, {at} UTC", day=showing.period(day), at=at),
        ),
        (
            r"(\S+): the newest item is of ([\d-]+), (\d+) days old",
            lambda address, day, n: say(
                "{address}: its newest item is of {day}, {n} days old",
                address=address,
                day=showing.period(day),
                n=f"{int(n):,}",
            ),
        ),
        (r"HTTP (\d+)", lambda code: say("HTTP {code}", code=code)),
        # nlp.themes
        (r"nearest seed '(.+)'", lambda seed: say("nearest example: “{seed}”", seed=seed)),
        (r"words: (.+)", lambda words: say("words: {words}", words=words)),
        (r"against it: '(.+)'", lambda words: say("against it: “{words}”", words=words)),
        (r"nothing speaks for it", lambda: say("nothing speaks for it")),
        (r"(.+) decided", lambda who: say("{who} decided", who=who)),
        # nlp.trends
        (r"(\d+) independent reports?, usually (\d+)(?: to (\d+))?", _usual),
        (r"(\d+) independent reports?", lambda n: count("{n} independent report", "{n} independent reports", int(n))),
        (r"(?:no|only (\d+)) earlier weeks? to set against it, (\d+) are needed", _earlier),
        (r"that may be chance", lambda: say("that may be chance")),
        (r"too few to tell a change from chance", lambda: say("too few to tell a change from chance")),
        (r"most of what is usually heard was silent", lambda: say("most of what is usually heard was silent")),
        (
            r"(.+) (?:is|are) new, not counted",
            lambda outlets: say("new and not counted: {outlets}", outlets=outlets),
        ),
        # nlp.copies
        (r"repeats no known text", lambda: say("repeats no known text")),
        (
            r"(?:follows (\w+): )?(\d+)% of the shorter text stands in both",
            lambda article, n: (
                (say("follows {article}", article=article) + ": " if article else "")
                + say("{n}% of the shorter text stands in both", n=n)
            ),
        ),
        (r"(copy|identical) of article (\w+)", _copied),
        # nlp.stories
        (
            r"no report of the last days shares its words",
            lambda: say("no report of the last days shares its words"),
        ),
        (
            r"nearest is (\w+) with ([\d.]+) \(joins from ([\d.]+)\)",
            lambda story, score, least: say(
                "nearest is story {story} with {score}; it would join from {least}",
                story=story,
                score=score,
                least=least,
            ),
        ),
        (
            r"same event with probability ([\d.]+) \(joins from ([\d.]+) among (\d+) in other languages\)",
            lambda score, least, n: say(
                "the same event with probability {score}; it joins from {least} among {n} in other languages",
                score=score,
                least=least,
                n=n,
            ),
        ),
        (
            r"same event with probability ([\d.]+)",
            lambda score: say("the same event with probability {score}", score=score),
        ),
        (
            r"same event with probability ([\d.]+) on average \(joins from ([\d.]+)\)",
            lambda score, least: say(
                "the same event with probability {score} on average; it joins from {least}", score=score, least=least
            ),
        ),
        (
            r"probably the same event \(([\d.]+), below ([\d.]+)\): worth a look",
            lambda score, least: say(
                "probably the same event ({score}, below {least}): worth a look", score=score, least=least
            ),
        ),
        (
            r"([\w-]+) may be the same story: decided when the day is over",
            lambda story: say("story {story} may be the same one: decided when the day is over", story=story),
        ),
        (
            r"told in (\w\w) and (\w\w): shares (.+)",
            lambda one, two, what: say(
                "told in {one} and {two}: shares {what}", one=_tongue(one), two=_tongue(two), what=what
            ),
        ),
        # nlp.stories.summary
        (
            r"centrality ([\d.]+), (\d+)% new",
            lambda worth, n: say("central by {worth}, {n}% of it new", worth=worth, n=n),
        ),
        (r"holds (a figure|an official|a figure and an official)", _held),
        (
            r"tells (\d+)% of what the (\d+) reports have in common, in (\d+) words",
            lambda n, reports, words: say(
                "tells {n}% of what the {reports} reports have in common, in {words} words",
                n=n,
                reports=reports,
                words=words,
            ),
        ),
        (r"the only report that is no copy", lambda: say("the only report that is no copy")),
        (r"(\d+) cop(?:y|ies)", lambda n: count("{n} copy", "{n} copies", int(n))),
        (r"before others that tell as much", lambda: say("before others that tell as much")),
        # nlp.ledger
        (
            r"both of (.+), for (no stated period|[\dQH/-]+)",
            lambda owner, period: say("both of {owner}, for {period}", owner=owner, period=_for(period)),
        ),
        (
            r"both name (.+), for (no stated period|[\dQH/-]+)",
            lambda what, period: say("both name {what}, for {period}", what=what, period=_for(period)),
        ),
        (
            r"both name (.+), told within (\d+) days",
            lambda what, n: say("both name {what}, told within {n} days", what=what, n=n),
        ),
        (
            r"one occurrence, told within (\d+) days",
            lambda n: say("one occurrence, told within {n} days", n=n),
        ),
        (r"further apart than their digits allow", lambda: say("further apart than their digits allow")),
        (
            r"(.+) as (.+) is ([\d.e+]+) (\w+) to the (\w+)",
            lambda one, other, rate, unit, to: say(
                "{one} as {other} is {rate} {unit} to the {to}", one=one, other=other, rate=rate, unit=unit, to=to
            ),
        ),
        (
            r"since 2000 it was between ([\d.e+]+) and ([\d.e+]+)",
            lambda low, high: say("since 2000 it was between {low} and {high}", low=low, high=high),
        ),
        (
            r"the text says (rise|fall|level), yet (.+) is less than (.+)",
            lambda change, one, other: say(
                "the text says {change}, yet {one} is less than {other}", change=say(change), one=one, other=other
            ),
        ),
        (
            r"the text says (rise|fall|level), yet (.+) is more than (.+)",
            lambda change, one, other: say(
                "the text says {change}, yet {one} is more than {other}", change=say(change), one=one, other=other
            ),
        ),
        (
            r"the text says that it is (.+) and not (.+)",
            lambda right, wrong: say("the text says that it is {right} and not {wrong}", right=right, wrong=wrong),
        ),
        (
            r"a later text on (.+) says that it is (.+) and not (.+)",
            lambda what, right, wrong: say(
                "a later text on {what} says that it is {right} and not {wrong}", what=what, right=right, wrong=wrong
            ),
        ),
        (
            r"(.+): (.+) and, in the same text, (.+)",
            lambda what, one, other: say(
                "{what}: {one} and, in the same text, {other}", what=what, one=one, other=other
            ),
        ),
        (
            r"(.+): (.+) against (.+)",
            lambda what, one, other: say("{what}: {one} against {other}", what=what, one=one, other=other),
        ),
    )
)
