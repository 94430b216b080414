"""A digest as PDF: the very HTML of the mail, printed by a headless Chromium, where the machine has one. Effects only.

Of libraries that lay HTML out as PDF, those that know its styles need system libraries beside their wheels; so the
browser is an optional way, and its absence is told. Knows processes and files; it must not know what a digest says.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from pathlib import Path

from records import NotFound, PantauError

BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome", "msedge")
SECONDS = 120  # a digest takes two; the rest is for a machine under load


def browser(given: str | None = None) -> str:
    """The path of a Chromium: ``given`` (PANTAU_BROWSER), else one that the search path has. Raises NotFound."""
    for name in (given,) if given else BROWSERS:
        if found := shutil.which(name):
            return found
    wanted = f"'{given}' is no program here" if given else f"none of {', '.join(BROWSERS)} is installed"
    raise NotFound(
        f"a PDF needs a Chromium browser, and {wanted}: install one, or name it in PANTAU_BROWSER; or print the HTML"
        " of 'pantau digest preview' from any browser"
    )


def pdf(html: str, to: Path, program: str) -> None:
    """Writes the HTML as a PDF file. Nothing is fetched: a digest holds no picture and no script.

    Raises PantauError where the browser fails; ``to`` is then as it was.
    """
    with tempfile.TemporaryDirectory(prefix="pantau-pdf-") as folder:
        page, made = Path(folder) / "digest.html", Path(folder) / "digest.pdf"
        page.write_text(html, encoding="utf-8")
        # Chromium's sandbox does not start for root
        sandbox = ["--no-sandbox"] if hasattr(os, "geteuid") and os.geteuid() == 0 else []
        command = [
            program,
            "--headless",
            *sandbox,
            "--disable-gpu",
            "--no-pdf-header-footer",
            f"--user-data-dir={folder}/profile",
            f"--print-to-pdf={made}",
            page.as_uri(),
        ]
        try:
            done = subprocess.run(command, capture_output=True, text=True, timeout=SECONDS, check=False)
        except subprocess.TimeoutExpired as error:
            raise PantauError(f"{program} did not print the digest within {SECONDS} seconds") from error
        if done.returncode or not made.is_file():
            said = (done.stderr.strip().splitlines() or ["no word of why"])[-1]
            raise PantauError(f"{program} did not print the digest: {said}")
        shutil.copyfile(made, to)
