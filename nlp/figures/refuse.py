"""Says why a number is no figure: dates, names, addresses, scores, ages, list numbers, telephone numbers.

Knows the places in which numbers are printed that measure nothing; must not know what a figure measures. A refusal
is its reason in words, so that it can be explained.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date
from decimal import Decimal

from nlp.figures.dates import DateSpan, find_dates
from nlp.figures.lexicon import Lexicon
from nlp.figures.numbers import ENGLISH, MALAY
from nlp.figures.quantities import Quantity
from nlp.figures.tokens import Token

# Each begins at a fixed sign and ends at the next space: linear.
_ADDRESS = re.compile(
    r"(?:https?://|www\.)\S+|[\w.+-]{1,64}@[\w-]{1,64}(?:\.[\w-]{1,64})+|(?<!\w)[#@]\w+", re.IGNORECASE
)
_TELEPHONE = re.compile(
    r"(?<![\w.])\+\d[\d -]{6,18}\d(?![\w])|(?<![\w.,$-])\(?0\d{1,3}\)?[ -]\d{3,4}[ -]?\d{3,5}(?!\w)"
    r"|(?<![\w.])1-[378]00-\d[\d-]{3,12}(?!\w)"
    r"|(?<![\w.,-])\d{6}-\d{2}-\d{4}(?!\w)"
)
# "exchange rate notes": (US$1=RM4.15)
_RATE = re.compile(r"\(?\s?(?:US\$|S\$|RM|\$|Rp|€|£|¥)\s?1(?:\.00?)?\s?[=＝]\s?[^\s)]{1,6}\s?[\d.,]{1,14}\)?")
_BLOCKS = (
    ("address", _ADDRESS, ("://", "www.", "WWW.", "Www.", "@", "#")),
    ("telephone", _TELEPHONE, ("+", "0", "1-", "-")),
    ("rate", _RATE, ("=", "＝")),
)
_STREETS = frozenset(
    {"jalan", "lorong", "street", "road", "avenue", "persiaran", "lebuh", "jln", "taman", "kampung", "drive", "lane"}
)
_AGED = frozenset({"aged", "age", "berumur", "berusia", "usia", "umur", "ages"})
_HINTS = frozenset(
    {"people", "person", "job", "worker", "student", "company", "tourist", "visitor", "resident", "tenaga kerja"}
)
_SMALL = Decimal(10)
_HEIGHTS = frozenset({"480", "720", "1080", "1440", "2160"})
_QUAKES = frozenset({"magnitude", "magnitud", "richter"})
# Share indices and lists whose names end in a number.
_INDICES = frozenset(
    """p ftse stoxx nikkei cac asx csi nasdaq russell topix kospi ibex dax nifty tsx set fortune forbes global
    smi omx msci lq star klci hsi dow""".split()
)
_PLANES = frozenset({"max", "jet", "jets", "aircraft", "plane", "planes", "dreamliner", "freighter", "freighters"})


def block(text: str, offset: int, tokens: Sequence[Token], published: date | None) -> tuple[list[str], list[DateSpan]]:
    """For each token of the sentence ``text``, what it belongs to that is no number ("" for nothing), and the dates."""
    marks = [""] * len(tokens)
    dates = find_dates(text, published) if any(token.digits or token.cjk or token.word for token in tokens) else []
    spans = [(span.start, span.end, "year" if span.kind == "year" else "date") for span in dates]
    for name, pattern, signs in _BLOCKS:
        if any(sign in text for sign in signs):  # most sentences hold none of them
            spans += [(found.start(), found.end(), name) for found in pattern.finditer(text)]
    spans.sort()
    index = 0
    for start, end, name in spans:
        while index < len(tokens) and tokens[index].end <= start + offset:
            index += 1
        at = index
        while at < len(tokens) and tokens[at].start < end + offset:
            marks[at] = marks[at] or name
            at += 1
    return marks, dates


def refusal(
    quantity: Quantity, tokens: Sequence[Token], lex: Lexicon, *, counted: bool, sport: bool, market: bool
) -> str | None:
    """Why ``quantity`` is no figure, or None. ``counted``: a noun was found for a number without unit."""
    if quantity.money:
        return "lines of a picture" if _resolution(quantity, tokens) and not market else None
    name = _name(quantity, tokens, lex)
    if name:
        return name
    before = tokens[quantity.start - 1] if quantity.start else None
    after = tokens[quantity.end] if quantity.end < len(tokens) else None
    value = quantity.value if quantity.value is not None else quantity.low
    if value is None:
        return "no value"
    ranged = quantity.value is None
    if quantity.kind == "points":
        return None if market and not sport else "points of a contest"
    if sport and quantity.kind in ("count", "length", "duration") and abs(value) < 1000 and not quantity.scaled:
        return "number of a contest"
    if quantity.kind == "duration":
        return _duration(quantity, before, after, ranged=ranged)
    if quantity.unit == "times" and not _multiple(quantity, tokens):
        return "number of occasions"
    if quantity.kind not in ("count",) or quantity.scaled:
        return None
    if _of_ten(quantity, tokens):
        return "share in words"
    if (before and before.low in _AGED) or (
        after and after.low == "," and before and before.text == "," and value < 120 and not counted
    ):
        return "age"
    if not counted and not quantity.elided:
        return "number without a noun"
    if quantity.number.word and value <= _SMALL and not ranged:
        # "two nations", "three destinations": a small number word tells which things, not how much.
        return "small number word"
    if quantity.hyphen and value < 20:
        # "12-team league", "10-member panel": the number classifies the noun.
        return "number of an adjective"
    return None


def _resolution(quantity: Quantity, tokens: Sequence[Token]) -> bool:
    """ "1080p": the letter of pence behind the height of a picture."""
    return tokens[quantity.number.start].text in _HEIGHTS and tokens[quantity.end - 1].text == "p"


def _of_ten(quantity: Quantity, tokens: Sequence[Token]) -> bool:
    """The whole of a share told in small numbers: "nine out of 10 consumers", "1 in 5 adults"."""
    start = quantity.number.start
    if (quantity.value or 0) > _SMALL or start < 2 or tokens[start - 1].low not in ("in", "of", "daripada"):
        return False
    part = tokens[start - 3 if tokens[start - 2].low == "out" and start > 2 else start - 2]
    return part.low in ENGLISH or part.low in MALAY or (part.digits and len(part.text) < 3)


def _duration(
    quantity: Quantity,
    before: Token | None,
    after: Token | None,
    *,
    ranged: bool,
) -> str | None:
    if quantity.hyphen:
        return "length of time as an adjective"
    if after and after.low in ("old", "ago", "earlier", "later", "lalu", "lepas"):
        return "age or date"
    if before and before.low in _AGED:
        return None if ranged else "age"
    if before and before.low in ("ke", "tahun", "hari", "pukul", "jam"):
        return "ordinal"
    if quantity.number.word and not ranged and (quantity.value or 0) <= _SMALL and quantity.rule != "streak":
        return "small number word of time"
    return None


def _multiple(quantity: Quantity, tokens: Sequence[Token]) -> bool:
    """Whether "times" multiplies ("1.5 times", "three times higher"), not counts ("five times this week")."""
    words = {token.low for token in tokens[quantity.end : quantity.end + 2]}
    if quantity.value is not None and quantity.value != int(quantity.value):
        return True
    before = tokens[quantity.start - 1].low if quantity.start else ""
    return (
        before == "by"
        or bool(words & {"more", "higher", "larger", "bigger", "as", "the", "oversubscribed", "faster", "lebih"})
        or tokens[quantity.end - 1].cjk
        or tokens[quantity.end - 1].low in ("ganda", "lipat", "fold", "x")
    )


def _name(quantity: Quantity, tokens: Sequence[Token], lex: Lexicon) -> str | None:
    """Numbers inside names, codes, lists, scores and addresses."""
    first, last = quantity.number.start, quantity.number.end
    numeral = tokens[first]
    before = tokens[first - 1] if first else None
    after = tokens[last] if last < len(tokens) else None
    if (before and before.low in _QUAKES) or (quantity.unit or "").startswith("magnitude"):
        return "magnitude of an earthquake"
    if numeral.cjk:
        return "ordinal" if before and before.text in "第初" else None
    if before and before.text == "第":
        return "ordinal"
    if before and numeral.digits and numeral.glued:
        if before.word:
            return "part of a name or code"
        if before.text in "/#:\\_":
            return "part of a code"
        if before.text in "-‑–" and first > 1 and before.glued and tokens[first - 2].word:
            return "part of a name or code"
    if after and numeral.digits and after.glued:
        if after.text in "/:\\_" and last + 1 < len(tokens) and tokens[last + 1].glued and quantity.unit is None:
            return "part of a code"
        if after.word and quantity.unit is None and not quantity.scaled and quantity.end == last:
            return "part of a name or code"
        if (
            after.text in "-‑–"
            and last + 1 < len(tokens)
            and tokens[last + 1].digits
            and tokens[last + 1].glued
            and quantity.value is not None
            and quantity.kind == "count"
        ):
            return "score or code"
    if (
        before
        and before.text in "-‑–"
        and before.glued
        and numeral.glued
        and first > 1
        and tokens[first - 2].digits
        and quantity.kind == "count"
    ):
        return "score or code"
    if (
        quantity.unit is not None and quantity.kind not in ("count", "duration", "length", "points")
    ) or quantity.scaled:
        return None
    if numeral.digits and len(numeral.text) > 1 and numeral.text[0] == "0" and numeral.text.isdecimal():
        return "code"
    if numeral.digits and numeral.text.isdecimal() and len(numeral.text) > 7:
        return "code"
    if before is None and after and after.text in ".)" and quantity.unit is None:
        return "list number"
    if (
        before
        and after
        and before.text == "("
        and after.text == ")"
        and quantity.unit is None
        and (quantity.value or 0) < 100
    ):
        return "list number"
    if quantity.number.comma or quantity.number.word:
        return None
    return _named(quantity, before, after, tokens, lex)


def _index_or_airliner(first: int, last: int, tokens: Sequence[Token]) -> bool:
    """ "Stoxx Europe 600 futures", "737 MAX jets": a noun stands behind, and yet the number is a name's."""
    near = tokens[max(0, first - 3) : first]
    if any(token.low in _INDICES and token.capital for token in near) and all(
        token.capital or not token.word for token in near[1:]
    ):
        return True
    text = tokens[first].text
    airliner = len(text) == 3 and text[0] == text[2] == "7"
    return airliner and any(token.low in _PLANES for token in tokens[last : last + 3])


def _named(
    quantity: Quantity, before: Token | None, after: Token | None, tokens: Sequence[Token], lex: Lexicon
) -> str | None:
    """A plain numeral behind a word that names things ("Act 864", "Menara 5") or in front of a street."""
    first = quantity.number.start
    if (after and after.low in _STREETS) or (
        after
        and after.text == ","
        and quantity.number.end + 1 < len(tokens)
        and tokens[quantity.number.end + 1].low in _STREETS
    ):
        return "address"
    word = tokens[first - 2] if before and before.text == "." and first > 1 else before
    if word and word.low == "ke" and quantity.unit is not None:
        return None  # "ke 18 pusat pemindahan" leads to a place; an ordinal has a hyphen
    if word and word.low in lex.words["naming"] and quantity.kind in ("count", "duration", "points"):
        # "Terminal 2 flights" names; "the year 300 firms closed" would need a comma in print.
        return "number of a name"
    if word and word.low in lex.words["naming"] and word.capital:
        return "number of a name"
    if _index_or_airliner(first, quantity.number.end, tokens):
        return "number of a name"
    opening = first < 2 or (first == 2 and not tokens[0].word)
    if (
        word is before
        and before
        and before.word
        and before.capital
        and not opening
        and quantity.end == quantity.number.end
    ):
        return "number of a name"
    text = tokens[first].text
    if (
        quantity.rule in ("number", "noun", "elided")
        and len(text) == 5
        and text.isdecimal()
        and after
        and after.capital
    ):
        return "postcode"
    if (
        len(text) == 4
        and text.isdecimal()
        and 1800 <= int(text) <= 2100
        and quantity.unit not in _HINTS
        and quantity.kind == "count"
    ):
        return "year"
    return None
