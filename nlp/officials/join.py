"""Ties posts to names within one sentence, in the ways news puts them.

Every way has a name (``Found.pattern``). Must not know other sentences, nor whose organisation "its" is.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from nlp.officials.apposition import SKIPPABLE, Found, behind
from nlp.officials.complement import read_complement
from nlp.officials.lexicon import Lexicon
from nlp.officials.names import Name, likely, parse_name
from nlp.officials.role import LINKS, Role, printed
from nlp.officials.roles import coordinated
from nlp.officials.words import Line


def pairs_in(line: Line, roles: Sequence[Role], known: Lexicon, malay: bool) -> list[Found]:
    """Every name of ``line`` with one of its posts (``roles``), in the order of the posts."""
    found: list[Found] = []
    named: set[int] = set()  # names that already stand behind a post of their own
    for index, role in enumerate(roles):
        following = roles[index + 1] if index + 1 < len(roles) else None
        direct = _direct(line, role, known)
        if direct:
            found += direct
            found += _posts_before(direct[0], roles, index, line)
            named |= {item.name.end for item in direct}
            continue
        stated = _stated_name(line, role, known, malay)
        if stated is not None:
            found.append(stated)
            named.add(stated.name.end)
            continue
        if following is not None and following.start == role.end and not role.plural:
            continue  # part of a longer title: "X High Commissioner for Y representative NAME"
        before = behind(line, role, known, malay)
        comma = _comma_name(line, role, following, known)
        if before and comma is not None and before[0].name.end in named and comma.name.titles:
            # "Minister A NAME, Minister B, Datuk NAME and ...": a list; the first name has its post already.
            before = []
        if before:
            found += before
            found += _same_person(before[0], roles, index, line)
            continue
        if comma is None:
            comma = _after_phrase(line, role, following, known)
        if comma is not None:
            found.append(comma)
            found += _posts_before(comma, roles, index, line)
            named.add(comma.name.end)
    return found


def _posts_before(found: Found, roles: Sequence[Role], index: int, line: Line) -> list[Found]:
    """ "X president and Y minister NAME": posts joined by "and" before the one that the name stands behind."""
    more = []
    for earlier in range(index - 1, -1, -1):
        if found.pattern == "roles-names" or not coordinated(roles[earlier], roles[earlier + 1], line):
            break
        more.append(replace(found, role=roles[earlier]))
    return more


#: What opens a phrase that tells more of a post: "a lawyer for the family, NAME, said".
_PHRASES = frozenset(
    """representing for from at in with on of based attached overseeing handling defending heading leading under behind
    near""".split()
)
_PHRASE_WORDS = 10


def _after_phrase(line: Line, role: Role, following: Role | None, known: Lexicon) -> Found | None:
    """ "A lawyer representing the family, NAME, said": a phrase without a verb between the post and the name."""
    here = role.end
    if role.plural or here + 3 >= len(line.words) or line.folded[here] not in _PHRASES:
        return None
    stop = here + 1
    while stop < min(here + _PHRASE_WORDS, len(line.words) - 1) and not line.words[stop].mark:
        word = line.words[stop]
        if word.tag in {"AUX", "VERB"} or word.fold in known.reporting:
            return None
        stop += 1
    if line.words[stop].text != "," or (following is not None and following.start <= stop + 1):
        return None
    name = parse_name(line, stop + 1, known)
    if name is None or not (name.titles or likely(name, line, known)) or not _acceptable(name, line, known, comma=True):
        return None
    after = line.words[name.end] if name.end < len(line.words) else None
    closed = after is not None and (after.text == "," or after.fold in known.reporting)
    return Found(line, name, role, "role-phrase-name") if closed else None


def _stated_name(line: Line, role: Role, known: Lexicon, malay: bool) -> Found | None:
    """ "The returning officer is NAME", "pengarahnya ialah NAME"."""
    here = role.end
    links = {"ialah", "adalah", "iaitu"} if malay else {"is", "was"}
    if role.plural or here + 1 >= len(line.words) or line.folded[here] not in links:
        return None
    name = parse_name(line, here + 1, known)
    if name is None or (name.end - name.first < 2 and not name.titles) or not likely(name, line, known):
        return None
    return Found(line, name, role, "role-is-name") if _acceptable(name, line, known, comma=True) else None


def _same_person(found: Found, roles: Sequence[Role], index: int, line: Line) -> list[Found]:
    """ "X, the minister of A and chairman of B": further posts joined by "and" belong to the same person."""
    more = []
    last = roles[index]
    for role in roles[index + 1 :]:
        between = {w.fold for w in line.words[last.end : role.start]} - SKIPPABLE - {",", "former"}
        after = line.words[role.end] if role.end < len(line.words) else None
        if between != {"and"} and between != {"dan"}:
            break
        if after is not None and after.capital:
            break
        more.append(replace(found, role=role))
        last = role
    return more


def _acceptable(name: Name, line: Line, known: Lexicon, comma: bool) -> bool:
    if name.titles:
        return True
    first = line.words[name.first]
    if name.end - name.first == 1 and first.fold in known.suffix | known.event | known.law | known.facility:
        return False
    if (
        known.states.at(line.folded, name.first)
        or known.places.at(line.folded, name.first)
        or known.organisations.at(line.folded, name.first)
        or known.parties.at(line.folded, name.first)
    ):
        return likely(name, line, known) and name.end - name.first > 2
    many = name.end - name.first > 1
    if comma:
        return many and (likely(name, line, known) or _ends_well(line, name.end))
    if many:
        return first.entity not in {"FAC", "EVENT", "LAW"} or likely(name, line, known)
    return (
        first.entity in {"PERSON", ""} and (first.tag in {"PROPN", ""}) and first.fold not in known.ambiguous
    ) or first.fold in known.chinese


def _ends_well(line: Line, end: int) -> bool:
    """A comma, a verb or the sentence's end behind a name set off by a comma."""
    return (
        end >= len(line.words)
        or line.words[end].text in {",", ".", ";", "—", "-"}
        or line.words[end].tag in {"VERB", "AUX"}
        or (not line.words[end].tag and not line.words[end].capital)  # Malay has no tags
    )


def _direct(line: Line, role: Role, known: Lexicon) -> list[Found]:
    """The name straight behind the post; several names behind a plural."""
    here = role.end
    if role.plural and here < len(line.words) and line.words[here].text in {",", ":", "-", "—"}:
        here += 1
    if here >= len(line.words):
        return []
    bridged = here > role.end
    name = parse_name(line, here, known)
    if name is None and line.words[here].text == "(" and here + 1 < len(line.words):
        # "the minister (Datuk X)" inside a quotation
        inner = parse_name(line, here + 1, known)
        closes = inner is not None and inner.end < len(line.words) and line.words[inner.end].text == ")"
        if inner is not None and closes and inner.titles:
            return [Found(line, inner, role, "role-bracket-name")]
        return _behind_bracket(line, role, here, known)
    if name is None or name.outer != here or not _acceptable(name, line, known, comma=False):
        return []
    if not role.plural:
        return [Found(line, name, _of_house(line, name, role, known), "role-name")]
    if name.end - name.first == 1 and not name.titles and (bridged or line.words[name.first].entity != "PERSON"):
        return []  # "of candidates in X, NAME urged": one word behind a mark is rather the next subject
    end, own = _of_country(line, name, role, known)
    found = [Found(line, name, _with_portfolio(line, name, own, known), "roles-names")]
    while end + 1 < len(line.words):
        after = end
        if line.words[after].text == "(":
            close = next((i for i in range(after, min(after + 8, len(line.words))) if line.words[i].text == ")"), None)
            after = close + 1 if close is not None else after
        if after >= len(line.words) or line.folded[after] not in {",", "and", "dan", "&"}:
            break
        after += 1
        if after < len(line.words) and line.folded[after] in {"and", "dan"}:
            after += 1
        if after >= len(line.words):
            break
        name = parse_name(line, after, known)
        if name is None or not _acceptable(name, line, known, comma=False):
            break
        end, own = _of_country(line, name, role, known)
        found.append(Found(line, name, _with_portfolio(line, name, own, known), "roles-names"))
    return found


def _of_country(line: Line, name: Name, role: Role, known: Lexicon) -> tuple[int, Role]:
    """ "Ministers NAME of Malaysia and NAME of Vietnam": where each with his country ends, and his post."""
    here = name.end + 1
    count = known.countries.at(line.folded, here) if line.folded[name.end : here] == ("of",) else 0
    if not count or role.country is not None:
        return name.end, role
    return here + count, replace(role, country=known.countries.entries[tuple(line.folded[here : here + count])])


def _behind_bracket(line: Line, role: Role, here: int, known: Lexicon) -> list[Found]:
    """ "deputy commissioner (operations) NAME": what a post is over stands in brackets before the name."""
    close = next((i for i in range(here + 2, min(here + 8, len(line.words) - 1)) if line.words[i].text == ")"), None)
    if role.plural or close is None or not all(line.words[i].text[0].isalpha() for i in range(here + 1, close)):
        return []
    name = parse_name(line, close + 1, known)
    if name is None or not (name.titles or likely(name, line, known)):
        return []
    return [Found(line, name, role, "role-name")]


def _with_portfolio(line: Line, name: Name, role: Role, known: Lexicon) -> Role:
    """ "Ministers NAME (Works) and NAME (Transport)": each with a portfolio of his own."""
    words = line.words[name.end : name.end + 9]
    close = next((i for i, word in enumerate(words) if word.text == ")"), 0)
    if close < 2 or words[0].text != "(" or not all(w.fold in known.portfolio | LINKS for w in words[1:close]):
        return role
    return replace(role, portfolio=printed(line, name.end + 1, name.end + close))


def _of_house(line: Line, name: Name, role: Role, known: Lexicon) -> Role:
    """ "Economist NAME of the X Institute": the organisation behind the name."""
    here = name.end
    if role.organisation or role.short or role.country or role.state or role.portfolio or here + 1 >= len(line.words):
        return role
    if line.folded[here] not in {"of", "from"}:
        return role
    complement = read_complement(line, replace(role, core_end=here, end=here), known)
    return replace(
        role,
        organisation=complement.organisation,
        short=complement.short,
        country=complement.country,
        state=complement.state,
    )


def _comma_name(line: Line, role: Role, following: Role | None, known: Lexicon) -> Found | None:
    """ "Senior director of X at Y (Z), NAME, said"."""
    here = role.end
    if role.plural or here + 1 >= len(line.words) or line.words[here].text not in {",", "—", "–"}:
        return None
    name = parse_name(line, here + 1, known)
    if name is None or not _acceptable(name, line, known, comma=True):
        return None
    if following is not None and following.start < name.end:
        return None
    return Found(line, name, role, "role-comma-name")
