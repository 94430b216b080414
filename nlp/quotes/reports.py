"""Finds who reports speech in a sentence: the reporting verb, its subject and the clause it reports, by language.

Every language but English is read by Malay word order, the other language of the outlets. This module must not know
which person a subject is.
"""

from __future__ import annotations

from collections.abc import Sequence

from nlp.quotes.english import English
from nlp.quotes.finder import Report
from nlp.quotes.malay import Malay
from nlp.quotes.outer import Outer
from nlp.reading import Reading
from records import OfficialMention


def reports_in(reading: Reading, outer: Outer, officials: Sequence[OfficialMention]) -> tuple[Report, ...]:
    """All reports of speech in one sentence of the article's own voice, in reading order."""
    inside = [
        one
        for one in officials
        if outer.start <= one.start < outer.end and not any(q.start <= one.start < q.end for q in outer.quoted)
    ]
    finder = English(reading, outer, inside) if reading.language == "en" else Malay(reading, outer, inside)
    return tuple(sorted(finder.reports(), key=lambda report: report.cue_start))
