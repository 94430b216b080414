"""Posts in English: every phrase of a sentence that names one, with its organisation as far as it stands there.

"Minister of Investment, Trade and Industry", "senior director of the X Division at the Ministry of Y (ABC)".
Must not know which person holds the post.
"""

from __future__ import annotations

from dataclasses import replace

from nlp.officials.complement import read_complement
from nlp.officials.left import left_of, prefix_of, status_before, status_within
from nlp.officials.lexicon import Lexicon, Office, Roles, singular
from nlp.officials.role import LINKS, Role, printed
from nlp.officials.words import Line

_ANAPHORS = frozenset({"its", "their", "his", "her"})


SEATED = frozenset("mp mps assemblyman assemblywoman assemblymen member lawmaker senator".split())
_HOUSES = frozenset("ministry party department government company agency state country group".split())


def roles_in(line: Line, known: Lexicon) -> list[Role]:
    """The posts of ``line`` from left to right; none overlaps another."""
    roles = known.roles_en
    folded = line.folded
    found: list[Role] = []
    index = 0
    while index < len(folded):
        count = roles.heads.at(folded, index)
        if not count or (count == 1 and _modifies(line, index, roles, known)):
            index += 1
            continue
        role = _read(line, index, count, known, roles, found[-1].end if found else 0)
        if role is not None:
            found.append(role)
            index = max(role.end, index + count)
        else:
            index += count
    return _joined(found, line)


def _modifies(line: Line, index: int, roles: Roles, known: Lexicon) -> bool:
    """Whether the head word at ``index`` only qualifies a later head: "chief" in "chief public prosecutor"."""
    folded = line.folded
    if folded[index] not in roles.before:
        return False
    here = index + 1
    while here < len(folded) and (
        folded[here] in roles.before or folded[here] in known.portfolio or folded[here] in LINKS
    ):
        if roles.heads.at(folded, here):
            return True
        if folded[here] in LINKS and not (here + 1 < len(folded) and folded[here + 1] in known.portfolio):
            return False
        here += 1
    return here < len(folded) and bool(roles.heads.at(folded, here)) and folded[here - 1] not in LINKS


def _read(line: Line, head: int, count: int, known: Lexicon, roles: Roles, floor: int) -> Role | None:
    folded = line.folded
    head_words = tuple(folded[head : head + count])
    plural = head_words in roles.plural
    office: Office = roles.heads.entries[head_words]  # type: ignore[assignment]
    core, start, possessive = left_of(line, head, known, roles, floor, office)
    status, core = status_within(line, core, roles)
    start = min(start, core)
    prefix_start, article, anaphor = start, False, None
    earlier, after = status_before(line, start, roles, floor)
    if earlier != "current":
        status = earlier
    before = after - 1
    if before >= floor and folded[before] in {"the", "a", "an"}:
        article = True
    if before >= floor and folded[before] in _ANAPHORS:
        anaphor = folded[before]
    core_end = head + count
    if core_end < len(folded) and folded[core_end].lstrip("-") in {"designate", "elect"}:
        status, core_end = "designate", core_end + 1
    organisation, short, country, state = prefix_of(line, prefix_start, core, known)
    if possessive and organisation is not None and organisation.lower() in _HOUSES:
        anaphor, organisation = "the " + organisation.lower(), None
    role = Role(
        start=start,
        core=core,
        head=head,
        core_end=core_end,
        end=core_end,
        text="",
        organisation=organisation,
        short=short,
        country=country,
        state=state,
        office=office,
        status=status,
        plural=plural,
        anaphor=anaphor,
        article=article,
    )
    role = read_complement(line, role, known)
    if role.portfolio is None and "minister" in head_words[-1] and core < head:
        own = [folded[i] for i in range(core, head) if folded[i] in known.portfolio or folded[i] in LINKS]
        own = own[1:] if own and own[0] == "state" else own
        role = replace(role, portfolio=" ".join(own) or None)
    state_words = known.states.at(folded, role.core, role.head)
    if role.state is None and state_words:
        role = replace(role, state=printed(line, role.core, role.core + state_words))
    if start >= 2 and {folded[start - 1], folded[start - 2]} & {
        "replaced",
        "replacing",
        "succeeded",
        "succeeding",
        "replaces",
        "succeeds",
    }:
        role = replace(role, status="former")
    if folded[head] in SEATED and role.organisation is not None and not known.parties.at(folded, role.start):
        # What stands before a member is the seat, no organisation.
        role = replace(role, core=role.start, organisation=None)
    text = printed(line, role.core, role.core_end)
    return replace(role, text=singular(text) if plural else text)


def _joined(found: list[Role], line: Line) -> list[Role]:
    """ "founder and chief executive officer" is one post of two names where no name stands between."""
    joined: list[Role] = []
    for role in found:
        last = joined[-1] if joined else None
        if (
            last is not None
            and role.start == last.end + 1
            and line.folded[last.end] in {"and", "cum", "&"}
            and not last.plural
            and last.end == last.core_end
            and role.organisation is None
            and role.anaphor is None
        ):
            text = f"{last.text} {line.words[last.end].text} {role.text}"
            order = {"public": 2, "open": 1, "private": 0}
            office = max((last.office, role.office), key=lambda name: order[name])
            joined[-1] = replace(
                last,
                core_end=role.core_end,
                end=role.end,
                text=text,
                office=office,
                portfolio=last.portfolio or role.portfolio,
                short=last.short or role.short,
                country=last.country or role.country,
                state=last.state or role.state,
            )
            continue
        joined.append(role)
    return joined
