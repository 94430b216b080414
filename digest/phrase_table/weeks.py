"""Week on week: themes, provinces, what is emerging, and why a week is not set against the one before. Data."""

from __future__ import annotations

PHRASES: dict[str, tuple[str, str]] = {
    "themes.heading": ("Themes, week on week", "Tema, minggu ke minggu"),
    "themes.caption": (
        "Independent reports under each theme; a story may stand under several",
        "Laporan bebas bagi setiap tema; satu berita boleh berada di bawah beberapa tema",
    ),
    "provinces.heading": ("Provinces and states", "Wilayah dan negeri"),
    "provinces.caption": (
        "Independent reports that write about each province or state",
        "Laporan bebas tentang setiap wilayah atau negeri",
    ),
    "rows.left": (
        "{n} other with at least one report.|{n} others with at least one report each.",
        "{n} lagi dengan sekurang-kurangnya satu laporan.",
    ),
    "column.theme": ("Theme", "Tema"),
    "column.province": ("Province or state", "Wilayah atau negeri"),
    "column.reports": ("Reports", "Laporan"),
    "column.before": ("Week before", "Minggu lalu"),
    "column.change": ("Change", "Perubahan"),
    "quiet": (
        "Nothing significant this week under: {names}.",
        "Tiada perkembangan penting minggu ini di bawah: {names}.",
    ),
    "quiet.partial": (
        "Nothing in what was heard of the week under: {names}.",
        "Tiada apa-apa dalam yang didengari minggu ini di bawah: {names}.",
    ),
    "trends.none": (
        "No theme has clearly more or fewer reports than usual.",
        "Tiada tema yang jelas lebih atau kurang dilaporkan daripada biasa.",
    ),
    "trends.few_reports": (
        "Too few reports to tell what is more or less than usual.",
        "Terlalu sedikit laporan untuk mengetahui apa yang lebih atau kurang daripada biasa.",
    ),
    "trends.few_weeks": (
        "What is more or less than usual is not known yet: {n} earlier week can be set against this one."
        "|What is more or less than usual is not known yet: {n} earlier weeks can be set against this one.",
        "Apa yang lebih atau kurang daripada biasa belum diketahui: {n} minggu terdahulu boleh dibandingkan.",
    ),
    "trends.few_sources": (
        "What is more or less than usual is not known: most of what is usually heard was silent.",
        "Apa yang lebih atau kurang daripada biasa tidak diketahui: kebanyakan sumber biasa senyap.",
    ),
    "trend.rise": (
        "more than usual: {n} independent report, usually between {names}"
        "|more than usual: {n} independent reports, usually between {names}",
        "lebih daripada biasa: {n} laporan bebas, biasanya antara {names}",
    ),
    "trend.rise.one": (
        "more than usual: {n} independent report, usually {names}"
        "|more than usual: {n} independent reports, usually {names}",
        "lebih daripada biasa: {n} laporan bebas, biasanya {names}",
    ),
    "trend.fall": (
        "fewer than usual: {n} independent report, usually between {names}"
        "|fewer than usual: {n} independent reports, usually between {names}",
        "kurang daripada biasa: {n} laporan bebas, biasanya antara {names}",
    ),
    "trend.fall.one": (
        "fewer than usual: {n} independent report, usually {names}"
        "|fewer than usual: {n} independent reports, usually {names}",
        "kurang daripada biasa: {n} laporan bebas, biasanya {names}",
    ),
    "left_out": ("Not counted in that: {names}.", "Tidak dikira dalam perbandingan itu: {names}."),
    "left_out.new": ("{names} (new here)", "{names} (baharu di sini)"),
    "left_out.silent": ("{names} (silent)", "{names} (senyap)"),
    "left_out.days": ("{names} (silent for {n} day)|{names} (silent for {n} days)", "{names} (senyap selama {n} hari)"),
    "emergent.heading": ("Emerging", "Tema yang muncul"),
    "emergent.lead": (
        "Stories under no theme that several outlets told on several days.",
        "Berita di luar semua tema yang dilaporkan beberapa media pada beberapa hari.",
    ),
    "emergent.left": ("{n} other is on the desk.|{n} others are on the desk.", "{n} lagi ada di meja berita."),
    "outlets.independent": ("{n} independent outlet|{n} independent outlets", "{n} media bebas"),
    "days": ("on {n} day|on {n} days", "dalam {n} hari"),
    "since": ("since {names}", "sejak {names}"),
    "compare.none": ("No change is given: {names}.", "Perubahan tidak diberi: {names}."),
    "compare.first": (
        "first digest, no baseline",
        "ringkasan pertama, tiada garis dasar",
    ),
    "compare.no_baseline": ("the week before has no articles", "minggu sebelumnya tiada artikel"),
    "compare.not_over": ("the week is not over", "minggu ini belum berakhir"),
    "compare.failed": (
        "the last crawl of the week failed, so the week is partial",
        "rangkakan terakhir minggu ini gagal, jadi minggu ini tidak lengkap",
    ),
    "compare.interrupted": (
        "the last crawl of the week was interrupted, so the week is partial",
        "rangkakan terakhir minggu ini terganggu, jadi minggu ini tidak lengkap",
    ),
    "compare.died": (
        "the last crawl of the week ended without a word, so the week is partial",
        "rangkakan terakhir minggu ini terhenti begitu sahaja, jadi minggu ini tidak lengkap",
    ),
    "compare.before_partial": ("the week before was crawled in part", "minggu sebelumnya dirangkak sebahagian sahaja"),
    "compare.fewer_days": (
        "partial crawl: outlets were heard on {n} day, on {names} the week before"
        "|partial crawl: outlets were heard on {n} days, on {names} the week before",
        "rangkakan tidak lengkap: media didengari pada {n} hari, berbanding {names} minggu sebelumnya",
    ),
    "compare.more_days": (
        "outlets were heard on {n} day, but only on {names} the week before"
        "|outlets were heard on {n} days, but only on {names} the week before",
        "media didengari pada {n} hari, tetapi hanya {names} minggu sebelumnya",
    ),
    "compare.lost": (
        "partial crawl: {names} was not heard, but was the week before"
        "|partial crawl: {names} were not heard, but were the week before",
        "rangkakan tidak lengkap: {names} tidak didengari, tetapi didengari minggu sebelumnya",
    ),
    "compare.added": (
        "{names} was not heard the week before|{names} were not heard the week before",
        "{names} tidak didengari minggu sebelumnya",
    ),
    "compare.unanalysed": (
        "{n} article is not analysed yet|{n} articles are not analysed yet",
        "{n} artikel belum dianalisis",
    ),
    "compare.versions": (
        "the two weeks were read by {n} versions of the rules and models",
        "kedua-dua minggu dibaca oleh {n} versi peraturan dan model",
    ),
    "quiet.places": ("Nothing heard from: {names}.", "Tiada yang didengari dari: {names}."),
    "line.watched": ("you watch it", "anda pantau"),
    "line.stories": ("{n} story:|{n} stories, among them:", "{n} berita:|{n} berita, antaranya:"),
    "line.reports": ("{n} report|{n} reports", "{n} laporan"),
    "line.more": ("{n} report, up from {names}|{n} reports, up from {names}", "{n} laporan, naik daripada {names}"),
    "line.fewer": (
        "{n} report, down from {names}|{n} reports, down from {names}",
        "{n} laporan, turun daripada {names}",
    ),
    "line.level": (
        "{n} report, as the week before|{n} reports, as the week before",
        "{n} laporan, sama seperti minggu lalu",
    ),
}
