"""The registry of officials: decisions one by one against gold, sequences, and what holds for any order."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nlp.officials.lexicon import lexicon
from nlp.registry import Match, compare_names, read_office, resolve, settle
from nlp.registry.names import index_keys
from nlp.registry.parts import parts_of
from records import Held, KnownOfficial, Registry, Ruling, Sighting
from records.official import SOMEBODYS_DEPUTY

GOLD = Path(__file__).parent / "registry_gold"


def read(name: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in (GOLD / name).read_text(encoding="utf-8").splitlines()]


DECISIONS = read("decisions.jsonl") + read("decisions_named.jsonl")
SEQUENCES = read("sequences.jsonl")


def day(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def held(row: list[Any]) -> Held:
    role, organisation, short, status, first, last = row if len(row) == 6 else [*row, row[-1]]
    return Held(
        role=role, organisation=organisation, short=short, status=status, first_seen=day(first), last_seen=day(last)
    )


def sighting(row: dict[str, Any]) -> Sighting:
    posts = tuple(held(post) for post in row["posts"])
    return Sighting(
        article=row.get("key", "here"),
        person=row["names"][0].lower().replace(" ", "-"),
        name=row["names"][0],
        printed=tuple(row.get("printed", ())),
        posts=posts,
        places=frozenset(row.get("places", ())),
        beside=frozenset(row.get("beside", ())) | frozenset(row.get("with", ())),
        houses=frozenset(row.get("houses", ())),
        seen=posts[0].first_seen,
    )


def official(row: dict[str, Any]) -> KnownOfficial:
    return KnownOfficial(
        id=row["id"],
        names=tuple(row["names"]),
        printed=tuple(row.get("printed", ())),
        posts=tuple(held(post) for post in row["posts"]),
        places=frozenset(row.get("places", ())),
        beside=frozenset(row.get("beside", ())),
    )


@pytest.mark.parametrize("case", DECISIONS, ids=[case["case"] for case in DECISIONS])
def test_decisions(case: dict[str, Any]) -> None:
    candidate = sighting(case["candidate"])
    decision = resolve(candidate, [official(row) for row in case["known"]], candidate.seen)
    assert (decision.action, decision.official) == (case["want"], case.get("official")), decision
    assert decision.reason
    if decision.action == "uncertain":
        assert decision.rivals


def test_the_gold_is_hard() -> None:
    assert len(DECISIONS) >= 60
    assert sum(bool(c.get("hard")) or c["want"] != "link" for c in DECISIONS) / len(DECISIONS) >= 0.45


def persons(found: Registry, of: str = "official") -> set[frozenset[str]]:
    """Articles by official: in the gold an article is a sighting."""
    told: dict[str, set[str]] = {}
    for row in found.settled:
        told.setdefault(getattr(row, of), set()).add(row.article)
    return {frozenset(keys) for keys in told.values()}


@pytest.mark.parametrize("case", SEQUENCES, ids=[case["case"] for case in SEQUENCES])
def test_sequences(case: dict[str, Any]) -> None:
    found = settle([sighting(row) for row in case["sightings"]], day("2025-01-01"))
    assert persons(found) == {frozenset(group) for group in case["persons"]}, found.settled
    where = {row.official: row.article for row in reversed(found.settled)}
    pairs = {frozenset((where[doubt.official], where[doubt.other])) for doubt in found.doubts}
    assert {frozenset(pair) for pair in case["review"]} <= pairs
    assert bool(case["review"]) == bool(pairs)


@pytest.mark.parametrize("case", SEQUENCES, ids=[case["case"] for case in SEQUENCES])
@given(data=st.data())
def test_the_order_of_arrival_does_not_count(case: dict[str, Any], data: st.DataObject) -> None:
    """In any order, in any portions, with what each portion minted kept: the same persons in the end."""
    sightings = [sighting(row) for row in case["sightings"]]
    order = data.draw(st.permutations(sightings))
    cuts = data.draw(st.lists(st.integers(1, len(order)), max_size=3))
    now = day("2025-01-01")
    whole = settle(sightings, now)
    state = Registry()
    for cut in [*sorted(cuts), len(order)]:
        state = again(order[:cut], state)
    assert persons(state) == persons(whole)
    assert again(order, state) == state  # once more changes nothing
    in_time = Registry()
    for cut in [*sorted(cuts), len(order)]:
        in_time = again(sightings[:cut], in_time)
    assert {(s.article, s.official) for s in in_time.settled} == {(s.article, s.official) for s in whole.settled}


def again(sightings: Sequence[Sighting], state: Registry, rulings: Sequence[Ruling] = ()) -> Registry:
    before = {(row.article, row.person): row.resolved for row in state.settled}
    return settle(sightings, day("2025-01-01"), state.minted, rulings, before)


INTERLEAVED = [sighting(row) for row in SEQUENCES[1]["sightings"]]


def ruled(kind: Any, official: str, other: str, **more: Any) -> Ruling:
    return Ruling(kind=kind, official=official, other=other, number=1, who="Aina", **more)


def test_merge_and_its_undoing_are_identity() -> None:
    plain = settle(INTERLEAVED, day("2025-01-01"))
    first, second = plain.settled[0].official, plain.settled[1].official
    assert first != second
    merged = again(INTERLEAVED, plain, [ruled("merge", first, second)])
    assert persons(merged) == {frozenset("1234")}
    assert persons(merged, "resolved") == persons(plain)
    assert {row.official for row in merged.settled} == {first}
    assert [row.action for row in merged.settled if row.resolved == second] == ["person", "person"]
    assert again(INTERLEAVED, merged) == plain


def test_split_outlives_a_rerun_and_its_undoing_is_identity() -> None:
    sightings = [sighting(row) for row in SEQUENCES[0]["sightings"]]
    plain = settle(sightings, day("2025-01-01"))
    (whole,) = {row.official for row in plain.settled}
    first = plain.settled[0]  # the very mention that the id was minted for
    pins = {(row.article, row.person, "other" if row == first else whole) for row in plain.settled}
    ruling = ruled("split", whole, "other", pins=frozenset(pins))
    split = again(sightings, plain, [ruling])
    assert {(row.article, row.official) for row in split.settled} == {("1", "other"), ("2", whole), ("3", whole)}
    assert again(sightings, split, [ruling]) == split
    assert split.doubts == ()  # what a person decided is not asked again
    assert persons(again(sightings, split)) == persons(plain)
    assert {row.official for row in again(sightings, split).settled} == {whole}


@pytest.mark.parametrize(
    ("printed", "seat"),
    [
        ("Deputy Minister of Trade and Planning", "deputy-minister | trade planning"),
        ("Deputy Trade and Planning Minister", "deputy-minister | trade planning"),
        ("Deputy Home and Rural Trade Minister", "deputy-minister | home rural trade"),
        ("Trade and Planning Minister", "minister | trade planning"),
        ("Deputy Prime Minister", "deputy-prime-minister | -"),
        *((word, SOMEBODYS_DEPUTY) for word in ("deputy", "Timbalan", "Naib", "assistant")),  # whose, is not told
        ("Deputy President", "deputy president | -"),
        ("Deputy President of Selat Party", "deputy president | selat"),
    ],
)
def test_a_post_is_one_however_it_is_worded(printed: str, seat: str) -> None:
    assert read_office(printed, None, None).seat == seat


@pytest.mark.parametrize(
    ("role", "organisation", "former"),
    [
        ("Deputy President", "Selat Party", "deputy president | deputy selat party"),
        ("Deputy President", None, "deputy president | deputy -"),
        ("Timbalan", None, "timbalan | -"),
    ],
)
def test_what_people_ruled_of_a_post_holds_by_the_key_of_its_day(
    role: str, organisation: str | None, former: str
) -> None:
    office = read_office(role, organisation, None)
    assert office.seat != former
    assert office.is_seat(former)
    assert office.is_seat(office.seat)
    assert not office.is_seat(None)
    assert not read_office("President", organisation, None).is_seat(former)


def test_split_by_post_takes_later_articles_along() -> None:
    sightings = [sighting(row) for row in SEQUENCES[4]["sightings"]]
    plain = settle(sightings[:2], day("2025-01-01"))
    (whole,) = {row.official for row in plain.settled}
    seat = read_office("Economy Minister", "Ministry of Economy", None).seat
    pins = {(one.article, one.person, key) for one, key in zip(sightings[:2], (whole, "other"), strict=True)}
    ruling = ruled("split", whole, "other", pins=frozenset(pins), persons=frozenset({sightings[0].person}), seat=seat)
    later = replace(sightings[1], article="9", seen=day("2024-08-08"))
    split = again([*sightings[:2], later], plain, [ruling])
    assert {(row.article, row.official) for row in split.settled} == {("1", whole), ("2", "other"), ("9", "other")}


def test_kept_apart_whatever_comes() -> None:
    """Two that nothing held apart but a lack of evidence: then the evidence comes, against what a person knows."""
    rows = [SEQUENCES[7]["sightings"][0], dict(SEQUENCES[7]["sightings"][2], key="2")]
    short = sighting(rows[1] | {"posts": [["adviser", "Perak Anglers Association", None, "current", "2024-02-01"]]})
    plain = settle([sighting(rows[0]), short], day("2025-01-01"))
    one, two = (row.official for row in plain.settled)
    assert one != two
    both = [sighting(rows[0]), replace(short, posts=(*short.posts, *sighting(rows[1]).posts))]
    assert persons(again(both, plain)) == {frozenset("12")}
    apart = again(both, plain, [ruled("apart", one, two)])
    assert [row.official for row in apart.settled] == [one, two]
    assert apart.doubts == ()


def test_an_id_stays_when_its_first_mention_goes_and_is_never_given_again() -> None:
    sightings = [sighting(row) for row in SEQUENCES[0]["sightings"]]
    plain = settle(sightings, day("2025-01-01"))
    (whole,) = {row.official for row in plain.settled}
    assert {row.official for row in again(sightings[1:], plain).settled} == {whole}
    gone = again([], plain)
    assert gone.settled == ()
    stranger = replace(sightings[0], article="8", seen=day("2024-12-12"), posts=(INTERLEAVED[0].posts[0],))
    (back,) = again([stranger], gone).settled
    assert back.official != whole
    assert back.official.startswith(sightings[0].person)


NAMES = sorted({name for case in DECISIONS for row in [*case["known"], case["candidate"]] for name in row["names"]})
WORDS = sorted({word for name in NAMES for word in name.split()})
made_names = st.lists(st.sampled_from(WORDS), min_size=1, max_size=5).map(" ".join)


@given(st.sampled_from(NAMES) | made_names, st.sampled_from(NAMES) | made_names)
def test_names_are_compared_alike_from_both_sides_and_found_by_their_keys(one: str, other: str) -> None:
    match = compare_names(one, other)
    assert match == compare_names(other, one)
    assert compare_names(one, one) is Match.SAME
    if match is not Match.NEVER:
        assert index_keys(one)[0] & index_keys(other)[1]
        assert index_keys(other)[0] & index_keys(one)[1]


def plain_words(name: str) -> list[int]:
    """Long words of the name that the table writes as they are."""
    core = parts_of(name).core
    return [i for i, word in enumerate(name.split()) if len(word) >= 7 and word.isalpha() and word.lower() in core]


@given(st.sampled_from([name for name in NAMES if len(parts_of(name).core) > 1 and plain_words(name)]), st.data())
def test_a_letter_left_out_of_a_long_word_is_seen_as_a_misprint(name: str, data: st.DataObject) -> None:
    words = name.split()
    index = data.draw(st.sampled_from(plain_words(name)))
    place = data.draw(st.integers(1, len(words[index]) - 1))
    words[index] = words[index][:place] + words[index][place + 1 :]
    misprint = " ".join(words)
    assert compare_names(name, misprint) is Match.NEAR
    assert index_keys(name)[0] & index_keys(misprint)[1]


@pytest.mark.parametrize("case", DECISIONS, ids=[case["case"] for case in DECISIONS])
def test_the_order_of_the_known_does_not_count(case: dict[str, Any]) -> None:
    candidate, known = sighting(case["candidate"]), [official(row) for row in case["known"]]
    assert resolve(candidate, known, candidate.seen) == resolve(candidate, known[::-1], candidate.seen)
    assert resolve(candidate, known, day("2020-01-01")).action != "link"  # nothing of a post was known then


GIVEN = sorted(
    word.title()
    for word in lexicon().given - lexicon().styles - lexicon().openers - lexicon().chinese
    if len(word) > 2 and parts_of(word).core == (word,)
)
CHINESE = sorted(word.title() for word in lexicon().chinese - lexicon().styles - lexicon().openers)
MINISTRIES = [house for house in lexicon().by_name.values() if house.kind == "ministry" and house.name_ms]


@st.composite
def names_of_one(draw: st.DrawFn) -> tuple[str, list[str], list[str]]:
    """A name, how else news writes it, and names of others that look like it."""
    kind = draw(st.sampled_from(["malay", "chinese", "indian"]))
    words = draw(
        st.lists(st.sampled_from(CHINESE if kind == "chinese" else GIVEN), min_size=4, max_size=4, unique=True)
    )
    a, b, c, d = words
    if kind == "chinese":
        own = [f"{b} {c} {a}", f"{a} {b}-{c.lower()}", f"{a} {b}{c.lower()}"]
        return f"{a} {b} {c}", own, [f"{d} {b} {c}", f"{a} {c} {b}", f"{a} {b} {d}"]
    if kind == "indian":
        return f"{a} a/l {b}", [f"{a} {b}", f"{b[0]}. {a}"], [f"{a} a/l {c}", f"{c} a/l {b}", f"{b} a/l {a}"]
    other, also = {"Mohd": ("Ahmad", "Muhammad"), "Ahmad": ("Mohd", "Ahmed")}[draw(st.sampled_from(["Mohd", "Ahmad"]))]
    opener = "Mohd" if other == "Ahmad" else "Ahmad"
    own = [f"{a} {b}", f"{also} {a} {b}", f"{opener} {a} bin {b}"]
    return f"{opener} {a} {b}", own, [f"{opener} {b} {a}", f"{opener} {a} {c}", f"{c} {b}", f"{other} {a} {b}"]


@given(names_of_one(), st.sampled_from(MINISTRIES))
def test_any_name_is_known_again_in_the_other_language_and_no_other_is_taken_for_it(
    names: tuple[str, list[str], list[str]], ministry: Any
) -> None:
    full, own, others = names
    in_english = [f"{ministry.name.removeprefix('Ministry of ')} Minister", ministry.name, ministry.short]
    in_malay = [f"Menteri {ministry.name_ms.removeprefix('Kementerian ')}", ministry.name_ms, ministry.short]
    known = official({"id": "a", "names": [full], "posts": [[*in_english, "current", "2024-01-01", "2024-02-01"]]})
    for name in own:
        found = sighting({"names": [name], "posts": [[*in_malay, "current", "2024-03-01"]]})
        assert resolve(found, [known], found.seen).official == "a", (full, name)
    for name in others:
        found = sighting({"names": [name], "posts": [[*in_malay, "current", "2024-03-01"]]})
        assert resolve(found, [known], found.seen).action != "link", (full, name)
