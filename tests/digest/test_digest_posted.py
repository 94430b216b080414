"""Who is newly in post, of one and of hundreds: the same answer, by as many questions."""

from __future__ import annotations

from digest_samples import END, START, WEEK

from digest import gather_items
from digest.newcomers import newcomers
from store import Store


def test_hundreds_newly_in_post_are_asked_for_by_as_many_questions_as_one(store: Store) -> None:
    connection = store.connection
    ((article, sentence, seen, organisation),) = connection.execute(
        "SELECT p.evidence_article, p.evidence_sentence, p.first_seen, p.organisation FROM post p"
        " JOIN post_mention m ON m.post = p.id WHERE p.first_seen >= '2026-05-10T16' AND p.public_office"
        " AND p.organisation IS NOT NULL LIMIT 1"
    ).fetchall()
    asked: list[str] = []
    connection.set_trace_callback(asked.append)
    few = gather_items.posts(connection, WEEK, START, END)
    questions = len(asked)
    with store.transaction():
        for number in range(300):
            before = number % 3 == 0  # somebody else was seen in the very post
            for who, when in ((f"new-{number}", seen), (f"old-{number}", "2026-03-01T00:00:00Z")):
                if who.startswith("old") and not before:
                    continue
                connection.execute("INSERT INTO official (id, name) VALUES (?, ?)", (who, f"Officer {who}"))
                connection.execute(
                    "INSERT INTO post VALUES (?, ?, ?, ?, 'current', 1, ?, ?, 1, ?, ?)",
                    (f"p-{who}", who, f"Inspector of Bridge {number}", organisation, when, when, article, sentence),
                )  # fmt: skip
    asked.clear()
    many = gather_items.posts(connection, WEEK, START, END)
    connection.set_trace_callback(None)
    assert len(asked) == questions
    assert len(many) == len(few) + 300
    told = [item for item in newcomers(many) if item.post.official.startswith("Officer new")]
    assert sorted(reason.names[0] for item in told for reason in item.reason) == sorted(
        f"Officer old-{number}" for number in range(0, 300, 3)
    )
