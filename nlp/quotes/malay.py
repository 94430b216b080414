"""Reports of speech in Malay, by word order alone: "kata X", "X berkata", "katanya", "menurut X".

This module must not know which person a subject is.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from nlp.quotes import cues
from nlp.quotes.finder import ADVERB, BLOCKED, PRONOUN_BEFORE, Finder, Report
from nlp.quotes.outer import MASK

_SO = re.compile(r"\s+(?:demikian|begitu|sedemikian)\b")  # "berkata demikian": what was said stands elsewhere
#: Who is told something: "memberitahu Dewan Rakyat bahawa ...".
_TOLD = re.compile(
    r"\s+(?:(?:pemberita|wartawan|media|penduduk|hadirin|mahkamah)\b|(?:[A-Z][\w-]*\s){1,4}(?=bahawa\b))"
)
#: A speaker without a name, who opens the sentence.
_NAMELESS = re.compile(
    r"((?:Seorang|Jurucakap|Sumber|Saksi|Wakil|Penduduk|Peniaga|Pegawai)\b[^,;.:]{0,45}?)\s+(?:(?:turut|juga|kemudian)\s+)?$"
)


class Malay(Finder):
    def reports(self) -> Iterator[Report]:
        yield from self.according()
        for match in cues.MALAY_BARE.finditer(self.text, self.floor):
            yield from self.bare(match)
        for match in cues.MALAY_ACTIVE.finditer(self.text, self.floor):
            yield from self.active(match)

    def bare(self, match: re.Match[str]) -> Iterator[Report]:
        before = self.text[self.floor : match.start()]
        cue_span = self.span(match.start(), match.end())
        cue = match.group()
        heads = not before.strip(" ,")
        follows_quote = bool(re.search(rf"{MASK}\s*,?\s*$", before))
        if match.group(2):
            speaker = self.span(match.end() - 3, match.end())
            if heads:
                yield Report(cue, *cue_span, speaker, self.forward(match.end()))
            elif follows_quote or before.rstrip().endswith(","):
                yield Report(
                    cue, *cue_span, speaker, None if follows_quote else self.trimmed(self.floor, match.start())
                )
            return
        if not (heads or follows_quote or before.rstrip().endswith(",")):
            return
        found = self.subject_behind(match.end())
        name = self.reading.text[slice(*found)] if found else ""
        if found is None or not (
            name[:1].isupper()
            or cues.PRONOUN.match(name)
            or cues.GENERIC.match(name)
            or re.match(r"seorang|jurucakap", name)
        ):
            return
        if heads:
            behind = found[1] - self.base
            if self.text[behind : behind + 1] == ",":  # "Jelas beliau, tambang ..."
                yield Report(cue, *cue_span, found, self.forward(behind))
            return
        yield Report(cue, *cue_span, found, None if follows_quote else self.trimmed(self.floor, match.start()))

    def active(self, match: re.Match[str]) -> Iterator[Report]:
        before = self.text[: match.start()]
        if BLOCKED.search(before[-12:]) or _SO.match(self.text, match.end()):
            return
        subject = self.subject_before(match.start())
        if subject is None:
            return
        told = _TOLD.match(self.text, match.end()) if match.group() == "memberitahu" else None
        clause = self.forward(told.end() if told else match.end())
        report = Report(match.group(), *self.span(match.start(), match.end()), subject, clause)
        if re.search(rf"{MASK}\s*,?\s*$", before[: subject[0] - self.base]):
            report = Report(report.cue, report.cue_start, report.cue_end, subject, None)
        yield report

    def forward(self, right: int) -> tuple[int, int] | None:
        rest = self.text[right:]
        if rest.lstrip()[:1] == ":" or re.match(rf"\s*[,:]?\s*{MASK}", rest):
            return None
        that = re.match(r"(?:\s+(?:pemberita|kepada [\w ]+?))?\s*,?\s*(?:bahawa\s+)?", rest)
        return self.trimmed(right + (that.end() if that else 0), len(self.text))

    def subject_before(self, left: int) -> tuple[int, int] | None:
        pronoun = PRONOUN_BEFORE.search(self.text[self.floor : left])
        if pronoun:
            return self.span(self.floor + pronoun.start(1), self.floor + pronoun.end(1))
        for one in reversed(self.officials):
            end = one.end - self.base
            if end <= left and re.fullmatch(rf"\s*(?:,[^.;{MASK}]*,|\([^)]*\),?|,)?\s+{ADVERB}", self.text[end:left]):
                head = self.text[self.floor : one.start - self.base]
                start = self.floor if re.fullmatch(r"[A-Z][\w,()' -]*\s", head) else one.start - self.base
                return self.span(start, end)
        nameless = _NAMELESS.fullmatch(self.text[self.floor : left])
        if nameless:
            return self.span(self.floor, self.floor + nameless.end(1))
        named = re.search(r"((?:[A-Z][\w'’.-]*\s+){1,8})(?:(?:turut|juga|kemudian)\s+)?$", self.text[self.floor : left])
        return (
            self.span(self.floor + named.start(1), self.floor + named.start(1) + len(named.group(1).rstrip()))
            if named
            else None
        )
