"""What stands before the head noun of an English post: its qualifiers, its portfolio, the house it belongs to.

"former Johor Corporation deputy chief executive" splits into status, organisation and post. Must not know persons.
"""

from __future__ import annotations

from nlp.officials.lexicon import Lexicon, Office, Roles
from nlp.officials.names import honorific_at
from nlp.officials.role import DAYS, LINKS, SMALL, STATE_WORDS, Status, acronym_at, printed
from nlp.officials.words import Line, Word

_NEW = frozenset("new newly newly-appointed current appointed newly-elected long-time longtime".split())
_OPENERS = frozenset(
    """the a an in on at of for its his her their this that these those but while when after before since although
    however meanwhile also who which he she it they we you i as by with from to not no earlier later today yesterday
    asked commenting speaking according present among both another and said says told added under our my your then
    even if during so yet because only""".split()
)


#: "has been elected speaker": what was done, no part of the post as in "the elected mayor".
_CHOSEN = frozenset({"elected", "appointed", "re-elected", "reappointed", "re-appointed"})
_WAS = frozenset({"was", "were", "been", "is", "being", "be", "got"})


_PEOPLE = frozenset("women children people youths workers students teachers veterans men girls boys".split())


#: Houses printed in small letters behind their name: "Drainage department director".
_HOUSES = frozenset("department ministry bureau agency authority council commission".split())


_RANKS = frozenset("chief deputy vice senior executive managing group director".split())


_OF = frozenset(
    """ministry department federation association chamber university bank institute institution board council society
    bureau organisation faculty""".split()
)


def left_of(line: Line, head: int, known: Lexicon, roles: Roles, floor: int, office: Office) -> tuple[int, int, bool]:
    """``(core, start, possessive)``: where the post's own words begin, and where its organisation does."""
    words, folded = line.words, line.folded
    core = head
    while core > floor:
        previous = core - 1
        word = words[previous]
        if (_opener(word) and folded[previous] not in LINKS) or folded[previous] in DAYS:
            break
        if folded[previous] in _CHOSEN and previous and folded[previous - 1] in _WAS:
            break
        if word.capital and known.states.before(folded, core) > 1:
            break  # "Riau Islands Governor": "Islands" is the state's
        if (
            (
                folded[previous] in roles.before
                and not (word.capital and folded[previous] in known.suffix and office != "public")
            )
            or (
                folded[previous] in known.portfolio
                and not (word.capital and folded[previous] in known.suffix and office == "private")
            )
            or folded[previous] in roles.acting
            or folded[previous] in roles.designate
        ):
            core = previous
        elif (
            folded[previous] in LINKS and core < head and folded[core] in known.portfolio and previous > floor
            and folded[previous - 1] in known.portfolio and (words[core].capital == words[previous - 1].capital)
        ):  # fmt: skip
            core = previous
        else:
            break
    if core - 2 >= floor and folded[core - 1] == "of" and folded[core - 2] in _OF and words[core - 2].capital:
        # "Ministry of Health secretary-general": the portfolio is the house's.
        while core < head and (
            (words[core].capital and folded[core] in known.portfolio)
            or (folded[core] in LINKS and folded[core + 1] in known.portfolio)
        ):
            core += 1
    start, possessive = core, False
    while start > floor:
        previous = start - 1
        word = words[previous]
        if word.text == ")":
            opening = next((start - n for n in (3, 4) if start - n >= floor and acronym_at(line, start - n) == n), None)
            if opening is None:
                break
            start = opening
        elif word.text in {"'s", "’s"} and previous > floor:
            possessive = True
            start = previous
            if folded[start - 1] in _PEOPLE and start == core - 1:
                core = start = start - 1  # "women's wing leader" is one post
                possessive = False
                continue
            if not words[start - 1].capital:
                start = start - 1
                break
        elif word.text in {"'", "’"} and previous > floor and words[previous - 1].end == word.start:
            possessive, start = True, previous
        elif word.capital and folded[previous] not in DAYS and not _opens_sentence(line, previous):
            if honorific_at(line, previous, known) and folded[previous] not in known.suffix and previous + 1 < core:
                break
            if folded[previous] in roles.former or folded[previous] in roles.acting:
                break
            start = previous
        elif (
            (word.text == "." and previous > floor and folded[previous - 1] in {"inc", "co", "corp", "bhd", "ltd"})
            or (
                folded[previous] in {"of", "for", "and", "&"}
                and start < core
                and _inside_name(line, previous, floor, known)
            )
            or (
                folded[previous] in {"state", "district", "federal", "provincial", "city"}
                and start <= core
                and not possessive
            )
            or (
                folded[previous] in {"province", "region", "prefecture"}
                and previous > floor
                and words[previous - 1].capital
            )
            or (
                folded[previous] in _HOUSES
                and start == core
                and previous > floor
                and (words[previous - 1].capital or folded[previous - 1] in known.portfolio)
            )
            or (
                start < core
                and folded[start] in _HOUSES | LINKS | known.portfolio
                and _over(line, previous, floor, known)
            )
            or (word.text == "," and start < core and _portfolio_list(line, previous, known))
        ):
            start = previous
        else:
            break
    while start < core and folded[start] in (SMALL | {"."}):
        start += 1
    # Of a director or a president the whole capitalised run names the house, unless it is nothing but a portfolio.
    if office != "public" and start < core and not possessive:
        run = [i for i in range(start, head) if words[i].capital]
        if run and any(folded[i] in known.suffix or _unknown(line, i, known) for i in range(start, core)):
            cut = core
            while cut < head and words[cut].capital and folded[cut] not in _RANKS:
                cut += 1
            core = cut
    # A committee of a state government belongs to the post: "Health and Unity Committee chairman".
    if (
        core > start
        and folded[core - 1] in {"committee"}
        and any(folded[i] in known.portfolio for i in range(start, core))
    ):
        core = start
    return core, start, possessive


def _opener(word: Word) -> bool:
    """Whether a word opens a phrase; the one in capitals is the World Health Organization."""
    return word.fold in _OPENERS and word.text != "WHO"


def _over(line: Line, index: int, floor: int, known: Lexicon) -> bool:
    """Whether a word in small letters says what the house behind it is over: "foreign ministry", "trade and industry
    ministry"."""
    folded = line.folded
    if line.words[index].capital or folded[index + 1] not in _HOUSES | LINKS | known.portfolio:
        return False
    if folded[index] in LINKS:
        return index > floor and folded[index - 1] in known.portfolio and folded[index + 1] in known.portfolio
    return folded[index] in known.portfolio


def _portfolio_list(line: Line, comma: int, known: Lexicon) -> bool:
    """Whether a comma inside a capitalised run separates portfolios of one committee."""
    return (
        comma > 0
        and line.folded[comma - 1] in known.portfolio
        and line.words[comma - 1].capital
        and line.folded[comma + 1] in known.portfolio
    )


def _unknown(line: Line, index: int, known: Lexicon) -> bool:
    word = line.words[index]
    if not word.capital or line.folded[index] in known.portfolio:
        return False
    if (
        known.states.at(line.folded, index)
        or known.countries.at(line.folded, index)
        or known.demonyms.at(line.folded, index)
    ):
        return False
    return not known.states.before(line.folded, index + 1) and line.folded[index] not in {
        "'s",
        "state",
        "province",
        "region",
    }


def _opens_sentence(line: Line, index: int) -> bool:
    """A capital that only the beginning of the sentence explains."""
    word = line.words[index]
    if word.fold in _OPENERS:
        return _opener(word)
    first = index == 0 or line.words[index - 1].text in {"—", "–", "-", ":", "“", '"', "‘"}
    return first and word.tag in {"DET", "ADP", "SCONJ", "ADV", "PRON", "CCONJ", "VERB", "AUX"} and not word.entity


def _inside_name(line: Line, index: int, floor: int, known: Lexicon) -> bool:
    """Whether "of" or "and" at ``index`` is part of an organisation's name."""
    if index - 1 < floor or not line.words[index - 1].capital or not line.words[index + 1].capital:
        return False
    left, right = line.folded[index - 1], line.folded[index + 1]
    if left in _OF:
        return True
    if line.folded[index] == "of":
        return left in known.prefix or left in known.suffix
    return (left in known.portfolio and right in known.portfolio) or (left in known.suffix and right in known.suffix)


def status_within(line: Line, core: int, roles: Roles) -> tuple[Status, int]:
    while line.folded[core] in _NEW:
        core += 1
    word = line.folded[core]
    if word in roles.acting:
        return "acting", core + 1
    if word in roles.designate:
        return "designate", core + 1
    return "current", core


def status_before(line: Line, start: int, roles: Roles, floor: int) -> tuple[Status, int]:
    """The status word before the phrase, and where it begins."""
    if start - 1 >= floor:
        word = line.folded[start - 1]
        if word in roles.former:
            return "former", start - 1
        if word in roles.acting:
            return "acting", start - 1
        if word in roles.designate:
            return "designate", start - 1
        if word == "-" and start - 2 >= floor and line.folded[start - 2] in roles.former:
            return "former", start - 2
    first = line.folded[start]
    if first.startswith(("ex-", "then-")):
        return "former", start
    return "current", start


def prefix_of(
    line: Line, start: int, core: int, known: Lexicon
) -> tuple[str | None, str | None, str | None, str | None]:
    """What the words before the post say: ``(organisation, short, country, state)``."""
    short = None
    end = core
    for index in range(start, core):
        count = acronym_at(line, index)
        if count == 3:
            short = line.words[index + 1].text
    while end > start and line.words[end - 1].text in {"'s", "’s", "'", "’", ")"} | ({short} if short else set()) | {
        "("
    }:
        end -= 1
    if end <= start:
        return None, short, None, None
    folded = line.folded
    while start < end and folded[start] in {"the", "ex"}:
        start += 1
    if start >= end:
        return None, short, None, None
    span = end - start
    country = state = None
    for table in (known.demonyms, known.countries):
        if table.at(folded, start, end) == span:
            country = table.entries[tuple(folded[start:end])]
            return None, short, country, None
    length = known.states.at(folded, start, end)
    if length and (
        length == span
        or all(folded[i] in STATE_WORDS | {"province", "region", "autonomous"} for i in range(start + length, end))
    ):
        state = printed(line, start, start + length)
        return None, short, None, state
    if all(folded[i] in STATE_WORDS | {"federal", "district", "city", "provincial"} for i in range(start, end)):
        return None, short, None, None
    return printed(line, start, end), short, country, state
