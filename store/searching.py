"""What a person types into a search, as an expression of FTS5 (https://sqlite.org/fts5.html#full_text_query_syntax).

All words have to be there; ``"a phrase"`` as it stands; ``one OR other``; ``-word`` or ``NOT word`` must not be there;
``minist*`` is any word that begins so; ``title:word`` stands in the headline. What is none of these is taken as words,
so nothing that is typed is an error: an unbalanced quotation mark, a bracket, a lone operator. Pure; it must not know a
table beyond its column ``title``.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

MOST_TERMS = 32
LEAST_PREFIX = 4  # letters before a star: three took .9 s of the processor in an archive of a million, five .3
_TOKEN = re.compile(r'(-)?(?:(title|tajuk):(?=["\w]))?(?:"([^"]*)"(\*)?|([^\s"]+))', re.IGNORECASE)
_WORD = re.compile(r"[^\W_]+")
_SIGNS = {"AND": "and", "OR": "or", "|": "or", "NOT": "not"}


@dataclass(frozen=True, slots=True)
class Term:
    words: tuple[str, ...]  # one after the other
    prefix: bool = False  # the last of them may go on
    headline: bool = False

    def __str__(self) -> str:
        quoted = '"' + " ".join(self.words) + '"' + "*" * self.prefix
        return f"title : {quoted}" if self.headline else quoted


@dataclass(frozen=True, slots=True)
class Typed:
    """A search as it was understood: of each of ``wanted`` one term has to be there, of ``unwanted`` none."""

    wanted: tuple[tuple[Term, ...], ...] = ()
    unwanted: tuple[Term, ...] = ()

    @property
    def plain(self) -> bool:
        """Whether it is words and phrases alone, all of which have to be there."""
        terms = [term for each in self.wanted for term in each]
        return not self.unwanted and len(terms) == len(self.wanted) and not any(t.prefix or t.headline for t in terms)

    @property
    def words(self) -> list[str]:
        """All words that have to be there, or one of which has."""
        return [word for each in self.wanted for term in each for word in term.words]


def typed(text: str) -> Typed:
    """What is typed, of long input the first 32 terms."""
    wanted: list[list[Term]] = []
    unwanted: list[Term] = []
    alternatives: list[Term] | None = None
    sign = ""
    for minus, field, phrase, star, word in _TOKEN.findall(text)[: 2 * MOST_TERMS]:
        if not (minus or field) and word in _SIGNS:
            sign = _SIGNS[word]
            continue
        words = tuple(_WORD.findall(phrase or word))
        if not words or len(unwanted) + sum(map(len, wanted)) == MOST_TERMS:
            continue
        prefix = bool(star or word.endswith("*")) and len(words[-1]) >= LEAST_PREFIX
        term = Term(words, prefix, bool(field))
        if minus or sign == "not":
            unwanted.append(term)
            alternatives = None  # what follows is no alternative to what must not be there
        elif sign == "or" and alternatives:
            alternatives.append(term)
        else:
            alternatives = [term]
            wanted.append(alternatives)
        sign = ""
    return Typed(tuple(map(tuple, wanted)), tuple(unwanted))


def search_words(text: str) -> str:
    """The FTS5 expression of what is typed; empty where no word has to be there: one cannot look for what is absent
    alone."""
    asked = typed(text)
    if not asked.wanted:
        return ""
    if asked.plain:
        return " ".join(str(term) for (term,) in asked.wanted)
    found = " AND ".join(f"({' OR '.join(map(str, each))})" for each in asked.wanted)
    return f"({found}) NOT ({' OR '.join(map(str, asked.unwanted))})" if asked.unwanted else found
