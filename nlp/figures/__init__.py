"""Finds the figures of a text and what each measures: a hand-made grammar, exact decimals, linear time.

Knows the order of the steps; each step is a module of its own. Must not know officials, places or stories.
``find_figures`` is the only public name. The steps: tokens, numbers with currency and unit, nouns that are counted,
ranges and other joins, refusals (dates, names, scores, ...), then meaning (measure, change, status, period, owner).
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import replace

from nlp.figures.context import coordinated
from nlp.figures.cues import context_of
from nlp.figures.elision import elided
from nlp.figures.joins import add_bounds, join_ranges, link_from_to, link_twins, share_units
from nlp.figures.lexicon import Lexicon, lexicon
from nlp.figures.meaning import figures_of
from nlp.figures.names import Name, earlier_names, names_of
from nlp.figures.nouns import Tags, count_noun, letter_magnitude, streak, tags_of
from nlp.figures.numbers import may_hold_number
from nlp.figures.owners import owners_of
from nlp.figures.parse_en import Phrases, phrases_of
from nlp.figures.quantities import Quantity, find_quantities
from nlp.figures.refuse import block, refusal
from nlp.figures.tokens import Token, tokenise
from nlp.reading import Reading
from records import Figure, Sentence

__all__ = ["find_figures"]


def find_figures(reading: Reading) -> tuple[Figure, ...]:
    """The figures of the sentences that readers may read, in reading order, none overlapping another.

    Periods are resolved against ``reading.published``; without it "last year" gives no period. Owners are taken from
    ``reading.entities`` and, for English, the Doc's entities. Raises BadInput where models/units.toml is not whole.
    """
    lex = lexicon()
    tags, phrases = tags_of(reading.doc), phrases_of(reading.doc, reading.dateline_end)
    names = names_of(reading, lex)
    starts = [name.start for name in names]
    figures: list[Figure] = []
    sentences = reading.readable()
    for at, sentence in enumerate(sentences):
        if reading.language == "en" and not may_hold_number(sentence.text):
            continue
        near = names[bisect_left(starts, sentence.start) : bisect_left(starts, sentence.end)]
        earlier = earlier_names(names, starts, sentences, at)
        told = figures[-1] if figures and at and figures[-1].sentence == sentences[at - 1].number else None
        figures.extend(_of_sentence(reading, sentence, near, earlier, told, lex, tags, phrases))
    return tuple(figures)


def _of_sentence(
    reading: Reading,
    sentence: Sentence,
    names: Sequence[Name],
    earlier: Sequence[Sequence[Name]],
    told: Figure | None,
    lex: Lexicon,
    tags: Tags,
    phrases: Phrases,
) -> list[Figure]:
    tokens = tokenise(sentence.text, sentence.start)
    blocked, dates = block(sentence.text, sentence.start, tokens, reading.published)
    quantities = find_quantities(tokens, blocked, reading.language, lex)
    if not quantities:
        return []
    quantities = _counted(quantities, tokens, blocked, reading.language, lex, tags)
    quantities = link_from_to(add_bounds(join_ranges(quantities, tokens, lex), tokens, lex), tokens, lex)
    kept = _figures_only(quantities, tokens, reading.dateline_end, lex)
    kept = link_twins(kept, tokens, lex)
    if sentence.start < reading.dateline_end:
        dates = [span for span in dates if span.start + sentence.start >= reading.dateline_end]
    context = context_of(tokens, dates, sentence.start, kept, lex)
    owners = owners_of(tokens, names, earlier, kept, reading.language, lex)
    return figures_of(kept, context, owners, told, reading, sentence, phrases, lex)


def _figures_only(quantities: Sequence[Quantity], tokens: Sequence[Token], floor: int, lex: Lexicon) -> list[Quantity]:
    """The quantities that no refusal meets; nothing before the offset ``floor``, where the dateline ends."""
    words = {token.low for token in tokens}
    sport, market = bool(words & lex.words["sport"]), bool(words & lex.words["market"])
    kept: list[Quantity] = []
    named: Quantity | None = None
    for quantity in quantities:
        if tokens[quantity.start].start < floor:
            continue
        reason = refusal(quantity, tokens, lex, counted=quantity.unit is not None, sport=sport, market=market)
        if (
            named is not None
            and not quantity.money
            and not quantity.number.comma
            and coordinated(named, quantity, tokens)
        ):
            reason = "number of a name"  # "Category 3, 4 and 5 cases"
        named = replace(quantity, end=quantity.number.end) if reason == "number of a name" else None
        if reason is None:
            kept.append(quantity)
    return kept


def _counted(
    quantities: list[Quantity], tokens: Sequence[Token], blocked: Sequence[str], language: str, lex: Lexicon, tags: Tags
) -> list[Quantity]:
    """Nouns for bare numbers: the one that follows, the unit that a list shares, or one that the structure implies."""
    found: list[Quantity] = []
    for at, quantity in enumerate(quantities):
        right = quantities[at + 1] if at + 1 < len(quantities) else None
        # The number of "147 confirmed Covid-19 cases" does not end the noun phrase.
        limit = right.start if right and not tokens[right.start].glued else len(tokens)
        long = streak(quantity, tokens, lex)
        noun = long
        quantity = letter_magnitude(quantity, tokens, blocked, lex, tags)
        if noun is None and quantity.unit is None:
            noun = count_noun(quantity, tokens, blocked, language, lex, tags)
        found.append(noun if noun and noun.end <= limit else quantity)
    found = share_units(found, tokens)
    for at, quantity in enumerate(found):
        if quantity.unit is None:
            found[at] = elided(found, at, tokens, blocked, language, lex, tags) or quantity
    return found
