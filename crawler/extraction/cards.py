"""Teasers: lists of cards about other stories, each a linked headline and perhaps a line of text below it.

Knows blocks and their places; it must not know words or class names: a publisher calls such a list what he likes, but
repeats it, and that can be seen.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

from crawler.extraction.blocks import Block, Place

LEVELS = 4  # from a headline up to its card; of 222 real pages none has its cards deeper
CARD_BLOCKS = 8  # a card with more is a story, or the page
LEAST = 3  # cards in a list
MOST_OF = 0.6  # of what is built alike must be a card, or the links stand between the paragraphs of a story


def teasers(blocks: Sequence[Block]) -> frozenset[int]:
    """Numbers of the blocks that stand in a list of cards."""
    held, first = _held(blocks)
    alike: dict[tuple[int, str], set[int]] = defaultdict(set)  # places under one parent that are built alike
    for each in _places(blocks):
        if each.above is not None:
            alike[id(each.above), each.signature].add(id(each))
    cards: dict[tuple[int, str], set[int]] = defaultdict(set)
    for at, block in enumerate(blocks):
        if not _is_headline(block):
            continue
        place: Place | None = block.place
        for _ in range(LEVELS):
            if place is None or place.above is None or len(held[id(place)]) > CARD_BLOCKS:
                break
            if at - first[id(place)] <= 2:  # a picture's caption or a section may stand above the headline
                cards[id(place.above), place.signature].add(id(place))
            place = place.above
    found: set[int] = set()
    for kind, members in cards.items():
        if len(members) >= LEAST and len(members) >= MOST_OF * len(alike[kind]):
            for card in members:
                found.update(held[card])
    return frozenset(found)


def _is_headline(block: Block) -> bool:
    size = len(block.text)
    return block.linked > 0.9 * size and (block.text.count(" ") >= 3 or (size >= 10 and not block.text.isascii()))


def _held(blocks: Sequence[Block]) -> tuple[dict[int, list[int]], dict[int, int]]:
    """For each place the numbers of its blocks, at most one more than a card has, and the first of them."""
    held: dict[int, list[int]] = defaultdict(list)
    first: dict[int, int] = {}
    for at, block in enumerate(blocks):
        place: Place | None = block.place
        while place is not None:
            first.setdefault(id(place), at)
            if len(held[id(place)]) <= CARD_BLOCKS:
                held[id(place)].append(at)
            place = place.above
    return held, first


def _places(blocks: Sequence[Block]) -> list[Place]:
    """Every place that holds blocks, once."""
    seen: set[int] = set()
    found: list[Place] = []
    for block in blocks:
        place: Place | None = block.place
        while place is not None and id(place) not in seen:
            seen.add(id(place))
            found.append(place)
            place = place.above
    return found
