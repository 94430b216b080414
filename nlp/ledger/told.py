"""The figures of one article as the ledger takes them: each with its own part of the sentence and the names in it.

Knows the records of one article; must not know others.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from datetime import date

from nlp.ledger.scale import in_base
from records import Entity, Figure, Sentence
from records.ledger import Told

_RUN = re.compile(r"[A-Z][\w'’&-]*(?: [A-Z][\w'’&-]*)+")
_NAMES = frozenset({"ORGANIZATION", "LOCATION", "FACILITY", "PRODUCT", "EVENT"})


def told_in(
    article: str,
    figures: Iterable[Figure],
    sentences: Sequence[Sentence],
    entities: Iterable[Entity],
    *,
    first_seen: str,
    published: date | None,
) -> list[Told]:
    """The figures of an article in reading order. A figure's part of its sentence reaches from the figure before it
    to the figure behind it. Values are in the unit in which their kind is compared (nlp.ledger.scale)."""
    by_number = {sentence.number: sentence for sentence in sentences}
    found = sorted(figures, key=lambda figure: figure.start)
    named: dict[int, set[str]] = {}
    starts = sorted((sentence.start, sentence.number) for sentence in sentences)
    at = 0
    for entity in sorted(entities, key=lambda one: one.start):
        while at + 1 < len(starts) and starts[at + 1][0] <= entity.start:
            at += 1
        if entity.label in _NAMES and starts:
            named.setdefault(starts[at][1], set()).add(_plain(entity.text))
    for number in {figure.sentence for figure in found}:
        # A name is one whatever the recogniser takes it for.
        named.setdefault(number, set()).update(_plain(run) for run in _RUN.findall(by_number[number].text))
    told = []
    for index, figure in enumerate(found):
        sentence = by_number[figure.sentence]
        before = found[index - 1] if index and found[index - 1].sentence == figure.sentence else None
        behind = found[index + 1] if index + 1 < len(found) and found[index + 1].sentence == figure.sentence else None
        told.append(
            Told(
                article=article,
                start=figure.start,
                order=(first_seen, article, figure.start),
                published=published,
                sentence=sentence.text,
                at=figure.start - sentence.start,
                left=before.end - sentence.start if before else 0,
                right=behind.start - sentence.start if behind else len(sentence.text),
                text=figure.text,
                value=in_base(figure.value, figure.unit)[0],
                low=in_base(figure.low, figure.unit)[0],
                high=in_base(figure.high, figure.unit)[0],
                from_value=in_base(figure.from_value, figure.unit)[0],
                unit=in_base(None, figure.unit)[1],
                kind=figure.kind,
                measures=figure.measures,
                concept=figure.concept,
                owner=figure.owner,
                period=figure.period,
                change=figure.change,
                status=figure.status,
                twin=figure.twin,
                names=frozenset(named.get(figure.sentence, ())),
            )
        )
    return told


def told_alone(article: str, figure: Figure, *, first_seen: str, published: date | None) -> Told:
    """A figure without its sentence: enough to say which claim it is of, where its sentence was found before to make it
    neither rough nor a bound."""
    return told_in(
        article,
        [figure],
        [Sentence(number=figure.sentence, start=figure.start, end=figure.end, text=figure.text, paragraph=0)],
        (),
        first_seen=first_seen,
        published=published,
    )[0]


def _plain(name: str) -> str:
    low = name.casefold().removeprefix("the ")
    return low.removesuffix("'s").removesuffix("’s")
