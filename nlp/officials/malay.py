"""Posts in Malay and Indonesian: head first, then what it is over, then where.

"Pengarah Kanan Bahagian X, Kementerian Y (ABC)".

Must not know which person holds the post.
"""

from __future__ import annotations

from dataclasses import replace

from nlp.officials.lexicon import Lexicon, Office
from nlp.officials.names import honorific_at, likely, parse_name
from nlp.officials.role import Role, Status, acronym_at, printed
from nlp.officials.words import Line

_LINKS = frozenset({",", "dan", "serta", "&"})
_SMALL = frozenset({"dan", "di", "bagi", "untuk", "kepada", "hal"})
_OWNED = ("menterinya", "pengerusinya", "presidennya", "pengarahnya", "timbalannya", "ketuanya", "setiausahanya")
_UNITS = frozenset({"bahagian", "unit", "seksyen", "cawangan", "divisyen"})


def roles_in_malay(line: Line, known: Lexicon) -> list[Role]:
    """The posts of ``line`` from left to right."""
    roles = known.roles_ms
    words, folded = line.words, line.folded
    found: list[Role] = []
    index = 0
    while index < len(folded):
        if folded[index] in _OWNED:
            text = words[index].text[: -len("nya")]
            found.append(
                Role(
                    start=index,
                    core=index,
                    head=index,
                    core_end=index + 1,
                    end=index + 1,
                    text=text,
                    anaphor="nya",
                    office="public" if text.lower() == "menteri" else "open",
                )
            )
            index += 1
            continue
        start, status = index, "current"
        while start < len(folded) and folded[start] in roles.before and not _is_head(line, start, known):
            start += 1
        core = index
        if folded[index] in roles.former:
            status, core = "former", index + 1
        elif folded[index] in roles.acting:
            status, core = "acting", index + 1
        count = roles.heads.at(folded, start) if start < len(folded) else 0
        if not count or not (words[start].capital or status == "former"):
            index += 1
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
        typed: Status = "former" if status == "former" else "acting" if status == "acting" else "current"
        role = Role(
            start=index, core=min(core, start), head=start, core_end=end, end=end, text="", office=office, status=typed
        )
        role = _complement(line, role, known)
        found.append(replace(role, text=printed(line, role.core, role.core_end)))
        index = max(role.end, index + 1)
    return found


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


def _complement(line: Line, role: Role, known: Lexicon) -> Role:
    words, folded = line.words, line.folded
    minister = "menteri" in folded[role.head : role.core_end] and "perdana" not in folded[role.head : role.core_end]
    here = role.core_end
    begin = here
    last_comma = None
    while here < len(words) and here - begin < 22:
        count = acronym_at(line, here)
        if count:
            role = replace(role, short=words[here + 1].text)
            here += count
            break
        if _name_here(line, here, known):
            break
        word = words[here]
        if word.capital:
            if minister and not _known_word(line, here, known):
                break
            here += 1
            continue
        if folded[here] in _LINKS and here > begin and here + 1 < len(words):
            following = here + 1
            if folded[following] == "dan" and following + 1 < len(words):
                following += 1
            if (
                words[following].capital
                and not _name_here(line, following, known)
                and _known_word(line, following, known)
                and not known.roles_ms.heads.at(folded, following)
            ):
                if folded[here] == "," and folded[following] in {
                    "kementerian",
                    "jabatan",
                    "lembaga",
                    "perbadanan",
                    "suruhanjaya",
                }:
                    last_comma = here
                here = following
                continue
            break
        if (
            folded[here] in {"di", "bagi", "kepada"}
            and here + 1 < len(words)
            and words[here + 1].capital
            and not _name_here(line, here + 1, known)
        ):
            here += 1
            continue
        break
    if here == begin:
        return role
    stop = here
    inner = begin + (folded[begin] in {"di", "bagi", "kepada"})
    bracket = 3 if words[stop - 1].text == ")" else 0
    body_end = stop - bracket
    if minister:
        return replace(role, core_end=body_end, end=stop, portfolio=printed(line, inner, body_end))
    span = body_end - inner
    if known.states.at(folded, inner, body_end) == span:
        return replace(role, core_end=body_end, end=stop, state=printed(line, inner, body_end))
    if known.countries.at(folded, inner, body_end) == span:
        return replace(role, end=stop, country=known.countries.entries[tuple(folded[inner:body_end])])
    if folded[inner] in _UNITS:
        cut = last_comma or next(
            (i for i in range(inner + 1, body_end) if folded[i] in {"kementerian", "jabatan"}), None
        )
        if cut is not None:
            after = cut + (folded[cut] == ",")
            return replace(role, core_end=cut, end=stop, organisation=printed(line, after, body_end))
        return replace(role, core_end=body_end, end=stop)
    if " ".join(folded[role.head : role.core_end]) in {
        "ahli parlimen",
        "anggota parlimen",
        "adun",
        "pengerusi jawatankuasa",
    } or folded[role.head] in {"exco", "hakim"}:
        return replace(role, core_end=body_end, end=stop)
    return replace(role, end=stop, organisation=printed(line, inner, body_end))
