"""The words of the short mails (days, alerts, confirmation) in English and Malay. Words only.

Values stand in braces. Of English a second form, after "|", is for every ``n`` but one; Malay nouns do not change.
"""

from __future__ import annotations

from digest.safe import plain
from records import BadInput

LANGUAGES = ("en", "ms")

PHRASES: dict[str, tuple[str, str]] = {
    "unsubscribe": ("Unsubscribe", "Berhenti melanggan"),
    "preferences": ("Change what you get", "Ubah apa yang anda terima"),
    "reply": (
        "To unsubscribe, answer this mail with the word unsubscribe.",
        "Untuk berhenti melanggan, balas e-mel ini dengan perkataan unsubscribe.",
    ),
    "desk": ("Open the desk", "Buka meja berita"),
    "left": ("{n} more is on the desk.|{n} more are on the desk.", "{n} lagi ada di meja berita."),
    "method": (
        "A program read these articles: follow the link to the original before you rely on it.",
        "Artikel ini dibaca oleh program: ikut pautan ke sumber asal sebelum anda bergantung padanya.",
    ),
    "day.title": ("Daily digest", "Ringkasan harian"),
    "day.subject": (
        "{top}, and {n} more story on {day}|{top}, and {n} more stories on {day}",
        "{top}, dan {n} berita lagi pada {day}",
    ),
    "day.subject.one": ("{top} ({day})", "{top} ({day})"),
    "day.subject.none": (
        "Nothing of what you follow on {day}",
        "Tiada apa-apa yang anda ikuti pada {day}",
    ),
    "day.subject.unheard": ("No outlet was heard on {day}", "Tiada media didengari pada {day}"),
    "day.lead": (
        "{n} story of what you follow was first seen or went on that day.|"
        "{n} stories of what you follow were first seen or went on that day.",
        "{n} berita yang anda ikuti muncul atau bersambung pada hari itu.",
    ),
    "day.none": (
        "Nothing under what you follow was seen that day. {n} article was read."
        "|Nothing under what you follow was seen that day. {n} articles were read.",
        "Tiada apa-apa yang anda ikuti dilihat pada hari itu. {n} artikel telah dibaca.",
    ),
    "day.nothing_read": (
        "No article was read that day: the sources were not heard, so nothing can be said about it.",
        "Tiada artikel dibaca pada hari itu: sumber tidak didengar, jadi tiada apa-apa yang dapat dikatakan.",
    ),
    "day.unread": (
        "{n} article of that day is not analysed yet.|{n} articles of that day are not analysed yet.",
        "{n} artikel hari itu belum dianalisis.",
    ),
    "day.new": ("new", "baharu"),
    "day.goes_on": ("goes on", "bersambung"),
    "day.why.theme": ("under a theme that you follow", "di bawah tema yang anda ikuti"),
    "day.why.place": ("about a place that you watch", "tentang tempat yang anda pantau"),
    "day.why.official": ("names an official whom you watch", "menyebut pegawai yang anda pantau"),
    "reports": ("{n} independent report|{n} independent reports", "{n} laporan bebas"),
    "alert.title": ("Alert", "Makluman"),
    "alert.subject": ("{top}", "{top}"),
    "alert.subject.more": ("{top}, and {n} more|{top}, and {n} more", "{top}, dan {n} lagi"),
    "alert.lead": (
        "You asked to be told of this when it happens. Each alert is sent once.",
        "Anda minta dimaklumkan apabila ini berlaku. Setiap makluman dihantar sekali sahaja.",
    ),
    "first.official": ("First mention: {name}", "Sebutan pertama: {name}"),
    "first.place": ("First mention: {name}", "Sebutan pertama: {name}"),
    "first.theme": ("First mention: “{word}” ({name})", "Sebutan pertama: “{word}” ({name})"),
    "first.never": (
        "No earlier article names it; the archive begins on {since}.",
        "Tiada artikel terdahulu menyebutnya; arkib bermula pada {since}.",
    ),
    "first.quiet": (
        "Not named since {before}, {n} day before.|Not named since {before}, {n} days before.",
        "Tidak disebut sejak {before}, {n} hari sebelumnya.",
    ),
    "revised": ("Revised: {about}", "Disemak semula: {about}"),
    "revised.why": ("Before: {was}. Now: {now}.", "Dahulu: {was}. Kini: {now}."),
    "spike": ("More than usual: {name}", "Lebih daripada biasa: {name}"),
    "spike.why": (
        "{n} independent report in the week of {week}; usually {low} to {high}.|"
        "{n} independent reports in the week of {week}; usually {low} to {high}.",
        "{n} laporan bebas pada minggu {week}; biasanya {low} hingga {high}.",
    ),
    "figure": ("a figure", "satu angka"),
    "confirm.subject": ("Confirm that you want Pantau's digest", "Sahkan bahawa anda mahu ringkasan Pantau"),
    "confirm.title": ("One step more", "Satu langkah lagi"),
    "confirm.lead": (
        "Somebody, perhaps you, asked for Pantau's digest to be sent to this address. Nothing is sent unless you"
        " confirm. If it was not you, do nothing: the address is deleted within four days.",
        "Seseorang, mungkin anda, meminta ringkasan Pantau dihantar ke alamat ini. Tiada apa-apa dihantar melainkan"
        " anda mengesahkannya. Jika bukan anda, abaikan sahaja: alamat ini dipadam dalam masa empat hari.",
    ),
    "confirm.button": ("Confirm the subscription", "Sahkan langganan"),
}


def say(language: str, key: str, *, n: int | None = None, **values: object) -> str:
    """The phrase with its values, cleaned. Raises BadInput for another language; KeyError is a mistake of ours."""
    if language not in LANGUAGES:
        raise BadInput(f"the digest does not speak '{language}': {' or '.join(LANGUAGES)}")
    one, _, many = PHRASES[key][LANGUAGES.index(language)].partition("|")
    text = one if n == 1 or not many else many
    shown = {name: plain(str(value), 300) for name, value in values.items()}
    # one pass: a value that looks like a field stays what it is
    return text.format_map(shown | {"n": "" if n is None else f"{n:,}"})
