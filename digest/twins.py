"""Two stories of one event: told once, the other one named under it with the reason. Pure.

Stories are settled with care not to mix two events, so one event is now and then told by two of them: in two languages,
or by outlets that begin at different ends. A reader must not meet it twice at the top. The decision is strict, since a
story that is folded by mistake is half hidden: either one sentence tells both, nearly word for word, and they share a
figure or a person, or both begin with two figures that are the same and name the same person. All numbers below are
judgement; on the five weeks of the bundled sample (17 to 24 stories each) they fold none that are two events.
"""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass

from digest.content import Reason
from digest.facts import StoryFact
from digest.figure_facts import FigureFact
from digest.pick import without_dateline

SENTENCES = 2  # of each article's beginning, where the analysis has not said which sentences tell the story
ALIKE = 0.6  # shared words of two sentences, of all their words: what rewording of one line leaves
WORDS = 6  # content words that a sentence must have: "He did not elaborate" is alike everywhere
LEAD = 700  # characters of an article's beginning; figures behind it are background, which unlike stories share
FIGURES = 2


@dataclass(frozen=True, slots=True)
class Marks:
    """What a story is known again by."""

    sentences: tuple[frozenset[str], ...]
    figures: dict[tuple[str, str], str]  # unit and value -> as printed
    officials: dict[str, str]


def marks(story: StoryFact) -> Marks:
    """A figure is of the story where more than half of its reports begin with it: one stray report must not make two
    stories one."""
    reports = {source.article for source in story.sources if not source.copy}
    lines = story.told or [sentence for sentence in story.sentences if sentence.number < SENTENCES]
    words = {_content(without_dateline(sentence.text)) for sentence in lines}
    figures: dict[tuple[str, str], str] = {}
    told_by: dict[tuple[str, str], set[str]] = defaultdict(set)
    for figure in story.figures:
        if figure.start < LEAD and (key := _key(figure)):
            figures.setdefault(key, figure.text)
            told_by[key].add(figure.source.article)
    return Marks(
        sentences=tuple(sorted((each for each in words if len(each) >= WORDS), key=sorted)),
        figures={key: text for key, text in figures.items() if 2 * len(told_by[key]) > len(reports)},
        officials=dict(story.officials),
    )


def same_event(one: Marks, other: Marks) -> tuple[Reason, ...]:
    """Why both tell of one event, what they share named; empty where that is not sure."""
    figures = [text for key, text in one.figures.items() if key in other.figures]
    officials = [name for key, name in one.officials.items() if key in other.officials]
    told = any(_alike(a, b) for a in one.sentences for b in other.sentences)
    if not (told and (figures or officials)) and not (len(figures) >= FIGURES and officials):
        return ()
    found = [Reason("twin.sentence")] if told else []
    if figures:
        found.append(Reason("twin.figures", len(figures), tuple(figures)))
    if officials:
        found.append(Reason("twin.officials", len(officials), tuple(officials)))
    return tuple(found)


def _alike(one: frozenset[str], other: frozenset[str]) -> bool:
    return len(one & other) >= ALIKE * len(one | other)


def _content(text: str) -> frozenset[str]:
    return frozenset(word for word in re.findall(r"\w+", text.casefold()) if len(word) > 3 or word.isdigit())


def _key(figure: FigureFact) -> tuple[str, str] | None:
    """The same for the same amount in any language; None for what is too common to tell one event from another."""
    if figure.value is None or figure.unit is None or len(figure.value.strip("0.-")) < 2:
        return None
    return figure.unit, figure.value
