"""Where an instance keeps its things and how it is set up: the home folder and its pantau.toml.

Pure but for reading one file. A secret (SMTP password) is never here: it comes from the environment.
"""

from __future__ import annotations

import os
import tomllib
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pantau.retention import LEAST_MONTHS, Policy
from records import BadInput

CONFIG_NAME = "pantau.toml"

TEMPLATE = """\
# Pantau's settings. Every line may be left out: these are the defaults.

zone = "Asia/Kuala_Lumpur"     # weeks run Monday to Sunday here
contact = ""                   # an address in the User-Agent, so that an outlet can write to you
outlets = []                   # ids to crawl, or ["all"]; empty: the ones that 'pantau outlets' marks as crawled
# outlets_folder = "outlets"   # your own outlet files, beside the ones that come with Pantau
# themes_file = "themes.toml"  # your own themes; they override or add
# encoder = "..."              # any sentence-transformers name or folder; needs pantau[encoders]
# spacy_model = "..."          # any spaCy pipeline, by name or folder
# proxy = "http://..."         # an HTTP proxy for the crawl
# frontier = "redis://..."     # a frontier that several crawlers share (docs/scaling.md); else this database
# browser = "/usr/bin/chromium" # renders outlets that say render = true; else Chromium or Chrome of this machine
log_format = "text"            # what commands say while they work: text, or json (a line an object, by OpenTelemetry)
# metrics_file = "pantau.prom" # where each run writes metrics for Prometheus' node exporter; the name ends in .prom
run_minutes = 120              # that one 'run' may take; what is not done then is left for the next; 0: no limit
page_seconds = 20              # of the processor, to read one page; one that takes more is refused and says so
desk_url = "http://127.0.0.1:8001"   # where readers reach the desk; links in the digest point there
subscribe_form = false         # whether anybody may ask for the digest at desk_url/-/subscribe (double opt-in)
backup_folder = "backups"      # where 'backup' keeps copies of the database; best on another disk
backup_hour = 3                # the hour from which 'run' makes each day's backup; -1: never by itself
backups_daily = 7              # of so many last days, weeks and months with a backup the newest one stays
backups_weekly = 4
backups_monthly = 6

[retention]                    # what 'prune' lets go of; what has no line here stays for good
# texts_months = 24            # texts and vectors of stories last told longer ago; figures, posts, quotations and their
                               # sentences stay
# vectors_months = 12          # vectors, sooner than texts: such articles keep the themes that they have
# fetches_months = 12          # the log of requests, but for those that a text rests on
# links_months = 12            # links that are not to be asked again
# warc_gb = 50.0               # all WARC files together; the oldest go first

[desk]
open = "local"                 # who reads without a login: local (this machine alone), nobody, everybody
# user_header = "X-Remote-User"      # the header in which a proxy with a login of its own names who asks
# proxies = ["127.0.0.1", "::1"]     # where such a proxy stands; the header counts from nowhere else

[mail]
sender = "pantau@localhost"
host = "localhost"
port = 25
tls = "none"                   # none, starttls, tls; user and password: PANTAU_SMTP_USER, PANTAU_SMTP_PASSWORD,
                               # or a file of yours alone that PANTAU_SMTP_LOGIN names
per_minute = 0                 # mails a minute at most; 0: as fast as the server takes them
# unsubscribe = "leave@..."    # where mails that unsubscribe go, beside the link; 'digest bounces' reads them too
# operator = "ops@..."         # who is told when a run fails or an outlet dies: once, and once when it is over
# bounces = "Maildir"          # Maildir or mbox file that 'run' and 'digest bounces' read
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Mail:
    sender: str = "pantau@localhost"
    host: str = "localhost"
    port: int = 25
    tls: str = "none"
    per_minute: int = 0
    unsubscribe: str | None = None
    operator: str | None = None
    bounces: Path | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Desk:
    open: str = "local"
    user_header: str | None = None
    proxies: tuple[str, ...] = ("127.0.0.1", "::1")


@dataclass(frozen=True, slots=True, kw_only=True)
class Config:
    """One instance. Paths are absolute."""

    home: Path
    zone: str = "Asia/Kuala_Lumpur"
    contact: str = ""
    outlets: tuple[str, ...] = ()
    outlets_folder: Path | None = None
    themes_file: Path | None = None
    encoder: str | None = None
    spacy_model: str | None = None
    proxy: str | None = None
    frontier: str | None = None
    browser: str | None = None
    log_format: str = "text"
    metrics_file: Path | None = None
    run_minutes: int = 120  # judgement: an hour of polling and as long for reading what a long silence left
    page_seconds: int = 20  # the longest of 91 real pages takes 0.7
    desk_url: str = "http://127.0.0.1:8001"
    subscribe_form: bool = False
    backup_folder: Path = Path("backups")
    backup_hour: int = 3
    backups_daily: int = 7
    backups_weekly: int = 4
    backups_monthly: int = 6
    mail: Mail = field(default_factory=Mail)
    desk: Desk = field(default_factory=Desk)
    retention: Policy = field(default_factory=Policy)

    def __post_init__(self) -> None:
        object.__setattr__(self, "backup_folder", (self.home / self.backup_folder).resolve())

    @property
    def database(self) -> Path:
        return self.home / "pantau.db"

    @property
    def archive(self) -> Path:
        return self.home / "warc"

    @property
    def digests(self) -> Path:
        return self.home / "digests"


def home_folder(given: Path | None) -> Path:
    """The home folder: as given, else PANTAU_HOME, else ``var`` in the current folder."""
    return (given or Path(os.environ.get("PANTAU_HOME") or "var")).resolve()


def load(home: Path) -> Config:
    """Reads ``home/pantau.toml``; defaults where there is none. Raises BadInput naming file and key."""
    path = home / CONFIG_NAME
    if not path.exists():
        return Config(home=home)
    try:
        data = tomllib.loads(path.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise BadInput(f"{path}: {error}") from error
    mail = _table(path, "mail", data.pop("mail", {}), Mail)
    desk = _table(path, "desk", data.pop("desk", {}), Desk)
    retention = _table(path, "retention", data.pop("retention", {}), Policy)
    values = _table(path, "", data, Config)
    for name in ("outlets_folder", "themes_file"):
        if name in values:
            found = (home / values[name]).resolve()
            if not found.exists():
                raise BadInput(f"{path}: {name} = '{values[name]}' does not exist")
            values[name] = found
    if "metrics_file" in values:
        values["metrics_file"] = (home / values["metrics_file"]).resolve()
        if values["metrics_file"].suffix != ".prom":
            raise BadInput(
                f"{path}: metrics_file = '{values['metrics_file'].name}': the node exporter reads *.prom only"
            )
    if "backup_folder" in values:
        values["backup_folder"] = Path(values["backup_folder"])
    if "outlets" in values:
        values["outlets"] = tuple(values["outlets"])
    if "bounces" in mail:
        mail["bounces"] = (home / mail["bounces"]).resolve()
    if "proxies" in desk:
        desk["proxies"] = tuple(desk["proxies"])
    config = Config(home=home, mail=Mail(**mail), desk=Desk(**desk), retention=Policy(**retention), **values)
    try:
        ZoneInfo(config.zone)
    except (ZoneInfoNotFoundError, ValueError) as error:
        raise BadInput(f"{path}: zone = '{config.zone}' is no time zone") from error
    if config.page_seconds < 1:
        raise BadInput(f"{path}: page_seconds = {config.page_seconds}: at least 1")
    for name in ("backups_daily", "backups_weekly", "backups_monthly"):
        if not 0 <= getattr(config, name) <= 1000:
            raise BadInput(f"{path}: {name} = {getattr(config, name)}: 0 to 1000")
    for name, value in retention.items():
        least = LEAST_MONTHS if name.endswith("_months") else 0.01
        if not least <= value <= 100_000:
            raise BadInput(f"{path}: retention.{name} = {value}: {least} or more; without the line it stays for good")
    if not -1 <= config.backup_hour <= 23:
        raise BadInput(f"{path}: backup_hour = {config.backup_hour}: 0 to 23, or -1 for never")
    if not 0 <= config.run_minutes <= 10_000:
        raise BadInput(f"{path}: run_minutes = {config.run_minutes}: 0 (no limit) to 10000")
    if config.log_format not in ("text", "json"):
        raise BadInput(f"{path}: log_format = '{config.log_format}': text or json")
    if config.mail.tls not in ("none", "starttls", "tls"):
        raise BadInput(f"{path}: mail.tls = '{config.mail.tls}': none, starttls or tls")
    if config.desk.open not in ("local", "nobody", "everybody"):
        raise BadInput(f"{path}: desk.open = '{config.desk.open}': local, nobody or everybody")
    if not 0 <= config.mail.per_minute <= 10_000:
        raise BadInput(f"{path}: mail.per_minute = {config.mail.per_minute}: 0 (no limit) to 10000")
    return config


_TYPES: dict[str, Any] = {
    "port": int,
    "per_minute": int,
    "page_seconds": int,
    "run_minutes": int,
    "backup_hour": int,
    "backups_daily": int,
    "backups_weekly": int,
    "backups_monthly": int,
    "texts_months": int,
    "vectors_months": int,
    "fetches_months": int,
    "links_months": int,
    "warc_gb": (int, float),
    "outlets": list,
    "proxies": list,
    "subscribe_form": bool,
}


def _table(path: Path, table: str, data: Any, shape: Any) -> dict[str, Any]:
    """The checked settings of one table. Raises BadInput naming file and key."""
    prefix = f"{table}." if table else ""
    if not isinstance(data, dict):
        raise BadInput(f"{path}: {table} must be a table")
    known = {item.name for item in fields(shape)} - {"home", "mail", "desk", "retention"}
    for key, value in data.items():
        if key not in known:
            raise BadInput(f"{path}: unknown setting '{prefix}{key}'")
        wanted = _TYPES.get(key, str)
        if isinstance(value, bool) != (wanted is bool):
            raise BadInput(f"{path}: {prefix}{key} must be a {_word(wanted)}")
        if not isinstance(value, wanted) or (wanted is list and not all(isinstance(item, str) for item in value)):
            raise BadInput(f"{path}: {prefix}{key} must be a {_word(wanted)}")
    return dict(data)


def _word(wanted: Any) -> str:
    """What a setting must be, in words."""
    if wanted is list:
        return "list of strings"
    return "number" if isinstance(wanted, tuple) else str(wanted.__name__)
