"""The text as every reader sees it: sentences, paragraphs and the spaCy Doc over the very same characters.

This module knows how a text is cut; it must not know what an official, a figure or a place is.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from records import Entity, Sentence


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """One text, cut once, read by all.

    ``doc`` is a spaCy Doc with ``doc.text == text``; for English it has tags, lemmas, a parse and flat entities
    (``doc.ents``), for other languages tokens only. ``sentences`` are ours, not spaCy's: quote marks, "Dr." and
    line ends are respected, and lines that are no prose are marked ``skipped``. ``dateline_end`` is the
    offset where the dateline ends (0 where there is none). ``entities`` is empty until they were found.
    """

    text: str
    language: str
    published: date | None
    doc: Any
    sentences: tuple[Sentence, ...]
    dateline_end: int = 0
    entities: tuple[Entity, ...] = ()

    def sentence_at(self, offset: int) -> Sentence:
        """The sentence that holds the character at ``offset``; between two sentences, the earlier one."""
        low, high = 0, len(self.sentences) - 1
        while low < high:
            middle = (low + high + 1) // 2
            if self.sentences[middle].start <= offset:
                low = middle
            else:
                high = middle - 1
        return self.sentences[low]

    def readable(self) -> tuple[Sentence, ...]:
        """The sentences that readers may read."""
        return tuple(sentence for sentence in self.sentences if sentence.skipped is None)
