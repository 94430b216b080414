"""Who the subject of a reporting verb is: an official of the article, somebody else, or a body.

A person takes over "he said" only by speaking, or as the subject with whom the paragraph of that "he" begins (the
preferred antecedent of centering, Grosz, Joshi and Weinstein 1995): whoever is merely mentioned in between does not.
This module must not know quote marks.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from nlp.officials import speaker_at
from nlp.quotes import cues
from nlp.reading import Reading
from records import Entity, OfficialMention

# Before the subject of a sentence may stand "For", or a phrase such as "At the market,".
_FRONTED = re.compile(r"(?:For|At|In|On|Across|Outside|Inside|Near|Back at|Over at) (?:[^,.;]{2,60}, )?")
_INSIDE = re.compile(r"[,;]\s|\b(?:and|with|of the late|by|to|among|dan|oleh|kepada|bersama)\b")


@dataclass(frozen=True, slots=True)
class Voice:
    """A speaker: as printed, and the official's full name where it is one. ``sure`` is a rank between 0 and 1."""

    printed: str | None
    official: str | None
    person: bool
    sure: float


@dataclass(slots=True)
class Voices:
    """Follows an article from its first reporting verb to its last; ask in reading order."""

    reading: Reading
    officials: Sequence[OfficialMention]
    last: Voice | None = None
    spoke: int = 0  # where the verb of that voice stands
    others: dict[str, Voice] = field(default_factory=dict)

    def resolve(self, speaker: tuple[int, int] | None, cue: int) -> Voice:
        """The voice of the subject at ``speaker`` (None: whoever spoke before) of the reporting verb at ``cue``."""
        voice = self._resolve(speaker, cue)
        if voice.person:
            self.last, self.spoke = voice, cue
        return voice

    def _resolve(self, speaker: tuple[int, int] | None, cue: int) -> Voice:
        if speaker is None:
            return self.last or Voice(None, None, False, 0.3)
        start, end = speaker
        printed = self.reading.text[start:end]
        inside = [one for one in self.officials if start <= one.start < end]
        if inside:
            # "X's deputy Y": the one who speaks stands last, unless an apposition follows the first.
            return Voice(printed, inside[-1].name, True, 0.95)
        if cues.PRONOUN.match(printed):
            return self._pronoun(printed, start, cue)
        if cues.PLURAL.match(printed):
            return Voice(printed, None, False, 0.6)
        generic = cues.GENERIC.match(printed)
        if generic:
            return self._by_role(printed, generic.group(1), start, cue)
        named = self._by_name(printed, start)
        if named is not None:
            return named
        if (
            cues.ORGANISATION.search(printed)
            or (printed.isupper() and len(printed) <= 8)
            or printed.lower().startswith("the ")
        ):
            return Voice(printed, None, False, 0.8)
        return Voice(printed, None, True, 0.8)

    def _pronoun(self, printed: str, start: int, cue: int) -> Voice:
        if (begun := self._paragraph_begins_with(start)) is not None:
            name = next((one.name for one in self.officials if begun.start <= one.start < begun.end), None)
            return Voice(printed, name, True, 0.75)
        if self.last is not None:
            return Voice(printed, self.last.official, True, 0.85)
        found = speaker_at(self.reading, tuple(self.officials), start, self.reading.sentence_at(cue).number)
        if found is not None:
            return Voice(printed, found.name, True, 0.75)
        opened = self._subject_official(start)
        return Voice(printed, opened.name if opened else None, True, 0.6 if opened else 0.4)

    def _paragraph_begins_with(self, before: int) -> Entity | None:
        """The person with whom the paragraph of the pronoun at ``before`` begins, where nobody has spoken since: in the
        sentence before the pronoun's, or before the words in marks that it speaks."""
        text = self.reading.text
        if self.reading.language != "en":
            return None
        begins = text.rfind("\n", 0, before) + 1
        opening = self.reading.sentence_at(begins)
        near = opening.number >= self.reading.sentence_at(before).number - 1
        if self.spoke >= begins or not (near or text[opening.end : before].lstrip()[:1] in ('"', "“")):
            return None
        named = (one for one in self.reading.entities if one.label == "PERSON" and begins <= one.start < before)
        first = min(named, key=lambda one: (one.start, -one.end), default=None)
        if first is None or " " not in first.text or re.match(r"['’]s?\b", text[first.end : first.end + 2]):
            return None
        lead = text[begins : first.start]
        fronted = _FRONTED.match(lead)
        rest = lead[fronted.end() :] if fronted else lead
        before_it = self.reading.doc.char_span(begins, first.start, alignment_mode="contract")
        if before_it is not None and any(token.pos_ in {"VERB", "AUX"} for token in before_it):
            return None  # "the minister visited X": X is no subject
        return first if rest.rstrip().endswith(",") or not _INSIDE.search(rest) else None

    def _subject_official(self, before: int) -> OfficialMention | None:
        """The last official before ``before`` with whom, but for the post, a sentence begins."""
        for one in reversed([one for one in self.officials if one.start < before]):
            sentence = self.reading.sentence_at(one.start)
            begins = max(sentence.start, min(self.reading.dateline_end, one.start))
            lead = self.reading.text[begins : one.start]
            if not _INSIDE.search(lead) or lead.rstrip().endswith(","):
                return one
        return None

    def _by_role(self, printed: str, role: str, start: int, cue: int) -> Voice:
        wanted = set(role.lower().replace("-", " ").split())
        for one in reversed([one for one in self.officials if one.start < start]):
            if one.role and wanted <= set(re.split(r"[\W_]+", one.role.lower())):
                return Voice(printed, one.name, True, 0.85)
        found = speaker_at(self.reading, tuple(self.officials), start, self.reading.sentence_at(cue).number)
        return Voice(printed, found.name if found else None, True, 0.6 if found else 0.4)

    def _by_name(self, printed: str, start: int) -> Voice | None:
        """A later mention by part of a name, where only one official of the article (so far) bears it."""
        parts = [part for part in re.findall(r"[^\W\d_][\w'’-]+", printed) if part[0].isupper()]
        if not parts:
            return None
        names = {
            one.name
            for one in self.officials
            if one.start < start and any(part in one.name.split() for part in parts[-2:])
        }
        if len(names) == 1 and len(parts) <= 3 and all(part in next(iter(names)).split() for part in parts[-1:]):
            return Voice(printed, names.pop(), True, 0.8)
        return None
