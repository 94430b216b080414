"""Which blocks of a page are its story: evidence times weights, twice, and a second opinion where that leaves doubt.

The weights lie beside this module (``body-weights.json``, readable) and are made by ``benchmarks/body_weights.py``.
Pure; knows numbers. What counts as evidence is decided in ``evidence`` and ``around``.
"""

from __future__ import annotations

import json
import math
from collections import defaultdict
from collections.abc import Callable, Sequence
from functools import cache
from importlib.resources import files
from itertools import repeat
from operator import mul

from crawler.extraction.around import among
from crawler.extraction.blocks import Block
from crawler.extraction.evidence import MENU, Evidence, Page, alone, key

Weights = dict[str, float]

# Measured on the 222 pages of the two development corpora in five folds by outlet (2026-11): with a limit of .08 the
# second opinion is asked for on 36 of 100 pages, and asking on every page is no better.
DOUBT = 0.08
# A block that the second opinion takes is kept from here on; by the same folds .5 for paragraphs. A list is kept or
# lost as a whole and its items say little each, so they and subheadings need less.
KEEP, KEEP_ITEM, KEEP_HEADING = 0.5, 0.3, 0.4
ADD = 0.5
# Share of a block's shingles that stand above it already: then it is a copy. Long ones are whole stories, joined.
COPY, COPY_LONG, LONG = 0.97, 0.5, 60
_ITEMS = frozenset(("li", "dd", "dt"))
_HEADINGS = frozenset(("h2", "h3", "h4"))


def choose(page: Page, ask: Callable[[], Sequence[str]]) -> list[str]:
    """The lines of the story. ``ask`` runs another extractor for its lines; it is called only in doubt."""
    own = [alone(page, number) for number in range(len(page.blocks))]
    sure = guesses(page, own, "quick")
    if doubt(page, sure) <= DOUBT:
        return _lines(page, [guess > KEEP for guess in sure])
    witness = agreed(page, ask())
    for one, seen in zip(own, witness, strict=True):
        if seen and MENU not in one:
            one["witness"] = 1.0
    return _lines(page, kept(page, guesses(page, own, "asked"), witness))


def guesses(page: Page, own: Sequence[Evidence], which: str) -> list[float]:
    """For each block how likely it is story: first by itself, then among the others."""
    weights = _weights()[which]
    first = [_likely(facts, weights["alone"]) for facts in own]
    return [_likely(facts, weights["among"]) for facts in among(page, own, first)]


def doubt(page: Page, guess: Sequence[float]) -> float:
    """Share of the story's words that may be wrong. Tables of data are always in doubt, since most of what tells story
    from other text is no help with figures; so is what is taken although it stands in a box beside the story."""
    told = wrong = tables = 0.0
    for one, p in zip(page.blocks, guess, strict=True):
        place, plain = one.block.place, _plain(one.block)
        beside = p > KEEP and _beside(one.block)
        listed = plain and place.tag in _ITEMS and 0.1 < p < 0.9
        told += one.words if p > KEEP else 0
        wrong += one.words * (1.0 if beside or listed else min(p, 1 - p))
        tables += one.words if plain and "in-table" in place.marks else 0
    return max(wrong, tables) / max(30.0, told)


def agreed(page: Page, lines: Sequence[str]) -> list[bool]:
    """Which blocks the other extractor has too, by their words."""
    text = key("\n".join(lines))
    return [bool(one.key) and one.key in text for one in page.blocks]


def kept(page: Page, guess: Sequence[float], witness: Sequence[bool]) -> list[bool]:
    """Rows of tables as the other extractor has them; all else by its guess."""
    result = []
    lists = _of_lists(page, guess)
    for one, p, seen in zip(page.blocks, guess, witness, strict=True):
        place = one.block.place
        item = place.tag in _ITEMS or (place.above is not None and place.above.tag in ("li", "td"))
        if place.tag == "tr" or "in-table" in place.marks:
            result.append(seen)
        elif not seen:
            result.append(p > ADD and not _beside(one.block))
        elif item and _plain(one.block):
            result.append(lists[id(place.above)] > KEEP_ITEM)
        else:
            result.append(p > (KEEP_HEADING if place.tag in _HEADINGS else KEEP))
    return result


def _of_lists(page: Page, guess: Sequence[float]) -> dict[int, float]:
    """The guess for each list: that for its items, by their words."""
    told: dict[int, float] = defaultdict(float)
    size: dict[int, int] = defaultdict(int)
    for one, p in zip(page.blocks, guess, strict=True):
        told[id(one.block.place.above)] += p * max(1, one.words)
        size[id(one.block.place.above)] += max(1, one.words)
    return {place: told[place] / size[place] for place in told}


def _beside(block: Block) -> bool:
    """Whether it stands in a box beside the story."""
    place = block.place
    above = place.above.own if place.above is not None else frozenset()
    return "in-aside" in place.marks or "related" in place.own or "related" in above


def _plain(block: Block) -> bool:
    return block.linked < 0.3 * len(block.text)


def _lines(page: Page, keep: Sequence[bool]) -> list[str]:
    """The text of what is kept, copies left out (a story printed twice, once for machines)."""
    lines: list[str] = []
    seen: set[int] = set()
    for one, wanted in zip(page.blocks, keep, strict=True):
        if not wanted:
            continue
        if one.words >= 20 and len(one.shingles) > 6:
            again = sum(shingle in seen for shingle in one.shingles)
            if again > (COPY_LONG if one.words > LONG else COPY) * len(one.shingles):
                continue
        seen |= one.shingles
        lines.extend(one.block.text.split("\n"))
    return lines


def _likely(facts: Evidence, weights: Weights) -> float:
    total = weights["always"] + sum(map(mul, map(weights.get, facts, repeat(0.0)), facts.values()))
    return 1 / (1 + math.exp(-max(-30.0, min(30.0, total))))


@cache
def _weights() -> dict[str, dict[str, Weights]]:
    found: dict[str, dict[str, Weights]] = json.loads(
        files("crawler.extraction").joinpath("body-weights.json").read_text("utf-8")
    )
    return found
