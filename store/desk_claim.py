"""Named query of the desk: one figure across articles, who reports it, who says otherwise.

Knows the tables figure, figure_claim and dispute; it must not know HTML or HTTP. Takes a connection that only reads. A
sentence is given only where its outlet lets texts be shown. Withdrawn articles are left out.
"""

from __future__ import annotations

import sqlite3

from store import ledger_asking, ledger_disputes
from store.values import Row, one, rows

MOST = 200  # reports and other values listed

_REPORTS = """
SELECT f.text, f.value, f.low, f.high, f.unit, f.measures, f.change, f.status, f.start, f."end", a.id AS article,
  a.title, a.url, a.language, a.published, a.first_seen, a.copy_kind, a.copy_of, a.story, o.id AS outlet,
  o.name AS outlet_name, o.show, CASE WHEN o.show <> 'link' THEN t.text END AS sentence, t.start AS sentence_start,
  q.warc_file, q.warc_offset
FROM figure f CROSS JOIN article a ON a.id = f.article AND a.withdrawn IS NULL JOIN outlet o ON o.id = a.outlet
LEFT JOIN sentence t ON t.article = f.article AND t.number = f.sentence LEFT JOIN fetch q ON q.id = a.fetch
WHERE f.claim = :claim ORDER BY a.first_seen, a.id, f.start LIMIT :most
"""


def claim(connection: sqlite3.Connection, wanted: str) -> Row | None:
    """The columns of the claim as in ``ledger_asking.claims``, and ``all_reports`` ({text, value, low, high, unit,
    measures, change, status, start, end, article, title, url, language, published, first_seen, copy_kind, copy_of,
    story, outlet, outlet_name, show, sentence, sentence_start, warc_file, warc_offset}, the earliest first), ``others``
    (claims of the same series and period with another value), ``disputes`` (as in ``ledger_disputes.disputes``) and
    ``over_time`` (``ledger_asking.series``, None where it is in none). None where no article reports it."""
    row = ledger_asking.claim(connection, wanted)
    if row is None:
        return None
    values: Row = {"claim": wanted, "most": MOST}
    counted = one(
        connection,
        "SELECT count(*) AS n FROM figure f CROSS JOIN article a INDEXED BY article_shown ON a.id = f.article"
        " AND a.withdrawn IS NULL WHERE f.claim = :claim",
        values,
    )
    over_time = ledger_asking.series(connection, row["series"]) if row["series"] else None
    return row | {
        "all_reports": list(rows(connection, _REPORTS, values)),
        "all_reports_total": counted["n"] if counted else 0,
        "others": [
            each
            for each in (over_time["claims"] if over_time else [])
            if each["id"] != wanted and each["period"] == row["period"]
        ],
        "disputes": ledger_disputes.disputes(connection, claims=[wanted]),
        "over_time": over_time,
    }
