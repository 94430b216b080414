"""The alarms of an instance on the disk: ``alarms.json`` in its folder, written whole or not at all.

No table: an alarm that the database is damaged, or cannot be written, has to be remembered too. What cannot be written
down is not mailed, or every run would mail it.
"""

from __future__ import annotations

import json
from dataclasses import asdict
from datetime import datetime
from pathlib import Path
from typing import Any

from pantau.alarms import Alarm
from records import BadInput, PantauError

NAME = "alarms.json"
_TIMES = ("since", "told", "ended", "mailed")


def read_alarms(home: Path) -> tuple[Alarm, ...]:
    """All alarms that are remembered, none where there is no file. Raises BadInput for a file that is no such."""
    path = home / NAME
    try:
        data = json.loads(path.read_text(encoding="utf-8"))
        return tuple(_alarm(row) for row in data["alarms"])
    except FileNotFoundError:
        return ()
    except OSError as error:
        raise PantauError(f"{path}: {error.strerror or error}") from error
    except (ValueError, KeyError, TypeError) as error:
        raise BadInput(f"{path} is no file of alarms ({error}): remove it, and what is wrong is told again") from error


def write_alarms(home: Path, alarms: tuple[Alarm, ...]) -> None:
    """Raises PantauError where the disk does not take it; the file before stays."""
    path = home / NAME
    part = path.with_name(f"{NAME}.part")
    rows = [{key: value.isoformat() if key in _TIMES and value else value for key, value in asdict(alarm).items()}
            for alarm in alarms]  # fmt: skip
    try:
        part.write_text(json.dumps({"alarms": rows}, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
        part.replace(path)
    except OSError as error:
        raise PantauError(f"{path}: {error.strerror or error}") from error


def _alarm(row: dict[str, Any]) -> Alarm:
    times = {name: datetime.fromisoformat(row[name]) for name in _TIMES if row[name] is not None}
    return Alarm(**(row | times))
