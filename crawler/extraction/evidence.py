"""What speaks for and against a block of text being part of the story, as named numbers; ``weigh`` adds them up.

Knows blocks, their places and what the page says of itself. It must not know weights, outlets or trafilatura.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import chain

from lxml import etree

from crawler.extraction.blocks import Block, Place
from crawler.extraction.cards import teasers
from crawler.extraction.judge import count_words
from crawler.extraction.lines import BYLINE, CREDIT, CREDIT_END, DATE_PARTS, LEADS, PROMPT, PROMPT_WORDS, is_noise
from crawler.extraction.metadata import Metadata, people
from crawler.extraction.signs import (
    ADDRESS,
    ASKS,
    ASKS_WORDS,
    CAPITALS,
    COMMA,
    DIGITS,
    END,
    INSIDE,
    LETTERS,
    NEAR,
    NO_QUOTES,
    PLAIN_TAGS,
    PRIVACY,
    QUOTE,
    SOURCE,
    STOP,
    TAGS,
    WORD,
    YOU,
)

Evidence = dict[str, float]

MENU = "menu"
# A teaser, a row of links, or one link of fewer words than this and nothing else: half of all blocks of the 222 pages.
# No evidence is looked for: of 631 unlinked teasers 26 and of 963 rows of links 13 hold a word or two of a story.
MENU_WORDS = 8
MAX_BLOCKS = 6000  # the page with most of 222 real ones has 1,466


def key(text: str) -> str:
    """A text by its words alone."""
    return " ".join(WORD.findall(text)).casefold()


@dataclass(slots=True, eq=False)
class Seen:
    """A block with what is counted once: words, key, shingles (hashes of four words each)."""

    block: Block
    words: int
    key: str
    shingles: frozenset[int]


@dataclass(frozen=True, slots=True)
class Page:
    """What the page says of itself and of all its blocks."""

    blocks: tuple[Seen, ...]
    heads: frozenset[str]
    descriptions: tuple[str, ...]
    said_body: str  # JSON-LD articleBody, by its words
    authors: frozenset[str]
    headline: int | None  # number of the block that is the headline
    around: frozenset[int]  # the places next to it
    texts: Counter[str]
    shingles: Counter[int]
    teasers: frozenset[int]  # numbers of the blocks in lists of cards about other stories
    within: frozenset[int]  # numbers of the blocks whose words stand in a longer one too


def read(tree: etree._Element, data: Metadata, title: str | None, blocks: Sequence[Block]) -> Page:
    seen = tuple(_seen(block) for block in blocks[:MAX_BLOCKS])
    named = [title, data.said("headline"), data.first("og:title"), *("".join(h.itertext()) for h in tree.iter("h1"))]
    heads = frozenset(found for found in (key(text) for text in named if text) if found)
    told = (data.said("description"), data.first("description"), data.first("og:description"),
            data.first("twitter:description"))  # fmt: skip
    said = data.article.get("articleBody")
    said = said if isinstance(said, str) and len(said) > 200 else ""
    headline = _headline(seen, heads)
    around: set[int] = set()
    place = seen[headline].block.place if headline is not None else None
    for _ in range(3):
        if place is not None:
            around.add(id(place))
            place = place.above
    shingles = Counter(chain.from_iterable(one.shingles for one in seen))
    return Page(
        blocks=seen,
        heads=heads,
        descriptions=tuple({key(text)[:120] for text in told if text and len(text) > 30}),
        said_body=key(TAGS.sub(" ", said[:400_000])),
        authors=frozenset(
            key(name)
            for name in (*(author.name for author in people(data.article.get("author"))), data.first("author") or "")
            if name
        ),
        headline=headline,
        around=frozenset(around),
        texts=Counter(one.key for one in seen),
        shingles=shingles,
        teasers=teasers([one.block for one in seen]),
        within=_within(seen, shingles),
    )


def _seen(block: Block) -> Seen:
    text = key(block.text)
    words = text.split()
    shingles = frozenset(map(hash, zip(words, words[1:], words[2:], words[3:], strict=False)))
    return Seen(block, count_words(block.text), text, shingles)


def _within(blocks: Sequence[Seen], shingles: Counter[int]) -> frozenset[int]:
    """Blocks of five words or more whose text stands word for word in a longer one: quotes pulled out of the story."""
    told: dict[int, list[int]] = {}
    for at, one in enumerate(blocks):
        for shingle in one.shingles:
            if shingles[shingle] > 1:
                told.setdefault(shingle, []).append(at)
    found: set[int] = set()
    for at, one in enumerate(blocks):
        if one.block.place.tag in NO_QUOTES:
            continue
        if 5 <= one.words < 60 and one.shingles and all(shingles[shingle] > 1 for shingle in one.shingles):
            others = told[next(iter(one.shingles))][:20]
            if any(blocks[n].words > 1.3 * one.words and one.key in blocks[n].key for n in others if n != at):
                found.add(at)
    return frozenset(found)


def _headline(blocks: Sequence[Seen], heads: frozenset[str]) -> int | None:
    last = None
    for number, one in enumerate(blocks):
        if one.block.place.tag == "h1" and one.key in heads:
            last = number
    if last is not None:
        return last
    for number, one in enumerate(blocks):
        if one.block.place.tag in ("h1", "h2") and len(one.block.text) > 15 and any(
            head in one.key or one.key in head for head in heads
        ):  # fmt: skip
            return number
    return next((number for number, one in reversed(list(enumerate(blocks))) if one.key in heads), None)


def _own(place: Place | None, levels: int) -> frozenset[str]:
    found: frozenset[str] = frozenset()
    while place is not None and levels:
        if place.own:
            found |= place.own
        place, levels = place.above, levels - 1
    return found


def _is_around(place: Place, around: frozenset[int]) -> bool:
    """Whether a place or one of the two above it is among those."""
    step: Place | None = place
    for _ in range(3):
        if step is not None:
            if id(step) in around:
                return True
            step = step.above
    return False


def _letters(text: str) -> tuple[int, int, int]:
    """How many letters, capitals and digits; in ASCII without a step for each."""
    if text.isascii():
        left = text.encode()
        letters, capitals, digits = (len(left) - len(left.translate(None, of)) for of in (LETTERS, CAPITALS, DIGITS))
        return letters, capitals, digits
    return sum(map(str.isalpha, text)), sum(map(str.isupper, text)), sum(map(str.isdigit, text))


def _holds(text: str, signs: Sequence[str]) -> bool:
    for sign in signs:  # noqa: SIM110 - half the time of any()
        if sign in text:
            return True
    return False


def alone(page: Page, number: int) -> Evidence:
    """What a block says by itself: its words, its tag, the names around it, and what the page says of it."""
    one = page.blocks[number]
    block, words, text = one.block, one.words, one.block.text
    place, size = block.place, max(1, len(text))
    link, bold = block.linked / size, block.bold / size
    # of a row of links the signs between them are no text
    if (
        number in page.teasers
        or (link > 0.9 and words < MENU_WORDS)
        or (block.links >= 2 and block.linked > 0.9 * len(one.key))
    ):
        return {MENU: 1.0}
    head = text[:400]
    letters, capitals, digits = _letters(head)
    upper = capitals / max(1, letters)
    lower = text.lower()
    end = END.search(text) is not None
    asks = words < 90 and (_holds(lower, ASKS) or ASKS_WORDS.search(lower) is not None)
    you = min(3, sum(map(YOU.__contains__, one.key.split()))) / 3 if words < 80 else 0.0
    credit = size < 300 and (CREDIT.match(text) is not None or CREDIT_END.search(text) is not None)
    byline = words < 14 and (BYLINE.match(text) is not None or one.key in page.authors)
    dates = words < 14 and not end and len(DATE_PARTS.findall(text)) >= 2
    described = len(one.key) > 30 and any(
        one.key[:120].startswith(said) or said.startswith(one.key[:120]) for said in page.descriptions
    )
    behind = number - page.headline if page.headline is not None else 99
    by_head = 0 < behind <= 8 and _is_around(place, page.around)
    near = _own(place, 3)
    stand = (
        0 < behind <= 8 and 8 <= words <= 90 and block.links == 0 and place.tag != "figcaption"
        and not (credit or byline or dates or one.key in page.heads or "caption" in _own(place, 2))
    )  # fmt: skip
    copied = sum(page.shingles[s] > 1 for s in one.shingles) / len(one.shingles) if len(one.shingles) > 4 else 0.0
    facts: dict[str, float] = {
        "words (log)": math.log1p(words),
        "words < 4": words < 4,
        "words 4-10": 4 <= words < 10,
        "words 10-20": 10 <= words < 20,
        "words 20-60": 20 <= words < 60,
        "words > 60": words >= 60,
        "linked": link,
        "linked > .9": link > 0.9,
        "linked > .5": link > 0.5,
        "linked and short": link * (words < 20),
        "no link": block.links == 0,
        "bold": bold > 0.9,
        "ends a sentence": end,
        "ends with a colon": text.endswith((":", "：")),
        "ends a sentence, long": end and words >= 15,
        "ends no sentence, long": not end and words >= 12,
        "sentences": min(len(STOP.findall(text)), 6) / 6,
        "commas": min(len(COMMA.findall(text)), 6) / 6,
        "capitals": upper,
        "all capitals": letters > 3 and upper > 0.9,
        "starts in lower case": text.lstrip("\"“‘'(-–— ")[:1].islower(),
        "digits": digits / max(1, len(head)),
        "starts with a quote": QUOTE.match(text) is not None,
        "bar": "|" in text,
        "address": ADDRESS.search(text) is not None,
        "line breaks": "\n" in text,
        "noise": all(map(is_noise, text.split("\n"))),
        "leads elsewhere": LEADS.match(text) is not None,
        "prompt": PROMPT.match(text) is not None,
        "prompt words": words < 60 and PROMPT_WORDS.search(lower) is not None,
        "credit": credit,
        "byline": byline,
        "dates": dates,
        "headline": one.key in page.heads,
        "description": described,
        "description, below headline": described and page.headline is not None and behind > 0,
        "near headline": 0 < behind <= 4,
        "near headline, long": 0 < behind <= 4 and words >= 12,
        "beside headline": by_head,
        "repeated": page.texts[one.key] > 1,
        "repeated thrice": page.texts[one.key] > 2,
        "copied": copied,
        "within a longer one": number in page.within,
        "you": you,
        "asks": asks,
        "asks you": asks and you > 0,
        "privacy": words < 150 and PRIVACY.search(lower) is not None,
        "source": words < 60 and SOURCE.match(text) is not None,
        "standfirst": stand,
        "standfirst, sentence": stand and end,
        "standfirst, description": stand and described,
        "standfirst, named": stand and "lead" in near,
        "standfirst, beside headline": stand and by_head,
        "standfirst, heading": stand and place.tag in ("h2", "h3", "h4"),
        "standfirst, paragraph": stand and place.tag == "p",
        "broken": block.broken,
        "paragraph, long": place.tag == "p" and words >= 20,
        f"<{place.tag}>" if place.tag in PLAIN_TAGS else "<other>": True,
        "in hidden": "hidden" in place.marks,
        "in talk": "talk" in place.marks,
        "in articleBody": "articleBody" in place.marks,
    }
    facts.update((told, True) for name, told in NEAR if name in near)
    facts.update((name, True) for name in INSIDE if name in place.marks)
    if page.said_body:
        facts["in JSON-LD" if one.key and one.key in page.said_body else "not in JSON-LD"] = True
    return {name: float(value) for name, value in facts.items() if value}
