"""Languages, with the texts that letters alone get wrong: short ones, and English full of Malay names."""

import pytest

from nlp.language import language_of


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Minister of Trade Tengku Datuk Seri Zafri Abdul Karim spoke to reporters.", "en"),
        ("Datuk Wan Salleh Wan Omar said the bridge at Kampung Sungai Rambai was safe.", "en"),
        ("Menteri Besar Datuk Wan Salleh Wan Omar berkata jambatan itu selamat.", "ms"),
        ("Eksport meningkat 4.2 peratus kepada RM12.5 bilion, kata jabatan itu.", "ms"),
        ("Ekspor naik 4,2 persen menjadi Rp12,5 triliun karena permintaan tinggi.", "id"),
        ("Kapal itu tiba di pelabuhan pada waktu pagi.", "ms"),
        ("江南省今年出口额达到1200亿元。", "zh"),
        ("Der Minister sagte, die Ausfuhren seien im vergangenen Jahr gestiegen.", "de"),
        ("", "und"),
        ("RM5", "und"),
    ],
)
def test_language(text: str, language: str) -> None:
    assert language_of(text) == language
