"""What went wrong with the machine and not with Pantau, as one line for who can mend it. Knows no command."""

from __future__ import annotations

from records import PantauError

#: Primary result codes (sqlite.org/rescode.html): BUSY, LOCKED, NOMEM, READONLY, IOERR, CORRUPT, FULL, CANTOPEN.
SQLITE = frozenset({5, 6, 7, 8, 10, 11, 13, 14})
MEND = "when that is mended, start it again: it goes on"


def of_the_machine(error: BaseException) -> PantauError | None:
    """No room, no right, no file handle, no memory, a database that cannot be read: said plainly. None for anything
    else: that is a fault of Pantau's own."""
    if isinstance(error, OSError):
        where = f": {error.filename}" if error.filename else ""
        return PantauError(f"{error.strerror or error}{where}; {MEND}")
    if isinstance(error, MemoryError):
        return PantauError(f"no memory is left; {MEND}")
    code = getattr(error, "sqlite_errorcode", None)
    if isinstance(code, int) and code & 0xFF in SQLITE:
        return PantauError(f"the database: {error}; {MEND}")
    return None
