"""Where the data of models/ lies, and whether it is what it was when it was pinned.

Knows files, packages and SHA-256 only; must not know what a model computes, and imports no model library.
"""

from __future__ import annotations

import hashlib
import importlib.util
import tomllib
from pathlib import Path
from typing import Any

from records import BadWeights

FOLDER = Path(__file__).resolve().parent
WEIGHTS = FOLDER / "weights.toml"


def path(name: str) -> Path:
    """The file ``name`` (relative to models/, as ``stories/pairs.json``). Raises BadWeights where it is not there."""
    found = FOLDER / name
    if not found.is_file():
        raise BadWeights(f"{found}: file is missing; it belongs to this checkout")
    return found


def sha256(file: Path) -> str:
    """SHA-256 of a file's bytes, in hex."""
    with file.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def verify(name: str, folder: Path, pins: Path = WEIGHTS) -> None:
    """Checks every pinned file of the weights ``name`` under ``folder``.

    Raises BadWeights, naming the file, where one is missing or is not what was pinned, or where ``name`` has no pin.
    """
    for relative, pinned in _pinned(name, pins)["files"].items():
        file = folder / relative
        if not file.is_file():
            raise BadWeights(f"{file}: file of the weights '{name}' is missing; install its package again")
        found = sha256(file)
        if found != pinned:
            raise BadWeights(
                f"{file}: SHA-256 is {found}, but {pins.name} pins {pinned} for '{name}'; "
                "install its package again, or pin the new weights if the change is meant"
            )


def installed(name: str, pins: Path = WEIGHTS) -> Path:
    """The folder of weights that come as a package, after ``verify``. The package itself is not imported."""
    entry = _pinned(name, pins)
    package = str(entry["package"])
    spec = importlib.util.find_spec(package)
    if spec is None or not spec.submodule_search_locations:
        raise BadWeights(f"package '{package}' is not installed; it brings the weights '{name}'")
    folder = Path(next(iter(spec.submodule_search_locations))) / str(entry.get("folder", "."))
    verify(name, folder, pins)
    return folder


def _pinned(name: str, pins: Path) -> dict[str, Any]:
    with pins.open("rb") as stream:
        entries: list[dict[str, Any]] = tomllib.load(stream).get("weights", [])
    for entry in entries:
        if entry["name"] == name:
            return entry
    raise BadWeights(f"{pins}: no weights named '{name}'; it pins {', '.join(e['name'] for e in entries)}")
