-- What came back of mails that were sent, and the addresses that get none for it.

-- Before this, "claimed" also stood for a mail that was on its way when its run was killed.
UPDATE delivery SET status = 'unknown', finished = claimed, reason = 'interrupted while it may have been on its way'
  WHERE status = 'claimed';

CREATE INDEX delivery_message ON delivery(message_id);

CREATE TABLE bounce (
  id INTEGER PRIMARY KEY,
  mail TEXT NOT NULL,                   -- SHA-256 of the report, so that a mailbox may be read again
  recipient TEXT NOT NULL COLLATE NOCASE,
  period TEXT NOT NULL,                 -- of the delivery that it is about
  kind TEXT NOT NULL,                   -- records.BounceKind
  status TEXT,                          -- 5.1.1, as reported
  reason TEXT NOT NULL,
  matched TEXT NOT NULL,                -- by what the delivery was found
  at TEXT NOT NULL,                     -- when it was read
  UNIQUE (mail, recipient)
);
CREATE INDEX bounce_recipient ON bounce(recipient, period);

CREATE TABLE suppression (              -- rows stay when they are lifted
  id INTEGER PRIMARY KEY,
  recipient TEXT NOT NULL COLLATE NOCASE,
  kind TEXT NOT NULL,                   -- records.SuppressionKind
  reason TEXT NOT NULL,
  who TEXT NOT NULL,                    -- who or what decided
  at TEXT NOT NULL,
  lifted TEXT,
  lifted_by TEXT,
  lifted_reason TEXT
);
CREATE UNIQUE INDEX suppression_now ON suppression(recipient) WHERE lifted IS NULL;
