"""What the reports of a running day say of stories of earlier days: that two are one is not yet so while it runs.

Later reports of the day may say otherwise, and a merge is for good: so both go on until the day is over, and the
reports that bring them together go to the nearer of the two. Knows groups, reports and how near two reports are; must
not know how groups came about, nor when a day is over.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from statistics import fmean

from nlp.stories.grouping import Compared, united
from nlp.stories.naming import Report

Group = Sequence[Sequence[str]]  # of articles by cluster: a cluster holds those of one language


def still_apart(
    group: Group,
    reports: Mapping[str, Report],
    same: Iterable[tuple[str, str]],
    near: Callable[[str, str], float | None],
) -> list[list[str]]:
    """The articles of a group, in a part for each story of earlier days that it brings together, the oldest first; in
    one part where it brings none together.

    What people want together (``same``) is in one part, and so are stories that hang together by that: a person's word
    acts at once. The others of a cluster go together to the part that they are ``near`` to on average (a
    probability; None where two were not compared), the oldest among equals and where nothing is known.
    """
    articles = [article for cluster in group for article in cluster]
    stories: defaultdict[str | None, list[str]] = defaultdict(list)
    for article in articles:
        if reports[article].settled:
            stories[reports[article].story].append(article)
    if len(stories) < 2:
        return [articles]
    bound = [pair for pair in same if {*pair} <= {*articles}]
    parts = [each for each in united(stories.values(), bound) if any(reports[article].settled for article in each)]
    parts.sort(key=lambda part: min(reports[article].first for article in part if reports[article].settled))
    held = {article for part in parts for article in part}
    free = [[article for article in cluster if article not in held] for cluster in group]
    before = [tuple(part) for part in parts]
    for others in united(free, [pair for pair in bound if held.isdisjoint(pair)]):
        means = [_mean(near(one, other) for one in others for other in part) for part in before]
        parts[means.index(max(means))] += others
    return parts


def may_be_one(parts: Sequence[Sequence[str]], stories: Mapping[str, str]) -> dict[str, str]:
    """Of each article of a group in such ``parts`` what is to be said of its place. ``stories``: where articles are."""
    names = [stories[part[0]] for part in parts]
    found: dict[str, str] = {}
    for part, name in zip(parts, names, strict=True):
        others = (other for other in names if other != name)
        told = "; ".join(f"{other} may be the same story: decided when the day is over" for other in others)
        found |= dict.fromkeys(part, told)
    return found


def nearness(compared: Iterable[tuple[Sequence[Report], Compared]]) -> Callable[[str, str], float | None]:
    """The probability that two articles tell of one event, as they were ``compared``."""
    at: dict[str, tuple[Compared, int]] = {}
    for reports, found in compared:
        for index, position in enumerate(found.positions):
            at[reports[position].item.id] = found, index

    def near(one: str, other: str) -> float | None:
        (found, mine), (there, theirs) = at.get(one, _NOWHERE), at.get(other, _NOWHERE)
        return float(found.probability[mine, theirs]) if found is not None and found is there else None

    return near


_NOWHERE = None, 0


def _mean(known: Iterable[float | None]) -> float:
    """Less than any probability where nothing is known."""
    return fmean([value for value in known if value is not None] or [-1.0])
