-- Whether the last crawl reached anybody: one row, none before the first crawl. An outlet's silence is no trouble of that
-- outlet where nobody answered.

CREATE TABLE reach (
  id INTEGER PRIMARY KEY CHECK (id = 1),
  state TEXT NOT NULL,                  -- reached, nobody
  reason TEXT NOT NULL,
  since TEXT NOT NULL,
  at TEXT NOT NULL,                     -- of the last crawl that asked for anything
  silent TEXT NOT NULL                  -- JSON object: outlet -> its hosts, silent since any host last answered
);
