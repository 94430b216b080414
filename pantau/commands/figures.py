"""The command figures: the ledger of figures across articles, its series over time, and what contradicts what."""

from __future__ import annotations

from datetime import UTC, date, datetime, time
from enum import StrEnum
from typing import Annotated, Any
from zoneinfo import ZoneInfo

import typer


class Status(StrEnum):
    actual = "actual"
    estimate = "estimate"
    forecast = "forecast"
    target = "target"
    pledge = "pledge"
    condition = "condition"


def register(app: typer.Typer) -> None:
    app.command()(figures)


def figures(
    context: typer.Context,
    words: Annotated[
        list[str] | None,
        typer.Argument(help="Words that measure, concept, owner or sentence must hold, all of them.", metavar="WORDS"),
    ] = None,
    concept: Annotated[str | None, typer.Option(help="exports, gdp_growth, investment, ...")] = None,
    owner: Annotated[str | None, typer.Option(help="Whose: MY, MY-13, or a name in English or Malay.")] = None,
    period: Annotated[str | None, typer.Option(help="2024 (with its parts), 2024-Q1, 2024-11, 2021/2023.")] = None,
    unit: Annotated[str | None, typer.Option(help="MYR, percent, tonne, ...")] = None,
    status: Annotated[Status | None, typer.Option(help="Whether it came about, or is only meant to.")] = None,
    since: Annotated[str | None, typer.Option(help="First reported on this day or later: 2024-11-22.")] = None,
    disputes: Annotated[
        bool, typer.Option("--disputes", help="Those that contradict each other, pair by pair.")
    ] = False,
    series: Annotated[bool, typer.Option("--series", help="The series they stand in, with all periods.")] = False,
    limit: Annotated[int, typer.Option(min=1, max=10_000, help="At most so many, the newest.")] = 50,
    as_json: Annotated[bool, typer.Option("--json", help="JSON for a machine, with the evidence.")] = False,
) -> None:
    """List figures across articles: what each measures, whose, of when, and who reports it; the newest first."""
    from pantau import console, instance, owners
    from records import BadInput, is_period
    from store import ledger_asking, ledger_disputes

    if disputes and series:
        raise BadInput("--disputes and --series are two questions: ask one at a time")
    if concept is not None and concept.casefold() not in owners.concepts():
        raise BadInput(f"--concept: there is no '{concept}': {', '.join(owners.concepts())}")
    if period is not None and not is_period(period):
        raise BadInput(f"--period: '{period}' is none: write it as 2024, 2024-Q1, 2024-11 or 2021/2023")
    with instance.open_store(instance.settings(context), readonly=True) as store:
        asked: dict[str, Any] = {
            "words": " ".join(words or ()),
            "concept": concept,
            "owners": None if owner is None else owners.owner_names(owner),
            "period": period,
            "unit": unit,
            "status": status and str(status),
            "since": None if since is None else _stamp(since, store.zone),
        }
        if disputes or series:
            every = [row["id"] for row in ledger_asking.claims(store, **asked, limit=10_000)]
            plain = not any(asked.values())
        if disputes:
            found = ledger_disputes.disputes(store, claims=None if plain else every, limit=limit)
        elif series:
            found = ledger_asking.series_of_claims(store, every, limit)
        else:
            found = ledger_asking.claims(store, **asked, limit=limit)
            total = ledger_asking.count_claims(store, **asked)
    if as_json:
        console.emit(found)
    elif not found:
        what = "pair of figures that contradict each other" if disputes else "series" if series else "figure"
        console.say(f"No {what} fits.")
    elif disputes:
        for row in found:
            _say_dispute(row)
    elif series:
        for row in found:
            _say_series(row)
    else:
        console.table(
            f"{total} figures" if total == len(found) else f"{len(found)} of {total} figures, the newest",
            (
                "figure",
                "measures",
                "of",
                "period",
                "change",
                "status",
                "reports#",
                "independent#",
                "first",
                "stated by",
            ),
            [
                (
                    row["text"] or f"{row['value']} {row['unit'] or ''}".strip(),
                    _measure(row) + (" (disputed)" if row["disputed"] else ""),
                    row["owner"],
                    row["period"],
                    row["change"],
                    row["status"],
                    row["reports"],
                    row["independent_reports"],
                    _source(row),
                    row["stated_by_name"],
                )
                for row in found
            ],
        )


def _stamp(day: str, zone: str) -> str:
    """The first moment of a day in the instance's zone, as the store writes it."""
    from records import BadInput
    from store.values import stamp

    try:
        found = date.fromisoformat(day)
        return stamp(datetime.combine(found, time(), ZoneInfo(zone)).astimezone(UTC))
    except (ValueError, OverflowError) as error:
        raise BadInput(f"--since: '{day}' is no day: write it as 2024-11-22") from error


def _measure(row: dict[str, Any]) -> str:
    return str(row["measures"] or (row["concept"] or "").replace("_", " "))


def _source(row: dict[str, Any]) -> str:
    return f"{row['outlet_name']}, {row['first_seen'][:10]}, {row['url']}"


def _about(row: dict[str, Any]) -> str:
    return ", ".join(part for part in (_measure(row), row["owner"], row.get("period")) if part)


def _say_series(row: dict[str, Any]) -> None:
    from pantau import console

    console.table(
        f"{_about(row)}{', ' + row['unit'] if row['unit'] else ''}: {row['periods']} periods (series {row['id']})",
        ("period", "figure", "change", "status", "independent#", "first"),
        [
            (
                claim["period"],
                f"{claim['text'] or claim['value']}{' (disputed)' if claim['disputed'] else ''}",
                claim["change"],
                claim["status"],
                claim["independent_reports"],
                _source(claim),
            )
            for claim in row["claims"]
        ],
    )


def _say_dispute(row: dict[str, Any]) -> None:
    from pantau import console

    first, second = row["sides"]
    console.say(f"{row['kind'].replace('_', ' ')}: {_about(first) or _about(second)}")
    console.say(f"  {row['reason']}")
    for side in row["sides"]:
        console.say(f"  {side['text'] or 'no longer read'}: {_source(side)}")
        if side["sentence"]:
            console.say(f"    {side['sentence']}")
