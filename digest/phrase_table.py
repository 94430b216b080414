"""The phrases themselves: key -> (English, Malay). Data; ``digest.phrases`` says how they are read."""

from __future__ import annotations

PHRASES: dict[str, tuple[str, str]] = {
    # frame
    "title": ("Weekly digest", "Ringkasan mingguan"),
    "week": ("Week {names}", "Minggu {names}"),
    "subject.empty": ("nothing to report this week", "tiada apa-apa untuk dilaporkan minggu ini"),
    "stories": ("{n} story|{n} stories", "{n} berita"),
    "reports": ("{n} independent report|{n} independent reports", "{n} laporan bebas"),
    "articles": ("{n} article|{n} articles", "{n} artikel"),
    "outlets": ("{n} outlet|{n} outlets", "{n} media"),
    "copies": ("{n} copy folded|{n} copies folded", "{n} salinan digabungkan"),
    "totals": ("The week: {names}", "Minggu ini: {names}"),
    "more": ("{n} more", "{n} lagi"),
    "also": ("Also: {names}", "Juga: {names}"),
    "followed": ("You follow: {names}.", "Anda mengikuti: {names}."),
    # what earlier digests said and does not hold
    "errata.heading": ("Corrections to earlier digests", "Pembetulan kepada ringkasan terdahulu"),
    "errata.left": (
        "{n} other correction follows in the next digest.|{n} other corrections follow in the next digest.",
        "{n} pembetulan lagi menyusul dalam ringkasan akan datang.",
    ),
    "erratum.story": ("story", "berita"),
    "erratum.figure": ("figure", "angka"),
    "erratum.quote": ("quotation", "petikan"),
    "erratum.post": ("post", "jawatan"),
    "erratum.now": ("Now: {names}", "Kini: {names}"),
    "why.erratum": ("What changed: {names}.", "Apa yang berubah: {names}."),
    "erratum.withdrawn": (
        "the article was withdrawn, with all that was read in it",
        "artikel itu ditarik balik, bersama semua yang dibaca daripadanya",
    ),
    "erratum.contradicted": ("{names} contradicts it since", "{names} kemudian menyanggahnya"),
    "erratum.replaced": ("{names} reports a revised figure since", "{names} kemudian melaporkan angka yang disemak"),
    "erratum.corrected": (
        "a person corrected it ({names})",
        "dibetulkan oleh pengguna ({names})",
    ),
    "field.value": ("value", "nilai"),
    "field.unit": ("unit", "unit"),
    "field.measures": ("what it measures", "apa yang diukur"),
    "field.concept": ("kind of measure", "jenis ukuran"),
    "field.owner": ("whose it is", "milik siapa"),
    "field.period": ("period", "tempoh"),
    "field.change": ("change", "perubahan"),
    "field.status": ("status", "status"),
    "field.kind": ("kind", "jenis"),
    "field.role": ("role", "jawatan"),
    "field.public_office": ("public office", "jawatan awam"),
    "field.title": ("title", "tajuk"),
    "erratum.rejected": (
        "a person rejected it: it is no such figure",
        "ditolak oleh pengguna: ia bukan angka demikian",
    ),
    "erratum.edited": (
        "the outlet changed its text, and these words no longer stand there",
        "media itu mengubah teksnya, dan kata-kata ini tiada lagi",
    ),
    # sections
    "bullets": ("The week in three lines", "Minggu ini dalam tiga baris"),
    "bullets.few": ("The week in short", "Minggu ini secara ringkas"),
    "stories.heading": ("Stories", "Berita"),
    "stories.none": (
        "No story of this week falls under the themes watched here.",
        "Tiada berita minggu ini di bawah tema yang dipantau.",
    ),
    "stories.left": (
        "{n} other story of the week is on the desk.|{n} other stories of the week are on the desk.",
        "{n} berita lain minggu ini ada di meja berita.",
    ),
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
    "provinces.none": ("No province or state was written about.", "Tiada wilayah atau negeri yang ditulis."),
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
    "emergent.none": (
        "Nothing outside of the themes was told by several outlets on several days.",
        "Tiada perkara di luar tema yang dilaporkan beberapa media pada beberapa hari.",
    ),
    "emergent.left": ("{n} other is on the desk.|{n} others are on the desk.", "{n} lagi ada di meja berita."),
    "outlets.independent": ("{n} independent outlet|{n} independent outlets", "{n} media bebas"),
    "days": ("on {n} day|on {n} days", "dalam {n} hari"),
    "since": ("since {names}", "sejak {names}"),
    "posts.heading": ("New in post", "Pelantikan baharu"),
    "posts.none": ("No appointment was reported.", "Tiada pelantikan dilaporkan."),
    "posts.left": ("{n} other is on the desk.|{n} others are on the desk.", "{n} lagi ada di meja berita."),
    "figures.heading": ("New and revised figures", "Angka baharu dan yang disemak"),
    "figures.caption": (
        "Figures as printed in the stories above, with what they measure and who printed them",
        "Angka seperti dicetak dalam berita di atas, apa yang diukur dan sumbernya",
    ),
    "figures.none": ("No figure with a known measure.", "Tiada angka dengan ukuran yang diketahui."),
    "column.figure": ("Figure", "Angka"),
    "column.measures": ("What it measures", "Apa yang diukur"),
    "column.source": ("Source", "Sumber"),
    "contradictions.heading": ("Figures that disagree", "Angka yang bercanggah"),
    "contradictions.none": ("No two reports disagree on a figure.", "Tiada dua laporan bercanggah tentang angka."),
    "contradictions.left": ("{n} other is on the desk.|{n} others are on the desk.", "{n} lagi ada di meja berita."),
    "series.heading": ("New in a series", "Angka baharu dalam siri"),
    "series.left": ("{n} other is on the desk.|{n} others are on the desk.", "{n} lagi ada di meja berita."),
    "revisions.heading": ("Revised figures", "Angka yang disemak"),
    "revisions.none": ("No report revised an earlier figure.", "Tiada laporan menyemak angka terdahulu."),
    "revisions.left": ("{n} other is on the desk.|{n} others are on the desk.", "{n} lagi ada di meja berita."),
    "period.Q": ("Q{names} {year}", "S{names} {year}"),
    "period.H": ("H{names} {year}", "separuh {names} {year}"),
    "column.period": ("Period", "Tempoh"),
    "against": ("against", "berbanding"),
    "health.heading": ("Data health", "Kesihatan data"),
    "health.caption": ("Outlets that were silent or hard to hear", "Media yang senyap atau sukar dicapai"),
    "health.all": (
        "All {n} outlets had news.",
        "Kesemua {n} media mempunyai berita.",
    ),
    "health.none": ("No outlet is known yet.", "Belum ada media yang diketahui."),
    "health.summary": ("{n} of {names} outlets had news.", "{n} daripada {names} media mempunyai berita."),
    "health.left": ("{n} other is on the desk.|{n} others are on the desk.", "{n} lagi ada di meja berita."),
    "column.outlet": ("Outlet", "Media"),
    "column.state": ("State", "Keadaan"),
    "column.why": ("Why", "Sebab"),
    "level.silent.since": ("silent since {names}", "senyap sejak {names}"),
    "level.troubled.since": ("troubled since {names}", "bermasalah sejak {names}"),
    "level.silent": ("silent", "senyap"),
    "level.troubled": ("troubled", "bermasalah"),
    "level.heard": ("heard", "didengari"),
    "method.heading": ("How this was made", "Cara ringkasan ini dibuat"),
    "method": (
        "A story counts once for each independent report: a copy counts with its original, and outlets of one owner"
        " count once. A week runs from Monday to Sunday ({names}) by when an article was first seen. Sentences and"
        " quotations are the outlets' own words; themes, places, posts and figures are found by rules and models, can"
        " be wrong, and can be corrected on the desk. Nothing here is written by a language model, and no sentiment is"
        " scored.",
        "Setiap berita dikira sekali bagi setiap laporan bebas: salinan dikira bersama yang asal, dan media milik"
        " pemilik yang sama dikira sekali. Minggu bermula Isnin hingga Ahad ({names}) mengikut masa artikel mula"
        " dilihat. Ayat dan petikan ialah kata-kata media itu sendiri; tema, tempat dan angka dikesan oleh peraturan"
        " dan model, mungkin silap, dan boleh dibetulkan di meja berita. Tiada teks di sini ditulis oleh model"
        " bahasa, dan tiada sentimen dinilai.",
    ),
    "made": ("Made {names}.", "Dibuat {names}."),
    "archive": ("Read this digest on the desk", "Baca ringkasan ini di meja berita"),
    "archive.all": ("Earlier digests on the desk", "Ringkasan terdahulu di meja berita"),
    "unsubscribe": ("Unsubscribe", "Berhenti melanggan"),
    "unsubscribe.reply": (
        "To unsubscribe, answer this mail with the word unsubscribe.",
        "Untuk berhenti melanggan, balas e-mel ini dengan perkataan unsubscribe.",
    ),
    # parts of a story
    "new": ("new", "baharu"),
    "goes_on": ("continuing, week {n}", "berterusan, minggu ke-{n}"),
    "told_again": ("told again, week {n}", "dilaporkan semula, minggu ke-{n}"),
    "why": ("Why it is here: {names}.", "Sebab ada di sini: {names}."),
    "why.short": ("Why: {names}.", "Sebab: {names}."),
    "originals": ("Originals", "Laporan asal"),
    "copied": ("Also printed, as a copy, by {names}", "Turut disiarkan, sebagai salinan, oleh {names}"),
    "places": ("Where", "Tempat"),
    "figures": ("Figures", "Angka"),
    "late": ("published {names}, seen this week", "diterbitkan {names}, dilihat minggu ini"),
    "desk": ("On the desk", "Di meja berita"),
    "source": ("Source", "Sumber"),
    "paywalled": ("paywalled", "berbayar"),
    "corrected": ("corrected by its outlet", "diperbetulkan oleh penerbitnya"),
    "dateless": ("no date", "tiada tarikh"),
    # of whom, of when, and how sure
    "status.of.estimate": ("estimate", "anggaran"),
    "status.of.forecast": ("forecast", "ramalan"),
    "status.of.target": ("target", "sasaran"),
    "status.of.pledge": ("pledge", "ikrar"),
    "status.of.condition": ("conditional", "bersyarat"),
    "change.rise": ("rise", "naik"),
    "change.fall": ("fall", "turun"),
    "change.level": ("unchanged", "tidak berubah"),
    "post.status.former": ("former", "bekas"),
    "post.status.acting": ("acting", "pemangku"),
    "post.status.designate": ("designate", "bakal"),
    "separator": (", ", ", "),
    # why a story is here
    "why.reports": (
        "{n} independent report this week|{n} independent reports this week",
        "{n} laporan bebas minggu ini",
    ),
    "why.new": ("new this week", "baharu minggu ini"),
    "why.goes_on": (
        "goes on from {n} earlier report|goes on from {n} earlier reports",
        "bersambung daripada {n} laporan terdahulu",
    ),
    "why.theme": ("under {names}", "di bawah {names}"),
    "why.followed": ("under {names}, which you follow", "di bawah {names}, yang anda ikuti"),
    "why.again": (
        "told again after more than {n} week|told again after more than {n} weeks",
        "dilaporkan semula selepas lebih {n} minggu",
    ),
    "why.place": ("about {names}, which you watch", "tentang {names}, yang anda pantau"),
    "why.official": ("names {names}, whom you watch", "menyebut {names}, yang anda pantau"),
    "why.outlet": ("printed by {names}, which you watch", "disiarkan oleh {names}, yang anda pantau"),
    "watched.places": ("You watch places: {names}.", "Tempat yang anda pantau: {names}."),
    "watched.officials": ("You watch officials: {names}.", "Pegawai yang anda pantau: {names}."),
    "watched.outlets": ("Only with a report of: {names}.", "Hanya dengan laporan: {names}."),
    "watched.languages": ("Only with a report in: {names}.", "Hanya dengan laporan dalam bahasa: {names}."),
    "why.outside": ("outside of all themes, but widely reported", "di luar semua tema, tetapi dilaporkan meluas"),
    "why.office": ("a holder of public office is quoted", "pemegang jawatan awam dipetik"),
    "why.disputed": ("its figures are disputed", "angkanya dipertikaikan"),
    "why.disagree.value": (
        "different values for one figure of one period",
        "nilai berbeza bagi angka dan tempoh yang sama",
    ),
    "why.disagree.conversion": (
        "two amounts that are printed as one do not convert",
        "dua amaun yang dicetak sebagai sama tidak sepadan",
    ),
    "why.disagree.change_words": (
        "the words of change and the numbers do not fit",
        "kata perubahan dan angkanya tidak sepadan",
    ),
    "why.revised": (
        "the reports themselves call one of the two the earlier or the revised figure",
        "laporan itu sendiri menyebut salah satu daripadanya angka awal atau angka yang disemak",
    ),
    # another story of the same event
    "twin": ("Told as another story too:", "Turut diceritakan sebagai berita lain:"),
    "twin.sentence": ("one sentence tells both", "ayat yang sama menceritakan kedua-duanya"),
    "twin.figures": ("the same figures: {names}", "angka yang sama: {names}"),
    "twin.officials": ("the same persons: {names}", "orang yang sama: {names}"),
    # newly in post
    "post.said": ("the report says the post is taken up", "laporan menyatakan jawatan itu disandang"),
    "post.acting": ("the report calls it an acting post", "laporan menyatakan jawatan pemangku"),
    "post.designate": ("the report names the person for the post", "laporan menamakan bakal penyandang"),
    "post.after": ("{names} was seen in this post before", "{names} pernah dilihat dalam jawatan ini"),
    # week on week
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
        "partial crawl: {names} did not answer, but did the week before",
        "rangkakan tidak lengkap: {names} tidak menjawab, tetapi menjawab minggu sebelumnya",
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
    # data health
    "health.not_asked": ("was not asked this week", "tidak diminta minggu ini"),
    "health.nothing_new": ("answered, but had nothing new", "menjawab, tetapi tiada yang baharu"),
    "health.no_answer": (
        "did not answer ({n} attempt)|did not answer ({n} attempts)",
        "tidak menjawab ({n} cubaan)",
    ),
    "health.mostly_failed": (
        "{n} of {names} requests failed",
        "{n} daripada {names} permintaan gagal",
    ),
    "health.heard": ("{n} article|{n} articles", "{n} artikel"),
    "health.words": ("{names}", "{names}"),
    "status.refused": (
        "its pages are no articles ({n} time)|its pages are no articles ({n} times)",
        "halamannya bukan artikel ({n} kali)",
    ),
    "status.gone": ("page not found ({n} time)|page not found ({n} times)", "halaman tidak ditemui ({n} kali)"),
    "status.http_error": ("server error ({n} time)|server error ({n} times)", "ralat pelayan ({n} kali)"),
    "status.robots": (
        "robots.txt forbids it ({n} time)|robots.txt forbids it ({n} times)",
        "dilarang oleh robots.txt ({n} kali)",
    ),
    "status.timeout": ("no answer in time ({n} time)|no answer in time ({n} times)", "tamat masa ({n} kali)"),
    "status.unreachable": ("not reachable ({n} time)|not reachable ({n} times)", "tidak dapat dicapai ({n} kali)"),
    "status.too_large": (
        "answer too large ({n} time)|answer too large ({n} times)",
        "jawapan terlalu besar ({n} kali)",
    ),
    "status.private_address": (
        "its address is not on the public internet ({n} time)|its address is not on the public internet ({n} times)",
        "alamatnya bukan di internet awam ({n} kali)",
    ),
    "status.parse_error": (
        "its list could not be read ({n} time)|its list could not be read ({n} times)",
        "senarainya tidak dapat dibaca ({n} kali)",
    ),
    "state.quiet": ("quieter than it usually is", "lebih senyap daripada biasa"),
    "state.stale_feed": ("its feed stands still", "suapannya tidak dikemas kini"),
    "state.stale_hint": (
        "its pages no longer look as its outlet file says",
        "halamannya tidak lagi seperti dalam fail sumbernya",
    ),
    "state.empty": ("its feed is empty", "suapannya kosong"),
    "state.blocked": ("it blocks the crawler", "ia menyekat perangkak"),
    "state.challenge": (
        "it asks the crawler to prove that it is human",
        "ia meminta perangkak membuktikan dirinya manusia",
    ),
    "state.moved": ("its list has moved elsewhere", "senarainya sudah berpindah"),
    "state.body_shrank": ("its texts have become much shorter", "teksnya menjadi jauh lebih pendek"),
    "state.robots": ("robots.txt forbids it", "dilarang oleh robots.txt"),
    "state.dead": ("it has been gone for long", "sudah lama tiada"),
    "state.parse_failure": ("its pages cannot be read", "halamannya tidak dapat dibaca"),
    "state.never": ("it was never heard", "tidak pernah didengari"),
    # notes
    "note.not_over": (
        "The week is not over: this is what is known so far.",
        "Minggu ini belum berakhir: ini setakat yang diketahui.",
    ),
    "note.late": (
        "{n} article was published before this week and seen in it; it counts here."
        "|{n} articles were published before this week and seen in it; they count here.",
        "{n} artikel diterbitkan sebelum minggu ini dan dilihat minggu ini; ia dikira di sini.",
    ),
    "note.unanalysed": (
        "{n} article of the week is not analysed yet and not in the counts."
        "|{n} articles of the week are not analysed yet and not in the counts.",
        "{n} artikel minggu ini belum dianalisis dan tidak dikira.",
    ),
}
