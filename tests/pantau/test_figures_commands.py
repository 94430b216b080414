"""The ledger of figures through the commands: what is asked, what is corrected, and what is said of bad options."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from pantau.ledger import refresh_ledger
from pantau.owners import owner_names
from records import Annotation, Article, BadInput, Fetch, Figure, JoinDecision, Outlet, Sentence, article_id
from store import Store
from store.analysing import AnalysisOf, save_analysis
from store.crawling import save_article, save_outlets
from store.values import insert

T0 = datetime(2024, 11, 18, 1, 0, tzinfo=UTC)
TEXTS = (
    "Malaysia's exports were RM1.21 trillion in 2022, Nusa Trade Council said on Monday.",
    "Malaysia's exports were RM1.43 trillion in 2023, the council said on Tuesday.",
    "Malaysia's exports were RM1.51 trillion in 2024, the council said on Wednesday.",
    "Malaysia's exports were RM1.59 trillion in 2024, Pos Pagi has learnt.",
    "Sarawak produced 12 million tonnes of gas in 2024.",
)
PRINTED: tuple[tuple[str, str, dict[str, str]], ...] = (
    ("RM1.21 trillion", "1210000000000", {"period": "2022"}),
    ("RM1.43 trillion", "1430000000000", {"period": "2023"}),
    ("RM1.51 trillion", "1510000000000", {}),
    ("RM1.59 trillion", "1590000000000", {}),
    (
        "12 million tonnes",
        "12000000",
        {"unit": "tonne", "kind": "mass", "measures": "gas", "concept": "energy", "owner": "Sarawak"},
    ),
)


@dataclass
class Done:
    code: int
    out: str
    err: str

    def json(self) -> Any:
        assert self.code == 0, self.err
        return json.loads(self.out)


Run = Callable[..., Done]


def key(number: int) -> str:
    return article_id("pos", str(number))


def annotation_of(number: int) -> Annotation:
    body, (text, value, more) = TEXTS[number], PRINTED[number]
    known = {"unit": "MYR", "kind": "money", "measures": "exports", "concept": "exports"}
    given: dict[str, Any] = known | {"owner": "Malaysia", "period": "2024"} | more
    start = body.index(text)
    return Annotation(
        language="en",
        sentences=(Sentence(number=0, start=0, end=len(body), text=body, paragraph=0),),
        entities=(),
        officials=(),
        places=(),
        figures=(Figure(start=start, end=start + len(text), text=text, sentence=0, value=Decimal(value), **given),),
        quotes=(),
    )


def read(store: Store, number: int) -> None:
    join = JoinDecision(article=key(number), story=f"s{number}", action="new", score=None, margin=None)
    save_analysis(store, AnalysisOf(article=key(number), version="v1", annotation=annotation_of(number), join=join))


@pytest.fixture
def home(tmp_path: Path) -> Path:
    with Store(tmp_path / "pantau.db") as store:
        save_outlets(
            store,
            [
                Outlet(
                    id="pos",
                    name="Pos Pagi",
                    country="MY",
                    languages=("en",),
                    home="https://pos.example",
                    kind="newspaper",
                )
            ],
        )
        for number in range(len(TEXTS)):
            url = f"https://pos.example/{number}"
            seen = T0 + timedelta(days=number)
            save_article(
                store,
                None,
                Article(
                    id=key(number),
                    outlet="pos",
                    identity=str(number),
                    url=url,
                    title=TEXTS[number][:20],
                    body=TEXTS[number],
                    language="en",
                    first_seen=seen,
                    words=9,
                    fetch=Fetch(url=url, outlet="pos", fetched=seen, status="ok", purpose="article", http_status=200),
                ),
            )
            read(store, number)
        refresh_ledger(store)
        with store.transaction() as connection:
            connection.execute("DELETE FROM dispute")
            connection.execute("UPDATE figure_claim SET series = iif(concept = 'exports', 'ser', NULL)")
            at = [TEXTS[n].index("RM") for n in (2, 3)]
            insert(
                connection,
                "dispute",
                {"id": "d1", "kind": "value", "article": key(2), "start": at[0], "other_article": key(3)}
                | {"other_start": at[1], "reason": "RM1.51 trillion and RM1.59 trillion for one year"},
            )
    return tmp_path


@pytest.fixture
def pantau(home: Path) -> Run:
    def call(*arguments: str) -> Done:
        done = subprocess.run(
            [sys.executable, "-m", "pantau", "--home", str(home), *arguments],
            capture_output=True,
            text=True,
            check=False,
        )
        return Done(done.returncode, done.stdout, done.stderr)

    return call


def test_figures_with_their_evidence(pantau: Run) -> None:
    found = pantau("figures", "exports", "--owner", "MY", "--period", "2024", "--unit", "MYR", "--json").json()
    assert [(row["text"], row["value"], row["disputed"]) for row in found] == [
        ("RM1.59 trillion", "1590000000000", True),
        ("RM1.51 trillion", "1510000000000", True),
    ]
    row = found[1]
    assert (row["sentence"], row["url"], row["article"]) == (TEXTS[2], "https://pos.example/2", key(2))
    assert TEXTS[2][row["start"] : row["end"]] == row["text"]
    told = pantau("figures", "exports", "--owner", "malaysia", "--since", "2024-11-20").out
    assert "2 figures" in told
    for words in ("RM1.59 trillion", "(disputed)", "Malaysia", "2024", "actual", "Pos Pagi, 2024-11-21"):
        assert words in " ".join(told.split())
    assert pantau("figures", "--since", "2024-11-23", "--json").json() == []


def test_series_and_disputes(pantau: Run) -> None:
    (series,) = pantau("figures", "--series", "--period", "2022", "--json").json()
    assert [(row["period"], row["text"]) for row in series["claims"]] == [
        ("2022", "RM1.21 trillion"),
        ("2023", "RM1.43 trillion"),
        ("2024", "RM1.51 trillion"),
        ("2024", "RM1.59 trillion"),
    ]
    assert "3 periods" in pantau("figures", "--series").out
    (dispute,) = pantau("figures", "--disputes", "--owner", "Malaysia", "--json").json()
    assert [side["sentence"] for side in dispute["sides"]] == [TEXTS[2], TEXTS[3]]
    told = pantau("figures", "--disputes").out
    for words in (
        "value: exports",
        "for one year",
        TEXTS[2],
        TEXTS[3],
        "Pos Pagi, 2024-11-20",
        "https://pos.example/3",
    ):
        assert words in told
    assert (
        pantau("figures", "--disputes", "--owner", "CN").out == "No pair of figures that contradict each other fits.\n"
    )
    assert pantau("figures", "--series", "gas").out == "No series fits.\n"
    nothing = pantau("figures", "rubber")
    assert (nothing.code, nothing.out, nothing.err) == (0, "No figure fits.\n", "")


@pytest.mark.parametrize(
    ("arguments", "code", "says"),
    [
        (("--concept", "exprots"), 3, "there is no 'exprots': trade_balance"),
        (("--period", "last year"), 3, "'last year' is none: write it as 2024"),
        (("--since", "yesterday"), 3, "'yesterday' is no day"),
        (("--since", "0001-01-01"), 3, "is no day"),
        (("--owner", "MY-99"), 3, "'MY-99' is no division"),
        (("--owner", " "), 3, "needs a name"),
        (("--disputes", "--series"), 3, "one at a time"),
        (("--status", "perhaps"), 2, "perhaps"),
        (("--limit", "0"), 2, "greater than or equal to 1"),
    ],
)
def test_bad_options(pantau: Run, arguments: tuple[str, ...], code: int, says: str) -> None:
    done = pantau("figures", *arguments)
    assert (done.code, done.out) == (code, "")
    assert says in " ".join(done.err.split())
    if code == 3:
        assert len(done.err.splitlines()) == 1


@pytest.mark.parametrize(
    ("wanted", "holds", "lacks"),
    [
        ("MY", "Malaysia", "Kuala Lumpur"),
        ("CN", "China", "Beijing"),  # a city's figures are not the country's
        ("Tiongkok", "China", "Beijing"),
        ("Beijing", "Beijing", "China"),
        ("MY-13", "Sarawak", "Malaysia"),
        ("my-07", "Pulau Pinang", "Malaysia"),
        ("pulau pinang", "Penang", "Malaysia"),
        ("Amerika Syarikat", "United States", "China"),
        ("KR", "South Korea", "China"),
        ("Nusa Trade Council", "Nusa Trade Council", "Malaysia"),
    ],
)
def test_owners_by_code_and_name(wanted: str, holds: str, lacks: str) -> None:
    names = owner_names(wanted)
    assert holds in names
    assert lacks not in names


def test_no_name_of_an_owner_is_empty() -> None:
    with pytest.raises(BadInput, match="MY-13"):
        owner_names("")
    assert all(name.strip() for code in ("MY", "CN", "MY-01", "SG") for name in owner_names(code))


def test_a_correction_by_command_holds_over_every_reading(pantau: Run, home: Path) -> None:
    start = TEXTS[3].index("RM")
    target = f"https://pos.example/3:{start}"
    said = pantau("correct", "figure", target, "--period", "2025", "--value", "1600000000000", "--who", "Aina")
    assert (said.code, said.err) == (0, "")
    assert f"Correction 1: value of {key(3)}:{start} is 1600000000000" in said.out

    def exports() -> list[tuple[str, str]]:
        rows = pantau("figures", "--concept", "exports", "--json").json()
        return sorted((row["period"], row["value"]) for row in rows)

    wanted = [("2022", "1210000000000"), ("2023", "1430000000000"), ("2024", "1510000000000")]
    assert exports() == [*wanted, ("2025", "1600000000000")]
    assert pantau("correct", "reject", f"{key(3)}:{start}", "--who", "Aina").code == 0
    with Store(home / "pantau.db") as store:
        for number in range(len(TEXTS)):
            read(store, number)
        refresh_ledger(store)
    assert exports() == wanted
    made = pantau("correct", "list", "--json").json()
    assert [(row["id"], row["field"], row["value"], row["undone"]) for row in made] == [
        (1, "value", "1600000000000", None),
        (2, "period", "2025", None),
        (3, "rejected", "yes", None),
    ]
    assert pantau("correct", "undo", "3").code == 0
    with Store(home / "pantau.db") as store:
        read(store, 3)
        refresh_ledger(store)
    assert exports() == [*wanted, ("2025", "1600000000000")]
    assert "3 corrections" in pantau("correct", "list").out


@pytest.mark.parametrize(
    ("arguments", "code", "says"),
    [
        (("figure", "{key}:{start}", "--who", "Aina"), 3, "nothing to correct"),
        (("figure", "{key}:{start}", "--value", "much", "--who", "Aina"), 3, "'much' is no number"),
        (("figure", "{key}:{start}", "--period", "last year", "--who", "Aina"), 3, "'last year' is no period"),
        (("figure", "{key}:{start}", "--period", "2024-13", "--who", "Aina"), 3, "'2024-13' is no period"),
        (("figure", "{key}:{start}", "--kind", "monye", "--who", "Aina"), 3, "there is no 'monye'"),
        (("figure", "{key}:{start}", "--status", "", "--who", "Aina"), 3, "is no status"),
        (("figure", "{key}:{start}", "--concept", "exprots", "--who", "Aina"), 3, "there is no 'exprots'"),
        (("figure", "{key}:{start}", "--unit", "USD"), 2, "--who"),
        (("figure", "{key}:{start}", "--unit", "USD", "--who", " "), 3, "name of who"),
        (("figure", "{key}:1", "--unit", "USD", "--who", "Aina"), 5, "there is no figure"),
        (("figure", "{key}", "--unit", "USD", "--who", "Aina"), 5, "write <article>:<start>"),
        (("reject", "nowhere:3", "--who", "Aina"), 5, "no article 'nowhere'"),
        (("undo", "7"), 5, "no correction 7"),
    ],
)
def test_bad_corrections(pantau: Run, home: Path, arguments: tuple[str, ...], code: int, says: str) -> None:
    filled = [part.format(key=key(3), start=TEXTS[3].index("RM")) for part in arguments]
    done = pantau("correct", *filled)
    assert (done.code, done.out) == (code, "")
    assert says in " ".join(done.err.split())
    with Store.open(home / "pantau.db", readonly=True) as store:
        assert store.connection.execute("SELECT count(*) FROM correction").fetchone() == (0,)
