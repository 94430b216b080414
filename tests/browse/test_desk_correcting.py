"""Logging in, rights, and corrections from the desk: through real pages, forms and the real commands behind them."""

from __future__ import annotations

import asyncio
import re
from collections import Counter
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from desk_people import PASSWORD, Desk
from hypothesis import given
from hypothesis import strategies as st

from browse import Door, login, rights
from pantau.ledger import refresh_ledger
from records import BadInput
from store import RunLock, Store, corrections

# who, from where, under which headers -> the right, None for nobody
LOCAL = ("127.0.0.1", [("host", "127.0.0.1:8001")])
ENTRIES: tuple[tuple[str, str | None, str | None, list[tuple[str, str]], str | None], ...] = (
    ("local", None, *LOCAL, "read"),
    ("local", None, "::1", [("host", "[::1]:8001")], "read"),
    ("local", None, "127.0.0.1", [("host", "localhost")], "read"),
    ("local", None, "192.0.2.7", [("host", "localhost")], None),
    ("local", None, "127.0.0.1", [("host", "desk.example")], None),  # a name elsewhere that leads here
    ("local", None, "127.0.0.1", [("host", "localhost"), ("x-forwarded-for", "192.0.2.7")], None),
    ("local", None, "127.0.0.1", [("host", "localhost"), ("host", "evil.example")], None),
    ("local", None, None, [], None),
    ("nobody", None, *LOCAL, None),
    ("everybody", None, "192.0.2.7", [("host", "desk.example")], "read"),
    ("local", "x-user", "127.0.0.1", [("host", "localhost"), ("x-user", "aina")], "correct"),
    ("local", "x-user", "127.0.0.1", [("host", "localhost"), ("x-user", "stranger")], "read"),
    ("local", "x-user", "127.0.0.1", [("host", "localhost")], None),
    ("local", "x-user", "192.0.2.7", [("host", "localhost"), ("x-user", "aina")], None),
    ("local", "x-user", "127.0.0.1", [("x-user", "ria"), ("x-user", "aina")], None),
    ("local", None, "127.0.0.1", [("host", "localhost"), ("x-user", "aina")], "read"),
)


@pytest.mark.parametrize(("how", "header", "client", "headers", "right"), ENTRIES)
def test_who_may_enter(how: Any, header: str | None, client: str, headers: Any, right: str | None) -> None:
    people = {"aina": rights.Person(name="aina", right="correct")}
    found = rights.reader(Door(open=how, header=header), people, client, headers, None)
    assert (found and found.right) == right


@given(st.text(max_size=30))
def test_only_its_own_password_fits(password: str) -> None:
    assert not rights.fits(password, None)
    assert not rights.fits(password, "scrypt$x")
    assert not rights.fits(password, password)


def test_a_password_fits_and_another_does_not() -> None:
    kept = rights.hashed(PASSWORD)
    assert rights.fits(PASSWORD, kept)
    assert not rights.fits(PASSWORD + " ", kept)
    assert kept != rights.hashed(PASSWORD)


@pytest.mark.parametrize(
    ("name", "right", "password"),
    [("a b", "read", None), ("", "read", None), ("a", "all", None), ("a", "read", "short")],
)
def test_nobody_gets_in_by_mistake(name: str, right: str, password: str | None) -> None:
    with pytest.raises(BadInput):
        rights.named(name, right, password)


def test_the_file_of_people_is_private_and_whole(tmp_path: Path) -> None:
    path = tmp_path / "people.toml"
    people = {"a.b@c": rights.named("a.b@c", "administer", PASSWORD), "p": rights.named("p", "read", None)}
    rights.write_people(path, people)
    assert path.stat().st_mode & 0o777 == 0o600
    assert rights.read_people(path) == people
    path.chmod(0o644)
    with pytest.raises(BadInput, match="chmod 600"):
        rights.read_people(path)


@pytest.mark.parametrize(
    "address",
    ["/", "/story/{story}", "/tables/article.json", "/corrections", "/digests.atom", "/-/metadata.json", "/x"],
)
def test_a_shut_desk_shows_nothing(desk: Desk, address: str) -> None:
    answer = desk.get(address)
    assert answer.status_code == 303
    assert answer.headers["location"].startswith("/-/login?back=")
    assert desk.ask("GET", address, headers={"accept": "application/json"}).status_code == 401
    assert "content-security-policy" in answer.headers


@pytest.mark.parametrize("address", ["/-/login", "/desk/desk.css"])
def test_what_needs_no_login(desk: Desk, address: str) -> None:
    assert desk.get(address).status_code == 200


@pytest.mark.parametrize("other", ["a,b", 'prefs={"a":1}; x', "x y"])
def test_a_cookie_of_another_program_shuts_nobody_out(desk: Desk, other: str) -> None:
    """Neither from the session nor from a form, whose token is a cookie too."""
    desk.log_in("aina")
    desk.cookies = {other: "1"} | desk.cookies
    assert desk.get("/").status_code == 200
    assert desk.correct("theme", story="{story}", theme="rail", value="no").status_code == 303
    assert desk.rows("SELECT kind, field, value FROM correction WHERE who = 'aina'") == [("theme", "rail", "no")]


def test_a_login_leads_back_and_a_logout_ends_it(desk: Desk) -> None:
    answer = desk.log_in("aina")
    assert (answer.status_code, answer.headers["location"]) == (303, "/corrections")
    (cookie,) = [line for line in answer.headers.get_list("set-cookie") if line.startswith("pantau_desk")]
    assert "httponly" in cookie.lower()
    assert "samesite=lax" in cookie.lower()
    assert PASSWORD not in cookie
    assert desk.get("/").status_code == 200
    stolen = dict(desk.cookies)
    assert desk.ask("POST", "/-/leave", data={"csrftoken": desk.token("/")}).status_code == 303
    assert desk.get("/").status_code == 303
    # a new password ends every session of the old one; so does leaving the file
    desk.cookies = stolen
    assert desk.get("/").status_code == 200
    people = rights.read_people(desk.home / "people.toml")
    rights.write_people(desk.home / "people.toml", people | {"aina": rights.named("aina", "correct", "another word")})
    assert desk.get("/").status_code == 303


@pytest.mark.parametrize("back", ["https://evil.example/", "//evil.example/x", "/\\evil.example"])
def test_a_login_leads_nowhere_else(desk: Desk, back: str) -> None:
    form = {"csrftoken": desk.token(), "name": "aina", "password": PASSWORD, "back": back}
    to = desk.ask("POST", "/-/login", data=form).headers["location"]
    assert re.match(r"/(?![/\\])", to), to


def test_guessing_is_slowed(desk: Desk) -> None:
    for _ in range(login.TRIES):
        assert desk.log_in("ben", "wrong wrong wrong").status_code == 401
    assert desk.log_in("ben").status_code == 429
    assert desk.log_in("aina").status_code == 303


def test_guesses_that_come_at_once_are_counted_one_by_one(desk: Desk) -> None:
    form = {"csrftoken": desk.token(), "name": "ben", "password": "wrong wrong wrong"}
    headers = {"cookie": "; ".join(f"{name}={value}" for name, value in desk.cookies.items())}

    async def all_at_once() -> list[int]:
        client = desk.datasette.client
        asked = [client.post("/-/login", data=form, headers=headers) for _ in range(login.TRIES + 5)]
        return [answer.status_code for answer in await asyncio.gather(*asked)]

    assert Counter(desk.loop.run_until_complete(all_at_once())) == {401: login.TRIES, 429: 5}


def test_no_flood_of_names_makes_guesses_forgotten() -> None:
    tries = login.Tries(clock=lambda: 5000.0)
    assert [tries.begin("ben", known=True) for _ in range(login.TRIES + 1)] == [True] * login.TRIES + [False]
    for number in range(login.MOST_OTHERS + 50):
        assert tries.begin(f"nobody{number}", known=False)
    assert not tries.begin("ben", known=True)
    tries.right("ben")
    assert tries.begin("ben", known=True)


def test_a_password_keeps_its_blanks(desk: Desk) -> None:
    people = rights.read_people(desk.home / "people.toml")
    people["eve"] = rights.named("eve", "read", "  two blanks before")
    rights.write_people(desk.home / "people.toml", people)
    assert desk.log_in("eve", "two blanks before").status_code == 401
    assert desk.log_in("eve", "  two blanks before").status_code == 303


def test_pages_for_somebody_by_name_are_kept_nowhere(desk: Desk) -> None:
    desk.log_in("ria")
    assert desk.get("/story/{story}").headers["cache-control"] == "no-store"
    desk.open("everybody")
    assert "cache-control" not in desk.get("/story/{story}").headers


def test_over_https_no_other_host_of_the_domain_sets_a_session(desk: Desk) -> None:
    desk.log_in("aina")
    session = desk.cookies["pantau_desk"]
    desk.open("nobody", secure=True)
    desk.cookies = {"pantau_desk": session}  # as a neighbouring host could plant it
    assert desk.get("/").status_code == 303
    answer = desk.log_in("aina")
    (line,) = [each for each in answer.headers.get_list("set-cookie") if each.startswith("__Host-")]
    for word in ("Secure", "HttpOnly", "SameSite=lax", "Path=/"):
        assert word.casefold() in line.casefold()
    assert "domain" not in line.casefold()
    assert desk.get("/").status_code == 200


def test_a_forged_session_is_none(desk: Desk) -> None:
    desk.cookies = {"pantau_desk": "eyJhIjoiY2hpZWYifQ.forged"}
    assert desk.get("/").status_code == 303


@pytest.mark.parametrize("name", ["ria", None])
def test_who_reads_corrects_nothing(desk: Desk, name: str | None) -> None:
    desk.open("everybody")
    if name:
        desk.log_in(name)
    page = desk.get("/story/{story}").text
    assert "Not this theme" not in page
    form = {"what": "theme", "story": "s1", "theme": "rail", "value": "no", "csrftoken": desk.token("/-/login")}
    assert desk.ask("POST", "/-/correct", data=form).status_code == 403
    assert desk.rows("SELECT count(*) FROM correction") == [(0,)]


@pytest.mark.parametrize("token", ["", "guessed"])
def test_nothing_is_corrected_without_the_token(desk: Desk, token: str) -> None:
    desk.log_in("aina")
    form = {"what": "theme", "story": "s1", "theme": "rail", "value": "no", "csrftoken": token}
    assert desk.ask("POST", "/-/correct", data=form).status_code in (400, 403)
    # without a cookie datasette's own check passes it: whom a proxy names has none
    desk.open("local", "x-user")
    answer = desk.ask("POST", "/-/correct", data=form, headers={"x-user": "aina"})
    assert answer.status_code == 400
    assert desk.ask("GET", "/-/correct", headers={"x-user": "aina"}).status_code == 400
    assert desk.rows("SELECT count(*) FROM correction") == [(0,)]


def test_a_wrong_theme_is_corrected_and_undone(desk: Desk) -> None:
    desk.log_in("aina")
    page = desk.get("/story/{story}").text
    assert "Not this theme" in page
    answer = desk.correct("theme", story="s1", theme="rail", value="no")
    assert answer.status_code == 303
    assert "Correction 1: the story is not under this theme." in desk.get("/corrections").text
    assert desk.rows("SELECT assigned, decided_by FROM story_theme WHERE story = 's1' AND theme = 'rail'") == [
        (0, "person")
    ]
    (kept,) = desk.rows("SELECT kind, target, field, value, who, undone FROM correction")
    assert kept == ("theme", "s1", "rail", "no", "aina", None)
    assert "What people decided" in desk.get("/story/{story}").text
    desk.log_in("ben")
    assert desk.ask("POST", "/-/undo", data={"csrftoken": desk.token("/corrections"), "number": "1"}).status_code == 403
    desk.log_in("chief")
    assert desk.ask("POST", "/-/undo", data={"csrftoken": desk.token("/corrections"), "number": "1"}).status_code == 303
    assert desk.rows("SELECT assigned FROM story_theme WHERE story = 's1' AND theme = 'rail'") == [(1,)]


def test_not_the_same_story_and_the_same_again(desk: Desk) -> None:
    """The copy goes along; what was taken out comes back under the id of the story that it joins."""
    desk.log_in("aina")
    assert desk.correct("apart", article="{origin}", into="").status_code == 303
    own = f"s{desk.ids['origin']}"
    assert desk.rows("SELECT id FROM article WHERE story = 's{origin}' ORDER BY first_seen") == [
        (desk.ids["origin"],),
        (desk.ids["copy"],),
    ]
    assert desk.rows("SELECT kind, target, value FROM correction") == [("event", desk.ids["origin"], "no")]
    for page in (f"/story/{own}", "/story/s1", "/article/{origin}"):
        assert "tell of two events" in desk.get(page).text, page
    assert desk.rows("SELECT independent_reports FROM story WHERE id = 's{origin}'") == [(1,)]
    assert desk.correct("apart", article="{copy}", into="s1").status_code == 400  # it goes where its origin goes
    assert desk.correct("same", story="s1", other=f"https://desk.example/story/{own}").status_code == 303
    assert desk.rows("SELECT DISTINCT story FROM article WHERE id IN ('{origin}', '{copy}')") == [("s1",)]
    assert desk.get(f"/story/{own}").headers["location"] == "/story/s1"


def test_what_was_said_of_two_articles_elsewhere_is_shown_with_both_and_can_be_undone(desk: Desk) -> None:
    """`pantau correct event` says it; the pages of both articles tell, and an administrator may take it back."""
    one, other = desk.ids["origin"], desk.ids["excerpt"]
    with Store.open(desk.path) as store:
        corrections.add_correction(store, "event", one, other, "no", "ria", datetime(2026, 5, 20, tzinfo=UTC))
    desk.log_in("chief")
    ((first,), (second,)) = (desk.rows(f"SELECT title FROM article WHERE id = '{each}'")[0] for each in (one, other))
    said = f"Articles “{first}” and “{second}” tell of two events"
    for page in ("/article/{origin}", "/article/{excerpt}", "/corrections"):
        assert said in desk.get(page).text, page
    assert desk.ask("POST", "/-/undo", data={"csrftoken": desk.token("/corrections"), "number": "1"}).status_code == 303
    assert "with the next analysis" in desk.get("/corrections").text


def test_a_wrong_figure_is_corrected_and_one_rejected(desk: Desk) -> None:
    desk.log_in("aina")
    ((start,),) = desk.rows("SELECT start FROM figure WHERE article = '{origin}'")
    page = desk.get("/article/{origin}").text
    assert "Wrong figure: keep this" in page
    was = {"was-value": "4200000", "was-owner": "Malaysia"}
    target = f"{{origin}}:{start}"
    assert desk.correct("figure", figure=target, value="7000000", owner="Malaysia", **was).status_code == 303
    assert desk.rows("SELECT value, found_by FROM figure WHERE article = '{origin}'") == [("7000000", "person")]
    assert ("7000000",) in desk.rows("SELECT value FROM figure_claim WHERE first_article = '{origin}'")
    assert desk.rows("SELECT field FROM correction") == [("value",)]  # what was not changed is not corrected
    assert desk.correct("figure", figure=target, kind="nonsense").status_code == 400
    assert desk.correct("figure", figure=target, value="4", **{"was-value": "4"}).status_code == 400
    assert desk.correct("no-figure", figure=target).status_code == 303
    assert desk.rows("SELECT count(*) FROM figure WHERE article = '{origin}'") == [(0,)]


def test_a_correction_leaves_the_rest_of_the_ledger_alone_and_what_it_makes_is_what_the_whole_would_be(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    tables = {
        "figure": "SELECT article, start, claim FROM figure ORDER BY 1, 2",
        "figure_claim": "SELECT * FROM figure_claim ORDER BY id",
        "dispute": "SELECT * FROM dispute ORDER BY id",
    }
    desk.log_in("aina")
    whole = refresh_ledger
    with Store.open(desk.path) as store:
        whole(store)

    def never(_: Store) -> int:
        raise AssertionError("a correction makes the whole ledger anew")

    monkeypatch.setattr("pantau.ledger.refresh_ledger", never)
    for name in ("origin", "excerpt", "link"):
        for start, value in desk.rows(f"SELECT start, value FROM figure WHERE article = '{{{name}}}'"):
            for new in ("7000000", value):
                answer = desk.correct("figure", figure=f"{{{name}}}:{start}", value=new, **{"was-value": ""})
                assert answer.status_code == 303, answer.text
                at_once = {table: desk.rows(sql) for table, sql in tables.items()}
                with Store.open(desk.path) as store:
                    whole(store)
                assert at_once == {table: desk.rows(sql) for table, sql in tables.items()}
    ((start,),) = desk.rows("SELECT start FROM figure WHERE article = '{excerpt}'")
    assert desk.correct("no-figure", figure=f"{{excerpt}}:{start}").status_code == 303
    del tables["dispute"]  # those between two others follow with the next analysis
    assert desk.rows("SELECT * FROM dispute WHERE '{excerpt}' IN (article, other_article)") == []
    at_once = {table: desk.rows(sql) for table, sql in tables.items()}
    with Store.open(desk.path) as store:
        whole(store)
    assert at_once == {table: desk.rows(sql) for table, sql in tables.items()}
    assert desk.correct("theme", story="s1", theme="rail", value="no").status_code == 303


def test_a_wrong_post_is_corrected(desk: Desk) -> None:
    desk.log_in("aina")
    ((post, role),) = desk.rows("SELECT id, role FROM post WHERE official = '{official}' LIMIT 1")
    assert "Wrong post: keep this" in desk.get("/official/{official}").text
    fields = {"role": "Rail minister", "was-role": role, "status": "former", "was-status": "current"}
    assert desk.correct("post", post=post, **fields).status_code == 303
    assert "Rail minister" in desk.get("/official/{official}").text
    assert desk.rows("SELECT field, value FROM correction ORDER BY id") == [
        ("role", "Rail minister"),
        ("status", "former"),
    ]


def test_two_officials_are_merged_and_apart_again(desk: Desk) -> None:
    desk.log_in("chief")
    answer = desk.correct("merge", official="{official}", other="{official}")
    assert answer.status_code == 400
    assert "are one already" in answer.text
    assert desk.correct("merge", official="{official}", other="nobody known").status_code == 404
    assert desk.correct("name", official="{official}", name="Rahim bin Sulong").status_code == 303
    assert "<h1>Rahim bin Sulong</h1>" in desk.get("/official/{official}").text
    assert desk.ask("POST", "/-/undo", data={"csrftoken": desk.token("/corrections"), "number": "1"}).status_code == 303
    assert "<h1>Rahim Sulong</h1>" in desk.get("/official/{official}").text


def test_a_run_under_way_is_said_and_nothing_is_kept(desk: Desk) -> None:
    desk.log_in("aina")
    with RunLock(desk.home / "pantau.lock"):
        answer = desk.correct("theme", story="s1", theme="rail", value="no")
    assert answer.status_code == 400
    assert "nothing was changed" in answer.text
    assert desk.rows("SELECT count(*) FROM correction") == [(0,)]


@pytest.mark.parametrize("fields", [{"what": "no"}, {"what": "theme", "story": "x", "theme": "rail", "value": "no"}])
def test_what_cannot_be_is_said(desk: Desk, fields: dict[str, str]) -> None:
    desk.log_in("aina")
    assert desk.correct(**fields).status_code in (400, 404)


@pytest.mark.parametrize(("name", "status"), [("chief", 200), ("aina", 403), ("ria", 403)])
def test_sql_is_for_who_administers(desk: Desk, name: str, status: int) -> None:
    desk.log_in(name)
    assert desk.get("/tables?sql=select+1").status_code == status


@pytest.mark.parametrize(
    ("what", "fields", "english", "malay"),
    [
        (
            "theme",
            {"story": "{story}", "theme": "rail", "value": "no"},
            "Story “Line to double, says minister (updated), report 1” is not under theme “Rail and ports”",
            "Berita “Line to double, says minister (updated), report 1” bukan di bawah tema “Rail and ports”",
        ),
        (
            "name",
            {"official": "{official}", "name": "Rahim bin Sulong"},
            "Name of official Rahim bin Sulong is Rahim bin Sulong",
            "Nama bagi pegawai Rahim bin Sulong ialah Rahim bin Sulong",
        ),
    ],
)
def test_what_was_decided_is_told_by_name(
    desk: Desk, what: str, fields: dict[str, str], english: str, malay: str
) -> None:
    desk.log_in("aina")
    assert desk.correct(what, **fields).status_code == 303
    assert english in desk.get("/corrections").text
    desk.get("/corrections?lang=ms")
    assert malay in desk.get("/corrections").text


def test_one_decision_is_told_as_one(desk: Desk) -> None:
    """What a page says after a form was sent is a cookie that the next page shows."""
    desk.log_in("aina")
    desk.correct("name", official="{official}", name="Rahim bin Sulong")
    ((post,),) = desk.rows("SELECT id FROM post WHERE official = '{official}' LIMIT 1")
    desk.correct("post", post=post, role="Pengerusi", **{"was-role": "Transport minister"})
    assert "Correction 2: Role is Pengerusi." in desk.get("/corrections").text
    assert "Role of a post of Rahim bin Sulong is Pengerusi" in desk.get("/corrections").text


@pytest.mark.parametrize(("back", "href"), [("/official/x", "/official/x"), ("//evil.example/a", "/a")])
def test_what_could_not_be_corrected_leads_back_to_its_page(desk: Desk, back: str, href: str) -> None:
    desk.log_in("aina")
    answer = desk.correct("merge", official="{official}", other="nobody of that name", back=back)
    assert answer.status_code == 404
    assert f'<a href="{href}">Back to the page</a>' in answer.text
