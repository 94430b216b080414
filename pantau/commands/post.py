"""Commands around sending: digest test | bounces | suppressed | suppress | lift, and what every sending needs."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from pantau.commands.wishing import READER, taking

if TYPE_CHECKING:
    from datetime import datetime

    from digest.bounces import Decision
    from digest.deliver import Sending
    from digest.transport import SmtpTransport
    from pantau.config import Config
    from store import Store

Now = Annotated[str | None, typer.Option(help="Act as if it were this moment (ISO 8601).", hidden=True)]
AsJson = Annotated[bool, typer.Option("--json", help="JSON for a machine.")]
Who = Annotated[str, typer.Option(help="Who decides this.")]
Address = Annotated[str, typer.Argument(show_default=False)]


def register(digest: typer.Typer) -> None:
    digest.command("test")(send_test)
    digest.command()(bounces)
    digest.command()(suppressed)
    digest.command()(suppress)
    digest.command()(lift)


def transport(settings: Config) -> SmtpTransport:
    """The way out of this instance, with the login of the environment. Raises BadInput. Use it with ``with``."""
    import os

    from digest.transport import SmtpTransport, smtp_settings

    mail = settings.mail
    return SmtpTransport(smtp_settings(mail.host, mail.port, mail.tls, os.environ, per_minute=mail.per_minute))


def sending(settings: Config) -> Sending:
    """What every mail of this instance has in common."""
    from digest.deliver import Sending

    return Sending(
        sender=settings.mail.sender, instance=_instance(settings), unsubscribe_to=settings.mail.unsubscribe or None
    )


def interrupted(store: Store, now: datetime) -> list[str]:
    """Settles what a killed run left, under the run lock; says of which mails nobody knows."""
    from digest.deliver import recover

    return [f"Mail of {one.period} to {one.recipient}: {one.status} ({one.reason})" for one in recover(store, now)]


@taking(READER, into="reader")
def send_test(
    context: typer.Context,
    address: Address,
    reader: dict[str, Any],
    week: Annotated[str | None, typer.Option(help="Week as 2024-W47; else the last one that is over.")] = None,
    now: Now = None,
) -> None:
    """Send a digest, marked as a test, to one address: no ledger, any number of times."""
    from digest.message import Envelope, message, new_message_id, serialised
    from digest.message import address as checked
    from digest.testing import marked
    from pantau import console, instance
    from pantau.commands.reader import letter_of, reader_of
    from records import NotSent

    settings = instance.settings(context)
    when = instance.moment(now)
    to = checked(address).addr_spec
    common = sending(settings)
    with instance.open_store(settings, readonly=True) as store:
        whose = reader_of(settings, store, reader)
        made = letter_of(settings, store, whose, week, when)
    envelope = Envelope(
        sender=common.sender,
        recipient=to,
        instance=common.instance,
        period=f"{made.period} test",
        message_id=new_message_id(common.instance),
        unsubscribe_to=common.unsubscribe_to,
    )
    raw = serialised(message(marked(made.letter), envelope, when, whose.wishes.language))
    with transport(settings) as out:
        outcome = out.send(raw, checked(common.sender).addr_spec, to)
    console.say(f"Test of {made.period} to {to}: {outcome.status} ({outcome.reason})")
    if outcome.status != "sent":
        raise NotSent(f"the test was not sent: {outcome.status}")


def read_mailbox(
    settings: Config, store: Store, path: Path, now: datetime, said: Callable[[str, Decision], None]
) -> str:
    """Reads what came back and does what follows, each decision told to ``said``; gives the line that sums it up."""
    from digest.bounces import read_bounces

    counts = read_bounces(store, path, _instance(settings), now, said)
    return f"{path}: {', '.join(f'{n} {verb}' for verb, n in sorted(counts.items())) or 'no mails'}"


def told(name: str, decision: Decision) -> None:
    """Says to a person what a mail that came back led to; what was known already is not told again."""
    from pantau import console

    if decision.verb != "known":
        console.say(f"{name}: {decision.verb} {decision.recipient or ''} ({decision.reason})")


def bounces(
    context: typer.Context,
    mailbox: Annotated[
        Path | None, typer.Argument(help="Maildir or mbox file; else mail.bounces of the settings.", show_default=False)
    ] = None,
    as_json: AsJson = False,
    now: Now = None,
) -> None:
    """Read mails that came back; addresses that do not exist, or that complain, get no further mail."""
    from pantau import console, instance
    from records import BadInput
    from store import RunLock

    settings = instance.settings(context)
    path = mailbox or settings.mail.bounces
    if path is None:
        raise BadInput("which mailbox? Name one, or set mail.bounces in pantau.toml")

    def said(name: str, decision: Decision) -> None:
        if as_json:
            console.emit(
                {"mail": name, "done": decision.verb, "recipient": decision.recipient, "reason": decision.reason}
            )
        else:
            told(name, decision)

    with instance.open_store(settings) as store, RunLock(settings.home / "pantau.lock"):
        line = read_mailbox(settings, store, path, instance.moment(now), said)
    if not as_json:
        console.say(line)


def suppressed(
    context: typer.Context,
    everything: Annotated[bool, typer.Option("--all", help="Also those that were lifted.")] = False,
    as_json: AsJson = False,
) -> None:
    """List addresses that get no mail: why, since when, who decided it."""
    from pantau import console, instance
    from store import suppressing

    with instance.open_store(instance.settings(context), readonly=True) as store:
        found = suppressing.suppressions(store, lifted=everything)
    if as_json:
        console.emit(
            [
                {
                    "recipient": s.recipient,
                    "kind": s.kind,
                    "reason": s.reason,
                    "who": s.who,
                    "at": s.at.isoformat(),
                    "lifted": s.lifted.isoformat() if s.lifted else None,
                    "lifted_by": s.lifted_by,
                    "lifted_reason": s.lifted_reason,
                }
                for s in found
            ]
        )
        return
    rows: Iterable[tuple[object, ...]] = ((s.recipient, s.kind, s.reason, s.who, s.at, s.lifted) for s in found)
    console.table("Suppressed", ("e-mail", "kind", "reason", "who", "since", "lifted"), rows)


def suppress(
    context: typer.Context,
    address: Address,
    who: Who,
    reason: Annotated[str, typer.Option(help="Why.")],
) -> None:
    """Send nothing to an address, whoever subscribes it."""
    from digest.message import address as checked
    from pantau import console, instance
    from store import suppressing

    to = checked(address).addr_spec
    with instance.open_store(instance.settings(context)) as store:
        fresh = suppressing.suppress(store, to, "person", reason, who, instance.moment(None))
    console.say(f"{to} gets no mail" if fresh else f"{to} got no mail already")


def lift(
    context: typer.Context,
    address: Address,
    who: Who,
    reason: Annotated[str, typer.Option(help="Why.")],
) -> None:
    """End a suppression; it stays in the list of all."""
    from pantau import console, instance
    from store import suppressing

    with instance.open_store(instance.settings(context)) as store:
        was = suppressing.lift(store, address, reason, who, instance.moment(None))
    console.say(f"{was.recipient} may get mail again; it was suppressed as {was.kind}: {was.reason}")


def _instance(settings: Config) -> str:
    return settings.mail.sender.rpartition("@")[2].strip("> ") or "pantau"
