"""Copies: found after heavy cuts, told apart from columns and neighbours, traced to their origin."""

from __future__ import annotations

import json
import random
import unicodedata
from collections import Counter, defaultdict
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nlp.copies import CopyIndex, CopyItem
from nlp.copies.postings import Postings
from nlp.copies.text import tokens
from records import CopyDecision

DAY = datetime(2031, 3, 4, 8, tzinfo=UTC)
_NOUNS = [
    a + b
    for a in ("har", "mil", "gar", "tor", "vel", "pon", "sel", "dra", "kin", "lum")
    for b in ("bour", "lett", "den", "ney", "vet", "der", "dom", "gon", "dle", "ber", "tane", "rick")
]


def prose(seed: int, sentences: int = 14) -> str:
    chance = random.Random(seed)
    lines = []
    for _ in range(sentences):
        words = chance.choices(_NOUNS, k=chance.randint(9, 18))
        lines.append(" ".join(words).capitalize() + ".")
    return "\n".join(lines)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Per cent PERCENT pct peratus 4%", "percent percent percent percent 4 percent"),
        ("4.5per cent, 4.5 per cent", "4.5 per cent 4.5 percent"),
        ("percentage super cent pcts peratusan", "percentage super cent pcts peratusan"),
        ("per-cent per  cent", "per cent per cent"),
        ("RM1,200 bln", "rm1200 billion"),
    ],
)
def test_tokens_have_one_form_for_per_cent_and_house_styles(text: str, words: str) -> None:
    assert " ".join(tokens(text)) == words


def item(name: str, body: str, **fields: object) -> CopyItem:
    return CopyItem(**{"id": name, "title": f"Title of {name}", "body": body, "when": DAY, **fields})  # type: ignore[arg-type]


def index(*items: CopyItem) -> CopyIndex:
    made = CopyIndex()
    for known in items:
        made.add(known, made.decide(known))
    return made


def cut(body: str, share: float, seed: int) -> str:
    lines = body.split("\n")
    chance = random.Random(seed)
    kept = sorted(chance.sample(range(len(lines)), max(1, round(len(lines) * (1 - share)))))
    return "\n".join(lines[n] for n in kept)


@settings(max_examples=40, deadline=None)
@given(seed=st.integers(0, 10_000), share=st.sampled_from([0.0, 0.2, 0.4, 0.6]))
def test_a_cut_copy_is_found(seed: int, share: float) -> None:
    body = prose(seed, 20)
    made = index(item("other", prose(seed + 1, 20)), item("origin", body))
    local = "Residents of the old quarter told this paper that they had waited for the news since the spring."
    found = made.decide(item("cut", cut(body, share, seed) + "\n" + local, title="A headline of its own"))
    assert (found.copy_of, found.kind) in {("origin", "copy"), ("origin", "identical")}
    assert found.containment >= 0.5


def test_recall_after_dropping_60_per_cent_among_many() -> None:
    bodies = {f"a{n}": prose(n, 16) for n in range(120)}
    made = index(*(item(name, body) for name, body in bodies.items()))
    hits = sum(made.decide(item(f"c{name}", cut(body, 0.6, 5))).copy_of == name for name, body in bodies.items())
    assert hits / len(bodies) >= 0.97


@pytest.mark.parametrize("seed", range(8))
def test_different_texts_are_no_copies(seed: int) -> None:
    made = index(item("one", prose(seed)))
    assert made.decide(item("two", prose(seed + 100))).copy_of is None


def test_credit_dateline_and_furniture_do_not_matter() -> None:
    body = prose(3)
    made = index(item("origin", f"PORT ELDER, March 4 (Dawn Wire) -- {body} - Dawn Wire"))
    again = made.decide(
        item("again", f"PORT ELDER: {body}\nAlso Read: Nine things to do in Elder\nFollow us on Chirper")
    )
    assert (again.copy_of, again.kind, again.containment) == ("origin", "identical", 1.0)


def test_an_outlets_own_furniture_does_not_make_copies() -> None:
    furniture = "\n".join(prose(900, 5).split("\n"))
    articles = [item(f"f{n}", prose(n, 6) + "\n" + furniture, outlet="elder") for n in range(6)]
    made = CopyIndex()
    decisions = []
    for article in articles:
        decisions.append(made.decide(article))
        made.add(article, decisions[-1])
    assert {decision.copy_of for decision in decisions[3:]} == {None}


def test_same_outlet_other_url_is_a_copy() -> None:
    body = prose(5)
    made = index(item("x1", body, outlet="elder"))
    assert made.decide(item("x2", body, outlet="elder")).copy_of == "x1"


def test_a_copy_of_a_copy_points_to_the_origin() -> None:
    body = prose(6, 20)
    made = index(item("o", body), item("c", body))
    found = made.decide(item("d", body))
    assert found.copy_of == "o"


def test_a_round_up_that_holds_a_brief_is_no_copy_of_it() -> None:
    brief = prose(7, 6)
    found = index(item("brief", brief)).decide(item("roundup", brief + "\n" + prose(70, 40)))
    assert (found.copy_of, found.kind) == ("brief", "derived")


def test_a_column_with_other_figures_is_no_copy() -> None:
    frame = (
        "The Elder index closed {} points at {} after {} shares changed hands, while the crown stood at {} marks. " * 4
    )
    frame += " ".join(_NOUNS[:60]) + "."
    one = frame.format(*range(101, 117))
    two = frame.format(*range(301, 317))
    assert index(item("mon", one)).decide(item("tue", two)).kind is None


@pytest.mark.parametrize(
    ("title", "body", "when", "kind"),
    [
        ("Mayor of Elder opens bridge", "The mayor opened it on Monday with a short speech.", DAY, "copy"),
        (
            "Mayor of Elder opens bridge",
            "The mayor opened it on Monday with a short speech.",
            DAY + timedelta(days=9),
            None,
        ),
        ("Another headline about a mill", "Quite other words stand in this short text.", DAY, None),
    ],
)
def test_short_texts_go_by_title(title: str, body: str, when: datetime, kind: str | None) -> None:
    made = index(item("s", "Mayor Tolm cut the ribbon of the new bridge.", title="Mayor of Elder opens bridge"))
    assert made.decide(item("t", body, title=title, when=when)).kind == kind


def test_the_agency_becomes_the_origin_when_it_comes_in_later() -> None:
    body = prose(8)
    made = CopyIndex()
    made.settle(item("daily", body))
    made.settle(item("weekly", body))
    decisions = made.settle(item("wire", body, agency=True))
    assert [(found.article, found.copy_of) for found in decisions] == [
        ("wire", None),
        ("daily", "wire"),
        ("weekly", "wire"),
    ]
    assert made.decide(item("late", body)).copy_of == "wire"


WIRE = {"agency": True, "house": "Wira Wire (English)"}
OTHER_WIRE = {"agency": True, "house": "Selat News Agency"}


@pytest.mark.parametrize(
    ("earlier", "later", "origin"),
    [
        ({"credits": "Wira Wire"}, WIRE | {"credits": "Wira Wire"}, "later"),
        ({"credits": "Wira Wire"}, WIRE, "later"),
        (WIRE, {"credits": "Wira Wire"}, "earlier"),
        # its own page, though the outlet is of another kind
        ({"credits": "Wira Wire"}, {"house": "Wira Wire on Air"}, "later"),
        # an agency that passes on another's text
        (OTHER_WIRE | {"credits": "Wira Wire"}, WIRE, "later"),
        (WIRE, OTHER_WIRE | {"credits": "Wira Wire"}, "earlier"),
        ({}, OTHER_WIRE | {"credits": "Wira Wire"}, "earlier"),
        # where no agency's own page is there, the time decides
        ({"credits": "Wira Wire"}, {}, "earlier"),
        ({"credits": "Wira Wire"}, {"credits": "Wira Wire"}, "earlier"),
        # a name that holds only a part of the agency's
        ({"credits": "Wira Wire"}, {"house": "Wira Daily"}, "earlier"),
        ({"credits": "..."}, {"house": "Wira Daily"}, "earlier"),
    ],
)
def test_an_agency_is_the_origin_of_what_others_credit_to_it(
    earlier: dict[str, Any], later: dict[str, Any], origin: str
) -> None:
    body = prose(8)
    made = CopyIndex()
    made.settle(item("earlier", body, **earlier))
    made.settle(item("later", body, when=DAY + timedelta(hours=3), **later))
    last = made.settle(item("last", body, when=DAY + timedelta(hours=9)))
    assert [(found.article, found.copy_of) for found in last] == [("last", origin)]


def test_a_copy_names_the_agency_that_it_credits_among_equals() -> None:
    made = CopyIndex()
    made.add(item("selat", prose(8), **OTHER_WIRE))
    made.add(item("wira", prose(8), when=DAY + timedelta(hours=1), **WIRE))
    late = {"when": DAY + timedelta(hours=9)}
    assert made.decide(item("paper", prose(8), credits="Wira Wire", **late)).copy_of == "wira"
    assert made.decide(item("paper", prose(8), **late)).copy_of == "selat"


def test_what_is_let_go_is_not_found() -> None:
    made = index(item("old", prose(9), seen=DAY))
    made.let_go(DAY + timedelta(hours=1))
    assert made.decide(item("new", prose(9))).copy_of is None
    assert len(made) == 0


def test_an_article_is_added_once() -> None:
    made = index(item("a", prose(1)))
    with pytest.raises(ValueError, match="a"):
        made.add(item("a", prose(1)))


_HARD = [
    json.loads(line) for line in (Path(__file__).parent / "copies_hard.jsonl").read_text(encoding="utf-8").splitlines()
]


def _hard_item(name: str, fields: dict[str, object]) -> CopyItem:
    kept = {key: fields[key] for key in ("title", "body", "agency", "outlet") if key in fields}
    return CopyItem(**{"id": name, "outlet": name, "when": DAY, **kept})  # type: ignore[arg-type]


@pytest.mark.parametrize("case", _HARD, ids=[case["id"] for case in _HARD])
def test_hard_cases(case: dict[str, object]) -> None:
    first, second = (_hard_item(name, case[name]) for name in ("first", "second"))  # type: ignore[arg-type]
    assert index(first).decide(second).kind == case["kind"], case["why"]


def test_a_round_up_of_two_known_stories_is_a_copy_of_neither() -> None:
    one, other = prose(11, 16), prose(12, 9)
    found = index(item("one", one), item("other", other)).decide(item("both", f"{one}\n{other}"))
    assert (found.copy_of, found.kind) == ("one", "derived")
    assert "other" in found.reason


def test_an_agencys_full_text_becomes_the_origin_of_a_cut_that_came_first() -> None:
    body = prose(13, 20)
    made = CopyIndex()
    made.settle(item("cut", cut(body, 0.6, 1)))
    decisions = made.settle(item("wire", body, agency=True))
    assert [(found.article, found.copy_of, found.kind) for found in decisions] == [
        ("wire", None, None),
        ("cut", "wire", "copy"),
    ]


def test_a_fuller_text_that_comes_later_is_read() -> None:
    body = prose(14, 20)
    found = index(item("cut", cut(body, 0.6, 1))).decide(item("full", body, when=DAY + timedelta(hours=3)))
    assert (found.copy_of, found.kind) == ("cut", "derived")


def test_other_unicode_forms_are_the_same_text() -> None:
    body = "La señora Núñez abrió la fábrica. " + prose(15)
    other = unicodedata.normalize("NFD", body).replace(" ", "\u00a0").replace("harbour", "har\u00adbour")
    assert index(item("one", body)).decide(item("two", other)).kind == "identical"


@settings(max_examples=25, deadline=None)
@given(st.lists(st.lists(st.integers(0, 60), unique=True, max_size=30), max_size=25), st.integers(1, 4))
def test_postings_answer_as_a_dict_of_lists(added: list[list[int]], most: int) -> None:
    made, plain = Postings(), defaultdict(list)
    for number, keys in enumerate(added):
        made.add(np.array(sorted(keys), dtype=np.uint64), number)
        for key in keys:
            plain[key].append(number)
    asked = list(range(0, 60, 2))
    wanted = Counter(number for key in asked if len(plain[key]) <= most for number in plain[key])
    articles, counts = made.articles(np.array(asked, dtype=np.uint64), most)
    assert dict(zip(articles, counts, strict=True)) == wanted


@pytest.mark.parametrize("body", ["", "\n\n", "###", "a", "§ 1 % …\n\u00ad", "1 " * 5000, "Aa " * 5000, "(" * 20_000])
def test_any_text_is_decided(body: str) -> None:
    made = index(item("one", body), item("long", prose(1) + body))
    assert made.decide(item("two", body + "\n" + prose(1))).article == "two"


def test_a_copy_stands_for_an_origin_that_was_taken_down() -> None:
    made = CopyIndex()
    gone = CopyDecision(article="copy", copy_of="gone", kind="identical", containment=1.0, reason="")
    made.add(item("copy", prose(3)), gone)
    (found,) = made.settle(item("new", prose(3)))
    assert (found.copy_of, found.kind) == ("copy", "identical")
    (found,) = made.settle(item("newer", prose(3)))
    assert found.copy_of == "copy"
