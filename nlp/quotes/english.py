"""Reports of speech in English: word order first, spaCy's parse for the subject where word order does not say.

This module must not know which person a subject is.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from nlp.quotes import cues
from nlp.quotes.finder import ADVERB, BLOCKED, PRONOUN_BEFORE, Finder, Report
from nlp.quotes.outer import MASK, Outer

_NEGATIVE_SUBJECT = re.compile(r"^(?:No|Nobody|None|Neither|Few|Nothing|Tiada|Who|What|How|Why)\b")
_OBJECT = r"reporters|journalists|the press|the media|parliament|lawmakers|them|him|her|us|me|pemberita"
# An adverbial between verb and "that" holds no verb of its own ("said at the launch that ...").
_ADVERBIAL = (
    r"(?:\s*,?\s*(?:in|on|at|during|after|to|via|through|when|following|yesterday|today|tonight"
    r"|here|earlier|later|recently|also|this|last"
    r"|only|simply|pada|di|dalam|ketika|semasa|hari|semalam|kepada)\b(?:(?!\b(?:was|were|is|are"
    r"|has|have|had|will|would|could|can|should|adalah|akan|telah)\b)[^,;:]){0,80}?)"
)
_THAT = re.compile(rf"^(?: out)?(?:\s+(?:{_OBJECT}))?{_ADVERBIAL}?,?\s+(?:that|bahawa)\s*,?\s+")
_TOLD_THAT = re.compile(
    rf"^\s+(?:{_OBJECT}|[A-Z][\w'’-]*(?: [A-Z][\w'’-]*){{0,4}}|(?:the|a|an) [\w -]{{3,40}}?)"
    rf"{_ADVERBIAL}?,?\s+(?:that|bahawa)\s*,?\s+"
)
# "told Radio Selat the bridge": a name of two words where what follows cannot be one more of it.
_SMALL = r"(?:the|a|an|his|her|its|their|he|she|it|they|we|there|no|some|more|most)"
_OUTLET = rf"[A-Z]\w+(?:(?: [A-Z]\w+){{1,3}}(?= {_SMALL}\b))?"
_TOLD = re.compile(
    rf"^\s+(?:reporters|journalists|the press|the media|{_OUTLET}|parliament|lawmakers|them|him"
    r"|her|us|the \w+|a [\w ]{3,40}?)(?:\s+(?:here|today|yesterday|on \w+day))*,?\s+"
)
_POINT_OUT = re.compile(r" out\b")
_WRITE_THAT = re.compile(r" (?:on|in) [\w’' ]{1,40}? that\b")  # "wrote on X that"; "wrote that letter" tells no speech
_SUBJECTS = frozenset({"nsubj", "nsubjpass"})
_WHERE_SAID = re.compile(r"\s*(?:at|in|on|during|after)\b[\w'’ -]{3,80}\s")
_NO_CLAUSE = re.compile(r"^\s*(?:to|of|about|by|for|in|on|at|with|as|from|a|an)\b", re.IGNORECASE)
_NEXT_REPORT = re.compile(r"(?:,?\s+(?:and|while|but|before)|,)\s+(?:\w+ly |also |later |further )*$")
_TELLS = frozenset({"tell", "inform", "assure", "remind", "warn"})
_DESCRIBED = re.compile(
    r"\b(?:called|described|dubbed|termed|branded|labelled|labeled|slammed|hailed|praised|condemned|menyifatkan)\b"
)


class English(Finder):
    def reports(self) -> Iterator[Report]:
        yield from self.according()
        found = [match for match in cues.ENGLISH_CUE.finditer(self.text, self.floor) if self.is_verb(match)]
        made: list[Report] = []
        for index, match in enumerate(found):
            limit = found[index + 1].start() if index + 1 < len(found) else len(self.text)
            report = self.report(match, limit, made[-1] if made else None)
            if report is not None:
                made.append(report)
                yield report

    def is_verb(self, match: re.Match[str]) -> bool:
        if BLOCKED.search(self.text[max(0, match.start() - 12) : match.start()]):
            return False
        if self.text[match.end() : match.end() + 1] == "-" or self.text[match.start() - 1 : match.start()] == "-":
            return False
        if re.match(r"(?:Had|Were|Should|Unless|Suppose)\b", self.text[self.floor :]):
            return False  # "Had he said ...": nobody did
        token = self.token(match.start())
        if token is None or token.pos_ in {"VERB", "AUX"}:
            return True
        return self.lemma(match) in {"say", "tell", "add"} and not match.group(1).endswith("ing")

    def lemma(self, match: re.Match[str]) -> str:
        return cues.ENGLISH[match.group(1)]

    def token(self, offset: int) -> Any:
        span = self.reading.doc.char_span(self.base + offset, self.base + offset + 1, alignment_mode="expand")
        return None if span is None else span[0]

    def report(self, match: re.Match[str], limit: int, earlier: Report | None) -> Report | None:
        left, right = match.start(), match.end()
        lemma = self.lemma(match)
        before = self.text[self.floor : left]
        cue_span = self.span(left, right)
        subject = None if match.group(1).endswith("ing") and not before.endswith(" as ") else self.subject_before(left)
        behind_quote = bool(re.search(rf"{MASK}\s*,?\s*$", before))
        inverted = (
            behind_quote or (subject is None and bool(re.search(r"(?:^|,)\s*$", before)))
        ) and self.follows_subject(right)
        if inverted and not match.group(1).endswith("ing"):
            speaker = self.subject_behind(right)
            clause = None if behind_quote else self.backward(left)
            return Report(match.group(1), *cue_span, speaker, clause) if speaker else None
        if subject is None:
            linked = re.search(r"(?:^|,|\band|\bbut|\bwhile|\bbefore)\s+(?:\w+ly )?$", before) or match.group(
                1
            ).endswith("ing")
            if earlier is None or not linked:
                return None
        elif _NEGATIVE_SUBJECT.match(self.reading.text[slice(*subject)]):
            return None
        if subject is not None and re.match(r"(?:who|which|that)$", self.reading.text[slice(*subject)], re.I):
            return None
        if lemma == "read" and not (subject and cues.WRITTEN.search(self.reading.text[slice(*subject)])):
            return None
        written = {"point": _POINT_OUT, "write": _WRITE_THAT}.get(lemma)
        if lemma in cues.DIRECT_ONLY and not (written and written.match(self.text, right)):
            return Report(match.group(1), *cue_span, subject, None)
        if self.quoted_before(left, subject):
            return Report(match.group(1), *cue_span, subject, None)
        forward = self.forward(match, limit)
        if forward is not None:
            return Report(match.group(1), *cue_span, subject, forward)
        if subject is not None:
            start = self.behind_post(subject)
            if re.search(r",\s*(?:and |but )?$", self.text[self.floor : start]):
                clause = self.backward(start)
                if clause is not None:
                    return Report(match.group(1), *cue_span, subject, clause)
        return Report(match.group(1), *cue_span, subject, None)

    def behind_post(self, subject: tuple[int, int]) -> int:
        """Where the subject begins, a post before it included: "exports rose, the ministry's secretary, NAME, said"."""
        start = subject[0] - self.base
        role = next((one.role for one in self.officials if one.end == subject[1] and one.role), None)
        if role is None:
            return start
        post = re.search(rf"(?<=,)\s+(?:[\w'’ -]{{1,60}} )?{re.escape(role)}\b[^,.;]{{0,80}},\s+$", self.text[:start])
        return post.end() - len(post.group().lstrip()) if post else start

    def quoted_before(self, left: int, subject: tuple[int, int] | None) -> bool:
        start = subject[0] - self.base if subject else left
        return bool(re.search(rf"{MASK}\s*[,–—-]?\s*(?:and |but |while )?$", self.text[:start]))

    def follows_subject(self, right: int) -> bool:
        rest = self.text[right:].lstrip()
        return bool(
            re.match(r"(?:the|a|an|its|their|his|her|one|another|many|some) \w|[A-Z]|(?:he|she)\b(?! \w+ed\b)", rest)
        ) or any(
            right <= one.start - self.base <= right + 80
            and not re.search(r"[.;,:]", self.text[right : one.start - self.base])
            for one in self.officials
        )

    def subject_before(self, left: int) -> tuple[int, int] | None:
        """The subject that ends right before the verb: pronoun, official (and apposition), or what the parse says."""
        pronoun = PRONOUN_BEFORE.search(self.text[self.floor : left])
        if pronoun:
            return self.span(self.floor + pronoun.start(1), self.floor + pronoun.end(1))
        nominal = self.parsed_subject(left)
        for one in reversed(self.officials):
            end = one.end - self.base
            if end > left:
                continue
            between = self.text[end:left]
            direct = re.fullmatch(rf",?\s+{ADVERB}", between)
            apposed = re.fullmatch(rf"\s*(?:,\s[^.;{MASK}]*,|\([^)]*\),?)\s+{ADVERB}", between) and not re.search(
                r"\b(?:and|but)\s+\w+\s+\w+ed\b", between
            )
            if direct or (apposed and (nominal is None or nominal[0] <= one.end)):
                start = one.start if nominal is None or not nominal[0] <= one.start < nominal[1] else nominal[0]
                return start, one.end
            break
        if nominal is not None:
            return nominal
        named = re.search(
            rf"(?:^|[,;:]\s)\s*((?:[Tt]he |[Aa]n? |[Ii]ts )?[A-Z][\w'’-]*(?: [\w'’-]+){{0,5}})\s+{ADVERB}$",
            self.text[self.floor : left],
        )
        return self.span(self.floor + named.start(1), self.floor + named.end(1)) if named else None

    def parsed_subject(self, left: int) -> tuple[int, int] | None:
        token = self.token(left)
        if token is None:
            return None
        while token.dep_ == "conj" and token.head.pos_ in {"VERB", "AUX"} and not _has_subject(token):
            token = token.head  # "X visited the plant and said ..."
        for child in token.children:
            if child.dep_ not in {"nsubj"} or child.i > token.i:
                continue
            tokens = [one for one in child.subtree if one.idx < self.base + left]
            start, end = tokens[0].idx, tokens[-1].idx + len(tokens[-1])
            cut = re.search(r",\s*(?:who|which|whose)?\b", self.reading.text[start:end])
            if cut and start + cut.start() > child.idx:
                end = start + cut.start()
            if re.search(r"\b(?:and|but)$", self.reading.text[start:end]):
                return None  # "... in the state but argued": the subject is that of the verb before
            if (
                start >= self.base + self.floor
                and MASK not in self.text[start - self.base : end - self.base]
                and end > start
            ):
                return start, end
        return None

    def forward(self, match: re.Match[str], limit: int) -> tuple[int, int] | None:
        """The clause behind the verb: behind "that", or at once where the verb takes a bare clause."""
        right = match.end()
        rest = self.text[right:]
        that = _THAT.match(rest) or (self.lemma(match) in _TELLS and _TOLD_THAT.match(rest)) or None
        stop = len(self.text)
        if limit < stop:
            link = _NEXT_REPORT.search(self.text[right:limit])
            participle = re.match(r"\w+ing\b", self.text[limit:])
            if link and link.start() > 0 and (participle or not link.group().startswith(", ") or "and" in link.group()):
                stop = right + link.start()
        if that:
            return self.trimmed(right + that.end(), stop)
        if self.lemma(match) not in cues.BARE:
            return self.trimmed(right, stop) if self.has_clause(match.start()) and not _NO_CLAUSE.match(rest) else None
        start = right
        if self.lemma(match) == "tell":
            told = _TOLD.match(rest)
            if not told:
                return None
            start += told.end()
        elif adverbial := re.match(
            r"\s+(?:(?:today|yesterday|here|later|earlier|on \w+day|in a (?:\w+ )?statement(?: \w+)?),?\s+)", rest
        ):
            start += adverbial.end()
        start = self.behind_adverbial(match.start(), start)
        clause = self.trimmed(start, stop)
        if clause is None or self.text[start:].lstrip()[:1] in {":", ""} or rest.lstrip()[:1] == ":":
            return None
        if self.text[start:].lstrip().startswith(MASK):
            return (
                clause if not re.fullmatch(rf"[{MASK}\s.,]*", self.text[start:stop]) and self.finite(*clause) else None
            )
        return clause if self.finite(*clause) else None

    def behind_adverbial(self, verb: int, start: int) -> int:
        """Where a bare clause begins behind where it was said: "said at a forum on Monday exports would rise"."""
        token = self.token(verb)
        clause = next((child for child in token.children if child.dep_ == "ccomp" and child.i > token.i), None)
        if clause is None or not any(child.dep_ in _SUBJECTS and child.i < clause.i for child in clause.children):
            return start  # without its subject the parse is no help
        begin = min(one.idx for one in clause.subtree) - self.base
        return begin if begin > start and _WHERE_SAID.fullmatch(self.text, start, begin) else start

    def finite(self, start: int, end: int) -> bool:
        span = self.reading.doc.char_span(start, end, alignment_mode="expand")
        return span is not None and any(token.tag_ in {"VBD", "VBZ", "VBP", "MD"} for token in span)

    def has_clause(self, left: int) -> bool:
        token = self.token(left)
        return token is not None and any(child.dep_ == "ccomp" and child.i > token.i for child in token.children)

    def backward(self, right: int) -> tuple[int, int] | None:
        clause = self.trimmed(self.floor, right)
        if clause is None or not self.finite(*clause):
            return None
        return (
            None
            if re.match(
                r"(?:when|asked|while|as|after|on|in|at|during|earlier|meanwhile)\b",
                self.reading.text[clause[0] : clause[1]],
                re.I,
            )
            else clause
        )


def _has_subject(verb: Any) -> bool:
    return any(child.dep_ in _SUBJECTS for child in verb.children)


def described(outer: Outer, start: int) -> re.Match[str] | None:
    """The verb of naming right before a quoted fragment ("called the ruling ..."), if there is one."""
    found = None
    for match in _DESCRIBED.finditer(outer.text, 0, start - outer.start):
        if start - outer.start - match.end() < 60:
            found = match
    return found
