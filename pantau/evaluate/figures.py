"""Scores what figures mean: value, unit, what is measured, whose it is, when, and with what status.

Knows the gold of tests/nlp/GOLD_FIGURES_STORIES.md and GOLD_QUANTITIES.md; must not know how a figure is read. The
texts are split by their number into half A (even) and half B (odd): only cases of A are ever listed, so that B stays
unseen by whoever improves the rules.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any, Literal

from nlp.figures.lexicon import lexicon
from nlp.figures.tokens import tokenise
from pantau.evaluate.metrics import NOTHING, Score, of_sets
from pantau.evaluate.runs import Advance, Report, Row
from pantau.files import json_rows
from records import BadInput, Figure

Half = Literal["a", "b"]
#: Least token F1 of two phrases that count as one.
SAME_PHRASE = 0.5
FIELDS = ("text", "start", "end", "value", "low", "high", "unit", "change")
#: What a gold of bare quantities does not ask.
MEANINGS = ("measures", "concept", "owner", "period", "status")
#: Classes that our records have and the gold does not: they say that nothing of its list is meant.
_NO_CONCEPT = frozenset({"other", "duration"})
_WORD = re.compile(r"[\w’'-]*\w")
_ARTICLES = frozenset({"the", "a", "an"})
_PREPOSITIONS = frozenset(
    """of in at on for from to with between by through into over per di pada daripada dari untuk bagi ke kepada dengan
    oleh dalam""".split()
)


@dataclass(frozen=True, slots=True)
class Matched:
    """A figure of the gold and the one of ours whose span overlaps it; None where there is none."""

    gold: dict[str, Any]
    found: Figure | None


def half_of(identifier: str) -> Half:
    """a for an even number at the end of the identifier, b for an odd one. Raises BadInput where it ends otherwise."""
    number = re.search(r"\d+$", identifier)
    if number is None:
        raise BadInput(f"row {identifier}: the id ends in no number, so that its half is not known")
    return "a" if int(number[0]) % 2 == 0 else "b"


def values(value: Any, low: Any, high: Any) -> tuple[Decimal, ...]:
    """What is compared: the value, else both ends of a range."""
    chosen = [value] if value is not None else [low, high]
    return tuple(Decimal(item) for item in chosen if item is not None)


def _gold_values(row: dict[str, Any]) -> tuple[Decimal, ...]:
    return values(row["value"], row["low"], row["high"])


def _found_values(figure: Figure) -> tuple[Decimal, ...]:
    return values(figure.value, figure.low, figure.high)


def match(gold: Sequence[dict[str, Any]], found: Sequence[Figure]) -> list[Matched]:
    """One to one by overlapping spans; the pair of the same value first, then the longest overlap."""
    options = []
    for i, row in enumerate(gold):
        for j, figure in enumerate(found):
            shared = min(row["end"], figure.end) - max(row["start"], figure.start)
            if shared > 0:
                options.append((_gold_values(row) == _found_values(figure), shared, -i, -j))
    partner: dict[int, int] = {}
    used: set[int] = set()
    for _, _, i, j in sorted(options, reverse=True):
        if -i not in partner and -j not in used:
            partner[-i] = -j
            used.add(-j)
    return [Matched(row, found[partner[i]] if i in partner else None) for i, row in enumerate(gold)]


def words_of(phrase: str) -> list[str]:
    """The words of a noun phrase without articles and prepositions."""
    return [w for w in _WORD.findall(phrase.casefold()) if w not in _ARTICLES | _PREPOSITIONS]


def head_of(phrase: str, language: str) -> str | None:
    """The head noun: the last word before a preposition, in Malay the first. Singular and plural are one."""
    words: list[str] = [w for w in _WORD.findall(phrase.casefold()) if w not in _ARTICLES]
    end = next((i for i, word in enumerate(words) if word in _PREPOSITIONS and i), len(words))
    if not words:
        return None
    return (words[0] if language in ("ms", "id") else words[end - 1]).removesuffix("s")


def owner_form(owner: str | None) -> str | None:
    """An owner without case, article and possessive."""
    if owner is None:
        return None
    return re.sub(r"^the |['’]s?$", "", owner.casefold().strip())


def country_form(owner: str | None) -> str | None:
    """As ``owner_form``, where a country's names and adjective are one ("Thai", "Thailand")."""
    form = owner_form(owner)
    if owner is None or form is None:
        return None
    tokens = tokenise(re.sub(r"^[Tt]he |['’]s?$", "", owner.strip()))
    known = lexicon().owners.match(tokens, 0)
    return known[0].casefold() if known and known[1] == len(tokens) else form


def judged(pair: Matched, language: str) -> Iterator[tuple[str, bool]]:
    """Each question that the gold answers of a matched figure, and whether ours has that answer."""
    gold, figure = pair.gold, pair.found
    if figure is None:
        return
    ask = [
        field for field in ("change", "measures", "concept", "owner", "period", "status") if field not in gold["open"]
    ]
    for field in ask:
        wanted, got = gold[field], getattr(figure, field)
        if field == "measures":
            yield "measures: F1 of words >= .5", same_phrase(wanted, got)
            heads = [head_of(phrase, language) if phrase else None for phrase in (wanted, got)]
            yield "measures: head word", heads[0] == heads[1]
        elif field == "owner":
            yield "owner", owner_form(wanted) == owner_form(got)
            yield "owner, a country by any of its names", country_form(wanted) == country_form(got)
        else:
            yield field, wanted == (None if field == "concept" and got in _NO_CONCEPT else got)
    bounds = [Decimal(gold[side]) if gold[side] is not None else None for side in ("low", "high")]
    if any(bound is not None for bound in bounds) or figure.low is not None or figure.high is not None:
        yield "low and high", bounds == [figure.low, figure.high]


def same_phrase(wanted: str | None, got: str | None) -> bool:
    """Whether two noun phrases share enough words; of two nulls, yes."""
    if wanted is None or got is None:
        return wanted is got
    return of_sets(words_of(wanted), words_of(got)).f1 >= SAME_PHRASE


def _cases(row: dict[str, Any], pairs: Sequence[Matched], found: Sequence[Figure]) -> Iterator[str]:
    """What went wrong in one text, in words."""
    partners = [pair.found for pair in pairs]
    for pair in pairs:
        if pair.found is None:
            yield f"{row['id']} missed: {pair.gold['text']}"
            continue
        for what, right in judged(pair, row["language"]):
            field = "measures" if what.startswith("measures") else what.split(",")[0]
            if not right and what != "measures: head word" and field != "low and high":
                yield f"{row['id']} {what}: {pair.gold['text']}: {getattr(pair.found, field)} for {pair.gold[field]}"
    for figure in found:
        if figure not in partners:
            yield f"{row['id']} surplus: {figure.text}"


def figures(path: Path, step: Advance, half: Half | None = None) -> Report:
    """Rows: {id, language, published, text, figures: [{text, start, end, value, ..., open, unit_also, optional}]}.

    Value and unit have precision, recall and F1 over all figures. The other rows are shares: of the figures found and
    matched (in the column of precision) and of all figures of the gold (in that of recall). A null of the gold is an
    answer; a field that it calls open, or does not have, is not asked. An optional figure is neither missed nor
    surplus.
    """
    from nlp.annotate import annotate

    totals: dict[tuple[str, str], Score] = defaultdict(lambda: NOTHING)
    worst: list[str] = []
    for row in json_rows(path, required=("id", "language", "text", "figures")):
        side = half_of(row["id"])
        if half is not None and side != half:
            continue
        if lacking := [name for gold in row["figures"] for name in FIELDS if name not in gold]:
            raise BadInput(f"{path}: row {row['id']}: a figure has no {lacking[0]}")
        published = date.fromisoformat(row["published"]) if row.get("published") else None
        every = annotate(row["text"], language=row["language"], published=published).figures
        pairs, found = _without_optional(match([_asked_of(gold) for gold in row["figures"]], every), every)
        for group in ("all", row["language"]):
            _add(totals, group, pairs, found, row["language"])
        if side == "a":
            worst += _cases(row, pairs, found)
        step()
    rows: list[Row] = []
    for (what, group), score in sorted(totals.items(), key=lambda item: item[0][1]):
        count = round(score.true_positive + score.false_negative)
        f1 = score.f1 if what.startswith("value") else None
        rows.append((f"{what} [{group}]", score.precision, score.recall, f1, count))
    title = f"figures on {path.name}" + (f", half {half.upper()}" if half else "")
    return Report(title=title, rows=tuple(rows), worst=tuple(worst))


def _without_optional(pairs: Sequence[Matched], found: Sequence[Figure]) -> tuple[list[Matched], tuple[Figure, ...]]:
    optional = [pair.gold for pair in pairs if pair.gold.get("optional")]
    kept = [pair for pair in pairs if not pair.gold.get("optional")]
    partners = [pair.found for pair in kept]
    return kept, tuple(
        figure
        for figure in found
        if figure in partners or not any(figure.start < row["end"] and row["start"] < figure.end for row in optional)
    )


def _units(gold: dict[str, Any]) -> list[str | None]:
    return [gold["unit"], *gold.get("unit_also", ())]


def _asked_of(gold: dict[str, Any]) -> dict[str, Any]:
    """A figure of the gold with all fields; those that it lacks are open."""
    lacking = [name for name in MEANINGS if name not in gold]
    return {**dict.fromkeys(lacking), **gold, "open": [*gold.get("open", ()), *lacking]}


def _add(
    totals: dict[tuple[str, str], Score], group: str, pairs: Sequence[Matched], found: Sequence[Figure], language: str
) -> None:
    right = [p for p in pairs if p.found is not None and _gold_values(p.gold) == _found_values(p.found)]
    both = [p for p in right if p.found is None or "unit" in p.gold["open"] or p.found.unit in _units(p.gold)]
    for what, hits in (("value", right), ("value and unit", both)):
        totals[what, group] += Score(len(hits), len(found) - len(hits), len(pairs) - len(hits))
    for pair in pairs:
        if pair.found is None:
            for what in _asked(pair.gold):
                totals[what, group] += Score(0, 0, 1)
        for what, yes in judged(pair, language):
            totals[what, group] += Score(1, 0, 0) if yes else Score(0, 1, 1)


def _asked(gold: dict[str, Any]) -> Iterator[str]:
    """The questions of a figure that was not found."""
    for field in ("change", "concept", "period", "status"):
        if field not in gold["open"]:
            yield field
    if "measures" not in gold["open"]:
        yield from ("measures: F1 of words >= .5", "measures: head word")
    if "owner" not in gold["open"]:
        yield from ("owner", "owner, a country by any of its names")
    if gold["low"] is not None or gold["high"] is not None:
        yield "low and high"
