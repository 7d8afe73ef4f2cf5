-- Version 3. Each part says what it is for.

-- Several applications on one server. `number` orders them: the first is that of the person who
-- runs the server.
ALTER TABLE application ADD COLUMN name TEXT NOT NULL DEFAULT 'Postern';
ALTER TABLE application ADD COLUMN number INTEGER NOT NULL DEFAULT 1;
CREATE UNIQUE INDEX application_name ON application(name COLLATE NOCASE);

-- An API key belongs to an application, and may end (`expires`, in milliseconds).
CREATE TABLE application_key (
  hash BLOB PRIMARY KEY,
  id TEXT NOT NULL UNIQUE,
  application TEXT NOT NULL,
  name TEXT NOT NULL,
  created INTEGER NOT NULL,
  expires INTEGER
) WITHOUT ROWID;
INSERT INTO application_key
  SELECT k.hash, lower(hex(randomblob(4)) || '-' || hex(randomblob(2)) || '-4'
      || substr(hex(randomblob(2)), 2) || '-a' || substr(hex(randomblob(2)), 2) || '-'
      || hex(randomblob(6))), a.id, '', k.created, NULL
    FROM api_key k JOIN application a;
DROP TABLE api_key;
ALTER TABLE application_key RENAME TO api_key;

-- Each application has its own webhooks: the same URL may be in several.
CREATE TABLE application_webhook (
  id TEXT PRIMARY KEY,
  application TEXT NOT NULL,
  triggers BLOB NOT NULL,
  url TEXT NOT NULL,
  description TEXT NOT NULL,
  emails BLOB NOT NULL,
  compressed INTEGER NOT NULL,
  secret TEXT NOT NULL,
  status TEXT NOT NULL,
  status_updated INTEGER NOT NULL,
  created INTEGER NOT NULL,
  updated INTEGER NOT NULL,
  UNIQUE (application, url)
);
INSERT INTO application_webhook SELECT * FROM webhook ORDER BY rowid;
DROP TABLE webhook;
ALTER TABLE application_webhook RENAME TO webhook;
CREATE INDEX grant_application ON grant_row(application, created) WHERE deleted IS NULL;
