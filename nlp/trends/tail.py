"""Tail probabilities of a count that is to come, given counts that were. Pure arithmetic.

The predictive distribution is negative binomial: a Poisson count whose rate is known from the weeks before only as
well as their number allows (Gelman et al. 2013, 2.6), stretched by ``spread``, the ratio of variance to mean.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

PRIOR = 0.5  # Jeffreys' half a report: a series that never had one does not expect exactly none


def expected(counts: Sequence[float], exposures: Sequence[float]) -> float:
    """Reports to come in a week that is heard in full."""
    return (math.fsum(counts) + PRIOR) / math.fsum(exposures)


def two_sided(count: int, mean: float, weeks: float, spread: float) -> float:
    """Twice the smaller tail, at most 1. ``weeks``: the exposure that ``mean`` was learned from."""
    variance = spread * mean * (1 + 1 / weeks)
    size = mean * mean / (variance - mean)
    below, at = _up_to(count, mean, size)
    upper, lower = max(0.0, 1 - below + at), below  # P(X >= count), P(X <= count)
    return min(1.0, 2 * min(upper, lower))


def _up_to(count: int, mean: float, size: float) -> tuple[float, float]:
    """P(X <= count) and P(X = count) of a negative binomial, term by term."""
    log_term = size * math.log(size / (size + mean))
    step = math.log(mean / (size + mean))
    terms = [math.exp(log_term)]
    for number in range(count):
        log_term += math.log((number + size) / (number + 1)) + step
        terms.append(math.exp(log_term))
    return min(1.0, math.fsum(terms)), terms[-1]


def false_discovery_bound(values: Sequence[float], rate: float) -> float:
    """Benjamini and Hochberg (1995): the largest p that is still told when at most ``rate`` of all told may be false.
    -1 where none is."""
    ordered = sorted(values)
    told = [p for rank, p in enumerate(ordered, start=1) if p <= rate * rank / len(ordered)]
    return max(told, default=-1.0)
