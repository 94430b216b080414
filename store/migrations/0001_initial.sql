-- Pantau's schema. Column names are what people read in facets and CSV exports.
-- Row ids of run, fetch, body, mention, figure and quote follow the order of writing and mean nothing else: what
-- compares or exports tables leaves them out. All other keys follow from content.
-- Derived tables can be made again from the WARCs; "people's tables" at the end never are.
-- Times are UTC ISO 8601 text ("2024-11-22T08:55:35Z"); weeks are "2024-W47" in the instance's zone, by first_seen.

CREATE TABLE outlet (
  id TEXT PRIMARY KEY,
  name TEXT NOT NULL,
  country TEXT NOT NULL,
  languages TEXT NOT NULL,              -- JSON list
  home TEXT NOT NULL,
  kind TEXT NOT NULL,
  owner TEXT,                           -- outlets of one owner are no independent witnesses
  zone TEXT NOT NULL DEFAULT 'UTC',
  show TEXT NOT NULL DEFAULT 'full' CHECK (show IN ('full', 'excerpt', 'link'))
);

CREATE TABLE run (
  id INTEGER PRIMARY KEY,
  command TEXT NOT NULL,
  started TEXT NOT NULL,
  finished TEXT,
  outcome TEXT,                         -- ok, failed, interrupted; NULL while it runs
  counts TEXT NOT NULL DEFAULT '{}',    -- JSON object
  reason TEXT
);

CREATE TABLE fetch (
  id INTEGER PRIMARY KEY,
  run INTEGER REFERENCES run(id),
  outlet TEXT NOT NULL REFERENCES outlet(id),
  url TEXT NOT NULL,
  purpose TEXT NOT NULL,                -- feed, sitemap, list, article, robots
  fetched TEXT NOT NULL,
  status TEXT NOT NULL,                 -- records.FetchStatus
  http_status INTEGER,
  etag TEXT,
  last_modified TEXT,
  body_sha256 TEXT,
  warc_file TEXT,
  warc_offset INTEGER,
  reason TEXT
);
CREATE INDEX fetch_url ON fetch(url, fetched);
CREATE INDEX fetch_outlet ON fetch(outlet, fetched);
CREATE UNIQUE INDEX fetch_record ON fetch(warc_file, warc_offset) WHERE warc_file IS NOT NULL;

CREATE TABLE outlet_health (
  outlet TEXT PRIMARY KEY REFERENCES outlet(id),
  state TEXT NOT NULL,                  -- records.HealthState
  reason TEXT NOT NULL,
  since TEXT NOT NULL,
  last_attempt TEXT,
  last_success TEXT,
  last_new TEXT
);

CREATE TABLE story (
  id TEXT PRIMARY KEY,                  -- minted once, never re-used
  title TEXT NOT NULL,
  lead TEXT,                            -- article
  week TEXT NOT NULL,                   -- week of first_seen
  first_seen TEXT NOT NULL,
  last_seen TEXT NOT NULL,
  articles INTEGER NOT NULL,
  outlets INTEGER NOT NULL,
  independent_reports INTEGER NOT NULL
);
CREATE INDEX story_week ON story(week);
CREATE INDEX story_last_seen ON story(last_seen);

CREATE TABLE story_alias (
  old TEXT PRIMARY KEY,
  story TEXT NOT NULL REFERENCES story(id),
  at TEXT NOT NULL,
  reason TEXT NOT NULL
);

CREATE TABLE article (
  id TEXT PRIMARY KEY,                  -- records.article_id(outlet, identity)
  outlet TEXT NOT NULL REFERENCES outlet(id),
  identity TEXT NOT NULL,
  url TEXT NOT NULL,
  title TEXT NOT NULL,
  authors TEXT NOT NULL DEFAULT '[]',   -- JSON list
  section TEXT,
  published TEXT,                       -- UTC
  published_as_printed TEXT,
  published_source TEXT,                -- json-ld, meta, hint, url, text, feed
  published_precision TEXT,             -- second, minute, day
  modified TEXT,
  first_seen TEXT NOT NULL,
  week TEXT NOT NULL,                   -- week of first_seen in the instance's zone
  language TEXT,
  words INTEGER NOT NULL DEFAULT 0,
  paywalled INTEGER NOT NULL DEFAULT 0,
  withdrawn TEXT,                       -- when it was found gone; its texts are deleted then
  withdrawn_reason TEXT,
  copy_of TEXT REFERENCES article(id),
  copy_kind TEXT CHECK (copy_kind IN ('identical', 'copy', 'derived')),
  story TEXT REFERENCES story(id),
  body_sha256 TEXT NOT NULL,
  fetch INTEGER NOT NULL REFERENCES fetch(id),   -- the first one that showed the present text
  last_seen TEXT NOT NULL,              -- newest capture that showed the present text
  revision INTEGER NOT NULL DEFAULT 1,
  analysed TEXT                         -- version of what analysed it; NULL: not yet
);
CREATE UNIQUE INDEX article_identity ON article(outlet, identity);
CREATE INDEX article_week ON article(week, outlet);
CREATE INDEX article_story ON article(story, first_seen);
CREATE INDEX article_order ON article(first_seen, id);
CREATE INDEX article_url ON article(url);
CREATE INDEX article_fetch ON article(fetch);
CREATE INDEX article_copy_of ON article(copy_of) WHERE copy_of IS NOT NULL;
CREATE INDEX article_unanalysed ON article(analysed, first_seen, id);

CREATE TABLE body (
  id INTEGER PRIMARY KEY,               -- rowid of its row in article_search
  article TEXT NOT NULL UNIQUE REFERENCES article(id),
  text TEXT NOT NULL
);

CREATE TABLE capture (                  -- which text each fetch of an article showed: article and revision are sums of it
  fetch INTEGER PRIMARY KEY REFERENCES fetch(id),
  article TEXT NOT NULL REFERENCES article(id),
  seen TEXT NOT NULL,
  title TEXT NOT NULL,
  body_sha256 TEXT NOT NULL
);
CREATE INDEX capture_article ON capture(article, seen, fetch);

CREATE TABLE revision (                 -- each earlier text of an article that its outlet edited
  article TEXT NOT NULL REFERENCES article(id),
  number INTEGER NOT NULL,              -- 1 is the first text
  title TEXT NOT NULL,
  text TEXT NOT NULL,
  seen TEXT NOT NULL,                   -- when this text was first seen
  replaced TEXT NOT NULL,               -- when the next one was seen
  body_sha256 TEXT NOT NULL,
  fetch INTEGER NOT NULL REFERENCES fetch(id),   -- the first one that showed this text
  PRIMARY KEY (article, number)
);

CREATE VIRTUAL TABLE article_search USING fts5(article UNINDEXED, title, text, tokenize = 'unicode61 remove_diacritics 2');

CREATE TABLE sentence (
  article TEXT NOT NULL REFERENCES article(id),
  number INTEGER NOT NULL,
  start INTEGER NOT NULL,
  "end" INTEGER NOT NULL,
  text TEXT NOT NULL,
  PRIMARY KEY (article, number)
);

CREATE TABLE official (
  id TEXT PRIMARY KEY,                  -- slug of the name
  name TEXT NOT NULL,                   -- without honorifics
  aliases TEXT NOT NULL DEFAULT '[]'    -- JSON list: names as printed
);

CREATE TABLE organisation (
  id TEXT PRIMARY KEY,
  name TEXT NOT NULL,
  short TEXT,
  aliases TEXT NOT NULL DEFAULT '[]'
);

CREATE TABLE post (                     -- person + role + organisation + when
  id TEXT PRIMARY KEY,                  -- hash of official, role key, organisation, status
  official TEXT NOT NULL REFERENCES official(id),
  role TEXT NOT NULL,
  organisation TEXT REFERENCES organisation(id),
  status TEXT NOT NULL,                 -- current, former, acting, designate
  public_office INTEGER NOT NULL,
  first_seen TEXT NOT NULL,
  last_seen TEXT NOT NULL,
  articles INTEGER NOT NULL,
  evidence_article TEXT NOT NULL REFERENCES article(id),
  evidence_sentence INTEGER NOT NULL
);
CREATE INDEX post_official ON post(official, last_seen);

CREATE TABLE post_mention (             -- what each article says of a person's post; official, organisation and post are sums of it
  article TEXT NOT NULL REFERENCES article(id),
  number INTEGER NOT NULL,              -- 0, 1, 2, ... in reading order
  sentence INTEGER NOT NULL,
  start INTEGER NOT NULL,
  "end" INTEGER NOT NULL,
  printed TEXT NOT NULL,                -- as printed here, honorifics and all where the text was at hand
  official TEXT NOT NULL REFERENCES official(id),
  name TEXT NOT NULL,
  role TEXT,
  organisation TEXT REFERENCES organisation(id),
  organisation_name TEXT,
  organisation_short TEXT,
  status TEXT NOT NULL,
  public_office INTEGER NOT NULL,
  stated INTEGER NOT NULL,              -- 0: the post comes from an earlier mention in the article
  post TEXT REFERENCES post(id),
  PRIMARY KEY (article, number)
);
CREATE INDEX post_mention_official ON post_mention(official);
CREATE INDEX post_mention_organisation ON post_mention(organisation) WHERE organisation IS NOT NULL;
CREATE INDEX post_mention_post ON post_mention(post) WHERE post IS NOT NULL;

CREATE TABLE place (
  code TEXT PRIMARY KEY,                -- ISO 3166-2
  name TEXT NOT NULL,
  name_ms TEXT,
  name_zh TEXT,
  country TEXT NOT NULL,
  kind TEXT,
  latitude REAL,
  longitude REAL
);

CREATE TABLE mention (
  id INTEGER PRIMARY KEY,
  article TEXT NOT NULL REFERENCES article(id),
  sentence INTEGER NOT NULL,
  start INTEGER NOT NULL,
  "end" INTEGER NOT NULL,
  text TEXT NOT NULL,
  kind TEXT NOT NULL,                   -- official, place, entity
  label TEXT,                           -- entity label; for a place its use (subject, dateline, ...)
  official TEXT REFERENCES official(id),
  post TEXT REFERENCES post(id),
  place TEXT REFERENCES place(code),
  confidence REAL NOT NULL,
  found_by TEXT NOT NULL
);
CREATE INDEX mention_article ON mention(article, kind, start);
CREATE INDEX mention_official ON mention(official) WHERE official IS NOT NULL;
CREATE INDEX mention_post ON mention(post) WHERE post IS NOT NULL;
CREATE INDEX mention_place ON mention(place) WHERE place IS NOT NULL;

CREATE TABLE figure (
  id INTEGER PRIMARY KEY,
  article TEXT NOT NULL REFERENCES article(id),
  sentence INTEGER NOT NULL,
  start INTEGER NOT NULL,
  "end" INTEGER NOT NULL,
  text TEXT NOT NULL,
  value TEXT, low TEXT, high TEXT,      -- exact decimals as text
  from_value TEXT, to_value TEXT,
  unit TEXT,
  kind TEXT NOT NULL,
  measures TEXT,
  concept TEXT,
  owner TEXT,
  period TEXT,
  change TEXT,
  status TEXT NOT NULL,
  twin TEXT,
  confidence REAL NOT NULL,
  found_by TEXT NOT NULL,
  claim TEXT                            -- figure_claim
);
CREATE INDEX figure_article ON figure(article, start);
CREATE INDEX figure_concept ON figure(concept, owner, period);
CREATE INDEX figure_claim_of ON figure(claim) WHERE claim IS NOT NULL;

CREATE TABLE figure_claim (             -- the same figure across articles
  id TEXT PRIMARY KEY,
  concept TEXT NOT NULL,
  measures TEXT,
  owner TEXT,
  period TEXT,
  unit TEXT,
  change TEXT,                          -- rise, fall, level
  status TEXT NOT NULL,                 -- actual, target, ...: a target never disagrees with an outcome
  value TEXT NOT NULL,                  -- as the most exact report prints it
  reports INTEGER NOT NULL,
  independent_reports INTEGER NOT NULL,
  first_article TEXT NOT NULL REFERENCES article(id),
  disagrees_with TEXT                   -- another claim: same measure, owner and period, another value
);

CREATE TABLE quote (
  id INTEGER PRIMARY KEY,
  article TEXT NOT NULL REFERENCES article(id),
  sentence INTEGER NOT NULL,
  start INTEGER NOT NULL,
  "end" INTEGER NOT NULL,
  text TEXT NOT NULL,
  kind TEXT NOT NULL,
  cue TEXT,
  speaker TEXT,
  official TEXT REFERENCES official(id),
  confidence REAL NOT NULL,
  found_by TEXT NOT NULL
);
CREATE INDEX quote_article ON quote(article, start);
CREATE INDEX quote_official ON quote(official) WHERE official IS NOT NULL;

CREATE TABLE vector (
  article TEXT NOT NULL REFERENCES article(id),
  model TEXT NOT NULL,
  dimension INTEGER NOT NULL,
  "values" BLOB NOT NULL,
  PRIMARY KEY (article, model)
);

CREATE TABLE decision (                 -- why an article is where it is; pantau explain reads this
  article TEXT NOT NULL REFERENCES article(id),
  about TEXT NOT NULL,                  -- copy, story
  action TEXT NOT NULL,
  score REAL,
  margin REAL,
  features TEXT NOT NULL DEFAULT '{}',  -- JSON object
  reason TEXT NOT NULL,
  version TEXT NOT NULL,
  PRIMARY KEY (article, about)
);

CREATE TABLE theme (
  id TEXT PRIMARY KEY,
  name TEXT NOT NULL,
  name_ms TEXT,
  description TEXT,
  definition TEXT NOT NULL,             -- JSON: seeds, keywords, negatives, threshold
  version TEXT NOT NULL
);

CREATE TABLE article_theme (
  article TEXT NOT NULL REFERENCES article(id),
  theme TEXT NOT NULL REFERENCES theme(id),
  score REAL NOT NULL,
  assigned INTEGER NOT NULL,
  why TEXT NOT NULL,
  PRIMARY KEY (article, theme)
);

CREATE TABLE story_theme (
  story TEXT NOT NULL REFERENCES story(id),
  theme TEXT NOT NULL REFERENCES theme(id),
  score REAL NOT NULL,
  assigned INTEGER NOT NULL,
  why TEXT NOT NULL,
  decided_by TEXT NOT NULL DEFAULT 'model' CHECK (decided_by IN ('model', 'person')),
  PRIMARY KEY (story, theme)
);
CREATE INDEX story_theme_theme ON story_theme(theme, assigned, score);

-- People's tables: never derived, kept by every rebuild.

CREATE TABLE subscriber (
  id INTEGER PRIMARY KEY,
  email TEXT NOT NULL UNIQUE COLLATE NOCASE,
  name TEXT,
  language TEXT NOT NULL DEFAULT 'en' CHECK (language IN ('en', 'ms')),
  themes TEXT NOT NULL DEFAULT '[]',    -- JSON list; empty: all
  active INTEGER NOT NULL DEFAULT 1,
  created TEXT NOT NULL
);

CREATE TABLE digest (
  id INTEGER PRIMARY KEY,
  period TEXT NOT NULL,                 -- 2024-W47
  created TEXT NOT NULL,
  subject TEXT NOT NULL,
  html TEXT NOT NULL,
  text TEXT NOT NULL,
  reasons TEXT NOT NULL DEFAULT '{}'    -- JSON: why each item is here
);
CREATE INDEX digest_period ON digest(period);

CREATE TABLE delivery (
  recipient TEXT NOT NULL COLLATE NOCASE,
  period TEXT NOT NULL,
  digest INTEGER REFERENCES digest(id),
  status TEXT NOT NULL,                 -- records.DeliveryStatus
  claimed TEXT NOT NULL,
  finished TEXT,
  message_id TEXT,
  reason TEXT,
  UNIQUE (recipient, period)
);

CREATE TABLE correction (
  id INTEGER PRIMARY KEY,
  kind TEXT NOT NULL,                   -- theme, post, story, official, figure
  target TEXT NOT NULL,
  field TEXT NOT NULL,
  value TEXT NOT NULL,
  who TEXT NOT NULL,
  at TEXT NOT NULL,
  undone TEXT
);
CREATE INDEX correction_target ON correction(kind, target);

CREATE TABLE setting (
  name TEXT PRIMARY KEY,                -- zone, ...
  value TEXT NOT NULL
);
