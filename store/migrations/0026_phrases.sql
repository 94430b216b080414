-- The vectors of what themes ask the encoder besides texts of news: the phrases of each theme and the background sample.
-- They change with the encoder, the rules and the words only, so that an analysis need not make them anew.

CREATE TABLE phrases (
  name TEXT PRIMARY KEY,                -- a theme's id, or 'background sample'
  made_of BLOB NOT NULL,                -- digest of the texts, of the encoder, of rules and models
  checksum BLOB NOT NULL,               -- over "values" and made_of: a row that is damaged or another's is not used
  "values" BLOB NOT NULL                -- a row a text, in their order: little-endian float32
);
