"""The command line as a user meets it: public shapes, one clear line for each fault, an exit code of its own."""

from __future__ import annotations

import json
import os
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from importlib import metadata
from pathlib import Path
from typing import Any

import pytest

from pantau import cli

TEXT = """KUCHING, Sept 3 (Nusa Wire) -- Sarawak exported RM12.5 billion of solar panels in 2025, up 4.2 per cent, \
said Premier Datuk Patinggi Jugah Lasong.

"We will build 300MW more in Sarawak," Jugah told reporters.

Also Read: Johor Approves 900M Plan For Ports
"""


class Outcome:
    def __init__(self, code: int, out: str, err: str) -> None:
        self.code, self.out, self.err = code, out, err

    def rows(self) -> list[dict[str, Any]]:
        return [json.loads(line) for line in self.out.splitlines()]


Run = Callable[..., Outcome]


@pytest.fixture
def pantau(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path) -> Run:
    """Runs ``pantau`` in this process, with a home folder of its own."""
    monkeypatch.setenv("PANTAU_HOME", str(tmp_path / "home"))

    def run(*arguments: object) -> Outcome:
        monkeypatch.setattr(sys, "argv", ["pantau", *map(str, arguments)])
        code = 0
        try:
            cli.main()
        except SystemExit as leaving:
            code = leaving.code if isinstance(leaving.code, int) else 0
        captured = capsys.readouterr()
        return Outcome(code, captured.out, captured.err)

    return run


def test_it_says_which_version_it_is(pantau: Run) -> None:
    said = pantau("--version")
    assert said.code == 0
    assert said.out == f"pantau {metadata.version('pantau')}\n"


def test_annotate_prints_the_public_shape(pantau: Run, tmp_path: Path) -> None:
    (tmp_path / "text.txt").write_text(TEXT, encoding="utf-8")
    done = pantau("annotate", tmp_path / "text.txt", "--published", "2026-09-03", "--json")
    assert done.code == 0
    (row,) = done.rows()
    assert list(row) == ["id", "language", "entities", "officials", "places", "figures", "quotes"]
    wanted = {
        "entities": "label text start end",
        "officials": "name resolved_from role organisation organisation_short status public_office start end sentence"
        " confidence",
        "places": "code name text start end confidence",
        "figures": "text start end sentence value low high from to unit kind measures concept owner period change"
        " status twin confidence",
        "quotes": "text start end sentence kind cue speaker official confidence",
    }
    for kind, fields in wanted.items():
        assert row[kind], kind
        for item in row[kind]:
            assert set(fields.split()) <= set(item), kind
            assert TEXT[item["start"] : item["end"]] == item["text"] if "text" in item else True
            assert item["sentence"] in TEXT if "sentence" in item else True
    officials = {(o["name"], o["role"], o["resolved_from"]) for o in row["officials"]}
    assert officials == {("Jugah Lasong", "Premier", None), ("Jugah Lasong", "Premier", "Jugah")}
    assert {place["code"] for place in row["places"]} == {"MY-13"}
    figures = {(f["text"], f["value"], f["unit"]) for f in row["figures"]}
    assert figures == {
        ("RM12.5 billion", "12500000000", "MYR"),
        ("4.2 per cent", "4.2", "percent"),
        ("300MW", "300", "MW"),
    }
    assert [(q["kind"], q["official"]) for q in row["quotes"] if q["kind"] == "direct"] == [("direct", "Jugah Lasong")]


def test_annotate_reads_rows(pantau: Run, tmp_path: Path) -> None:
    rows = [
        {"id": 7, "text": "Perak menerima pelaburan RM2 bilion, kata Menteri Besar Datuk Wan Salleh Wan Omar."},
        {"id": "b", "text": "Nothing to see.", "language": "en", "published": "2026-09-01"},
    ]
    path = tmp_path / "rows.jsonl"
    path.write_text("\n".join(map(json.dumps, rows)), encoding="utf-8")
    done = pantau("annotate", path, "--json")
    assert [row["id"] for row in done.rows()] == [7, "b"]
    first = done.rows()[0]
    assert first["language"] == "ms"
    assert [f["value"] for f in first["figures"]] == ["2000000000"]


def test_extract_prints_a_row_for_every_page_in_order(pantau: Run, tmp_path: Path) -> None:
    paragraph = "The council of Lower Ambang said on Monday that it had mended forty bridges since the flood. " * 4
    body = f"<h1>Bridges mended</h1>{f'<p>{paragraph}</p>' * 4}"
    good = f"<html><head><title>Bridges mended</title></head><body><article>{body}</article></body></html>"
    (tmp_path / "good.html").write_text(good, encoding="utf-8")
    (tmp_path / "empty.html").write_text("<html><body></body></html>", encoding="utf-8")
    (tmp_path / "pages.jsonl").write_text(
        "\n".join(
            json.dumps({"path": name, "url": f"https://news.example/{name}"}) for name in ("empty.html", "good.html")
        ),
        encoding="utf-8",
    )
    done = pantau("extract", tmp_path / "pages.jsonl", "--json")
    assert done.code == 0
    refused, read = done.rows()
    fields = "path url title authors published modified section language body paywalled refused reason".split()
    fields += "credited agency dateline dateline_day image evidence missed".split()
    assert list(refused) == fields
    assert list(read) == fields
    assert refused["refused"] is True
    assert refused["reason"]
    assert refused["body"] == ""
    assert (read["refused"], read["title"], read["language"]) == (False, "Bridges mended", "en")


def test_cluster_prints_stories_copies_and_five_themes(pantau: Run, tmp_path: Path) -> None:
    text = (
        "The harbour board of Tanjung Lumut opened a data centre of 40MW on Friday, cooled by sea water. Engineers "
        "said the halls hold nine thousand servers for artificial intelligence. The chairman thanked the fishermen, "
        "who had given up two berths, and promised a market hall in return. Work began three years ago after a long "
        "dispute about the power line, which now runs under the bay. A second hall follows when the line is doubled."
    )
    other = (
        "Rain kept the spectators of the kite festival in Upper Ambang under their umbrellas. Only twelve kites rose, "
        "and the judges gave the prize to a schoolgirl whose dragon lasted longest. The drummers played until dusk, "
        "and the cake seller sold out before noon. Next year the festival moves to the dry month of March, its "
        "organisers said, and the field will be drained before anybody sets foot on it again."
    )
    rows = [{"id": n, "text": t} for n, t in (("a", text), (2, text), ("c", other))]
    path = tmp_path / "rows.jsonl"
    path.write_text("\n".join(map(json.dumps, rows)), encoding="utf-8")
    done = pantau("cluster", path, "--json")
    first, second, third = done.rows()
    assert [row["id"] for row in done.rows()] == ["a", 2, "c"]
    assert (first["copy_of"], second["copy_of"], third["copy_of"]) == (None, "a", None)
    assert first["story"] == second["story"] != third["story"]
    for row in done.rows():
        assert [set(theme) for theme in row["themes"]] == [{"id", "score", "assigned"}] * 5
    assert first["themes"][0]["id"] == "data-centre"
    assert first["themes"][0]["assigned"] is True
    assert not any(theme["assigned"] for theme in third["themes"])

    (tmp_path / "mine.toml").write_text(
        '[[theme]]\nid = "kites"\nname = "Kites"\nseeds = ["kite festival", "paper kites"]\n'
        '[[theme]]\nid = "ports"\nname = "Ports"\nseeds = ["harbour board", "berths and quays"]\n',
        encoding="utf-8",
    )
    mine = pantau("cluster", path, "--json", "--themes", tmp_path / "mine.toml").rows()
    assert {theme["id"] for theme in mine[0]["themes"]} == {"kites", "ports"}
    assert (mine[0]["themes"][0]["id"], mine[2]["themes"][0]["id"]) == ("ports", "kites")


def _newer(home: Path) -> None:
    home.mkdir()
    connection = sqlite3.connect(home / "pantau.db")
    connection.execute("PRAGMA application_id = 1346457172")
    connection.execute("CREATE TABLE setting (name TEXT, value TEXT)")
    connection.execute("PRAGMA user_version = 9000")
    connection.commit()
    connection.close()


def _no_database(home: Path) -> None:
    home.mkdir()
    (home / "pantau.db").write_bytes(b"this is no database at all, and it is longer than a header of SQLite is" * 9)


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        (("analyse",), 5, "no database at"),
        (("browse",), 5, "no database at"),
        (("digest", "preview"), 5, "no database at"),
        (("status",), 5, "no database at"),
        (("replay", "{tmp}/none.warc.gz"), 5, "none.warc.gz: no such file"),
        (("replay", "{tmp}/broken.warc.gz"), 3, "broken.warc.gz"),
        (("crawl", "nobody"), 5, "unknown outlet 'nobody'"),
        (("extract", "{tmp}/none.html"), 5, "none.html: no such file"),
        (("annotate", "{tmp}/none.txt"), 5, "none.txt: no such file"),
        (("annotate", "{tmp}/broken.warc.gz", "--published", "yesterday"), 3, "broken.warc.gz"),
        (("cluster", "{tmp}/rows.jsonl", "--themes", "{tmp}/themes.toml"), 3, "themes.toml"),
        (("cluster", "{tmp}/rows.jsonl"), 3, "field 'text' is missing"),
        (("evaluate", "stories", "{tmp}/none.jsonl"), 5, "none.jsonl: no such file"),
        (("evaluate", "extraction", "{tmp}"), 5, "holds neither"),
        (("digest", "preview", "--week", "last"), 5, "no database at"),
    ],
)
def test_a_fault_is_one_line_and_a_code(
    pantau, tmp_path: Path, arguments: tuple[str, ...], code: int, said: str
) -> None:
    (tmp_path / "broken.warc.gz").write_bytes(b"\x1f\x8b\x08 not really gzip")
    (tmp_path / "rows.jsonl").write_text('{"id": 1}', encoding="utf-8")
    (tmp_path / "themes.toml").write_text('[[theme]]\nid = "x"', encoding="utf-8")
    done = pantau(*(argument.replace("{tmp}", str(tmp_path)) for argument in arguments))
    assert done.code == code, done.err
    assert said in done.err
    assert done.err.strip().splitlines()[-1].startswith("pantau: ")
    assert "Traceback" not in done.err


@pytest.mark.parametrize(("make", "code", "said"), [(_newer, 6, "9000"), (_no_database, 3, "pantau.db")])
@pytest.mark.parametrize("command", [("analyse",), ("status",), ("browse",), ("crawl", "nst")])
def test_a_database_that_is_not_ours_to_use(
    pantau: Run, tmp_path: Path, make: Callable[[Path], None], code: int, said: str, command: tuple[str, ...]
) -> None:
    make(tmp_path / "home")
    before = (tmp_path / "home" / "pantau.db").read_bytes()
    done = pantau(*command)
    assert done.code == code, done.err
    assert said in done.err
    assert "Traceback" not in done.err
    assert (tmp_path / "home" / "pantau.db").read_bytes() == before


def test_init_makes_an_instance_and_a_second_one_keeps_it(pantau: Run, tmp_path: Path) -> None:
    assert "Made" in pantau("init").out
    (tmp_path / "home" / "pantau.toml").write_text('zone = "Asia/Kuching"\n', encoding="utf-8")
    assert "Found" in pantau("init").out
    assert (tmp_path / "home" / "pantau.toml").read_text(encoding="utf-8") == 'zone = "Asia/Kuching"\n'
    assert pantau("status").out.startswith("Holds 30 theme; 0 articles wait")
    doctor = pantau("doctor", "--json", "--offline")
    assert doctor.code == 0, doctor.out
    assert {row["check"] for row in json.loads(doctor.out)} >= {"weights", "database", "sqlite", "disk"}


def test_subscribers_come_and_go(pantau: Run) -> None:
    pantau("init")
    assert pantau("subscribers", "add", "aida@office.example", "--theme", "ai", "--language", "ms").code == 0
    assert pantau("subscribers", "add", "aida@office.example", "--theme", "nonsense").code == 5
    assert pantau("subscribers", "add", "no address").code == 3
    (listed,) = json.loads(pantau("subscribers", "list", "--json").out)
    assert (listed["email"], listed["themes"], listed["active"]) == ("aida@office.example", ["ai"], True)
    assert pantau("subscribers", "remove", "aida@office.example").code == 0
    assert json.loads(pantau("subscribers", "list", "--json").out)[0]["active"] is False


def test_help_loads_no_model_and_no_crawler() -> None:
    """Start-up is measured by what is loaded, not by seconds."""
    probe = (
        "import sys; sys.argv = ['pantau', '--help']\n"
        "from pantau import cli\n"
        "try:\n    cli.main()\nexcept SystemExit:\n    pass\n"
        "heavy = {'torch', 'spacy', 'scrapy', 'numpy', 'datasette', 'trafilatura', 'transformers', 'sqlite_utils'}\n"
        "print('LOADED', sorted(heavy & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", probe], capture_output=True, text=True, check=True)
    assert done.stdout.rstrip().endswith("LOADED []")


def test_reading_a_text_loads_no_torch(tmp_path: Path) -> None:
    """Where torch is installed spaCy brings it along, and reading one text would start twice as slowly."""
    (tmp_path / "torch.py").write_text("WHOSE = 'a torch that nothing of ours needs'\n", encoding="utf-8")
    probe = (
        "import sys\nfrom nlp.annotate import annotate\n"
        "found = annotate('Trade minister Salmiah Budin said exports rose 5 per cent to RM10 billion in May.')\n"
        "print(len(found.figures), 'torch' in sys.modules)\n"
        "import torch\nprint(torch.WHOSE)"
    )
    done = subprocess.run(
        [sys.executable, "-c", probe], capture_output=True, text=True, check=True,
        env=os.environ | {"PYTHONPATH": os.pathsep.join([str(tmp_path), os.environ.get("PYTHONPATH", "")])},
    )  # fmt: skip
    assert done.stdout.splitlines()[-2:] == ["2 False", "a torch that nothing of ours needs"]


def test_a_second_run_is_turned_away(pantau: Run, tmp_path: Path) -> None:
    from store import RunLock

    pantau("init")
    with RunLock(tmp_path / "home" / "pantau.lock"):
        for command in (("analyse",), ("crawl", "nst"), ("digest", "send")):
            done = pantau(*command)
            assert done.code == 8, done.err
            assert "another run is under way" in done.err
