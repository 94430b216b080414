"""Posts in Malay and Indonesian: head first, then what it is over, then where.

"Pengarah Kanan Bahagian X, Kementerian Y (ABC)".

Must not know which person holds the post.
"""

from __future__ import annotations

from dataclasses import replace

from nlp.officials.lexicon import Lexicon, Office
from nlp.officials.names import honorific_at, likely, parse_name
from nlp.officials.owned import owned_at
from nlp.officials.role import Role, Status, acronym_at, printed
from nlp.officials.roles import address_of_holder, shared
from nlp.officials.words import Line

_LINKS = frozenset({",", "dan", "serta", "&"})
_LONGEST = (
    22  # words of a complement; "Bahagian ... Kementerian Pelaburan, Perdagangan dan Industri (MITI)" has fifteen
)
_NUMBERS = frozenset({"i", "ii", "iii", "kedua", "ketiga"})
#: Words that open the house that a comma sets off: "Bahagian X, Kementerian Y".
_HOUSES = frozenset({"kementerian", "jabatan", "lembaga", "perbadanan", "suruhanjaya"})
#: Posts that a seat or a committee names.
_SEATED = frozenset({"ahli parlimen", "anggota parlimen", "adun", "pengerusi jawatankuasa"})
#: Qualifiers that Malay puts behind a post in small letters: "penganalisis politik".
_QUALIFIERS = frozenset({"politik", "ekonomi", "kanan", "bebas", "veteran", "syariah", "undang-undang", "keselamatan"})
#: Houses that are called for a person: what stands behind them is no holder of a post.
_NAMED_FOR = frozenset({"yayasan", "masjid", "surau", "tabung", "akademi"})
_FIRMS = frozenset({"bhd", "berhad"})  # what ends the name of a firm
#: "Pengerusi Majlis Agama itu, NAME": the house was told before.
_THAT = frozenset({("itu", ","), ("tersebut", ","), ("berkenaan", ",")})
_UNITS = frozenset({"bahagian", "unit", "seksyen", "cawangan", "divisyen"})


def roles_in_malay(line: Line, known: Lexicon) -> list[Role]:
    """The posts of ``line`` from left to right."""
    roles = known.roles_ms
    words, folded = line.words, line.folded
    found: list[Role] = []
    index = 0
    while index < len(folded):
        owned = owned_at(line, index, known)
        if owned:
            text = printed(line, index, index + owned)[: -len("nya")]
            found.append(
                Role(
                    start=index,
                    core=index,
                    head=index,
                    core_end=index + owned,
                    end=index + owned,
                    text=text,
                    anaphor="nya",
                    office=_office_of(text, known),
                )
            )
            index += owned
            continue
        start = index
        status: Status = "current"
        while start < len(folded) and folded[start] in roles.before and not _is_head(line, start, known):
            start += 1
        core = index
        if folded[index] in roles.former:
            status, core = "former", index + 1
        elif folded[index] in roles.acting:
            status, core = "acting", index + 1
        elif folded[index] in roles.designate:
            status, start, core = "designate", index + 1, index + 1
        count = roles.heads.at(folded, start) if start < len(folded) else 0
        small = bool(count) and not words[start].capital and status != "former"
        named_then = small and _named_then(line, start + count, known)
        if not count or (small and not named_then and not _named_straight(line, start + count, known)):
            index += 1
            continue
        if address_of_holder(line, index, count, found, known):
            index += count
            continue
        office: Office = roles.heads.entries[tuple(folded[start : start + count])]  # type: ignore[assignment]
        end = start + count
        while (
            end < len(folded)
            and folded[end] in roles.after
            and words[end].capital
            and not (known.organisations.at(folded, end))
        ):
            end += 1
        if folded[end : end + 1] in {("i",), ("ii",), ("iii",)} and words[end].text.isupper():
            end += 1  # "Timbalan Ketua Menteri I"
        while end + 1 < len(folded) and folded[end] in _QUALIFIERS and not words[end].capital:
            end += 1
        role = Role(
            start=index, core=min(core, start), head=start, core_end=end, end=end, text="", office=office, status=status
        )
        if named_then:
            portfolio = printed(line, end, named_then) if named_then > end else None
            role = replace(role, core_end=named_then, end=named_then + 2, status="former", portfolio=portfolio)
        else:
            role = _complement(line, role, known)
        if folded[role.end : role.end + 2] in _THAT:
            role = replace(role, end=role.end + 1)
        found.append(replace(role, text=printed(line, role.core, role.core_end)))
        index = max(role.end, index + 1)
    return shared(found, line)


def _office_of(text: str, known: Lexicon) -> Office:
    """Of the post that ``text`` ends with: a deputy has the office of whom he deputises."""
    words = text.lower().split()
    heads = known.roles_ms.heads.entries
    own = (heads[tuple(words[i:])] for i in range(len(words)) if tuple(words[i:]) in heads)
    return next(own, "open")  # type: ignore[arg-type]


def _named_straight(line: Line, index: int, known: Lexicon) -> bool:
    """Whether a name follows straight, so that a post in small letters is one: "diwakili peguam NAME"."""
    while index < len(line.words) and line.folded[index] in _QUALIFIERS:
        index += 1
    return index < len(line.words) and _name_here(line, index, known)


def _named_then(line: Line, index: int, known: Lexicon) -> int:
    """Where a post in small letters ends that somebody held "ketika itu", then, as in "menteri pendidikan ketika itu,
    Datuk NAME"; else 0."""
    here = index
    while here < len(line.words) and (line.folded[here] in known.portfolio_ms or line.folded[here] in _LINKS):
        here += 1
    then = line.folded[here : here + 2] == ("ketika", "itu")
    return here if then and line.folded[here + 2 : here + 3] == (",",) and honorific_at(line, here + 3, known) else 0


def _is_head(line: Line, index: int, known: Lexicon) -> bool:
    """ "Pemangku" and "Naib Presiden" begin heads of their own."""
    return known.roles_ms.heads.at(line.folded, index) > 1


def _known_word(line: Line, index: int, known: Lexicon) -> bool:
    folded = line.folded
    if (
        folded[index] in known.portfolio_ms
        or folded[index] in known.prefix
        or folded[index] in known.suffix
        or folded[index] in known.portfolio
    ):
        return True
    return bool(
        known.states.at(folded, index) or known.countries.at(folded, index) or known.demonyms.at(folded, index)
        or known.organisations.at(folded, index) or known.parties.at(folded, index) or known.places.at(folded, index)
    )  # fmt: skip


def _name_here(line: Line, index: int, known: Lexicon) -> bool:
    if not line.words[index].capital:
        return False
    if honorific_at(line, index, known):
        return parse_name(line, index, known) is not None
    if _known_word(line, index, known):
        return False
    name = parse_name(line, index, known)
    return name is not None and (likely(name, line, known) or name.words[0].lower() in known.given)


def _is_minister(line: Line, role: Role) -> bool:
    """Whether the post has a portfolio: a menteri, but no head of a government."""
    head = line.folded[role.head : role.core_end]
    return "menteri" in head and not {"perdana", "besar", "ketua"} & set(head)


def _complement(line: Line, role: Role, known: Lexicon) -> Role:
    """Reads on to the right: what the post is over, its house, its place."""
    begin = role.core_end
    here, comma, role = _until_name(line, role, known)
    if here == begin:
        return role
    inner = begin + (line.folded[begin] in {"di", "bagi", "kepada"})
    bracket = 3 if role.short is not None and line.words[here - 1].text == ")" else 0
    body_end = here - bracket
    if _is_minister(line, role):
        return _portfolio(line, role, inner, body_end, here, known)
    return _house(line, role, inner, body_end, here, comma, known)


def _until_name(line: Line, role: Role, known: Lexicon) -> tuple[int, int | None, Role]:
    """``(end, comma, role)``: where the complement ends, and a comma before a house ("Bahagian X, Jabatan Y")."""
    words, folded = line.words, line.folded
    minister = _is_minister(line, role)
    begin = here = role.core_end
    comma: int | None = None
    while here < len(words) and here - begin < _LONGEST:
        word = words[here]
        count = acronym_at(line, here)
        if count:
            role = replace(role, short=words[here + 1].text)
            here += count
            branch = known.states.at(folded, here)  # "Jabatan X (ABC) Johor"
            if not branch or not words[here].capital or minister:
                break
            return here + branch, comma, replace(role, short=None)
        if minister and word.text == "(":
            close = next((i for i in range(here + 1, min(here + 9, len(words))) if words[i].text == ")"), None)
            if close is None or not all(
                _known_word(line, i, known) or folded[i] in _LINKS for i in range(here + 1, close)
            ):
                break
            here = close + 1  # "Menteri di Jabatan Perdana Menteri (Undang-Undang dan Reformasi Institusi)"
            continue
        if _name_here(line, here, known):
            borne = parse_name(line, here, known) if here > begin and folded[here - 1] in _NAMED_FOR else None
            if borne is None:
                break
            here = borne.end  # "Yayasan Tan Sri X"
            continue
        following = here + 1
        if folded[following : following + 1] == ("dan",):
            following += 1
        goes_on = following < len(words) and words[following].capital and not _name_here(line, following, known)
        if word.capital:
            place = known.countries.at(folded, here) or known.states.at(folded, here)
            if minister and not (_known_word(line, here, known) or word.fold in _NUMBERS):
                break
            here += place or 1
            if folded[here - 1] in _FIRMS and not acronym_at(line, here):
                break  # "Ketua Eksekutif X Bhd NAME"
            if _named_behind_house(line, begin, here, known):
                break  # "Timbalan Gabenor Bank Negara Malaysia NAME"
            straight = place and here - place == begin and here < len(words) and words[here].capital
            if straight and not _known_word(line, here, known):
                break  # "Gabenor Jiangsu NAME"
        elif folded[here] in _LINKS and here > begin and goes_on:
            if not _known_word(line, following, known) or known.roles_ms.heads.at(folded, following):
                break
            if folded[here] == "," and folded[following] in _HOUSES:
                comma = here
            here = following
        elif (folded[here] in {"di", "bagi", "kepada", "ke"} and goes_on) or (
            folded[here] == "negeri" and here > begin
        ):
            here += 1
        else:
            break
    return here, comma, role


def _named_behind_house(line: Line, begin: int, here: int, known: Lexicon) -> bool:
    """Whether a house that is known ends before word ``here`` and a name of two words or more stands there."""
    if here >= len(line.words) or not line.words[here].capital or _known_word(line, here, known):
        return False
    house = known.organisations.before(line.folded, here)
    name = parse_name(line, here, known) if house and here - house >= begin else None
    return name is not None and name.end - name.first > 1


def _portfolio(line: Line, role: Role, inner: int, body_end: int, end: int, known: Lexicon) -> Role:
    """A minister's portfolio; a country behind it ("Menteri Luar China") is whose minister it is."""
    for start in range(max(inner, body_end - 3), body_end):
        if known.countries.at(line.folded, start, body_end) == body_end - start:
            country = known.countries.entries[tuple(line.folded[start:body_end])]
            portfolio = printed(line, inner, start) if start > inner else None
            return replace(role, core_end=start, end=end, portfolio=portfolio, country=country)
    stop = body_end
    while stop > inner and line.folded[stop - 1] in _NUMBERS:
        stop -= 1
    return replace(role, core_end=body_end, end=end, portfolio=printed(line, inner, stop) if stop > inner else None)


def _house(line: Line, role: Role, inner: int, body_end: int, end: int, comma: int | None, known: Lexicon) -> Role:
    """What a post other than a minister's is over: a state, a country, a unit of a house, or the house."""
    folded = line.folded
    span = body_end - inner
    head = " ".join(folded[role.head : role.core_end])
    if known.states.at(folded, inner, body_end) == span:
        return replace(role, core_end=body_end, end=end, state=printed(line, inner, body_end))
    country = known.countries.at(folded, inner, body_end)
    if country and (country == span or folded[inner + country] in {"di", "ke"}):
        # "Duta China ke Malaysia", "Konsul Jeneral China di Pulau Pinang": whose he is, then where he sits.
        name = known.countries.entries[tuple(folded[inner : inner + country])]
        return replace(role, core_end=body_end if country < span else role.core_end, end=end, country=name, short=None)
    if head.startswith("ketua") and all(
        word in known.portfolio_ms or word in _LINKS for word in folded[inner:body_end]
    ):
        # "Ketua Pengarah Kesihatan": the ministry follows from the portfolio.
        return replace(role, core_end=body_end, end=end, portfolio=printed(line, inner, body_end))
    if folded[inner] in _UNITS:
        cut = comma or next((i for i in range(inner + 1, body_end) if folded[i] in {"kementerian", "jabatan"}), None)
        if cut is not None:
            after = cut + (folded[cut] == ",")
            return replace(role, core_end=cut, end=end, organisation=printed(line, after, body_end))
        return replace(role, core_end=body_end, end=end)
    if head in _SEATED or folded[role.head] in {"exco", "hakim"}:
        return replace(role, core_end=body_end, end=end)
    return replace(role, end=end, organisation=printed(line, inner, body_end))
