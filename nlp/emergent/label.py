"""A readable label for a group of stories: the phrases of its headlines that set it apart.

Pure; knows headlines and words of English and Malay. c-TF-IDF (Grootendorst 2022) over runs of one to three content
words, times how much of the group's words they are; then maximal marginal relevance, so that the second phrase says
something that the first does not.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Mapping, Sequence

from nlp.cut import dateline_end
from nlp.emergent.story import LooseStory
from nlp.stories import words

OPENING_WORDS = 70  # the headline and what a news text says first
LONGEST = 3  # words in a phrase
PHRASES = 3
DIVERSITY = 0.3  # weight of what a phrase repeats of those before it
WEAKEST = 0.35  # of the best phrase's score: what says less is left out
_WORD = re.compile(r"[^\W\d_]+(?:[-'’][^\W\d_]+)*")
_BREAK = re.compile(r"[^\w\s'’-]|\s[-–—]\s")


def opening_terms(opening: str) -> Counter[str]:
    """Content words of headline and first words, those of the headline twice. Datelines are cut, since they say where a
    reporter was, and months say when."""
    title, _, body = opening.partition("\n")
    title, body = title[dateline_end(title) :], body[dateline_end(body) :]
    counted = words.terms(f"{title}\n{body}", OPENING_WORDS)
    counted.update(words.terms(title))
    return Counter({word: count for word, count in counted.items() if word not in words.MONTHS})


def label(
    members: Sequence[LooseStory], pool: Sequence[LooseStory], common: Mapping[str, int], language: str
) -> str | None:
    """Up to three phrases, the best first, from the headlines in a language; None where there is none in it."""
    titles = [_titles(story, language) for story in members]
    phrases: dict[tuple[str, ...], Counter[str]] = {}
    held: Counter[tuple[str, ...]] = Counter()
    for each in titles:
        own = [found for title in each for found in _phrases(title)]
        held.update({key for key, _ in own})
        for key, printed in own:
            phrases.setdefault(key, Counter())[printed] += 1
    if not phrases:
        return None
    inside = Counter(word for each in titles for title in each for word in opening_terms(title))
    inside.update(word for story in members if story.language == language for word in opening_terms(story.opening))
    scored = {
        key: _setting_apart(key, count, len(members), inside, common, len(pool))
        for key, count in held.items()
        if count > 1 or max(held.values()) == 1
    }
    chosen = _marginal(scored)
    lower = {match[0] for story in members for match in _WORD.finditer(story.opening) if match[0].islower()}
    lower |= {match[0] for each in titles for title in each for match in _WORD.finditer(title) if match[0].islower()}
    said = ", ".join(_printed(phrases[key], lower) for key in chosen)
    return said[:1].upper() + said[1:]


def _titles(story: LooseStory, language: str) -> list[str]:
    return sorted({telling.title for telling in story.tellings if telling.language == language})


def _phrases(title: str) -> list[tuple[tuple[str, ...], str]]:
    """Runs of one to three neighbouring content words: their stems, and the words as printed."""
    found = []
    for stretch in _BREAK.split(title[dateline_end(title) :]):
        run: list[tuple[str, str]] = []
        for printed in stretch.split():
            match = _WORD.fullmatch(printed)
            stems = list(words.terms(printed)) if match else []
            if len(stems) != 1 or stems[0] in words.MONTHS:
                run = []
                continue
            run = [*run, (stems[0], printed)][-LONGEST:]
            for start in range(len(run)):
                piece = run[start:]
                found.append((tuple(stem for stem, _ in piece), " ".join(word for _, word in piece)))
    return found


def _setting_apart(
    key: tuple[str, ...], count: int, members: int, inside: Counter[str], common: Mapping[str, int], pool: int
) -> float:
    """How much of the group holds the phrase, how rare its words are elsewhere, how much of the group's words they are:
    of a phrase all together, since two words name a thing better than either."""
    rarity = math.fsum(math.log(1 + pool / max(common.get(stem, 1), 1)) for stem in key) / len(key)
    length = math.sqrt(math.fsum(number * number for number in inside.values())) or 1.0
    near = math.fsum(inside[stem] for stem in key) / length
    return count / members * rarity * near


def _marginal(scored: Mapping[tuple[str, ...], float]) -> list[tuple[str, ...]]:
    best = max(scored.values())
    left = {key: score / best for key, score in scored.items() if score >= WEAKEST * best > 0}
    chosen: list[tuple[str, ...]] = []
    while left and len(chosen) < PHRASES:
        values = {
            key: (1 - DIVERSITY) * score - DIVERSITY * max((words.overlap(key, other) for other in chosen), default=0.0)
            for key, score in left.items()
        }
        chosen.append(min(values, key=lambda key: (-values[key], -len(key), key)))
        left = {k: v for k, v in left.items() if not any(set(k) <= set(c) or set(c) <= set(k) for c in chosen)}
    return chosen


def _printed(forms: Mapping[str, int], lower: set[str]) -> str:
    """As printed most often; a word that also stands in small letters is no name and is written so."""
    form = min(forms, key=lambda text: (-forms[text], text))
    return " ".join(word.lower() if word.lower() in lower else word for word in form.split())
