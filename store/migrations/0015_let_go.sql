-- What 'prune' let go. Never derived, kept by every rebuild: what was let go once is let go again.

CREATE TABLE let_go (
  article TEXT PRIMARY KEY,             -- no reference: it stands whatever becomes of the article's row
  at TEXT NOT NULL,
  reason TEXT NOT NULL,
  characters INTEGER NOT NULL,          -- of its text that went
  sentences INTEGER NOT NULL,           -- that went; those that are evidence stay
  revisions INTEGER NOT NULL            -- earlier texts that went
);
