-- Vectors of an article's passages: with them a theme is scored over the whole archive without the encoder.

CREATE TABLE passages (
  article TEXT PRIMARY KEY REFERENCES article(id),
  model TEXT NOT NULL,
  dimension INTEGER NOT NULL,
  "values" BLOB NOT NULL                -- a row of "dimension" bytes for each passage: signed, 254 to the unit
);
