"""The command run: do what is due and leave, or stay and do it whenever it is."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from pantau.config import Config
    from pantau.running import Clock
    from pantau.scheduled import Asked, Taken
    from records import PantauError

Now = Annotated[str | None, typer.Option(help="Act as if it were this moment (ISO 8601).", hidden=True)]
Proxy = Annotated[str | None, typer.Option(help="HTTP proxy for the crawl.", show_default=False)]


def register(app: typer.Typer) -> None:
    app.command()(run)


def run(
    context: typer.Context,
    outlet: Annotated[list[str] | None, typer.Argument(help="Outlet ids; none: all.", show_default=False)] = None,
    watch: Annotated[
        bool, typer.Option("--watch", help="Stay, and run whenever something is due: for machines without a scheduler.")
    ] = False,
    proxy: Proxy = None,
    now: Now = None,
) -> None:
    """Do what is due (poll, analyse, send digests and alerts, back up; repair after a crash) and leave."""
    import time

    from pantau import config, instance
    from pantau.running import Clock
    from pantau.scheduled import Asked

    asked = Asked(outlets=tuple(outlet or ()), proxy=proxy)
    if watch:
        from pantau.watching import watch_instance

        watch_instance(config.home_folder(context.obj), asked)
        return
    settings = instance.settings(context)
    clock = Clock(instance.moment(now) if now else None, settings.run_minutes * 60 or None, time.monotonic)
    run_once(settings, clock, asked)


def run_once(settings: Config, clock: Clock, asked: Asked) -> None:
    """One run with all that is told of it: its row, its lines, alarms to the operator, the file of metrics."""
    from pantau import logs, reporting
    from pantau.faults import of_the_machine
    from pantau.running import ended_hard
    from records import Busy, PantauError

    taken: list[Taken] = []
    fault: PantauError | None = None
    with logs.span(), ended_hard(clock.limit):
        try:
            faults = _steps(settings, clock, asked, taken)
            fault = next(iter(faults), None)
        except Busy:
            raise  # the one that is under way tells of itself
        except PantauError as error:
            fault = error
        except Exception as error:
            fault = of_the_machine(error)
            if fault is None:
                reporting.after_run(settings, clock.now(), taken, PantauError(f"{type(error).__name__}: {error}"))
                raise
        told = reporting.after_run(settings, clock.now(), taken, fault)
    if fault is not None:
        raise fault
    if told is not None:
        raise told


def _steps(settings: Config, clock: Clock, asked: Asked, taken: list[Taken]) -> list[PantauError]:
    """Takes the steps that are due, into ``taken``; gives the faults of the mails, the gravest first. Raises the fault
    of any other step once all that could be done was."""
    from pantau import console
    from pantau.running import Stopping, running
    from pantau.scheduled import BESIDE, take_steps

    faults: list[PantauError] = []
    with Stopping() as stopping, running(settings, "run", clock.now(), faults=faults) as (store, started):
        take_steps(settings, store, started, clock, asked, stopping, taken)
        faults += [each.error for each in taken if each.error is not None and each.step in BESIDE]
        grave = [each.error for each in taken if each.error is not None and each.step not in BESIDE]
        for error in (*grave[1:], *(faults if grave else faults[:-1])):
            console.warn(str(error))
        if grave:
            raise grave[0]
    return faults[::-1]
