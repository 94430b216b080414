"""What the pairs of reports of a corpus teach: features of its worlds, and the weights of the decision.

Knows texts with gold stories; must not know files, folds or scores.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import numpy.typing as npt

from models.stories.corpus import Told
from models.stories.worlds import Rng, World, dated_worlds, quiet_worlds, undated_worlds
from nlp.stories.item import FIELDS
from nlp.stories.likeness import LEARNED, RELATIVE, TIMED, WINDOWED, Likeness
from nlp.stories.model import BY_MEANING, MEANT, Decision, PairModel, Weights
from nlp.stories.shelf import Row, Shelf

FLOOR = 0.25  # with .5 no B-cubed of a fold or a dated file moves by more than .01
NEGATIVES = 0.15  # share of the pairs of different topics that is learned from, each for 1 / NEGATIVES
NEAR_DAYS = 4.0  # dated reports of two events that are no further apart count as of one topic
# Of all that is learned, the share of dated pairs. Of .35, .5 and .65 at a threshold of .5: ECB+ .931/.910, .922/.900
# and .922/.900 of B-cubed and pairwise F1; the mean of four dated files .939/.880, .942/.885, .949/.890.
DATED_SHARE = 0.35
# Of all that is learned, the share of pairs in quiet stretches. Of .05, .1, .2 and .35 the pairs within a language of
# tests/nlp/sparse_windows_a.jsonl have F1 .79, .81, .79 and .79 at a threshold of .4, average precision .96 to .95.
QUIET_SHARE = 0.1
# The dated files hold few stories that go on for more than three days, so what they say of time is not taken whole
# (they would have it 17): two reports four days apart lose .39 times this.
MOST_OF_TIME = 10.0
BACKGROUND_WEIGHT = 400
NAMES = (*LEARNED, *TIMED, *WINDOWED)
SHARED = (*FIELDS, "embedding", "near_in_time")


Around = Mapping[str, Sequence[Row]]  # by language


def rows_of(told: Sequence[Told]) -> list[Row]:
    """As they come onto a shelf, under their numbers, since a text may be there twice."""
    return [
        Row(str(number), one.signs, one.item.when, one.item.vector if one.signs.language in MEANT else None)
        for number, one in enumerate(told)
    ]


def _likeness(
    told: Sequence[Told],
    shares: Mapping[str, Mapping[int, float]],
    floors: Mapping[str, float],
    around: Sequence[Row] = (),
) -> Likeness:
    shelf = Shelf(shares, BACKGROUND_WEIGHT, around)
    rows = rows_of(told)
    shelf.change((), rows)
    return Likeness(shelf, [row.id for row in rows], floors)


def lowest_densities(
    told: Sequence[Told], shares: Mapping[str, Mapping[int, float]], rng: Rng
) -> dict[str, dict[str, float]]:
    """By language and RELATIVE feature, the density that FLOOR of the reports stay under, one report a story: what is
    near to a report in a full stream that does not tell of its event. To an encoder of English all Malay is alike."""
    found = {}
    for language in sorted({one.signs.language for one in told}):
        mine = [one for one in told if one.signs.language == language]
        stories: dict[str, Told] = {}
        for number in rng.permutation(len(mine)).tolist():
            stories.setdefault(mine[number].story, mine[number])
        likeness = _likeness(list(stories.values()), shares, {})
        found[language] = {name: round(float(np.quantile(likeness.density(name), FLOOR)), 4) for name in RELATIVE}
    return found


def examples(
    told: Sequence[Told],
    shares: Mapping[str, Mapping[int, float]],
    floors: Mapping[str, Mapping[str, float]],
    around: Around,
    rng: Rng,
) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.bool_], npt.NDArray[np.float64]]:
    """Features (in the order of NAMES, near_in_time as the distance from "at the same time"), labels and weights of
    the pairs of a world, which is of one language."""
    language = told[0].signs.language
    likeness = _likeness(told, shares, floors[language], around.get(language, ()))
    rows, columns = np.triu_indices(len(told), 1)
    stories = np.array([one.story for one in told])
    topics = np.array([one.topic for one in told])
    days = np.array([one.item.when.timestamp() / 86400 if one.item.when else 0.0 for one in told])
    near = topics[rows] == topics[columns]
    if told[0].item.when:
        near |= np.abs(days[rows] - days[columns]) <= NEAR_DAYS
    kept = near | (rng.random(len(rows)) < NEGATIVES)
    rows, columns, near = rows[kept], columns[kept], near[kept]
    found = likeness.features(rows, columns)
    found["near_in_time"] = found["near_in_time"] - 1.0
    table = np.nan_to_num(np.stack([found[name] for name in NAMES], axis=1))  # nan where no vector says anything
    return table, stories[rows] == stories[columns], np.where(near, 1.0, 1 / NEGATIVES)


def train(
    told: Sequence[Told],
    dated: Sequence[Sequence[Told]],
    shares: Mapping[str, Mapping[int, float]],
    around: Around,
    seed: int,
) -> PairModel:
    """Weights by ``fit``: the usual ones from undated and dated reports in the proportion of DATED_SHARE, those of
    quiet windows from quiet stretches as well, with texts around them."""
    rng = np.random.default_rng(seed)
    # English from the texts, which are more; each other language from the dated reports in it.
    floors = lowest_densities([one for file in dated for one in file], shares, rng) | lowest_densities(
        told, shares, rng
    )
    undated = undated_worlds(told, rng)
    timed = [world for one in dated for world in dated_worlds(one, rng)]
    still = [world for one in dated for world in quiet_worlds(one)]

    def learned(kinds: Sequence[tuple[Sequence[World], float]], around: Around) -> Decision:
        parts = []
        for worlds, share in kinds:
            made = [
                (*examples(world, shares, floors, around, rng), weight, world[0].signs.language)
                for world, weight in worlds
                if len(world) > 1
            ]
            whole = sum(float(part[2].sum()) * part[3] for part in made)
            for table, labels, weights, weight, language in made:
                # in the usual windows how quiet one is says nothing
                table = table if around else _without(WINDOWED, table)
                parts.append((table, labels, weights * weight * share / whole, language in MEANT))
        meant = [part for part in parts if part[3]]
        blind = [(_without(BY_MEANING, table), *rest) for table, *rest in parts]
        (coefficients, intercept), (alone, alone_intercept) = (
            fit(*(np.concatenate([part[at] for part in some]) for at in range(3))) for some in (meant, blind)
        )
        return Decision(
            with_vectors=Weights(intercept=intercept, coefficients=coefficients),
            words_alone=Weights(intercept=alone_intercept, coefficients=alone),
        )

    usual = learned([(undated, 1 - DATED_SHARE), (timed, DATED_SHARE)] if timed else [(undated, 1.0)], {})
    kinds = [(undated, 1 - DATED_SHARE - QUIET_SHARE), (timed, DATED_SHARE), (still, QUIET_SHARE)]
    return PairModel(
        usual=usual,
        quiet=learned(kinds, around) if timed and still else usual,
        undated=learned([(undated, 1.0)], {}) if timed else usual,
        join=0.5,
        flag=0.5,
        floors=floors,
        shares=shares,
        weight=BACKGROUND_WEIGHT,
        around=around,
    )


def _without(names: Sequence[str], table: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    """The features, those of ``names`` as if they said nothing."""
    return np.where(np.isin(NAMES, names), 0.0, table)


def fit(
    table: npt.NDArray[np.float64], labels: npt.NDArray[np.bool_], weights: npt.NDArray[np.float64]
) -> tuple[dict[str, float], float]:
    """Coefficients by name and intercept of a logistic regression on standardised features (L2 of 1, a pair weighs 1
    on average). Nothing that two reports have in common may speak against one event (SHARED): the corpora would have it
    so by chance, since what most tells two texts of one event apart from others differs between them."""
    from scipy.optimize import minimize

    weights = weights * len(weights) / weights.sum()
    mean = np.average(table, axis=0, weights=weights)
    spread = np.sqrt(np.average((table - mean) ** 2, axis=0, weights=weights)) + 1e-9
    standard, sign = (table - mean) / spread, np.where(labels, 1.0, -1.0)

    def loss(at: npt.NDArray[np.float64]) -> tuple[float, npt.NDArray[np.float64]]:
        margin = sign * (standard @ at[:-1] + at[-1])
        slope = -sign * weights / (1 + np.exp(np.clip(margin, -500, 500)))
        gradient = np.append(standard.T @ slope + at[:-1], slope.sum())
        return float(weights @ np.logaddexp(0, -margin) + at[:-1] @ at[:-1] / 2), gradient

    bounds: list[tuple[float | None, float | None]] = [
        (0.0, None) if name in SHARED else (None, None) for name in NAMES
    ]
    bounds[NAMES.index("near_in_time")] = (0.0, MOST_OF_TIME * float(spread[NAMES.index("near_in_time")]))
    bounds.append((None, None))
    found = minimize(
        loss, np.zeros(len(NAMES) + 1), jac=True, bounds=bounds, method="L-BFGS-B", options={"maxiter": 500}
    )
    if not found.success:
        raise RuntimeError(f"the weights did not settle: {found.message}")
    coefficients = found.x[:-1] / spread
    named = {name: round(float(value), 4) for name, value in zip(NAMES, coefficients, strict=True)}
    return named, round(float(found.x[-1] - (coefficients * mean).sum()), 4)
