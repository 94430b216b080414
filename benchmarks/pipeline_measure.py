"""What a command takes with all its processes: seconds by the clock and of the processor, and memory at the peak.

Knows Linux (/proc); must not know what the command does.
"""

from __future__ import annotations

import contextlib
import ctypes
import os
import resource
import subprocess
import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent


@dataclass(frozen=True, slots=True, kw_only=True)
class Spent:
    """What one process and its children took. ``cpu``: seconds of all of them; ``peak``: MB of all at a time."""

    wall: float
    cpu: float
    peak: float


def measured(command: Sequence[str]) -> Spent:
    """Runs a command to its end. Raises CalledProcessError where it fails."""
    # Reading processes have a parent of their own, which outlives the command: it comes to this process then, to be
    # waited for, or its seconds would be counted nowhere (PR_SET_CHILD_SUBREAPER, Linux).
    ctypes.CDLL(None).prctl(36, 1, 0, 0, 0)
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    began, peak = time.perf_counter(), 0.0
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, env=environment) as process:
        said: list[bytes] = []
        assert process.stdout is not None
        reader = threading.Thread(target=lambda out=process.stdout: said.append(out.read()))
        reader.start()
        while process.poll() is None:
            peak = max(peak, memory(process.pid))
            time.sleep(0.25)
        wall = time.perf_counter() - began
        reader.join()
    if process.returncode:
        raise subprocess.CalledProcessError(process.returncode, command, b"".join(said))
    with contextlib.suppress(ChildProcessError):  # until none is left
        while True:
            os.wait()
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return Spent(wall=wall, cpu=cpu, peak=peak)


def memory(pid: int) -> float:
    """MB that a process and its children hold; shared pages are counted once. 0 where it is gone."""
    total = 0.0
    try:
        for line in Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines():
            if line.startswith("Pss:"):
                total = int(line.split()[1]) / 1024
        children = " ".join(path.read_text() for path in Path(f"/proc/{pid}/task").glob("*/children")).split()
    except OSError:  # it ended while it was looked at
        return total
    return total + sum(memory(int(child)) for child in children)
