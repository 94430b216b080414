"""What happens to a text on its way from one outlet to the next: the versions that benchmarks/copies.py looks for.

Each transformation takes an original and a seeded Random, and gives title and body of the version. It must not know
how copies are found. The outlets, names and prompts that it adds are invented.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from random import Random

from nlp.cut import sentences_of


@dataclass(frozen=True, slots=True, kw_only=True)
class Original:
    """``event`` tells which happening is told of, ``topic`` what kind of happening."""

    id: str
    title: str
    body: str
    event: str
    topic: str
    language: str | None = None


@dataclass(frozen=True, slots=True)
class Transformation:
    name: str
    kinds: tuple[str, ...]  # that are right for it
    make: Callable[[Original, Random], tuple[str, str]]


_BEFORE = (
    "Subscribe to Harbour Plus for RM9 a month and read without advertisements.",
    "Read also: Ferry timetable changes from Monday",
    "Listen to this article in the Harbour app (4 minutes)",
)
_AFTER = (
    "Read also: Five beaches for the long weekend",
    "Baca juga: Jadual feri berubah mulai Isnin",
    "Sign up for our newsletter The Morning Tide, delivered to you at six every day.",
    "Disclaimer: The views expressed in this article are those of its author and do not necessarily reflect those of"
    " The Harbour Daily. Readers should seek advice of their own before they act on what is printed here.",
    "Follow us on Chirper and join our channel for the latest news.",
    "This story has been published from a wire agency feed without modifications to the text.",
)
_BRITISH = (
    ("labour", "labor"), ("programme", "program"), ("centre", "center"), ("colour", "color"), ("defence", "defense"),
    ("organis", "organiz"), ("realis", "realiz"), ("recognis", "recogniz"), ("favour", "favor"), ("metre", "meter"),
    ("travell", "travel"), ("licence", "license"), ("neighbour", "neighbor"), ("analys", "analyz"), ("grey", "gray"),
)  # fmt: skip
_COMPOUND = re.compile(r"\b([^\W\d_]{3,})-([^\W\d_]{3,})\b")


def _sentences(body: str) -> list[str]:
    return [sentence.text for sentence in sentences_of(body)]


def _drop(share: float) -> Callable[[Original, Random], tuple[str, str]]:
    def make(original: Original, chance: Random) -> tuple[str, str]:
        told = _sentences(original.body)
        kept = sorted(chance.sample(range(len(told)), max(1, round(len(told) * (1 - share)))))
        return original.title, "\n".join(told[number] for number in kept)

    return make


def _whole(original: Original, _: Random) -> tuple[str, str]:
    return original.title, original.body


def _agency(original: Original, _: Random) -> tuple[str, str]:
    return original.title, f"PORT ELDER, March 4 (Dawn Wire) -- {original.body} - Dawn Wire"


def _furniture(original: Original, chance: Random) -> tuple[str, str]:
    before = chance.sample(_BEFORE, 2)
    return original.title, "\n".join([*before, original.body, *chance.sample(_AFTER, 4)])


def _reordered(original: Original, chance: Random) -> tuple[str, str]:
    lines = original.body.splitlines()
    if len(lines) < 2:
        lines = _sentences(original.body)
    chance.shuffle(lines)
    return original.title, "\n".join(lines)


def _headline(original: Original, chance: Random) -> tuple[str, str]:
    words = original.title.split()
    chance.shuffle(words)
    return "What to know today: " + " ".join(words[:4]), original.body


def _numbers(original: Original, _: Random) -> tuple[str, str]:
    body = re.sub(r"(\d) ?(?:per cent|percent|pct)\b", r"\1%", original.body)
    body = re.sub(r"(?<=\d),(?=\d{3}\b)", "", body)
    body = re.sub(r"(\d) billion\b", r"\1bil", re.sub(r"(\d) million\b", r"\1mil", body))
    return original.title, body


def _spelling(original: Original, _: Random) -> tuple[str, str]:
    body = original.body
    for british, american in _BRITISH:
        body = body.replace(british, "\0").replace(american, british).replace("\0", american)
    return original.title, body


def _marks(original: Original, _: Random) -> tuple[str, str]:
    body = re.sub(r"[\"“”]", "'", original.body.replace("'", "’")).replace("--", "—").replace("...", "…")
    return original.title, body


def _hyphens(original: Original, chance: Random) -> tuple[str, str]:
    def other(found: re.Match[str]) -> str:
        return found[1] + chance.choice((" ", "", "‑")) + found[2]

    return original.title, _COMPOUND.sub(other, original.body)


def _unicode(original: Original, chance: Random) -> tuple[str, str]:
    """Decomposed letters, no-break spaces, soft hyphens, ligatures: what pages and feeds make of the same letters."""
    words = unicodedata.normalize("NFD", original.body).replace("fi", "ﬁ").split(" ")
    marked = [w[:4] + "\u00ad" + w[4:] if len(w) > 8 and chance.random() < 0.5 else w for w in words]
    return original.title, "".join(w + ("\u00a0" if chance.random() < 0.3 else " ") for w in marked).strip()


def _capitals(original: Original, _: Random) -> tuple[str, str]:
    words = original.body.split(" ")
    return original.title.upper(), " ".join([*(word.upper() for word in words[:8]), *words[8:]])


def _light(original: Original, chance: Random) -> tuple[str, str]:
    """All light edits at once, and three of ten sentences gone."""
    title, body = original.title, original.body
    for edit in (_numbers, _spelling, _marks, _hyphens, _unicode, _capitals):
        title, body = edit(_with(original, title, body), chance)
    return _drop(0.3)(_with(original, title, body), chance)


def _with(original: Original, title: str, body: str) -> Original:
    return Original(id=original.id, title=title, body=body, event=original.event, topic=original.topic)


def _excerpt(original: Original, _: Random) -> tuple[str, str]:
    words = original.body.split(" ")
    return original.title, " ".join(words[: max(30, len(words) // 4)]) + " … Continue reading at The Harbour Daily"


def _derived(original: Original, chance: Random) -> tuple[str, str]:
    """A new text of which 30 % is the original, verbatim; the rest are its words in no order."""
    told = _sentences(original.body)
    words = original.body.split()
    wanted = 0.3 * len(words)
    chance.shuffle(told)
    quoted: list[str] = []
    while told and sum(len(sentence.split()) for sentence in quoted) < wanted:
        quoted.append(told.pop())
    size = sum(len(sentence.split()) for sentence in quoted)
    fill = [word.strip(".,;:\"'") for word in words]
    chance.shuffle(fill)
    own = [fill[at : at + 14] for at in range(0, min(len(fill), round(size / 0.3 - size)), 14)]
    lines = quoted + [" ".join(line).capitalize() + "." for line in own]
    chance.shuffle(lines)
    return "Another view of it", "\n".join(lines)


COPIED = ("identical", "copy")
TRANSFORMATIONS = (
    Transformation("unchanged", ("identical",), _whole),
    Transformation("20 % of sentences dropped", COPIED, _drop(0.2)),
    Transformation("40 % of sentences dropped", COPIED, _drop(0.4)),
    Transformation("60 % of sentences dropped", COPIED, _drop(0.6)),
    Transformation("agency's dateline and credit", ("identical",), _agency),
    Transformation("prompts and disclaimers around", COPIED, _furniture),
    Transformation("paragraphs in another order", COPIED, _reordered),
    Transformation("another headline", ("identical",), _headline),
    Transformation("numbers in another style", COPIED, _numbers),
    Transformation("British to American and back", COPIED, _spelling),
    Transformation("quotation marks and dashes", COPIED, _marks),
    Transformation("hyphens", COPIED, _hyphens),
    Transformation("Unicode forms", COPIED, _unicode),
    Transformation("upper-case lead", ("identical",), _capitals),
    Transformation("all light edits, 30 % dropped", COPIED, _light),
    Transformation("excerpt: first quarter", COPIED, _excerpt),
    Transformation("30 % quoted in a new text", ("derived",), _derived),
)


def round_up(one: Original, other: Original) -> tuple[str, str]:
    """Two stories joined under one headline: it holds both, and is a copy of neither."""
    return "The day in two stories", f"{one.body}\n{other.body}"
