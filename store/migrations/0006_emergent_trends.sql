-- What no theme covers yet, and what is more or less than usual. Derived at the end of an analysis; emergent_promoted is
-- people's.

CREATE TABLE emergent (                 -- groups of stories under no theme, a row for each week in which a group is told
  id TEXT NOT NULL,                     -- stays with the group over the weeks
  week TEXT NOT NULL,
  label_en TEXT,                        -- NULL: none of its headlines is in that language
  label_ms TEXT,
  medoid TEXT NOT NULL,                 -- the story most like the others; it may have become part of another since
  headline TEXT NOT NULL,               -- of the medoid
  members TEXT NOT NULL,                -- JSON list of stories
  outlets INTEGER NOT NULL,             -- independent ones
  days INTEGER NOT NULL,
  since TEXT NOT NULL,                  -- day
  reason TEXT NOT NULL,
  version TEXT NOT NULL,
  PRIMARY KEY (id, week)
);
CREATE INDEX emergent_of_week ON emergent(week);

CREATE TABLE emergent_week (            -- what a week's groups were made from: while that stands, so do they
  week TEXT PRIMARY KEY,
  fingerprint TEXT NOT NULL
);

CREATE TABLE emergent_promoted (        -- people's table: which group became which theme
  id TEXT PRIMARY KEY,
  theme TEXT NOT NULL,
  who TEXT NOT NULL,
  at TEXT NOT NULL
);

CREATE TABLE trend (                    -- a theme, official or place in one week against its own weeks before
  week TEXT NOT NULL,
  kind TEXT NOT NULL CHECK (kind IN ('theme', 'official', 'place')),
  key TEXT NOT NULL,
  verdict TEXT NOT NULL CHECK (verdict IN ('rise', 'fall', 'quiet', 'unknown')),
  why TEXT NOT NULL,                    -- records.TrendWhy
  reports INTEGER NOT NULL,             -- independent ones, of the sources that count
  low INTEGER,                          -- the usual range: the middle half of the weeks before
  high INTEGER,
  weeks INTEGER NOT NULL,               -- weeks before that could be set against it
  left_out TEXT NOT NULL,               -- JSON list of {source, why, days}: sources that are not counted
  reason TEXT NOT NULL,
  version TEXT NOT NULL,
  PRIMARY KEY (week, kind, key)
);
