"""A process that serves keeps its locks while it opens and closes stores beside its readers."""

from __future__ import annotations

import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

from store import Store

OTHER = """import sqlite3, sys
c = sqlite3.connect(sys.argv[1])
c.execute("SELECT count(*) FROM outlet").fetchone()
c.close()"""
READ = """import sqlite3, sys
c = sqlite3.connect(sys.argv[1])
print(c.execute("SELECT value FROM setting WHERE name = 'mark'").fetchone()[0])
c.close()"""


def elsewhere(code: str, path: Path) -> str:
    done = subprocess.run([sys.executable, "-c", code, str(path)], capture_output=True, text=True, check=True)
    return done.stdout.strip()


def test_another_process_that_closes_takes_no_log_away(tmp_path: Path) -> None:
    path = tmp_path / "pantau.db"
    Store.create(path).close()
    with closing(sqlite3.connect(f"{path.as_uri()}?mode=ro", uri=True)) as reader:
        reader.execute("SELECT count(*) FROM outlet").fetchone()
        for number in range(3):
            with Store.open(path) as store, store.transaction() as connection:
                connection.execute("INSERT OR REPLACE INTO setting VALUES ('mark', ?)", (str(number),))
            elsewhere(OTHER, path)  # had the locks gone, it would be the last one and would delete the log
            assert Path(f"{path}-wal").exists()
            assert reader.execute("SELECT value FROM setting WHERE name = 'mark'").fetchone() == (str(number),)
            assert elsewhere(READ, path) == str(number)
