"""What is told after a run: alarms to the operator by mail, metrics into a file. A thin shell; ``alarms`` decides.

Nothing of it changes what the run did; a fault of it is said and has the exit code of a mail that was not sent.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from pantau import console
from pantau.alarm_file import read_alarms, write_alarms
from pantau.alarms import Alarm, News, Trouble, after_telling, decide
from records import Busy, HealthState, NotSent, OutletHealth, PantauError, Reach

if TYPE_CHECKING:
    from pantau.config import Config
    from pantau.scheduled import Taken

#: States of an outlet that somebody has to look at. A hint that no longer fits loses nothing, and quiet is no fault.
WELL = ("ok", "quiet", "stale_hint", "never")


def after_run(settings: Config, now: datetime, taken: Sequence[Taken], fault: PantauError | None) -> PantauError | None:
    """Raises and ends alarms by what a run met, mails the operator where there is news, writes the file of metrics.
    Gives the first fault of that, None where all went well."""
    faults: list[PantauError] = []
    tells: tuple[Callable[[], None], ...] = (
        lambda: _alarms(settings, now, taken, fault),
        lambda: _metrics(settings, now),
    )
    for tell in tells:
        try:
            tell()
        except PantauError as error:
            console.warn(str(error))
            faults.append(error)
    return next(iter(faults), None)


def troubles(
    taken: Sequence[Taken],
    fault: PantauError | None,
    health: dict[str, OutletHealth] | None,
    reach: Reach | None = None,
) -> tuple[list[Trouble], Callable[[str], bool]]:
    """What is wrong after a run, and of which keys it can say so. Pure. ``health`` None: the store cannot be asked.
    ``reach``: whether the last crawl reached anybody."""
    steps = {each.step: each for each in taken}
    found = [
        Trouble(key=f"step {each.step}", title=f"{each.step} failed", reason=str(each.error))
        for each in taken
        if each.error is not None
    ]
    if fault is not None and not any(each.error is fault for each in taken):
        found.append(Trouble(key="run", title="a run failed", reason=str(fault)))
    if "repair" in steps:
        died = Trouble(key=f"died {steps['repair'].why}", title="a run died", reason=steps["repair"].why, once=True)
        found.append(died)
    if reach is not None and reach.state == "nobody":
        down = Trouble(key="network", title="the network seems to be down", reason=reach.reason, since=reach.since)
        found.append(down)
    for outlet, state in (health or {}).items():
        if state.state not in WELL:
            title = f"{outlet}: {_in_words(state.state)}"
            found.append(Trouble(key=f"outlet {outlet}", title=title, reason=state.reason, since=state.since))

    def judged(key: str) -> bool:
        kind, _, name = key.partition(" ")
        if kind == "step":
            return name in steps
        return kind in ("run", "died") or health is not None

    return found, judged


def _in_words(state: HealthState) -> str:
    """As the digest says it."""
    from digest.phrase_table import PHRASES

    return PHRASES[f"state.{state}"][0]


def _alarms(settings: Config, now: datetime, taken: Sequence[Taken], fault: PantauError | None) -> None:
    from store import RunLock

    if not settings.home.is_dir():
        return  # no instance: the command line has said so
    try:
        with RunLock(settings.home / "alarms.lock"):
            found, judged = troubles(taken, fault, *_health(settings, fault))
            decision = decide(read_alarms(settings.home), found, judged, now)
            write_alarms(settings.home, decision.alarms)
            if decision.news and settings.mail.operator:
                _mail(settings, decision.news, now)
                write_alarms(settings.home, after_telling(decision, now))
    except Busy:
        return  # another run tells the operator right now
    except OSError as error:
        raise PantauError(f"{settings.home}: {error.strerror or error}") from error


def _health(settings: Config, fault: PantauError | None) -> tuple[dict[str, OutletHealth] | None, Reach | None]:
    """The health of the outlets that are crawled, and whether anybody was reached; (None, None) where the run failed
    and they cannot be read either."""
    from pantau import instance
    from store import health

    try:
        crawled = {file.outlet.id for file in instance.outlets(settings)}
        with instance.open_store(settings, readonly=True) as store:
            states = {key: state for key, state in health.outlet_health(store).items() if key in crawled}
            return states, health.last_reach(store)
    except PantauError:
        if fault is None:
            raise
        return None, None  # most likely of the same, which is told


def _mail(settings: Config, news: tuple[News, ...], now: datetime) -> None:
    """Raises NotSent where the operator's mail surely did not arrive: the next run tells again."""
    from digest.message import Envelope, address, message, new_message_id, serialised
    from pantau.alarm_mail import alarm_letter
    from pantau.commands import post

    common = post.sending(settings)
    to = address(settings.mail.operator or "").addr_spec
    written = alarm_letter(news, common.instance, settings.desk_url, settings.zone)
    envelope = Envelope(
        sender=common.sender,
        recipient=to,
        instance=common.instance,
        period="operator",
        message_id=new_message_id(common.instance),
        listed=False,
    )
    raw = serialised(message(written, envelope, now, "en"))
    with post.transport(settings) as out:
        outcome = out.send(raw, address(common.sender).addr_spec, to)
    console.say(f"Told {to}: {written.subject}: {outcome.status}")
    if outcome.status not in ("sent", "unknown"):  # unknown may have arrived, and a second one would be a storm's first
        raise NotSent(f"the operator was not told ({outcome.reason}): {written.subject}")


def _metrics(settings: Config, now: datetime) -> None:
    if settings.metrics_file is None:
        return
    from pantau.metrics import write_metrics

    write_metrics(settings, settings.metrics_file, now)


def standing(alarms: tuple[Alarm, ...]) -> list[Alarm]:
    """Alarms whose trouble is not over."""
    return [alarm for alarm in alarms if alarm.ended is None and not alarm.once]
