"""A post behind its name: "NAME, the ROLE", "NAME, who is also ROLE", "NAME yang juga ROLE".

Knows how a name and a later post are tied within one sentence; must not know other sentences.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from nlp.officials.complement import read_complement
from nlp.officials.lexicon import Lexicon, singular
from nlp.officials.names import Name, likely, parse_name
from nlp.officials.role import Role, printed
from nlp.officials.words import Line

_ONCE = frozenset({"formerly", "previously", "once", "pernah"})
SKIPPABLE = _ONCE | frozenset(
    "the a an its his her their our also currently then now both all himself herself today".split()
)

#: "X has been appointed as the new director": verbs that put a person into a post, and what stands around them.
_APPOINTING = frozenset(
    """appointed named confirmed elected re-elected picked installs appoints names elects redesignated remain remaining
    remains promoted installed reappointed chosen serving serves served sworn retained dilantik became becomes become
    took takes taken returned returns acts acted doubles doubled continues continued stays stayed""".split()
)
_LEAVING = frozenset(
    """resigned resigns retired retires quit quits stepped steps stepping removed sacked dismissed ousted suspended
    dropped meletak meletakkan bersara berundur dipecat digugurkan""".split()
)
_APPOINTED = (
    _APPOINTING
    | _LEAVING
    | frozenset(
        "has been have was is were would will to be being unopposed in who had formerly office over down".split()
    )
)
#: "NAME, in his capacity as": what may stand between a name and "as".
_BEFORE_AS = frozenset("capacity role in his her its the speaking acting".split())
_AUXILIARY = frozenset({"has", "had", "also", "who", "yang", "currently", "then"})
_COPULAS = frozenset("appointed named elected is was been are became becomes become merupakan ialah adalah".split())
#: Malay words between a name and the post that it takes, has or leaves.
_POSTED_MS = frozenset(
    """yang juga merangkap selaku kini dilantik telah akan baru baharu kekal dipilih dinamakan bertugas berkhidmat
    menjadi mengangkat sumpah memegang menyandang jawatan semula pernah dikekalkan diumumkan meletak meletakkan bersara
    berundur dipecat digugurkan dicalonkan bertindak turut""".split()
)
#: "X replaces Y as ROLE": the post passes from the object to the subject.
_REPLACING = frozenset(
    "replace replaces replaced replacing succeed succeeds succeeded succeeding menggantikan mengganti".split()
)


@dataclass(frozen=True, slots=True)
class Found:
    """A name and a post of one line."""

    line: Line
    name: Name
    role: Role
    pattern: str


def name_ending(line: Line, end: int, known: Lexicon) -> Name | None:
    """The longest name whose last word stands before word ``end``, one that is likely by its words before others."""
    first = None
    for start in range(max(0, end - 12), end):
        name = parse_name(line, start, known)
        if name is None or name.end != end:
            continue
        if likely(name, line, known):
            return name
        first = first or name
    return first


def behind(line: Line, role: Role, known: Lexicon, malay: bool) -> list[Found]:
    """The post in apposition behind its name, or said of it: "NAME, the ROLE", "NAME, who is also ROLE".

    Two where the post passes from one to another ("X replaced Y as ROLE"), the new holder first; else one or none.
    """
    folded = line.folded
    here = role.start
    while here > 0 and (
        folded[here - 1] in SKIPPABLE
        or folded[here - 1] in known.roles_en.former
        or folded[here - 1] in {"state", "sebagai"}
    ):
        here -= 1
    if here <= 1:
        return []
    if _ONCE & set(folded[here : role.start]):
        role = replace(role, status="former")
    last = folded[here - 1]
    if last in _APPOINTING and here == role.start < role.core:
        swallowed = _appointed(line, role, here, known)
        if swallowed:
            return swallowed
    pattern, end = "", here - 1
    if last in {",", "—", "–"}:
        if _subject(line, role, known) or (last != "," and not _closed(line, role)):
            return []
        pattern = "name-comma-role"
    elif last == "(":
        pattern = "name-bracket-role"
    elif last in _COPULAS or last == "as":
        pattern, end = _verb_before(line, here, last)
        if _LEAVING & set(folded[end:here]):
            role = replace(role, status="former")
    elif malay and (last in _POSTED_MS or "sebagai" in folded[here : role.start]):
        pattern, end = _verb_before_malay(line, here)
        if _LEAVING & set(folded[end:here]):
            role = replace(role, status="former")
    elif last == "who's" or (last == "who" and role.leads):
        pattern = "name-who-is-role"
        end -= end > 0 and folded[end - 1] == ","
    else:
        return _appointed(line, role, here, known)
    if end <= 0 or (role.anaphor is not None and pattern == "name-is-role"):
        return []
    name = name_ending(line, _before_insertion(line, end), known)
    if name is None or not (_person_like(name, line, known) or _by_post(name, role, line, known)):
        return []
    if pattern == "name-as-role" and not (name.titles or likely(name, line, known)):
        return []
    if folded[here - 1] == "was" and role.status == "current" and (pattern == "name-who-is-role" or not role.article):
        # "X was the speaker at the event" tells a part in it; "who was the minister" a post that he held.
        role = replace(role, status="former")
    if pattern == "name-as-role" and name.outer > 0 and folded[name.outer - 1] in _REPLACING:
        return _passed_on(line, name, role, known)
    return [*_others(line, name, role, here, known), Found(line, name, role, pattern)]


def _others(line: Line, name: Name, role: Role, here: int, known: Lexicon) -> list[Found]:
    """Those who stand before the last of several in "A, B and C, all commissioners"; none where the post is of one."""
    if not role.plural or line.words[here - 1].text != ",":
        return []
    found: list[Found] = []
    while name.outer > 1 and line.folded[name.outer - 1] in {"and", ","}:
        end = name.outer - 1
        end -= end > 0 and line.folded[end - 1] == ","
        other = name_ending(line, end, known)
        if other is None or not (other.titles or likely(other, line, known)):
            break
        found.insert(0, Found(line, other, role, "name-comma-role"))
        name = other
    return found


def _verb_before(line: Line, here: int, last: str) -> tuple[str, int]:
    """``(pattern, end)``: how "is", "was appointed" or "as" before word ``here`` ties, and where the name ends."""
    folded = line.folded
    pattern, end = ("name-as-role" if last == "as" else "name-is-role"), here - 1
    if last in _APPOINTING:
        end = here
    while end > 0 and folded[end - 1] in _BEFORE_AS | _AUXILIARY:
        end -= 1
    appointed = end
    while appointed > 0 and folded[appointed - 1] in _APPOINTED:
        appointed -= 1
    if any(folded[index] in _APPOINTING | _LEAVING for index in range(appointed, end)):
        pattern, end = "name-as-role", appointed
    if end < here - 1 and folded[end] in {"who", "yang"}:
        pattern = "name-who-is-role"
    if end > 0 and folded[end - 1] == ",":
        end -= 1
    return pattern, end


def _verb_before_malay(line: Line, here: int) -> tuple[str, int]:
    """As ``_verb_before`` for "yang juga", "selaku", "dilantik", "sebagai"."""
    folded = line.folded
    end = here
    while end > 0 and folded[end - 1] in _POSTED_MS:
        end -= 1
    who = bool({"juga", "merangkap", "selaku", "kini"} & set(folded[end:here]))
    if end > 0 and folded[end - 1] == ",":
        end -= 1
    return ("name-who-is-role" if who else "name-as-role"), end


def _before_insertion(line: Line, end: int) -> int:
    """Where the name ends before an age between commas ("X, 64, president of Y") or a bracket."""
    words = line.words
    if words[end - 1].text.isdigit() and end >= 3 and words[end - 2].text == ",":
        end -= 2
    if words[end - 1].text == ")":
        opening = next((i for i in range(end - 2, max(0, end - 8), -1) if words[i].text == "("), None)
        end = opening if opening is not None else end
    return end


def _subject(line: Line, role: Role, known: Lexicon) -> bool:
    """ "At the meeting with NAME, the witness said": with no second comma the post is the clause's subject."""
    if not role.article or role.end >= len(line.words):
        return False
    return line.folded[role.end] in known.reporting | known.reporting_ms


def _closed(line: Line, role: Role) -> bool:
    """Whether a mark closes the apposition that a dash has opened."""
    return role.end >= len(line.words) or line.words[role.end].text in {"—", "–", ",", "."}


def _passed_on(line: Line, name: Name, role: Role, known: Lexicon) -> list[Found]:
    """ "X replaced NAME as ROLE": X holds the post, NAME held it."""
    end = name.outer - 1
    while end > 0 and line.folded[end - 1] in _APPOINTED | {","}:
        end -= 1
    holder = name_ending(line, end, known) if end > 0 else None
    before = Found(line, name, replace(role, status="former"), "name-as-role")
    if holder is None or not _person_like(holder, line, known):
        return [before]
    return [Found(line, holder, role, "name-as-role"), before]


def _appointed(line: Line, role: Role, here: int, known: Lexicon) -> list[Found]:
    """ "The party named NAME its president": the post straight behind the name, under a verb that appoints."""
    folded = line.folded
    name = name_ending(line, here, known)
    if name is None and role.start < role.core and here == role.start:
        # "appointed NAME prime minister": what was read as the post's house is the person.
        name = parse_name(line, role.start, known)
        name = name if name is not None and name.end == role.core else None
        own_end = role.head + (known.roles_en.heads.at(folded, role.head) or 1)
        bare = replace(role, organisation=None, short=None, core_end=own_end, end=own_end)
        role = read_complement(line, bare, known)
        text = printed(line, role.core, role.core_end)
        role = replace(role, text=singular(text) if role.plural else text)
    if name is None or name.outer == 0 or line.folded[name.outer - 1] not in _APPOINTING:
        return []
    if not (name.titles or likely(name, line, known)):
        return []
    return [Found(line, name, role, "name-as-role")]


#: Posts that a firm may hold as well as a person.
_ALSO_FIRMS = frozenset(
    """operator owner co-owner dealer developer supplier partner adviser advisor agent vendor leader investor publisher
    shareholder producer exporter wholesaler member representative trustee manager coordinator contractor consultant
    broker founder trader engineer auditor""".split()
)


def _by_post(name: Name, role: Role, line: Line, known: Lexicon) -> bool:
    """Whether the post alone makes a run of capitals a person: no firm is a chairman, whatever spaCy takes it for."""
    first = line.words[name.first]
    if name.end - name.first < 2 or first.entity in {"GPE", "LOC", "FAC", "EVENT", "NORP", "LAW", "DATE"}:
        return False
    if line.folded[role.core_end - 1] in _ALSO_FIRMS or role.marked:
        return False
    return not (
        any(word in known.suffix or word in known.prefix for word in line.folded[name.first : name.end])
        or _house_at(line, name.first, known)
    )


def _house_at(line: Line, index: int, known: Lexicon) -> bool:
    """Whether a place, an organisation or a party that is known begins at ``index``."""
    tables = (known.states, known.countries, known.places, known.organisations, known.parties, known.agencies)
    return any(table.at(line.folded, index) for table in tables)


def _person_like(name: Name, line: Line, known: Lexicon) -> bool:
    if name.titles:
        return True
    if line.folded[name.end - 1] in known.suffix:
        return False  # "X Securities Sdn Bhd is the adviser"
    if likely(name, line, known):
        return True
    if _house_at(line, name.first, known):
        return False
    first = line.words[name.first]
    if first.fold in known.given or first.fold in known.styles:
        return True
    return (
        first.entity in {"PERSON", ""}
        and first.tag in {"PROPN", ""}
        and not (name.end - name.first == 1 and name.first == 0 and first.fold in known.ambiguous)
    )
