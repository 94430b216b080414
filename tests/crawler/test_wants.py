"""What a machine lacks (file handles, memory, room) is told apart from what is wrong with a page or a host."""

from __future__ import annotations

import errno
import os
import resource

import pytest
from twisted.internet.error import ConnectBindError, ConnectError

from crawler.failures import RobotsForbidden, need_handles, of_the_machine
from records import PantauError


def _from(error: BaseException, cause: BaseException) -> BaseException:
    error.__cause__ = cause
    return error


@pytest.mark.parametrize(
    ("error", "machine"),
    [
        (OSError(errno.EMFILE, "Too many open files"), True),
        (OSError(errno.ENOSPC, "No space left on device"), True),
        (MemoryError(), True),
        (ConnectBindError(errno.EMFILE, "Too many open files"), True),
        (_from(RobotsForbidden("x"), ConnectBindError(errno.EMFILE, "Too many open files")), True),
        (ConnectionRefusedError(errno.ECONNREFUSED, "Connection refused"), False),
        (ConnectError(errno.ECONNREFUSED, "Connection refused"), False),
        (TimeoutError(), False),
        (ValueError("x"), False),
    ],
    ids=repr,
)
def test_what_a_machine_lacks_is_no_fault_of_a_page(error: BaseException, machine: bool) -> None:
    assert of_the_machine(error) is machine


def test_a_crawl_without_file_handles_does_not_begin() -> None:
    need_handles(3)
    before = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (max(map(int, os.listdir("/proc/self/fd"))) + 2, before[1]))
    try:
        with pytest.raises(PantauError, match="Too many open files: this crawl needs 50 more at once"):
            need_handles(50)
    finally:
        resource.setrlimit(resource.RLIMIT_NOFILE, before)
    need_handles(3)
