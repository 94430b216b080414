-- What an article and those like it that were read before it are about together: with it a theme of seeds alone is
-- scored over the whole archive by one product, and never otherwise than when the article was read.

CREATE TABLE neighbourhood (
  article TEXT PRIMARY KEY REFERENCES article(id),
  model TEXT NOT NULL,
  dimension INTEGER NOT NULL,
  "values" BLOB NOT NULL                -- "dimension" numbers of two bytes (IEEE 754 half, little-endian)
);
