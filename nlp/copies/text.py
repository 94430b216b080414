"""The text of an article as copies are compared by: word 3-grams of its prose, without credit and boilerplate lines.

Knows one text; must not know other articles or the decision.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from hashlib import blake2b

import numpy as np
import numpy.typing as npt

Shingles = npt.NDArray[np.uint64]  # sorted, without repeats

_WORD = re.compile(r"[^\W_]+(?:[.,]\d+)*(?:'[^\W\d_]+)?")
_UNSEEN = re.compile("[\u00ad\u200b-\u200f\u2060\ufeff]")
# "per cent", "percent", "pct", "peratus", "%". It begins with letters and not with \b, so that they are looked for: a
# ninth of the time.
_PER_CENT = re.compile(r"%|p(?<!\wp)(?:er ?cent|ct|eratus)\b")
_HOUSE_STYLES = {
    "bil": "billion", "bln": "billion", "bn": "billion", "mil": "million", "mln": "million", "trln": "trillion",
    "tril": "trillion",
}  # fmt: skip
_NUMBER = re.compile(r"(?<![\d.,])\d[\d,]*(?:\.\d+)?")
# "KUALA LUMPUR, Sept 3 (Agency) --", "IPOH, 3 Sept —", "NANJING —", "KUCHING (Sept 3):", "KUALA LUMPUR:"
_DATELINE = re.compile(
    r"^[A-Z][A-Z .'’/-]{2,40}(?:,\s*[^\n]{0,30}?)?(?:\s*\([^()\n]{0,40}\))*\s*(?:--+|[-–—:])\s*(?=\S)"
)
# Lines that belong to the outlet's page and not to the report; matched on whole lines.
_FURNITURE = re.compile(
    r"^\W*(?:(?:also|read|see) (?:also|more|read|next)\b|read (?:the )?(?:full|original)|related(?: \w+)?\s*:"
    r"|advertisement|follow us|subscribe|sign up|download (?:the|our)|get (?:the|our) (?:latest|app|news)|join us"
    r"|join our"
    r"|click here|photo(?:s|graph)?\s*(?:by|:)|pix?\s*(?:by|:)|image\s*:|source\s*:|written by|reporting by|editing by"
    r"|copyright"
    r"|©|all rights reserved|this (?:article|story|report) (?:was|is|has been|first)"
    r"|for more (?:news|stories)|baca (?:juga|lagi|seterusnya)|ikuti kami|langgan|muat turun|sumber\s*:"
    r"|foto\s*:|gambar\s*:"
    r"|hak cipta)",
    re.IGNORECASE,
)
# "- Agency", "— AGENCY", "(Agency)" as a line of its own or after the last full stop.
_CREDIT = re.compile(r"(?:^|(?<=[.!?\"”'’]))\s*(?:[-–—]{1,2}\s*|\()[A-Z][\w .&'’/-]{1,40}\)?\s*$")


@lru_cache(maxsize=200_000)
def _hash(word: str) -> int:
    return int.from_bytes(blake2b(word.encode(), digest_size=8).digest(), "little")


def is_furniture(line: str) -> bool:
    """Whether a line belongs to the outlet's page and not to the report."""
    return bool(_FURNITURE.match(line))


def lines(body: str) -> list[str]:
    """Lines of prose: dateline, credit and page furniture are gone."""
    kept = []
    for number, line in enumerate(part.strip() for part in body.splitlines()):
        if not line or is_furniture(line):
            continue
        if number == 0:
            line = _DATELINE.sub("", line, count=1)
        line = _CREDIT.sub("", line).strip()
        if line:
            kept.append(line)
    return kept


def plain(text: str) -> str:
    """The text in one Unicode form, without the characters that only say where a line may break."""
    if text.isascii():
        return text
    return _UNSEEN.sub("", unicodedata.normalize("NFKC", text)).replace("’", "'")


def same(word: str) -> str:
    """A word as it is compared: numbers without separators, the short forms of house styles written out."""
    if "," in word:
        word = word.replace(",", "")
    return _HOUSE_STYLES.get(word, word)


def tokens(text: str) -> list[str]:
    printed = _PER_CENT.sub(" percent ", plain(text).casefold())
    return [_HOUSE_STYLES.get(word, word) if "," not in word else same(word) for word in _WORD.findall(printed)]


def in_order(words: list[str]) -> Shingles:
    """64-bit hashes of the word 3-grams as they stand; of fewer than three words, of all of them together."""
    if not words:
        return np.empty(0, dtype=np.uint64)
    hashed = np.array([_hash(word) for word in words], dtype=np.uint64)
    if len(hashed) < 3:
        return np.array([np.bitwise_xor.reduce(hashed)], dtype=np.uint64)
    with np.errstate(over="ignore"):
        mixed = (
            hashed[:-2] * np.uint64(0x9E3779B97F4A7C15)
            + hashed[1:-1] * np.uint64(0xC2B2AE3D27D4EB4F)
            + hashed[2:] * np.uint64(0x165667B19E3779F9)
        )
        folded: Shingles = mixed ^ (mixed >> np.uint64(29))
    return folded


def shingles(words: list[str]) -> Shingles:
    """``in_order``, sorted and without repeats."""
    return np.unique(in_order(words))


def line_key(outlet: str, line: str) -> int:
    """A line of an outlet as a number: kept for every line, so it must be small."""
    return int.from_bytes(blake2b(f"{outlet}\0{line}".encode(), digest_size=8).digest(), "little")


def numbers(text: str) -> frozenset[str]:
    """Numbers as printed, separators gone; single digits say nothing."""
    found = (match.replace(",", "") for match in _NUMBER.findall(text))
    return frozenset(number for number in found if len(number) > 1)


def shared(one: Shingles, other: Shingles) -> Shingles:
    return np.intersect1d(one, other, assume_unique=True)


def containment(one: Shingles, other: Shingles) -> float:
    """|A∩B| / min(|A|, |B|), exact; 0 where either is empty."""
    if not len(one) or not len(other):
        return 0.0
    return len(shared(one, other)) / min(len(one), len(other))
