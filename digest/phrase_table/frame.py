"""What stands around a digest and in every part of it: title, counts, what a reader follows, method, foot. Data."""

from __future__ import annotations

PHRASES: dict[str, tuple[str, str]] = {
    "title": ("Weekly digest", "Ringkasan mingguan"),
    "week": ("Week {names}", "Minggu {names}"),
    "subject.empty": ("nothing to report this week", "tiada apa-apa untuk dilaporkan minggu ini"),
    "subject.followed": (
        "nothing this week under what you follow",
        "tiada apa-apa minggu ini di bawah pilihan anda",
    ),
    "subject.partial": ("nothing in what was heard this week", "tiada apa-apa dalam yang didengari minggu ini"),
    "subject.none": ("no outlet was heard this week", "tiada media didengari minggu ini"),
    "stories": ("{n} story|{n} stories", "{n} berita"),
    "reports": ("{n} independent report|{n} independent reports", "{n} laporan bebas"),
    "articles": ("{n} article|{n} articles", "{n} artikel"),
    "outlets": ("{n} outlet|{n} outlets", "{n} media"),
    "copies": ("{n} copy folded|{n} copies folded", "{n} salinan digabungkan"),
    "nothing": ("Looked for and not found this week: {names}.", "Dicari tetapi tidak ditemui minggu ini: {names}."),
    "nothing.provinces": ("reports on a province or state", "laporan tentang wilayah atau negeri"),
    "nothing.posts": ("appointments", "pelantikan baharu"),
    "nothing.figures": ("new figures with a known measure", "angka baharu dengan ukuran yang diketahui"),
    "nothing.revisions": ("revised figures", "angka yang disemak semula"),
    "nothing.contradictions": ("reports that disagree on a figure", "laporan yang bercanggah tentang angka"),
    "nothing.emergent": (
        "stories outside of the themes that several outlets told on several days",
        "berita di luar tema yang dilaporkan beberapa media pada beberapa hari",
    ),
    "language.en": ("English", "Inggeris"),
    "language.ms": ("Malay", "Melayu"),
    "language.zh": ("Chinese", "Cina"),
    "totals": ("The week: {names}", "Minggu ini: {names}"),
    "more": ("{n} more", "{n} lagi"),
    "also": ("Also: {names}", "Juga: {names}"),
    "followed": ("You follow: {names}.", "Anda mengikuti: {names}."),
    "column.source": ("Source", "Sumber"),
    "method.heading": ("How this was made", "Cara ringkasan ini dibuat"),
    "method": (
        "A story counts once for each independent report: a copy counts with its original, and outlets of one owner"
        " count once. A week runs from Monday to Sunday ({names}) by when an article was first seen. Sentences and"
        " quotations are the outlets' own words; themes, places, posts and figures are found by rules and models, can"
        " be wrong, and can be corrected on the desk. Nothing here is written by a language model, and no sentiment is"
        " scored.",
        "Setiap berita dikira sekali bagi setiap laporan bebas: salinan dikira bersama yang asal, dan media milik"
        " pemilik yang sama dikira sekali. Minggu bermula Isnin hingga Ahad ({names}) mengikut masa artikel mula"
        " dilihat. Ayat dan petikan ialah kata-kata media itu sendiri; tema, tempat, jawatan dan angka dikesan oleh"
        " peraturan dan model, mungkin silap, dan boleh dibetulkan di meja berita. Tiada teks di sini ditulis oleh"
        " model bahasa, dan tiada sentimen dinilai.",
    ),
    "made": ("Made {names}.", "Dibuat {names}."),
    "archive": ("Read this digest on the desk", "Baca ringkasan ini di meja berita"),
    "archive.all": ("Earlier digests on the desk", "Ringkasan terdahulu di meja berita"),
    "unsubscribe": ("Unsubscribe", "Berhenti melanggan"),
    "unsubscribe.reply": (
        "To unsubscribe, answer this mail with the word unsubscribe.",
        "Untuk berhenti melanggan, balas e-mel ini dengan perkataan unsubscribe.",
    ),
    "separator": (", ", ", "),
    "watched.places": ("You watch places: {names}.", "Tempat yang anda pantau: {names}."),
    "watched.officials": ("You watch officials: {names}.", "Pegawai yang anda pantau: {names}."),
    "watched.outlets": ("Only with a report of: {names}.", "Hanya dengan laporan: {names}."),
    "watched.languages": ("Only with a report in: {names}.", "Hanya dengan laporan dalam bahasa: {names}."),
}
