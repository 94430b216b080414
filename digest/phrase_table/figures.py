"""Figures: what they are of, those that were revised, disagree or go on in a series. Data."""

from __future__ import annotations

PHRASES: dict[str, tuple[str, str]] = {
    "figures.heading": ("New and revised figures", "Angka baharu dan yang disemak"),
    "figures.caption": (
        "Figures as printed in the stories above, with what they measure and who printed them",
        "Angka seperti dicetak dalam berita di atas, apa yang diukur dan sumbernya",
    ),
    "figures.none": ("No figure with a known measure.", "Tiada angka dengan ukuran yang diketahui."),
    "column.figure": ("Figure", "Angka"),
    "column.measures": ("What it measures", "Apa yang diukur"),
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
    "figures": ("Figures", "Angka"),
    "status.of.estimate": ("estimate", "anggaran"),
    "status.of.forecast": ("forecast", "ramalan"),
    "status.of.target": ("target", "sasaran"),
    "status.of.pledge": ("pledge", "ikrar"),
    "status.of.condition": ("conditional", "bersyarat"),
    "change.rise": ("rise", "naik"),
    "change.fall": ("fall", "turun"),
    "change.level": ("unchanged", "tidak berubah"),
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
}
