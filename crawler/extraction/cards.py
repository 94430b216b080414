"""Teasers: lists of cards about other stories, each a linked headline and perhaps a line of text below it.

Knows blocks and their places; it must not know words or class names: a publisher calls such a list what he likes, but
repeats it, and that can be seen.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence

from crawler.extraction.blocks import Block, Place

LEVELS = 4  # from a headline up to its card; of 222 real pages none has its cards deeper
CARD_BLOCKS = 8  # a card with more is a story, or the page
LEAST = 3  # cards in a list
MOST_OF = 0.6  # of what is built alike must be a card, or the links stand between the paragraphs of a story


def teasers(blocks: Sequence[Block]) -> frozenset[int]:
    """Numbers of the blocks that stand in a list of cards."""
    headlines = [at for at, block in enumerate(blocks) if _is_headline(block)]
    if len(headlines) < LEAST:
        return frozenset()
    places, first, behind = _extents(blocks)
    alike = Counter((id(place.above), place.signature) for place in places)  # under one parent and built alike
    cards: dict[tuple[int, str], set[int]] = defaultdict(set)
    for at in headlines:
        place: Place | None = blocks[at].place
        for _ in range(LEVELS):
            if place is None or place.above is None or behind[id(place)] - first[id(place)] > CARD_BLOCKS:
                break
            if at - first[id(place)] <= 2:  # a picture's caption or a section may stand above the headline
                cards[id(place.above), place.signature].add(id(place))
            place = place.above
    found: set[int] = set()
    for kind, members in cards.items():
        if len(members) >= LEAST and len(members) >= MOST_OF * alike[kind]:
            for card in members:
                found.update(range(first[card], behind[card]))
    return frozenset(found)


def _is_headline(block: Block) -> bool:
    size = len(block.text)
    return block.linked > 0.9 * size and (block.text.count(" ") >= 3 or (size >= 10 and not block.text.isascii()))


def _extents(blocks: Sequence[Block]) -> tuple[list[Place], dict[int, int], dict[int, int]]:
    """All places that hold blocks, and for each its first block and the one behind its last: blocks are in the order of
    the page, so that those of a place follow each other."""
    places: list[Place] = []
    first: dict[int, int] = {}
    behind: dict[int, int] = {}
    open_: list[Place] = []
    for at, block in enumerate(blocks):
        new: list[Place] = []
        place: Place | None = block.place
        while place is not None and (id(place) not in first or id(place) in behind):
            new.append(place)
            place = place.above
        while open_ and open_[-1] is not place:
            behind[id(open_.pop())] = at
        for each in reversed(new):
            first[id(each)] = at
            open_.append(each)
        places.extend(new)
    behind.update((id(place), len(blocks)) for place in open_)
    return places, first, behind
