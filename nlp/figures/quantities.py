"""Finds quantities in a sentence's tokens: a number with its currency, magnitude and unit, joined to nothing yet.

Knows the grammar of one quantity; must not know whether it is a figure (nlp.figures.refuse), which noun it counts
(nlp.figures.nouns) or how two of them belong together (nlp.figures.joins).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from nlp.figures.lexicon import Currency, Lexicon, Unit
from nlp.figures.numbers import DECIMAL_COMMA, OPENING, Number, read_number
from nlp.figures.tokens import Token

_SIGNS = frozenset("-−–﹣－")
_MINUS = frozenset({"minus", "negative", "negatif", "负"})
_PERIODS = {
    "week": "week", "day": "day", "month": "month", "year": "year", "hour": "hour", "annum": "year",
    "minggu": "week", "hari": "day", "bulan": "month", "tahun": "year", "jam": "hour", "second": "second",
    "quarter": "quarter", "minute": "minute",
}  # fmt: skip
_ONE_WORD = {
    "setahun": "year",
    "sehari": "day",
    "seminggu": "week",
    "sebulan": "month",
    "sejam": "hour",
    "annually": "",
    "daily": "",
}
# Units of measurement whose words are everyday words in another language.
_MALAY_ONLY = frozenset(
    {
        "tan",
        "jam",
        "hari",
        "minit",
        "menit",
        "tong",
        "kaki",
        "saat",
        "detik",
        "mata",
        "bulan",
        "minggu",
        "tahun",
        "poin",
    }
)
_RATED = frozenset({"count", "weight", "volume"})


@dataclass(frozen=True, slots=True)
class Quantity:
    """``start``/``end``: token indices of what is printed; ``number``: the numeral alone.

    ``unit`` is None for a bare number. ``scaled``: a magnitude stands behind the numeral. ``hyphen``: it is the
    first half of an adjective ("200-acre").
    """

    start: int
    end: int
    number: Number
    value: Decimal | None
    unit: str | None = None
    kind: str = "count"
    scaled: bool = False
    hyphen: bool = False
    low: Decimal | None = None
    high: Decimal | None = None
    from_value: Decimal | None = None
    to_value: Decimal | None = None
    twin: int | None = None  # index, in the sentence, of the quantity that converts it
    partner: int | None = None  # of the quantity it is coordinated with
    rule: str = "number"
    elided: bool = False
    arrives: bool = False  # the level a change leads to ("fell to 3 per cent")
    departs: bool = False  # the level a change begins at

    @property
    def money(self) -> bool:
        return self.kind == "money"


def find_quantities(tokens: Sequence[Token], blocked: Sequence[str], language: str, lex: Lexicon) -> list[Quantity]:
    """All quantities of ``tokens``; ``blocked[i]`` names what token i belongs to that is no number ("" for nothing)."""
    reader = _Reader(tokens, blocked, language, lex)
    found: list[Quantity] = []
    index = 0
    while index < len(tokens):
        quantity = reader.at(index)
        if quantity is None:
            index += 1
        else:
            found.append(quantity)
            index = quantity.end
    return found


class _Reader:
    def __init__(self, tokens: Sequence[Token], blocked: Sequence[str], language: str, lex: Lexicon) -> None:
        self.tokens, self.blocked, self.lex = tokens, blocked, lex
        self.decimal_comma = language in DECIMAL_COMMA
        self.malay = language in ("ms", "id", "und")
        text = {token.low for token in tokens}
        # "¥" is yen where Japan is spoken of, else yuan.
        self.yen = bool(text & {"japan", "japanese", "tokyo", "yen", "jepun", "jepang"})

    def at(self, index: int) -> Quantity | None:
        tokens = self.tokens
        if self.blocked[index] not in ("", "year"):
            return None
        token = tokens[index]
        if token.word and token.low not in OPENING and not self.lex.before.opens(token):
            return None
        if tokens[index].text == "百" and _texts(tokens, index, "百", "分", "之"):
            number = self.number(index + 3)
            if number:
                return Quantity(index, number.end, number, number.value, "percent", "percent", rule="百分之")
        money = self.lex.before.match(tokens, index)
        if money and not (tokens[index].glued and index and tokens[index - 1].word):
            quantity = self.money(index, *money)
            if quantity:
                return quantity
        number = self.number(index)
        if number is None or (self.blocked[index] and not self.counts(number.end)):
            return None
        return self.measured(index, number)

    def counts(self, index: int) -> bool:
        """Whether a numeral that looks like a year counts what follows it: people, jobs, tonnes, money, millions."""
        following = index < len(self.tokens) and self.tokens[index].start > 0
        tries = (self.lex.after, self.lex.units, self.lex.magnitudes, self.lex.nouns)
        return following and any(trie.match(self.tokens, index) for trie in tries)

    def number(self, index: int) -> Number | None:
        if index >= len(self.tokens) or self.blocked[index] not in ("", "year"):
            return None
        return read_number(self.tokens, index, decimal_comma=self.decimal_comma)

    def sign(self, index: int) -> tuple[int, int]:
        """Where the quantity begins that has its first token at ``index``, and its sign."""
        tokens = self.tokens
        if index and tokens[index - 1].text in _SIGNS and tokens[index].glued:
            sign = tokens[index - 1]
            if index == 1 or not sign.glued or tokens[index - 2].text in "([:":
                return index - 1, -1
        if index and tokens[index - 1].low in _MINUS:
            return index - 1, -1
        return index, 1

    def money(self, start: int, currency: Currency, end: int) -> Quantity | None:
        tokens = self.tokens
        sign = 1
        if end < len(tokens) and tokens[end].text in _SIGNS and tokens[end].glued:
            sign, end = -1, end + 1
        number = self.number(end)
        if number is None or (number.word and not self._glued_or_symbol(start)):
            return None
        code = "JPY" if tokens[start].text in "¥￥" and self.yen else currency.code
        factor, end = self.magnitude(number.end, money=True)
        scaled = end > number.end
        # "AS$2 bilion dolar", "RM5 million ringgit": the currency is printed twice.
        again = self.lex.after.match(tokens, end)
        if again and again[0].factor == 1 and (again[0].code == code or tokens[end].low == "dolar"):
            end = again[1]
        begin, minus = self.sign(start)
        return Quantity(
            begin,
            end,
            number,
            number.value * factor * sign * minus,
            code,
            "money",
            scaled,
            self.hyphened(end),
            rule="currency",
        )

    def _glued_or_symbol(self, start: int) -> bool:
        return not self.tokens[start].word

    def magnitude(self, index: int, *, money: bool) -> tuple[Decimal, int]:
        """The product of the magnitudes that begin at ``index`` ("thousand crore", "万亿"), and where they end."""
        factor = Decimal(1)
        for _ in range(3):
            found = None
            if index < len(self.tokens):
                at = index + 1 if self._hyphen(index) else index
                found = self.lex.magnitudes.match(self.tokens, at)
            if not found or (found[0].letter and not money) or (self.tokens[at].glued and self._runs_on(found[1])):
                break
            factor, index = factor * found[0].factor, found[1]
        return factor, index

    def _hyphen(self, index: int) -> bool:
        tokens = self.tokens
        return (
            index + 1 < len(tokens) and tokens[index].text in "-‑" and tokens[index].glued and tokens[index + 1].glued
        )

    def _runs_on(self, index: int) -> bool:
        """Whether a word is glued to what ends at ``index``: then that was no magnitude or unit ("5Bing")."""
        if index >= len(self.tokens) or not self.tokens[index].glued:
            return False
        return self.tokens[index].digits or (self.tokens[index].word and self.tokens[index - 1].word)

    def measured(self, start: int, number: Number) -> Quantity:
        tokens = self.tokens
        begin, sign = self.sign(start)
        factor, end = self.magnitude(number.end, money=False)
        scaled, value = end > number.end, number.value * factor * sign
        at = end + 1 if self._hyphen(end) else end
        currency = self.lex.after.match(tokens, at)
        if currency and (scaled or not currency[0].big) and not (currency[0].factor != 1 and at != end):
            amount = value * currency[0].factor
            return Quantity(
                begin,
                currency[1],
                number,
                amount,
                currency[0].code,
                "money",
                scaled,
                self.hyphened(currency[1]),
                rule="currency",
            )
        if (
            not scaled
            and end < len(tokens)
            and tokens[end].glued
            and tokens[end].text in ("m", "M", "mn")
            and self.lex.nouns.match(tokens, end + 1)
        ):
            return Quantity(begin, end + 1, number, value * 1_000_000, scaled=True)
        unit = self.unit(at)
        if unit:
            measure, stop = unit
            quantity_end = self.bracketed(stop, measure)
            name, quantity_end = self.rate(measure.name, measure.kind, quantity_end)
            return Quantity(
                begin,
                quantity_end,
                number,
                value,
                name,
                measure.kind,
                scaled,
                at != end or self.hyphened(stop),
                rule="unit",
            )
        return Quantity(begin, end, number, value, scaled=scaled, hyphen=self.hyphened(end))

    def unit(self, index: int) -> tuple[Unit, int] | None:
        found = self.lex.units.match(self.tokens, index)
        if not found or (self.tokens[index].glued and self._runs_on(found[1])):
            return None
        if self.tokens[index].low in _MALAY_ONLY and not self.malay:
            return None
        return found

    def bracketed(self, end: int, unit: Unit) -> int:
        """Past the symbol that repeats the unit: "1,147 megawatt-hours (MWh)"."""
        tokens = self.tokens
        if end + 2 < len(tokens) and tokens[end].text == "(":
            again = self.lex.units.match(tokens, end + 1)
            if again and again[0] == unit and again[1] < len(tokens) and tokens[again[1]].text == ")":
                return again[1] + 1
        return end

    def rate(self, unit: str, kind: str, end: int) -> tuple[str, int]:
        """``flight/week`` for "flights per week"; money and shares keep their plain unit."""
        if kind not in _RATED:
            return unit, end
        return rate(self.tokens, unit, end)

    def hyphened(self, end: int) -> bool:
        return self._hyphen(end) and self.tokens[end + 1].word


def rate(tokens: Sequence[Token], unit: str, end: int) -> tuple[str, int]:
    """The unit with the period that follows it at ``end`` ("per week", "a day", "sehari"), and the index behind."""
    if end + 1 < len(tokens) and tokens[end].low in ("per", "a", "an", "each", "every", "/", "setiap"):
        period = _PERIODS.get(tokens[end + 1].low)
        if period:
            return f"{unit}/{period}", end + 2
    if end < len(tokens) and _ONE_WORD.get(tokens[end].low):
        return f"{unit}/{_ONE_WORD[tokens[end].low]}", end + 1
    return unit, end


def _texts(tokens: Sequence[Token], at: int, *texts: str) -> bool:
    return [token.text for token in tokens[at : at + len(texts)]] == list(texts)
