-- The frontier: every link that a source named, what became of it and when it is due; and when each source is.

CREATE TABLE link (
  key TEXT PRIMARY KEY,                 -- the same for all addresses of one page
  outlet TEXT NOT NULL REFERENCES outlet(id),
  url TEXT NOT NULL,
  found TEXT NOT NULL,                  -- when a source first named it
  title TEXT,                           -- as the source says them
  published TEXT,
  section TEXT,
  due TEXT,                             -- when it is to be asked (again); NULL: not again
  reason TEXT NOT NULL,                 -- why it is due then, or why never
  asked TEXT,                           -- when it was last answered; NULL: never
  attempts INTEGER NOT NULL DEFAULT 0,  -- that failed since
  final TEXT,                           -- where it led, where that is another address
  rank REAL NOT NULL                    -- what is asked first: never asked before again, newest before oldest
) WITHOUT ROWID;
CREATE INDEX link_rank ON link(outlet, rank) WHERE due IS NOT NULL;

CREATE TABLE source (
  url TEXT PRIMARY KEY,
  outlet TEXT NOT NULL REFERENCES outlet(id),
  kind TEXT NOT NULL,                   -- feed, sitemap, list
  due TEXT NOT NULL,                    -- when it is to be asked again
  interval REAL NOT NULL,               -- seconds between two polls
  reason TEXT NOT NULL,                 -- why so often
  last_attempt TEXT,
  last_success TEXT,
  last_new TEXT,                        -- when it last named an article that was not known
  listed INTEGER NOT NULL DEFAULT 0,    -- items when it last answered with any
  rate REAL,                            -- new articles an hour, smoothed
  failures INTEGER NOT NULL DEFAULT 0   -- in a row
) WITHOUT ROWID;

ALTER TABLE outlet_health ADD COLUMN strikes INTEGER NOT NULL DEFAULT 0;  -- failures in a row that may be passing
ALTER TABLE outlet_health ADD COLUMN weekly REAL;                         -- articles a week, over the last four
ALTER TABLE outlet_health ADD COLUMN words INTEGER;                       -- median words of its latest articles

ALTER TABLE article ADD COLUMN corrected TEXT;  -- what the outlet says of a correction that it made
