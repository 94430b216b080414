"""What stands behind the head noun of an English post: "of the X Division at the Ministry of Y (ABC)", "for Z".

Knows where a complement ends and a name begins; must not know who holds the post.
"""

from __future__ import annotations

from dataclasses import replace

from nlp.officials.house import with_complement
from nlp.officials.lexicon import Lexicon
from nlp.officials.names import Name, honorific_at, likely, parse_name
from nlp.officials.role import DAYS, DIVISION_WORDS, LEVELS, LINKS, SMALL, Role, acronym_at, printed
from nlp.officials.words import Line


def read_complement(line: Line, role: Role, known: Lexicon) -> Role:
    """Reads on to the right: "of the X Division at the Ministry of Y (ABC)", "(Religious Affairs)", "for Kempas"."""
    words, folded = line.words, line.folded
    here = role.core_end
    minister = any("minister" in folded[index] for index in range(role.head, role.core_end))
    if minister and folded[here : here + 2] == ("without", "portfolio"):
        here += 2
        role = replace(role, core_end=here, end=here)
    while here < len(words):
        count = acronym_at(line, here)
        if count:
            role = replace(
                role, end=here + count, short=role.short or (line.words[here + 1].text if count == 3 else None)
            )
            here += count
            continue
        close = _over_in_brackets(line, here, known)
        if close:
            own = minister or here == role.core_end  # "deputy director-general (operations)"
            told = folded[here + 1 : close - 1]
            portfolio = printed(line, here + 1, close - 1) if set(told) <= known.portfolio | LINKS else None
            role = replace(
                role, core_end=close if own else role.core_end, end=close, portfolio=role.portfolio or portfolio
            )
            here = close
            continue
        place = known.countries.at(folded, here) or known.states.at(folded, here)
        if place and words[here].capital and honorific_at(line, here + place, known):
            # "Chief Statistician Malaysia Datuk X"
            role = replace(role, core_end=here + place, end=here + place)
            here += place
            continue
        if folded[here] not in {"of", "at", "for", "in", "with", "to", "on"} or here + 1 >= len(words):
            break
        if folded[here] in {"at", "in", "on"} and _occasion(line, here + 1):
            break
        if folded[here] == "with" and folded[here + 1] in {"effect", "immediate"}:
            break  # "with immediate effect", "with effect from May 2"
        over = minister and folded[here] in {"of", "for"}
        stop = _until_honorific(line, here + 1, known) if over and role.portfolio is None else None
        stop = stop or noun_phrase(line, here + 1, known, over)
        if stop <= here + 1:
            break
        role = with_complement(line, role, here, stop, known, minister)
        here = stop
    return role


def _over_in_brackets(line: Line, index: int, known: Lexicon) -> int:
    """Behind a bracket at ``index`` that says what a post is over, "(public health)", "(operations)"; else 0."""
    words, folded = line.words, line.folded
    if index + 2 >= len(words) or words[index].text != "(":
        return 0
    close = next((i for i in range(index + 1, min(index + 9, len(words))) if words[i].text == ")"), 0)
    over = known.portfolio | known.roles_en.before | LINKS
    return close + 1 if close > index + 1 and all(folded[i] in over for i in range(index + 1, close)) else 0


def _occasion(line: Line, start: int) -> bool:
    """ "at the time", "at the event": when it was, not what the post is over."""
    here = start + (line.folded[start] in {"the", "that"})
    return here < len(line.folded) and line.folded[here] in {"time", "moment", "event", "ceremony", "meeting"} | DAYS


def _until_honorific(line: Line, start: int, known: Lexicon) -> int | None:
    """End of a portfolio that an honorific closes: "of Deep Sea, Space and Robots Datuk X". None where none does.

    What no list of portfolios holds is read so; another head on the way ("and Treasury secretary Datuk Y") or a link
    before the honorific ("X and Datuk Y") means that a name has begun before it.
    """
    words, folded = line.words, line.folded
    for here in range(start, min(start + 12, len(words))):
        if here > start and words[here].capital and (honorific_at(line, here, known) or folded[here] in known.styles):
            return here if folded[here - 1] not in LINKS and parse_name(line, here, known) else None
        if known.roles_en.heads.at(folded, here) or not (words[here].capital or folded[here] in SMALL):
            return None
    return None


def noun_phrase(line: Line, start: int, known: Lexicon, portfolio: bool) -> int:
    """End of the noun phrase at ``start``: capitalised words and portfolio words, a name excluded. ``portfolio``: of a
    minister, whose portfolio ends with the words of portfolios."""
    words, folded = line.words, line.folded
    here = start
    if folded[here] in {"the", "our", "his", "its"}:
        here += 1
    begin = here
    whole = known.countries.at(folded, here) or known.states.at(folded, here)
    if whole and here < len(words) and words[here].capital:
        whole += _division_words(line, here + whole)
        small = _house_of_place(line, here + whole, known)
        if small:
            return here + whole + small
        if not _goes_on(line, here + whole, known):
            return here + whole + _assembly_words(line, here + whole)
    lower = here < len(words) and not words[here].capital
    while here < len(words) and here - begin < 16:
        word = words[here]
        if here > begin and (honorific_at(line, here, known) and _starts_name(line, here, known)):
            break
        in_list = folded[here] in known.portfolio
        foreign = portfolio and here > begin and word.capital and not in_list and folded[here - 1] not in {"the", "of"}
        place = known.states.at(folded, here) or known.countries.at(folded, here)
        if foreign and not place and word.fold not in {"prime", "minister", "department"}:
            break
        if (
            word.text in {"'", "’"}
            and here > begin
            and words[here - 1].end == word.start
            and words[here - 1].fold.endswith("s")
        ):
            if here + 1 < len(words) and words[here + 1].capital:
                here += 1
                continue
            break
        if word.text in {"'s", "’s"} and here > begin:
            if here + 1 < len(words) and words[here + 1].capital and not _starts_name(line, here + 1, known):
                here += 1
                continue
            if lower and any(folded[i] in _HOUSE_NOUNS for i in range(here + 1, min(here + 4, len(words)))):
                here += 1
                continue  # "of the exchange fund's advisory committee"
            break
        if word.capital or in_list:
            housed = folded[here - 1] in _PARTY_WORDS  # "of Parti Rakyat X": the name of a party, not of a person
            if here > begin and word.capital and not housed and _starts_name(line, here, known) and not in_list:
                break
            if here > begin and folded[here - 1] in known.suffix and _known_name(line, here, known) and not in_list:
                break
            stray = not word.capital and not lower and folded[here - 1] not in LINKS and here != begin
            if stray and folded[here] not in {"affairs", "division", "department"}:
                break
            here += 1
            continue
        if folded[here] in LINKS | {"of", "for", "the", "on"} and here > begin and here + 1 < len(words):
            following = here + 1
            if folded[following] in {"and", "the", "of"} and following + 1 < len(words):
                following += 1
            if folded[following] in DAYS:
                break  # "mayor of X on Thursday"
            joins = folded[following] in known.portfolio or (
                folded[here] in {"of", "for", "on", "the", "&"}
                and words[following].capital
                and not _starts_name(line, following, known)
                and not honorific_at(line, following, known)
            )
            if folded[here] in {",", "and", "&"} and not lower and folded[here] != "&":
                joins = joins and words[following].capital and folded[here - 1] in known.portfolio
                joins = (
                    joins and not known.roles_en.heads.at(folded, following) and not _role_ahead(line, following, known)
                )
            if folded[here] in {"of", "for", "on"} and lower and not joins:
                break
            if not joins:
                break
            here = following
            continue
        if folded[here] in _HOUSE_NOUNS and here > begin and words[here - 1].capital:
            return here + 1  # "of the Sarawak Energy board"
        if lower and here - begin < 7 and word.tag in {"NOUN", "ADJ", "PROPN"} and not word.mark:
            here += 1
            continue
        break
    while here > begin and (folded[here - 1] in LINKS or folded[here - 1] in {"of", "for", "the", "on"}):
        here -= 1
    return here if here > begin else start


#: Nouns in small letters that close the name of a house.
_HOUSE_NOUNS = frozenset(
    "board committee council branch chapter command secretariat embassy consulate ministry mission".split()
)
_PARTY_WORDS = frozenset({"parti", "partai", "barisan", "pertubuhan", "gerakan"})
_ASSEMBLY = frozenset("state provincial legislative assembly legislature council government congress".split())


def _division_words(line: Line, index: int) -> int:
    """Number of capitalised words that say what a place is: "Province" behind "Guangdong"."""
    here = index
    while here < len(line.words) and line.words[here].capital and line.folded[here] in DIVISION_WORDS:
        here += 1
    return here - index


#: Houses of a place, in small letters behind it.
_OF_PLACES = frozenset(
    "department bureau commission committee administration office authority agency council unit".split()
)


def _house_of_place(line: Line, index: int, known: Lexicon) -> int:
    """Number of words in small letters that name a house of the place before: "provincial department of commerce"."""
    folded, here = line.folded, index
    while here < len(folded) and not line.words[here].capital and folded[here] in LEVELS | known.portfolio:
        here += 1
    if here == index or folded[here : here + 1] == () or folded[here] not in _OF_PLACES or line.words[here].capital:
        return 0
    here += 1
    over = here + 1
    if folded[here : here + 1] == ("of",):
        while over < len(folded) and (folded[over] in known.portfolio or folded[over] in LINKS):
            over += 1
        while folded[over - 1] in LINKS:
            over -= 1
        here = over if over > here + 1 else here
    return here - index


def _assembly_words(line: Line, index: int) -> int:
    """Number of words in small letters that name a place's assembly or government: "state assembly" behind "Kedah"."""
    here = index
    while here < len(line.words) and not line.words[here].capital and line.folded[here] in _ASSEMBLY:
        here += 1
    return here - index


def _goes_on(line: Line, index: int, known: Lexicon) -> bool:
    """Whether the name goes on behind a country: "Malaysia Airports", "Sabah Forests"."""
    if index >= len(line.words) or not line.words[index].capital:
        return False
    return not (_starts_name(line, index, known) or _known_name(line, index, known))


def _role_ahead(line: Line, index: int, known: Lexicon) -> bool:
    """Whether portfolio words at ``index`` lead to a head of their own: "... and Trade Minister X"."""
    here = index
    while (
        here < len(line.words)
        and here < index + 7
        and (
            line.folded[here] in known.portfolio
            or line.folded[here] in LINKS
            or line.folded[here] in known.roles_en.before
        )
    ):
        here += 1
    return here < len(line.words) and bool(known.roles_en.heads.at(line.folded, here))


def _starts_name(line: Line, index: int, known: Lexicon) -> bool:
    word = line.words[index]
    if not word.capital:
        return False
    name = parse_name(line, index, known)
    if name is None:
        return False
    before = line.folded[index - 1] if index else "of"
    if before not in SMALL | {"at", "in", "to", "with"} and _whole_name(line, name, known):
        return True
    if word.opens and word.entity == "PERSON" and name.end - name.first > 1 and word.fold not in known.portfolio:
        return True
    if name.titles:
        return name.end > name.first
    # Inside a longer organisation's name ("Tenaga Nasional Berhad") parse_name finds no name.
    return (
        name.end - name.first > 1
        and likely(name, line, known)
        and word.fold not in known.portfolio
        and word.entity not in {"ORG", "GPE", "LOC", "FAC"}
    )


def _whole_name(line: Line, name: Name, known: Lexicon) -> bool:
    """A name by its own words that reaches to the end of the run of capitals, whatever spaCy takes the run for."""
    if name.end < len(line.words) and (line.words[name.end].capital or line.words[name.end].text in {"'s", "’s"}):
        return False
    first = line.folded[name.first]
    if line.folded[name.outer - 1] in known.prefix | known.facility_prefix | known.place_prefix:
        return False  # "Universiti Hussein Onn", "Jalan Ahmad Shah"
    length = name.end - name.first
    return (first in known.given and length > 1) or (
        first in known.chinese and length == 3 and first not in known.portfolio
    )


def _known_name(line: Line, index: int, known: Lexicon) -> bool:
    """A name by its first word, whatever spaCy takes it for: trusted where an organisation's name has just ended."""
    name = parse_name(line, index, known)
    first = line.folded[index]
    return name is not None and name.end - name.first > 1 and (first in known.given or first in known.chinese)
