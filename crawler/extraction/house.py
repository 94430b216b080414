"""What the house says of a story behind it: whose it is, who helped, what it is not, whom to call.

Pure, over one line. Knows how such lines are built in English, Malay, Indonesian and Chinese; no line of the 222 gold
bodies is one. It must not know any outlet.
"""

from __future__ import annotations

import re

BEHIND = 6  # lines at the end among which the house speaks
LONGEST = 400  # characters

_SAYS = re.compile(
    # rights
    r"\b(?:hak\s+cipta\s+(?:terpelihara|dilindungi)|dilarang\s+(?:keras\s+)?(?:menyalin|mengulang|menyiar|mengambil|mengutip|"
    r"memperbanyak|menggandakan)|all\s+rights\s+reserved)\b|版权所有|版權所有|未经(?:授权|许可)|未經(?:授權|許可)"
    # whose opinion
    r"|\b(?:views?|opinions?)(?:\s+(?:and|or)\s+(?:opinions?|views?))?\s+expressed\s+(?:here|in\s+this|above|by\s+the|are)\b"
    r"|\bviews\s+are\s+(?:his|her|their|my)\s+own\b|\bpersonal\s+(?:opinion|view)s?\s+of\s+the\s+(?:writer|author)\b"
    r"|\b(?:does|do)\s+not\s+necessarily\s+(?:represent|reflect)\b|\btidak\s+semestinya\s+(?:mewakili|mencerminkan)\b"
    r"|^\W*the\s+(?:writer|author|columnist)\s+is\b|^\W*penulis\s+(?:ialah|adalah|merupakan)\b|^\W*(?:本文)?作者(?:系|为|是|為)"
    # what it is not
    r"|\bnot\s+(?:be\s+construed\s+as\s+)?(?:an?\s+)?(?:recommendation\s+to\s+(?:buy|sell)|(?:investment|financial)\s+advice)\b"
    r"|\bbukan\s+(?:nasihat|syor)\s+(?:kewangan|pelaburan)\b|不构成.{0,12}建议|不構成.{0,12}建議|投资建议责任|仅供参考|僅供參考"
    # who helped, who sent it
    r"|^\W*(?:additional\s+)?(?:reporting|writing|editing)\s+by\b"
    r"|^\W*(?:editor|penyunting|sumber|pewarta|reporter)\s*[:：]\s*\S|^\([a-z]{2,5}(?:/[a-z]{2,5})+\)$"
    r"|^\W*(?:media|press)\s+(?:contacts?|enquir(?:y|ies)|inquir(?:y|ies))\b|^\W*pertanyaan\s+media\b"
    # how it came about
    r"|^\W*this\s+(?:story|article|report)\s+(?:is\s+(?:part\s+of|published)|was\s+(?:originally|first|updated|supported|produced)|"
    r"has\s+been\s+(?:updated|corrected|amended))\b|^\W*corrections?\b.{0,30}[:：]|^\W*(?:pembetulan|ralat)\s*[:：]"
    # what readers are to do
    r"|\b(?:become|becoming)\s+an?\s+(?:\w+\s+)?(?:member|supporter|subscriber|patron)\b.{0,60}\b(?:from|today|now|month|year)\b"
    r"|\bsupport\s+(?:our|independent|quality)\s+journalism\b"
    r"|\b(?:sertai|ikuti|langgan|join|follow)\b.{0,60}\b(?:telegram|whatsapp|instagram|tiktok|facebook)\b",
    re.IGNORECASE,
)
# From such a line on everything is the sender's: who issued a statement, and where to call.
_SIGNS_OFF = re.compile(
    r"^\W*(?:issued\s+by|dikeluarkan\s+oleh|for\s+(?:media|press|more)\s+(?:enquiries|inquiries|information))\b.{0,60}$",
    re.IGNORECASE,
)
# Lines anywhere that only label, in Chinese and of embedded posts: who wrote, edited, filmed; an advertisement.
_LABEL = re.compile(
    r"^[\s（(【\[]*(?:(?:来源|來源|编辑|編輯|责任编辑|責任編輯|责编|責編|作者|记者|記者|文|图|圖|摄影|攝影|校对|校對|审核|審核|审校|"
    r"监制|監製)\s*[:：/／].{1,24}|(?:本报|本報|本刊)?(?:记者|記者|通讯员|特派员)\s*\S{2,10})[\s）)】\]]*$"
    r"|^(?:广告|廣告|[（(]?完[）)]?)$|^A post shared by\b|^\W*iklan\W*$",
    re.IGNORECASE,
)
_QUOTES = "\"“‘'「『"


def speaks(line: str) -> bool:
    """Whether the house speaks in a line near the end. What somebody says in quotation marks is his."""
    return len(line) < LONGEST and line[:1] not in _QUOTES and _SAYS.search(line) is not None


def signs_off(line: str) -> bool:
    """Whether a line near the end begins what the sender says of himself."""
    return _SIGNS_OFF.match(line) is not None


def is_label(line: str) -> bool:
    """Whether a line, wherever it stands, only says who made the story, or that an advertisement follows."""
    return len(line) < 60 and _LABEL.match(line) is not None
