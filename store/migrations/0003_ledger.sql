-- The ledger of figures: what a claim belongs to over time, who stated it, and which figures contradict each other.

ALTER TABLE figure_claim ADD COLUMN series TEXT;     -- the same measure of the same owner in all periods
ALTER TABLE figure_claim ADD COLUMN stated_by TEXT REFERENCES official(id) ON DELETE SET NULL;  -- of the earliest report that names one; an
                                        -- official may go before the ledger is made anew
CREATE INDEX figure_claim_stated_by ON figure_claim(stated_by) WHERE stated_by IS NOT NULL;
CREATE INDEX figure_claim_series ON figure_claim(series, period) WHERE series IS NOT NULL;
CREATE INDEX figure_claim_first ON figure_claim(first_article);

CREATE TABLE dispute (                  -- two figures that cannot both be right
  id TEXT PRIMARY KEY,
  kind TEXT NOT NULL,                   -- value, conversion, change_words, revision
  article TEXT NOT NULL REFERENCES article(id),
  start INTEGER NOT NULL,               -- figure.start in that article
  other_article TEXT NOT NULL REFERENCES article(id),  -- the same one where a text contradicts itself
  other_start INTEGER NOT NULL,
  claim TEXT,                           -- figure_claim of either; null where a figure belongs to none
  other_claim TEXT,
  reason TEXT NOT NULL
);
CREATE INDEX dispute_article ON dispute(article);
CREATE INDEX dispute_other ON dispute(other_article);
