-- A story in its own sentences: made at the end of an analysis, so that a page only asks.

CREATE TABLE story_summary (
  story TEXT PRIMARY KEY REFERENCES story(id) ON DELETE CASCADE,
  lead TEXT NOT NULL REFERENCES article(id),  -- the report that tells most of it; story.lead gives it its title
  reason TEXT NOT NULL,
  made_of TEXT NOT NULL,                -- digest of its articles, to see when it is out of date
  version TEXT NOT NULL
);

CREATE TABLE story_sentence (
  story TEXT NOT NULL REFERENCES story(id) ON DELETE CASCADE,
  rank INTEGER NOT NULL,                -- from 1; the key sentences before those of days
  day TEXT,                             -- in the instance's zone, where it is the news of a later day
  article TEXT NOT NULL REFERENCES article(id),
  revision INTEGER NOT NULL,            -- of the article, whose characters these are
  start INTEGER NOT NULL,
  "end" INTEGER NOT NULL,
  score REAL NOT NULL,
  reason TEXT NOT NULL,
  PRIMARY KEY (story, rank)
);
CREATE INDEX story_sentence_article ON story_sentence(article);
