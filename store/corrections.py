"""Commands that correct: add, undo, apply. The rows they change follow at once, and after every later refresh.

Knows what each kind of correction needs to be valid and which sums follow from it.
"""

from __future__ import annotations

import sqlite3
from datetime import datetime
from decimal import Decimal, InvalidOperation

from records import BadInput, Correction, NotFound, is_period
from store import claims
from store.asking import article_called
from store.correcting import FIELDS, correct_figures, in_force
from store.crawling import mark_withdrawn
from store.database import Store
from store.events import follow, read_again
from store.freshness import mark_derived
from store.people import corrections
from store.posts import recount_official, recount_post
from store.stories import refresh_story, refresh_story_themes, resolve_story
from store.values import decimal_text, insert, one, stamp

_VALUES = {
    ("theme", None): ("yes", "no"),
    ("event", None): ("yes", "no"),
    ("post", "status"): ("current", "former", "acting", "designate"),
    ("post", "public_office"): ("0", "1"),
    ("figure", "status"): ("actual", "estimate", "forecast", "target", "pledge", "condition"),
    ("figure", "change"): ("rise", "fall", "level", ""),
    ("figure", "rejected"): ("yes",),
}


def add_correction(store: Store, kind: str, target: str, field: str, value: str, who: str, now: datetime) -> Correction:
    """Keeps a correction and applies it. What may be the target and the field: see ``correcting``.

    Raises BadInput for a kind, field or value that there is not, NotFound for a target that is not in the store.
    """
    if kind not in FIELDS:
        raise BadInput(f"'{kind}' cannot be corrected: {', '.join(FIELDS)}")
    fields = FIELDS[kind]
    if fields is not None and field not in fields:
        raise BadInput(f"'{field}' of a {kind} cannot be corrected: {', '.join(fields)}")
    if kind == "figure" and field == "value" and value.strip():
        value = _decimal(value)
    if (kind, field) == ("figure", "period") and value.strip() and not is_period(value.strip()):
        raise BadInput(f"'{value}' is no period: 2024, 2024-Q1, 2024-H1, 2024-11, 2024-11-05, or two with / between")
    allowed = _VALUES.get((kind, None if kind in ("theme", "event") else field))
    if allowed is not None and value not in allowed:
        raise BadInput(f"'{value}' is no {field} of a {kind}: {', '.join(repr(word) for word in allowed)}")
    if not who.strip() or (not value.strip() and (kind != "figure" or field == "kind")):
        raise BadInput("a correction needs a value and a name of who makes it")
    with store.transaction() as connection:
        _check_target(connection, kind, target, field)
        number = insert(
            connection,
            "correction",
            {"kind": kind, "target": target, "field": field, "value": value, "who": who, "at": stamp(now)},
        )
        made = next(c for c in corrections(store) if c.id == number)
        _follow(store, made)
        mark_derived(connection)
    return made


def figure_called(store: Store, wanted: str) -> str:
    """``<article>:<start>`` of a figure by its article's id or URL and its place. Raises NotFound."""
    article, _, start = wanted.strip().rpartition(":")
    if not article or not (start.isascii() and start.isdigit()):
        raise NotFound(f"there is no figure '{wanted}': write <article>:<start>")
    return f"{article_called(store, article)}:{int(start[:9])}"


def undo_correction(store: Store, number: int, now: datetime) -> Correction:
    """Takes a correction back: what was derived shows again (a figure, a story's member or a taken-down article
    with the next analysis or crawl). Raises NotFound where it is not there or undone already."""
    with store.transaction() as connection:
        done = connection.execute(
            "UPDATE correction SET undone = ? WHERE id = ? AND undone IS NULL", (stamp(now), number)
        )
        if done.rowcount != 1:
            raise NotFound(f"there is no correction {number} that holds")
        made = next(c for c in corrections(store) if c.id == number)
        _follow(store, made)
        mark_derived(connection)
    return made


def apply_corrections(store: Store) -> int:
    """Applies every correction that holds, as after a rebuild; gives how many found their target."""
    found = 0
    with store.transaction() as connection:
        for made in corrections(store, active_only=True):
            try:
                _check_target(connection, made.kind, made.target, made.field)
            except (NotFound, BadInput):
                continue  # counted by absence: its target is not there (yet), or is a copy now
            _follow(store, made)
            found += 1
    return found


def _decimal(text: str) -> str:
    try:
        found = decimal_text(Decimal(text))
    except InvalidOperation as error:
        raise BadInput(f"'{text}' is no number: write it as 1200000000 or 4.5") from error
    assert found is not None
    return found


def _check_target(connection: sqlite3.Connection, kind: str, target: str, field: str) -> None:
    def there(sql: str, key: str, what: str) -> None:
        if one(connection, sql, (key,)) is None:
            raise NotFound(f"there is no {what} '{key}'")

    if kind == "theme":
        there("SELECT 1 FROM story WHERE id = ?", resolve_story(connection, target), "story")
        there("SELECT 1 FROM theme WHERE id = ?", field, "theme")
    elif kind == "event":
        if target == field:
            raise BadInput("an article and itself tell of one event")
        for article in (target, field):
            there("SELECT 1 FROM article WHERE id = ?", article, "article")
            copied = one(
                connection,
                "SELECT copy_of FROM article WHERE id = ? AND copy_kind IN ('identical', 'copy')",
                (article,),
            )
            if copied is not None:
                raise BadInput(f"'{article}' is a copy and goes where '{copied['copy_of']}' goes: say it of that")
    elif kind == "story":
        there("SELECT 1 FROM story WHERE id = ?", target, "story")
    elif kind == "figure":
        article, _, start = target.rpartition(":")
        if (
            not (start.isascii() and start.isdigit())
            or len(start) > 9
            or (
                one(connection, "SELECT 1 FROM figure WHERE article = ? AND start = ?", (article, int(start))) is None
                and "rejected" not in in_force(connection, "figure", target)  # its row is gone, it is known
            )
        ):
            raise NotFound(f"there is no figure '{target}': write <article>:<start>")
    else:
        table = {"official": "official", "post": "post", "article": "article"}[kind]
        there(f"SELECT 1 FROM {table} WHERE id = ?", target, kind)


def _follow(store: Store, made: Correction) -> None:
    """Makes what the correction is about anew."""
    connection = store.connection
    held = made.undone is None
    if made.kind == "theme":
        story = resolve_story(connection, made.target)
        if one(connection, "SELECT 1 FROM story WHERE id = ?", (story,)):
            refresh_story_themes(store, story)
    elif made.kind == "story":
        if one(connection, "SELECT 1 FROM article WHERE story = ?", (made.target,)):
            refresh_story(store, made.target)
    elif made.kind == "event":
        follow(store, made)
    elif made.kind == "official":
        if one(connection, "SELECT 1 FROM official WHERE id = ?", (made.target,)):
            recount_official(connection, made.target)
    elif made.kind == "post":
        if one(connection, "SELECT 1 FROM post WHERE id = ?", (made.target,)):
            recount_post(connection, made.target)
    elif made.kind == "figure":
        article = made.target.rpartition(":")[0]
        before = claims.claims_of(connection, article)
        correct_figures(connection, article) if held else read_again(connection, article)
        claims.recount(connection, before)  # a rejected figure has left its claim
    elif made.kind == "article" and held:
        mark_withdrawn(store, made.target, made.when, made.value)
        story_row = one(connection, "SELECT story FROM article WHERE id = ?", (made.target,))
        if story_row and story_row["story"]:
            refresh_story(store, story_row["story"])
            refresh_story_themes(store, story_row["story"])
