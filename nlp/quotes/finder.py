"""What English and Malay share in finding who reports speech: spans, names behind a verb, "according to".

Works on masked text, so that words inside quote marks are never taken for a verb or a subject. This module must not
know which person a subject is.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from nlp.quotes import cues
from nlp.quotes.outer import MASK, Outer
from nlp.reading import Reading
from records import OfficialMention


@dataclass(frozen=True, slots=True)
class Report:
    """A verb that reports speech. ``clause``: what it reports in the article's own words, if it does."""

    cue: str
    cue_start: int
    cue_end: int
    speaker: tuple[int, int] | None  # None: the subject of the verb before it
    clause: tuple[int, int] | None


ADVERB = (
    r"(?:(?:also|then|later|further|earlier|however|has|have|had"
    r"|(?:is|was|were) (?:quoted|reported)(?: by [\w. ]{2,30}?)? as"
    r"|reportedly|today|yesterday|reporters|again|\w+ly|juga|turut|kemudian)\s+)*"
)
PRONOUN_BEFORE = re.compile(rf"\b(he|she|they|it|beliau|dia|mereka|ia|who)\s+{ADVERB}$", re.IGNORECASE)
BLOCKED = re.compile(
    r"(?:\b(?:to|not|never|would|could|should|can|cannot|may|might|must|if|will|nobody|no one"
    r"|none|whether|the|be|being|is|are|was|were|a|an|nor|his|her|its|their|my|our|your|this"
    r"|these|such|tidak|belum|jangan|perlu)"
    r"|n['’]t)\s+$",
    re.IGNORECASE,
)
STOP_AFTER_NAME = re.compile(
    r"(?:[,;:.!?()]|\s(?:[-–—]+\s|in|on|at|during|after|before|when|while|who|as|here|today"
    r"|yesterday|to|about|earlier|later|this|last|recently|through|via|from|when|and|with"
    r"|without|following"
    r"|di|pada|ketika|selepas|semasa|kepada|dalam|hari|semalam|baru-baru|yang|sambil|sebelum"
    r"|menerusi|melalui|pagi|petang|malam|dan|usai)\b|" + MASK + ")"
)
LOOSE = '“”"「」『』'


class Finder:
    def __init__(self, reading: Reading, outer: Outer, officials: Sequence[OfficialMention]) -> None:
        self.reading, self.outer, self.officials = reading, outer, officials
        self.text, self.base = outer.text, outer.start
        self.floor = max(0, reading.dateline_end - outer.start) if reading.dateline_end < outer.end else 0

    def reports(self) -> Iterator[Report]:
        raise NotImplementedError

    def span(self, left: int, right: int) -> tuple[int, int]:
        return self.base + left, self.base + right

    def trimmed(self, left: int, right: int) -> tuple[int, int] | None:
        """A clause without the blanks and stops around it; None where fewer than three words are left."""
        while left < right and (self.text[left].isspace() or self.text[left] in ",;:–—-"):
            left += 1
        while right > left and (self.text[right - 1].isspace() or self.text[right - 1] in ".,;:–—-"):
            right -= 1
        if any(mark in self.text[left:right] for mark in LOOSE):
            return None  # a mark without a partner: whose words these are is not to be guessed
        words = self.reading.text[self.base + left : self.base + right].split()
        return self.span(left, right) if len(words) >= 2 else None

    def subject_behind(self, left: int) -> tuple[int, int] | None:
        """ "said Transport Minister X in Y": the name that begins at ``left``, with the post printed before it."""
        while left < len(self.text) and self.text[left].isspace():
            left += 1
        if left >= len(self.text):
            return None
        pronoun = re.compile(r"(?:he|she|they|beliau|dia|mereka)\b").match(self.text, left)
        if pronoun:
            return self.span(left, pronoun.end())
        official = next((one for one in self.officials if left <= one.start - self.base <= left + 140), None)
        if official is not None:
            between = self.text[left : official.start - self.base]
            if (
                MASK not in between
                and not re.search(r"[.;]\s|, (?:who|whose|which|where|yang)\b", between)
                and not re.match(r"(?:he|she|they|it|that)\b", between)
            ):
                return self.span(left, official.end - self.base)
        stop = STOP_AFTER_NAME.search(self.text, left)
        right = stop.start() if stop else len(self.text)
        while (
            stop
            and stop.group() == "."
            and re.search(r"\b(?:Dr|Mr|Mrs|Ms|Ir|Hj|Tn|En|Pn|Prof|[A-Z])$", self.text[left:right])
        ):
            stop = STOP_AFTER_NAME.search(self.text, right + 1)
            right = stop.start() if stop else len(self.text)
        right -= len(self.text[left:right]) - len(self.text[left:right].rstrip())
        return self.span(left, right) if right - left > 1 else None

    def according(self) -> Iterator[Report]:
        for found in cues.ACCORDING.finditer(self.text, self.floor):
            cue = found.group(1)
            if cue.lower() == "menurutnya":
                clause = self.trimmed(found.end(), len(self.text))
                yield Report(
                    cue,
                    *self.span(found.start(), found.end()),
                    self.span(found.end() - 3, found.end()),
                    clause,
                )
                continue
            speaker = self.subject_behind(found.end())
            if speaker is None:
                continue
            name = self.reading.text[slice(*speaker)]
            if cues.DOCUMENT.search(name) or not (
                re.search(r"[A-Z]", name) or cues.PRONOUN.match(name) or cues.ANYBODY.search(name)
            ):
                continue
            right = speaker[1] - self.base
            if not self.text[self.floor : found.start()].strip(" ,"):
                comma = self.text.find(",", right)
                clause = self.trimmed(comma, len(self.text)) if comma >= 0 else None
                yield Report(cue, *self.span(found.start(), found.end()), speaker, clause)
            else:
                yield Report(
                    cue,
                    *self.span(found.start(), found.end()),
                    speaker,
                    self.trimmed(self.floor, found.start()),
                )
