"""How the outlets were heard, and what else a careful reader must know of a week. Data."""

from __future__ import annotations

PHRASES: dict[str, tuple[str, str]] = {
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
