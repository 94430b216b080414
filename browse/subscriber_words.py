"""The words of the pages of subscribers in English and Malay, and which of the two a visitor gets.

Words only: must not know a page's markup nor who visits. Values stand in braces.
"""

from __future__ import annotations

import re
from collections.abc import Callable

LANGUAGES = ("en", "ms")
_RANGE = re.compile(r"\s*([a-z]{1,8})(?:-[a-z0-9-]{1,30})?\s*(?:;\s*q\s*=\s*([01](?:\.\d{1,3})?)\s*)?", re.IGNORECASE)
_MOST_RANGES = 20  # browsers send five; the header is a stranger's

PHRASES: dict[str, tuple[str, str]] = {
    "skip": ("Skip to the content", "Langkau ke kandungan"),
    "foot": (
        "A program reads the articles: follow the link to the original before you rely on what it found.",
        "Artikel dibaca oleh program: ikut pautan ke sumber asal sebelum anda bergantung pada hasilnya.",
    ),
    "dead": (
        "This link does not work, or no longer. A newer mail holds a newer one; else ask whoever sends you the digest.",
        "Pautan ini tidak berfungsi, atau tidak lagi. E-mel yang lebih baharu mempunyai pautan baharu; jika tiada,"
        " tanya penghantar ringkasan ini.",
    ),
    # preferences
    "title": ("What you get", "Apa yang anda terima"),
    "whose": ("These are the wishes of {to}.", "Ini pilihan {to}."),
    "private": (
        "Whoever has this link can change them: do not pass it on.",
        "Sesiapa yang mempunyai pautan ini boleh mengubahnya: jangan sebarkan.",
    ),
    "saved": ("Saved. It holds from the next mail on.", "Disimpan. Ia berkuat kuasa mulai e-mel seterusnya."),
    "not_saved": ("Not saved.", "Tidak disimpan."),
    "inactive": (
        "You are unsubscribed: nothing is sent until you start it again below.",
        "Langganan anda telah tamat: tiada apa-apa dihantar sehingga anda memulakannya semula di bawah.",
    ),
    "when": ("When and how", "Bila dan bagaimana"),
    "often": ("How often", "Kekerapan"),
    "often.daily": ("Every day", "Setiap hari"),
    "often.weekly": ("Once a week", "Sekali seminggu"),
    "often.alerts": ("Only alerts", "Makluman sahaja"),
    "day": ("Day", "Hari"),
    "day.note": ("of the weekly one", "bagi ringkasan mingguan"),
    "day.1": ("Monday", "Isnin"),
    "day.2": ("Tuesday", "Selasa"),
    "day.3": ("Wednesday", "Rabu"),
    "day.4": ("Thursday", "Khamis"),
    "day.5": ("Friday", "Jumaat"),
    "day.6": ("Saturday", "Sabtu"),
    "day.7": ("Sunday", "Ahad"),
    "hour": ("From", "Mulai jam"),
    "zone": ("Time zone", "Zon masa"),
    "zone.note": ("empty: {zone}", "kosong: {zone}"),
    "language": ("Language of the mails", "Bahasa e-mel"),
    "alerts": ("Alerts", "Makluman"),
    "alerts.note": ("as soon as it is seen, each once", "sebaik sahaja dilihat, setiap satu sekali sahaja"),
    "alert.first_mention": (
        "An official, place or word of a theme that you watch is named after four weeks of silence",
        "Pegawai, tempat atau kata tema yang anda pantau disebut selepas empat minggu senyap",
    ),
    "alert.revised": ("A figure was revised", "Suatu angka disemak semula"),
    "alert.spike": (
        "A theme, official or place that you watch has more reports than usual",
        "Tema, pegawai atau tempat yang anda pantau mendapat lebih banyak laporan daripada biasa",
    ),
    "watch": ("What you watch", "Apa yang anda pantau"),
    "watch.note": (
        "A story is told if it has one of the themes, places or officials named here; where none is named, every story"
        " may be. Outlets and languages narrow that.",
        "Berita disampaikan jika ia mempunyai salah satu tema, tempat atau pegawai yang dinamakan di sini; jika tiada"
        " yang dinamakan, semua berita layak. Media dan bahasa mengecilkan pilihan itu.",
    ),
    "themes": ("Themes", "Tema"),
    "places": ("Places", "Tempat"),
    "places.none": ("No place is known yet.", "Belum ada tempat yang diketahui."),
    "places.others": ("Others", "Lain-lain"),
    "officials": ("Officials", "Pegawai"),
    "officials.some": ("untick one to watch it no longer", "nyahtanda untuk berhenti memantaunya"),
    "officials.none": ("none named", "tiada yang dinamakan"),
    "officials.add": ("Add officials", "Tambah pegawai"),
    "officials.how": ("a name as the desk writes it, one a line", "nama seperti ditulis di meja berita, satu sebaris"),
    "outlets": ("Outlets", "Media"),
    "outlets.choose": ("Choose outlets", "Pilih media"),
    "languages": ("Languages of articles", "Bahasa artikel"),
    "language.en": ("English", "Inggeris"),
    "language.ms": ("Malay", "Melayu"),
    "language.zh": ("Chinese", "Cina"),
    "ticked": ("{n} of {of}", "{n} daripada {of}"),
    "ticked.none": ("none ticked", "tiada yang ditanda"),
    "ticked.none.all": ("none ticked: all", "tiada yang ditanda: semua"),
    "save": ("Save", "Simpan"),
    "save.again": ("Save and start it again", "Simpan dan mulakan semula"),
    # what was wrong with a form; English says the error itself
    "problem.zone": ("", "Zon masa itu tidak dikenali; tulis seperti Asia/Kuala_Lumpur, atau biarkan kosong."),
    "problem.official": ("", "Tiada pegawai dengan nama itu di meja berita."),
    "problem.alert": ("", "“Makluman sahaja” memerlukan sekurang-kurangnya satu jenis makluman."),
    "problem.email": ("", "Itu bukan alamat e-mel."),
    "problem.other": ("", "Sesuatu dalam borang ini tidak dapat diterima."),
    # unsubscribe
    "unsubscribe": ("Unsubscribe", "Berhenti melanggan"),
    "unsubscribe.ask": (
        "Shall Pantau's digest and alerts no longer be sent to {to}?",
        "Hentikan penghantaran ringkasan dan makluman Pantau ke {to}?",
    ),
    "unsubscribe.less": (
        "To get less of it, or something else, follow “Change what you get” in the last mail instead.",
        "Untuk menerima kurang, atau yang lain, ikut pautan “Ubah apa yang anda terima” dalam e-mel terakhir.",
    ),
    "unsubscribe.done": ("Nothing more is sent to {to}.", "Tiada lagi e-mel akan dihantar ke {to}."),
    "unsubscribe.mistake": (
        "A mail that was on its way may still arrive. If this was a mistake, follow “Change what you get” in the last"
        " mail: it starts again there.",
        "E-mel yang sedang dihantar mungkin masih tiba. Jika ini satu kesilapan, ikut pautan “Ubah apa yang anda"
        " terima” dalam e-mel terakhir: langganan boleh dimulakan semula di situ.",
    ),
    # subscribe and confirm
    "subscribe": ("Subscribe", "Langgan"),
    "subscribe.title": ("Get the digest by mail", "Terima ringkasan melalui e-mel"),
    "subscribe.what": (
        "Once a week: who said what, where, about how much, and what is new, each with its source.",
        "Sekali seminggu: siapa berkata apa, di mana, berapa banyak, dan apa yang baharu, setiap satu dengan"
        " sumbernya.",
    ),
    "subscribe.email": ("E-mail address", "Alamat e-mel"),
    "subscribe.language": ("Language of the digest", "Bahasa ringkasan"),
    "subscribe.themes": ("none ticked: all of them", "tiada yang ditanda: semuanya"),
    "subscribe.send": ("Ask for it", "Mohon"),
    "subscribe.kept": (
        "The address is used for the digest alone. If nobody confirms, it is deleted within four days.",
        "Alamat ini digunakan untuk ringkasan sahaja. Jika tiada pengesahan, ia dipadam dalam masa empat hari.",
    ),
    "subscribe.asked": (
        "If this address can get the digest, a mail with a link is on its way to it. Nothing else is sent until its"
        " owner follows the link and confirms.",
        "Jika alamat ini boleh menerima ringkasan, e-mel dengan pautan sedang dihantar kepadanya. Tiada yang lain"
        " dihantar sehingga pemiliknya mengikuti pautan itu dan mengesahkannya.",
    ),
    "subscribe.nothing": (
        "Nothing came? Look among unwanted mail, then try again; an address is written to three times a day at most.",
        "Tiada apa-apa tiba? Semak e-mel yang tidak diingini, kemudian cuba lagi; sesuatu alamat dihubungi paling"
        " banyak tiga kali sehari.",
    ),
    "confirm": ("Confirm", "Sahkan"),
    "confirm.ask": (
        "Shall Pantau's digest be sent to {to}? Nothing is sent unless you confirm.",
        "Hantar ringkasan Pantau ke {to}? Tiada apa-apa dihantar melainkan anda mengesahkannya.",
    ),
    "confirm.done": (
        "Pantau's digest is sent to {to} from now on.",
        "Ringkasan Pantau akan dihantar ke {to} mulai sekarang.",
    ),
    "confirm.links": (
        "Every mail has a link to change what you get, and one to end it.",
        "Setiap e-mel mempunyai pautan untuk mengubah apa yang anda terima, dan satu untuk menamatkannya.",
    ),
}


def chosen_language(asked: str | None, own: str | None, accepted: str | None) -> str:
    """ "en" or "ms": what the visitor asked for on the page, else the subscriber's own, else what the browser accepts
    (``Accept-Language``, RFC 9110), else English."""
    for given in (asked, own):
        if given in LANGUAGES:
            return str(given)
    best: dict[str, float] = {}
    for part in (accepted or "").split(",")[:_MOST_RANGES]:
        found = _RANGE.fullmatch(part)
        if found and found[1].lower() in LANGUAGES:
            best[found[1].lower()] = max(best.get(found[1].lower(), 0.0), float(found[2] or 1))
    return "ms" if best.get("ms", 0.0) > best.get("en", 0.0) else "en"


def words_in(language: str) -> Callable[..., str]:
    """Says a phrase with its values. KeyError for one that there is not: a mistake of ours."""
    column = LANGUAGES.index(language)

    def say(key: str, **values: object) -> str:
        return PHRASES[key][column].format_map(values) if values else PHRASES[key][column]

    return say


def problem_in(language: str, problem: str) -> str:
    """What is said of a form that cannot be kept: in English the error itself, in Malay a sentence for each thing that
    a reader can get wrong, and one for all that no form of ours posts."""
    if language == "en":
        return problem
    field = "email" if "e-mail address" in problem else problem.partition(":")[0]
    key = f"problem.{field}"
    return words_in(language)(key if key in PHRASES else "problem.other")
