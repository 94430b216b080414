"""What stands right before a figure and changes what it says: "up to", "between", "an increase of". Pure.

A figure's own words leave these out, and a reader must not: "up to 26 per cent" is no 26 per cent, and what exports
grew by is not what they came to. Knows words of English and Malay; it must not know facts or views.
"""

from __future__ import annotations

import re

LEAD = 60  # characters before a figure that are looked at

_QUALIFIER = re.compile(
    r"\b(up to|as much as|as many as|at least|at most|(?:no|not) (?:more|less|fewer) than|(?:more|less|fewer) than"
    r"|nearly|almost|about|around|roughly|approximately|between"
    r"|sehingga|sekurang-kurangnya|tidak (?:lebih|kurang) daripada|(?:lebih|kurang) daripada|tidak melebihi|melebihi"
    r"|hampir|kira-kira|sekitar|antara)\s+$",
    re.IGNORECASE,
)
_GREW = r"increas|ris|rose|grow|grew|climb|jump|gain|expand|widen|fall|fell|drop|declin|decreas|shrink|shrank|narrow"
_MOVED = r"(?:me)?(?:naik|ningkat|ningkatkan|rosot|nurun|turun)|bertambah|berkurang|susut|menyusut"
_BY = re.compile(
    rf"\b(?:(?:increase|rise|jump|gain|growth|fall|drop|decline|decrease|reduction|peningkatan|kenaikan|penurunan"
    rf"|pertambahan)(?: of)?|(?:{_GREW})\w*(?: [\w-]+){{0,3}} by|up by|down by|(?:{_MOVED})(?: \w+)? sebanyak)"
    r"(?: (?:about|some|nearly|almost|around|more than|at least|up to|kira-kira|hampir|lebih|lebih daripada))? +$",
    re.IGNORECASE,
)
#: Who does something, where what is measured should stand: "the state would release 45 hectares".
_BODY = re.compile(
    r"(?:the |its |their )?(?:(?:(?:state|federal|central|local) )?(?:government|agencies|authorities)|state|ministry"
    r"|minister|court|company|board|agency|authority|council|bank|regulator|union|association|group|firm|operator"
    r"|kerajaan|kementerian|menteri|syarikat|mahkamah|lembaga|agensi|majlis)s?",
    re.IGNORECASE,
)


def qualifier(lead: str) -> str:
    """The words right before a figure that qualify it, as printed, in small letters; empty where there are none."""
    found = _QUALIFIER.search(lead)
    return found.group(1).lower() if found else ""


def is_what_it_moved_by(lead: str) -> bool:
    """Whether the figure is the amount of a rise or fall, not what something came to."""
    return _BY.search(lead) is not None


def is_a_body(measures: str) -> bool:
    """Whether a measure is nothing but somebody who does something with the amount."""
    return _BODY.fullmatch(measures.strip()) is not None
