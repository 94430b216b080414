-- What each digest said, so that what proves wrong is put right in the next one, and what was put right. People's tables:
-- never derived, kept by every rebuild.

CREATE TABLE digest_item (
  digest INTEGER NOT NULL REFERENCES digest(id),
  kind TEXT NOT NULL CHECK (kind IN ('story', 'figure', 'quote', 'post')),
  item TEXT NOT NULL,                   -- story id; "<article>:<start>" of a figure or quotation then; post id
  article TEXT NOT NULL,                -- whose words they are
  said TEXT NOT NULL,                   -- as mailed: headline, figure, quotation, person
  about TEXT NOT NULL DEFAULT '{}',     -- JSON: what the figure measures, who spoke, the key sentence, ...
  PRIMARY KEY (digest, kind, item)
);
CREATE INDEX digest_item_article ON digest_item(article);

CREATE TABLE digest_erratum (
  digest INTEGER NOT NULL REFERENCES digest(id),  -- that said it
  mark TEXT NOT NULL,                   -- the same for the same erratum, in whatever digest
  why TEXT NOT NULL CHECK (why IN ('withdrawn', 'contradicted', 'corrected', 'revised')),
  kind TEXT NOT NULL,
  item TEXT NOT NULL,
  period TEXT NOT NULL,                 -- of the digest that had said it
  said TEXT NOT NULL,
  now TEXT NOT NULL,                    -- what is known instead; empty: nothing
  PRIMARY KEY (digest, mark)
);
