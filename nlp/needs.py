"""Which sentences need their grammar: only those in which a reader may find something.

Knows what each reader looks for first; must not know spaCy. Every condition is one that its reader cannot do without,
so that a sentence passed over loses nothing.
"""

from __future__ import annotations

import re

from nlp.figures.numbers import may_hold_number
from nlp.grammar import Need
from nlp.places.metonym import names_seat
from nlp.quotes.cues import ENGLISH_CUE
from records import Sentence

#: A name behind the first word, or a quote mark: what officials, places and speakers begin with.
_NAMED = re.compile(r"\W\w*[A-Z]|[\"“”'‘’«»「」]")


def need_of(sentence: Sentence) -> Need:
    """How much of its grammar an English sentence needs; a line that readers must not read needs none.

    Figures ask what a number depends on, quotes for the subject of a reporting verb, places whether a seat of
    government acts: those need the parse. Tags alone tell a name from a word, and a noun from a verb behind it.
    """
    if sentence.skipped is not None:
        return Need.NOTHING
    text = sentence.text
    if may_hold_number(text) or ENGLISH_CUE.search(text) or names_seat(text):
        return Need.PARSE
    return Need.TAGS if _NAMED.search(text) else Need.NOTHING
