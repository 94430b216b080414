"""The pages of subscribers on a real datasette: who may do what, what a GET never does, and what nobody learns."""

from __future__ import annotations

import asyncio
import logging
import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import lxml.html
import pytest
from desk_samples import fill

from browse import Subscribing, build_app
from browse.plugins.desk import HEADERS
from browse.posting import MOST_BYTES
from browse.subscribing import masked
from records import Subscriber, Wishes
from store import Store, people, requests
from store.erasing import erase_subscriber
from store.links import Link, Purpose, link_for, secret_of, signed
from store.subscribers import revoke_links

NOW = datetime(2026, 11, 26, 12, tzinfo=UTC)
AINA = "aina@kementerian.example"
FORM = {"content-type": "application/x-www-form-urlencoded"}


class Desk:
    """A desk of its own for each test: these pages write."""

    def __init__(self, folder: Path) -> None:
        self.path = folder / "pantau.db"
        fill(self.path, str)
        self.now = NOW
        self.secret = secret_of(folder)
        self.sent: list[str] = []
        with Store.open(self.path) as store:
            self.person = people.add_subscriber(
                store, AINA, NOW, wishes=Wishes(name="Aina Zulkifli", themes=("rail",), places=("MY-08",))
            )
        self.loop = asyncio.new_event_loop()
        self.datasette = build_app(
            self.path,
            subscribing=Subscribing(
                secret=self.secret, form=True, ask=lambda: self.sent.append("asked"), clock=lambda: self.now
            ),
        )

    def ask(self, method: str, path: str, *, body: str | bytes = "", **options: Any) -> Any:
        headers = options.pop("headers", FORM if method == "POST" else {})
        return self.loop.run_until_complete(
            getattr(self.datasette.client, method.lower())(
                path, headers=headers, **({"content": body} if method == "POST" else {}), **options
            )
        )

    def get(self, path: str, **options: Any) -> Any:
        return self.ask("GET", path, **options)

    def submit(self, path: str, **changes: Any) -> Any:
        """Sends the form of a page as a browser would, with some fields changed; None leaves one out."""
        page = self.get(path)
        (form,) = lxml.html.document_fromstring(page.text).xpath("//main//form")
        fields: dict[str, list[str]] = {}
        for name, value in form.form_values():
            fields.setdefault(name, []).append(value)
        for name, value in changes.items():
            fields[name] = [] if value is None else [value] if isinstance(value, str) else list(value)
        body = urlencode([(name, value) for name, values in fields.items() for value in values])
        return self.ask("POST", path, body=body, cookies=dict(page.cookies))

    def link(self, purpose: Purpose) -> str:
        return f"/-/{purpose}/{link_for(self.person, purpose, self.secret, NOW)}"

    def now_is(self) -> Subscriber:
        with Store.open(self.path, readonly=True) as store:
            return people.subscriber(store, AINA)

    def close(self) -> None:
        self.datasette.executor.shutdown()
        for database in self.datasette.databases.values():
            database.close()
        self.loop.run_until_complete(self.loop.shutdown_default_executor())
        self.loop.close()


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    made = Desk(tmp_path)
    yield made
    made.close()


def test_preferences_are_read_and_changed(desk: Desk) -> None:
    path = desk.link("preferences")
    page = desk.get(path)
    assert page.status_code == 200
    assert "a…@kementerian.example" in page.text
    assert AINA not in page.text
    assert "Zulkifli" not in page.text
    tree = lxml.html.document_fromstring(page.text)
    assert tree.xpath("//input[@name='theme'][@checked]/@value") == ["rail"]
    assert tree.xpath("//input[@name='place'][@checked]/@value") == ["MY-08"]
    saved = desk.submit(
        path,
        frequency="daily",
        hour="18",
        zone="Europe/London",
        language="ms",
        alert=["spike", "revised"],
        theme=["space", "rail"],
        place=None,
    )
    assert (saved.status_code, saved.headers["location"]) == (303, "?saved=1")
    now = desk.now_is()
    assert (now.frequency, now.hour, now.zone, now.language) == ("daily", 18, "Europe/London", "ms")
    assert (now.alerts, now.themes, now.places) == (("revised", "spike"), ("rail", "space"), ())
    assert (now.name, now.active) == ("Aina Zulkifli", True)
    assert "Disimpan." in desk.get(f"{path}?saved=1").text  # in the language that was just chosen
    assert "Saved." in desk.get(f"{path}?saved=1&in=en").text


def test_officials_are_added_by_name(desk: Desk) -> None:
    with Store.open(desk.path, readonly=True) as store:
        official, name = store.connection.execute("SELECT id, name FROM official ORDER BY id LIMIT 1").fetchone()
    path = desk.link("preferences")
    assert desk.submit(path, more_officials=f"  {name.upper()} \r\n\r\n").status_code == 303
    assert desk.now_is().officials == (official,)
    assert name in desk.get(path).text
    assert desk.submit(path, official=None).status_code == 303
    assert desk.now_is().officials == ()


# what is posted, and what the page says of it
WRONG: tuple[tuple[dict[str, Any], str], ...] = (
    ({"more_officials": "Nobody <script>alert(1)</script>"}, "official: there is no official"),
    ({"zone": "Mars/Olympus"}, "zone: 'Mars/Olympus' is no time zone"),
    ({"hour": "25"}, "hour: 25 is none"),
    ({"hour": "-1"}, "hour: '-1' is none"),
    ({"hour": "٣"}, "hour: "),
    ({"day": "x"}, "day: "),
    ({"language": "zh"}, "language: 'zh' is no language of the digest"),
    ({"frequency": "hourly"}, "frequency: 'hourly' is none"),
    ({"frequency": "alerts", "alert": None}, "frequency 'alerts' needs at least one of"),
    ({"theme": ["rail", "x' OR '1'='1"]}, "theme: there is no theme"),
    ({"place": ["../../etc/passwd"]}, "place: there is no place"),
    ({"outlet": ["=cmd|calc"]}, "outlet: there is no outlet"),
)


@pytest.mark.parametrize(("changes", "said"), WRONG)
def test_what_cannot_be_had_is_told_and_nothing_changes(desk: Desk, changes: dict[str, Any], said: str) -> None:
    before = desk.now_is()
    answer = desk.submit(desk.link("preferences"), **({"hour": "5"} | changes))
    assert answer.status_code == 400
    tree = lxml.html.document_fromstring(answer.text)
    (notice,) = tree.xpath("//*[@role='alert']")
    assert said in notice.text_content()
    assert "<script" not in answer.text
    assert tree.xpath("//input[@name='csrftoken']/@value")[0]
    assert desk.now_is() == before


def test_get_and_head_never_change_anything(desk: Desk) -> None:
    with Store.open(desk.path) as store:
        requests.ask_subscription(store, "new@x.example", "en", (), NOW)
    confirm = "/-/confirm/" + signed(Link(purpose="confirm", number=1, end=NOW + timedelta(days=1)), desk.secret)
    for path in (desk.link("unsubscribe"), desk.link("preferences"), "/-/subscribe", confirm):
        for query in ("", "?List-Unsubscribe=One-Click", "?confirm=1&again=1&theme=space"):
            assert desk.get(path + query).status_code == 200
            assert desk.ask("HEAD", path + query).status_code == 200
    assert desk.now_is() == desk.person
    with Store.open(desk.path, readonly=True) as store:
        assert len(people.subscribers(store, active_only=False)) == 2  # with the sample's own
    assert desk.sent == []
    assert "form" in desk.get(desk.link("unsubscribe")).text


def test_one_click_unsubscribes_without_login_cookie_or_token(desk: Desk) -> None:
    """RFC 8058: what a mail provider posts, and what a browser with an old cookie may send beside it."""
    for options in ({}, {"cookies": {"ds_csrftoken": "old"}}):
        answer = desk.ask("POST", desk.link("unsubscribe"), body="List-Unsubscribe=One-Click", **options)
        assert answer.status_code == 200  # no redirect
        assert "Nothing more is sent" in answer.text
        assert desk.now_is().active is False
    # a multipart body, as RFC 8058 also allows, and none at all
    with Store.open(desk.path) as store:
        people.add_subscriber(store, AINA, NOW)
    multipart = {"content-type": "multipart/form-data; boundary=x"}
    body = b'--x\r\nContent-Disposition: form-data; name="List-Unsubscribe"\r\n\r\nOne-Click\r\n--x--\r\n'
    assert desk.ask("POST", desk.link("unsubscribe"), body=body, headers=multipart).status_code == 200
    assert desk.now_is().active is False


def test_the_unsubscribe_page_is_a_form_that_works_and_opens_nothing_more(desk: Desk) -> None:
    page = desk.get(desk.link("unsubscribe"))
    assert "/-/preferences/" not in page.text
    assert desk.submit(desk.link("unsubscribe")).status_code == 200
    assert desk.now_is().active is False
    page = desk.get(desk.link("preferences"))
    assert "You are unsubscribed" in page.text
    assert desk.submit(desk.link("preferences")).status_code == 303
    assert desk.now_is().active is False  # changing is not subscribing
    assert desk.submit(desk.link("preferences"), again="1").status_code == 303
    assert desk.now_is().active is True


def test_links_that_are_dead_say_one_thing_and_no_more(desk: Desk) -> None:
    good = desk.link("preferences")
    unknown = link_for(Subscriber(id=999, email="x@y.example", created=NOW), "preferences", desk.secret, NOW)
    dead = [
        "/-/preferences/x",
        "/-/preferences/%00%0a",
        "/-/preferences/" + "a" * 5000,
        good[:-1] + ("A" if good[-1] != "A" else "B"),
        good.replace("preferences.2.", "preferences.1."),
        f"/-/preferences/{unknown}",
        "/-/preferences/" + link_for(desk.person, "unsubscribe", desk.secret, NOW),
        "/-/preferences/" + link_for(desk.person, "preferences", b"\x00" * 32, NOW),
    ]
    texts = set()
    for path in dead:
        for method in ("GET", "POST"):
            answer = desk.ask(method, path)
            assert answer.status_code == 404, path
            texts.add(lxml.html.document_fromstring(answer.text).xpath("string(//main)"))
    desk.now = NOW + timedelta(days=61)
    texts.add(lxml.html.document_fromstring(desk.get(good).text).xpath("string(//main)"))
    desk.now = NOW
    with Store.open(desk.path) as store:
        revoke_links(store, AINA)
    answer = desk.get(good)
    assert answer.status_code == 404
    texts.add(lxml.html.document_fromstring(answer.text).xpath("string(//main)"))
    old = desk.link("unsubscribe")
    with Store.open(desk.path) as store:
        erase_subscriber(store, AINA, NOW)
    assert desk.ask("POST", old, body="List-Unsubscribe=One-Click").status_code == 404
    assert len(texts) == 1


def test_a_form_from_elsewhere_is_refused(desk: Desk) -> None:
    """Without our cookie, with another token, with none: the address alone is enough for unsubscribing only."""
    path = desk.link("preferences")
    page = desk.get(path)
    (token,) = lxml.html.document_fromstring(page.text).xpath("//input[@name='csrftoken']/@value")
    wishes = {"language": "ms", "frequency": "weekly", "day": "1", "hour": "7"}
    email = {"email": "victim@x.example", "language": "en"}
    for where, fields in ((path, wishes), ("/-/subscribe", email)):
        for given, cookies in (
            ({}, {}),
            ({"csrftoken": token}, {}),
            ({"csrftoken": ""}, {}),
            ({}, dict(page.cookies)),
            ({"csrftoken": "x"}, dict(page.cookies)),
        ):
            answer = desk.ask("POST", where, body=urlencode(fields | given), cookies=cookies)
            assert answer.status_code in (400, 403), (where, given)
    assert desk.now_is() == desk.person
    with Store.open(desk.path, readonly=True) as store:
        assert store.connection.execute("SELECT count(*) FROM subscription_request").fetchone() == (0,)


def test_a_form_that_is_too_large_or_broken_is_refused(desk: Desk) -> None:
    path = desk.link("unsubscribe")
    for body in (b"x" * (MOST_BYTES + 1), b"&".join(b"a=1" for _ in range(4000)), b"a=\xff\xfe"):
        assert desk.ask("POST", path, body=body).status_code == 400
    assert desk.now_is().active is True
    assert desk.ask("PUT", path).status_code in (400, 405)


def test_the_form_answers_the_same_whoever_is_known(desk: Desk) -> None:
    with Store.open(desk.path) as store:
        people.add_subscriber(store, "gone@x.example", NOW)
        erase_subscriber(store, "gone@x.example", NOW)
    answers = []
    for address in ("new@x.example", AINA, "gone@x.example", *["new@x.example"] * 4):
        answer = desk.submit("/-/subscribe", email=address, theme=["rail"])
        assert answer.status_code == 200
        assert address not in answer.text
        answers.append(re.sub(r"\s+", " ", answer.text))
    assert len(set(answers)) == 1
    with Store.open(desk.path, readonly=True) as store:
        asked = [row[0] for row in store.connection.execute("SELECT email FROM subscription_request ORDER BY id")]
        assert len(people.subscribers(store, active_only=False)) == 2  # with the sample's own
    assert asked == ["new@x.example", AINA, "new@x.example", "new@x.example"]
    desk.loop.run_until_complete(asyncio.sleep(0))
    assert "asked" in desk.sent


@pytest.mark.parametrize("email", ["", "no address", "a@b.example\r\nBcc: evil@x.example", "<script>@x.example"])
def test_the_form_refuses_what_is_no_address(desk: Desk, email: str) -> None:
    answer = desk.submit("/-/subscribe", email=email)
    assert answer.status_code == 400
    assert "is no e-mail address" in lxml.html.document_fromstring(answer.text).text_content()
    assert "<script" not in answer.text


def test_the_owner_of_the_address_confirms(desk: Desk) -> None:
    desk.submit("/-/subscribe", email="new@x.example", language="ms", theme=["rail"])
    end = NOW + timedelta(days=3)
    path = "/-/confirm/" + signed(Link(purpose="confirm", number=1, end=end), desk.secret)
    assert "n…@x.example" in desk.get(path).text
    answer = desk.submit(path)
    assert answer.status_code == 200
    assert "mulai sekarang" in answer.text  # in the language that was asked for
    with Store.open(desk.path) as store:
        person = people.subscriber(store, "new@x.example")
        assert (person.active, person.language, person.themes) == (True, "ms", ("rail",))
        people.remove_subscriber(store, "new@x.example")
    desk.ask("POST", path)
    with Store.open(desk.path, readonly=True) as store:
        assert people.subscriber(store, "new@x.example").active is False
    desk.now = end
    assert desk.get(path).status_code == 404


def test_there_is_no_form_unless_it_is_configured(tmp_path: Path) -> None:
    desk = Desk(tmp_path)
    loop = desk.loop
    closed = build_app(desk.path, subscribing=Subscribing(secret=desk.secret))
    without = build_app(desk.path)
    for app, path in (
        (closed, "/-/subscribe"),
        (closed, "/-/confirm/" + signed(Link(purpose="confirm", number=1), desk.secret)),
        (without, "/-/subscribe"),
        (without, desk.link("preferences")),
        (without, desk.link("unsubscribe")),
    ):
        assert loop.run_until_complete(app.client.get(path)).status_code == 404, path
    for app in (closed, without):
        app.executor.shutdown()
    desk.close()


def test_every_answer_has_the_desks_headers_and_is_kept_nowhere(desk: Desk) -> None:
    answers = [
        desk.get(desk.link("preferences")),
        desk.get(desk.link("unsubscribe")),
        desk.get("/-/subscribe"),
        desk.submit(desk.link("preferences")),
        desk.submit(desk.link("unsubscribe")),
    ]
    for answer in answers:
        for name, value in HEADERS:
            assert answer.headers[name.decode()] == value.decode()
        assert "no-store" in answer.headers["cache-control"]
        assert "noindex" in answer.headers["x-robots-tag"]
        assert "<script" not in answer.text


def test_names_of_strangers_stay_text(desk: Desk) -> None:
    attack = "<img src=x onerror=alert(1)>\u202e{{7*7}}"
    with Store.open(desk.path) as store:
        store.connection.execute("UPDATE theme SET name = ?", (attack,))
        store.connection.execute("UPDATE official SET name = ?", (attack,))
        store.connection.execute("UPDATE outlet SET name = ?", (attack,))
        official = store.connection.execute("SELECT id FROM official LIMIT 1").fetchone()[0]
        people.add_subscriber(store, AINA, NOW, wishes=Wishes(officials=(official,)))
    for path in (desk.link("preferences"), "/-/subscribe"):
        text = desk.get(path).text
        assert "<img" not in text
        assert "&lt;img" in text
        assert "\u202e" not in text


def test_nothing_of_a_subscriber_is_in_public_tables(desk: Desk) -> None:
    desk.submit("/-/subscribe", email="new@x.example")
    private = ("subscriber", "alert", "subscription_request", "erased")
    for table in private:
        assert desk.get(f"/tables/{table}").status_code == 403
        assert desk.get(f"/tables/{table}.json").status_code == 403
        for sql in (f"SELECT * FROM {table}", f"SELECT rowid FROM {table}", f"SELECT a.* FROM {table} a"):
            answer = desk.get("/tables.json?" + urlencode({"sql": sql}))
            assert answer.status_code == 400, sql
            assert "example" not in answer.text
    assert "prohibited" in desk.get("/tables.json?" + urlencode({"sql": "SELECT email FROM subscriber"})).text
    for page in ("/", "/tables", "/search?q=aina", "/-/databases.json", "/-/metadata.json", "/-/settings.json"):
        text = desk.get(page).text
        assert AINA not in text
        assert desk.secret.hex() not in text


def test_a_link_does_not_stand_in_the_log(desk: Desk, caplog: pytest.LogCaptureFixture) -> None:
    path = desk.link("preferences")
    with Store.open(desk.path) as store:
        store.connection.execute("DROP TABLE subscription_request")
        store.connection.execute("ALTER TABLE subscriber DROP COLUMN hour")
    with caplog.at_level(logging.ERROR):
        assert desk.get(path).status_code == 500
    assert "/-/preferences/..." in caplog.text
    assert path.rpartition(".")[2] not in caplog.text


@pytest.mark.parametrize(
    ("email", "shown"), [("aina@x.example", "a…@x.example"), ("@x.example", "…@x.example"), ("<b>@x", "<…@x")]
)
def test_an_address_is_masked(email: str, shown: str) -> None:
    assert masked(email) == shown
