"""The copy index: does an article repeat one that came before it?

Retrieval is an inverted index over a fixed quarter of the word 3-grams (those whose hash says so). Unlike MinHash at a
Jaccard threshold it still meets a copy of which 60 % was dropped; what it meets is verified by exact containment.
Knows texts; must not know stories, themes, or where a decision is stored. Deterministic: the state follows from the
articles added, in their order.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

import numpy as np

from nlp.copies import text as texts
from nlp.copies.text import Shingles
from records import CopyDecision

IDENTICAL = 0.9
COPY = 0.5
DERIVED = 0.2  # different events never passed .126
SHORT_COPY = 0.6  # containment from which 30 to 60 words are a copy whatever their titles say
SHORT = 60  # words; below it three-word runs are too few, and the title decides
SAMPLE = np.uint64(4)  # one shingle in four is posted
COMMON = 40  # postings of a shingle beyond which it is a phrase of the trade
LINE_REPEATED = 3  # times an outlet has printed a line in different articles before it counts as furniture
TEMPLATE_FIGURES = 4  # numbers that both texts need before differing figures speak against a copy
SAME_FIGURES = 0.5
FAR_LONGER = 4  # times as long: a text that merely holds a short one is no copy of it
SHORT_WITHIN = timedelta(days=2)


@dataclass(frozen=True, slots=True, kw_only=True)
class CopyItem:
    """An article as copies are looked for: ``when`` is its time (published, else first seen) or None.

    ``agency`` marks what comes from a news agency, whose text is the likelier original. ``house`` is the outlet's name
    and ``credits`` the agency that the page itself names: what credits another house is that house's text.
    """

    id: str
    title: str
    body: str
    outlet: str = ""
    when: datetime | None = None
    agency: bool = False
    house: str = ""
    credits: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class _Known:
    order: int
    item: CopyItem
    shingles: Shingles
    words: int
    title: str
    numbers: frozenset[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Match:
    known: _Known
    kind: str
    containment: float
    reason: str


class CopyIndex:
    """Articles seen so far. ``decide`` first, then ``add`` what was decided."""

    def __init__(self) -> None:
        self._known: dict[str, _Known] = {}
        self._origin: dict[str, str] = {}  # copy -> the article it was decided to repeat
        self._postings: defaultdict[int, list[str]] = defaultdict(list)
        self._titles: defaultdict[str, list[str]] = defaultdict(list)
        self._lines: Counter[tuple[str, str]] = Counter()
        self._added = 0

    def __len__(self) -> int:
        return len(self._known)

    def __contains__(self, article: str) -> bool:
        return article in self._known

    def decide(self, item: CopyItem) -> CopyDecision:
        """Whether ``item`` repeats an article of the index, and which: the origin of the group it belongs to.

        Changes nothing. ``copy_of`` of a copy is never itself a copy.
        """
        match = self._best(self._read(item))
        if match is None:
            return CopyDecision(
                article=item.id, copy_of=None, kind=None, containment=0.0, reason="repeats no known text"
            )
        origin = self._origin.get(match.known.item.id, match.known.item.id)
        via = "" if origin == match.known.item.id else f", itself a copy of {origin}"
        return CopyDecision(
            article=item.id,
            copy_of=origin,
            kind="identical" if match.kind == "identical" else "copy" if match.kind == "copy" else "derived",
            containment=round(match.containment, 4),
            reason=f"{match.reason} of article {match.known.item.id}{via}",
        )

    def settle(self, item: CopyItem) -> tuple[CopyDecision, ...]:
        """``decide`` and ``add`` in one; where ``item`` turns out to be the origin of articles that came in
        before it (it is earlier, or an agency's own and they are not), first its own decision (``copy_of`` None), then
        the new decisions of all of them."""
        decision = self.decide(item)
        old = self._known[decision.copy_of].item if decision.copy_of else None
        if old is None or decision.kind == "derived" or not _is_origin(item, old):
            self.add(item, decision)
            return (decision,)
        group = [old.id, *(copy for copy, origin in self._origin.items() if origin == old.id)]
        reason = _why_origin(item, old)
        own = CopyDecision(
            article=item.id, copy_of=None, kind=None, containment=0.0, reason=f"origin of {old.id}: {reason}"
        )
        self.add(item, own)
        new = self._known[item.id]
        moved = []
        for article in group:
            share = texts.containment(self._known[article].shingles, new.shingles)
            self._origin[article] = item.id
            moved.append(
                CopyDecision(
                    article=article,
                    copy_of=item.id,
                    kind="identical" if share >= IDENTICAL else "copy",
                    containment=round(share, 4),
                    reason=f"article {item.id} came in later but is {reason}",
                )
            )
        return (own, *moved)

    def add(self, item: CopyItem, decision: CopyDecision | None = None) -> None:
        """Takes ``item`` in. With its decision (of ``decide`` or stored) a copy posts only what its origin lacks.

        Raises ValueError where an article of this id is there already.
        """
        if item.id in self._known:
            raise ValueError(f"article {item.id} is in the copy index already")
        known = self._read(item)
        self._known[item.id] = known
        self._titles[known.title].append(item.id)
        posted = known.shingles[known.shingles % SAMPLE == 0]
        repeats = decision is not None and decision.copy_of is not None and decision.kind != "derived"
        if decision is not None and decision.copy_of is not None and repeats:
            self._origin[item.id] = decision.copy_of
            origin = self._known.get(decision.copy_of)
            if origin is not None:
                posted = np.setdiff1d(posted, origin.shingles, assume_unique=True)
        else:
            # A line that stands in several different articles of one outlet is its furniture; in copies it is text.
            self._lines.update((item.outlet, line) for line in set(texts.lines(item.body)))
        for shingle in posted.tolist():
            self._postings[shingle].append(item.id)
        self._added += 1

    def forget(self, before: datetime) -> None:
        """Drops what is older than ``before``; undated articles stay."""
        gone = {known.item.id for known in self._known.values() if known.item.when and known.item.when < before}
        for table in (self._postings, self._titles):
            _prune(table, gone)  # type: ignore[arg-type]
        for article in gone:
            del self._known[article]
            self._origin.pop(article, None)

    def _read(self, item: CopyItem) -> _Known:
        kept = [line for line in texts.lines(item.body) if self._lines[(item.outlet, line)] < LINE_REPEATED]
        body = "\n".join(kept)
        words = texts.tokens(body)
        return _Known(
            order=self._added,
            item=item,
            shingles=texts.shingles(words),
            words=len(words),
            title=" ".join(texts.tokens(item.title)),
            numbers=texts.numbers(body),
        )

    def _best(self, new: _Known) -> _Match | None:
        """The match to name: identical before copy before derived; the agency that it credits, agencies, then the
        earliest, first."""
        matches = [
            match
            for article in self._retrieved(new)
            if article != new.item.id and (match := _compare(new, self._known[article])) is not None
        ]
        rank = {"identical": 0, "copy": 1, "derived": 2}
        return min(
            matches,
            key=lambda match: (
                rank[match.kind],
                not _is_house(match.known.item, new.item.credits),
                not _is_own(match.known.item),
                *_age(match.known.item, match.known.order),
            ),
            default=None,
        )

    def _retrieved(self, new: _Known) -> Iterable[str]:
        """Ids worth an exact look, in the order in which they came in."""
        shared: Counter[str] = Counter()
        posted = new.shingles[new.shingles % SAMPLE == 0]
        for shingle in posted.tolist():
            articles = self._postings.get(shingle, ())
            if len(articles) <= COMMON:
                shared.update(articles)
        found = {article for article, count in shared.items() if count >= 2 or new.words < 4 * SHORT}
        # A copy posts only what its origin lacks, so the origin behind a copy is looked at too.
        found |= {self._origin[article] for article in found if article in self._origin}
        if new.title:
            found.update(self._titles.get(new.title, ()))
        return sorted((article for article in found if article in self._known), key=lambda a: self._known[a].order)


def _compare(new: _Known, old: _Known) -> _Match | None:
    share = texts.containment(new.shingles, old.shingles)
    if min(new.words, old.words) < SHORT:
        return _compare_short(new, old, share)
    if share < DERIVED:
        return None
    same = _same_figures(new.numbers, old.numbers)
    percent = f"{share:.0%} of the shorter text stands in both"
    if share < IDENTICAL and same is not None and same < SAME_FIGURES:
        return None  # a daily column: the frame is repeated, the figures are not
    if share < COPY:
        return _Match(known=old, kind="derived", containment=share, reason=f"{percent}; draws on the text")
    if len(new.shingles) > FAR_LONGER * len(old.shingles):
        return _Match(
            known=old, kind="derived", containment=share, reason=f"{percent}, within a far longer one; holds the text"
        )
    kind = "identical" if share >= IDENTICAL else "copy"
    return _Match(known=old, kind=kind, containment=share, reason=f"{percent}; {kind}")


def _compare_short(new: _Known, old: _Known, share: float) -> _Match | None:
    """One body is too short to tell: the same title within two days, or the same words and figures."""
    near = not (new.item.when and old.item.when) or abs(new.item.when - old.item.when) <= SHORT_WITHIN
    alike = max(new.words, old.words) <= 2 * min(new.words, old.words)
    if share >= IDENTICAL and alike and min(new.words, old.words) >= 12 and new.numbers == old.numbers:
        return _Match(
            known=old, kind="identical", containment=share, reason="a short text, word for word that; identical"
        )
    figures = _same_figures(new.numbers, old.numbers, least=1)
    if share >= SHORT_COPY and min(new.words, old.words) >= SHORT // 2 and (figures is None or figures >= SAME_FIGURES):
        reason = f"{share:.0%} of a short text stands in both; copy"
        return _Match(known=old, kind="copy", containment=share, reason=reason)
    if (
        near
        and new.title
        and new.title == old.title
        and len(new.title.split()) >= 4
        and (figures is None or figures >= SAME_FIGURES)
    ):
        return _Match(known=old, kind="copy", containment=share, reason="a short text under the same title; copy")
    return None


def _same_figures(one: frozenset[str], other: frozenset[str], least: int = TEMPLATE_FIGURES) -> float | None:
    """Share of the fewer numbers that are in both; None where there are too few to tell."""
    fewer = min(len(one), len(other))
    return len(one & other) / fewer if fewer >= least else None


def _age(item: CopyItem, order: int) -> tuple[float, int]:
    return (item.when.timestamp() if item.when else float("inf"), order)


def _is_origin(new: CopyItem, old: CopyItem) -> bool:
    if _is_house(new, old.credits) != _is_house(old, new.credits):
        return _is_house(new, old.credits)
    if _is_own(new) != _is_own(old):
        return _is_own(new)
    return new.when is not None and old.when is not None and new.when < old.when


def _why_origin(new: CopyItem, old: CopyItem) -> str:
    if _is_house(new, old.credits):
        return f"of {old.credits}, which that one credits"
    return "an agency's text" if _is_own(new) and not _is_own(old) else "the earlier text"


def _is_own(item: CopyItem) -> bool:
    """A text by the agency on whose page it stands: agencies pass on each other's as well, and say so."""
    return item.agency and (item.credits is None or _is_house(item, item.credits))


def _is_house(item: CopyItem, agency: str | None) -> bool:
    """Whether the outlet is that agency: its name holds all words of it, as in "Wira Wire (English)"."""
    named = texts.tokens(agency or "")
    return bool(named) and set(named) <= set(texts.tokens(item.house))


def _prune(table: dict[object, list[str]], gone: set[str]) -> None:
    for key in list(table):
        table[key] = [article for article in table[key] if article not in gone]
        if not table[key]:
            del table[key]
