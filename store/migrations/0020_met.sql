-- What a crawl met at an outlet since it was last judged, and the addresses of its sources that are still to be asked:
-- kept with each answer, so that a crawl that was killed is judged by all of it when it goes on.

CREATE TABLE met (
  outlet TEXT NOT NULL REFERENCES outlet(id),
  what TEXT NOT NULL,                   -- count, reason, missed, words: counted by name; source, ask: an address
  name TEXT NOT NULL,
  count INTEGER NOT NULL,
  told TEXT,                            -- JSON, of an address
  PRIMARY KEY (outlet, what, name)
) WITHOUT ROWID;
