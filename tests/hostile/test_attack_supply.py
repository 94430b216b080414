"""What Pantau is made of: packages and weights by hash, no code or pickle from outside; names that become files."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from crawler.draft import outlet_id
from models import data
from tests.hostile.killing import closed_port

ROOT = Path(__file__).resolve().parents[2]
PACKAGES = ("records", "crawler", "nlp", "models", "store", "browse", "digest", "pantau")
LOCKS = sorted((ROOT / "requirements").glob("*.txt"))
#: The pipe between the crawl and its own reader processes, whose two ends are ours; answers come back as JSON.
OWN_PIPE = {"crawler/workers/pool.py", "crawler/workers/child.py"}
LOADERS = {"pickle", "cPickle", "dill", "cloudpickle", "joblib", "shelve", "marshal"}
CALLS = {
    "eval",
    "exec",
    "compile",
    "__import__",
    "yaml.load",
    "torch.load",
    "pickle.load",
    "pickle.loads",
    "os.system",
    "os.popen",
}


def named(node: ast.AST) -> str:
    if isinstance(node, ast.Attribute):
        return f"{named(node.value)}.{node.attr}"
    return node.id if isinstance(node, ast.Name) else ""


def test_nothing_from_outside_is_unpickled_or_run() -> None:
    found = []
    files = [path for package in PACKAGES for path in (ROOT / package).rglob("*.py")]
    assert len(files) > 200
    for path in files:
        name = path.relative_to(ROOT).as_posix()
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Import | ast.ImportFrom):
                module = getattr(node, "module", None) or ""
                modules = {alias.name.split(".")[0] for alias in node.names} | {module.split(".")[0]}
                if modules & LOADERS and name not in OWN_PIPE:
                    found.append(f"{name}:{node.lineno} {modules & LOADERS}")
            if isinstance(node, ast.Call):
                call = named(node.func)
                if (call in CALLS and name not in OWN_PIPE) or any(
                    word.arg in ("shell", "allow_pickle") and getattr(word.value, "value", True)
                    for word in node.keywords
                ):
                    found.append(f"{name}:{node.lineno} {call}")
    assert found == []
    weights = [
        path for path in (ROOT / "models").rglob("*") if path.suffix in {".pkl", ".pickle", ".pt", ".bin", ".joblib"}
    ]
    assert weights == []


def test_every_package_of_the_locks_has_its_hash() -> None:
    locks = [path for path in LOCKS if "--hash=" in path.read_text(encoding="utf-8")]
    assert ROOT / "requirements" / "lock.txt" in locks
    for path in locks:
        text = re.sub(r"\\\n\s*", " ", path.read_text(encoding="utf-8"))
        lines = [line for line in text.splitlines() if line.strip() and not line.startswith(("#", "--"))]
        assert lines
        for line in lines:
            assert re.match(r"[\w.\[\]-]+==\S+", line), line
            assert re.search(r"--hash=sha256:[0-9a-f]{64}", line), line
    assert "--require-hashes" in (ROOT / "Makefile").read_text(encoding="utf-8")


def test_every_pinned_weight_is_what_was_pinned() -> None:
    with data.WEIGHTS.open("rb") as stream:
        entries = tomllib.load(stream)["weights"]
    assert len(entries) >= 3
    for entry in entries:
        assert entry["files"]
        for digest in entry["files"].values():
            assert re.fullmatch("[0-9a-f]{64}", digest)
        if "package" in entry:
            data.installed(entry["name"])
        else:
            folders = [path for path in data.FOLDER.iterdir() if (path / next(iter(entry["files"]))).is_file()]
            assert folders, entry["name"]
            for folder in folders[:1]:
                data.verify(entry["name"], folder)
    pinned = {name for entry in entries if "package" not in entry for name in entry["files"]}
    shipped = {path.name for path in data.FOLDER.rglob("*.onnx")}
    assert shipped <= {Path(name).name for name in pinned}


@pytest.mark.parametrize(
    "host",
    [
        "..",
        "../../etc",
        "%2e%2e%2f.example",
        "a\x00b.example",
        "x" * 300 + ".example",
        "con",
        "con.example",
        "a/b",
        "-",
    ],
)
def test_no_host_makes_an_outlet_file_outside_its_folder(tmp_path: Path, host: str) -> None:
    path = tmp_path / f"{outlet_id(host)}.toml"
    assert path.resolve().parent == tmp_path
    assert re.fullmatch(r"[a-z0-9][a-z0-9_-]{0,100}\.toml", path.name)
    assert path.stem not in {"con", "prn", "aux", "nul"}


def test_the_password_of_a_proxy_shows_nowhere(tmp_path: Path) -> None:
    home = tmp_path / "home"
    (home / "outlets").mkdir(parents=True)
    (home / "outlets" / "post.toml").write_text(
        'id = "post"\nname = "Post"\ncountry = "MY"\nlanguages = ["en"]\nhome = "http://post.example/"\n'
        'kind = "newspaper"\n'
        "article_url = '/n/'\n[politeness]\ndelay = 0\n"
        '[[sources]]\nkind = "feed"\nurl = "http://post.example/feed"\n'
    )
    (home / "pantau.toml").write_text(
        f'outlets_folder = "outlets"\noutlets = ["post"]\nproxy = "http://somebody:geheim@127.0.0.1:{closed_port()}"\n'
    )
    done = subprocess.run(
        [sys.executable, "-m", "pantau", "--home", str(home), "crawl"],
        cwd=ROOT,
        capture_output=True,
        check=False,
        timeout=110,
    )
    assert b"geheim" not in done.stdout + done.stderr
    assert b"geheim" not in b"".join(
        path.read_bytes() for path in home.rglob("*") if path.is_file() and path.suffix != ".toml"
    )
