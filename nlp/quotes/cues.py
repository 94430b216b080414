"""The words that report speech, in English and Malay, and the shape of their subjects.

Data and patterns only; this module must not know articles or officials.
"""

from __future__ import annotations

import re

from nlp.alternatives import one_of

_EN = """say says said saying|tell tells told telling|add adds added adding|stress stresses stressed stressing
|note notes noted noting|explain explains explained explaining|announce announces announced announcing
|mention mentions mentioned mentioning|observe observes observed observing|state states stated stating
|claim claims claimed claiming|argue argues argued arguing|warn warns warned warning|reveal reveals revealed revealing
|disclose discloses disclosed disclosing|confirm confirms confirmed confirming|insist insists insisted insisting
|reiterate reiterates reiterated reiterating|emphasise emphasises emphasised emphasising
|emphasize emphasizes emphasized emphasizing|assure assures assured assuring|remind reminds reminded reminding
|suggest suggests suggested suggesting|acknowledge acknowledges acknowledged acknowledging
|admit admits admitted admitting
|declare declares declared declaring|remark remarks remarked remarking|maintain maintains maintained maintaining
|contend contends contended contending|allege alleges alleged alleging|deny denies denied denying
|concede concedes conceded conceding|clarify clarifies clarified clarifying|inform informs informed informing
|point points pointed pointing|predict predicts predicted predicting|promise promises promised promising
|pledge pledges pledged pledging|vow vows vowed vowing|write writes wrote writing|assert asserts asserted asserting
|recall recalls recalled recalling|ask asks asked asking|quip quips quipped quipping|reply replies replied replying
|respond responds responded responding|comment comments commented commenting|opine opines opined opining
|elaborate elaborates elaborated elaborating|continue continues continued continuing|tweet tweeted|urge urged urges
|lament laments lamented lamenting|joke joked jokes|conclude concluded concludes|highlight highlighted highlights
|report reports reported reporting|echo echoed echoes|express expressed expresses|caution cautions cautioned cautioning
|hope hopes hoped hoping|believe believes believed|advise advised advises|propose proposed proposes
|agree agreed agrees|murmur murmurs murmured|mutter mutters muttered|shout shouts shouted|exclaim exclaims exclaimed
|whisper whispers whispered|muse muses mused|read reads"""

#: form -> lemma of the English reporting verbs
ENGLISH: dict[str, str] = {
    form: forms.split()[0] for forms in _EN.replace("\n", "").split("|") for form in forms.split()
}

#: Verbs whose bare object clause is speech ("he said the levy stays"); the others need "that" or a parsed clause.
BARE = frozenset({"say", "claim", "add", "insist", "admit", "note", "stress", "reiterate", "maintain", "tell"})

#: Verbs that introduce direct speech but whose clause ("asked whether", "hopes that") is no statement of fact reported.
DIRECT_ONLY = frozenset(
    """ask quip reply respond comment continue urge joke highlight echo express hope believe advise recall elaborate
    propose agree tweet write report point deny murmur mutter shout exclaim whisper muse read""".split()
)

#: What "reads": nobody speaks so, a text does.
WRITTEN = re.compile(r"\b(?:statement|post|posting|letter|notice|message|note|caption|banner|email|e-mail)$")

_MALAY_ACTIVE = """berkata memberitahu menegaskan menjelaskan menyatakan menambah menambahkan mengumumkan
memaklumkan mendedahkan mendakwa mengakui mengulas berpendapat mengingatkan menekankan menyebut""".split()
_MALAY_BARE = """kata jelas tegas ujar tambah dakwa akui luah kongsi balas tulis seloroh ulas pesan bidas sindir jawab
tokok hujah terang simpul pinta rayu tanya soal""".split()

ENGLISH_CUE = re.compile(r"\b(" + one_of(ENGLISH) + r")\b(?! (?:to be|party)\b)")
MALAY_ACTIVE = re.compile(r"\b(" + "|".join(_MALAY_ACTIVE) + r")\b")
MALAY_BARE = re.compile(r"\b(" + "|".join(_MALAY_BARE) + r")(nya)?\b", re.IGNORECASE)
ACCORDING = re.compile(r"\b([Aa]ccording to|[Mm]enurut(?=\b)|[Mm]enurutnya)\b")

PRONOUN = re.compile(r"^(?:he|she|beliau|dia|nya|i)$", re.IGNORECASE)
PLURAL = re.compile(r"^(?:they|it|we|this|that|these|those|mereka|ia|kami|who|which)$", re.IGNORECASE)
GENERIC = re.compile(
    r"^(?:the|tan sri|datuk seri|its|their|his|her)?\s*((?:deputy |prime |chief |vice[- ]"
    r"|second |senior )*(?:minister|premier|president|governor"
    r"|director(?:-general)?|secretary(?:-general)?|chairman|chairperson|chair|speaker|mayor"
    r"|ambassador|commissioner|leader|official|envoy|spokesman"
    r"|spokesperson|spokeswoman|menteri|perdana menteri|timbalan menteri|gabenor|pengarah"
    r"|ketua pengarah|pengerusi|presiden))(?: (?:itu|tersebut))?$",
    re.IGNORECASE,
)
ORGANISATION = re.compile(
    r"\b(?:ministry|department|bureau|agency|authority|council|committee|commission|board|bank"
    r"|police|government|company|statement|report"
    r"|party|office|secretariat|institute|group|association|union|court|study|survey|newspaper"
    r"|kementerian|jabatan|lembaga|syarikat|kerajaan"
    r"|kenyataan|polis|pertubuhan)\b",
    re.IGNORECASE,
)
#: Nameless people and bodies that may be said to say something.
ANYBODY = re.compile(
    ORGANISATION.pattern + r"|\b(?:sources?|witness(?:es)?|experts?|officials?|residents?|analysts?|economists?|family"
    r"|minister|spokes\w+|"
    r"sumber|saksi|pakar|pegawai|penduduk|jurucakap|beliau)\b",
    re.IGNORECASE,
)
#: What "according to" may name and nobody says.
DOCUMENT = re.compile(
    r"\b(?:plan|plans|schedule|law|rules|data|figures|statistics|records|tradition|reports|law"
    r"|calendar|terms|map|size|jadual|rancangan|data"
    r"|undang-undang|rekod|laporan|statistik|adat)\b",
    re.IGNORECASE,
)
