"""A story in its own sentences: what an analysis makes its summary of, and where that is kept.

Knows the tables story_summary and story_sentence; it must not know how a sentence is chosen.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator
from zoneinfo import ZoneInfo

from records import StoryReport, StorySummary
from store.database import Store
from store.pruning import WITHOUT_TEXT
from store.values import Row, Source, digest_of, moment, one, rows

_MINE = "a.story = ? AND a.withdrawn IS NULL"
#: Who stands behind an outlet o: of outlets of one owner the owner.
WITNESS = "coalesce('owner ' || o.owner, 'outlet ' || o.id)"
#: Characters of the body as the sentence was read; a text that was edited since has others there.
SENTENCES = (
    'SELECT s.story, s.rank, s.day, s.article, s.start, s."end", s.score, s.reason, a.title, a.language, a.first_seen,'
    # of a text that was let go of the sentences stand for themselves
    " CASE b.text WHEN '' THEN coalesce((SELECT substr(n.text, s.start - n.start + 1, s.\"end\" - s.start)"
    '  FROM sentence n WHERE n.article = s.article AND n.start <= s.start AND n."end" > s.start'
    "  ORDER BY n.number DESC LIMIT 1), '')"
    ' ELSE substr(b.text, s.start + 1, s."end" - s.start) END AS text, o.id AS outlet, o.name, o.show'
    " FROM story_sentence s JOIN article a ON a.id = s.article AND a.withdrawn IS NULL AND a.revision = s.revision"
    " JOIN body b ON b.article = a.id JOIN outlet o ON o.id = a.outlet AND o.show <> 'link'"
)


_CHANGED = " IN (SELECT id FROM changed WHERE what = 'story')"
_MADE_WITH = "summaries_version"


def stories_to_tell(store: Store, version: str) -> Iterator[tuple[str, str]]:
    """Stories of which there is no summary of this version and of their present articles, each with the digest of
    these; by id. Looked for among those that changed, or among all where the last ones were of another version. Where a
    text of it was let go of, the summary that there is stays."""
    made = one(store, "SELECT value FROM setting WHERE name = ?", (_MADE_WITH,))
    some = _CHANGED if made is not None and made["value"] == version else " IS NOT NULL"
    members: defaultdict[str, list[str]] = defaultdict(list)
    for row in rows(
        store,
        "SELECT a.story, a.id, a.revision, a.copy_of, a.copy_kind, o.show, o.owner FROM article a"
        f" JOIN outlet o ON o.id = a.outlet WHERE a.story{some} AND a.withdrawn IS NULL ORDER BY a.story, a.id",
    ):
        members[row["story"]].append(" ".join(str(value) for value in row.values()))
    known = {
        row["story"]: row for row in rows(store, f"SELECT story, made_of, version FROM story_summary WHERE story{some}")
    }
    gone = f"SELECT DISTINCT story FROM article a WHERE story{some} AND "
    told_for_good = {row["story"] for row in rows(store, gone + WITHOUT_TEXT)}
    for story, marks in members.items():
        if story in known and story in told_for_good:
            continue
        made_of = digest_of("\n".join(marks))
        if story not in known or (known[story]["made_of"], known[story]["version"]) != (made_of, version):
            yield story, made_of


def all_told(store: Store, version: str) -> None:
    """What changed is told. Summaries of changed stories of which no article is left to be shown go."""
    with store.transaction() as connection:
        for table in ("story_sentence", "story_summary"):
            connection.execute(
                f"DELETE FROM {table} WHERE story{_CHANGED} AND NOT EXISTS"
                f" (SELECT 1 FROM article a WHERE a.story = {table}.story AND a.withdrawn IS NULL)"
            )
        connection.execute("DELETE FROM changed WHERE what = 'story'")
        connection.execute("INSERT OR REPLACE INTO setting (name, value) VALUES (?, ?)", (_MADE_WITH, version))


def reports_of(store: Store, story: str) -> list[StoryReport]:
    """The articles of a story that are no copies; all, where it has nothing but copies of other stories' articles."""
    zone = ZoneInfo(store.zone)
    listed = list(
        rows(
            store,
            f"SELECT a.id, a.title, a.language, a.first_seen, a.paywalled, a.copy_of, a.copy_kind, o.show, b.text,"
            f" {WITNESS} AS witness FROM article a JOIN body b ON b.article = a.id JOIN outlet o ON o.id = a.outlet"
            f" WHERE {_MINE} ORDER BY a.first_seen, a.id",
            (story,),
        )
    )
    copied = Counter(row["copy_of"] for row in listed if row["copy_kind"] in ("identical", "copy"))
    own = [row for row in listed if row["copy_kind"] not in ("identical", "copy")] or listed
    figures = _counted(store, "figure", "", story)
    officials = _counted(store, "mention", " AND t.kind = 'official'", story)
    return [
        StoryReport(
            id=row["id"],
            witness=row["witness"],
            title=row["title"],
            body=row["text"],
            language=row["language"],
            when=moment(row["first_seen"]),
            day=moment(row["first_seen"]).astimezone(zone).date(),
            copies=copied[row["id"]],
            paywalled=bool(row["paywalled"]),
            quotable=row["show"] != "link",
            figures=figures[row["id"]],
            officials=officials[row["id"]],
        )
        for row in own
    ]


def _counted(store: Store, table: str, only: str, story: str) -> defaultdict[str, dict[int, int]]:
    """Article -> sentence -> rows of the table there."""
    found: defaultdict[str, dict[int, int]] = defaultdict(dict)
    for row in rows(
        store,
        f"SELECT t.article, t.sentence, count(*) AS n FROM article a JOIN {table} t ON t.article = a.id{only}"
        f" WHERE {_MINE} GROUP BY t.article, t.sentence",
        (story,),
    ):
        found[row["article"]][row["sentence"]] = row["n"]
    return found


def save_summary(store: Store, story: str, summary: StorySummary, made_of: str, version: str) -> None:
    """Puts the summary in the place of the one before."""
    with store.transaction() as connection:
        connection.execute("DELETE FROM story_sentence WHERE story = ?", (story,))
        connection.execute(
            "INSERT OR REPLACE INTO story_summary (story, lead, reason, made_of, version) VALUES (?, ?, ?, ?, ?)",
            (story, summary.lead, summary.lead_reason, made_of, version),
        )
        connection.executemany(
            'INSERT INTO story_sentence (story, rank, day, article, revision, start, "end", score, reason)'
            " SELECT ?, ?, ?, id, revision, ?, ?, ?, ? FROM article WHERE id = ?",
            [
                (
                    *(story, rank, sentence.day and sentence.day.isoformat()),
                    *(sentence.start, sentence.end, sentence.score, sentence.reason, sentence.article),
                )
                for rank, sentence in enumerate(summary.sentences, start=1)
            ],
        )


def summary(source: Source, story: str) -> Row:
    """``lead`` ({article, title, language, outlet, name, words, reason}, or None where there is none yet) and
    ``sentences`` ({story, rank, day, article, start, end, score, reason, title, language, first_seen, text, outlet,
    name, show}) of a story. Outlets that let no sentence be shown have none."""
    return {
        "lead": one(
            source,
            "SELECT a.id AS article, a.title, a.language, a.words, o.id AS outlet, o.name, s.reason, s.version"
            " FROM story_summary s JOIN article a ON a.id = s.lead AND a.withdrawn IS NULL"
            " JOIN outlet o ON o.id = a.outlet WHERE s.story = ?",
            (story,),
        ),
        "sentences": list(rows(source, f"{SENTENCES} WHERE s.story = ? ORDER BY s.rank", (story,))),
    }
