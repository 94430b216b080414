"""How quickly commands start, measured by what they load and not by seconds, which depend on the machine."""

from __future__ import annotations

import os
import subprocess
import sys
from importlib import import_module
from pathlib import Path

import pytest
import typer

import records
from pantau import cli
from store import Store

ROOT = Path(__file__).resolve().parents[2]
PROBE = (
    "import sys\nsys.argv = ['pantau', *sys.argv[1:]]\nfrom pantau import cli\n"
    "try:\n    cli.main()\nexcept SystemExit:\n    pass\n"
    "sys.stderr.write('LOADED ' + ' '.join(sorted(sys.modules)))\n"
)
#: What costs a tenth of a second and more to load, or brings such along. (lxml checks selectors of outlet files.)
HEAVY = {
    "torch", "spacy", "scrapy", "twisted", "numpy", "scipy", "sklearn", "datasette", "trafilatura",
    "transformers", "onnxruntime", "sentence_transformers", "sqlite_utils", "feedparser", "babel", "jinja2",
    "css_inline", "httpx", "prometheus_client",
}  # fmt: skip
#: Of ours: what only a crawl, an analysis, a mail or the desk needs.
OURS = {
    "crawler.crawl", "crawler.extraction.page", "digest.render", "digest.gather", "pantau.analyse", "browse.app",
    "nlp.pipeline", "digest.transport",
}  # fmt: skip
BESIDE = {"pantau.commands.gather", "pantau.commands.mail", "records.annotation", "records.official", "records.ledger"}


def loaded(home: Path, *arguments: str) -> set[str]:
    done = subprocess.run(
        [sys.executable, "-c", PROBE, *arguments], capture_output=True, text=True, check=True, cwd=ROOT,
        env=os.environ | {"PANTAU_HOME": str(home), "PYTHONPATH": str(ROOT)},
    )  # fmt: skip
    assert "Traceback" not in done.stderr
    return set(done.stderr.rpartition("LOADED ")[2].split())


@pytest.mark.parametrize(
    ("arguments", "besides"),
    [
        # help is made from signatures: of the records only the errors are needed, and nothing that draws boxes
        (("--help",), {"records.annotation", "store", "rich.markdown", "rich.console", "pydantic"}),
        # a command loads the signatures beside its own only, and of the records those that it speaks in
        (("status",), {"rich.markdown", "rich.progress", *BESIDE}),
        (("status", "--json"), {"rich.markdown", "rich.progress", "rich.table", *BESIDE}),
    ],
)
def test_what_a_quick_command_does_not_load(tmp_path: Path, arguments: tuple[str, ...], besides: set[str]) -> None:
    with Store(tmp_path / "pantau.db"):
        pass
    found = loaded(tmp_path, *arguments)
    assert "pantau.cli" in found
    assert found & (HEAVY | OURS | besides) == set()


@pytest.mark.parametrize(
    ("module", "left"),
    [
        ("pantau.analyse", {"spacy", "nlp.annotate", "nlp.pipeline", "onnxruntime"}),
        ("nlp.themes.meaning", {"scipy", "nlp.stories.window", "nlp.themes.scorer"}),
        ("crawler.replay", {"crawler.extraction.page", "trafilatura", "numpy", "py3langid"}),
    ],
)
def test_what_is_read_elsewhere_is_not_loaded_here(module: str, left: set[str]) -> None:
    """A second of an analysis and half of one of a replay, which reading processes take meanwhile; the other way round
    what settles stories is not loaded to read a text."""
    code = f"import sys, {module}; print(*sys.modules)"
    environment = os.environ | {"PYTHONPATH": str(ROOT)}
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, env=environment)
    assert module in done.stdout.split()
    assert left & set(done.stdout.split()) == set()


def test_each_command_is_found_where_the_table_says_and_each_record() -> None:
    for module, commands in cli.COMMANDS.items():
        made = typer.main.get_command(cli.whole([module]))
        assert sorted(made.commands) == sorted(commands.split())  # type: ignore[attr-defined]
    there = {path.stem for path in (ROOT / "pantau" / "commands").glob("*.py")}
    registering = {name for name in there if hasattr(import_module(f"pantau.commands.{name}"), "register")}
    nested = {"emergent", "post"}  # within "themes" and "digest"
    assert registering - nested == set(cli.COMMANDS)
    assert sorted(records.__all__) == sorted(records._WHERE)
    for name, module in records._WHERE.items():
        assert getattr(records, name) is getattr(import_module(f"records.{module}"), name)
    with pytest.raises(AttributeError, match="has no attribute 'Nothing'"):
        _ = records.Nothing


@pytest.mark.parametrize(
    ("arguments", "modules"),
    [
        (("status",), ["health"]),
        (("--home", "run", "status"), ["health"]),
        (("--log-format", "json", "load", "x"), ["shards"]),
        (("--home=x", "status"), list(cli.COMMANDS)),
        (("--help",), list(cli.COMMANDS)),
        (("nonsense",), list(cli.COMMANDS)),
        (("--home",), list(cli.COMMANDS)),
        ((), list(cli.COMMANDS)),
    ],
)
def test_which_commands_are_made(arguments: tuple[str, ...], modules: list[str]) -> None:
    made = typer.main.get_command(cli.only(arguments))
    wanted = [command for module in modules for command in cli.COMMANDS[module].split()]
    assert sorted(made.commands) == sorted(wanted)  # type: ignore[attr-defined]


def test_what_reading_one_text_does_not_load(tmp_path: Path) -> None:
    """torch would be half of it: reading needs the tagger and our rules, the encoder is for stories and themes."""
    (tmp_path / "text.txt").write_text("Minister Lim Ah Kow said exports rose 4.2 per cent in 2025.", encoding="utf-8")
    found = loaded(tmp_path, "annotate", str(tmp_path / "text.txt"))
    assert "nlp.annotate" in found
    heavy = {
        "torch",
        "transformers",
        "sentence_transformers",
        "scrapy",
        "twisted",
        "datasette",
        "trafilatura",
        "sklearn",
    }
    assert found & (heavy | {"store", "sqlite_utils", "crawler", "digest", "browse"}) == set()
