"""The copy index: does an article repeat one that came before it?

Retrieval is an inverted index over a fixed quarter of the word 3-grams (those whose hash says so). Unlike MinHash at a
Jaccard threshold it still meets a copy of which 60 % was dropped; what it meets is verified by exact containment.
Knows texts; must not know stories, themes, or where a decision is stored. Deterministic: the state follows from the
articles that are in it and their decisions, in the order of their turns. What was let go of leaves no trace, so that an
index which has run for years decides what one decides that is made of its articles now.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime

import numpy as np

from nlp.copies import text as texts
from nlp.copies.compare import SHORT, Known, Match, as_round_up, compare, kind_of
from nlp.copies.origin import is_house, is_origin, is_own, why_origin
from nlp.copies.postings import Postings
from nlp.copies.reading import Prose, Reading, lines_of, posted
from nlp.copies.window import in_reach
from records import CopyDecision

COMMON = 40  # postings of a shingle beyond which it is a phrase of the trade
LINE_REPEATED = 3  # times an outlet has printed a line in different articles before it counts as furniture


@dataclass(frozen=True, slots=True, kw_only=True)
class CopyItem:
    """An article as copies are looked for: ``when`` is its time (published, else first seen) or None.

    ``agency`` marks what comes from a news agency, whose text is the likelier original. ``house`` is the outlet's name
    and ``credits`` the agency that the page itself names: what credits another house is that house's text. ``seen``:
    when it came in; None is never too old. ``turn`` sorts articles as they are read: one that is read again has its
    turn before what came after it. Without turns they come as they are added.
    """

    id: str
    title: str
    body: str
    outlet: str = ""
    when: datetime | None = None
    agency: bool = False
    house: str = ""
    credits: str | None = None
    seen: datetime | None = None
    turn: tuple[str, ...] = ()


class CopyIndex:
    """Articles seen so far. ``decide`` first, then ``add`` what was decided."""

    def __init__(self) -> None:
        self._begin()

    def _begin(self) -> None:
        """Nothing is known."""
        self._known: dict[str, Known] = {}
        self._by_order: dict[int, str] = {}
        self._origin: dict[str, str] = {}  # copy -> the article it was decided to repeat
        self._postings = Postings()
        self._titles: defaultdict[str, list[str]] = defaultdict(list)
        self._lines: Counter[int] = Counter()
        self._latest: tuple[str, ...] = ()  # turn
        self._stale = False  # whether an index made of the same articles would be another one

    def __len__(self) -> int:
        return len(self._known)

    def __contains__(self, article: str) -> bool:
        return article in self._known

    def decide(self, item: CopyItem) -> CopyDecision:
        """Whether ``item`` repeats an article of the index, and which: the origin of the group it belongs to.

        ``copy_of`` is itself a copy only where what that repeats is not in the index.
        """
        self._straighten()
        return self._decision(item, self._best(self._read(item)))

    def _decision(self, item: CopyItem, match: Match | None) -> CopyDecision:
        if match is None:
            return CopyDecision(
                article=item.id, copy_of=None, kind=None, containment=0.0, reason="repeats no known text"
            )
        origin = self._origin.get(match.known.id, match.known.id)
        if origin not in self._known and origin != item.id:
            origin = match.known.id  # what that one repeats was taken down: it stands for it
        via = "" if origin == match.known.id else f", itself a copy of {origin}"
        return CopyDecision(
            article=item.id,
            copy_of=origin,
            kind=match.kind,
            containment=round(match.containment, 4),
            reason=f"{match.reason} of article {match.known.id}{via}",
        )

    def settle(self, item: CopyItem) -> tuple[CopyDecision, ...]:
        """``decide`` and ``add`` in one; where ``item`` turns out to be the origin of articles that came in
        before it (it is earlier, or an agency's own and they are not), first its own decision (``copy_of`` None), then
        the new decisions of all of them."""
        self._straighten()
        read = self._read(item)
        match = self._best(read)
        decision = self._decision(item, match)
        if match is not None and decision.copy_of == item.id:  # read again, and its copies were not
            own = CopyDecision(
                article=item.id, copy_of=None, kind=None, containment=0.0, reason=f"{match.known.id} repeats it"
            )
            self._put(read, None)
            return (own,)
        old = self._known[decision.copy_of] if decision.copy_of else None
        if match is None or old is None or not match.swaps or not is_origin(item, old):
            self._put(read, _repeated(decision))
            return (decision,)
        copies = [self._known[copy] for copy, origin in self._origin.items() if origin == old.id]
        group = [old.id, *(known.id for known in sorted(copies, key=_place))]
        reason = why_origin(item, old)
        own = CopyDecision(
            article=item.id, copy_of=None, kind=None, containment=0.0, reason=f"origin of {old.id}: {reason}"
        )
        self._put(read, None)
        self._stale = True
        moved = []
        for article in group:
            share = texts.containment(self._known[article].shingles, read.shingles)
            self._origin[article] = item.id
            moved.append(
                CopyDecision(
                    article=article,
                    copy_of=item.id,
                    kind=kind_of(share, self._known[article].shingles, read.shingles),
                    containment=round(share, 4),
                    reason=f"article {item.id} came in later but is {reason}",
                )
            )
        return (own, *moved)

    def add(self, item: CopyItem, decision: CopyDecision | None = None, kept: Reading | None = None) -> Reading:
        """Takes ``item`` in. With its decision (of ``decide`` or stored) a copy posts only what its origin lacks.

        ``kept``: what its text was read to be before. It is given back where it still holds, and the text is not read;
        where other lines count as furniture now, the text is read anew. Raises ValueError where an article of this id
        is there already.
        """
        self._straighten()
        known = self._read(item, kept)
        self._put(known, _repeated(decision))
        return known.reading

    def reading(self, article: str) -> Reading:
        """What the text of an article of the index was read to be."""
        return self._known[article].reading

    def let_go(self, since: datetime) -> None:
        """Drops what came in before ``since``, but for what is of one text with what came in since (``in_reach``)."""
        left = in_reach({name: known.seen for name, known in self._known.items()}, self._origin, since)
        if len(left) < len(self._known):
            self._make_of(known for name, known in self._known.items() if name in left)

    def _straighten(self) -> None:
        if self._stale:
            self._make_of(self._known.values())

    def _make_of(self, articles: Iterable[Known]) -> None:
        """Begins anew with these. Their texts stay as they were read, but where another line is furniture now."""
        origins, ordered = self._origin, sorted(articles, key=_place)
        self._begin()
        for order, known in enumerate(ordered):
            left_out = self._left_out(known.reading.lines)
            known = replace(known, order=order)
            if left_out != known.reading.left_out:
                prose = known.prose.without(left_out)
                known = replace(
                    known, prose=prose, reading=Reading(known.reading.lines, left_out, posted(prose.shingles))
                )
            self._put(known, origins.get(known.id))

    def _put(self, known: Known, repeats: str | None) -> None:
        """``repeats``: the article whose text it is."""
        if known.id in self._known:
            raise ValueError(f"article {known.id} is in the copy index already")
        late = known.turn < self._latest
        self._latest = max(self._latest, known.turn)
        self._known[known.id] = known
        self._by_order[known.order] = known.id
        if known.title:
            self._titles[known.title].append(known.id)
        new = known.reading.posted
        if repeats is not None:
            self._origin[known.id] = repeats
            origin = self._known.get(repeats)
            if origin is not None:
                new = np.setdiff1d(new, origin.reading.posted, assume_unique=True)
        else:
            # A line that stands in several different articles of one outlet is its furniture; in copies it is text.
            self._lines.update(set(known.reading.lines))
        self._postings.add(new, known.order)
        if late and not self._stale:
            furniture = any(self._lines.get(line, 0) >= LINE_REPEATED for line in known.reading.lines)
            self._stale = furniture or repeats is not None or known.id in self._origin.values()

    def _left_out(self, lines: tuple[int, ...]) -> tuple[int, ...]:
        return tuple(place for place, line in enumerate(lines) if self._lines.get(line, 0) >= LINE_REPEATED)

    def _read(self, item: CopyItem, kept: Reading | None = None) -> Known:
        lines = lines_of(item.body, item.outlet) if kept is None else kept.lines
        left_out = self._left_out(lines)
        prose = Prose(item.body, left_out)
        if kept is None or kept.left_out != left_out:
            kept = Reading(lines, left_out, posted(prose.shingles))
        return Known(
            order=len(self._known),
            turn=item.turn,
            seen=item.seen,
            id=item.id,
            when=item.when,
            agency=item.agency,
            house=item.house,
            credits=item.credits,
            title=" ".join(texts.tokens(item.title)),
            reading=kept,
            prose=prose,
        )

    def _best(self, new: Known) -> Match | None:
        """The match to name: what holds the whole text before what holds half or less; the agency that it credits,
        agencies, then the earliest."""
        matches = [
            match
            for article in self._retrieved(new)
            if article != new.id and (match := compare(new, self._known[article])) is not None
        ]
        best = min(
            matches,
            key=lambda match: (
                match.rank,
                not is_house(match.known, new.credits),
                not is_own(match.known),
                *_age(match.known),
            ),
            default=None,
        )
        return best and as_round_up(new, best, matches)

    def _retrieved(self, new: Known) -> Iterable[str]:
        """Ids worth an exact look, in the order of their turns."""
        least = 2 if new.words >= 4 * SHORT else 1
        orders, counts = self._postings.articles(new.reading.posted, COMMON)
        found = {self._by_order[order] for order, count in zip(orders, counts, strict=True) if count >= least}
        if new.title:
            titled = sorted((self._known[article] for article in self._titles.get(new.title, ())), key=_place)
            found.update(known.id for known in titled[-COMMON:])  # a column's name heads thousands
        # A copy posts only what its origin lacks, so the origin behind a copy is looked at too.
        found |= {self._origin[article] for article in found if article in self._origin}
        return sorted((article for article in found if article in self._known), key=lambda a: _place(self._known[a]))


def _place(known: Known) -> tuple[tuple[str, ...], int]:
    """Sorts by turns; what has none, as it was added."""
    return known.turn, known.order


def _age(known: Known) -> tuple[float, tuple[str, ...], int]:
    return (known.when.timestamp() if known.when else float("inf"), *_place(known))


def _repeated(decision: CopyDecision | None) -> str | None:
    """The article whose text it is; one that only draws on another has its own."""
    return None if decision is None or decision.kind == "derived" else decision.copy_of
