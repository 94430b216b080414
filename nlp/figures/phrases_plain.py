"""Noun phrases that figures measure, in texts without a parse: Malay and Indonesian by link words, Chinese by runs.

Knows the words that stand between what is measured and its number; must not know values.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from nlp.figures.going_on import plain_unit
from nlp.figures.quantities import Quantity
from nlp.figures.tokens import Token

#: Malay and Indonesian words between what is measured and its number.
_LINKS = frozenset(
    """bernilai berjumlah sebanyak sebesar seluas ialah adalah mencecah mencapai meningkat naik turun menurun
    susut merosot jatuh tumbuh kepada daripada dijangka melepasi menjadi lebih hampir kira-kira sekitar pada
    berada iaitu yakni menguncup dianggarkan dicatat mencatatkan mencatat merekodkan bertambah berkurang
    berkapasiti dengan telah akan juga masing masing-masing antara disasarkan diperkirakan rendah tinggi lebih kurang
    ditargetkan diunjurkan ditambah dikurangkan berkembang kekal terus berakhir kembali berubah""".split()
)
#: Numbers and money in words, and adverbs: never what is measured.
_IDLE = frozenset(
    """ribu juta bilion trilion miliar milyar triliun rm ringgit sen rupiah peratus persen sekali gus sudah masih
    hanya setakat kini ini itu pula lagi sahaja saja tahun bulan minggu hari suku separuh pertama kedua ketiga
    keempat tahap tempoh kira kalau lepas lalu sehingga hingga sejauh sepanjang secara sebulan setahun sehari
    seramai seterusnya berikutnya""".split()
)
#: A count of these alone tells no more than how many: who they are is told before ("Penduduk Sarawak 2.5 juta orang").
_PERSONS = frozenset({"orang", "jiwa"})
_PREPOSITIONS = frozenset("di ke pada dari daripada dalam untuk bagi oleh dengan antara sejak kepada".split())
#: They open a clause; what is measured stands behind: "selepas permintaan industri meningkat".
_CONJUNCTIONS = frozenset(
    """selepas sebelum apabila kerana walaupun meskipun manakala sementara sedangkan ketika semasa bahawa jika
    sekiranya""".split()
)
#: A change says nothing of what changed: that is the subject of "mencatatkan pertumbuhan".
_CHANGES = frozenset(
    """pertumbuhan peningkatan kenaikan penurunan penyusutan pertambahan lonjakan kejatuhan kemerosotan penguncupan
    pengurangan perubahan""".split()
)
_DEGREES = frozenset("kukuh ketara tahunan sederhana tertinggi terendah besar kecil baharu ke year on".split())
#: Verbs of which "N peratus daripada X" tells the part that their subject is; and what a budget is set against.
_SHARING = frozenset(
    """menyumbang merangkumi mewakili membentuk meliputi bersamaan iaitu ialah adalah menguasai mencakup setara kepada
    mencapai sebanyak""".split()
)
_YARDSTICKS = frozenset({"kdnk", "keluaran", "pdb", "pnk"})
#: Active and passive verbs by their prefix; the nouns that begin alike.
_VERB = re.compile(r"(?:me(?:m|ng|ny|n|l|r|w)|di)[a-z]{3,}")
_MEASURED_OUT = frozenset({"area", "weight", "volume"})
_PERIODS = frozenset("tempoh tahun setahun bulan sebulan suku minggu seminggu separuh".split())
_NUMBERS = frozenset("dua tiga empat lima enam tujuh lapan sembilan sepuluh beberapa".split())
_AMOUNTS = frozenset({"jumlah", "nilai", "kadar", "angka"})
#: Verbs that say of an amount what it is; its subject is who pays or gets it.
_VERB_NOUNS = {
    "memperuntukkan": "peruntukan", "diperuntukkan": "peruntukan", "melabur": "pelaburan", "melaburkan": "pelaburan",
    "dilaburkan": "pelaburan", "mengeksport": "eksport", "mengimport": "import", "membelanjakan": "perbelanjaan",
    "dibelanjakan": "perbelanjaan", "menyumbangkan": "sumbangan", "meminjam": "pinjaman", "membayar": "bayaran",
    "dibayar": "bayaran", "menghasilkan": "pengeluaran", "mengeluarkan": "pengeluaran", "menyalurkan": "peruntukan",
    "disalurkan": "peruntukan", "menginvestasikan": "investasi",
}  # fmt: skip
_NO_VERB = frozenset(
    """mesyuarat menteri media meter medan merek mentah menara mercu melayu merah mewah dividen digital dinar
    diesel disember dialog diskaun distrik dinamik""".split()
)
_BREAKS = frozenset(
    """, . ; ( ) " “ ” : yang bahawa bahwa kata berkata dan atau manakala tetapi
    namun sambil serta oleh kerana karena untuk bagi ia berbanding
    berjaya setiap tersebut mengatasi menambah menjana mencipta""".split()
)
_AFTER = frozenset(
    """di ke pada dari dengan dalam menjelang tahun akan telah setiap sehari setahun mendaftar terlibat menerima
    selepas sebelum sejak""".split()
)
_HANZI_LINK = re.compile(
    r"(?:同比|环比|分别|总额|总值)?(?:大幅)?(?:增长|下降|上升|上涨|下跌|减少|增加|达到|达|约为|约|为|是|至|到|超过|逾|近|占|创造|募集了|募集|投资了|突破|升至|降至|增至|减至|跌至|涨至)?$"
)
_HANZI_RUN = re.compile(r"[\u3400-\u9fff]{1,14}$")


def _is_verb(token: Token) -> bool:
    return not token.capital and token.low not in _NO_VERB and _VERB.fullmatch(token.low) is not None


def _is_break(token: Token) -> bool:
    low = token.low
    return not token.word or low in _BREAKS or (low in _LINKS and low not in _PREPOSITIONS) or _is_verb(token)


def _count_malay(quantity: Quantity, tokens: Sequence[Token], text: str) -> str | None:
    end = quantity.end
    while (
        end < len(tokens)
        and end - quantity.end < 3
        and tokens[end].word
        and tokens[end].low not in _BREAKS | _LINKS
        and not tokens[end].capital
        and tokens[end].low not in _AFTER
    ):
        end += 1
    start = quantity.end - 1
    while start > quantity.number.end and tokens[start - 1].word and tokens[start - 1].low not in _IDLE:
        start -= 1
    return text[tokens[start].start : tokens[end - 1].end] if start >= quantity.number.end else quantity.unit


def malay(quantity: Quantity, tokens: Sequence[Token], text: str, floor: int) -> str | None:
    """The run of words before the link word ("pelaburan asing bernilai RM5 juta"), or behind "daripada"."""
    if (
        quantity.kind == "percent"
        and quantity.end + 1 < len(tokens)
        and tokens[quantity.end].low in ("daripada", "dari", "dalam")
    ):
        last = first = quantity.end + 1
        led = tokens[quantity.start - 1].low if quantity.start else ""
        whole = tokens[last].low if last < len(tokens) else ""
        compared = whole in _PERIODS or whole in _NUMBERS  # "naik 4 peratus daripada tempoh sama", "dalam dua bulan"
        if compared or led in _SHARING or whole in _YARDSTICKS or whole in ("jumlah", "keseluruhan"):
            found = _before(quantity, tokens, text, floor)
            if compared or (found and (led in _SHARING or not _named(found))):
                return found
            if whole in ("jumlah", "keseluruhan"):
                last = first = last + 1
        while last < len(tokens) and last - quantity.end <= 5 and not _is_break(tokens[last]):
            last += 1
        last = next((i for i in range(first + 1, last) if tokens[i].low in _PREPOSITIONS), last)
        if last > first:
            return text[tokens[first].start : tokens[last - 1].end]
    if quantity.kind == "count" and quantity.unit and quantity.rule != "elided":
        counted = _count_malay(quantity, tokens, text)
        if not (plain_unit(quantity) or counted in _PERSONS):
            return counted
        return _before(quantity, tokens, text, floor) or counted
    return (
        _behind_a_share(quantity, tokens, text)
        or _measured_out(quantity, tokens)
        or _before(quantity, tokens, text, floor)
    )


def _named(phrase: str) -> bool:
    """A name alone says whose, not what: "Johor dijangka menempatkan enam peratus"."""
    return all(word[:1].isupper() for word in phrase.split()) and len(phrase.split()) < 3


def _measured_out(quantity: Quantity, tokens: Sequence[Token]) -> str | None:
    """ "45 hektar tanah", "300 tan beras": of what there is so much."""
    if quantity.kind not in _MEASURED_OUT or quantity.end >= len(tokens):
        return None
    noun = tokens[quantity.end]
    said = noun.word and not noun.capital and not _is_break(noun)
    return noun.text if said and noun.low not in _AFTER | _IDLE | _PREPOSITIONS | _CHANGES else None


def _before(quantity: Quantity, tokens: Sequence[Token], text: str, floor: int) -> str | None:
    """The run of words before the words that lead to the number; of a change, what stands before the change."""
    found, start = _run_to(quantity.start, quantity, tokens, text, floor)
    if found and found.split()[0].lower() in _CHANGES and all(w.lower() in _DEGREES for w in found.split()[1:]):
        return _run_to(start, quantity, tokens, text, floor)[0]
    return found


def _run_to(end: int, quantity: Quantity, tokens: Sequence[Token], text: str, floor: int) -> tuple[str | None, int]:
    """The run that leads to the token ``end``, and where it begins."""
    while end > floor and quantity.start - end < 10 and _leads_to_number(tokens[end - 1]):
        end -= 1
        if tokens[end].low in _VERB_NOUNS and quantity.kind != "percent":
            return _VERB_NOUNS[tokens[end].low], end
    start = _run_before(end, floor, tokens)
    if start > floor and tokens[start - 1].text == "(":
        return None, start  # "(TEU), meningkat 4.6 peratus": another name of what was told before
    verb = start > floor and _is_verb(tokens[start - 1])
    object_ = verb and tokens[start - 1].low.startswith("me") and _common(tokens[start:end])
    if start - verb > floor and tokens[start - verb - 1].low == "yang" and not object_:
        # "permohonan yang diterima setakat ini": the clause says more of the noun before it; but its own object is
        # what moves in "pelan yang menyaksikan eksport bertambah".
        end = start - verb - 1
        start = _run_before(end, floor, tokens)
    first = start
    while start < end and tokens[start].low in _IDLE | _CONJUNCTIONS:
        start += 1
    while start < end - 1 and tokens[start].low in _PREPOSITIONS:
        start += 1
    while start < end - 2 and tokens[start].low in ("jumlah", "nilai"):
        start += 1
    # The head stands first; from a place, a time or a purpose on it is no longer what is measured.
    last = next((i for i in range(start + 1, end) if tokens[i].low in _PREPOSITIONS), end)
    while last > start and tokens[last - 1].low in _IDLE:
        last -= 1
    if last == start or all(token.low in _IDLE or token.low in _AMOUNTS for token in tokens[start:last]):
        return None, first
    return text[tokens[start].start : tokens[last - 1].end], first


def _common(run: Sequence[Token]) -> bool:
    """Whether a run of words begins with a noun that is no name."""
    told = [token for token in run if token.low not in _IDLE | _PREPOSITIONS]
    return bool(told) and not told[0].capital


def _leads_to_number(token: Token) -> bool:
    return not token.word or token.low in _LINKS | _IDLE | _PREPOSITIONS or _is_verb(token)


def _run_before(end: int, floor: int, tokens: Sequence[Token]) -> int:
    """Where the run of words begins that ends before ``end``: at most ten, no verb, no break but "dan"."""
    start = end
    while start > floor and end - start < 10:
        if tokens[start - 1].low == "dan" and start < end and _one_phrase(start - 1, floor, tokens):
            start -= 2
        elif _is_break(tokens[start - 1]):
            break
        else:
            start -= 1
    return start


def _one_phrase(at: int, floor: int, tokens: Sequence[Token]) -> bool:
    """Whether the "dan" at ``at`` joins nouns: the words before it run to the opening of the clause without a verb."""
    first = at
    while first > floor and at - first < 8 and not _is_break(tokens[first - 1]):
        first -= 1
    return first < at and (first == 0 or (first > floor and not tokens[first - 1].word))


def _behind_a_share(quantity: Quantity, tokens: Sequence[Token], text: str) -> str | None:
    """ "85 peratus kanak-kanak": what a share is of, where it stands right behind."""
    if quantity.kind != "percent":
        return None
    start = end = quantity.end
    while (
        end < len(tokens)
        and end - start < 4
        and (not _is_break(tokens[end]) or (tokens[end].text == "-" and tokens[end].glued and end > start))
        and tokens[end].low not in _AFTER | _IDLE | _PREPOSITIONS
        and not (end == start and tokens[end].capital)
    ):
        end += 1
    return text[tokens[start].start : tokens[end - 1].end] if end > start else None


def hanzi(quantity: Quantity, tokens: Sequence[Token], text: str) -> str | None:
    left = text[max(0, tokens[quantity.start].start - 24) : tokens[quantity.start].start]
    left = _HANZI_LINK.sub("", left.rstrip("，,、 "))
    found = _HANZI_RUN.search(left)
    return found.group() if found else (quantity.unit if quantity.kind == "count" else None)
