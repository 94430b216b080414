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
from nlp.stories.facts import Facts
from records import BadWeights

CAP = 5.0  # of the weight of a mark: one never seen before must not decide alone
SIGMA_DAYS = 4.0  # of the Gaussian over time gaps
MEASURED = ("percent", "percentage_point")

LEARNED = (
    "concepts",
    "title_concepts",
    "names",
    "names_apart",
    "names_weight",
    "divisions_apart",
    "towns",
    "quantities",
    "money_apart",
    "rates_apart",
    "counts",
    "same_day",
    "days_apart",
    "gap",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class AcrossModel:
    """Coefficients by feature, the least probability of one event, and the weights of concepts."""

    intercept: float
    coefficients: Mapping[str, float]
    flag: float
    weights: Mapping[str, float]

    def weight(self, concept: str) -> float:
        return self.weights.get(concept, CAP)

    def probability(self, features: Mapping[str, float]) -> float:
        logit = self.intercept + math.fsum(weight * features[name] for name, weight in self.coefficients.items())
        return 1.0 / (1.0 + math.exp(-max(-40.0, min(40.0, logit))))


def weights_of(shares: Mapping[str, float]) -> dict[str, float]:
    """How much a concept tells, from its share of texts: inverse document frequency, at most CAP."""
    return {concept: -math.log(min(1.0, share + math.exp(-CAP))) for concept, share in shares.items()}


def compare(one: Facts, other: Facts, model: AcrossModel) -> dict[str, float]:
    """The features of a pair; the same whichever article comes first."""
    shared, names = _names(one, other)
    return {
        "concepts": _cosine(one.concepts, other.concepts, model),
        "title_concepts": (_told(one, other, model) + _told(other, one, model)) / 2,
        "names": shared / names if names else 0.0,
        "names_apart": float(bool(names) and not shared),
        "names_weight": 1.0 - math.exp(-shared / 3.0),
        "divisions_apart": float(_apart(one.divisions, other.divisions)),
        "towns": _containment(one.towns, other.towns),
        "quantities": 1.0 - math.exp(-math.fsum(_telling(*q) for q in shared_quantities(one, other)) / 3.0),
        "money_apart": _values_apart(one, other, money=True),
        "rates_apart": _values_apart(one, other, money=False),
        "counts": _counts(one, other),
        "same_day": float(bool(one.days & other.days)),
        "days_apart": _days_apart(one.days, other.days),
        "gap": _gap(one.published, other.published),
    }


def shared_quantities(one: Facts, other: Facts) -> list[tuple[str, Decimal]]:
    """Quantities of equal value that both print; a unit that one leaves out is no difference."""
    theirs: dict[Decimal, set[str]] = {}
    for unit, value in other.quantities:
        theirs.setdefault(value, set()).add(unit)
    found: dict[Decimal, str] = {}
    for unit, value in one.quantities:
        units = theirs.get(value, set())
        if unit in units or (units and ("" in units or not unit)):
            found[value] = max(found.get(value, ""), unit, *units)
    return sorted((unit, value) for value, unit in found.items())


def _telling(unit: str, value: Decimal) -> float:
    """How much an equal value tells: its significant digits, and a unit."""
    digits = len(value.as_tuple().digits)
    return max(0.0, digits - 1.0) + (0.5 if unit and unit != "year" else 0.0) + (0.2 if value >= 10 else 0.0)


def _values_apart(one: Facts, other: Facts, *, money: bool) -> float:
    """Share of the units that both print without any value in common."""
    ours, theirs = _by_unit(one, money=money), _by_unit(other, money=money)
    both = ours.keys() & theirs.keys()
    return sum(not ours[unit] & theirs[unit] for unit in both) / len(both) if both else 0.0


def _by_unit(facts: Facts, *, money: bool) -> dict[str, set[Decimal]]:
    found: dict[str, set[Decimal]] = {}
    for unit, value in facts.quantities:
        if (unit.isupper() and len(unit) == 3) if money else unit in MEASURED:
            found.setdefault(unit, set()).add(value)
    return found


def _counts(one: Facts, other: Facts) -> float:
    """Share of the bare numbers over one that the text with fewer of them has in common."""
    ours, theirs = (
        {value for unit, value in facts.quantities if not _rate_or_money(unit) and value > 1} for facts in (one, other)
    )
    return len(ours & theirs) / min(len(ours), len(theirs)) if ours and theirs else 0.0


def _rate_or_money(unit: str) -> bool:
    return unit in MEASURED or (unit.isupper() and len(unit) == 3)


def _cosine(one: Mapping[str, int], other: Mapping[str, int], model: AcrossModel) -> float:
    a, b = _weighted(one, model), _weighted(other, model)
    norm = math.sqrt(math.fsum(v * v for v in a.values()) * math.fsum(v * v for v in b.values()))
    return math.fsum(value * b[concept] for concept, value in a.items() if concept in b) / norm if norm else 0.0


def _weighted(concepts: Mapping[str, int], model: AcrossModel) -> dict[str, float]:
    return {concept: (1.0 + math.log(count)) * model.weight(concept) for concept, count in concepts.items()}


def _told(one: Facts, other: Facts, model: AcrossModel) -> float:
    """Share of what the title of ``one`` names that ``other`` tells."""
    total = math.fsum(model.weight(concept) for concept in one.title)
    return math.fsum(model.weight(c) for c in one.title if c in other.concepts) / total if total else 0.5


def names_in_both(one: Facts, other: Facts) -> frozenset[str]:
    """Words of names that both print; a Chinese name that the other prints in Latin letters, by its characters."""
    shared = (one.names & other.latin) | (other.names & one.latin)
    for hanzi, latin in ((one.hanzi, other.latin), (other.hanzi, one.latin)):
        # A name of two or three characters counts as the two or three words that it has in Latin letters.
        shared |= {character for name in shared_names(hanzi, latin) for character in name}
    return frozenset(shared)


def _names(one: Facts, other: Facts) -> tuple[float, float]:
    """How many words of names both print, and how many the text with fewer of them has."""
    shared = names_in_both(one, other)
    return float(len(shared)), float(min(len(one.names | shared), len(other.names | shared)))


def _containment(one: frozenset[str], other: frozenset[str]) -> float:
    return len(one & other) / min(len(one), len(other)) if one and other else 0.0


def _apart(one: frozenset[str], other: frozenset[str]) -> bool:
    return bool(one and other) and not one & other


def what_is_shared(one: Facts, other: Facts, model: AcrossModel) -> str:
    """The most telling of what both texts print, in words: quantities, towns and names, days, concepts."""
    quantities = sorted(shared_quantities(one, other), key=lambda q: (-_telling(*q), q))[:2]
    names = {name for name in names_in_both(one, other) if name in one.names | other.names}
    names |= {name for a, b in ((one, other), (other, one)) for name in shared_names(a.hanzi, b.latin)}
    concepts = one.concepts.keys() & other.concepts.keys()
    found = [f"{value:,f} {unit}".strip() for unit, value in quantities if _telling(unit, value) >= 1]
    found += [word.title() for word in (*sorted(one.towns & other.towns)[:2], *sorted(names)[:3])]
    found += sorted(one.days & other.days)[:1]
    found += sorted(concepts, key=lambda concept: (-model.weight(concept), concept))[:3]
    return ", ".join(word.replace("_", " ").strip() for word in found) or "nothing by name"


def _days_apart(one: Iterable[str], other: Iterable[str]) -> float:
    """Days between the nearest two days of the leads beyond one, up to a week, as a share of it."""
    gaps = [abs((date.fromisoformat(a) - date.fromisoformat(b)).days) for a in one for b in other]
    return min(max(0, min(gaps, default=0) - 1), 7) / 7.0


def _gap(one: date | None, other: date | None) -> float:
    """One minus the Gaussian of the days between two publications; 0 where one has no day."""
    return 1.0 - math.exp(-((one - other).days ** 2) / (2 * SIGMA_DAYS**2)) if one and other else 0.0


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
            flag=float(found["thresholds"]["flag"]),
            weights=weights_of(found["shares"]),
        )
    except KeyError as missing:
        raise BadWeights(f"{file}: field {missing} is missing") from missing
    except (OSError, ValueError, TypeError, AttributeError) as problem:
        raise BadWeights(f"{file}: cannot be read as weights across languages: {problem}") from problem
