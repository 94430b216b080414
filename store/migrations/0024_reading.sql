-- What the text of an article of the last days was read to be for copies and stories, so that the next analysis does not
-- read it again. It goes when the article is too old to be compared with, and holds for the text that it was made of.

CREATE TABLE reading (
  article TEXT PRIMARY KEY REFERENCES article(id),
  made_of BLOB NOT NULL,                -- digest of the text, of what is read with it, of rules and models
  copies BLOB NOT NULL,                 -- nlp.copies.reading
  signs BLOB,                           -- nlp.stories.kept; NULL where the article repeats another
  facts BLOB                            -- nlp.stories.kept; NULL until a window has two languages
);

-- A text that is replaced, let go of or taken down takes along what it was read to be, whoever does it.
CREATE TRIGGER reading_of_another_text AFTER UPDATE OF text ON body WHEN OLD.text IS NOT NEW.text BEGIN
  DELETE FROM reading WHERE article = NEW.article;
END;
CREATE TRIGGER reading_of_no_text AFTER DELETE ON body BEGIN
  DELETE FROM reading WHERE article = OLD.article;
END;
