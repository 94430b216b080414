"""How English, Malay, Indonesian and Chinese print dates: one regular expression for each kind, in the order of trial.

Knows print only; what a date means is in nlp.figures.periods. Every pattern begins at a fixed place, repeats nothing
that itself repeats, and so takes linear time on any text.
"""

from __future__ import annotations

from nlp.alternatives import one_of

MONTHS = {
    name: number
    for number, names in enumerate(
        """jan january januari|feb february februari|mar mac march maret|apr april|may mei|jun june juni
        |jul july julai juli|aug august ogos agustus ogo agt|sep sept september|oct okt october oktober|nov november
        |dec dis des december disember desember""".split("|"),
        start=1,
    )
    for name in names.split()
}


def _month(name: str) -> str:
    return rf"(?P<{name}>{one_of(MONTHS)})\b\.?"


_Y = r"(?P<{}>(?:18|19|20|21)\d\d)(?![\d%]|[.,]\d|-\d{{3}})"


def _year(name: str) -> str:
    return _Y.format(name)


ORDINALS = {
    "first": 1, "second": 2, "third": 3, "fourth": 4, "1st": 1, "2nd": 2, "3rd": 3, "4th": 4, "final": 4, "last": 4,
    "pertama": 1, "kedua": 2, "ketiga": 3, "keempat": 4, "i": 1, "ii": 2, "iii": 3, "iv": 4,
    "一": 1, "二": 2, "三": 3, "四": 4, "1": 1, "2": 2, "3": 3, "4": 4, "上": 1, "下": 2,
}  # fmt: skip
_ORDINAL = r"(?P<nth>first|second|third|fourth|1st|2nd|3rd|4th|final)"
_RELATIVE = (
    r"(?P<rel>(?:last|this|next|previous|preceding|current|same|coming|prior) (?:year"
    r"|month|quarter|week|decade)|a year (?:ago|earlier|before)"
    r"|(?:tahun|bulan|minggu|suku) (?:lalu|lepas|ini|depan|sebelumnya|sebelum ini|hadapan)"
    r"|hari ini|semalam|kelmarin|kemarin"
    r"|the year before|that year|yesterday|today|tomorrow|tonight|去年|今年|明年|上年|前年|上月|本月|今天|昨天|同期)"
)
_OF_YEAR = (
    rf"(?:,? (?:of |in |for |pada |tahun )*(?:{_year('y')}|(?P<ry>last|this|next|the previous"
    rf"|the same|the current|current|the) year|tahun (?P<rym>lalu|ini|depan|lepas)))?"
)
_DAY = r"\d{1,2}(?:st|nd|rd|th|hb)?"
_COUNT = r"two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|\d{1,2}"
_COUNT_MS = r"dua|tiga|empat|lima|enam|tujuh|lapan|sembilan|sepuluh|sebelas|\d{1,2}"
_HANZI_PART = (
    r"第?[一二三四1234上下](?:季度|半年)|首季|前[二两三23]季度|[首前](?:\d{1,2}|[一二三四五六七八九十]{1,2})个?月"
)
#: Behind a month's name, words that show that it is one ("January exports", "June's figures").
_NAMED_MONTHS = one_of(
    """jan january feb february april apr june july jul august aug september sept october oct november nov
    december""".split()
)

# Longest and most telling first; each alternation is tried at one place only, and none repeats a repeat.
PATTERNS: tuple[tuple[str, str], ...] = (
    ("iso", r"\b(?P<y>\d{4})-(?P<m>\d\d)-(?P<d>\d\d)\b"),
    (
        "numeric",
        r"\b\d{1,2}/\d{1,2}/(?:\d{4}|\d\d)\b|\b\d{1,2}\.\d{1,2}\.(?:20|19)\d\d\b|\b\d{1,2}-\d{1,2}-"
        r"(?:20|19)\d\d\b",
    ),
    (
        "hanzi",
        r"(?:(?P<y>(?:19|20)\d\d)年|(?P<rel>去年|今年|明年))(?:(?P<part>" + _HANZI_PART + r")"
        r"|(?:(?P<m1>\d{1,2})(?:月)?(?:-|至|到))?(?P<m>\d{1,2})月(?:(?P<d>\d{1,2})[日号])?)?",
    ),
    (
        "same",
        rf"\b(?:same|corresponding|year-ago) (?:period|months?|quarters?|half|time|(?:{_COUNT})[ -]months?(?: period)?)"
        rf"(?:,? (?:of |in |for |from |a |the )*(?:(?:last|previous|preceding|prior) year|year (?:before|ago|earlier)"
        rf"|{_year('y')}))?"
        rf"|\b(?:a|one) year (?:ago|earlier|before)\b|\byear-earlier\b|\bsetahun (?:lalu|lepas|sebelum(?:nya| itu)?)\b"
        rf"|\b(?:tempoh|bulan|suku|periode) (?:yang )?sama(?: (?:pada|bagi|dalam))?"
        rf"(?: tahun (?:lalu|lepas|sebelum(?:nya)?)| (?:tahun )?{_year('ym')})?"
        r"|(?:上年|去年|上一年)?同(?:期|月|季)",
    ),
    (
        "hanzi_month",
        rf"(?:(?P<m1>\d{{1,2}})月?[-至到])?(?P<m>\d{{1,2}})月(?:(?P<d>\d{{1,2}})[日号])?"
        rf"|上月|本月|(?P<part>{_HANZI_PART})",
    ),
    (
        "months_of",
        rf"\b(?:first|initial) (?P<n>\w+)[ -](?P<unit>months?|quarters){_OF_YEAR}"
        rf"|\b(?P<nm>{_COUNT_MS}) (?P<unitm>bulan|suku) pertama"
        rf"(?: (?:pada |bagi |dalam )?(?:tahun )?(?:{_year('ym')}|(?P<relq>ini|lalu|lepas)))?",
    ),
    (
        "to_month",
        rf"\b(?:(?:(?:financial|fiscal) )?(?P<whole>year|quarter|half|half-year)"
        rf"|(?P<n>{_COUNT})[ -]months?(?: period)?)"
        rf" (?:(?:that )?end(?:ed|ing)|to|through)(?: (?:on|in))?(?: (?P<d>{_DAY}))?"
        rf" {_month('m')}(?: (?P<db>{_DAY})(?!\d|[.,]\d{{3}}))?"
        rf"(?:,? (?:of )?(?:{_year('y')}|(?P<ry>last|this) year))?"
        rf"|\b(?:(?P<wholem>tahun kewangan|suku|separuh)|(?P<nm>{_COUNT_MS}) bulan)"
        rf" (?:yang )?berakhir(?: pada)?(?: (?P<dm>{_DAY}))?"
        rf" {_month('mm')}(?: {_year('ym')}| tahun (?P<rym>lalu|ini|lepas))?",
    ),
    (
        "quarter",
        rf"\b{_ORDINAL}[ -](?P<part>quarter|half){_OF_YEAR}|\b(?P<partm>suku|separuh|kuartal"
        rf"|paruh|semester|triwulan)(?: tahun)? (?P<nthm>pertama|kedua|ketiga|keempat|[IViv]{{1,3}}\b"
        rf"|[1-4]\b)(?: (?:pada |bagi |of )?(?:tahun )?(?:{_year('yq')}|(?P<relq>lalu|ini"
        rf"|lepas|depan)))?",
    ),
    (
        "code",
        rf"\b(?:(?P<n>[1-4])(?P<p>[QHqh])|(?P<p2>[QHqh])(?P<n2>[1-4]))(?: ?(?:of )?(?:FY)?"
        rf"(?:{_year('y')}|['’]?(?P<yy>\d\d)))?\b",
    ),
    (
        "months",
        rf"(?:\b(?:between|from|dari|daripada|antara)\b )?\b{_month('m1')}(?: {_year('y1')})?"
        rf"(?: ?[-–—/] ?| to | and | until | hingga | dan | sampai ){_month('m2')}(?!\s\d{{1,2}}\b"
        rf"(?!\d))(?:,? (?:of |in )?{_year('y2')}| (?P<ry>last|this|next) year)?",
    ),
    (
        "day_month",
        rf"\b(?P<d>{_DAY})(?P<d2> ?(?:-|–|to|hingga|and|dan|&) ?{_DAY})?(?: (?:of )?){_month('m')}"
        rf"(?:,? {_year('y')}| (?P<ry>last|this|next) year)?",
    ),
    (
        "month_day",
        rf"\b{_month('m')} (?P<d>{_DAY})(?!,\d{{3}}|\d|[.]\d| ?%)(?P<d2> ?(?:-|–|to|and) ?"
        rf"(?:{_DAY})\b(?!,\d|\d))?(?:,? {_year('y')}|,? (?P<ry>last|this|next) year)?",
    ),
    (
        "month_year",
        rf"\b{_month('m')}(?:,? (?:of )?(?:{_year('y')}|(?P<ry>last|this|next) year|(?:tahun"
        rf" )?(?P<rym>lalu|ini|depan)))",
    ),
    (
        "bare_month",
        rf"\b(?P<prep>in|since|by|until|during|from|for|of|to|last|this|next|pada|sejak|until|menjelang|hingga|sehingga"
        rf"|bagi|akhir|end-|mid-|early|late|bulan) ?{_month('m')}(?![\w])",
    ),
    ("again", r"\b(?:in|for) the (?P<nth>first|second|third|fourth)(?=[.,;)]|$)"),
    ("month_noun", rf"\b(?P<m>{_NAMED_MONTHS})(?:['’]s)? (?=(?-i:[a-z]))"),
    ("fiscal", rf"\bFY ?(?:{_year('y')}|['’]?(?P<yy>\d\d))\b"),
    (
        "years",
        r"(?:\b(?:between|from|dari|daripada|antara)\b )?(?<![\w$£€.,/])(?P<y1>(?:18|19|20"
        r"|21)\d\d)(?: ?[-–—/] ?| to | and | until | hingga | dan | sampai |至|到|-)(?P<y2>"
        r"(?:(?:19|20|21)\d\d|\d\d))年?(?![\w.,%]*\d)",
    ),
    ("decade", r"\b(?:18|19|20)\d0s\b|['’]\d0s\b|\btahun \d0-an\b"),
    (
        "time",
        r"\b\d{1,2}(?:[.:]\d\d){0,2} ?(?:am|pm|a\.m\.?|p\.m\.?|AM|PM|noon|midnight)(?!\w)"
        r"|\b\d{1,2}:\d\d(?::\d\d)?(?:\.\d+)?s?\b|\b\d{4} ?(?:hours|hrs|GMT|jam)\b|\b(?:jam"
        r"|pukul) \d{1,2}(?:[.:]\d\d)?(?: (?:pagi|petang|malam|tengah hari|tengah malam|sore"
        r"|siang|WIB))?|\b\d{1,2}(?:[.:]\d\d)? (?:pagi|petang|tengah hari|WIB)\b|\b\d{1,2}\.\d\d"
        r" (?:malam|sore)\b|[上下中]午\d{1,2}(?:时|点)(?:\d{1,2}分)?|\d{1,2}[时点](?:\d{1,2}分)",
    ),
    ("relative", rf"(?<!\w){_RELATIVE}(?!\w)"),
    ("weekday", r"\bon (?P<w>monday|tuesday|wednesday|thursday|friday|saturday|sunday)\b"),
    (
        "lapse",
        r"\b(?:past|last|next|previous|coming|recent|these|preceding|following|subsequent)"
        r" (?:\w+ )?(?:(?:one|two|three|four|five|six|seven|eight|nine|ten|several|few|couple"
        r" of|\d{1,2})) (?:years?|months?|weeks?|days?|hours?|decades?|quarters?|minutes?)\b"
        r"|\b(?:one|two|three|four|five|six|seven|eight|nine|ten|several|few|\d{1,2}) (?:years?"
        r"|months?|weeks?|days?|hours?|minutes?|decades?) (?:ago|earlier|later|before)\b"
        r"|\b\w+ (?:tahun|bulan|minggu|hari|jam) (?:lalu|lepas|akan datang|kemudian|mendatang)\b",
    ),
    ("year", rf"(?<![\w$£€¥,/]){_year('y')}(?:年)?(?![\w])"),
)
