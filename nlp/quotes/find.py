"""Puts marks, verbs and speakers together: the quotations of one article, in reading order.

Direct: words in marks, verbatim, marks included. Indirect: the clause under a reporting verb, without its "that".
Mixed: such a clause with some of its words in marks. Titles and single words in marks are no quotations.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass

from nlp.quotes.english import described
from nlp.quotes.finder import Report
from nlp.quotes.marks import Quoted, pairs, paragraphs_of
from nlp.quotes.outer import Outer, outer_sentences
from nlp.quotes.reports import reports_in
from nlp.quotes.speakers import Voice, Voices
from nlp.reading import Reading
from records import OfficialMention, Quote

# Fewer words in marks, with nobody who says them, are a title or a word held at arm's length; set on the marked set.
_LEAST_WORDS = 4
# A quotation without a verb goes to the voice before it over this many paragraphs; set on the marked set.
_REACH = 2


@dataclass(frozen=True, slots=True)
class _Spoken:
    """A reporting verb with its voice, and the sentence it stands in."""

    report: Report
    voice: Voice
    outer: Outer


def find_quotes(reading: Reading, officials: tuple[OfficialMention, ...]) -> tuple[Quote, ...]:
    """Quotations in ``reading``; ``officials`` are those of the same reading, in reading order.

    Of a direct quote ``text == reading.text[start:end]``, marks included; a mark without a partner makes none.
    """
    readable = {sentence.paragraph for sentence in reading.readable()}
    numbers = {sentence.start: sentence.paragraph for sentence in reading.sentences}
    paragraphs = [span for span in paragraphs_of(reading.text) if numbers.get(span[0]) in readable]
    starts = [left for left, _ in paragraphs]
    quoted = pairs(reading.text, paragraphs)
    outers = outer_sentences(reading, quoted)
    voices = Voices(reading, officials)
    quotes: list[Quote] = []
    previous: tuple[int, Voice] | None = None  # paragraph and voice of what was said last
    for outer in outers:
        spoken = [
            _Spoken(report, voices.resolve(report.speaker, report.cue_start), outer)
            for report in reports_in(reading, outer, officials)
        ]
        taken: set[Quoted] = set()
        made: list[Quote] = []
        for one in outer.quoted:
            attributed = _attribution(reading.text, one, spoken)
            if attributed is not None:
                made.append(_direct(reading, one, attributed.voice, attributed.report.cue, 0.95, "attribution"))
                taken.add(one)
        made += _indirect(reading, outer, spoken, taken)
        for one in outer.quoted:
            if one in taken or any(quote.start <= one.start and one.end <= quote.end for quote in made):
                continue
            left = _left_over(reading, outer, one, spoken, previous, starts)
            if left is not None:
                made.append(left)
                taken.add(one)
        made.sort(key=lambda quote: (quote.start, -quote.end))
        quotes += made
        last_paragraph = bisect_right(starts, outer.end - 1)
        if spoken:
            previous = (last_paragraph, spoken[-1].voice)
        elif made and previous is not None:
            previous = (last_paragraph, previous[1])
    return tuple(quotes)


def _attribution(text: str, one: Quoted, spoken: Sequence[_Spoken]) -> _Spoken | None:
    """The reporting verb of this sentence that the quotation belongs to: behind it, else before it."""
    for said in spoken:
        begins = min(said.report.speaker[0], said.report.cue_start) if said.report.speaker else said.report.cue_start
        if begins >= one.end and re.fullmatch(r"\s*[,.–—-]{0,2}\s*(?:and |but |while |dan )?", text[one.end : begins]):
            return said
    for said in reversed(spoken):
        ends = max(said.report.speaker[1], said.report.cue_end) if said.report.speaker else said.report.cue_end
        if ends > one.start or said.report.clause:
            continue
        between = text[ends : one.start]
        if "“" in between or '"' in between or len(between) > 90:
            continue
        if re.search(r"[:,]\s*$", between) or not between.strip():
            return said
    return None


def _indirect(reading: Reading, outer: Outer, spoken: Sequence[_Spoken], taken: set[Quoted]) -> list[Quote]:
    made: list[Quote] = []
    for said in spoken:
        clause = said.report.clause
        if clause is None or any(quote.start < clause[1] and clause[0] < quote.end for quote in made):
            continue
        inside = [one for one in outer.quoted if one.start < clause[1] and clause[0] < one.end]
        if any(one in taken for one in inside):
            continue
        made.append(
            Quote(
                start=clause[0],
                end=clause[1],
                text=reading.text[clause[0] : clause[1]],
                sentence=reading.sentence_at(clause[0]).number,
                kind="mixed" if inside else "indirect",
                cue=said.report.cue,
                speaker=said.voice.printed,
                official=said.voice.official,
                confidence=round(0.85 * said.voice.sure, 3),
                found_by="clause",
            )
        )
    return made


def _left_over(
    reading: Reading,
    outer: Outer,
    one: Quoted,
    spoken: Sequence[_Spoken],
    previous: tuple[int, Voice] | None,
    starts: Sequence[int],
) -> Quote | None:
    """A quotation without a verb of its own: a named fragment, or a sentence that goes on with the voice before."""
    inner = reading.text[one.start + 1 : one.end - 1].strip()
    words = inner.split()
    whole = not outer.text[: one.start - outer.start].strip() and not re.search(
        r"\w", outer.text[one.end - outer.start :].replace("□", "")
    )
    if not whole:
        verb = described(outer, one.start)
        if verb and len(words) >= _LEAST_WORDS and not _is_title(words) and reading.language == "en":
            voice = next((said.voice for said in spoken), Voice(None, None, False, 0.4))
            return _direct(reading, one, voice, verb.group(), 0.6, "fragment", kind="mixed")
        return None
    near = previous is not None and bisect_right(starts, one.start) - previous[0] <= _REACH
    if len(words) < _LEAST_WORDS and not (near and inner[-1:] in ".!?"):
        return None
    if _is_title(words) and inner[-1:] not in ".!?,":
        return None
    if near and previous is not None:
        return _direct(reading, one, previous[1], None, 0.75, "inherited")
    return _direct(reading, one, Voice(None, None, False, 0.5), None, 0.5, "marks")


def _is_title(words: Sequence[str]) -> bool:
    long = [word for word in words if len(word) > 3 and word[0].isalpha()]
    return bool(long) and all(word[0].isupper() for word in long)


def _direct(
    reading: Reading,
    one: Quoted,
    voice: Voice,
    cue: str | None,
    confidence: float,
    found_by: str,
    *,
    kind: str = "direct",
) -> Quote:
    return Quote(
        start=one.start,
        end=one.end,
        text=reading.text[one.start : one.end],
        sentence=reading.sentence_at(one.start).number,
        kind="mixed" if kind == "mixed" else "direct",
        cue=cue,
        speaker=voice.printed,
        official=voice.official,
        confidence=round(confidence * voice.sure, 3),
        found_by=found_by,
    )
