-- What each run did and why: a row a step. A run that ended without a word has an outcome of its own.

CREATE TABLE run_step (
  run INTEGER NOT NULL REFERENCES run(id),
  step TEXT NOT NULL,                   -- repair, bounces, poll, analyse, mail, backup, prune
  why TEXT NOT NULL,                    -- it was due
  started TEXT NOT NULL,
  finished TEXT,
  outcome TEXT,                         -- ok, failed, interrupted, died; NULL while it runs
  reason TEXT,
  PRIMARY KEY (run, step)
) WITHOUT ROWID;
CREATE INDEX run_step_last ON run_step(step, outcome, finished);

UPDATE run SET outcome = 'died' WHERE outcome = 'interrupted' AND reason LIKE 'ended without a word%';
