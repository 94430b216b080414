"""What an HTTP status or an exception of Scrapy is called in records.FetchStatus. Pure but for the guard's memory."""

from __future__ import annotations

import errno
import os
from urllib.parse import urlsplit

from scrapy.exceptions import (
    CannotResolveHostError,
    DownloadCancelledError,
    DownloadTimeoutError,
    IgnoreRequest,
)

from crawler.guard import GuardedResolver
from records import FetchStatus, PantauError

#: Want of file handles, memory or room: of a machine, not of a page.
_WANTS = frozenset(
    {errno.EMFILE, errno.ENFILE, errno.ENOMEM, errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EIO, errno.EROFS}
)


class PrivateAddress(IgnoreRequest):  # type: ignore[misc]
    """A request that would leave the public internet."""


class RobotsForbidden(IgnoreRequest):  # type: ignore[misc]
    """A request that robots.txt forbids, or about which it could not be asked."""


class HostAtRest(IgnoreRequest):  # type: ignore[misc]
    """A request to a host that asked for rest (429, 503, Retry-After) for longer than a crawl waits."""


def of_the_machine(error: BaseException) -> bool:
    """Whether an error, or one that it came from, says nothing of the page at which it was met, and would be met at the
    next one, too."""
    met: BaseException | None = error
    while met is not None:
        # Twisted's errors of connections carry the number of what the socket said as osError
        if isinstance(met, MemoryError) or getattr(met, "errno", getattr(met, "osError", None)) in _WANTS:
            return True
        met = met.__cause__ or met.__context__
    return False


def need_handles(count: int) -> None:
    """Raises PantauError where ``count`` more files cannot be open at once: a connection that fails for want of a
    handle looks like a host that fails."""
    held: list[int] = []
    try:
        for _ in range(count):
            held.append(os.open(os.devnull, os.O_RDONLY))
    except OSError as error:
        raise PantauError(
            f"{error.strerror}: this crawl needs {count} more at once ('ulimit -n' says how many a process may have)"
        ) from error
    finally:
        for handle in held:
            os.close(handle)


def answered(http_status: int) -> tuple[FetchStatus, str | None]:
    """The fetch status of an HTTP status."""
    if http_status == 200:
        return "ok", None
    if http_status == 304:
        return "not_modified", None
    if http_status in (404, 410):
        return "gone", f"HTTP {http_status}"
    return "http_error", f"HTTP {http_status}"


def failed(error: BaseException, url: str) -> tuple[FetchStatus, str]:
    """The fetch status of a request that was not answered, and why."""
    host = urlsplit(url).hostname or ""
    if isinstance(error, PrivateAddress):
        return "private_address", str(error)
    if isinstance(error, RobotsForbidden):
        if error.__cause__ is not None and not isinstance(error.__cause__, IgnoreRequest):
            status, reason = failed(error.__cause__, url)
            return status, f"robots.txt: {reason}"
        return "robots", str(error)
    if isinstance(error, CannotResolveHostError) and host in GuardedResolver.refused:
        return "private_address", f"{host}: {GuardedResolver.refused[host]}"
    if isinstance(error, DownloadTimeoutError):
        return "timeout", str(error)[:300] or "timed out"
    if isinstance(error, DownloadCancelledError):
        return "too_large", str(error)[:300]
    if isinstance(error, IgnoreRequest) and "DOWNLOAD_MAXSIZE" in str(error):  # unpacked it is too large
        return "too_large", str(error)[:300]
    if isinstance(error, IgnoreRequest):
        return "http_error", str(error)[:300] or "given up"
    return "unreachable", f"{type(error).__name__}: {str(error)[:300]}"
