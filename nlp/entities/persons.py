"""Persons, their titles and roles, one inside the other.

"deputy minister Datuk X bin Y" gives the role, the title, and a PERSON for each step: with role, with title, bare.
Knows names and posts; must not know organisations.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from nlp.entities.span import Candidate
from nlp.officials.lexicon import Lexicon
from nlp.officials.malay import roles_in_malay
from nlp.officials.names import Name, honorific_at, likely, parse_name
from nlp.officials.role import Role
from nlp.officials.roles import SEATED, roles_in
from nlp.officials.shortened import short_forms
from nlp.officials.words import Line

#: Head nouns that name a post even where nobody is named beside them.
_GENERIC = frozenset(
    """member members officer officers deputy chief head heads representative representatives leader leaders expert
    experts driver drivers student students resident residents teacher teachers farmer farmers player players
    candidate candidates owner owners manager captain operator specialist fellow partner general chair principal
    delegate agent witness veteran doctor investor investors trader engineer writer author speaker king queen
    vendor artist consultant academic""".split()
)


def persons_in(line: Line, known: Lexicon, malay: bool) -> list[Candidate]:
    """Candidates for PERSON, TITLE and ROLE in one line."""
    found: list[Candidate] = []
    names: dict[int, Name] = {}
    roles = roles_in_malay(line, known) if malay else roles_in(line, known)
    posts = {index for role in roles for index in range(role.core, role.core_end)}
    index = 0
    while index < len(line.words):
        name = None if index in posts else _name_at(line, index, known)
        if name is None:
            index += 1
            continue
        names[name.outer] = name
        found += _levels(line, name)
        index = max(name.end, index + 1)
    for role in roles:
        found += _role(line, role, names)
    return found


def _name_at(line: Line, index: int, known: Lexicon) -> Name | None:
    if not line.words[index].capital:
        return None
    name = parse_name(line, index, known)
    if name is None:
        return None
    posted = known.roles_en.heads.before(line.folded, index) and not known.organisations.at(line.folded, name.first)
    if posted and (name.end - name.first > 1 or line.words[name.first].entity == "PERSON"):
        return name
    if name.titles:
        return name
    if (
        known.states.at(line.folded, index)
        or known.places.at(line.folded, index)
        or known.organisations.at(line.folded, index)
    ):
        return None
    if (
        known.parties.at(line.folded, index)
        or known.agencies.at(line.folded, index)
        or line.folded[index] in known.facility_prefix
    ):
        return None
    if line.folded[index] in known.place_prefix and not (
        line.folded[index] in known.chinese and name.end - name.first == 3
    ):
        return None
    if name.end - name.first == 1:
        return (
            name
            if line.words[index].entity == "PERSON" and line.words[index].opens and line.words[index].tag == "PROPN"
            else None
        )
    if (
        index > 0
        and line.words[index - 1].capital
        and not line.words[index - 1].mark
        and line.words[index - 1].entity in {"ORG", "FAC", "EVENT"}
    ):
        return None
    return name if likely(name, line, known) else None


def _levels(line: Line, name: Name) -> Iterable[Candidate]:
    weight = 0.95 if name.titles else 0.8
    starts = []
    for begin, end in name.titles:
        start, stop = line.text(begin, end)
        yield Candidate("TITLE", start, stop, 0.93, "honorific")
        starts.append(begin)
    if name.outer not in starts:
        starts.append(name.outer)
    if not name.titles or name.titles[-1][1] == name.first or name.first not in starts:
        starts.append(name.first)
    for begin in dict.fromkeys(starts):
        start, stop = line.text(begin, name.end)
        yield Candidate("PERSON", start, stop, weight, "name")


def _role(line: Line, role: Role, names: dict[int, Name]) -> Iterable[Candidate]:
    core, end = role.core, role.core_end
    while core < end and line.folded[core] in {"the", ","}:
        core += 1
    # A portfolio listed with commas is the ministry's name; the post is the head noun.
    commas = [i for i in range(core, role.head) if line.words[i].text == ","]
    if commas or line.folded[role.head] in SEATED:
        core = role.head
    name = names.get(role.end)
    words = [line.folded[i] for i in range(role.head, role.head + 1)]
    if name is None and (words[0] in _GENERIC or role.plural):
        return
    start, stop = line.text(core, min(end, max(role.head + 1, _head_end(line, role))))
    yield Candidate("ROLE", start, stop, 0.9 if name else 0.7, "role")
    if name is not None and role.end == role.core_end:
        yield Candidate("PERSON", start, line.words[name.end - 1].end, 0.9, "role-name")


def _head_end(line: Line, role: Role) -> int:
    """End of the post without what follows "of"."""
    for index in range(role.head, role.core_end):
        if line.folded[index] in {"of", "in", "for", "at", "to"} and line.folded[role.head : role.head + 3] != (
            "member",
            "of",
            "parliament",
        ):
            if line.folded[role.head : role.head + 3] == ("secretary", "of", "state"):
                return role.head + 3
            return index
    return role.core_end


def repeated_persons(
    text: str, lines: Sequence[Line], persons: Sequence[Candidate], kept: Sequence[Candidate], known: Lexicon
) -> list[Candidate]:
    """The same persons named again by a part of the name."""
    full = {text[c.start : c.end] for c in persons}
    forms: set[str] = set()
    for name in full:
        if len(name.split()) > 1:
            forms |= {
                form for form in short_forms(name, known) if len(form) > 2 and form.lower() not in known.ambiguous
            }
            forms.add(name)
    found = []
    taken = [(c.start, c.end) for c in kept if c.label == "PERSON"]
    for line in lines:
        index = 0
        while index < len(line.words):
            stop = _form_at(text, line, index, forms)
            if stop is None:
                index += 1
                continue
            start, end = line.text(index, stop)
            after = line.words[stop] if stop < len(line.words) else None
            before = line.words[index - 1] if index else None
            glued = (after is not None and after.capital and not after.mark) or (
                before is not None
                and before.capital
                and index > 1
                and not honorific_at(line, index - 1, known)
                and not before.mark
                and not known.roles_en.heads.before(line.folded, index)
            )
            if not glued and not any(a <= start and end <= b for a, b in taken):
                found.append(Candidate("PERSON", start, end, 0.88, "repeated"))
                if index and honorific_at(line, index - 1, known) == 1:
                    title = line.words[index - 1]
                    found += [
                        Candidate("PERSON", title.start, end, 0.88, "repeated"),
                        Candidate("TITLE", title.start, title.end, 0.88, "honorific"),
                    ]
            index = stop
    return found


def _form_at(text: str, line: Line, index: int, forms: set[str]) -> int | None:
    if not line.words[index].capital:
        return None
    for stop in range(min(len(line.words), index + 5), index, -1):
        start, end = line.text(index, stop)
        if text[start:end] in forms:
            return stop
    return None
