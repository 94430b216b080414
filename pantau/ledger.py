"""Joins the ledger of figures to the store, and makes anew of it only what changed: the articles that the store says
changed, the claims of their meanings, and the disputes of these claims with what shares a block with them.

Thin: what is one claim and what contradicts another stands in nlp.ledger, what is kept in the store. A test holds it
against ``ledger_of`` of everything.
"""

from __future__ import annotations

import hashlib
import json
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from functools import cached_property

from nlp.ledger import told_in
from nlp.ledger.book import claimed, entries_of
from nlp.ledger.claims import unsettled
from nlp.ledger.dispute import CROWD, MOST_VALUES, Side, blocks_of, dispute_of, most_exact
from nlp.ledger.meaning import Meaning, meaning_of
from nlp.ledger.reach import reach_of, values_apart
from nlp.ledger.replaced import may_be_replaced, parted, replaced_before, replaced_within
from nlp.ledger.told import told_alone
from nlp.ledger.within import disputes_within
from records import Dispute, Entry, Told
from store import Store, claims, ledger_blocks, ledger_replaced, ledger_state
from store.values import Row, decimal_text, digest_of

CHUNK = 500  # articles that are seen to in one transaction
SLICE = 200  # meanings whose figures are held at a time


def refresh_ledger(store: Store, version: str = "") -> int:
    """Makes claims and disputes follow what changed; gives the number of claims. ``version``: of the rules; where it is
    another than the ledger was made by, everything is made anew."""
    ledger_state.begin(store, version)
    while ledger_state.changed(store):
        with store.transaction():
            _Refresh(store, ledger_state.changed_articles(store, CHUNK)).run()
    with store.transaction() as connection:
        ledger_state.end(connection)
    return ledger_state.count(store)


def refresh_ledger_around(store: Store, article: str) -> None:
    """The same, of what changed in one article: what a killed analysis left is left to the next."""
    with store.transaction():
        _Refresh(store, [article]).run()


@dataclass(frozen=True, slots=True)
class _Reported:
    """A figure that is of a claim, and its row."""

    id: int
    claim: str | None  # that it was of until now
    told: Told


@dataclass
class _Refresh:
    """One refresh of the ledger for some articles, within one transaction."""

    store: Store
    articles: Sequence[str]
    sought: set[int] = field(default_factory=set)  # figures whose disputes are sought anew
    touched: set[str] = field(default_factory=set)  # claims of which a dispute went or came
    grown: Counter[int] = field(default_factory=Counter)  # by how much each block grew or shrank
    read: dict[str, dict[int, tuple[Told, Meaning]]] = field(default_factory=dict)  # article -> place -> figure

    def run(self) -> None:
        connection = self.store.connection
        lost = ledger_state.take(connection, self.articles)
        self.touched |= lost.disputed
        self.grown.subtract(lost.blocks)
        self._read(self.articles)
        mine = [list(self.read[article].values()) for article in self.articles if article in self.read]
        keys = {digest_of(*meaning.key): meaning.key for told in mine for _, meaning in told}
        ledger_state.set_meanings(
            connection,
            keys,
            [
                (digest_of(*meaning.key), _amount(told) if claimed(told, meaning) else None, told.article, told.start)
                for figures in mine
                for told, meaning in figures
            ],
        )
        replaced = self._replaced()
        for dispute in replaced:
            self.touched |= claims.insert_dispute(connection, dispute, _amount(dispute.one))
        meanings = sorted(lost.meanings | keys.keys())
        for start in range(0, len(meanings), SLICE):
            self._claims_of(meanings[start : start + SLICE], lost.claims)
        bounds = [claim.reports[0] for figures in mine for claim in unsettled(told for told, _ in figures)]
        self._stand({self._ids[told.article, told.start] for told in bounds})
        self._look_at_crowds()
        self.touched |= ledger_state.drop_disputes(connection, self.sought)
        for figures in mine:
            for dispute in disputes_within([told for told, _ in figures], [meaning for _, meaning in figures]):
                if not parted([dispute]) & parted(replaced):
                    self.touched |= claims.insert_dispute(connection, dispute)
        self._seek()
        ledger_state.set_against(connection, self.touched)

    @cached_property
    def _ids(self) -> dict[tuple[str, int], int]:
        return ledger_state.figure_ids(self.store, self.articles)

    def _read(self, articles: Iterable[str]) -> None:
        for one in claims.figures_told(self.store, set(articles) - self.read.keys()):
            told = told_in(
                one.article,
                one.figures,
                one.sentences,
                one.entities,
                first_seen=one.first_seen,
                published=one.published,
            )
            self.read[one.article] = {each.start: (each, meaning_of(each)) for each in told}

    def _replaced(self) -> list[Dispute]:
        """What texts say does not hold: these articles of themselves and of what was printed before them, and others of
        what these print. A pair rests on the articles of its two figures alone: where one came or went, one of them is
        among these, and its meaning is made anew."""
        said = [found for article in self.articles for found in replaced_within(self._figures(article))]
        near = [
            (row["article"], row["start"])
            for each in said
            for row in ledger_replaced.printed(self.store, _amount(each.one), each.other.order[0])
            if may_be_replaced(_alone(row), each)
        ]
        elsewhere = ledger_replaced.said_of(self.store, self.articles) - set(self.articles)
        self._read({article for article, _ in near} | elsewhere)
        before = [
            self.read[article][start] for article, start in sorted(set(near)) if start in self.read.get(article, ())
        ]
        here = [figure for article in self.articles for figure in self.read.get(article, {}).values()]
        others = [found for article in sorted(elsewhere) for found in replaced_within(self._figures(article))]
        return [
            *said,
            *replaced_before(said, (told for told, meaning in before if claimed(told, meaning))),
            *replaced_before(others, (told for told, meaning in here if claimed(told, meaning))),
        ]

    def _figures(self, article: str) -> list[Told]:
        return [told for told, _ in self.read.get(article, {}).values()]

    def _claims_of(self, meanings: Sequence[str], dirty: set[str]) -> None:
        """Makes the claims under these meanings anew; those that no changed figure has to do with stay as they are."""
        connection = self.store.connection
        figures = ledger_state.figures_of(connection, meanings)
        keys = ledger_state.keys_of(connection, meanings)
        there = ledger_state.claims_under(connection, meanings)
        apart = ledger_replaced.parted_under(connection, meanings)
        gone: set[str] = set()
        written: list[tuple[str, Entry]] = []
        moved: dict[int, str] = {}  # figure -> its new claim
        exact: dict[str, int] = {}  # claim -> its most exact figure
        turned: set[str] = set()  # meanings that came to have too many values, or have no longer
        for meaning in meanings:
            before = there.get(meaning, set())
            reported = {(one.told.article, one.told.start): one for one in self._reported(figures.get(meaning, ()))}
            key = keys.get(meaning)
            entries = entries_of(tuple(json.loads(key)), [one.told for one in reported.values()], apart) if key else []
            was: dict[str | None, set[int]] = defaultdict(set)  # a rounded figure may have gone over to a nearer claim
            for one in reported.values():
                was[one.claim].add(one.id)
            after = set()
            for entry in entries:
                claim = claims.claim_id(entry.key, entry.claim.value)
                after.add(claim)
                mine = [reported[told.article, told.start] for told in entry.claim.reports]
                if claim not in before or claim in dirty or {one.id for one in mine} != was[claim]:
                    written.append((meaning, entry))
                    moved.update((one.id, claim) for one in mine if one.claim != claim)
                    told = most_exact(entry.claim.reports)
                    exact[claim] = reported[told.article, told.start].id
            gone |= before - after
            if (len(before) > MOST_VALUES) != (len(after) > MOST_VALUES):
                turned.add(meaning)
        ledger_state.drop_claims(connection, gone | exact.keys())
        claims.insert_claims(connection, written)
        self.touched |= ledger_state.set_claims(connection, moved) | exact.keys()
        former = ledger_blocks.demoted(connection, exact)
        self.touched |= ledger_state.drop_disputes(connection, former)
        self.grown.subtract(ledger_blocks.leave_blocks(connection, former))
        self._stand(exact.values())
        self.sought |= ledger_blocks.standing_under(connection, turned)
        ledger_state.drop_meanings(connection, set(meanings) - figures.keys())

    def _reported(self, figures: Iterable[Row]) -> Iterator[_Reported]:
        """Of the figures under a meaning those that may be of a claim. Those of other articles are of one already, or
        are bounds and told roughly."""
        for row in figures:
            if row["article"] in self.read and row["start"] in self.read[row["article"]]:
                told, read = self.read[row["article"]][row["start"]]
                if claimed(told, read):
                    yield _Reported(row["id"], row["claim"], told)
            elif row["claim"] is not None:
                yield _Reported(row["id"], row["claim"], _alone(row))

    def _stand(self, figures: Collection[int]) -> None:
        """Figures that are set against others: each is put into its blocks, and its disputes are sought."""
        new = set(figures) - ledger_blocks.in_blocks(self.store, figures)
        rows = ledger_state.figures(self.store, new)
        self._read({row["article"] for row in rows.values()})
        blocks = {
            figure: {_number(block) for block in blocks_of(*self.read[row["article"]][row["start"]])}
            for figure, row in rows.items()
        }
        self.grown.update(ledger_blocks.enter_blocks(self.store.connection, blocks))
        self.sought |= set(figures)

    def _look_at_crowds(self) -> None:
        """Where a block became crowded, or no longer is, all that are in it may be in other disputes now."""
        moved = {block: by for block, by in self.grown.items() if by}
        most = CROWD + 1 + max(map(abs, moved.values()), default=0)
        sizes = ledger_blocks.sizes_of(self.store, moved, most)
        flipped = [block for block, by in moved.items() if (sizes[block] > CROWD) != (sizes[block] - by > CROWD)]
        self.sought |= set().union(*ledger_blocks.members_of(self.store, flipped).values())

    def _seek(self) -> None:
        """The disputes of all that is sought with whatever shares a block with it."""
        connection = self.store.connection
        blocks = ledger_blocks.blocks_of(connection, self.sought)
        sizes = ledger_blocks.sizes_of(connection, set().union(*blocks.values()), CROWD + 1)
        near = ledger_blocks.members_of(connection, [block for block, size in sizes.items() if 1 < size <= CROWD])
        pairs = {
            (min(figure, other), max(figure, other))
            for figure, mine in blocks.items()
            for block in mine
            for other in near.get(block, set()) - {figure}
        }
        there = ledger_state.figures(connection, {figure for pair in pairs for figure in pair})
        alone = {figure: reach_of(_alone(row)) for figure, row in there.items() if row["claim"] is not None}
        apart = [
            (one, other)
            for one, other in sorted(pairs)
            if one not in alone or other not in alone or values_apart(alone[one], alone[other])
        ]
        sides = self._sides({figure: there[figure] for pair in apart for figure in pair})
        values = ledger_state.values_of(connection, {row["claim"] for row in there.values()} - {None})
        ranks = {figure: _rank(values.get(there[figure]["claim"]), side) for figure, side in sides.items()}
        for pair in apart:
            first, second = sorted(pair, key=lambda figure: ranks[figure])
            dispute = dispute_of(sides[first], sides[second])
            if dispute is not None and not ledger_replaced.tells_apart(connection, dispute):
                self.touched |= claims.insert_dispute(connection, dispute)

    def _sides(self, wanted: Mapping[int, Row]) -> dict[int, Side]:
        """Of figures, by their rows."""
        self._read({row["article"] for row in wanted.values()})
        articles = ledger_state.articles_of(self.store, {row["claim"] for row in wanted.values()} - {None})
        crowds = ledger_state.crowds_under(self.store, {row["meaning"] for row in wanted.values()})
        sides = {}
        for figure, row in wanted.items():
            told, meaning = self.read[row["article"]][row["start"]]
            sides[figure] = Side(
                told=told,
                meaning=meaning,
                articles=articles.get(row["claim"], frozenset({row["article"]})),
                crowded=crowds[row["meaning"]] > MOST_VALUES,
            )
        return sides


def _rank(value: str | None, side: Side) -> tuple[object, ...]:
    """Claims by meaning and value, then what is no claim by when it was told: in this order a pair is compared.
    ``value``: of the claim that the figure is of."""
    if value is None:
        return 1, (), Decimal(0), side.told.order
    return 0, side.meaning.key, Decimal(value), side.told.order


def _alone(row: Row) -> Told:
    day = row["published"] or row["first_seen"]
    return told_alone(
        row["article"],
        claims.figure_of(row),
        first_seen=row["first_seen"],
        published=date.fromisoformat(day[:10]) if day else None,
    )


def _amount(told: Told) -> int | None:
    """The same for equal values of one unit; None for what names no value."""
    if told.value is None or told.low or told.high:
        return None
    return _number((told.unit or "", decimal_text(told.value) or ""))


def _number(block: tuple[str, ...]) -> int:
    """64 bits that follow from a block, or from an amount."""
    return int.from_bytes(hashlib.sha256(json.dumps(block).encode()).digest()[:8], "big", signed=True)
