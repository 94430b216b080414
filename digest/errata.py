"""What of earlier digests must be put right: mailed items against what is known now. Pure.

Knows items and their present state as ``digest.recall`` asks for them; it must not know the store or a language's
words. An erratum needs an event since the mail: an article was withdrawn or edited, a person corrected something,
another report came in. That a newer version reads an unchanged text differently is none.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from difflib import SequenceMatcher
from typing import Any, Literal

from digest.content import DigestContent, Erratum, Reason
from digest.figure_facts import FigureFact, Side, Source

ALIKE = 0.9  # of characters in common: a sentence so near, with the same numbers, was only polished. Judgement.
_WEIGHT = {"withdrawn": 0, "contradicted": 1, "corrected": 2, "revised": 3}


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """One thing that a digest said. ``about``: text by name, as ``items_of`` fills it."""

    digest: int
    period: str
    made: datetime
    kind: Literal["story", "figure", "quote", "post"]
    item: str
    article: str
    said: str
    about: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Disagreeing:
    """Another figure that cannot be right beside a mailed one, or that replaces it."""

    text: str
    source: Source
    replaces: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Corrected:
    """What a person said of the very thing; ``value`` empty: that it is none."""

    field: str
    value: str
    when: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Present:
    """What is known now of a mailed item and of the article that it was read in."""

    withdrawn: datetime | None = None
    edited: datetime | None = None  # when its outlet last changed the text
    text: str = ""
    source: Source | None = None  # of the article, where it is shown
    prints_now: str = ""  # a figure of the same measure, owner and period in the present text
    disagreeing: tuple[Disagreeing, ...] = ()
    corrections: tuple[Corrected, ...] = ()


def erratum(item: Item, now: Present) -> Erratum | None:
    """What is to be said of one mailed item; the gravest where several things happened; None where it holds."""
    if now.withdrawn is not None:
        if now.withdrawn < item.made:
            return None
        return _erratum(item, now, "withdrawn", f"withdrawn {item.article}", Reason("erratum.withdrawn"))
    against = [found for found in now.disagreeing if found.source.first_seen >= item.made]
    for found in sorted(against, key=lambda d: (d.replaces, d.source.first_seen, d.source.article)):
        why: Literal["revised", "contradicted"] = "revised" if found.replaces else "contradicted"
        reason = Reason(
            "erratum.replaced" if found.replaces else "erratum.contradicted", 0, (found.source.outlet_name,)
        )
        mark = f"{why} {item.article} {item.said} {found.source.article} {found.text}"
        return _erratum(item, now, why, mark, reason, found.text, found.source)
    since = [found for found in now.corrections if found.when >= item.made and found.value != item.said]
    if since:
        last = max(since, key=lambda c: c.when)
        reason = Reason("erratum.corrected", 0, (last.field,)) if last.value else Reason("erratum.rejected")
        mark = f"corrected {item.kind} {item.item} {last.field} {last.value}"
        return _erratum(item, now, "corrected", mark, reason, last.value)
    if now.edited is not None and now.edited >= item.made and not _stands(item, now.text):
        mark = f"revised {item.article} {item.kind} {item.said} {now.edited.isoformat()}"
        return _erratum(item, now, "revised", mark, Reason("erratum.edited"), now.prints_now)
    return None


def owed(found: Iterable[Erratum], said: Iterable[str] = ()) -> tuple[Erratum, ...]:
    """What a reader is still to be told, the gravest first: each erratum once, and of a withdrawn article one that
    stands for all that was read in it. ``said``: marks that this reader has been told."""
    known = set(said)
    order = {"story": 0, "figure": 1, "quote": 2, "post": 3}
    kept: dict[str, Erratum] = {}
    for each in sorted(found, key=lambda e: (_WEIGHT[e.why], e.period, order[e.kind], e.item)):
        if each.mark not in known and each.mark not in kept:
            kept[each.mark] = each
    return tuple(kept.values())


def _erratum(
    item: Item,
    now: Present,
    why: Literal["withdrawn", "contradicted", "corrected", "revised"],
    mark: str,
    reason: Reason,
    instead: str = "",
    other: Source | None = None,
) -> Erratum:
    return Erratum(
        mark=mark,
        why=why,
        kind=item.kind,
        item=item.item,
        period=item.period,
        said=item.said,
        about=item.about.get("about", ""),
        outlet=item.about.get("outlet", ""),
        source=now.source,
        now=instead,
        other=other,
        reason=(reason,),
    )


def _stands(item: Item, text: str) -> bool:
    """Whether the words that were mailed still stand in the text, but for polish that leaves the numbers alone."""
    words = item.about.get("sentence", "") if item.kind in ("story", "post") else item.said
    said, text = _squeezed(words), _squeezed(text)
    if not said or said in text:
        return True
    if item.kind == "figure":
        return False
    numbers = re.findall(r"\d+", said)
    return any(
        re.findall(r"\d+", part) == numbers and SequenceMatcher(None, said, part, autojunk=False).ratio() >= ALIKE
        for part in re.split(r"(?<=[.!?”\"])\s+", text)
        if abs(len(part) - len(said)) <= len(said) * (1 - ALIKE) * 2
    )


def _squeezed(text: str) -> str:
    return " ".join(text.split())


def items_of(content: DigestContent) -> tuple[dict[str, Any], ...]:
    """What a digest says that may prove wrong, as rows for the store: kind, item, article, said, about."""
    rows: dict[tuple[str, str], dict[str, Any]] = {}

    def keep(kind: str, item: str, source: Source, said: str, **about: str | None) -> None:
        told = {name: text for name, text in (about | {"outlet": source.outlet_name}).items() if text}
        row = {"kind": kind, "item": item, "article": source.article, "said": said, "about": told}
        rows.setdefault((kind, item), row)

    def figure(found: FigureFact) -> None:
        measured = found.measures or (found.concept or "").replace("_", " ")
        about = ", ".join(part for part in (measured, found.owner, found.period) if part)
        keep(
            "figure",
            f"{found.source.article}:{found.start}",
            found.source,
            found.text,
            about=about,
            measures=found.measures,
            concept=found.concept,
            owner=found.owner,
            period=found.period,
            claim=found.claim,
        )

    def side(found: Side, about: str) -> None:
        keep("figure", f"{found.source.article}:{found.start}", found.source, found.text, about=about)

    for story in content.stories:
        source = story.sentence.source if story.sentence else story.sources[0].source
        keep("story", story.id, source, story.title, sentence=story.sentence.text if story.sentence else None)
        for twin in story.twins:
            keep("story", twin.id, twin.source, twin.title)
        for each in story.figures:
            figure(each)
        if story.quote:
            quote = story.quote
            who = ", ".join(part for part in (quote.official or quote.speaker, quote.role) if part)
            keep("quote", f"{quote.source.article}:{quote.start}", quote.source, quote.text, about=who)
    for item in content.contradictions:
        told = item.contradiction
        about = ", ".join(part for part in (told.measures or told.concept, told.owner, told.period) if part)
        for one in told.sides:
            side(one, about)
    for revision in (each.revision for each in content.revisions):
        about = ", ".join(part for part in (revision.measures, revision.owner, revision.period) if part)
        side(revision.now, about)  # that the old value does not hold was said
    for post in (each.post for each in content.posts):
        role = ", ".join(part for part in (post.role, post.organisation) if part)
        keep("post", post.post, post.source, post.official, about=role, sentence=post.sentence)
    return tuple(rows[key] for key in sorted(rows))


def rows_of(errata: Iterable[Erratum]) -> tuple[dict[str, Any], ...]:
    """Errata as rows for the store."""
    names = ("mark", "why", "kind", "item", "period", "said", "now")
    return tuple({name: getattr(each, name) for name in names} for each in errata)
