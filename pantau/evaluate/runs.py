"""Runs the system over gold data and scores it. Each run gives a Report: a title, rows for a table, the worst cases.

This module knows gold formats and what of our output answers them; it must not tune anything.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path
from time import process_time
from typing import Any

from pantau.evaluate.gold import pages
from pantau.evaluate.metrics import NOTHING, Score, b_cubed, of_sets, of_shingles, pairwise, token_f1
from pantau.evaluate.pages import checks
from pantau.files import json_rows
from records import BadInput, OfficialMention

Advance = Callable[[], None]
Row = tuple[str, float | None, float | None, float | None, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """``rows`` are (what, and the four ``columns``); a None cell is not defined for that row."""

    title: str
    rows: tuple[Row, ...]
    worst: tuple[str, ...] = field(default=())
    columns: tuple[str, str, str, str] = ("precision", "recall", "F1", "count")

    def as_json(self) -> dict[str, Any]:
        names = ("what", *(column.lower() for column in self.columns))
        return {
            "title": self.title,
            "rows": [dict(zip(names, row, strict=True)) for row in self.rows],
            "worst": self.worst,
        }


def _row(what: str, score: Score, count: int) -> Row:
    return what, score.precision, score.recall, score.f1, count


def _share(what: str, right: int, count: int) -> Row:
    return what, None, right / count if count else None, None, count


def extraction(path: Path, step: Advance) -> Report:
    """Body by the benchmark's shingles, ours and that of the peers on the same pages in the same run, with the
    processor seconds each takes a page; title, day and authors where the gold has them (share that is right)."""
    from crawler.extraction import extract
    from pantau.evaluate.peers import peers, read

    others = list(peers())
    theirs: dict[str, Score] = {name: NOTHING for name, _ in others}
    seconds: dict[str, float] = defaultdict(float)
    raised: dict[str, list[str]] = defaultdict(list)
    body, refused = NOTHING, 0
    right: dict[str, int] = defaultdict(int)
    asked: dict[str, int] = defaultdict(int)
    worst: list[tuple[float, str]] = []
    count = 0
    for page in pages(path):
        if not count:  # models and lists are loaded once, and by none of the pages
            extract(page.html, page.url)
            for _, peer in others:
                read(peer, page.html, page.url)
        start = process_time()
        found = extract(page.html, page.url)
        seconds["ours"] += process_time() - start
        for name, peer in others:
            start = process_time()
            text = read(peer, page.html, page.url, raised[name])
            seconds[name] += process_time() - start
            theirs[name] += of_shingles(page.body, text)
        count += 1
        refused += found.refused
        score = of_shingles(page.body, found.body)
        body += score
        worst.append(
            (score.f1, f"body {score.f1:.2f}  {page.name}{'  refused: ' + str(found.reason) if found.refused else ''}")
        )
        for what, correct in checks(page, found).items():
            asked[what] += 1
            right[what] += correct
            if not correct and what in ("title", "day", "authors, people of the gold"):
                worst.append((1.0, f"{what}  {page.name}: {(found.title, found.published, found.authors)}"))
        step()
    rows: list[Row] = [_row("body (4-gram shingles)", body, count)]
    rows += [_row(f"body of {name}", score, count) for name, score in theirs.items()]
    rows += [(f"seconds a page: {name}", None, None, spent / max(1, count), count) for name, spent in seconds.items()]
    rows += [_share(f"raised on by {name}", len(raised[name]), count) for name in theirs if raised[name]]
    rows += [_share(f"{what} (share right)", right[what], asked[what]) for what in asked]
    rows.append(_share("refused as no article", refused, count))
    return Report(
        title=f"extraction on {path.name}", rows=tuple(rows), worst=tuple(line for _, line in sorted(worst)[:40])
    )


def entities(path: Path, step: Advance) -> Report:
    """Nested entities, exact span and label. Gold rows: {id, text, entities: [{label, start, end}]}."""
    from nlp.annotate import annotate

    by_label: dict[str, Score] = defaultdict(lambda: NOTHING)
    count = 0
    for row in json_rows(path, required=("id", "text", "entities")):
        found = {(entity.label, entity.start, entity.end) for entity in annotate(row["text"]).entities}
        gold = {(entity["label"], entity["start"], entity["end"]) for entity in row["entities"]}
        for label in {item[0] for item in gold | found}:
            by_label[label] += of_sets((i for i in gold if i[0] == label), (i for i in found if i[0] == label))
        count += 1
        step()
    rows = [_row(f"all ({count} texts)", sum(by_label.values(), NOTHING), _gold_count(sum(by_label.values(), NOTHING)))]
    rows += [_row(label, score, _gold_count(score)) for label, score in sorted(by_label.items())]
    return Report(title=f"entities on {path.name} (nested, exact span and label)", rows=tuple(rows))


def _gold_count(score: Score) -> int:
    return round(score.true_positive + score.false_negative)


def sentences(path: Path, step: Advance) -> Report:
    """Officials, provinces and figures of marked sentences, each sentence read alone."""
    from nlp.annotate import annotate

    totals: dict[tuple[str, str], Score] = defaultdict(lambda: NOTHING)
    worst: list[str] = []
    for row in json_rows(path, required=("id", "text", "spans")):
        note = annotate(row["text"], language=row.get("lang"))
        spans = row["spans"]
        checks = {
            "officials: span": (
                {tuple(o["span"]) for o in spans["officials"]},
                {(o.start, o.end) for o in note.officials},
            ),
            # Sets that mark only holders of public office; a later mention by name alone has no role of its own.
            "officials in public office: span": (
                {tuple(o["span"]) for o in spans["officials"]},
                {(o.start, o.end) for o in note.officials if o.public_office or not o.role},
            ),
            "officials: span + role": _roles(spans["officials"], note.officials),
            "places: span": ([tuple(p["span"]) for p in spans["provinces"]], [(p.start, p.end) for p in note.places]),
            "places: code": ([p["code"] for p in spans["provinces"]], [p.code for p in note.places]),
            "figures: value": (
                [_gold_values(f["value"]) for f in spans["figures"]],
                [_values(f.value, f.low, f.high) for f in note.figures],
            ),
            "figures: value + unit": (
                [(*_gold_values(f["value"]), _unit(f["unit"])) for f in spans["figures"]],
                [(*_values(f.value, f.low, f.high), _unit(f.unit)) for f in note.figures],
            ),
        }
        for what, (gold, found) in checks.items():
            score = of_sets(gold, found)
            for group in ("all", row.get("lang", "?")):
                totals[what, group] += score
            if score.false_positive or score.false_negative:
                worst.append(f"{row['id']} {what}: gold {gold} found {found}")
        step()
    rows = [_row(f"{what} [{group}]", score, _gold_count(score)) for (what, group), score in sorted(totals.items())]
    return Report(title=f"marked sentences of {path.name}", rows=tuple(rows), worst=tuple(worst))


def _roles(gold: list[dict[str, Any]], found: Iterable[OfficialMention]) -> tuple[list[Any], list[Any]]:
    """Pairs of a person's span and a role that share at least half of their words (token F1 .5), one to one. A person
    with two posts has two pairs."""
    left = [((o.start, o.end), o.role) for o in found if o.role]
    wanted = [(tuple(o["span"]), o["role"]) for o in gold if o.get("role")]
    right = []
    for span, role in wanted:
        same = next((pair for pair in left if pair[0] == span and token_f1(role, pair[1]) >= 0.5), None)
        if same is not None:
            left.remove(same)
            right.append((span, role))
    return wanted, [*right, *(("wrong", *pair) for pair in left)]


def _gold_values(value: Any) -> tuple[Decimal, ...]:
    """The gold gives a change its sign; ours stands in ``change``, so sizes are compared."""
    values = value if isinstance(value, list) else [value]
    return tuple(abs(Decimal(str(item))).normalize() for item in values)


def _values(value: Decimal | None, low: Decimal | None, high: Decimal | None) -> tuple[Decimal, ...]:
    chosen = [value] if value is not None else [bound for bound in (low, high) if bound is not None]
    return tuple(abs(item).normalize() for item in chosen)


def _unit(unit: str | None) -> str:
    """One form for a unit: gold sets print "people" and "lorries" where we say "person" and "lorry"."""
    word = (unit or "").lower().replace(" ", "").replace("_", "").split("/")[0].replace("percentage", "percent")
    word = "person" if word == "people" else word
    return word[: -len("ies")] + "y" if word.endswith("ies") else word.rstrip("s")


def stories(path: Path, step: Advance) -> Report:
    """Stories against gold: B-cubed and pairwise. Rows: {id, story, text, title?, published?, language?}, or pairs of
    reports in two languages (pantau.evaluate.across)."""
    from nlp.cluster import cluster_rows
    from nlp.embedding import default_encoder
    from pantau.evaluate.across import pairs as pairs_of_reports

    rows = list(json_rows(path, required=("id",)))
    if not rows:
        raise BadInput(f"{path}: holds no row")
    if "same_event" in rows[0]:
        return pairs_of_reports(path, list(json_rows(path, required=("id", "a", "b", "same_event"))), step)
    rows = list(json_rows(path, required=("id", "text", "story")))
    placed = cluster_rows([{k: v for k, v in row.items() if k != "story"} for row in rows], (), default_encoder())
    step()
    gold = {row["id"]: row["story"] for row in rows}
    found = {row["id"]: row["story"] for row in placed}
    cubed, pairs = b_cubed(gold, found), pairwise(gold, found)
    language = {row["id"]: row.get("language") for row in rows}
    told_in_two = pairwise(gold, found, language)
    across: Row = ("pairs in two languages", told_in_two.precision, told_in_two.recall, told_in_two.f1, len(rows))
    return Report(
        title=f"stories on {path.name}",
        rows=(
            ("B-cubed", cubed.precision, cubed.recall, cubed.f1, len(rows)),
            ("pairwise", pairs.precision, pairs.recall, pairs.f1, len(rows)),
            *((across,) if len(set(language.values())) > 1 else ()),
            ("gold stories", None, None, None, len(set(gold.values()))),
            ("found stories", None, None, None, len(set(found.values()))),
        ),
    )
