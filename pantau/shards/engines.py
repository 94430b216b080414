"""Who makes the shards: processes of this machine, or tasks of a Ray cluster. Both run the same function of a part.

An engine knows no row and no store. A process that is killed is replaced and its part begun again; a driver that is
killed is started again by a person and finds what is done. Ray is imported only when it is asked for.
"""

from __future__ import annotations

import multiprocessing
import threading
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed
from concurrent.futures.process import BrokenProcessPool
from typing import Any, Literal

from pantau.reading_ahead import end_with_parent, submitted
from pantau.shards.plan import Part
from pantau.shards.work import Job, make
from records import PantauError

Engine = Literal["local", "ray"]
TRIES = (
    3  # of a part whose process ends: what ends a process three times over is in the page, or the machine is too small
)


def run(engine: Engine, job: Job, parts: Sequence[Part], processes: int, address: str | None = None) -> Iterator[str]:
    """Makes the shards of ``parts``; gives the name of each as it is done. Raises PantauError where a part fails:
    what is done is kept, and starting again goes on from there."""
    return _ray(job, parts, processes, address) if engine == "ray" else _local(job, parts, processes)


def _local(job: Job, parts: Sequence[Part], processes: int) -> Iterator[str]:
    if processes == 1:
        yield from (make(job, part) for part in parts)
        return
    left, tries = list(parts), 0
    while left:
        tries += 1
        context = multiprocessing.get_context("spawn")
        with ProcessPoolExecutor(processes, context, initializer=_watch_parent) as pool:
            try:
                waiting = {submitted(pool, make, job, part): part for part in left}
                for done in as_completed(waiting):
                    name = done.result()
                    left.remove(waiting[done])
                    yield name
            except BrokenProcessPool as error:
                # A process that was being started when another ended is not ended with the pool (CPython 3.11), which
                # would wait for it without end.
                for child in multiprocessing.active_children():
                    child.terminate()
                if tries == TRIES:
                    raise PantauError(
                        f"a process that reads an archive ended {TRIES} times (out of memory?);"
                        f" {len(parts) - len(left)} of {len(parts)} shards are done and kept: start again, with fewer"
                        " '--processes' where memory is short"
                    ) from error
            except BaseException:
                pool.shutdown(cancel_futures=True)
                raise


def _watch_parent() -> None:
    threading.Thread(target=end_with_parent, daemon=True).start()


def _ray(job: Job, parts: Sequence[Part], processes: int, address: str | None) -> Iterator[str]:
    ray = _import_ray()
    here = {} if address else {"num_cpus": processes, "_node_ip_address": "127.0.0.1", "include_dashboard": False}
    try:
        ray.init(address=address, log_to_driver=False, logging_level="ERROR", **here)
    except Exception as error:  # Ray raises bare Exceptions where a node does not start
        raise PantauError(f"Ray does not start: {error}") from error
    try:
        task = ray.remote(num_cpus=1, max_retries=TRIES)(make)
        told = ray.put(job)
        waiting = [task.remote(told, part) for part in parts]
        while waiting:
            ready, waiting = ray.wait(waiting)
            yield from ray.get(ready)
    except ray.exceptions.RayTaskError as error:
        raise _cause(error) from error
    except ray.exceptions.RayError as error:
        raise PantauError(f"Ray: {error}; the shards that are done are kept: start again") from error
    finally:
        ray.shutdown()


def _cause(error: Any) -> PantauError:
    """The task's own error where it says what a person can act on."""
    return error.cause if isinstance(error.cause, PantauError) else PantauError(f"Ray: {error.cause!r}")


def _import_ray() -> Any:
    try:
        import ray
    except ImportError as error:
        raise PantauError("'--engine ray' needs Ray: 'pip install pantau[ray]'; '--engine local' needs none") from error
    return ray
