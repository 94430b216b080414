"""Title, text and spans of one generated article. Knows words and places in the text; no table, no other article."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass, field

from benchmarks.generator_world import CONCEPTS, MadeOfficial, World
from nlp.places import Place
from records import Theme

MEASURES = {concept: concept if concept != "people" else "number of people" for concept in CONCEPTS}


@dataclass(frozen=True, slots=True, kw_only=True)
class MadeFigure:
    """A figure of a story, told by those of its reports that happen to."""

    concept: str
    value: str
    unit: str
    owner: str
    period: str | None
    text: str
    claim: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class StoryFacts:
    """What all reports of a story have in common."""

    people: tuple[MadeOfficial, ...]
    place: Place
    organisation: str
    theme: Theme | None
    figures: tuple[MadeFigure, ...]


@dataclass(slots=True)
class MadeText:
    """``sentences``: start, end, text. ``spans``: kind, sentence, start, end, what it is (offsets in the body)."""

    title: str
    body: str
    sentences: list[tuple[int, int, str]] = field(default_factory=list)
    spans: list[tuple[str, int, int, int, object]] = field(default_factory=list)


def facts_of(world: World, story: int, month: str, theme: Theme | None) -> StoryFacts:
    """The facts of a story; a function of its number and the world's seed."""
    chance = random.Random(f"{world.seed} story {story}")
    people = tuple(
        world.people[min(len(world.people) - 1, int(len(world.people) * chance.random() ** 2.5))]
        for _ in range(chance.choice((0, 1, 1, 2, 3)))
    )
    place = world.divisions[int(len(world.divisions) * chance.random() ** 1.6)]
    organisation = world.organisations[int(len(world.organisations) * chance.random() ** 2)]
    figures = tuple(_figure(world, chance, organisation, month) for _ in range(chance.choice((0, 0, 1, 1, 2, 2, 3, 4))))
    return StoryFacts(
        people=tuple(dict.fromkeys(people)), place=place, organisation=organisation, theme=theme, figures=figures
    )


def _figure(world: World, chance: random.Random, organisation: str, month: str) -> MadeFigure:
    concept = chance.choice(CONCEPTS)
    series = chance.random()
    if series < 0.4:
        # A known quantity of the month: one value, but for one report in twelve, which says another.
        exact = random.Random(f"{world.seed} {concept} {organisation} {month}")
        value = f"{exact.randint(10, 9999) / 10:.1f}"
        if chance.random() < 1 / 12:
            value = f"{chance.randint(10, 9999) / 10:.1f}"
    else:
        value = str(chance.randint(3, 99_999))
    value = value.removesuffix(".0")
    percent, counted = concept in ("growth", "inflation"), concept in ("people", "jobs")
    return MadeFigure(
        concept=concept,
        value=value,
        unit="percent" if percent else "count" if counted else "MYR",
        owner=organisation,
        period=month if series < 0.4 else None,
        text=f"{value} per cent" if percent else value if counted else f"RM{value}",
        claim=series < 0.8,
    )


def compose(chance: random.Random, facts: StoryFacts, words: list[str], language: str) -> MadeText:
    """A text around ``words``, which are all used up; each sentence is one of a few plain kinds."""
    source = _take(words, chance)
    again = " ".join(words[:5])  # where facts are many and words few
    said = "said" if language == "en" else "berkata"
    place = facts.place.name_ms if language == "ms" and facts.place.name_ms else facts.place.name_en
    theme = chance.choice(facts.theme.seeds) if facts.theme is not None and language == "en" else ""
    title_words = [word.capitalize() if len(word) > 3 else word for word in words[3:9]]
    title = " ".join(title_words[:3] + ([place] if chance.random() < 0.3 else []) + title_words[3:])
    made = MadeText(title=f"{title[:1].upper()}{title[1:]}", body="")
    lines: list[list[tuple[str, str, object]]] = [
        [("place", place, facts.place), ("", ",", None), ("", next(source, again), None), ("theme", theme, None)]
    ]
    for person in facts.people:
        if chance.random() < 0.75:
            told: list[tuple[str, str, object]] = [("official", f"{person.role} {person.name}", person)]
            lines.append([("", next(source, again), None), ("entity", facts.organisation, None), *told])
            if chance.random() < 0.5:
                quoted = next(source, again)
                lines.append([("quote", f"“{quoted},”", person), ("", f"{person.name} {said}", None)])
    for figure in facts.figures:
        if chance.random() < 0.7:
            lines.append(
                [
                    ("entity", facts.organisation, None),
                    ("", f"{next(source, again)} {MEASURES[figure.concept]}", None),
                    ("figure", figure.text, figure),
                ]
            )
    lines += ([("", rest, None)] for rest in source)
    parts: list[str] = []
    at = 0
    for number, line in enumerate(lines):
        start, text = at, ""
        for kind, piece, what in line:
            if not piece:
                continue
            if text and piece != ",":
                text += " "
            if kind and kind != "theme":
                made.spans.append((kind, number, start + len(text), start + len(text) + len(piece), what))
            text += piece
        text = f"{text[:1].upper()}{text[1:]}."
        end = start + len(text)
        made.sentences.append((start, end, text))
        parts.append(text)
        parts.append("\n" if number % 3 == 2 else " ")
        at = end + 1
    made.body = "".join(parts[:-1])
    return made


def _take(words: list[str], chance: random.Random) -> Iterator[str]:
    """Runs of 9 to 22 words."""
    at = 0
    while at < len(words):
        length = chance.randint(9, 22)
        yield " ".join(words[at : at + length])
        at += length
