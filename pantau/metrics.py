"""The instance as Prometheus reads it: a text file for the node exporter, written whole or not at all.

Names follow prometheus.io/docs/practices/naming: a prefix, base units as suffix, ``_total`` for what only grows.
Gathers from the store's queries and from files; decides nothing.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterable
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from prometheus_client import CollectorRegistry, write_to_textfile
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, InfoMetricFamily, Metric

from pantau.alarm_file import read_alarms
from pantau.reporting import WELL, standing
from records import PantauError

if TYPE_CHECKING:
    from pantau.config import Config
    from store import Store

#: Counts of the store that are worth a line over time, by the name of the metric.
COUNTED = ("article", "story", "figure", "official", "quote", "subscriber")


class _Families:
    """What a registry collects: the families as they were made."""

    def __init__(self, families: list[Metric]) -> None:
        self._families = families

    def collect(self) -> Iterable[Metric]:
        return self._families


def write_metrics(settings: Config, path: Path, now: datetime) -> None:
    """Writes the file in place of the one before. Raises PantauError where the disk does not take it."""
    from pantau import instance

    with instance.open_store(settings, readonly=True) as store:
        families = families_of(settings, store, now)
    registry = CollectorRegistry()
    registry.register(_Families(families))
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        write_to_textfile(str(path), registry)
    except OSError as error:
        raise PantauError(f"{path}: {error.strerror or error}") from error


def families_of(settings: Config, store: Store, now: datetime) -> list[Metric]:
    """All metrics of an instance at this moment."""
    from store import asking, steps

    found = asking.status(store)
    return [
        *_runs(found["runs"], steps.run_outcomes(store)),
        *_steps(steps.past_steps(store)),
        *_network(found["network"]),
        *_outlets(found["outlets"]),
        *_contents(found),
        *_files(settings, now),
        *_alarms(settings),
    ]


def _runs(last: list[dict[str, Any]], outcomes: list[tuple[str, str, int]]) -> list[Metric]:
    started = _gauge("run_last_start_timestamp_seconds", "When a command last began.", "command")
    lasted = _gauge("run_last_duration_seconds", "How long the last run of a command took.", "command")
    ended = _gauge("run_last_success", "Whether the last finished run of a command went well.", "command")
    counted = CounterMetricFamily("pantau_runs", "Runs by what came of them.", labels=["command", "outcome"])
    for row in last:
        began = datetime.fromisoformat(row["started"])
        started.add_metric([row["command"]], began.timestamp())
        if row["finished"] is not None:
            took = datetime.fromisoformat(row["finished"]) - began
            lasted.add_metric([row["command"]], took.total_seconds())
            ended.add_metric([row["command"]], float(row["outcome"] == "ok"))
    for command, outcome, number in outcomes:
        counted.add_metric([command, outcome], number)
    return [started, lasted, ended, counted]


def _steps(past: Any) -> list[Metric]:
    good = _gauge("step_last_success_timestamp_seconds", "When a step of a run last went well.", "step")
    failing = _gauge("step_failing", "Whether the last attempt at a step failed.", "step")
    for step, before in sorted(past.items()):
        if before.ok is not None:
            good.add_metric([step], before.ok.timestamp())
        failing.add_metric([step], float(before.failing))
    return [good, failing]


def _network(row: dict[str, Any] | None) -> list[Metric]:
    reached = _gauge("network_reached", "Whether the last crawl reached anybody.")
    if row is None:
        return []
    reached.add_metric([], float(row["state"] == "reached"))
    return [reached]


def _outlets(rows: list[dict[str, Any]]) -> list[Metric]:
    well = _gauge("outlet_healthy", "Whether an outlet needs nobody to look at it.", "outlet")
    state = _gauge("outlet_state_info", "The health state of an outlet.", "outlet", "state")
    success = _gauge("outlet_last_success_timestamp_seconds", "When an outlet last answered well.", "outlet")
    news = _gauge("outlet_last_new_article_timestamp_seconds", "When an outlet last brought an article.", "outlet")
    for row in rows:
        well.add_metric([row["outlet"]], float(row["state"] in WELL))
        state.add_metric([row["outlet"], row["state"]], 1)
        for family, column in ((success, "last_success"), (news, "last_new")):
            if row[column] is not None:
                family.add_metric([row["outlet"]], datetime.fromisoformat(row[column]).timestamp())
    return [well, state, success, news]


def _contents(found: dict[str, Any]) -> list[Metric]:
    rows = _gauge("rows", "Rows of the store by what they are.", "table")
    for name in COUNTED:
        rows.add_metric([name], found["counts"][name])
    unread = GaugeMetricFamily("pantau_articles_unread", "Articles that wait to be analysed.", value=found["waiting"])
    mails = CounterMetricFamily("pantau_mails", "Mails by what came of them.", labels=["status"])
    for status in ("sent", "refused", "failed", "unknown"):  # a series that is missing raises no alert
        mails.add_metric([status], found["deliveries"].get(status, 0))
    about = InfoMetricFamily("pantau", "This instance.", {"schema": str(found["schema"]), "zone": found["zone"]})
    return [rows, unread, mails, about]


def _files(settings: Config, now: datetime) -> list[Metric]:
    from pantau.rotation import made_of

    size = settings.database.stat().st_size
    found = [
        GaugeMetricFamily("pantau_database_size_bytes", "Size of the database file.", value=size),
        GaugeMetricFamily(
            "pantau_disk_free_bytes", "Free space where the instance is.", value=shutil.disk_usage(settings.home).free
        ),
        GaugeMetricFamily("pantau_written_timestamp_seconds", "When these lines were made.", value=now.timestamp()),
    ]
    if settings.backup_folder.is_dir():
        made = [at for path in settings.backup_folder.iterdir() if (at := made_of(path.name)) is not None]
        newest = GaugeMetricFamily("pantau_backup_last_timestamp_seconds", "When the newest backup was made.")
        if made:
            newest.add_metric([], max(made).timestamp())
        found.append(newest)
    return found


def _alarms(settings: Config) -> list[Metric]:
    standing_now = standing(read_alarms(settings.home))
    raised = _gauge("alarms", "Troubles that stand, by what they are of.", "kind")
    for kind in ("run", "step", "network", "outlet"):
        raised.add_metric([kind], sum(alarm.key.partition(" ")[0] == kind for alarm in standing_now))
    return [raised]


def _gauge(name: str, text: str, *labels: str) -> GaugeMetricFamily:
    return GaugeMetricFamily(f"pantau_{name}", text, labels=labels)
