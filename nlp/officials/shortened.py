"""How later mentions shorten a full name: Malays by the first part, Chinese by surname, Indians by given name.

Knows the words of a name alone; must not know a text.
"""

from __future__ import annotations

import re

from nlp.officials.lexicon import Lexicon


def is_chinese(words: tuple[str, ...], known: Lexicon) -> bool:
    """Surname first with short given names, or a western name before it."""
    low = [word.lower() for word in words]
    if not 2 <= len(low) <= 4 or not all(len(word) <= 8 for word in low[-3:]):
        return False
    if low[0] in known.chinese and low[0] not in known.styles and not any(word in known.given for word in low[1:]):
        return True
    return len(low) == 4 and low[1] in known.chinese


def short_forms(full: str, known: Lexicon) -> tuple[str, ...]:
    """What later mentions may print for ``full``, surest first. Never the full name itself.

    Malays by the first part, Chinese by surname or given names, Indians by given name, others by surname.
    """
    words = tuple(full.split())
    low = [word.lower().strip(".") for word in words]
    forms: list[str] = []
    cut = next(
        (
            i
            for i, w in enumerate(low)
            if w in {"bin", "binti", "bt", "bte", "b", "a/l", "a/p", "s/o", "d/o", "anak", "ak"}
        ),
        None,
    )
    own = words[:cut] if cut else words

    def add(*parts: str) -> None:
        form = " ".join(parts)
        if form and form != full and form not in forms and len(form) > 1 and not re.fullmatch(r"(?:\w\.\s?)+", form):
            forms.append(form)

    if cut:
        add(*own)
    if low[-1] in {"jr", "sr", "ii", "iii"} and len(own) > 2:
        own, low = own[:-1], low[:-1]
        words = own
        add(*own)
    if is_chinese(words, known) and words == own:
        surname = 0 if low[0] in known.chinese and not (len(low) == 4 and low[1] in known.chinese) else 1
        add(words[surname])
        add(*words[surname + 1 :])
        add(*words[surname:])
        if surname:
            add(words[0])
            add(*words[:2])
        return tuple(forms)
    styles = 0
    while styles < len(own) - 1 and low[styles] in known.styles:
        styles += 1
    start = styles
    while start < len(own) - 1 and (low[start] in known.openers or len(low[start]) == 1):
        start += 1
    for stop in range(len(own) - 1, 0, -1):
        if stop > styles and not all(w in known.openers or w in known.styles for w in low[:stop]):
            add(*own[:stop])
    if styles:
        add(*own[styles : styles + 1]) if low[styles] not in known.openers else None
    for stop in range(len(own), start, -1):
        add(*own[start:stop])
    malay = (
        low[0] in known.given
        or low[0] in known.openers
        or bool(styles)
        or any(w in known.openers for w in low)
        or any(w in known.given for w in low[1:])
    )
    if len(own) == 2 and low[0] in known.openers and words == own:
        add(own[0])
    if len(own) > 2 and low[0] in _VIETNAMESE:
        add(words[-1])
    family = next((i for i in range(1, len(own)) if low[i] in _OF_FAMILIES), None)
    if family is not None:
        add(*own[family:])  # "dela Cruz"
    plain = not styles and not any(w in known.openers for w in low) and low[-1] not in known.given
    if len(words) in {2, 3, 4} and words == own and plain:
        add(words[-1])  # by the surname, unless the last word is a father's
    if len(words) in {2, 3} and (not malay or low[-1] in known.chinese or (len(words[-1]) > 1 and low[0] in _WESTERN)):
        add(words[-1])
    return tuple(forms)


#: Given names of the lexicon that go with a surname at the end, so that a later mention may be by the last word.
_WESTERN = frozenset(
    """aaron adrian alan alex alexander andrew angela anthony arthur benjamin bernard brian carol charles christina
    christopher daniel david douglas edward elizabeth eric francis gary george hannah henry jack james jane
    janet jason jeffrey jennifer jessica jim john jonathan joseph julian karen kelvin kenneth kevin linda lisa
    mark mary michael michelle nancy nicholas nicol patrick paul peter philip richard robert roger ronald sarah
    steven stephen susan teresa thomas tony vincent wilson william alice ann anne antony""".split()
)

#: Words that a surname begins with.
_OF_FAMILIES = frozenset("de del dela delos della da dos di van von der den ter".split())

#: Surnames that are Vietnamese and hardly anything else. In Vietnam people are called by the last word of their name.
_VIETNAMESE = frozenset("nguyen tran le pham hoang huynh phan vu vo dang bui duong dinh trinh".split())
