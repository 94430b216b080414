# ruff: noqa: F811, F401 - fixtures of another file
"""Every shell block of the README runs, in a folder of its own and without the network.

The two make commands are what CI itself runs.
"""

from __future__ import annotations

import io
import os
import re
import shlex
import shutil
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path

import pytest
from test_cli import Run, pantau
from test_run_mails import OUTLET, closed_port

from tests.crawler.server import Web, serving

ROOT = Path(__file__).resolve().parents[2]
README = (ROOT / "README.md").read_text(encoding="utf-8")
LINES = [line.partition("  #")[0].strip() for line in re.findall(r"(?m)^ {4}(\S.*)$", README)]
PANTAU = ".venv/bin/pantau"


def test_the_blocks_are_what_is_expected() -> None:
    rest = [line for line in LINES if PANTAU not in line]
    assert rest[:2] == ["make demo", "make test"]
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    assert all(re.search(rf"(?m)^{line.split()[1]}:", makefile) for line in rest[:2])
    assert rest[2:] == []
    assert [shlex.split(line.rpartition("|")[2])[1] for line in LINES if PANTAU in line] == [
        "init", "outlets", "run", "browse", "digest", "replay", "annotate",
    ]  # fmt: skip


def process(arguments: list[str], folder: Path) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-m", "pantau", *arguments], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
        cwd=folder, env=os.environ | {"PYTHONPATH": str(ROOT), "OMP_NUM_THREADS": "1", "PYTHONUNBUFFERED": "1"},
    )  # fmt: skip


@pytest.mark.timeout(300)
def test_they_run_one_after_another(pantau: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """As a reader would type them, in one folder. Commands that need no process of their own are run in this one."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("PANTAU_HOME")
    (tmp_path / "var" / "outlets").mkdir(parents=True)
    (tmp_path / "var" / "outlets" / "kinta-post.toml").write_text(OUTLET, encoding="utf-8")
    with serving(Web()) as web:
        (tmp_path / "var" / "pantau.toml").write_text(
            f'outlets = ["kinta-post"]\noutlets_folder = "outlets"\nproxy = "{web.url("/")}"\n', encoding="utf-8"
        )
        for line in LINES:
            if PANTAU not in line:
                continue
            said, _, command = line.rpartition("|")
            arguments = shlex.split(command)[1:]
            if arguments[0] == "run":
                with process(arguments, tmp_path) as running:
                    out = running.communicate(timeout=120)[0]
                assert running.returncode == 0, out
                assert "Crawled" in out
                shutil.copy(next((tmp_path / "var" / "warc").glob("*.warc.gz")), tmp_path / "pages.warc.gz")
            elif arguments[0] == "browse":
                _browse([*arguments, "--port", str(closed_port())], tmp_path)
            else:
                monkeypatch.setattr(sys, "stdin", _typed(said))
                done = pantau(*arguments)
                assert done.code == 0, (line, done.err)
                assert done.out, line
    assert list((tmp_path / "var" / "digests").glob("*.html"))


def _typed(said: str) -> io.TextIOWrapper:
    """What stands before the bar: ``echo "..."``."""
    return io.TextIOWrapper(io.BytesIO(" ".join(shlex.split(said)[1:]).encode()))


def _browse(arguments: list[str], folder: Path) -> None:
    """The desk answers, and ends when it is asked to."""
    with process(arguments, folder) as desk:
        try:
            assert desk.stdout is not None
            for line in desk.stdout:  # ends with the process, at the latest at the test's own limit
                if "Uvicorn running" in line or "The desk is at" in line:
                    break
            for _ in range(100):
                try:
                    with urllib.request.urlopen(f"http://127.0.0.1:{arguments[-1]}/", timeout=20) as answer:
                        assert answer.status == 200
                        return
                except urllib.error.URLError as error:
                    if not isinstance(error.reason, ConnectionRefusedError):
                        raise
                time.sleep(0.2)
            raise AssertionError("the desk did not answer")
        finally:
            desk.send_signal(signal.SIGINT)
            desk.communicate(timeout=60)
