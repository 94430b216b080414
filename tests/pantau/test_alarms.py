"""What the operator is told: each trouble once, its end once, one mail a run; real mail over a real server."""

from __future__ import annotations

import email
import email.policy
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from test_run_mails import closed_port

from pantau import config, reporting
from pantau.alarm_file import read_alarms, write_alarms
from pantau.alarm_mail import MOST, alarm_letter, summary
from pantau.alarms import QUIET, Alarm, Trouble, after_telling, decide
from pantau.scheduled import Taken
from records import BadInput, NotSent, Outlet, OutletHealth, PantauError, Reach
from store import Store
from store.crawling import save_outlets
from store.health import save_health

T0 = datetime(2026, 11, 24, 1, tzinfo=UTC)
HOUR = timedelta(hours=1)
BACKUP = Trouble(key="step backup", title="backup failed", reason="no room")


def course(*seen: tuple[int, bool | None, bool]) -> list[tuple[int, str]]:
    """The news over runs at (hours, is the trouble there: None for not looked at, does the mail get out)."""
    stored: tuple[Alarm, ...] = ()
    news = []
    for hours, there, arrives in seen:
        now = T0 + hours * HOUR
        judged: Callable[[str], bool] = lambda _, there=there: there is not None  # type: ignore[misc]  # noqa: E731
        decision = decide(stored, [BACKUP] if there else [], judged, now)
        news += [(hours, each.kind) for each in decision.news]
        stored = after_telling(decision, now) if arrives else decision.alarms
    return news


@pytest.mark.parametrize(
    ("seen", "wanted"),
    [
        # once, and once on recovery
        ([(0, True, True), (1, True, True), (2, True, True), (3, False, True), (4, False, True)],
         [(0, "began"), (3, "ended")]),
        # nobody looked: neither over nor told again
        ([(0, True, True), (1, None, True), (2, True, True), (3, None, True), (4, False, True)],
         [(0, "began"), (4, "ended")]),
        # a mail that did not get out is tried by each run; what ended untold is not told at all
        ([(0, True, False), (1, True, False), (2, True, True), (3, False, False), (4, False, True), (5, False, True)],
         [(0, "began"), (1, "began"), (2, "began"), (3, "ended"), (4, "ended")]),
        ([(0, True, False), (1, False, True), (2, False, True)], [(0, "began")]),
        # it flaps: told once and its end once, then again only when it still stands a day later
        ([(0, True, True), (1, False, True), *[(h, h % 2 == 0, True) for h in range(2, 24)], (24, True, True)],
         [(0, "began"), (1, "ended")]),
        ([(0, True, True), (1, False, True), (2, True, True), (20, True, True), (25, True, True), (26, True, True)],
         [(0, "began"), (1, "ended"), (25, "began")]),
        # back before its end could be told: still the one that was told
        ([(0, True, True), (1, False, False), (2, True, True), (3, False, True)],
         [(0, "began"), (1, "ended"), (3, "ended")]),
        # long after
        ([(0, True, True), (1, False, True), (100, True, True)], [(0, "began"), (1, "ended"), (100, "began")]),
        # the clock jumps back far behind the mail: no reason for silence
        ([(0, True, True), (1, False, True), (-500, True, True)], [(0, "began"), (1, "ended"), (-500, "began")]),
    ],
)  # fmt: skip
def test_each_trouble_is_told_once_and_its_end_once(
    seen: list[tuple[int, bool | None, bool]], wanted: list[tuple[int, str]]
) -> None:
    assert course(*seen) == wanted


def test_what_happened_and_is_over_is_told_once_and_forgotten() -> None:
    died = Trouble(key="died run 7", title="a run died", reason="run 7", once=True)
    first = decide((), [died], lambda _: True, T0)
    assert [(each.kind, each.alarm.title) for each in first.news] == [("happened", "a run died")]
    again = decide(first.alarms, [], lambda _: True, T0 + HOUR)  # the mail did not get out
    assert [each.kind for each in again.news] == ["happened"]
    last = decide(after_telling(again, T0 + HOUR), [], lambda _: True, T0 + 2 * HOUR)
    assert (last.alarms, last.news) == ((), ())


def test_an_alarm_is_forgotten_a_day_after_its_end_was_told() -> None:
    told = Alarm(key="step backup", title="t", reason="r", since=T0, ended=T0, mailed=T0)
    assert decide([told], [], lambda _: True, T0 + QUIET - HOUR).alarms == (told,)
    assert decide([told], [], lambda _: True, T0 + QUIET).alarms == ()


def taken(step: Any, error: PantauError | None = None) -> Taken:
    return Taken(step=step, why="it was due", outcome="ok" if error is None else "failed", error=error)


def test_what_is_wrong_after_a_run() -> None:
    full = PantauError("disk full")
    dead = OutletHealth(outlet="kinta-post", state="dead", reason="no answer", since=T0)
    health = {"kinta-post": dead, "ledger": replace(dead, outlet="ledger", state="quiet")}
    found, judged = reporting.troubles([taken("poll"), taken("backup", full)], full, health)
    assert {(each.key, each.title, each.reason) for each in found} == {
        ("step backup", "backup failed", "disk full"),
        ("outlet kinta-post", "kinta-post: it has been gone for long", "no answer"),
    }
    assert [judged(key) for key in ("step backup", "step poll", "step mail", "outlet x", "run")] == [
        True, True, False, True, True,
    ]  # fmt: skip
    found, judged = reporting.troubles([], PantauError("database damaged"), None)
    assert [each.key for each in found] == ["run"]
    assert not judged("outlet kinta-post")  # nobody could look: it is not well again for that
    down = Reach(state="nobody", reason="none of 2 hosts", since=T0, at=T0)
    found, judged = reporting.troubles([taken("poll")], None, {}, down)
    assert [(each.key, each.reason, each.since) for each in found] == [("network", "none of 2 hosts", T0)]
    assert judged("network")
    assert reporting.troubles([taken("poll")], None, {}, replace(down, state="reached"))[0] == []
    found, _ = reporting.troubles([taken("repair")], None, {})
    assert [(each.title, each.once) for each in found] == [("a run died", True)]


def test_the_file_of_alarms_comes_back_as_it_was(tmp_path: Path) -> None:
    alarms = (
        Alarm(key="a", title="t", reason="r", since=T0, told=T0, mailed=T0),
        Alarm(key="b", title="t", reason="r", since=T0, once=True, ended=T0),
    )
    assert read_alarms(tmp_path) == ()
    write_alarms(tmp_path, alarms)
    assert read_alarms(tmp_path) == alarms
    (tmp_path / "alarms.json").write_text('{"alarms": [{"key"', encoding="utf-8")
    with pytest.raises(BadInput, match=r"alarms\.json is no file of alarms"):
        read_alarms(tmp_path)
    with pytest.raises(PantauError, match=r"alarms\.json"):
        write_alarms(tmp_path / "none", alarms)


class Box:
    def __init__(self) -> None:
        self.mails: list[bytes] = []
        self.answer = "250 taken"

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:
        del server, session
        if self.answer.startswith("250"):
            self.mails.append(envelope.content)
        return self.answer


@pytest.fixture
def box() -> Iterator[tuple[Box, int]]:
    box = Box()
    controller = Controller(box, hostname="127.0.0.1", port=closed_port())
    controller.start()
    try:
        yield box, controller.port
    finally:
        controller.stop()


@pytest.fixture
def settings(tmp_path: Path, box: tuple[Box, int]) -> config.Config:
    mail = config.Mail(sender="Pantau <desk@example.org>", host="127.0.0.1", port=box[1], operator="ops@example.org")
    (tmp_path / "outlets").mkdir()
    for number in range(60):
        (tmp_path / "outlets" / f"o{number}.toml").write_text(
            f'id = "o{number}"\nname = "Outlet {number}"\ncountry = "MY"\nlanguages = ["en"]\n'
            f'home = "http://o{number}.example/"\nkind = "newspaper"\nzone = "UTC"\n'
            f'article_url = "x"\n[[sources]]\nkind = "feed"\n'
            f'url = "http://o{number}.example/feed"\nstatus = "works"\n',
            encoding="utf-8",
        )
    chosen = tuple(f"o{number}" for number in range(60))
    made = config.Config(home=tmp_path, mail=mail, outlets=chosen, outlets_folder=tmp_path / "outlets")
    with Store(made.database) as store:
        save_outlets(store, [Outlet(id=name, name=name, country="MY", languages=("en",), home=f"http://{name}.example/",
                                    kind="newspaper") for name in chosen])  # fmt: skip
    return made


def ill(settings: config.Config, state: Any, reason: str, count: int) -> None:
    with Store.open(settings.database) as store:
        for number in range(count):
            save_health(store, OutletHealth(outlet=f"o{number}", state=state, reason=reason, since=T0))


def test_many_sources_that_die_at_once_are_one_mail_and_so_is_their_recovery(
    settings: config.Config, box: tuple[Box, int]
) -> None:
    evil = "no answer\r\nBcc: evil@example.net =?utf-8?q?=0D=0ABcc:_evil@example.net?= <script>alert(1)</script>"
    ill(settings, "dead", evil, 50)
    for hours in range(3):
        assert reporting.after_run(settings, T0 + hours * HOUR, [taken("poll")], None) is None
    (raw,) = box[0].mails
    mail = email.message_from_bytes(raw, policy=email.policy.default)
    assert (mail["To"], mail["Subject"]) == ("ops@example.org", "example.org: 50 new troubles")
    assert {"Bcc", "List-Unsubscribe", "List-ID"}.isdisjoint(mail.keys())
    text = mail.get_body(("plain",)).get_content()  # type: ignore[union-attr]
    assert text.count("gone for long") == MOST
    assert "10 more" in text
    html = mail.get_body(("html",)).get_content()  # type: ignore[union-attr]
    assert "<script>" not in html
    ill(settings, "ok", "5 new articles", 50)
    for hours in (4, 5):
        assert reporting.after_run(settings, T0 + hours * HOUR, [taken("poll")], None) is None
    assert len(box[0].mails) == 2
    assert "example.org: 50 over" in box[0].mails[1].decode()


def test_an_operator_who_could_not_be_told_is_told_by_the_next_run(
    settings: config.Config, box: tuple[Box, int]
) -> None:
    box[0].answer = "451 not now"
    fault = PantauError("the disk is full")
    assert isinstance(reporting.after_run(settings, T0, [taken("backup", fault)], fault), NotSent)
    box[0].answer = "250 taken"
    assert reporting.after_run(settings, T0 + HOUR, [], None) is None
    (raw,) = box[0].mails
    assert "Subject: example.org: backup failed" in raw.decode()
    assert "the disk is full" in raw.decode()


def test_alarms_that_cannot_be_written_down_are_not_mailed(settings: config.Config, box: tuple[Box, int]) -> None:
    """Else every run would mail them."""
    (settings.home / "alarms.json.part").mkdir()
    fault = PantauError("x")
    told = reporting.after_run(settings, T0, [taken("backup", fault)], fault)
    assert "alarms.json" in str(told)
    assert box[0].mails == []


def test_without_an_operator_alarms_are_kept_for_the_status(settings: config.Config, box: tuple[Box, int]) -> None:
    quiet = replace(settings, mail=replace(settings.mail, operator=None))
    ill(settings, "blocked", "HTTP 403", 1)
    assert reporting.after_run(quiet, T0, [taken("poll")], None) is None
    assert [(alarm.key, alarm.told) for alarm in reporting.standing(read_alarms(settings.home))] == [
        ("outlet o0", None)
    ]
    assert box[0].mails == []
    reporting.after_run(settings, T0 + HOUR, [taken("poll")], None)  # one is named: what stands is told
    assert "example.org: o0: it blocks the crawler" in box[0].mails[0].decode()


def test_a_damaged_database_is_told_of_though_nothing_can_be_asked(
    settings: config.Config, box: tuple[Box, int]
) -> None:
    settings.database.write_bytes(b"this is no database at all" * 900)
    fault = BadInput(f"{settings.database} is damaged")
    for hours in range(2):
        assert reporting.after_run(settings, T0 + hours * HOUR, [], fault) is None
    assert len(box[0].mails) == 1
    assert "example.org: a run failed" in box[0].mails[0].decode()


def test_the_subject_says_what_it_is() -> None:
    news = decide((), [BACKUP], lambda _: True, T0).news
    assert summary(news) == "backup failed"
    letter = alarm_letter(news, "example.org", "http://desk.example/", "Asia/Kuala_Lumpur")
    assert "since 24 November 2026, 09:00 +08" in letter.text
