"""Scores persons with their posts on MEN-Dataset rows: gold pairs from its relations, found pairs from annotate().

Knows how that gold marks a person and a post; must not know how a post is read. The articles are split by a hash of
their id into halves A and B: only cases of A are ever listed, so that B stays unseen by whoever improves the rules.
"""

from __future__ import annotations

import hashlib
import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from pantau.evaluate.metrics import NOTHING, Score, token_f1
from pantau.evaluate.runs import Advance, Report, Row
from pantau.files import json_rows
from records import Annotation, BadInput, OfficialMention

#: Relations that say who holds a post. NO_RELATION and Others join a few persons and roles as well, and say nothing.
HOLDS = frozenset({"occupation", "position held", "director", "director / manager"})
#: Least token F1 of two roles that count as one, after the task's definition.
SAME_ROLE = 0.5
#: Least share of the shorter name's words that two names of one person have in common.
SAME_NAME = 0.5
#: The way of counting whose cases are listed: in the others a longer or shorter role hides the true mistakes.
LISTED = "distinct pairs, part of a role is the role"
_WORD = re.compile(r"[\w’'/.-]*\w")


@dataclass(frozen=True, slots=True)
class Pair:
    """A person and a post of one article; offsets of the name, honorifics included or not."""

    name: str
    role: str
    start: int
    end: int
    organisation: str = ""


def half_of(identifier: str) -> Literal["A", "B"]:
    """The half an article belongs to, the same at every run."""
    return "A" if hashlib.sha256(identifier.encode()).digest()[0] % 2 == 0 else "B"


def same_person(one: str, other: str) -> bool:
    """Whether two printed names share at least half of the shorter one's words."""
    words, more = ({word.lower().strip(".") for word in _WORD.findall(name)} for name in (one, other))
    return bool(words and more) and len(words & more) >= SAME_NAME * min(len(words), len(more))


def same_pair(one: Pair, other: Pair) -> bool:
    return same_person(one.name, other.name) and token_f1(one.role, other.role) >= SAME_ROLE


def part_of(one: str, other: str) -> bool:
    """Whether two posts differ only in how much of the phrase is theirs: "Minister" of "Works Minister", "counsels" of
    "counsel". The gold marks now the head noun, now the whole phrase."""
    mine, yours = ({word.rstrip("s") for word in _WORD.findall(post.lower())} for post in (one, other))
    return bool(mine and yours) and (mine <= yours or yours <= mine)


def alike(one: Pair, other: Pair) -> bool:
    """As ``same_pair``, where a post that is part of the other is the same: "X Bank chairman", "chairman" at X Bank."""
    posts = (f"{pair.organisation} {pair.role}" for pair in (one, other))
    return same_pair(one, other) or (same_person(one.name, other.name) and part_of(*posts))


def gold_pairs(row: dict[str, Any]) -> list[Pair]:
    """Every marked pair of ``row``. Nested PERSON spans ("Datuk X" and "X") are one person, the innermost span.

    Raises BadInput where an entity or a relation of ``row`` lacks a field.
    """
    try:
        return _gold_pairs(row)
    except (KeyError, TypeError) as error:
        raise BadInput(f"row {row.get('id')}: no entities and relations as MEN-Dataset has them ({error!r})") from error


def _gold_pairs(row: dict[str, Any]) -> list[Pair]:
    persons = [(e["start"], e["end"]) for e in row["entities"] if e["label"] == "PERSON"]
    found: dict[tuple[int, int, str], Pair] = {}
    for relation in row["relations"]:
        sides = {relation[side]["label"]: relation[side] for side in ("head", "tail")}
        if relation["relation"] not in HOLDS or sides.keys() != {"PERSON", "ROLE"}:
            continue
        outer = (sides["PERSON"]["start"], sides["PERSON"]["end"])
        inner = [span for span in persons if outer[0] <= span[0] and span[1] <= outer[1]]
        start, end = min([*inner, outer], key=lambda span: (span[1] - span[0], span[0]))
        role = sides["ROLE"]["text"]
        found[start, end, role.lower()] = Pair(row["text"][start:end], role, start, end)
    return sorted(found.values(), key=lambda pair: pair.start)


def found_pairs(note: Annotation) -> list[Pair]:
    """Every pair that the text states, by the name as it is printed there."""
    return [
        Pair(
            official.resolved_from or official.name,
            official.role,
            official.start,
            official.end,
            official.organisation or "",
        )
        for official in note.officials
        if official.stated and official.role
    ]


def distinct(pairs: Iterable[Pair]) -> list[Pair]:
    """One pair a person and role: later ones that say the same are dropped."""
    kept: list[Pair] = []
    for pair in pairs:
        if not any(same_pair(pair, other) for other in kept):
            kept.append(pair)
    return kept


def matched(
    gold: Sequence[Pair], found: Sequence[Pair], *, placed: bool = False, lenient: bool = False
) -> tuple[list[Pair], list[Pair]]:
    """``(missed, surplus)`` after matching one to one, best role first. ``placed``: the names' spans must overlap;
    ``lenient``: a role that is part of the other is the same."""
    options = [
        (token_f1(wanted.role, got.role), -i, -j)
        for i, wanted in enumerate(gold)
        for j, got in enumerate(found)
        if (alike if lenient else same_pair)(wanted, got)
        and (not placed or (wanted.start < got.end and got.start < wanted.end))
    ]
    right: set[int] = set()
    used: set[int] = set()
    for _, i, j in sorted(options, reverse=True):
        if -i not in right and -j not in used:
            right.add(-i)
            used.add(-j)
    return (
        [pair for i, pair in enumerate(gold) if i not in right],
        [pair for j, pair in enumerate(found) if j not in used],
    )


def supported(official: OfficialMention, row: dict[str, Any], sentence: tuple[int, int], pairs: Sequence[Pair]) -> bool:
    """Whether the marks of ``row`` bear a found pair out, a relation left unmarked forgiven.

    Right is a pair that is marked; or one whose name is a marked PERSON and whose role is a marked ROLE of the same
    sentence that no relation gives to somebody else. The gold leaves many relations out, but few persons and roles.
    """
    name, role = official.resolved_from or official.name, official.role or ""
    house = official.organisation or ""
    own = Pair(name, role, official.start, official.end, house)
    entities = row["entities"]
    if not any(e["label"] == "PERSON" and e["start"] < official.end and official.start < e["end"] for e in entities):
        return False
    if any(alike(own, pair) or alike(Pair(official.name, role, 0, 0, house), pair) for pair in pairs):
        return True
    taken = {
        (relation[side]["start"], relation[side]["end"])
        for relation in row["relations"]
        if relation["relation"] in HOLDS
        for side in ("head", "tail")
        if relation[side]["label"] == "ROLE"
    }
    return any(
        e["label"] == "ROLE"
        and sentence[0] <= e["start"] < sentence[1]
        and (e["start"], e["end"]) not in taken
        and (token_f1(e["text"], role) >= SAME_ROLE or part_of(e["text"], f"{house} {role}"))
        for e in entities
    )


Counted = tuple[list[Pair], list[Pair], list[Pair], list[Pair]]


def _counted(gold: list[Pair], found: list[Pair]) -> dict[str, Counted]:
    """Gold, found, missed and surplus pairs for every way of counting; the headline first."""
    once = distinct(gold), distinct(found)
    return {
        "distinct pairs": (*once, *matched(*once)),
        LISTED: (*once, *matched(*once, lenient=True)),
        "each mention": (gold, found, *matched(gold, found, placed=True)),
    }


def officials(path: Path, step: Advance) -> Report:
    """Persons with posts against MEN-Dataset relations. Rows: {id, text, entities, relations}.

    The headline counts each distinct person and role once an article: that is what a reader of an article asks, and the
    gold ties a post now to one, now to another mention of the same name. "each mention" matches name by place.
    "precision, unmarked relations forgiven" counts a found pair as right where its person and role are both marked.
    """
    from nlp.annotate import annotate

    totals: dict[tuple[str, str], Score] = defaultdict(lambda: NOTHING)
    counts: dict[str, int] = defaultdict(int)
    judged: dict[str, list[bool]] = defaultdict(list)
    worst: list[str] = []
    for row in json_rows(path, required=("id", "text", "entities", "relations")):
        half = half_of(str(row["id"]))
        note = annotate(row["text"])
        gold, found = gold_pairs(row), found_pairs(note)
        for what, (wanted, _, missed, surplus) in _counted(gold, found).items():
            score = Score(len(wanted) - len(missed), len(surplus), len(missed))
            for group in ("all", half):
                totals[what, group] += score
            if what == LISTED and half == "A":
                worst += [f"{row['id']} missed: {pair.name} | {pair.role}" for pair in missed]
                worst += [f"{row['id']} surplus: {pair.name} | {pair.role}" for pair in surplus]
        for official in note.officials:
            if official.stated:
                place = note.sentences[official.sentence]
                judged[half].append(supported(official, row, (place.start, place.end), gold))
        for group in ("all", half):
            counts[group] += 1
        step()
    judged["all"] = judged["A"] + judged["B"]
    rows: list[Row] = []
    for group in ("all", "A", "B"):
        label = "all" if group == "all" else f"half {group}"
        for what in _counted([], []):
            score = totals[what, group]
            gold_count = round(score.true_positive + score.false_negative)
            rows.append(
                (f"{what} [{label}, {counts[group]} texts]", score.precision, score.recall, score.f1, gold_count)
            )
        share = sum(judged[group]) / len(judged[group]) if judged[group] else None
        rows.append(
            (f"found, unmarked relations forgiven [{label}]", share, None, None, len(judged[group])),
        )
    return Report(title=f"persons with posts on {path.name}", rows=tuple(rows), worst=tuple(worst))
