"""The whole reading of one text: entities, places, officials, figures and quotes, in one pass over one Reading.

Pure. This module knows the order in which the readers need one another; it must not know how any of them works.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from nlp.entities import find_entities
from nlp.entities.reconcile import with_officials
from nlp.figures import find_figures
from nlp.needs import need_of
from nlp.officials import find_officials
from nlp.pipeline import read
from nlp.places import find_places
from nlp.quotes import find_quotes
from records import Annotation

#: Languages that the readers know. In any other their rules would guess (25.000 is not 25): nothing is read there.
READ = frozenset({"en", "ms", "id", "zh", "und"})


def annotate(
    text: str, *, language: str | None = None, published: date | None = None, model: str | None = None
) -> Annotation:
    """Reads ``text`` (paragraphs end with a line end). Offsets of the result are in characters of ``text``.
    A text in a language outside READ is cut into sentences and nothing is read in it.

    ``published`` resolves "last year" and the like; without it such periods stay None. ``model`` is another spaCy
    pipeline for English. Raises BadInput for a text that is too long or no Unicode.
    """
    reading = read(text, language=language, published=published, model=model, needs=need_of)
    if reading.language not in READ:
        return Annotation(
            language=reading.language,
            sentences=reading.sentences,
            entities=(),
            officials=(),
            places=(),
            figures=(),
            quotes=(),
        )
    reading = replace(reading, entities=find_entities(reading))
    officials = find_officials(reading)
    reading = replace(reading, entities=with_officials(reading.entities, officials, text))
    return Annotation(
        language=reading.language,
        sentences=reading.sentences,
        entities=reading.entities,
        officials=officials,
        places=find_places(reading),
        figures=find_figures(reading),
        quotes=find_quotes(reading, officials),
    )
