"""What is learned from of how two languages tell one event: pairs of each writer, thinned, and streams of their texts.

Knows rows of pairs and reports and what facts they hold; must not know features or weights.
"""

from __future__ import annotations

import json
import random
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from itertools import combinations, groupby
from pathlib import Path
from typing import Any

from nlp.stories.facts import Facts, facts_of
from nlp.stories.window import WINDOW

VARIANTS = 4  # times that each pair is thinned
# Shares kept by chance of the sentences behind the first, of first sentences, of titles, and of concepts. Set once
# by hand: without thinning the weights want more in common than reports of two authors have (half A: F1 .80).
KEPT_SENTENCES, KEPT_FIRST, KEPT_TITLE, KEPT_CONCEPTS = 0.6, 0.8, 0.8, 0.8
# Events of each stream of a hand, days of a stream, share of texts kept.
STREAM_UNITS, STREAM_DAYS, KEPT_TEXTS = (10, 10, 10, 10, 30, 30, 30, 30, 100, 100, 100), 3, 0.7
# Rows of a file that may tell of the same events without saying so: no two of them are in one stream.
NEIGHBOURS = 4
_SENTENCE = re.compile(r"(?<=[.!?。])\s*(?=\D)")

Told = dict[str, Any]  # a text with its title, language and day


@dataclass(frozen=True, slots=True)
class Pair:
    one: Facts
    other: Facts
    same: bool
    kind: str  # one of KINDS, or "whole": a pair as it stands, of which nothing is learned


@dataclass(frozen=True, slots=True)
class Text:
    told: Told
    facts: Facts
    event: str


@dataclass(frozen=True, slots=True)
class Hand:
    """What one writer wrote."""

    name: str
    pairs: list[Pair]
    texts: list[Facts]


def thinned(told: Told, chance: random.Random) -> Facts:
    """The facts of a text of which a part is left out."""
    first, *others = [sentence for sentence in _SENTENCE.split(told["text"]) if sentence.strip()]
    kept = [sentence for sentence in others if chance.random() < KEPT_SENTENCES]
    if chance.random() < KEPT_FIRST or not kept:
        kept = [first, *kept]
    title = told["title"] if chance.random() < KEPT_TITLE else ""
    facts = whole({**told, "title": title, "text": " ".join(kept)})
    concepts = {name: count for name, count in facts.concepts.items() if chance.random() < KEPT_CONCEPTS}
    return replace(facts, concepts=concepts, title=facts.title & concepts.keys())


def whole(told: Told) -> Facts:
    return facts_of(told["title"], told["text"], told["language"], date.fromisoformat(told["published"][:10]))


def moved(facts: Facts, days: timedelta) -> Facts:
    """As if told, and as if it had been, so much later."""
    assert facts.published is not None
    occasions = frozenset(day + days for day in facts.occasions)
    return replace(facts, published=facts.published + days, occasions=occasions)


def texts_of(rows: Sequence[dict[str, Any]]) -> list[Text]:
    """The texts of pairs, each once. An event is told by those that a chain of pairs says are of one."""
    told = {_key(row[side]): row[side] for row in rows for side in ("a", "b")}
    event = {key: key for key in told}
    for row in rows:
        if row["same_event"]:
            mine, theirs = event[_key(row["a"])], event[_key(row["b"])]
            event = {key: mine if of == theirs else of for key, of in event.items()}
    return [Text(each, whole(each), event[key]) for key, each in told.items()]


def _event(text: Text) -> str:
    return text.event


def _key(told: Told) -> str:
    return json.dumps(told, sort_keys=True)


def sets_of(rows: Sequence[dict[str, Any]]) -> list[list[dict[str, Any]]]:
    """The rows of one ``event_of``; where there is none, each row. In the order of the file."""
    found: dict[str, list[dict[str, Any]]] = {}
    for row in rows:
        found.setdefault(row.get("event_of", row["id"]), []).append(row)
    return list(found.values())


def drawn(units: Sequence[list[Text]], size: int, apart: int, chance: random.Random) -> list[list[Text]]:
    """At most ``size`` units by chance, their places in the file ``apart`` from each other."""
    chosen: list[int] = []
    for at in chance.sample(range(len(units)), len(units)):
        if len(chosen) < size and all(abs(at - other) >= apart for other in chosen):
            chosen.append(at)
    return [units[at] for at in chosen]


def stream(units: Sequence[Sequence[Text]], chance: random.Random) -> list[Pair]:
    """The pairs in two languages of a few days in which all this happened."""
    start = date.fromisoformat(min(text.told["published"] for texts in units for text in texts)[:10])
    held: list[tuple[Facts, str]] = []
    for texts in units:
        first = date.fromisoformat(min(text.told["published"] for text in texts)[:10])
        days = start - first + timedelta(chance.randrange(STREAM_DAYS))
        held += [
            (moved(thinned(text.told, chance), days), text.event) for text in texts if chance.random() < KEPT_TEXTS
        ]
    return in_two_languages(held, "streams")


def in_two_languages(held: Sequence[tuple[Facts, str]], kind: str) -> list[Pair]:
    return [
        Pair(one, other, event == another, kind)
        for (one, event), (other, another) in combinations(held, 2)
        if one.language != other.language and _near(one, other)
    ]


def _near(one: Facts, other: Facts) -> bool:
    return bool(one.published and other.published and abs(one.published - other.published) <= WINDOW)


def hand_of(name: str, rows: Sequence[dict[str, Any]], reports: Sequence[Path], chance: random.Random) -> Hand:
    """All that is learned from and measured of a hand: its pairs, its ``reports`` and streams of the texts of both."""
    pairs = [Pair(whole(row["a"]), whole(row["b"]), row["same_event"], "whole") for row in rows]
    pairs += [
        Pair(thinned(row["a"], chance), thinned(row["b"], chance), row["same_event"], "pairs")
        for row in rows
        for _ in range(VARIANTS)
    ]
    units = [texts_of(one) for one in sets_of(rows)]
    for file in reports:
        told = [Text(row, whole(row), f"{file.stem} {row['story']}") for row in read(file)]
        pairs += in_two_languages([(text.facts, text.event) for text in told], "reports")
        units += [list(of) for _, of in groupby(sorted(told, key=_event), key=_event)]
    apart = 1 if "event_of" in rows[0] else NEIGHBOURS
    for size in STREAM_UNITS:
        pairs += stream(drawn(units, size, apart, chance), chance)
    return Hand(name, pairs, [text.facts for unit in units for text in unit])


def read(file: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in file.read_text(encoding="utf-8").split("\n") if line.strip()]
