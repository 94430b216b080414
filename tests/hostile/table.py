"""Writes docs/security.md from what the tests of the attacks find: ``python -m tests.hostile.table``.

Runs every test that tests.hostile.attacks names (``--quick``: without those of ``make test-hostile``, whose outcomes
stay as they were) and counts, for each attack, the cases that passed, failed and were skipped. Ends with 1 where one
failed. The page without outcomes is a pure function of the table, which test_attack_table compares with the file.
"""

from __future__ import annotations

import re
import sys
from collections import Counter
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from tests.hostile.attacks import ATTACKS, GROUPS, Attack

ROOT = Path(__file__).resolve().parents[2]
PAGE = ROOT / "docs" / "security.md"
OPENING = """# Security

What strangers may try, and what Pantau does about it. Each line is tried by tests against real servers on loopback; the
page is made from their outcomes by `python -m tests.hostile.table`, and a test fails where it does not list them all.
`cases` are those that passed on the day named below; what runs in `make test-hostile` only is marked with *.
"""
CLOSING = """
## Where this ends

- Who may write into the database file or `pantau.toml` can do anything: their folder is the operator's to protect.
- A proxy that is set for the crawl resolves names itself, so that only addresses that are private as written are
  refused; let it refuse the others.
- Look-alike letters in the name of a host (homoglyphs) are shown as the outlet wrote them; links lead to the host in
  its ASCII form.
- Secrets in the addresses of pages are cut by name (`crawler/canonical.py`) or where they are a JSON Web Token. Another
  value under a bare `token=`, `key=` or `sig=` is kept, since it may be what names the page; and the WARC keeps each
  address as it was asked for or redirected to.
- Of the known vulnerabilities of the locked packages only those of before October 2024 were looked through: 118
  records of PyPA's advisory database (commit 3ccb612) are about the 185 packages, two name the locked version:
  CVE-2023-40570 is of pages that datasette has in its 1.0 alphas only, CVE-2017-14158 of pipelines for files, which
  Pantau does not use.
  `make audit` asks for all of them where it can: on 2026-11-27 with pip-audit 2.10.1 neither of its services answered.
  Without `--strict` it then says "No known vulnerabilities found" and ends with 0; so it asks with it, and fails.
"""


def page(outcomes: Mapping[Attack, str], measured: str) -> str:
    """The whole page. ``outcomes``: what stands in the last column; ``measured``: the line about when and where."""
    lines = [OPENING, measured, ""]
    for number, name in GROUPS.items():
        lines += [f"## {number}. {name}", "", "| tried | what happens | cases |", "|---|---|---|"]
        for attack in ATTACKS:
            if attack.group == number:
                mark = "*" if attack.suite == "test-hostile" else ""
                cells = (attack.what + mark, attack.then, outcomes.get(attack, "not run"))
                lines.append("| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |")
        lines.append("")
    return "\n".join(lines).rstrip() + "\n" + CLOSING


def without_outcomes(text: str) -> str:
    """A page with its last columns and its date blank, so that two can be compared."""
    text = re.sub(r"^Measured.*$", "Measured", text, flags=re.MULTILINE)
    return re.sub(r"\| [^|\n]* \|$", "| |", text, flags=re.MULTILINE)


def read_outcomes(text: str) -> dict[Attack, str]:
    """What a page says of each attack that it lists."""
    found = {}
    for attack in ATTACKS:
        mark = "*" if attack.suite == "test-hostile" else ""
        start = f"| {(attack.what + mark).replace('|', chr(92) + '|')} | {attack.then.replace('|', chr(92) + '|')} | "
        for line in text.splitlines():
            if line.startswith(start):
                found[attack] = line[len(start) :].removesuffix(" |")
    return found


class _Counting:
    """A plugin of pytest: the outcome of each case, by file::function."""

    def __init__(self) -> None:
        self.found: dict[str, Counter[str]] = {}

    def pytest_runtest_logreport(self, report: Any) -> None:
        if report.when == "call" or report.outcome != "passed":
            name = report.nodeid.split("[")[0].removeprefix("tests/")
            self.found.setdefault(name, Counter())[report.outcome] += 1


def measured(tests: list[str], quick: bool) -> tuple[int, dict[str, Counter[str]]]:
    import pytest

    counting = _Counting()
    which = "not hostile" if quick else "hostile or not hostile"
    code = pytest.main(["-m", which, "-p", "no:randomly", *tests], plugins=[counting])
    return int(code), counting.found


def said(counts: Counter[str]) -> str:
    return ", ".join(f"{counts[name]} {name}" for name in ("passed", "failed", "skipped") if counts[name]) or "not run"


def main() -> int:
    quick, words = "--quick" in sys.argv[1:], [word for word in sys.argv[1:] if not word.startswith("--")]
    before = read_outcomes(PAGE.read_text(encoding="utf-8")) if PAGE.exists() else {}

    def wanted(attack: Attack) -> bool:
        meant = not words or all(any(word in name.split("::")[0] for word in words) for name in attack.tests)
        return meant and not (quick and attack.suite == "test-hostile")

    rows = [attack for attack in ATTACKS if wanted(attack)]
    tests = sorted({f"tests/{name}" for attack in rows for name in attack.tests})
    code, found = measured(tests, quick)
    outcomes = {attack: before.get(attack, "not run") for attack in ATTACKS}
    for attack in rows:
        total: Counter[str] = Counter()
        for name in attack.tests:
            total += found.get(name, Counter())
        outcomes[attack] = said(total)
    when = f"Measured on {datetime.now(UTC):%Y-%m-%d} with Python {sys.version.split()[0]}."
    PAGE.write_text(page(outcomes, when), encoding="utf-8")
    sys.stdout.write(f"{PAGE}: {len(rows)} attacks, {sum(sum(c.values()) for c in found.values())} cases\n")
    return code


if __name__ == "__main__":
    sys.exit(main())
