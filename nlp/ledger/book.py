"""The whole ledger from the figures of all articles: claims by meaning, and all that contradict each other.

Knows the order of the steps; what two figures have to do with each other stands in meaning, claims,
dispute, within and replaced.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence

from nlp.ledger.claims import claims_of, unsettled
from nlp.ledger.dispute import disputes_between
from nlp.ledger.meaning import Meaning, meaning_of
from nlp.ledger.replaced import Place, parted, replaced_before, replaced_within
from nlp.ledger.within import disputes_within
from records import Claim, Dispute, Entry, Ledger, Told


def ledger_of(articles: Iterable[Sequence[Told]]) -> Ledger:
    """The ledger of all figures that articles tell, each article's in reading order. The same whatever the order of
    the articles. A claim has a measure: figures of which nothing is known but the number are in none."""
    groups: dict[tuple[str, ...], list[Told]] = defaultdict(list)
    loose: list[Claim] = []
    disputes: list[Dispute] = []
    replaced: list[Dispute] = []
    read: dict[tuple[str, int], Meaning] = {}  # of each figure, since a meaning is dear and asked for thrice
    for figures in articles:
        read.update({(told.article, told.start): meaning_of(told) for told in figures})
        disputes += disputes_within(figures, [read[told.article, told.start] for told in figures])
        replaced += replaced_within(figures)
        loose += unsettled(figures)
        for told in figures:
            meaning = read[told.article, told.start]
            if claimed(told, meaning):
                groups[meaning.key].append(told)
    replaced += replaced_before(replaced, (told for group in groups.values() for told in group))
    apart = parted(replaced)
    entries = [entry for key in sorted(groups) for entry in entries_of(key, groups[key], apart)]
    loose.sort(key=lambda claim: claim.reports[0].order)
    disputes += disputes_between([entry.claim for entry in entries], loose, read)
    known = replaced + [each for each in disputes if not parted((each,)) & apart]  # once, and as what it is
    return Ledger(entries=tuple(entries), disputes=tuple(sorted(set(known), key=_order)))


def claimed(told: Told, meaning: Meaning) -> bool:
    """Whether a figure may be of a claim: it has a measure."""
    return told.concept is not None and bool(meaning.content or meaning.concept != "other")


def entries_of(key: tuple[str, ...], figures: Iterable[Told], apart: Collection[frozenset[Place]] = ()) -> list[Entry]:
    """The claims of figures of one meaning, by value; ``apart`` as ``parted`` gives it, at least the pairs of two of
    these figures. A series needs an owner and a period."""
    owner, period = Meaning.owner_and_period(key)
    series = Meaning.series_in(key) if owner and period else ()
    return [Entry(claim=claim, key=key, series=series) for claim in claims_of(figures, apart)]


def _order(dispute: Dispute) -> tuple[object, ...]:
    return dispute.one.order, dispute.other.order, dispute.kind
