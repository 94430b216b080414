"""A story in its own sentences: which report leads, what its key sentences are, what each later day brought.

Extractive: every sentence is verbatim, with its article and place. A sentence is worth what its words weigh in the
reports (centrality) times what of them is not told yet (novelty), more where it holds a figure or an official. Pure and
deterministic: the same reports give the same answer in any order. Must not know the store or a page.
"""

from __future__ import annotations

import math
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from itertools import chain

from nlp.copies.text import tokens
from nlp.stories.standing import Standing, standing
from nlp.stories.words import FUNCTION_WORDS
from records import KeySentence, StoryReport, StorySummary

MOST = 5
FROM_ONE = (2, 4)  # sentences of one report: two, up to four where fewer reports are in the story's language
NOVEL = 0.4  # of a sentence's weight that must not be told yet
NOVEL_OPENING = 0.15  # of what a report of a later day begins with
FLOOR = 0.2  # of the first one's worth, below which nothing is chosen any more
STEM = 6  # letters: enough to tell words apart, few enough to make one of "investment" and "investments"
SAME_ARTICLE = 0.9  # for each sentence that was taken from it
OPENING = (
    2.0  # of the first choice: a beginning that repeats its headline says what happened; one that does not is colour
)
HEADLINE = 0.3  # of the headline, from which a beginning is the news
OTHER_LANGUAGE = 0.6
UNNAMED = 0.7  # somebody speaks who is only "he"
NUMBERS_TOLD = 0.6
BY_THE_WAY = 0.06  # what each place further down takes: news puts the news first
LEAD_NEAR = 0.95  # of the best coverage, from which the earlier report leads


@dataclass(frozen=True, slots=True, kw_only=True)
class _Candidate:
    report: StoryReport
    sentence: Standing
    terms: frozenset[str]
    numbers: frozenset[str]
    worth: float
    opening: float  # share of its headline that it repeats, where it is what the report begins with; else 0

    @property
    def place(self) -> tuple[datetime, str, int]:
        return self.report.when, self.report.id, self.sentence.start


def summary_of(reports: Iterable[StoryReport]) -> StorySummary:
    """Raises ValueError where there is no report."""
    ordered = sorted(reports, key=lambda report: (report.when, report.id))
    if not ordered:
        raise ValueError("a story without a report has no summary")
    lines = {report.id: [_terms(line) for line in (report.title, *report.body.splitlines())] for report in ordered}
    terms = {report: Counter(chain.from_iterable(told)) for report, told in lines.items()}
    weights = _weights(ordered, lines, terms)
    lead, why = _lead(ordered, terms, weights)
    language = _language(ordered, lead)
    candidates = [candidate for report in ordered for candidate in _candidates(report, weights, language)]
    same = [report for report in ordered if report.language == language]
    most = min(max(FROM_ONE[0], math.ceil(MOST / len(same))), FROM_ONE[1])
    # Of a translation only the numbers can be compared: it must bring one that no report in the story's language has.
    printed = {number for report in same for number in _numbers(report.body)}
    key = [c for c in candidates if c.report.language == language or not c.numbers <= printed]
    return StorySummary(
        lead=lead.id,
        lead_reason=why,
        sentences=(
            *_key(key, lead.id, most, weights),
            *_by_day(ordered, candidates, weights, terms),
        ),
    )


def _terms(text: str) -> list[str]:
    """Words that carry content, by their first letters; numbers whole."""
    return [term for word in tokens(text) if (term := _term(word))]


@lru_cache(maxsize=100_000)
def _term(word: str) -> str:
    """Empty for a word that carries none."""
    if any(letter.isdigit() for letter in word):
        return word
    return word[:STEM] if len(word) > 2 and word not in FUNCTION_WORDS else ""


def _weights(
    reports: Sequence[StoryReport], lines: Mapping[str, Sequence[Sequence[str]]], terms: Mapping[str, Counter[str]]
) -> dict[str, float]:
    """What a term weighs in the story: how many independent reports have it, and how early it stands in one."""
    witnesses: defaultdict[str, set[str]] = defaultdict(set)
    early: dict[str, float] = {}
    for report in reports:
        for term in terms[report.id]:
            witnesses[term].add(report.witness)
        for place, line in enumerate(lines[report.id]):
            for term in line:
                early[term] = max(early.get(term, 0.0), 1 / (1 + place / 3))
    number = len({report.witness for report in reports})
    return {term: math.sqrt(len(found) / number) * (0.3 + early[term]) for term, found in witnesses.items()}


def _lead(
    reports: Sequence[StoryReport], terms: Mapping[str, Counter[str]], weights: Mapping[str, float]
) -> tuple[StoryReport, str]:
    """The report that tells most of what the reports tell, by weight; among near ones the most copied, the earliest."""
    shared = Counter(term for report in reports for term in terms[report.id])
    told = {term for term, count in shared.items() if count >= 2} or set(shared)
    whole = math.fsum(weights[term] for term in sorted(told)) or 1.0

    def covered(report: StoryReport) -> float:
        share = math.fsum(weights[term] for term in sorted(told & terms[report.id].keys())) / whole
        return share * (0.5 if report.paywalled else 1.0)

    best = max(covered(report) for report in reports)
    near = [report for report in reports if covered(report) >= LEAD_NEAR * best]
    lead = min(near, key=lambda report: (-report.copies, report.when, report.id))
    if len(reports) == 1:
        return lead, "the only report that is no copy"
    reason = f"tells {covered(lead):.0%} of what the {len(reports)} reports have in common, in {_size(lead)} words"
    if lead.copies:
        reason += f"; {lead.copies} cop{'y' if lead.copies == 1 else 'ies'}"
    if len(near) > 1:
        reason += "; before others that tell as much"
    return lead, reason


def _size(report: StoryReport) -> int:
    return len(report.body.split())


def _language(reports: Sequence[StoryReport], lead: StoryReport) -> str | None:
    """Of most independent reports; the lead's where as many are in another one."""
    witnesses: defaultdict[str | None, set[str]] = defaultdict(set)
    for report in reports:
        witnesses[report.language].add(report.witness)
    most = max(len(found) for found in witnesses.values())
    first = [report.language for report in (lead, *reports) if len(witnesses[report.language]) == most]
    return first[0]


def _candidates(report: StoryReport, weights: Mapping[str, float], language: str | None) -> list[_Candidate]:
    if not report.quotable:
        return []
    found = []
    headline = set(_terms(report.title))
    for sentence in standing(report.body):
        terms = frozenset(_terms(sentence.text))
        if not terms:
            continue
        central = math.fsum(weights.get(term, 0.0) for term in sorted(terms)) / math.sqrt(len(terms))
        worth = central * (
            1 + 0.35 * bool(report.figures.get(sentence.number)) + 0.2 * bool(report.officials.get(sentence.number))
        )
        worth /= 1 + BY_THE_WAY * sentence.number
        worth *= UNNAMED if sentence.speaker_unnamed else 1.0
        worth *= OTHER_LANGUAGE if report.language != language else 1.0
        found.append(
            _Candidate(
                report=report,
                sentence=sentence,
                terms=terms,
                numbers=_numbers(sentence.text),
                worth=worth,
                opening=len(headline & terms) / max(1, len(headline)) if sentence.number == 0 else 0.0,
            )
        )
    return found


def _numbers(text: str) -> frozenset[str]:
    return frozenset(re.findall(r"\d+(?:\.\d+)?", text.replace(",", "")))


def _novelty(candidate: _Candidate, told: set[str], numbers: set[str], weights: Mapping[str, float]) -> float:
    """Share of its weight that is not told yet; less where it has numbers and all of them are."""
    whole = math.fsum(weights[term] for term in sorted(candidate.terms))
    new = math.fsum(weights[term] for term in sorted(candidate.terms - told))
    repeats = candidate.numbers and candidate.numbers <= numbers
    return new / whole * (NUMBERS_TOLD if repeats else 1.0) if whole else 0.0


def _key(candidates: Sequence[_Candidate], lead: str, most: int, weights: Mapping[str, float]) -> list[KeySentence]:
    """At most five, ``most`` of one report, by maximal marginal relevance over what is told so far."""
    told: set[str] = set()
    numbers: set[str] = set()
    taken: Counter[str] = Counter()
    chosen: list[KeySentence] = []
    left = list(candidates)
    while left and len(chosen) < MOST:
        valued = []
        for candidate in left:
            new = _novelty(candidate, told, numbers, weights)
            if taken[candidate.report.id] >= most or new < NOVEL:
                continue
            value = candidate.worth * new * SAME_ARTICLE ** taken[candidate.report.id]
            boost = 1 + OPENING * candidate.opening if not chosen and candidate.report.id == lead else 1.0
            valued.append((-value * boost, candidate.place, candidate, value, new))
        if not valued:
            break
        _, _, best, value, new = min(valued, key=lambda item: item[:2])
        if chosen and value < FLOOR * chosen[0].score:
            break
        chosen.append(_chosen(best, value, new, None))
        told |= best.terms
        numbers |= best.numbers
        taken[best.report.id] += 1
        left.remove(best)
    return chosen


def _by_day(
    reports: Sequence[StoryReport],
    candidates: Sequence[_Candidate],
    weights: Mapping[str, float],
    terms: Mapping[str, Counter[str]],
) -> list[KeySentence]:
    """For each day but the first the sentence that brings most of what the days before did not tell."""
    told: set[str] = set()
    numbers: set[str] = set()
    languages: set[str | None] = set()
    found = []
    for day in sorted({report.day for report in reports}):
        today = [report for report in reports if report.day == day]
        if told:
            valued = []
            for candidate in candidates:
                if candidate.report.day != day:
                    continue
                new = _novelty(candidate, told, numbers, weights)
                known = candidate.report.language in languages
                # What a report begins with is its news, though its words are the story's: novelty is a gate, no factor.
                opens = candidate.opening >= HEADLINE
                if new >= (NOVEL_OPENING if opens else NOVEL) and (known or not candidate.numbers <= numbers):
                    value = candidate.worth * (1.0 if opens else new)
                    valued.append((-value, candidate.place, candidate, new))
            if valued:
                value, _, best, new = min(valued, key=lambda item: item[:2])
                found.append(_chosen(best, -value, new, day))
        for report in today:
            told |= terms[report.id].keys()
            numbers |= _numbers(report.body)
            languages.add(report.language)
    return found


def _chosen(candidate: _Candidate, value: float, new: float, day: date | None) -> KeySentence:
    held = [
        name
        for name, counts in (("a figure", candidate.report.figures), ("an official", candidate.report.officials))
        if counts.get(candidate.sentence.number)
    ]
    reason = f"centrality {candidate.worth:.2f}, {new:.0%} new" + (f"; holds {' and '.join(held)}" if held else "")
    return KeySentence(
        article=candidate.report.id,
        start=candidate.sentence.start,
        end=candidate.sentence.end,
        text=candidate.sentence.text,
        day=day,
        score=round(value, 4),
        reason=reason,
    )
