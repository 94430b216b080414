"""Whether a server's refusal of a recipient says that there is no such mailbox. Pure.

Knows SMTP's answers; it must not know the ledger or what follows. The same statuses count as in a report that comes
back (``digest.reports``), but a refusal in the session is given once, by the next server, so it must say it plainly:
an enhanced status of the mailbox, or, of a server that gives none, words that name a missing user. A policy (5.7.x), a
full mailbox, a doubt: no.
"""

from __future__ import annotations

import re

from digest.reports import HARD

_STATUS = re.compile(r"\A\W*([245])\.(\d{1,3})\.(\d{1,3})\b")  # RFC 2034: right behind the code
_NO_USER = re.compile(
    r"\bno such (?:user|mailbox|recipient|address|person|account)|\b(?:user|recipient|mailbox|address|account)"
    r"(?: is)? (?:unknown|not found|not known)|\bunknown (?:user|recipient|mailbox|address|local part)"
    r"|\b(?:user|recipient|mailbox|address|account)(?: <?\S+>?)? (?:does not|doesn[’']t) exist",
    re.IGNORECASE,
)
_WITHOUT_STATUS = (550, 551, 553)  # 552 is a full mailbox, 554 a policy as often as not
_SAYS_LITTLE = "5.0.0"


def no_such_mailbox(code: int, words: str) -> bool:
    """``code`` and ``words`` of the answer to RCPT."""
    if not 500 <= code < 600:
        return False
    found = _STATUS.match(words)
    status = ".".join(found.groups()) if found else _SAYS_LITTLE
    if status != _SAYS_LITTLE:
        return HARD.fullmatch(status) is not None
    return code in _WITHOUT_STATUS and _NO_USER.search(words) is not None
