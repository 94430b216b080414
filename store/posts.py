"""Officials, organisations and posts: sums of what each article says of a person's post (table post_mention).

Knows these four tables. The sums do not depend on the order in which articles are read: each is a minimum, a
maximum, a count or a set, so an addition and a recount give the same rows. Who a person of an article is, the
registry settles (store.officials); until it has, whoever bears one name is one.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable

from records import OfficialMention
from store.correcting import correct_official, correct_post
from store.organisations import add_organisation, better_name, recount_organisation
from store.values import Row, as_json, digest_of, insert, insert_all, one, rows, slug


def post_key(official: str, role: str, organisation: str | None, status: str) -> str:
    """The id of a post: the same person, role (case and accents aside), organisation and status."""
    return digest_of(official, slug(role), organisation, status)


def save_posts(
    connection: sqlite3.Connection, article: str, first_seen: str, body: str, mentions: Iterable[OfficialMention]
) -> list[tuple[OfficialMention, str, str | None]]:
    """Writes the mentions of one article, whose earlier ones are gone already, and adds them to the sums.

    Gives each mention with its official and post. ``first_seen`` is the article's.
    """
    kept: list[tuple[OfficialMention, str, str | None]] = []
    ordered = sorted(mentions, key=lambda m: (m.start, m.end, m.name, m.role or "", m.organisation or "", m.status))
    told: list[Row] = []
    for number, mention in enumerate(ordered):
        person = slug(mention.name)
        official = settled_official(connection, article, person)
        organisation = slug(mention.organisation) if mention.organisation else None
        post = post_key(official, mention.role, organisation, mention.status) if mention.role else None
        row: Row = {
            "article": article,
            "number": number,
            "sentence": mention.sentence,
            "start": mention.start,
            "end": mention.end,
            "printed": body[mention.start : mention.end],
            "person": person,
            "official": official,
            "name": mention.name,
            "role": mention.role,
            "organisation": organisation,
            "organisation_name": mention.organisation,
            "organisation_short": mention.organisation_short,
            "status": mention.status,
            "public_office": int(mention.public_office),
            "stated": int(mention.stated),
            "post": post,
        }
        _add_names(connection, row)
        told.append(row)
        kept.append((mention, official, post))
    for post in sorted({row["post"] for row in told if row["post"]}):
        _add_post(connection, post, first_seen, [row for row in told if row["post"] == post])
    insert_all(connection, "post_mention", told)
    for post in sorted({row["post"] for row in told if row["post"]}):
        _correct(connection, post)
    for official in sorted({row["official"] for row in told}):
        recount_official(connection, official)
    return kept


def settled_official(connection: sqlite3.Connection, article: str, person: str) -> str:
    """Who the person of the article is, as the registry last said; the person's own key where it has not yet."""
    row = one(connection, "SELECT official FROM official_settled WHERE article = ? AND person = ?", (article, person))
    return str(row["official"]) if row else person


def forget_posts(connection: sqlite3.Connection, article: str) -> None:
    """Takes what one article says of people out of the sums. Mentions and quotes of people of it go as well."""
    touched = list(
        rows(connection, "SELECT DISTINCT official, organisation, post FROM post_mention WHERE article = ?", (article,))
    )
    connection.execute("UPDATE mention SET official = NULL, post = NULL WHERE article = ?", (article,))
    connection.execute("UPDATE quote SET official = NULL WHERE article = ?", (article,))
    connection.execute("DELETE FROM post_mention WHERE article = ?", (article,))
    for post in sorted({row["post"] for row in touched if row["post"]}):
        recount_post(connection, post)
    for official in sorted({row["official"] for row in touched}):
        recount_official(connection, official)
    for organisation in sorted({row["organisation"] for row in touched if row["organisation"]}):
        recount_organisation(connection, organisation)


def move_person(connection: sqlite3.Connection, article: str, person: str, official: str) -> set[str]:
    """Gives all that an article says of a person to ``official``; gives the officials whose sums are to be made anew.

    Foreign keys are deferred by the caller: the rows that are pointed to follow with ``recount_all``.
    """
    touched = {official}
    for row in list(rows(connection, "SELECT * FROM post_mention WHERE article = ? AND person = ?", (article, person))):
        touched.add(row["official"])
        post = post_key(official, row["role"], row["organisation"], row["status"]) if row["role"] else None
        connection.execute(
            "UPDATE post_mention SET official = ?, post = ? WHERE article = ? AND number = ?",
            (official, post, article, row["number"]),
        )
        connection.execute(
            "UPDATE mention SET official = ?, post = ? WHERE article = ? AND kind = 'official' AND person = ?"
            " AND post IS ?",
            (official, post, article, person, row["post"]),
        )
    connection.execute("UPDATE quote SET official = ? WHERE article = ? AND person = ?", (official, article, person))
    return touched


def recount_all(connection: sqlite3.Connection, official: str) -> None:
    """The official's row and all its posts, from the mentions."""
    recount_official(connection, official)
    posts = rows(
        connection,
        "SELECT id FROM post WHERE official = ? UNION SELECT post FROM post_mention WHERE official = ?"
        " AND post IS NOT NULL ORDER BY 1",
        (official, official),
    )
    for row in list(posts):
        recount_post(connection, row["id"])


def recount_official(connection: sqlite3.Connection, official: str) -> None:
    """The official's row from its mentions alone; gone where there is none. The name is the one most articles give,
    of those that are not shouted or all small; then the first in code order."""
    said = list(
        rows(
            connection,
            "SELECT name, printed, article FROM post_mention WHERE official = ? GROUP BY name, printed, article",
            (official,),
        )
    )
    if not said:
        connection.execute("DELETE FROM official WHERE id = ?", (official,))
        return
    articles: dict[str, set[str]] = {}
    for row in said:
        articles.setdefault(row["name"], set()).add(row["article"])
    name = min(articles, key=lambda name: (name.isupper() or name.islower(), -len(articles[name]), name))
    aliases = sorted(({row["name"] for row in said} | {row["printed"] for row in said}) - {""})
    connection.execute(
        "INSERT INTO official (id, name, aliases) VALUES (?, ?, ?)"
        " ON CONFLICT (id) DO UPDATE SET name = excluded.name, aliases = excluded.aliases",
        (official, name, as_json(aliases)),
    )
    correct_official(connection, official)


def recount_post(connection: sqlite3.Connection, post: str) -> None:
    """The post's row from its mentions alone; gone where there is none."""
    said = list(
        rows(
            connection,
            "SELECT m.*, a.first_seen FROM post_mention m JOIN article a ON a.id = m.article WHERE m.post = ?"
            " ORDER BY a.first_seen, m.article, m.number",
            (post,),
        )
    )
    if not said:
        connection.execute("DELETE FROM post WHERE id = ?", (post,))
        return
    first = said[0]
    role = None
    for row in said:
        role = better_name(role, row["role"])
    values = {
        "id": post,
        "official": first["official"],
        "role": role,
        "organisation": first["organisation"],
        "status": first["status"],
        "public_office": max(row["public_office"] for row in said),
        "first_seen": first["first_seen"],
        "last_seen": said[-1]["first_seen"],
        "articles": len({row["article"] for row in said}),
        "evidence_article": first["article"],
        "evidence_sentence": _evidence([row for row in said if row["article"] == first["article"]])["sentence"],
    }
    changed = ", ".join(f"{name} = excluded.{name}" for name in values if name != "id")
    connection.execute(
        f"INSERT INTO post ({', '.join(values)}) VALUES ({', '.join('?' * len(values))})"
        f" ON CONFLICT (id) DO UPDATE SET {changed}",
        tuple(values.values()),
    )
    _correct(connection, post)


def _correct(connection: sqlite3.Connection, post: str) -> None:
    """What people corrected of a post, also before they merged its official into another."""
    former = rows(
        connection,
        "SELECT DISTINCT s.resolved, m.role, m.organisation, m.status FROM post_mention m JOIN official_settled s"
        " ON s.article = m.article AND s.person = m.person WHERE m.post = ? AND s.resolved <> m.official",
        (post,),
    )
    keys = {post_key(row["resolved"], row["role"], row["organisation"], row["status"]) for row in former}
    correct_post(connection, post, sorted(keys))


def _evidence(said: list[Row]) -> Row:
    """Of the mentions in one article, the one that states the post, else the first."""
    return min(said, key=lambda row: (not row["stated"], row["sentence"], row["start"]))


def _add_names(connection: sqlite3.Connection, row: Row) -> None:
    connection.execute("INSERT OR IGNORE INTO official (id, name) VALUES (?, ?)", (row["official"], row["name"]))
    if row["organisation"]:
        add_organisation(connection, row)


def _add_post(connection: sqlite3.Connection, post: str, first_seen: str, said: list[Row]) -> None:
    """Adds one article's mentions of one post."""
    evidence = _evidence(said)
    role = said[0]["role"]
    for row in said:
        role = better_name(role, row["role"])
    office = max(row["public_office"] for row in said)
    known = one(connection, "SELECT * FROM post WHERE id = ?", (post,))
    if known is None:
        insert(
            connection,
            "post",
            {
                "id": post,
                "official": evidence["official"],
                "role": role,
                "organisation": evidence["organisation"],
                "status": evidence["status"],
                "public_office": office,
                "first_seen": first_seen,
                "last_seen": first_seen,
                "articles": 1,
                "evidence_article": evidence["article"],
                "evidence_sentence": evidence["sentence"],
            },
        )
        return
    if (first_seen, evidence["article"]) < (known["first_seen"], known["evidence_article"]):
        connection.execute(
            "UPDATE post SET evidence_article = ?, evidence_sentence = ? WHERE id = ?",
            (evidence["article"], evidence["sentence"], post),
        )
    connection.execute(
        "UPDATE post SET role = ?, public_office = ?, first_seen = ?, last_seen = ?, articles = articles + 1"
        " WHERE id = ?",
        (
            better_name(known["role"], role),
            max(known["public_office"], office),
            min(known["first_seen"], first_seen),
            max(known["last_seen"], first_seen),
            post,
        ),
    )
