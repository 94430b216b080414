-- Officials across articles. Until now an official's id was the slug of a name, so that all of one name were one
-- person; those ids stay with whoever was first mentioned under them.

ALTER TABLE post_mention ADD COLUMN person TEXT NOT NULL DEFAULT '';  -- slug of the name: who the article speaks of
UPDATE post_mention SET person = official;
ALTER TABLE post_mention ADD COLUMN seat TEXT;           -- the post in whatever language it is printed; NULL: not settled yet
CREATE INDEX post_mention_person ON post_mention(article, person);
CREATE INDEX post_mention_seat ON post_mention(seat) WHERE seat IS NOT NULL;
ALTER TABLE mention ADD COLUMN person TEXT;              -- of an official: as in post_mention
UPDATE mention SET person = official;
ALTER TABLE quote ADD COLUMN person TEXT;                -- of the speaker: as in post_mention
UPDATE quote SET person = official;

CREATE TABLE official_settled (         -- who each person of each article is, and why; pantau explain reads this
  article TEXT NOT NULL REFERENCES article(id),
  person TEXT NOT NULL,
  resolved TEXT NOT NULL,               -- by the rules
  official TEXT NOT NULL,               -- after what people ruled; its row goes and comes with its mentions
  action TEXT NOT NULL CHECK (action IN ('link', 'new', 'uncertain', 'person')),
  score REAL,
  reason TEXT NOT NULL,
  PRIMARY KEY (article, person)
);
CREATE INDEX official_settled_official ON official_settled(official);
CREATE INDEX official_settled_person ON official_settled(person);
CREATE INDEX official_settled_resolved ON official_settled(resolved);

CREATE TABLE official_doubt (           -- two that may be one: for a person to decide
  official TEXT NOT NULL,
  other TEXT NOT NULL,
  score REAL NOT NULL,
  reason TEXT NOT NULL,
  PRIMARY KEY (official, other)
);

CREATE TABLE official_alias (           -- an id that stands for nobody now, and whose it became
  old TEXT PRIMARY KEY,
  official TEXT NOT NULL
);

-- Never derived, kept by every rebuild.

CREATE TABLE official_minted (          -- every id that was ever given: none is given twice
  number INTEGER PRIMARY KEY,           -- the oldest first
  id TEXT NOT NULL UNIQUE,
  article TEXT NOT NULL,                -- the mention it was given for
  person TEXT NOT NULL
);
INSERT INTO official_minted (number, id, article, person)
SELECT row_number() OVER (ORDER BY first_seen, article, number, official), official, article, official FROM (
  SELECT m.official, m.article, m.number, a.first_seen,
    row_number() OVER (PARTITION BY m.official ORDER BY a.first_seen, m.article, m.number) AS place
  FROM post_mention m JOIN article a ON a.id = m.article
) WHERE place = 1;

CREATE TABLE official_pin (             -- where a correction that split an official put each mention there was
  correction INTEGER NOT NULL REFERENCES correction(id),
  article TEXT NOT NULL,
  person TEXT NOT NULL,
  official TEXT NOT NULL,
  PRIMARY KEY (correction, article, person)
);
