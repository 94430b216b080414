"""A post as read from a sentence, and the small readings that both of its sides need.

Must not know who holds the post.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from nlp.officials.lexicon import Office
from nlp.officials.words import Line

Status = Literal["current", "former", "acting", "designate"]


LINKS = frozenset({",", "and", "&", "dan"})


SMALL = frozenset({"of", "the", "and", "for", "on", "&", ","})


DAYS = frozenset(
    """monday tuesday wednesday thursday friday saturday sunday january february march april may june july august
    september october november december""".split()
)


DIVISIONS = frozenset(
    {"division", "unit", "section", "branch", "desk", "team", "wing", "programme", "department", "bureau"}
)


#: What a place is, behind its name: "Guangdong Province".
DIVISION_WORDS = frozenset("province state region autonomous municipality prefecture".split())


#: Of which level below the country a house is.
LEVELS = frozenset({"provincial", "municipal", "state", "city", "county", "district"})


STATE_WORDS = frozenset({"state", "negeri"})


@dataclass(frozen=True, slots=True)
class Role:
    """A post in words of a line. ``start``..``end`` is the whole phrase, ``core``..``core_end`` its own words."""

    start: int
    core: int
    head: int
    core_end: int
    end: int
    text: str
    organisation: str | None = None
    short: str | None = None
    country: str | None = None
    state: str | None = None
    portfolio: str | None = None
    office: Office = "open"
    status: Status = "current"
    plural: bool = False
    anaphor: str | None = None  # its, his, the ministry's: the organisation was named before
    article: bool = False
    leads: bool = False  # told by a verb: "who heads the ministry"
    marked: bool = False  # known from a ROLE entity, not from the lexicon


def printed(line: Line, start: int, end: int) -> str:
    """The words as printed, spacing made plain, bracketed acronyms gone."""
    to = line.words[end - 1].end
    parts: list[str] = []
    skip = False
    for word in line.words[start:end]:
        if word.text == "(" and word.end < to:
            skip = acronym_at(line, line.words.index(word)) > 0
        if not skip:
            if word.fold == "'s" and parts and parts[-1].strip() in {"ministry", "department"}:
                parts.pop()
                last = word.end
                continue
            glued = parts and word.start == last
            parts.append(word.text if not parts or glued else " " + word.text)
        if word.text == ")":
            skip = False
        last = word.end
    return "".join(parts).replace(" ,", ",").strip(" ,")


def acronym_at(line: Line, index: int) -> int:
    """Number of words of a bracketed acronym "(MITI)" at ``index``; 0 where there is none."""
    words = line.words
    if index + 2 < len(words) and words[index].text == "(" and words[index + 2].text == ")":
        text = words[index + 1].text
        return 3 if text[0].isupper() and len(text) <= 12 and sum(c.isupper() for c in text) >= 1 else 0
    if (
        index + 3 < len(words)
        and words[index].text == "("
        and words[index + 3].text == ")"
        and words[index + 1].capital
    ):
        return 4 if words[index + 2].capital or words[index + 2].fold == "branch" else 0
    return 0
