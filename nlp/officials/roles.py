"""Posts in English: every phrase of a sentence that names one, with its organisation as far as it stands there.

"Minister of Investment, Trade and Industry", "senior director of the X Division at the Ministry of Y (ABC)".
Must not know which person holds the post.
"""

from __future__ import annotations

from dataclasses import replace

from nlp.officials.complement import read_complement
from nlp.officials.leads import led_at
from nlp.officials.left import left_of, prefix_of, status_before, status_within
from nlp.officials.lexicon import Lexicon, Office, Roles, singular
from nlp.officials.names import BRANCHES, given_name_at, honorific_at, likely, parse_name
from nlp.officials.role import LINKS, Role, printed
from nlp.officials.words import Line

_BELOW = frozenset({"deputy", "vice", "assistant"})
_ANAPHORS = frozenset({"its", "their", "his", "her"})


SEATED = frozenset("mp mps assemblyman assemblywoman assemblymen member lawmaker senator".split())
_HOUSES = frozenset(
    "ministry party department government company agency state country nation republic kingdom group".split()
)


def roles_in(line: Line, known: Lexicon) -> list[Role]:
    """The posts of ``line`` from left to right; none overlaps another."""
    roles = known.roles_en
    folded = line.folded
    found: list[Role] = []
    index = 0
    while index < len(folded):
        led = led_at(line, index, known)
        if led is not None:
            found.append(led)
            index = led.end
            continue
        count = roles.heads.at(folded, index)
        if count and folded[index + count - 1] == "." and not line.words[index].capital:
            count = 0  # "50 sen." is money, "Sen. X" a senator
        if not count or (count == 1 and (_modifies(line, index, roles, known) or given_name_at(line, index, known))):
            index += 1
            continue
        if address_of_holder(line, index, count, found, known) or _rank_of_service(line, index + count, known):
            index += count
            continue
        role = _read(line, index, count, known, roles, found[-1].end if found else 0)
        if not _is_rank(line, role, known):
            if found and found[-1].start == role.start:
                found.pop()  # the deputy was read as a post of its own
            found.append(role)
            index = max(role.end, index + count)
        else:
            index += count
    return shared(found, line)


def _is_rank(line: Line, role: Role, known: Lexicon) -> bool:
    """ "Assistant Commissioner X", "Professor X": a rank before a name is an honorific, unless its house is named."""
    if role.end >= len(line.words) or not line.words[role.end].capital or not line.words[role.core].capital:
        return False
    if role.organisation or role.short or role.country or role.state or role.start < role.core:
        return False
    return known.ranks.at(line.folded, role.core, role.end) == role.end - role.core


def _rank_of_service(line: Line, end: int, known: Lexicon) -> bool:
    """Whether the head word before ``end`` is a rank with its service: "Captain (Maritime) X"."""
    bracket = line.folded[end : end + 3]
    service = len(bracket) == 3 and bracket[0] == "(" and bracket[1] in BRANCHES and bracket[2] == ")"
    return service and bool(known.ranks.before(line.folded, end))


def address_of_holder(line: Line, index: int, count: int, found: list[Role], known: Lexicon) -> bool:
    """ "the Minister of X, Senator Datuk NAME": behind a post and a comma a post that is an honorific too is how its
    holder is addressed."""
    comma = bool(found) and found[-1].end == index - 1 and line.words[index - 1].text == ","
    length = known.honorifics.at(line.folded, index)
    # "Komander Maritim NAME": the post is but a part of the rank.
    return comma and (length > count or (length == count and bool(honorific_at(line, index + count, known))))


def _modifies(line: Line, index: int, roles: Roles, known: Lexicon) -> bool:
    """Whether the head word at ``index`` only qualifies a later head: "chief" in "chief public prosecutor"."""
    folded = line.folded
    listed = line.words[index : index + 2]
    if len(listed) == 2 and all(word.capital and word.fold in known.portfolio for word in listed):
        return True  # "Entrepreneur Development" is a portfolio
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


def _read(line: Line, head: int, count: int, known: Lexicon, roles: Roles, floor: int) -> Role:
    folded = line.folded
    head_words = tuple(folded[head : head + count])
    plural = head_words in roles.plural
    office: Office = roles.heads.entries[head_words]  # type: ignore[assignment]
    core, start, possessive = left_of(line, head, known, roles, floor, office)
    named = core
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
    if folded[core_end : core_end + 1] in {("i",), ("ii",), ("iii",)} and line.words[core_end].text.isupper():
        core_end += 1  # "Finance Minister II"
    hyphen = folded[core_end : core_end + 1] == ("-",)
    if core_end + hyphen < len(folded) and folded[core_end + hyphen] in {"designate", "elect"}:
        status, core_end = "designate", core_end + hyphen + 1
    organisation, short, country, state = prefix_of(line, prefix_start, named, known)
    if possessive and organisation is not None and _person(line, start, known):
        anaphor, organisation = "his", None  # "the minister NAME's press secretary"
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
    above = role.start - 1
    if above >= 0 and folded[above] in _BELOW and line.words[above].capital and (role.country or role.state):
        # "Deputy US Trade Representative": what belongs to the post stands before its country.
        role, text = replace(role, start=above), f"{line.words[above].text} {text}"
    return replace(role, text=singular(text) if plural else text)


def _person(line: Line, start: int, known: Lexicon) -> bool:
    """Whether a person's name stands at ``start``, before a possessive."""
    name = parse_name(line, start, known)
    after = line.folded[name.end : name.end + 1] if name is not None else ()
    return name is not None and after in {("'s",), ("'",), ("’",)} and likely(name, line, known)


def coordinated(first: Role, second: Role, line: Line) -> bool:
    """Whether two posts stand side by side: "president and group chief executive"."""
    between = line.folded[first.end : second.start]
    return between in {("and",), ("/",), ("cum",), ("&",), ("dan",), ("merangkap",), ("serta",)} and not (
        first.plural or second.plural or second.article
    )


def shared(found: list[Role], line: Line) -> list[Role]:
    """Posts of one house: of two that stand side by side, one that names no house takes the other's.

    A public office ("chairman of X and prime minister") is of no house but its own.
    """
    for index in range(1, len(found)):
        first, second = found[index - 1], found[index]
        if not coordinated(first, second, line):
            continue
        if "public" in {first.office, second.office}:
            if first.office == second.office and first.country and first.start < first.core and not _housed(second):
                # "Thailand's deputy prime minister and finance minister"
                found[index] = replace(second, country=first.country)
            continue
        if not _housed(second) and second.anaphor is None:
            found[index] = _of_same_house(second, first)
        elif not _housed(first) and first.anaphor is None:
            found[index - 1] = _of_same_house(first, second)
    return found


def _housed(role: Role) -> bool:
    return bool(role.organisation or role.short or role.country or role.state)


def _of_same_house(role: Role, other: Role) -> Role:
    return replace(
        role,
        organisation=other.organisation,
        short=other.short,
        country=other.country,
        state=other.state,
        anaphor=other.anaphor,
    )
