"""The PDF of a digest: with the browser of the machine where it has one, and a clear word where it has none."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from digest import printing
from records import NotFound, PantauError


def test_no_browser_is_told(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(NotFound, match="PANTAU_BROWSER"):
        printing.browser()
    with pytest.raises(NotFound, match="'nowhere' is no program"):
        printing.browser("nowhere")


def test_a_browser_that_fails_leaves_no_file(tmp_path: Path) -> None:
    program = tmp_path / "browser"
    program.write_text("#!/bin/sh\necho it broke >&2\nexit 3\n")
    program.chmod(0o755)
    with pytest.raises(PantauError, match="it broke"):
        printing.pdf("<p>a", tmp_path / "a.pdf", str(program))
    assert not (tmp_path / "a.pdf").exists()


@pytest.mark.skipif(not any(map(shutil.which, printing.BROWSERS)), reason="no Chromium here")
def test_a_pdf(tmp_path: Path) -> None:
    printing.pdf("<!DOCTYPE html><p>Digest of the week", tmp_path / "a.pdf", printing.browser())
    assert (tmp_path / "a.pdf").read_bytes().startswith(b"%PDF-")
