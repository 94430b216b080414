"""Commands that say how the instance and the machine below it are: status, doctor."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

if TYPE_CHECKING:
    from datetime import datetime

    from pantau.config import Config
    from store import Store

AsJson = Annotated[bool, typer.Option("--json", help="JSON for a machine.")]
Now = Annotated[str | None, typer.Option(help="Act as if it were this moment (ISO 8601).", hidden=True)]


def register(app: typer.Typer) -> None:
    for command in (status, doctor):
        app.command()(command)


def status(
    context: typer.Context,
    as_json: AsJson = False,
    prometheus: Annotated[
        Path | None, typer.Option(help="Write metrics for Prometheus into this file (NAME.prom); print nothing.")
    ] = None,
    now: Now = None,
) -> None:
    """Say how the instance is: what it holds, what is due, what is wrong, its last runs, the health of each outlet."""
    from pantau import console, instance

    settings = instance.settings(context)
    when = instance.moment(now)
    if prometheus is not None:
        from pantau.metrics import write_metrics

        write_metrics(settings, prometheus, when)
        return
    with instance.open_store(settings, readonly=True) as store:
        found = standing(settings, store, when)
    if as_json:
        console.emit(found)
    else:
        _shown(found)


def standing(settings: Config, store: Store, now: datetime) -> dict[str, Any]:
    """All that ``status`` says. Beside what the store counts: ``home``; ``due`` (what, why) and ``next`` (at, what), or
    ``due_unknown`` with why; ``alarms`` (title, reason, since, told); ``steps`` (step -> ok, failing, reason)."""
    from pantau.alarm_file import read_alarms
    from pantau.reporting import standing as alarms_now
    from pantau.scheduled import decision_of
    from records import PantauError
    from store import asking, steps

    found: dict[str, Any] = {"home": str(settings.home)} | asking.status(store)
    try:
        decision = decision_of(settings, store, now)
        found["due"] = [{"what": duty.what, "why": duty.why} for duty in decision.due]
        found["next"] = {"at": decision.next.isoformat(), "what": decision.next_what}
    except PantauError as error:
        found |= {"due": None, "due_unknown": str(error)}
    found["alarms"] = [
        {
            "title": alarm.title,
            "reason": alarm.reason,
            "since": alarm.since.isoformat(),
            "told": alarm.told.isoformat() if alarm.told else None,
        }
        for alarm in alarms_now(read_alarms(settings.home))
    ]
    found["steps"] = {
        step: {"ok": past.ok.isoformat() if past.ok else None, "failing": past.failing, "reason": past.reason}
        for step, past in sorted(steps.past_steps(store).items())
    }
    return found


def _shown(now: dict[str, Any]) -> None:
    from pantau import console

    counts = ", ".join(f"{count} {name.replace('_', ' ')}" for name, count in now["counts"].items() if count)
    console.say(f"Holds {counts or 'nothing yet'}; {now['waiting']} articles wait to be analysed.")
    if now["first_seen"]:
        console.say(f"Seen from {now['first_seen']} to {now['last_seen']}; weeks in {now['zone']}.")
    if now["due"] is None:
        console.say(f"What is due is not known: {now['due_unknown']}")
    else:
        said = "; ".join(f"{each['what']} ({each['why']})" for each in now["due"])
        console.say(f"Due now: {said or 'nothing'}. Next: {now['next']['what']} at {now['next']['at']}.")
    if now["network"] and now["network"]["state"] == "nobody":
        console.say(
            f"The NETWORK seems to be down since {now['network']['since']}: {now['network']['reason']};"
            " outlets below are as they were before."
        )
    for alarm in now["alarms"]:
        console.say(f"WRONG since {alarm['since']}: {alarm['title']}: {alarm['reason']}")
    console.table(
        "Last runs",
        ("command", "started", "finished", "outcome", "reason"),
        [(r["command"], r["started"], r["finished"], r["outcome"] or "running", r["reason"]) for r in now["runs"]],
    )
    if now["steps"]:
        console.table(
            "Steps of runs",
            ("step", "last done", "", "reason"),
            [(n, s["ok"], "FAILING" if s["failing"] else "ok", s["reason"]) for n, s in now["steps"].items()],
        )
    console.table(
        "Outlets",
        ("outlet", "state", "since", "last new", "articles#", "a week#", "reason"),
        [
            (
                o["outlet"],
                o["state"],
                o["since"],
                o["last_new"],
                o["articles"],
                None if o["weekly"] is None else f"{o['weekly']:.0f}",
                o["reason"],
            )
            for o in now["outlets"]
        ],
    )


def doctor(
    context: typer.Context,
    as_json: AsJson = False,
    offline: Annotated[bool, typer.Option("--offline", help="Ask nothing of the network: no SMTP, no DNS.")] = False,
) -> None:
    """Check the machine, the settings, the database and the weights; each fault comes with its cure."""
    from pantau import config, console
    from pantau.doctor import examine
    from records import PantauError

    findings = examine(config.home_folder(context.obj), network=not offline)
    if as_json:
        console.emit([{"check": f.check, "ok": f.ok, "detail": f.detail, "cure": f.cure} for f in findings])
    else:
        console.table(
            "Doctor",
            ("check", "", "detail", "cure"),
            [(f.check, "ok" if f.ok else "FAULT", f.detail, f.cure) for f in findings],
        )
    faults = [finding.check for finding in findings if not finding.ok]
    if faults:
        raise PantauError(f"{len(faults)} fault{'s' if len(faults) > 1 else ''}: {', '.join(faults)}")
