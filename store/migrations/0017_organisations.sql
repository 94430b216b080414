-- What organisations are called in the languages that are read, and what the page of one asks.

CREATE TABLE organisation_name (        -- of the list of known organisations, also of those that no article names yet
  organisation TEXT NOT NULL,           -- organisation.id
  language TEXT NOT NULL CHECK (language IN ('en', 'ms', 'zh', '')),  -- '': short names and what else it is called
  name TEXT NOT NULL,
  PRIMARY KEY (organisation, language, name)
) WITHOUT ROWID;

DROP INDEX post_mention_organisation;
CREATE INDEX post_mention_organisation ON post_mention(organisation, article, official) WHERE organisation IS NOT NULL;
CREATE INDEX post_organisation ON post(organisation, last_seen);
