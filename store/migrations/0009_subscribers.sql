-- What each subscriber watches and when it is sent; alerts; who asked by form; who was erased.

ALTER TABLE subscriber ADD COLUMN places TEXT NOT NULL DEFAULT '[]';       -- JSON lists; empty: all
ALTER TABLE subscriber ADD COLUMN officials TEXT NOT NULL DEFAULT '[]';
ALTER TABLE subscriber ADD COLUMN outlets TEXT NOT NULL DEFAULT '[]';
ALTER TABLE subscriber ADD COLUMN languages TEXT NOT NULL DEFAULT '[]';    -- of articles
ALTER TABLE subscriber ADD COLUMN zone TEXT;                               -- null: the instance's
ALTER TABLE subscriber ADD COLUMN day INTEGER NOT NULL DEFAULT 1 CHECK (day BETWEEN 1 AND 7);   -- 1: Monday
ALTER TABLE subscriber ADD COLUMN hour INTEGER NOT NULL DEFAULT 7 CHECK (hour BETWEEN 0 AND 23);
ALTER TABLE subscriber ADD COLUMN frequency TEXT NOT NULL DEFAULT 'weekly'
  CHECK (frequency IN ('daily', 'weekly', 'alerts'));
ALTER TABLE subscriber ADD COLUMN alerts TEXT NOT NULL DEFAULT '[]';       -- JSON list of records.AlertKind
ALTER TABLE subscriber ADD COLUMN since TEXT;                              -- when these wishes were made
-- Begins at random: what was signed for somebody erased opens nothing of who gets the row's number later.
ALTER TABLE subscriber ADD COLUMN link_version INTEGER NOT NULL DEFAULT 0;
UPDATE subscriber SET link_version = abs(random()) % 1000000000000, since = created;

CREATE TABLE alert (                    -- each alert once a recipient; the mails are in delivery
  recipient TEXT NOT NULL COLLATE NOCASE,
  alert TEXT NOT NULL,                  -- what it is about: spike theme trade 2024-W47
  kind TEXT NOT NULL,                   -- records.AlertKind
  reason TEXT NOT NULL,
  period TEXT NOT NULL,                 -- of the delivery that carries it
  claimed TEXT NOT NULL,
  UNIQUE (recipient, alert)
);
CREATE INDEX alert_period ON alert(recipient, period);

CREATE TABLE subscription_request (     -- typed into the form by anybody
  id INTEGER PRIMARY KEY AUTOINCREMENT, -- no number twice: links are signed for it
  email TEXT NOT NULL COLLATE NOCASE,
  language TEXT NOT NULL,
  themes TEXT NOT NULL DEFAULT '[]',
  asked TEXT NOT NULL,
  mailed TEXT,                          -- claimed before the mail is sent
  confirmed TEXT
);
CREATE INDEX subscription_request_email ON subscription_request(email);

CREATE TABLE erased (                   -- all that is left of a person: whether an address is one of these
  salt TEXT NOT NULL,
  hash TEXT NOT NULL PRIMARY KEY,
  at TEXT NOT NULL
);
