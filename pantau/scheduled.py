"""What is due for one instance, gathered and done. A thin shell around ``pantau.duties``, which decides.

Gathers the facts (store, settings, backup folder), takes one step at a time, writes each with why it was due and what
came of it, and decides anew. A step that fails is said and stops no other one but those that build on it.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from pantau import logs
from pantau.duties import Decision, Done, Duty, Facts, Policy, Step, decide, following
from pantau.faults import of_the_machine
from records import BadInput, OutOfTime, PantauError, Run, RunOutcome
from store import Store, frontier, health, steps

if TYPE_CHECKING:
    from pantau.config import Config
    from pantau.running import Clock, Stopping

#: Of a run's time the part that a poll may take: what it brought is to be read and told in the same run.
POLL_SHARE = 0.5
LONGEST_POLL = 3600.0  # seconds
#: Steps whose fault says nothing of how the week was heard: the run that met one went well otherwise.
BESIDE = ("bounces", "mail")


@dataclass(frozen=True, slots=True, kw_only=True)
class Taken:
    """One step of a run and what came of it."""

    step: Step
    why: str
    outcome: RunOutcome
    error: PantauError | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What the command line asks of a run: outlets (none: all of the settings) and proxy of the poll."""

    outlets: tuple[str, ...] = ()
    proxy: str | None = None


def policy_of(settings: Config, zone: str) -> Policy:
    return Policy(
        zone=zone,
        bounces=settings.mail.bounces is not None,
        backup_hour=None if settings.backup_hour < 0 else settings.backup_hour,
        prune_hour=None if settings.retention.empty else max(settings.backup_hour, 0),
    )


def facts_of(settings: Config, store: Store, now: datetime, outlets: tuple[str, ...] = ()) -> Facts:
    """What a decision about the next run rests on. Raises NotFound or BadOutlet where outlet files are at fault."""
    from digest.due import due_for_each
    from pantau import instance

    files = instance.outlets(settings, outlets)
    ids = [file.outlet.id for file in files]
    links, next_link = steps.links_waiting(store, ids, now)
    decided = [each for _, each in due_for_each(store, now)]
    mails, requests = steps.mails_open(store)
    died = steps.died_since_repair(store)
    reach = health.last_reach(store)
    return Facts(
        died=", ".join(f"run {row['id']} ({row['command']}, started {row['started']})" for row in died) or None,
        sources=_sources(store, [source.url for file in files for source in file.crawled], now),
        links=links,
        next_link=next_link,
        nobody=reach.at if reach is not None and reach.state == "nobody" else None,
        broken_off=steps.broken_off(store, ids),
        unread=steps.unread(store, instance.version(settings)),
        changed=_changed(settings, store),
        digests=tuple(each.period for each in decided if each.period is not None),
        next_digest=min((each.next for each in decided if each.next is not None), default=None),
        mails_open=mails,
        requests=requests,
        alerts_wanted=steps.alerts_wanted(store),
        backup=_newest_backup(settings, now),
        done=_done(store),
    )


def _sources(store: Store, urls: list[str], now: datetime) -> tuple[datetime | None, ...]:
    from crawler.polling import due_from

    known = {state.url: state for state in frontier.sources(store)}
    return tuple(due_from(known[url], now) if url in known else None for url in urls)


def _changed(settings: Config, store: Store) -> datetime | None:
    """When a person last changed what an analysis follows: a correction, or the file of themes."""
    found = [steps.last_correction(store)]
    if settings.themes_file is not None:
        found.append(datetime.fromtimestamp(settings.themes_file.stat().st_mtime, UTC))
    return max((at for at in found if at is not None), default=None)


def _newest_backup(settings: Config, now: datetime) -> datetime | None:
    from pantau.rotation import made_of

    if not settings.backup_folder.is_dir():
        return None
    made = (made_of(path.name) for path in settings.backup_folder.iterdir())
    return max((at for at in made if at is not None and at <= now), default=None)


def _done(store: Store) -> dict[Step, Done]:
    """Steps of runs, and the commands by which a person does the same."""
    past = steps.past_steps(store)
    by_hand = steps.last_done(store, ("analyse",))
    found: dict[Step, Done] = {}
    for step, before in past.items():
        found[step] = Done(ok=before.ok, failing=before.failing)  # type: ignore[index]  # a step of ours wrote it
    analysed = found.get("analyse", Done())
    if by_hand is not None and (analysed.ok is None or by_hand > analysed.ok):
        found["analyse"] = Done(ok=by_hand)
    return found


def decision_of(settings: Config, store: Store, now: datetime, outlets: tuple[str, ...] = ()) -> Decision:
    """What is due now, and when something will be."""
    return decide(facts_of(settings, store, now, outlets), policy_of(settings, store.zone), now)


def take_steps(
    settings: Config, store: Store, run: Run, clock: Clock, asked: Asked, stopping: Stopping,
    taken: list[Taken],
) -> None:  # fmt: skip
    """Takes every step that is due, until none is left, the run is asked to stop or its time is over. Each stands in
    ``taken`` as soon as it was."""
    policy = policy_of(settings, store.zone)
    while True:
        now = clock.now()
        facts = facts_of(settings, store, now, asked.outlets)
        duty = following(decide(facts, policy, now), {each.step: each.outcome for each in taken})
        if duty is None:
            return
        taken.append(_take(duty, settings, store, run, clock, asked, stopping))
        if stopping.asked:
            raise KeyboardInterrupt(f"asked to stop after {duty.what}")
        if isinstance(taken[-1].error, OutOfTime):
            return


def _take(
    duty: Duty, settings: Config, store: Store, run: Run, clock: Clock, asked: Asked, stopping: Stopping
) -> Taken:
    """One step, with its row and its span of the log. What it raises, but for a person's interruption, is kept."""
    error: PantauError | None = None
    outcome: RunOutcome = "ok"
    steps.start_step(store, run, duty.what, duty.why, clock.now())
    with logs.span():
        told: dict[str, object] = {"pantau.step": duty.what, "pantau.run": run.id}
        logs.event(f"{duty.what}: {duty.why}", attributes=told)
        try:
            _STEPS[duty.what](settings, store, run, clock, asked, stopping)
        except PantauError as fault:
            error = fault
        except KeyboardInterrupt:
            steps.finish_step(store, run, duty.what, clock.now(), "interrupted", "interrupted by hand")
            raise
        except Exception as fault:  # noqa: BLE001 - said; the steps beside this one go on
            plain = of_the_machine(fault)
            if plain is None:  # a fault of Pantau's own is said with its traceback
                logs.event(f"{duty.what}: {fault}", logging.ERROR, told, error=fault)
            error = PantauError(f"{duty.what} failed: {plain or f'{type(fault).__name__}: {fault}'}")
        if error is not None:
            outcome = "failed"
            logs.event(f"{duty.what} failed: {error}", logging.WARNING, told | {"error.type": type(error).__name__})
        elif stopping.asked and duty.what == "poll":
            outcome = "interrupted"
        else:
            logs.event(f"{duty.what}: done", attributes=told)
    steps.finish_step(store, run, duty.what, clock.now(), outcome, None if error is None else str(error))
    return Taken(step=duty.what, why=duty.why, outcome=outcome, error=error)


def _repair(settings: Config, store: Store, *_: object) -> None:
    """After a run that died: nothing of it is lost by itself, since every step goes on where it was. What a power cut
    can do, a damaged file, is looked for before anything builds on it."""
    if found := store.damage():
        raise BadInput(
            f"{settings.database} is damaged: {found}; 'pantau restore' puts back a backup, 'pantau replay' reads the"
            " archive again"
        )


def _bounces(settings: Config, store: Store, run: Run, clock: Clock, *_: object) -> None:
    from pantau import console
    from pantau.commands.post import read_mailbox, told
    from records import NotRead

    del run
    if settings.mail.bounces is None:
        return
    try:
        console.say(read_mailbox(settings, store, settings.mail.bounces, clock.now(), told))
    except PantauError as error:
        raise NotRead(f"mails that came back were not read: {error}") from error


def _poll(settings: Config, store: Store, run: Run, clock: Clock, asked: Asked, stopping: Stopping) -> None:
    from pantau import console
    from pantau.gathering import Chosen, counted, crawl_now

    left = clock.left()
    seconds = LONGEST_POLL if left is None else max(1.0, min(LONGEST_POLL, left * POLL_SHARE))
    chosen = Chosen(asked.outlets, asked.proxy, clock.fixed, due=True, seconds=seconds)
    try:
        counts, ended = crawl_now(settings, store, run, chosen)
    finally:
        stopping.again()  # the crawl took the signals for itself
    run.counts.update(counts)
    console.say(counted("Crawled", counts))
    if ended == "closespider_timeout":
        console.warn(f"the poll was ended after {seconds:.0f} seconds; what was not fetched waits for the next run")
    stopping.asked = stopping.asked or ended == "shutdown"


def _analyse(settings: Config, store: Store, run: Run, clock: Clock, *_: object) -> None:
    from pantau import console
    from pantau.gathering import analyse_now, counted
    from pantau.running import within

    with within(clock.left(), "the analysis"):
        counts = analyse_now(settings, store, everything=False)
    run.counts.update(counts)
    console.say(counted("Analysed", counts))


def _mail(settings: Config, store: Store, run: Run, clock: Clock, *_: object) -> None:
    from pantau import console
    from pantau.commands.mail import send_due

    del run
    # No limit of time: a mail that is cut off may have arrived, and would be unknown; each has a limit of its own.
    for line in send_due(settings, store, clock.now()):
        console.say(line)


def _backup(settings: Config, store: Store, run: Run, clock: Clock, *_: object) -> None:
    from pantau import console
    from pantau.commands.keep import back_up
    from pantau.running import within

    del store, run
    with within(clock.left(), "the backup"):
        for line in back_up(settings, clock.now()):
            console.say(line)


def _prune(settings: Config, store: Store, run: Run, clock: Clock, *_: object) -> None:
    from pantau import console, instance
    from pantau.pruning import prune
    from pantau.running import within

    version = instance.version(settings)
    with within(clock.left(), "pruning"):
        done = prune(
            store, settings.archive, settings.retention, clock.now(), version, dry_run=False, each=lambda _: None
        )
    run.counts.update({f"pruned_{name}": count for name, count in done.counts.items()})
    console.say(f"Pruned: {', '.join(f'{count} {name}' for name, count in done.counts.items() if count) or 'nothing'}")


_STEPS: dict[Step, Callable[..., None]] = {
    "repair": _repair,
    "bounces": _bounces,
    "poll": _poll,
    "analyse": _analyse,
    "mail": _mail,
    "backup": _backup,
    "prune": _prune,
}
