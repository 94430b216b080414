"""Whether articles in two languages tell of one event: features of what survives translation, and learned weights.

Knows the facts of two articles; must not know how facts are read or what follows from them. The weights lie in
models/stories/across.json, made by models/stories/train_across.py.
"""

from __future__ import annotations

import json
import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cache
from pathlib import Path

from models import data
from nlp.stories.chinese_names import shared_names
from nlp.stories.facts import Facts, number
from records import BadWeights

CAP = 5.0  # of the weight of a mark: one never seen before must not decide alone
# Cosine of concepts below which two texts tell of two events, whatever numbers they share: none of the 131 pairs of one
# event among the reports in models/stories/dated is below, 73 of 100 of the others.
LEAST = 0.03
DAYS_APART = 2  # days between what two texts tell of from which on more of them tell nothing more
SIGMA_DAYS = 4.0  # of the Gaussian over time gaps

TIMES = frozenset("year month week day hour minute".split())  # units that no text leaves out

LEARNED = (
    "concepts",
    "title_concepts",
    "names",
    "names_apart",
    "divisions_apart",
    "towns",
    "numbers",
    "numbers_apart",
    "money_apart",
    "gap",
    "days_agree",
    "days_apart",
)


@dataclass(frozen=True, slots=True)
class Border:
    """From which probability on two reports tell of one event: the more reports could be meant, the less likely is each
    of them, and the surer one must be. The log-odds rise with the logarithm of their number, so that a few reports more
    move next to nothing; beyond ``least`` and ``most`` nothing was measured."""

    at_one: float  # log-odds with one report in other languages
    slope: float  # what they rise by for e times as many
    least: float
    most: float

    def among(self, facing: int) -> float:
        """The border where ``facing`` reports in other languages could be meant."""
        logit = self.at_one + self.slope * math.log(max(1, facing))
        return max(self.least, min(self.most, 1.0 / (1.0 + math.exp(-logit))))


@dataclass(frozen=True, slots=True, kw_only=True)
class AcrossModel:
    """Coefficients by feature, the border of one event, and the weights of marks (nlp.stories.facts)."""

    intercept: float
    coefficients: Mapping[str, float]
    border: Border
    weights: Mapping[str, float]

    def weight(self, mark: str) -> float:
        return self.weights.get(mark, CAP)

    def probability(self, features: Mapping[str, float]) -> float:
        if features["concepts"] < LEAST:
            return 0.0
        logit = self.intercept + math.fsum(weight * features[name] for name, weight in self.coefficients.items())
        return 1.0 / (1.0 + math.exp(-max(-40.0, min(40.0, logit))))


def weights_of(shares: Mapping[str, float]) -> dict[str, float]:
    """How much a mark tells, from its share of texts: inverse document frequency, at most CAP."""
    return {mark: -math.log(min(1.0, share + math.exp(-CAP))) for mark, share in shares.items()}


def compare(one: Facts, other: Facts, model: AcrossModel) -> dict[str, float]:
    """The features of a pair; the same whichever article comes first."""
    shared = names_in_both(one, other)
    names, fewest_names = (
        _told((f"name:{name}" for name in shared), model),
        min(_told((f"name:{name}" for name in facts.names | shared), model) for facts in (one, other)),
    )
    equal = {value for _, value in shared_quantities(one, other) if value > 1}
    numbers = _told(map(number, equal), model)
    fewest_numbers = min(
        _told(map(number, {value for _, value in facts.quantities if value > 1}), model) for facts in (one, other)
    )
    return {
        "concepts": _cosine(one.concepts, other.concepts, model),
        "title_concepts": (_taken_up(one, other, model) + _taken_up(other, one, model)) / 2,
        "names": names / (fewest_names + CAP),
        "names_apart": 0.0 if names else fewest_names / (fewest_names + CAP),
        "divisions_apart": float(_apart(one.divisions, other.divisions)),
        "towns": _containment(one.towns, other.towns),
        "numbers": numbers / (fewest_numbers + CAP),
        "numbers_apart": 0.0 if numbers else fewest_numbers / (fewest_numbers + CAP),
        "money_apart": _money_apart(one, other),
        "gap": _gap(one.published, other.published),
        "days_agree": float(not one.occasions.isdisjoint(other.occasions)),
        "days_apart": _days_apart(one, other),
    }


def shared_quantities(one: Facts, other: Facts) -> list[tuple[str, Decimal]]:
    """Quantities of equal value that both print; a unit that one leaves out is no difference."""
    theirs: dict[Decimal, set[str]] = {}
    for unit, value in other.quantities:
        theirs.setdefault(value, set()).add(unit)
    found: dict[Decimal, str] = {}
    for unit, value in one.quantities:
        units = theirs.get(value, set())
        if unit in units or (("" in units or (units and not unit)) and TIMES.isdisjoint({unit, *units})):
            found[value] = max(found.get(value, ""), unit, *units)
    return sorted((unit, value) for value, unit in found.items())


def _told(marks: Iterable[str], model: AcrossModel) -> float:
    """How much these tell together."""
    return math.fsum(model.weight(mark) for mark in marks)


def _money_apart(one: Facts, other: Facts) -> float:
    """Share of the currencies that both print without any amount in common."""
    ours, theirs = _by_currency(one), _by_currency(other)
    both = ours.keys() & theirs.keys()
    return sum(not ours[unit] & theirs[unit] for unit in both) / len(both) if both else 0.0


def _by_currency(facts: Facts) -> dict[str, set[Decimal]]:
    found: dict[str, set[Decimal]] = {}
    for unit, value in facts.quantities:
        if unit.isupper() and len(unit) == 3:
            found.setdefault(unit, set()).add(value)
    return found


def _cosine(one: Mapping[str, int], other: Mapping[str, int], model: AcrossModel) -> float:
    a, b = _weighted(one, model), _weighted(other, model)
    norm = math.sqrt(math.fsum(v * v for v in a.values()) * math.fsum(v * v for v in b.values()))
    return math.fsum(value * b[concept] for concept, value in a.items() if concept in b) / norm if norm else 0.0


def _weighted(concepts: Mapping[str, int], model: AcrossModel) -> dict[str, float]:
    return {name: (1.0 + math.log(count)) * model.weight(f"concept:{name}") for name, count in concepts.items()}


def _taken_up(one: Facts, other: Facts, model: AcrossModel) -> float:
    """Share of what the title of ``one`` names that ``other`` tells."""
    total = _told((f"concept:{name}" for name in sorted(one.title)), model)
    shared = sorted(one.title & other.concepts.keys())
    return _told((f"concept:{name}" for name in shared), model) / total if total else 0.5


def names_in_both(one: Facts, other: Facts) -> frozenset[str]:
    """Words of names that both print; a Chinese name that the other prints in Latin letters, by its characters."""
    shared = (one.names & other.latin) | (other.names & one.latin)
    for hanzi, latin in ((one.hanzi, other.latin), (other.hanzi, one.latin)):
        # A name of two or three characters counts as the two or three words that it has in Latin letters.
        shared |= {character for name in shared_names(hanzi, latin) for character in name}
    return frozenset(shared)


def _containment(one: frozenset[str], other: frozenset[str]) -> float:
    return len(one & other) / min(len(one), len(other)) if one and other else 0.0


def _apart(one: frozenset[str], other: frozenset[str]) -> bool:
    return bool(one and other) and not one & other


def what_is_shared(one: Facts, other: Facts, model: AcrossModel) -> str:
    """The most telling of what both texts print, in words: quantities, towns and names, days, concepts."""
    quantities = sorted(shared_quantities(one, other), key=lambda q: (-_digits(q[1]), q))[:2]
    names = {name for name in names_in_both(one, other) if name in one.names | other.names}
    names |= {name for a, b in ((one, other), (other, one)) for name in shared_names(a.hanzi, b.latin)}
    concepts = one.concepts.keys() & other.concepts.keys()
    found = [f"{value:,f} {unit}".strip() for unit, value in quantities if unit or _digits(value) > 1]
    found += [word.title() for word in (*sorted(one.towns & other.towns)[:2], *sorted(names)[:3])]
    found += sorted(one.days & other.days)[:1]
    found += sorted(concepts, key=lambda concept: (-model.weight(f"concept:{concept}"), concept))[:3]
    return ", ".join(word.replace("_", " ").strip() for word in found) or "nothing by name"


def _digits(value: Decimal) -> int:
    return len(value.as_tuple().digits)


def _gap(one: date | None, other: date | None) -> float:
    """One minus the Gaussian of the days between two publications; 0 where one has no day."""
    return 1.0 - math.exp(-((one - other).days ** 2) / (2 * SIGMA_DAYS**2)) if one and other else 0.0


def _days_apart(one: Facts, other: Facts) -> float:
    """0 where both tell of one day, or one of none; 0.5 where they tell of neighbouring days, 1 where of others. For a
    day to come something is planned, which only one of two papers may tell."""
    ours, theirs = _so_far(one), _so_far(other)
    if not ours or not theirs or not one.occasions.isdisjoint(other.occasions):
        return 0.0
    return min(DAYS_APART, min(abs((a - b).days) for a in ours for b in theirs)) / DAYS_APART


def _so_far(facts: Facts) -> list[date]:
    return [day for day in facts.occasions if facts.published is not None and day <= facts.published]


def load_across(file: Path | None = None) -> AcrossModel:
    """The weights in ``file``, or those of models/stories/. Raises BadWeights, naming file and field."""
    return _load(file or data.path("stories/across.json"))


@cache
def _load(file: Path) -> AcrossModel:
    try:
        found = json.loads(file.read_text(encoding="utf-8"))
        return AcrossModel(
            intercept=float(found["intercept"]),
            coefficients={name: float(found["coefficients"][name]) for name in LEARNED},
            border=Border(**{name: float(found["border"][name]) for name in ("at_one", "slope", "least", "most")}),
            weights=weights_of(found["shares"]),
        )
    except KeyError as missing:
        raise BadWeights(f"{file}: field {missing} is missing") from missing
    except (OSError, ValueError, TypeError, AttributeError) as problem:
        raise BadWeights(f"{file}: cannot be read as weights across languages: {problem}") from problem
