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

-- What people decided of one story, article or official, and what it was called before.
CREATE INDEX story_alias_story ON story_alias(story);
CREATE INDEX official_alias_official ON official_alias(official);
CREATE INDEX official_doubt_other ON official_doubt(other);
CREATE INDEX correction_field ON correction(kind, field);
CREATE INDEX correction_value ON correction(kind, value);
