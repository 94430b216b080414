"""A post behind its name: "NAME, the ROLE", "NAME, who is also ROLE", "NAME yang juga ROLE".

Knows how a name and a later post are tied within one sentence; must not know other sentences.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from nlp.officials.lexicon import Lexicon
from nlp.officials.names import Name, likely, parse_name
from nlp.officials.role import Role
from nlp.officials.words import Line

SKIPPABLE = frozenset(
    {"the", "a", "an", "its", "his", "her", "their", "our", "also", "currently", "then", "now", "both"}
)

#: "X has been appointed as the new director": verbs that put a person into a post, and what stands around them.
_APPOINTING = frozenset(
    """appointed named confirmed elected re-elected picked installs appoints names elects
    redesignated remain remaining remains promoted installed reappointed
    chosen serving serves served sworn retained dilantik""".split()
)
#: "NAME, in his capacity as": what may stand between a name and "as".
_BEFORE_AS = frozenset("capacity role in his her its the speaking acting".split())
_APPOINTED = _APPOINTING | frozenset(
    "has been have was is were would will to be being unopposed in who had formerly".split()
)


@dataclass(frozen=True, slots=True)
class Found:
    """A name and a post of one line."""

    line: Line
    name: Name
    role: Role
    pattern: str


def name_ending(line: Line, end: int, known: Lexicon) -> Name | None:
    """The longest name whose last word stands before word ``end``."""
    for start in range(max(0, end - 12), end):
        name = parse_name(line, start, known)
        if name is not None and name.end == end:
            return name
    return None


def behind(line: Line, role: Role, known: Lexicon, malay: bool) -> Found | None:
    """The post in apposition behind its name, or said of it: "NAME, the ROLE", "NAME, who is also ROLE"."""
    folded, words = line.folded, line.words
    here = role.start
    while here > 0 and (
        folded[here - 1] in SKIPPABLE
        or folded[here - 1] in known.roles_en.former
        or folded[here - 1] in {"state", "sebagai"}
    ):
        here -= 1
    if here <= 1:
        return None
    last = folded[here - 1]
    pattern, end = "", here - 1
    if last == ",":
        pattern = "name-comma-role"
        if _subject(line, role, known):
            return None
    elif last == "(":
        pattern = "name-bracket-role"
    elif last in {"appointed", "named", "elected", "is", "was", "been", "are", "merupakan", "ialah", "adalah"} or (
        last == "as" and here > 1
    ):
        pattern = "name-as-role" if last == "as" else "name-is-role"
        if last in _APPOINTING:
            end = here
        while end > 0 and folded[end - 1] in _BEFORE_AS | {"has", "had", "also", "who", "yang", "currently", "then"}:
            end -= 1
        appointed = end
        while appointed > 0 and folded[appointed - 1] in _APPOINTED:
            appointed -= 1
        if any(folded[index] in _APPOINTING for index in range(appointed, end)):
            pattern, end = "name-as-role", appointed
        if end < here - 1 and folded[end] in {"who", "yang"}:
            pattern = "name-who-is-role"
        if end > 0 and folded[end - 1] == ",":
            end -= 1
    elif malay and last in {"juga", "merangkap", "selaku", "kini"}:
        pattern = "name-who-is-role"
        if last == "juga" and folded[end - 1] == "yang":
            end -= 1
        if folded[end - 1] == ",":
            end -= 1
    elif last in {"who's"}:
        pattern = "name-who-is-role"
    else:
        return _appointed(line, role, here, known)
    if not pattern or end <= 0 or (role.anaphor is not None and pattern == "name-is-role"):
        return None
    # An age stands between commas: "X, 64, president of Y".
    if words[end - 1].text.isdigit() and end >= 3 and words[end - 2].text == ",":
        end -= 2
    if words[end - 1].text == ")":
        opening = next((i for i in range(end - 2, max(0, end - 8), -1) if words[i].text == "("), None)
        end = opening if opening is not None else end
    name = name_ending(line, end, known)
    if name is None or (pattern == "name-as-role" and not (name.titles or likely(name, line, known))):
        return None
    if not _person_like(name, line, known):
        return None
    if pattern == "name-is-role" and words[here - 1].fold == "was" and role.status == "current" and not role.article:
        role = replace(role, status="former")
    return Found(line, name, role, pattern)


def _subject(line: Line, role: Role, known: Lexicon) -> bool:
    """ "At the meeting with NAME, the witness said": with no second comma the post is the clause's subject."""
    if not role.article or role.end >= len(line.words):
        return False
    return line.folded[role.end] in known.reporting | known.reporting_ms


def _appointed(line: Line, role: Role, here: int, known: Lexicon) -> Found | None:
    """ "The party named NAME its president": the post straight behind the name, under a verb that appoints."""
    name = name_ending(line, here, known)
    if name is None or name.outer == 0 or line.folded[name.outer - 1] not in _APPOINTING:
        return None
    if not (name.titles or likely(name, line, known)):
        return None
    return Found(line, name, role, "name-as-role")


def _person_like(name: Name, line: Line, known: Lexicon) -> bool:
    if name.titles:
        return True
    if line.folded[name.end - 1] in known.suffix:
        return False  # "X Securities Sdn Bhd is the adviser"
    if likely(name, line, known):
        return True
    if (
        known.states.at(line.folded, name.first)
        or known.places.at(line.folded, name.first)
        or known.organisations.at(line.folded, name.first)
        or known.parties.at(line.folded, name.first)
        or known.agencies.at(line.folded, name.first)
    ):
        return False
    first = line.words[name.first]
    if first.fold in known.given or first.fold in known.styles:
        return True
    return (
        first.entity in {"PERSON", ""}
        and first.tag in {"PROPN", ""}
        and not (name.end - name.first == 1 and name.first == 0 and first.fold in known.ambiguous)
    )
