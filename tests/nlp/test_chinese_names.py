"""Chinese names of organisations: what is found, what only looks like one, and the list itself."""

import tomllib
from pathlib import Path

import pytest

import models
from nlp.chinese import traditional
from nlp.entities import find_entities
from nlp.pipeline import read

ROWS = tomllib.loads((Path(str(models.__file__)).parent / "organisations-zh.toml").read_text("utf-8"))["organisation"]


def found(text: str, language: str = "zh") -> list[str]:
    entities = find_entities(read(text, language=language))
    assert all(one.found_by == "list" for one in entities if one.label == "ORGANIZATION" and language == "zh")
    return [one.text for one in entities if one.label == "ORGANIZATION"]


@pytest.mark.parametrize(
    ("text", "want"),
    [
        ("马来西亚国家银行与中国人民银行签约。", ["马来西亚国家银行", "中国人民银行"]),
        ("國家發改委和商務部發布新規。", ["國家發改委", "商務部"]),
        ("投资、贸易及工业部长尚未回应，投资贸工部也是。", ["投资、贸易及工业部", "投资贸工部"]),
        ("国行维持利率，大马国行总裁说。", ["国行", "国行"]),
        ("安华的中国行结束，外国行人不多。", []),
        ("中国能源结构改变，国能盈利上升。", ["国能"]),
        ("东盟和欧盟在联合国开会。", ["东盟", "欧盟", "联合国"]),
        ("他的想法在全国上下都有人支持。", []),
        ("比亚迪与宁德时代在马来西亚设厂，华为没有。", ["比亚迪", "宁德时代", "华为"]),
        ("中华为贵。", []),
        ("中国财政部和财政部是两个部。", ["中国财政部", "财政部"]),
        ("海关总署说，国务院已批准。", ["海关总署", "国务院"]),
        ("巫统、马华和希盟出席国会。", ["巫统", "马华", "希盟"]),
        ("罗马华人很多。", []),
    ],
)
def test_names_of_the_list_and_words_that_hold_them(text: str, want: list[str]) -> None:
    assert found(text) == want


def test_a_chinese_name_within_an_english_text_is_found_too() -> None:
    assert "国家发改委" in found("The planner (国家发改委) set the price of diesel on Monday.", "en")


def test_every_name_of_the_list_is_found_whole_in_both_scripts() -> None:
    for row in ROWS:
        for form in (*row["zh"], *row.get("alone", ())):
            for spelling in {form, traditional(form)}:
                assert found(f"昨天，{spelling}，没有回应。") == [spelling], row["name"]


def test_the_list_names_each_organisation_once_and_no_spelling_twice() -> None:
    names = [row["name"] for row in ROWS]
    assert len(set(names)) == len(names)
    forms = [form for row in ROWS for form in (*row.get("zh", ()), *row.get("alone", ()))]
    assert len(set(forms)) == len(forms)
    assert all(set(row) <= {"kind", "name", "zh", "alone"} for row in ROWS)
    assert {row["kind"] for row in ROWS} == {"ministry", "agency", "company", "news", "party"}


def test_traditional_keeps_length_and_what_needs_no_change() -> None:
    assert traditional("国家银行") == "國家銀行"
    assert traditional("美里 Miri 里") == "美里 Miri 里"
