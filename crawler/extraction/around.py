"""What the blocks around a block say of it, once each has a first guess: the second half of the evidence.

Knows guesses and places; it must not know words. Linear in the number of blocks times the depth of the tree.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence

from crawler.extraction.blocks import Block, Place
from crawler.extraction.evidence import MENU, Evidence, Page

_HEADINGS = frozenset(("h2", "h3", "h4", "h5"))
_BOXES = frozenset("aside nav footer figure form table ul blockquote header section article".split())
SURE = 0.6  # a block of 15 words with more is taken as story when the places of others are told by it


def among(page: Page, own: Sequence[Evidence], guess: Sequence[float]) -> list[Evidence]:
    """For each block its evidence ``own`` and what follows from the ``guess`` (0 to 1) for all others."""
    blocks = [one.block for one in page.blocks]
    words = [max(1, one.words) for one in page.blocks]
    mass = [p * w for p, w in zip(guess, words, strict=True)]
    total = sum(mass) or 1.0
    masses, sizes, like, like_size = _sums(blocks, words, mass)
    main, core = _deepest(masses, 0.8 * total), _deepest(masses, 0.5 * total)
    count = len(blocks)
    sure = [at for at in range(count) if guess[at] > SURE and words[at] >= 15]
    if not sure and count:
        sure = [max(range(count), key=mass.__getitem__)]
    first, last = (sure[0], sure[-1]) if sure else (0, 0)
    is_sure = set(sure)
    next_sure, coming = [0] * count, count + 99
    for at in reversed(range(count)):
        next_sure[at] = coming - at
        coming = at if at in is_sure else coming
    before_it, after_it = _means(guess), _means(reversed(guess))[::-1]
    told, before, heading = 0.0, -99, None
    result: list[Evidence] = []
    for at, block in enumerate(blocks):
        place, mine, size = block.place, mass[at], words[at]
        if MENU in own[at]:
            result.append(own[at])
            told += mine
            continue
        facts: dict[str, float] = dict(own[at])
        below, in_main, in_core = _way_up(place, main, core)
        facts["in core"], facts["in main"] = in_core, in_main
        if in_main:
            facts[f"{min(len(below), 3)} below main"] = 1.0
            for step in below:
                facts.update((f"below {name}", 1.0) for name in step.own)
                tag = "ul" if step.tag == "ol" else step.tag
                if tag in _BOXES:
                    facts[f"below <{tag}>"] = 1.0
            if below:
                facts["purity of box"] = masses[below[-1]] / sizes[below[-1]]
                facts["share of box"] = masses[below[-1]] / total
            facts["main, long"] = size >= 15
            facts["main, linked"] = facts.get("linked", 0.0)
            facts["main, sentence"] = facts.get("ends a sentence", 0.0)
        parent = place.above or place
        for name, up in (("parent", place), ("grandparent", parent), ("third parent", parent.above or parent)):
            facts[f"purity of {name}"] = (masses[up] - mine) / max(1, sizes[up] - size)
            facts[f"share of {name}"] = (masses[up] - mine) / total
        facts["purity of its like"] = (like[place.signature] - mine) / max(1, like_size[place.signature] - size)
        facts["share of its like"] = (like[place.signature] - mine) / total
        facts["none like it"] = like_size[place.signature] == size
        facts["before it"], facts["after it"] = before_it[at], after_it[at]
        facts["between story"] = before_it[at] * after_it[at]
        facts["before first"], facts["after last"] = at < first, at > last
        facts["far before"], facts["far after"] = min(1, max(0, first - at) / 10), min(1, max(0, at - last) / 10)
        facts["just before"], facts["just after"] = 0 < first - at <= 3, 0 < at - last <= 2
        facts["gap before"] = min(1, max(0, at - before - 1) / 6)
        facts["gap after"] = min(1, max(0, next_sure[at] - 1) / 6)
        facts["end part"], facts["start part"] = told / total > 0.95, (told + mine) / total < 0.1
        facts["inside"] = first <= at <= last
        facts["inside, short"] = first < at < last and size < 8
        facts["first, description"] = facts.get("description", 0.0) * (at <= first)
        facts["before first, named"] = at < first and ("lead" in place.own or "lead" in parent.own)
        facts["before first, long"] = size >= 12 and 0 < first - at <= 4
        facts["before first, sentence"] = facts["before first, long"] * facts.get("ends a sentence", 0.0)
        is_heading = place.tag in _HEADINGS
        facts["heading before"], facts["heading after"] = is_heading and at < first, is_heading and at >= last
        facts["heading inside"] = is_heading and first < at < last
        facts["item inside"] = place.tag == "li" and first < at < last
        following = blocks[at + 1] if at + 1 < count else None
        leads = (
            following is not None and following.place.above is place.above and guess[at + 1] > SURE
            and words[at + 1] >= 12
        )  # fmt: skip
        facts["before a heading"] = following is not None and following.place.tag in ("h2", "h3", "h4")
        facts["heading of story"] = is_heading and leads and size < 25
        facts["heading of nothing"] = is_heading and not leads
        facts["bold, of story"] = facts.get("bold", 0.0) * (leads and size < 25)
        facts["under weak heading"] = heading is not None and heading < 0.3
        item = place.tag in ("li", "dd", "dt") or (place.above is not None and place.above.tag == "li")
        plain, inner = facts.get("linked", 0.0) < 0.3, first < at < last
        facts["plain item inside"] = item and plain and inner and in_main
        facts["plain item in core"] = item and plain and in_core
        facts["linked item"] = item and not plain
        facts["row inside"] = place.tag == "tr" and inner and in_main
        facts["plain, short, in core"] = size < 12 and plain and inner and in_core
        facts["linked, inside"] = not plain and inner
        facts["paragraph in core"] = in_core and place.tag == "p" and plain
        if "witness" in facts:
            facts.update({
                "witness, inside": inner or at in (first, last), "witness, after": at > last,
                "witness, before": at < first, "witness, item": item, "witness, heading": is_heading,
                "witness, row": place.tag == "tr", "witness, core": in_core, "witness, short": size < 12,
                "witness, plain": plain,
            })  # fmt: skip
        result.append({name: float(value) for name, value in facts.items() if value})
        heading = guess[at] if is_heading else heading
        before = at if at in is_sure else before
        told += mine
    return result


def _sums(
    blocks: Sequence[Block], words: Sequence[int], mass: Sequence[float]
) -> tuple[dict[Place, float], dict[Place, int], dict[str, float], dict[str, int]]:
    """Mass and words in each place with all that it holds, and in all places of one signature."""
    masses: dict[Place, float] = defaultdict(float)
    sizes: dict[Place, int] = defaultdict(int)
    like: dict[str, float] = defaultdict(float)
    like_size: dict[str, int] = defaultdict(int)
    for block, size, mine in zip(blocks, words, mass, strict=True):
        place = block.place
        masses[place] += mine
        sizes[place] += size
        like[place.signature] += mine
        like_size[place.signature] += size
    by_depth: dict[int, list[Place]] = defaultdict(list)
    for place in list(masses):
        step: Place | None = place
        while step is not None and (step is place or step not in sizes):
            by_depth[step.depth].append(step)
            sizes[step] += 0
            step = step.above
    for depth in sorted(by_depth, reverse=True):
        for place in by_depth[depth]:
            if place.above is not None:
                masses[place.above] += masses[place]
                sizes[place.above] += sizes[place]
    return masses, sizes, like, like_size


def _deepest(masses: dict[Place, float], least: float) -> Place | None:
    """The deepest place that holds at least so much of the story."""
    return max((place for place, mass in masses.items() if mass >= least), key=lambda p: p.depth, default=None)


def _way_up(place: Place, main: Place | None, core: Place | None) -> tuple[list[Place], bool, bool]:
    """The places from a block up to the main one, and whether it stands in main and core."""
    below: list[Place] = []
    in_core = False
    step: Place | None = place
    while step is not None:
        in_core = in_core or step is core
        if step is main:
            return below, True, in_core
        below.append(step)
        step = step.above
    return below, False, in_core


def _means(guesses: Iterable[float]) -> list[float]:
    """For each the mean of the three before it; the nearest counts three times, the next twice."""
    result = []
    near = next_ = third = 0.0
    for at, guess in enumerate(guesses):
        result.append((3 * near + 2 * next_ + third) / (1, 3, 5, 6)[min(at, 3)])
        near, next_, third = guess, near, next_
    return result
