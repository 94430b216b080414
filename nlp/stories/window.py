"""The window of the last days: reports come in, and ``settle`` says which story each of them belongs to, and why.

The reports of a day are free until the day is over (``seal``): each time they are settled, they are grouped anew,
all at once, so that the order in which they came has no say. Afterwards they stay where they are; a story can still
take in new reports, or turn out to be another story that goes on: then the two are merged under the older id, but not
before the day that shows it is over.

Knows reports, the learned decisions and the rules; must not know how texts become vectors, or where decisions are kept.
No clock is read: time is the latest ``when`` among the reports seen so far.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Container, Iterable, Set
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from nlp.stories import running, told
from nlp.stories.across import AcrossModel, load_across
from nlp.stories.drawn import DrawnFacts
from nlp.stories.facts import Facts
from nlp.stories.grouping import Compared, grouped, united
from nlp.stories.item import Signs, StoryItem, read
from nlp.stories.likeness import Likeness
from nlp.stories.linking import linked
from nlp.stories.model import MEANT, PairModel, load_model
from nlp.stories.naming import Merged, Report, named
from nlp.stories.rules import Said, holding, instalments
from nlp.stories.shelf import PART, Row, Shelf
from nlp.stories.told import Turn
from records import JoinDecision

WINDOW = timedelta(days=10)  # only reports this recent are compared with


@dataclass(frozen=True, slots=True, kw_only=True)
class Settled:
    decisions: tuple[JoinDecision, ...]  # of every free report, in order of time
    merged: tuple[Merged, ...]


class StoryWindow:
    """The reports of the last WINDOW. Copies are not added: they follow the report they repeat."""

    def __init__(
        self, model: PairModel | None = None, across: AcrossModel | None = None, said: Iterable[Said] = ()
    ) -> None:
        """``said``: what people decided, in that order; it holds wherever one of the two is still free."""
        self._model, self._across = model or load_model(), across or load_across()
        self._reports: dict[str, Report] = {}
        self.facts = DrawnFacts()
        self._shelves: dict[str, Shelf] = {}  # by language
        self._shelved: dict[str, str] = {}  # language by id
        self._leaving: defaultdict[str, set[str]] = defaultdict(set)  # ids by language, whose rows are to go
        self._coming: dict[str, tuple[str, Row]] = {}  # language and row of those that go onto a shelf
        self._said = holding(said)
        self._bound = {article for each in self._said for article in (each.one, each.other)}
        self._resting: set[str] = set()
        self._clock: datetime | None = None
        self._added = 0

    def add(
        self,
        item: StoryItem,
        story: str | None = None,
        *,
        settled: bool = False,
        first: Turn | None = None,
        signs: Signs | None = None,
        facts: Facts | None = None,
    ) -> None:
        """Takes a report in, or its newer text. ``settled`` needs a ``story``. Without ``first`` they come in the
        order in which they are added. ``signs``, ``facts``: what is known of its text, which is not read for them."""
        if settled and story is None:
            raise ValueError(f"report '{item.id}' is settled in no story")
        when = item.when or self._clock
        if when is not None and (self._clock is None or when > self._clock):
            self._clock = when
        turn = first or Turn(float(self._added), item.id)
        self._added += 1
        signs = signs or read(item)
        self._forget(item.id)
        vector = item.vector if signs.language in MEANT else None
        self._coming[item.id] = (signs.language, Row(item.id, signs, item.when, vector))
        kept = self.facts.put(item, facts)
        self._reports[item.id] = Report(
            item=kept, when=when, signs=signs.without_terms(), first=turn, story=story, settled=settled
        )
        if len(self._coming) >= PART:
            self._shelve()

    def keep(self, article: str, story: str) -> None:
        """Says which story a report was put in; where that is not the one settled for it, it stays there."""
        report = self._reports.get(article)
        if report is not None and report.story != story:
            self._reports[article] = replace(report, story=story, settled=True)

    def repeated(self, article: str, first: Turn) -> None:
        """Says that a report was repeated by a copy with this turn: a story is named after the first of its reports or
        of their copies, whenever these were found to be copies."""
        report = self._reports.get(article)
        if report is not None and first < report.first:
            self._reports[article] = replace(report, first=first)

    def seal(self) -> None:
        """What has a story stays in it from now on; what is too old to be compared with is let go."""
        for key, report in list(self._reports.items()):
            if report.story is not None:
                self._reports[key] = replace(report, settled=True)
                if not self._in_reach(report):
                    self._forget(key)

    def rest(self, articles: Iterable[str]) -> None:
        """These reports are of a day that is not over: those that are free and have a story stay in it until
        ``wake``."""
        for key in articles:
            report = self._reports.get(key)
            if report is not None and report.story is not None and not report.settled:
                self._reports[key] = replace(report, settled=True)
                self._resting.add(key)

    def wake(self) -> None:
        """What rests is free again."""
        for key in self._resting:
            self._reports[key] = replace(self._reports[key], settled=False)
        self._resting.clear()

    def hold(self, left: Container[str]) -> None:
        """Lets go of the reports that are not among those ``left``."""
        for key in [key for key in self._reports if key not in left]:
            self._forget(key)

    def settle(self, *, over: bool = False) -> Settled:
        """Where each free report belongs. Remembered at once: the next call goes on from there.

        ``over``: of a day to which nothing is added. Until then stories of earlier days are merged where people say so
        and nowhere else, so that it makes no difference how often a day was settled before."""
        reports = [
            report
            for report in sorted(self._reports.values(), key=lambda report: report.first)
            if not report.settled or self._in_reach(report)
        ]
        if all(report.settled for report in reports):
            return Settled(decisions=(), merged=())
        self._shelve({report.item.id for report in reports})
        compared: list[tuple[list[Report], Compared]] = []
        for language in sorted({report.signs.language for report in reports}):
            mine = [report for report in reports if report.signs.language == language]
            compared += [(mine, found) for found in self._group(mine)]
        clusters = [
            tuple(mine[found.positions[index]].item.id for index in group)
            for mine, found in compared
            for group in found.groups
        ]
        inside = {article for cluster in clusters for article in cluster}
        by_story: defaultdict[tuple[str, str], list[str]] = defaultdict(list)
        for report in reports:
            if report.item.id not in inside:
                of = (report.story or "", report.signs.language) if report.settled else ("", report.item.id)
                by_story[of].append(report.item.id)
        clusters += [tuple(cluster) for cluster in by_story.values()]
        same = [(each.one, each.other) for each in self._said if each.same]
        links = linked(clusters, self._reports, self._facing(reports), self._across, same, self._two_events())
        groups = [[clusters[number] for number in group] for group in links.groups]
        if over:
            parted = [[[article for cluster in group for article in cluster]] for group in groups]
        else:
            near = running.nearness(compared)
            parted = [running.still_apart(group, self._reports, same, near) for group in groups]
        stories, merged = named([part for parts in parted for part in parts], reports)
        beside = {key: said for parts in parted for key, said in running.may_be_one(parts, stories).items() if said}
        nearest = told.Told(compared, stories, self._model, self._said)
        decisions = []
        for report in reports:
            if not report.settled:
                decision = nearest.decision(report, links.why.get(report.item.id))
                if report.item.id in beside:
                    decision = replace(decision, reason=f"{decision.reason}; {beside[report.item.id]}")
                decisions.append(decision)
        for key, story in stories.items():
            if self._reports[key].story != story:
                self._reports[key] = replace(self._reports[key], story=story)
        return Settled(decisions=tuple(decisions), merged=tuple(merged))

    def _forget(self, key: str) -> None:
        """Takes a report out; its row goes when the shelves are next changed."""
        self._reports.pop(key, None)
        self._resting.discard(key)
        self.facts.forget(key)
        self._coming.pop(key, None)
        self._take_down(key)

    def _take_down(self, key: str) -> None:
        language = self._shelved.pop(key, None)
        if language is not None:
            self._leaving[language].add(key)

    def _shelve(self, wanted: Set[str] | None = None) -> None:
        """Puts what has come onto the shelves, and takes down what is not ``wanted`` any more: that is too old, and
        does not come back."""
        if wanted is not None:
            for key in self._shelved.keys() - wanted:
                self._take_down(key)
        new: defaultdict[str, list[Row]] = defaultdict(list)
        for key, (language, row) in self._coming.items():
            if wanted is None or key in wanted:
                new[language].append(row)
                self._shelved[key] = language
        for language in sorted(new.keys() | self._leaving.keys()):
            if language not in self._shelves:
                self._shelves[language] = self._model.shelf(language)
            self._shelves[language].change(self._leaving.get(language, ()), new[language])
        self._coming.clear()
        self._leaving.clear()

    def _in_reach(self, report: Report) -> bool:
        return (
            report.item.id in self._bound
            or report.item.id in self._resting
            or self._clock is None
            or report.when is None
            or report.when >= self._clock - WINDOW
        )

    def _group(self, reports: list[Report]) -> list[Compared]:
        """The reports of one language; round-ups stand alone."""
        together: defaultdict[str, list[int]] = defaultdict(list)
        for position, report in enumerate(reports):
            if report.settled and report.story is not None:
                together[report.story].append(position)
        at = {report.item.id: position for position, report in enumerate(reports)}
        same = {article for each in self._said if each.same for article in (each.one, each.other)}
        bound = [
            (at[each.one], at[each.other]) for each in self._said if each.same and {each.one, each.other} <= at.keys()
        ]
        free = [
            position
            for position, report in enumerate(reports)
            if not report.settled and (report.signs.collection is None or report.item.id in same)
        ]
        if not free:
            return []
        language = reports[0].signs.language
        likeness = Likeness(
            self._shelves[language],
            [report.item.id for report in reports],
            self._model.floor(language),
        )
        alone = {position for position, report in enumerate(reports) if report.signs.collection is not None}

        def apart(one: int, other: int) -> bool:
            names = (reports[one].item.id, reports[other].item.id)
            return _instalments(reports[one], reports[other]) or bool(two_events and two_events(*names))

        two_events = self._two_events() if any(not each.same for each in self._said) else None
        return grouped(likeness, united(together.values(), bound), free, alone, apart, self._model)

    def _two_events(self) -> Callable[[str, str], bool]:
        """Whether people say of two articles that they must not be in one story: of the two, or of one and another
        that is settled in the story of the other."""
        forbidden: defaultdict[str, set[str]] = defaultdict(set)  # articles and stories
        for each in self._said:
            for one, other in ((each.one, each.other), (each.other, each.one)):
                if not each.same:
                    forbidden[one] |= {other} | ({str(self._story_of(other))} if self._story_of(other) else set())

        def two_events(one: str, other: str) -> bool:
            return any(
                mine in forbidden and not forbidden[mine].isdisjoint((theirs, self._story_of(theirs)))
                for mine, theirs in ((one, other), (other, one))
            )

        return two_events

    def _story_of(self, article: str) -> str | None:
        """Where a report is settled."""
        report = self._reports.get(article)
        return report.story if report is not None and report.settled else None

    def _facing(self, reports: list[Report]) -> dict[str, Facts]:
        """The facts of the reports, where more than one language is told."""
        if len({report.signs.language for report in reports}) < 2:
            return {}
        told_of_one = (report for report in reports if report.signs.collection is None)
        return {each.item.id: self.facts.of(each.item, each.signs.language) for each in told_of_one}


def _instalments(one: Report, other: Report) -> bool:
    """Whether they are different days of one column."""
    if one.item.when is None or other.item.when is None:
        return False
    if one.item.outlet and other.item.outlet and one.item.outlet != other.item.outlet:
        return False
    return instalments(one.signs, one.item.when, other.signs, other.item.when)
