"""Named queries for export: whole tables, as they may leave the store. Takes a Store or any sqlite3 connection.

Knows which columns and which order follow from content, and what an outlet lets be shown of its texts; it must not know
in which form rows are written, nor who asks. Tables of subscribers are not among them.
"""

from __future__ import annotations

from collections.abc import Iterator

from records import NotFound
from store.values import Row, Source, rows

EXCERPT = 300  # characters of a text that may be shown in part

# Row ids say when a row was written, nothing else; texts obey what their outlet lets be shown.
_SHOWN_IMAGE = "CASE WHEN o.show = 'full' AND a.withdrawn IS NULL THEN a.image END"
_SHOWN = "CASE o.show WHEN 'full' THEN {0} WHEN 'excerpt' THEN substr({0}, 1, {1}) ELSE '' END"
_EXPORTS: dict[str, str] = {
    "outlet": "SELECT * FROM outlet ORDER BY id",
    "outlet_health": "SELECT * FROM outlet_health ORDER BY outlet",
    "article": (
        "SELECT a.id, a.outlet, a.url, a.title, a.authors, a.section, a.published, a.published_as_printed,"
        " a.published_source, a.published_precision, a.modified, a.first_seen, a.last_seen, a.week, a.language,"
        " a.words, a.paywalled, a.withdrawn, a.withdrawn_reason, a.copy_of, a.copy_kind, a.story, a.revision,"
        f" a.analysed, a.credited, a.agency, a.dateline, a.dateline_day, {_SHOWN_IMAGE} AS image, a.evidence,"
        " a.corrected"
        " FROM article a JOIN outlet o ON o.id = a.outlet ORDER BY a.first_seen, a.id"
    ),
    "body": (
        f"SELECT b.article, {_SHOWN.format('b.text', EXCERPT)} AS text FROM body b JOIN article a ON a.id = b.article"
        " JOIN outlet o ON o.id = a.outlet WHERE a.withdrawn IS NULL ORDER BY a.first_seen, a.id"
    ),
    "sentence": (
        "SELECT s.* FROM sentence s JOIN article a ON a.id = s.article JOIN outlet o ON o.id = a.outlet"
        " WHERE o.show = 'full' ORDER BY a.first_seen, a.id, s.number"
    ),
    "official": "SELECT * FROM official ORDER BY id",
    "official_settled": "SELECT * FROM official_settled ORDER BY article, person",
    "official_doubt": "SELECT * FROM official_doubt ORDER BY score DESC, official, other",
    "official_alias": "SELECT * FROM official_alias ORDER BY old",
    "organisation": "SELECT * FROM organisation ORDER BY id",
    "post": "SELECT * FROM post ORDER BY official, first_seen, id",
    "place": "SELECT * FROM place ORDER BY code",
    "mention": (
        'SELECT m.article, m.sentence, m.start, m."end", m.text, m.kind, m.label, m.official, m.post, m.place,'
        " m.confidence, m.found_by FROM mention m JOIN article a ON a.id = m.article"
        ' ORDER BY a.first_seen, a.id, m.start, m."end", m.kind, m.label, m.id'
    ),
    "figure": (
        'SELECT f.article, f.sentence, f.start, f."end", f.text, f.value, f.low, f.high, f.from_value, f.to_value,'
        " f.unit, f.kind, f.measures, f.concept, f.owner, f.period, f.change, f.status, f.twin, f.confidence,"
        " f.found_by, f.claim FROM figure f JOIN article a ON a.id = f.article"
        ' ORDER BY a.first_seen, a.id, f.start, f."end", f.id'
    ),
    "figure_claim": "SELECT * FROM figure_claim ORDER BY concept, owner, period, id",
    "dispute": (
        "SELECT id, kind, article, start, other_article, other_start, claim, other_claim, reason FROM dispute"
        " ORDER BY kind, article, start, other_article, other_start, id"
    ),
    "quote": (
        'SELECT q.article, q.sentence, q.start, q."end", q.text, q.kind, q.cue, q.speaker, q.official, q.confidence,'
        " q.found_by FROM quote q JOIN article a ON a.id = q.article JOIN outlet o ON o.id = a.outlet"
        " WHERE o.show <> 'link' ORDER BY a.first_seen, a.id, q.start, q.\"end\", q.id"
    ),
    "story": "SELECT * FROM story ORDER BY first_seen, id",
    "story_summary": "SELECT * FROM story_summary ORDER BY story",
    "story_sentence": "SELECT * FROM story_sentence ORDER BY story, rank",
    "story_alias": "SELECT old, story, reason FROM story_alias ORDER BY old",
    "theme": "SELECT * FROM theme ORDER BY id",
    "article_theme": "SELECT * FROM article_theme ORDER BY article, theme",
    "story_theme": "SELECT * FROM story_theme ORDER BY story, theme",
    "decision": "SELECT * FROM decision ORDER BY article, about",
    "correction": "SELECT kind, target, field, value, who, at, undone FROM correction ORDER BY id",
}
EXPORTABLE = tuple(_EXPORTS)


def export_rows(source: Source, table: str) -> Iterator[Row]:
    """All rows of one of ``EXPORTABLE``, in an order and with columns that follow from content, not from row ids.

    Texts obey what their outlet lets be shown. Addresses of subscribers are no export. Raises NotFound.
    """
    if table not in _EXPORTS:
        raise NotFound(f"'{table}' is no table to export: {', '.join(EXPORTABLE)}")
    return rows(source, _EXPORTS[table])
