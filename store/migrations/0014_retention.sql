-- What retention let go of. People's table: never derived, kept by every rebuild and restore, so that neither a page is
-- fetched again nor a text comes back that was to go.

CREATE TABLE let_go (
  what TEXT NOT NULL CHECK (what IN ('text', 'warc')),
  id TEXT NOT NULL,                     -- of the article; name of the WARC file
  outlet TEXT,                          -- with identity: what the article's id follows from
  identity TEXT,
  url TEXT,
  at TEXT NOT NULL,
  why TEXT NOT NULL,
  PRIMARY KEY (what, id)
) WITHOUT ROWID;
CREATE INDEX let_go_url ON let_go(url) WHERE url IS NOT NULL;

CREATE INDEX revision_fetch ON revision(fetch);  -- or each fetch that goes would be looked for in all revisions
