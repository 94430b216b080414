"""The errors a person can act on, as a tree; each carries one line that says what is wrong and where.

    PantauError            base: the command line prints it as one line and leaves with its exit code
    ├── BadInput     (3)   a file, page, WARC or argument that cannot be read as what it should be
    ├── BadOutlet    (4)   an outlet file that does not hold what it must (file, line and field named)
    ├── NotFound     (5)   an outlet, theme, article, story or week that is not there
    ├── NewerSchema  (6)   a database written by a newer Pantau
    ├── BadWeights   (7)   weights or data whose SHA-256 is not the pinned one
    ├── Busy         (8)   another run is under way
    ├── NotSent      (9)   a mail was refused, failed, or nobody knows whether it arrived; all else was done
    ├── NotRead      (10)  the mailbox of bounces could not be read; all else was done
    ├── OutOfTime    (11)  a run reached its limit of time; what it had not done is left for the next
    └── Differs      (12)  what was compared is not the same: an answer, no fault

Exit codes 0, 1 and 2 keep their usual meaning: done, unexpected error, wrong usage.
"""

from __future__ import annotations


class PantauError(Exception):
    """One clear line for a person: what, and where. ``exit_code`` is what the command leaves with."""

    exit_code = 1


class BadInput(PantauError):
    exit_code = 3


class BadOutlet(PantauError):
    exit_code = 4


class NotFound(PantauError):
    exit_code = 5


class NewerSchema(PantauError):
    exit_code = 6


class BadWeights(PantauError):
    exit_code = 7


class Busy(PantauError):
    exit_code = 8


class NotSent(PantauError):
    exit_code = 9


class NotRead(PantauError):
    exit_code = 10


class OutOfTime(PantauError):
    exit_code = 11


class Differs(PantauError):
    exit_code = 12
