-- What changed since the ledger of figures, the registry of officials and the summaries were last made: an analysis looks
-- at that, and at what it touches, and no more at the whole archive. Triggers note it, so that no way of writing forgets.
-- "benchmarks.growth" measures it.

CREATE TABLE changed (
  what TEXT NOT NULL,                   -- figures, people: of an article; story; meaning, claim, block: that lost a figure
  id TEXT NOT NULL,
  times INTEGER NOT NULL DEFAULT 1,
  PRIMARY KEY (what, id)
) WITHOUT ROWID;

-- The ledger. A figure of a meaning may be of one claim with others of it; figures that share a block may contradict
-- each other (nlp.ledger).
ALTER TABLE figure ADD COLUMN meaning TEXT;        -- figure_meaning; NULL: of no claim, or not looked at yet
ALTER TABLE figure_claim ADD COLUMN meaning TEXT;  -- NULL: made by an older Pantau; gone once all are made anew
ALTER TABLE figure ADD COLUMN amount INTEGER;      -- 64 bits of the digest of unit and value, where it has a meaning
CREATE INDEX figure_of_amount ON figure(amount) WHERE amount IS NOT NULL;
-- The amount that does not hold, where a text says which of two does: both figures are never of one claim.
ALTER TABLE dispute ADD COLUMN replaced INTEGER;
CREATE INDEX dispute_replaced ON dispute(replaced) WHERE replaced IS NOT NULL;
CREATE INDEX dispute_replaced_of ON dispute(article, start) WHERE replaced IS NOT NULL;
CREATE INDEX figure_of_meaning ON figure(meaning, claim) WHERE meaning IS NOT NULL;
CREATE INDEX figure_claim_meaning ON figure_claim(meaning);
CREATE INDEX dispute_claim ON dispute(claim) WHERE claim IS NOT NULL;
CREATE INDEX dispute_other_claim ON dispute(other_claim) WHERE other_claim IS NOT NULL;

CREATE TABLE figure_meaning (
  id TEXT PRIMARY KEY,                  -- digest of the key
  key TEXT NOT NULL                     -- JSON list: all that figures of one claim have in common but their value
) WITHOUT ROWID;

CREATE TABLE figure_block (             -- of the most exact figure of each claim, and of figures that are bounds
  block INTEGER NOT NULL,               -- 64 bits of a digest
  figure INTEGER NOT NULL,
  PRIMARY KEY (block, figure)
) WITHOUT ROWID;
CREATE INDEX figure_block_figure ON figure_block(figure);

-- ON CONFLICT and no OR IGNORE, in whose place SQLite puts what the statement says that set the trigger off.
CREATE TRIGGER figure_came AFTER INSERT ON figure BEGIN
  INSERT INTO changed (what, id) VALUES ('figures', NEW.article) ON CONFLICT DO NOTHING;
END;
CREATE TRIGGER figure_went AFTER DELETE ON figure BEGIN
  INSERT INTO changed (what, id) VALUES ('figures', OLD.article) ON CONFLICT DO NOTHING;
  INSERT INTO changed (what, id) SELECT 'meaning', OLD.meaning WHERE OLD.meaning IS NOT NULL ON CONFLICT DO NOTHING;
  INSERT INTO changed (what, id) SELECT 'claim', OLD.claim WHERE OLD.claim IS NOT NULL ON CONFLICT DO NOTHING;
  INSERT INTO changed (what, id) SELECT 'block', block FROM figure_block WHERE figure = OLD.id
    ON CONFLICT DO UPDATE SET times = times + 1;
  DELETE FROM figure_block WHERE figure = OLD.id;
END;
CREATE TRIGGER figure_corrected AFTER UPDATE OF text, value, low, high, from_value, to_value, unit, kind, measures,
  concept, owner, period, change, status, twin ON figure BEGIN
  INSERT INTO changed (what, id) VALUES ('figures', NEW.article) ON CONFLICT DO NOTHING;
END;
-- Names in the sentences of figures, in whose words they stand, and whether and when their article tells them.
CREATE TRIGGER figure_names_went AFTER DELETE ON mention WHEN OLD.kind = 'entity' BEGIN
  INSERT INTO changed (what, id) VALUES ('figures', OLD.article) ON CONFLICT DO NOTHING;
END;
CREATE TRIGGER figure_speaker_moved AFTER UPDATE OF official ON quote WHEN OLD.official IS NOT NEW.official BEGIN
  INSERT INTO changed (what, id) VALUES ('figures', NEW.article) ON CONFLICT DO NOTHING;
END;
CREATE TRIGGER figure_article_moved AFTER UPDATE OF first_seen, published, withdrawn, copy_kind ON article
  WHEN (OLD.first_seen, OLD.published, OLD.withdrawn, OLD.copy_kind)
    IS NOT (NEW.first_seen, NEW.published, NEW.withdrawn, NEW.copy_kind) BEGIN
  INSERT INTO changed (what, id) VALUES ('figures', NEW.id) ON CONFLICT DO NOTHING;
END;
CREATE TRIGGER figure_owner_moved AFTER UPDATE OF owner ON outlet WHEN OLD.owner IS NOT NEW.owner BEGIN
  INSERT INTO changed (what, id)
    SELECT DISTINCT 'figures', a.id FROM article a JOIN figure f ON f.article = a.id WHERE a.outlet = NEW.id
    ON CONFLICT DO NOTHING;
END;

-- The registry of officials. Who may be whom is looked for among people whose names share a key (nlp.registry).
CREATE TABLE official_key (
  key TEXT NOT NULL,
  person TEXT NOT NULL,                 -- as in post_mention
  way INTEGER NOT NULL,                 -- 1: kept under it, 2: looked up by it, 3: both
  PRIMARY KEY (key, person)
) WITHOUT ROWID;
CREATE INDEX official_key_person ON official_key(person);
CREATE INDEX post_mention_of_person ON post_mention(person, article);
CREATE INDEX post_mention_name ON post_mention(name, article);

CREATE TRIGGER person_came AFTER INSERT ON post_mention BEGIN
  INSERT INTO changed (what, id) VALUES ('people', NEW.article) ON CONFLICT DO NOTHING;
END;
CREATE TRIGGER person_went AFTER DELETE ON post_mention BEGIN
  INSERT INTO changed (what, id) VALUES ('people', OLD.article) ON CONFLICT DO NOTHING;
END;
CREATE TRIGGER person_place_went AFTER DELETE ON mention WHEN OLD.kind = 'place' AND OLD.label = 'subject' BEGIN
  INSERT INTO changed (what, id) VALUES ('people', OLD.article) ON CONFLICT DO NOTHING;
END;
CREATE TRIGGER person_article_moved AFTER UPDATE OF first_seen, published ON article
  WHEN (OLD.first_seen, OLD.published) IS NOT (NEW.first_seen, NEW.published) BEGIN
  INSERT INTO changed (what, id) VALUES ('people', NEW.id) ON CONFLICT DO NOTHING;
END;

-- Stories in their own sentences.
CREATE TRIGGER story_got_article AFTER INSERT ON article WHEN NEW.story IS NOT NULL BEGIN
  INSERT INTO changed (what, id) VALUES ('story', NEW.story) ON CONFLICT DO NOTHING;
END;
CREATE TRIGGER story_lost_article AFTER DELETE ON article WHEN OLD.story IS NOT NULL BEGIN
  INSERT INTO changed (what, id) VALUES ('story', OLD.story) ON CONFLICT DO NOTHING;
END;
CREATE TRIGGER story_article_changed AFTER UPDATE OF story, revision, copy_of, copy_kind, withdrawn ON article
  WHEN (OLD.story, OLD.revision, OLD.copy_of, OLD.copy_kind, OLD.withdrawn)
    IS NOT (NEW.story, NEW.revision, NEW.copy_of, NEW.copy_kind, NEW.withdrawn) BEGIN
  INSERT INTO changed (what, id) SELECT 'story', OLD.story WHERE OLD.story IS NOT NULL ON CONFLICT DO NOTHING;
  INSERT INTO changed (what, id) SELECT 'story', NEW.story WHERE NEW.story IS NOT NULL ON CONFLICT DO NOTHING;
END;
CREATE TRIGGER story_outlet_changed AFTER UPDATE OF show, owner ON outlet
  WHEN (OLD.show, OLD.owner) IS NOT (NEW.show, NEW.owner) BEGIN
  INSERT INTO changed (what, id)
    SELECT DISTINCT 'story', story FROM article WHERE outlet = NEW.id AND story IS NOT NULL ON CONFLICT DO NOTHING;
END;

INSERT INTO changed (what, id) SELECT DISTINCT 'figures', article FROM figure;
INSERT INTO changed (what, id) SELECT DISTINCT 'people', article FROM post_mention;
