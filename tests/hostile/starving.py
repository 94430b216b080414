"""Takes something from a run, from inside its process: called as a hook of benchmarks.warmed with its job.

``take``: "growth" (no file may grow beyond ``bytes``), "handles" (``more`` files beside those that are open),
"rights" (root no longer writes where the folder's modes forbid it), "patience" (a locked database is waited for
``seconds`` only).
"""

from __future__ import annotations

import ctypes
import os
import resource
from typing import Any


def take(job: dict[str, Any]) -> None:
    globals()[f"_{job['take']}"](job)


def _growth(job: dict[str, Any]) -> None:
    resource.setrlimit(resource.RLIMIT_FSIZE, (job["bytes"], job["bytes"]))


def _handles(job: dict[str, Any]) -> None:
    most = max(int(name) for name in os.listdir("/proc/self/fd")) + 1 + job["more"]
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))


def _rights(job: dict[str, Any]) -> None:
    """Root is above all modes by its capabilities: it gives them away."""
    del job
    if os.geteuid() == 0:
        head = (ctypes.c_uint32 * 2)(0x20080522, 0)
        if ctypes.CDLL(None, use_errno=True).capset(head, (ctypes.c_uint32 * 6)()) != 0:
            raise OSError(ctypes.get_errno(), "capset")


def _patience(job: dict[str, Any]) -> None:
    import store.database

    store.database.BUSY_SECONDS = job["seconds"]
