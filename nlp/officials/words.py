"""The words of a sentence as names and posts are made of them: "a/l", "Dato'", "secretary-general" are one word each.

Language-independent; must not know what any word means. spaCy's view of a word (tag, entity) is joined on by offset.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple

from nlp.officials.lexicon import fold
from nlp.reading import Reading
from records import Sentence

_Token = tuple[str, str, bool]  # part of speech, entity, whether it opens that

_NO_TOKEN: _Token = ("", "", False)

_WORD = re.compile(
    r"[A-Za-z]/[A-Za-z]+(?![\w/])"  # a/l, s/o
    r"|(?:Dato|To)['’](?=\s)"
    r"|['’]s\b"
    r"|(?:[A-Za-z]\.){2,}"  # U.S.
    r"|(?:said|the|and|of)(?=[A-Z][a-z])"  # "saidDeputy Minister": a space lost at a line's end
    r"|(?:[Tt]hen|[Ee]x)(?=-[^\W_])"  # "then-prime minister"
    r"|[^\W_]+(?:(?:['’](?!s\b)|(?:-(?!(?:designate|elect)\b)|[&‑]|(?<![a-z]{2})\.|\.(?![A-Z]))(?=[^\W_]))[^\W_]+)*"
    r"|\S"
)


class Word(NamedTuple):
    """A word or a mark; offsets in characters of the text. A tuple, since one is made of every word of a text."""

    text: str
    fold: str
    start: int
    end: int
    tag: str = ""  # spaCy's coarse part of speech; empty where there is none
    entity: str = ""  # label of spaCy's flat entity around it
    opens: bool = False  # that entity begins here

    @property
    def capital(self) -> bool:
        return self.text[0].isupper()

    @property
    def mark(self) -> bool:
        return not self.text[0].isalnum() and self.text[0] not in "'’"


@dataclass(frozen=True, slots=True)
class Line:
    """One sentence in words."""

    sentence: Sentence
    words: tuple[Word, ...]
    folded: tuple[str, ...]

    def text(self, start: int, end: int) -> tuple[int, int]:
        """Character offsets of the words ``start`` to ``end`` (exclusive)."""
        return self.words[start].start, self.words[end - 1].end


def lines_of(reading: Reading) -> tuple[Line, ...]:
    """The readable sentences in words."""
    tokens = _tokens(reading.doc)
    return tuple(_line(reading, sentence, tokens) for sentence in reading.readable())


def _line(reading: Reading, sentence: Sentence, tokens: Mapping[int, _Token]) -> Line:
    words = []
    for found in _WORD.finditer(reading.text, sentence.start, sentence.end):
        text = found.group()
        start, end = found.span()
        words.append(Word(text, fold(text) if text != "." else ".", start, end, *tokens.get(start, _NO_TOKEN)))
    return Line(sentence, tuple(words), tuple(word.fold for word in words))


def _tokens(doc: Any) -> dict[int, _Token]:
    """The tokens of a Doc by offset; none where nothing was read of them."""
    if not (doc.has_annotation("ENT_IOB") or doc.has_annotation("TAG")):
        return {}
    strings = doc.vocab.strings
    # As one array: a token of its own for each question costs as much as the question.
    columns = doc.to_array(["IDX", "POS", "ENT_TYPE", "ENT_IOB"]).reshape(-1, 4).tolist()
    return {start: (strings[tag], strings[entity], iob == 3) for start, tag, entity, iob in columns}
