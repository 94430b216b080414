"""What earlier digests said and does not hold. Data."""

from __future__ import annotations

PHRASES: dict[str, tuple[str, str]] = {
    "errata.heading": ("Corrections to earlier digests", "Pembetulan kepada ringkasan terdahulu"),
    "errata.left": (
        "{n} other correction follows in the next digest.|{n} other corrections follow in the next digest.",
        "{n} pembetulan lagi menyusul dalam ringkasan akan datang.",
    ),
    "erratum.story": ("Story in the digest of {names}", "Berita dalam ringkasan {names}"),
    "erratum.figure": ("Figure in the digest of {names}", "Angka dalam ringkasan {names}"),
    "erratum.quote": ("Quotation in the digest of {names}", "Petikan dalam ringkasan {names}"),
    "erratum.post": ("Post in the digest of {names}", "Jawatan dalam ringkasan {names}"),
    "erratum.now": ("Now: {names}", "Kini: {names}"),
    "why.erratum": ("What changed: {names}.", "Apa yang berubah: {names}."),
    "erratum.withdrawn": (
        "the article was withdrawn, with all that was read in it",
        "artikel itu ditarik balik, bersama semua yang dibaca daripadanya",
    ),
    "erratum.contradicted": ("{names} has since contradicted it", "{names} kemudian menyanggahnya"),
    "erratum.replaced": ("{names} has since reported another figure", "{names} kemudian melaporkan angka lain"),
    "erratum.corrected": (
        "a person at the desk corrected it ({names})",
        "dibetulkan di meja berita ({names})",
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
}
