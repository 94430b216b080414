"""Says whether a figure goes on about what the one before it measured: "rose 9 per cent to RM310 million".

Knows the words that may stand between two such figures; must not know what either measures. Where a noun stands between
them, another thing begins.
"""

from __future__ import annotations

import re

from nlp.figures.cues import Context
from nlp.figures.quantities import Quantity

#: Words between two figures of one thing. None of them is a noun that could be measured.
_WORDS = frozenset(
    """, ( ) - – to from by or and but then up down at a an the of in on for with
    lower higher more less fewer larger smaller better worse above below
    than compared against versus vs over about around some nearly almost just only
    year-on-year year-over-year yoy y-o-y qoq q-o-q month-on-month mom m-o-m year quarter month week annually annual
    previous previously earlier before ago same period corresponding preceding last prior then now currently
    respectively
    value volume terms average median mean record high low peak total basis level
    equal equivalent representing worth valued involving totalling totaling amounting reaching estimated
    projected expected forecast compare is was are were be been has have had will would could its it itself
    another further additional combined net gross whopping staggering
    kepada daripada dari atau dan tetapi iaitu yakni bersamaan menjadi pada berbanding sebelum sebelumnya ini itu lalu
    tempoh sama tahun bulan suku minggu lebih kurang rendah tinggi banyak sedikit hampir kira-kira kira sekitar
    bernilai berjumlah sebanyak sebesar mewakili menyamai setara melibatkan mencecah mencapai adalah ialah antara
    dijangka dianggarkan akan telah kini lagi pula juga dengan nilai jumlah setahun berikutan terdahulu asas
    """.split()
)
#: "of" only before what stands for the whole of the amount.
_OF = re.compile(r"^of (?:the |its )?(?:total|whole)\b|^daripada jumlah (?:itu|keseluruhan)\b")
_HANZI = re.compile(
    r"(?:[，,、（(]|同比|环比|比上年|比去年|较上年|较去年|同期|大幅|小幅|分别|增长|下降|上升|上涨|下跌|下滑|减少|增加|提高|增至|升至|降至"
    r"|减至|跌至|达到|约合|折合|合|至|到|达|约|或|即|从|由|为|了)+"
)
_LONGEST = 14
#: Kinds whose figures say how long or how old, never what went on.
_ASIDE = frozenset({"duration", "age"})
#: Counted units that are like units of measurement: what they measure is told elsewhere ("throughput of 5 TEU").
UNIT_NOUNS = frozenset({"unit", "teu", "barrel", "lot", "time", "copy", "dwt", "bag"})
_TOLD = frozenset({"is", "was", "were", "came", "went", "ialah", "adalah"})
_DETERMINERS = frozenset({"the", "a", "an", "its", "their"})
_GOALS = frozenset({"to", "for", "untuk", "bagi", "kepada"})
_EACH = frozenset({"a", "an", "per", "each", "setiap"})
#: "in" before these and before a date opens nothing that is measured.
_BASES = frozenset({"value", "volume", "terms", "the", ""})
_RELATIVE = frozenset({"percent", "percentage_points", "basis_points", "points"})


def plain_unit(quantity: Quantity) -> bool:
    """Whether the unit names nothing that is measured: money, per cent, tonnes, TEU, bare numbers, and the persons that
    a number of something rises to."""
    if quantity.kind != "count" or quantity.unit is None:
        return True
    moved = quantity.unit == "person" and (quantity.arrives or quantity.departs)
    return moved or quantity.unit.lower().partition("/")[0] in UNIT_NOUNS


def goes_on(before: Quantity, quantity: Quantity, measured: str, context: Context, text: str, language: str) -> bool:
    """Whether nothing but words of change, of comparison and dates stands between the two figures, behind what the
    first has ``measured``."""
    tokens = context.tokens
    if before.kind in _ASIDE or quantity.kind in _ASIDE or not plain_unit(quantity) or quantity.rule == "elided":
        return False
    first, last = before.end, quantity.start
    named = text.find(measured, tokens[before.start].start, tokens[last].start)
    while named >= 0 and first < last and tokens[first].start < named + len(measured):
        first += 1  # "14 memoranda of understanding worth RM24 billion"
    if not 0 < last - first <= _LONGEST:
        return False
    if language == "zh":
        return _HANZI.fullmatch(text[tokens[first - 1].end : tokens[last].start].strip()) is not None
    if last - first > 2 and tokens[first].low in _EACH and tokens[first + 1].word:
        first += 2  # "26 sen per share, amounting to"
    elif last - first > 1 and tokens[first].low.startswith("se") and len(tokens[first].low) > 4:
        first += 1  # "RM9.40 sekilogram, lebih rendah"
    dated = {i for place in context.date_tokens if first <= place[0] < last for i in range(*place)}
    moved = {i for cue in context.changes if first <= cue.start < last for i in range(cue.start, cue.end)}
    gap = ["" if i in dated else tokens[i].low for i in range(first, last)]
    if gap[-1] in _DETERMINERS and quantity.end < len(tokens) and tokens[quantity.end].capital:
        return False  # "80 per cent from the RM600 million Skills Fund": the figure is the name's
    if not all(
        i in dated or i in moved or tokens[i].low in _WORDS or tokens[i].low.endswith("ly") or tokens[i].text == "-"
        for i in range(first, last)
    ):
        return False
    if gap and gap[0] in ("of", "in", "for", "with") and not _OF.match(" ".join(gap[:4])):
        return len(gap) > 1 and gap[1] in _BASES
    joined = (bool(gap) and gap[-1] in ("and", "dan")) or gap == [","]
    behind = tokens[quantity.end].low if quantity.end + 1 < len(tokens) else ""
    if joined and behind in _TOLD:
        return False  # "... and RM2 million was foreign investment"
    if joined and behind in _GOALS:
        return not tokens[quantity.end + 1].word  # "RM2 billion went to schools, RM1 billion to clinics"
    return not joined or same_kind(before, quantity)


def same_kind(before: Quantity, quantity: Quantity) -> bool:
    return before.kind == quantity.kind or (before.kind in _RELATIVE and quantity.kind in _RELATIVE)
