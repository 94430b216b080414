"""Run as a program: sends a week's digest and is killed (SIGKILL) at the point named, the n-th time it comes there.

python kill_points.py DATABASE PORT POINT N
"""

from __future__ import annotations

import os
import signal
import smtplib
import sys
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

from digest.deliver import Addressed, Sending, deliver, recover
from digest.render import Rendered
from digest.transport import SmtpSettings, SmtpTransport
from store import Store, people

PERIOD = "2026-W20"
SENDING = Sending(sender="Pantau <desk@example.org>", instance="desk.example.org")
MAIL = Addressed(rendered=Rendered(subject="Pantau", html="<p>x</p>", text="x\n", content=None))  # type: ignore[arg-type]

# point -> where it is: before or after a function of a module or class
POINTS: dict[str, tuple[Any, str, str]] = {
    "before the claim": (people, "claim_delivery", "before"),
    "after the claim": (people, "claim_delivery", "after"),
    "before connecting": (SmtpTransport, "_connect", "before"),
    "after connecting": (SmtpTransport, "_connect", "after"),
    "after MAIL": (smtplib.SMTP, "mail", "after"),
    "after RCPT": (smtplib.SMTP, "rcpt", "after"),
    "after DATA": (smtplib.SMTP, "docmd", "after"),
    "after the text": (people, "mark_leaving", "before"),
    "before the last line": (people, "mark_leaving", "after"),
    "before the answer": (smtplib.SMTP, "getreply", "last"),
    "after the answer": (people, "finish_delivery", "before"),
    "after the ledger": (people, "finish_delivery", "after"),
}
# The last line is out or may be out, and the ledger does not have the answer: nobody can know.
UNKNOWN = {"before the last line", "before the answer", "after the answer"}


def main() -> None:
    path, port, point, nth = sys.argv[1], int(sys.argv[2]), sys.argv[3], int(sys.argv[4])
    left = [nth]

    def die() -> None:
        left[0] -= 1
        if not left[0]:
            os.kill(os.getpid(), signal.SIGKILL)

    if point != "nowhere":
        _set(point, die)
    now = datetime(2026, 5, 18, 1, tzinfo=UTC)
    with Store.open(path) as store, SmtpTransport(SmtpSettings(host="127.0.0.1", port=port)) as transport:
        for delivery in recover(store, now):
            print("unknown", delivery.recipient)  # noqa: T201
        mails = dict.fromkeys((person.email for person in people.subscribers(store)), MAIL)
        deliver(store, PERIOD, mails, transport, SENDING, lambda: now)


def _set(point: str, die: Callable[[], None]) -> None:
    owner, name, when = POINTS[point]
    original = getattr(owner, name)
    leaving = [False]
    if when == "last":  # the answer to the last line, not those to the commands before
        mark = people.mark_leaving

        def marked(*arguments: Any) -> None:
            mark(*arguments)
            leaving[0] = True

        people.mark_leaving = marked

    def wrapped(*arguments: Any, **options: Any) -> Any:
        if when == "before" or (when == "last" and leaving[0]):
            die()
        leaving[0] = False
        found = original(*arguments, **options)
        if when == "after":
            die()
        return found

    setattr(owner, name, wrapped)


if __name__ == "__main__":
    main()
