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

-- More of mail to be sent later. kind: a name of outbound.Scheduled.Kind. message, thread: what the
-- Sent copy will have, given when the mail was accepted. sender: reverse path, NULL is the address
-- of the account. submitted: by a mail client, so its bytes go out as they are. draft, draft_revision:
-- the draft that is sent and leaves the drafts then. counted: the day (since 1970) whose number of
-- sends it is part of. reason: why it failed.
ALTER TABLE schedule ADD COLUMN kind TEXT NOT NULL DEFAULT 'SCHEDULED';
ALTER TABLE schedule ADD COLUMN message INTEGER NOT NULL DEFAULT 0;
ALTER TABLE schedule ADD COLUMN thread INTEGER NOT NULL DEFAULT 0;
ALTER TABLE schedule ADD COLUMN sender TEXT;
ALTER TABLE schedule ADD COLUMN submitted INTEGER NOT NULL DEFAULT 0;
ALTER TABLE schedule ADD COLUMN draft INTEGER;
ALTER TABLE schedule ADD COLUMN draft_revision INTEGER NOT NULL DEFAULT 0;
ALTER TABLE schedule ADD COLUMN counted INTEGER;
ALTER TABLE schedule ADD COLUMN reason TEXT NOT NULL DEFAULT '';
CREATE INDEX schedule_queued ON schedule(due) WHERE closed IS NULL AND kind='QUEUED';
CREATE INDEX schedule_message ON schedule(account, message) WHERE message<>0;
CREATE INDEX schedule_draft ON schedule(account, draft) WHERE draft IS NOT NULL AND closed IS NULL;

-- How many mails an account sent on a day (since 1970), where that is limited.
CREATE TABLE sent_count (
  account INTEGER NOT NULL,
  day INTEGER NOT NULL,
  number INTEGER NOT NULL,
  PRIMARY KEY (account, day)
) WITHOUT ROWID;

-- Where an address stands in a header, a row for each role: listings by one role must not pass over
-- messages that have the address in another. roles: 1 From, 2 To, 4 Cc, 8 Bcc.
CREATE TABLE address_role (
  account INTEGER NOT NULL,
  address TEXT NOT NULL,
  role INTEGER NOT NULL,
  received INTEGER NOT NULL,
  message INTEGER NOT NULL,
  PRIMARY KEY (account, address, role, received, message)
) WITHOUT ROWID;
INSERT INTO address_role SELECT account,address,1,received,message FROM address WHERE roles&1;
INSERT INTO address_role SELECT account,address,2,received,message FROM address WHERE roles&2;
INSERT INTO address_role SELECT account,address,4,received,message FROM address WHERE roles&4;
INSERT INTO address_role SELECT account,address,8,received,message FROM address WHERE roles&8;
DROP TABLE address;
ALTER TABLE address_role RENAME TO address;

-- Messages with attachments, by date.
CREATE INDEX message_attached ON message(account, received, id) WHERE attachment=1;

-- Messages by the metadata that can be asked for (key1 to key5); pair: hash of `key:value`. Filled
-- from the message rows by the migration.
CREATE TABLE pair (
  account INTEGER NOT NULL,
  pair INTEGER NOT NULL,
  received INTEGER NOT NULL,
  message INTEGER NOT NULL,
  PRIMARY KEY (account, pair, received, message)
) WITHOUT ROWID;

-- The colours that the API keeps for folders.
CREATE TABLE folder_colour (
  account INTEGER NOT NULL,
  folder INTEGER NOT NULL,
  text TEXT NOT NULL,
  background TEXT NOT NULL,
  PRIMARY KEY (account, folder)
) WITHOUT ROWID;

-- First answers to requests that carried a key, kept for an hour. made: what the request made.
-- text: empty if it is not kept.
CREATE TABLE answer (
  account INTEGER NOT NULL,
  name TEXT NOT NULL,
  payload TEXT NOT NULL,
  at INTEGER NOT NULL,
  made TEXT NOT NULL,
  status INTEGER NOT NULL,
  text TEXT NOT NULL,
  PRIMARY KEY (account, name)
) WITHOUT ROWID;
CREATE INDEX answer_at ON answer(at);


-- What happens to grants, for webhooks: a log of the application, because it outlives the account.
-- `entries` is as in `log`. Numbers never come again (AUTOINCREMENT); a webhook's position in it is
-- the webhook_position with account 0.
CREATE TABLE application_log (
  seq INTEGER PRIMARY KEY AUTOINCREMENT,
  application TEXT NOT NULL,
  at INTEGER NOT NULL,
  entries BLOB NOT NULL
);
CREATE INDEX application_log_application ON application_log(application, seq);

-- Sign-in in a browser (OAuth 2.0). Where an application has its users sent back to.
CREATE TABLE redirect_uri (
  id TEXT PRIMARY KEY,
  application TEXT NOT NULL,
  url TEXT NOT NULL,
  platform TEXT NOT NULL,
  settings BLOB NOT NULL,
  created INTEGER NOT NULL,
  UNIQUE (application, url)
) WITHOUT ROWID;

-- A code is exchanged once for tokens. A taken one stays until it expires, to know it when it comes
-- again. challenge: of PKCE, or NULL. offline: whether a refresh token was asked for.
CREATE TABLE sign_in_code (
  hash BLOB PRIMARY KEY,
  account INTEGER NOT NULL,
  application TEXT NOT NULL,
  redirect_uri TEXT NOT NULL,
  challenge TEXT,
  offline INTEGER NOT NULL,
  expires INTEGER NOT NULL,
  taken INTEGER NOT NULL,
  sign_in TEXT
) WITHOUT ROWID;
CREATE INDEX sign_in_code_account ON sign_in_code(account, expires);

-- What one code gave. proven: the application showed its key, and must when it comes again.
CREATE TABLE sign_in (
  id TEXT PRIMARY KEY,
  account INTEGER NOT NULL,
  application TEXT NOT NULL,
  proven INTEGER NOT NULL,
  created INTEGER NOT NULL
) WITHOUT ROWID;
CREATE INDEX sign_in_account ON sign_in(account, created);
CREATE TABLE refresh_token (
  hash BLOB PRIMARY KEY,
  account INTEGER NOT NULL,
  sign_in TEXT NOT NULL,
  created INTEGER NOT NULL,
  expires INTEGER NOT NULL,
  used INTEGER NOT NULL
) WITHOUT ROWID;
CREATE INDEX refresh_token_sign_in ON refresh_token(sign_in);
CREATE INDEX refresh_token_account ON refresh_token(account);
ALTER TABLE access_token ADD COLUMN sign_in TEXT;
CREATE INDEX access_token_sign_in ON access_token(sign_in) WHERE sign_in IS NOT NULL;

-- Tracked messages, kept longer than the messages: whoever got the mail still has its links. token:
-- names it in its image and its links, NULL if neither is counted. opens, links, replies: what its
-- sender wants to hear of. targets: where its links lead, a line for each. opened, clicked, replied:
-- how often.
CREATE TABLE tracking (
  account INTEGER NOT NULL,
  message INTEGER NOT NULL,
  token TEXT UNIQUE,
  opens INTEGER NOT NULL,
  links INTEGER NOT NULL,
  replies INTEGER NOT NULL,
  label TEXT NOT NULL,
  domain TEXT NOT NULL,
  targets TEXT NOT NULL,
  opened INTEGER NOT NULL DEFAULT 0,
  clicked INTEGER NOT NULL DEFAULT 0,
  replied INTEGER NOT NULL DEFAULT 0,
  created INTEGER NOT NULL,
  PRIMARY KEY (account, message)
) WITHOUT ROWID;
CREATE INDEX tracking_replies ON tracking(account) WHERE replies=1;
CREATE INDEX tracking_created ON tracking(created);
CREATE TABLE tracking_link (
  account INTEGER NOT NULL,
  message INTEGER NOT NULL,
  link INTEGER NOT NULL,
  count INTEGER NOT NULL,
  PRIMARY KEY (account, message, link)
) WITHOUT ROWID;
-- The latest hits of each tracked message. kind: a name of delivery.Hit.Kind. at: in milliseconds.
CREATE TABLE tracking_hit (
  account INTEGER NOT NULL,
  message INTEGER NOT NULL,
  kind TEXT NOT NULL,
  number INTEGER NOT NULL,
  link INTEGER NOT NULL,
  at INTEGER NOT NULL,
  ip TEXT NOT NULL,
  agent TEXT NOT NULL,
  PRIMARY KEY (account, message, kind, number)
) WITHOUT ROWID;

-- How an application shows itself to people. Empty: not told. updated: in milliseconds, 0: never.
ALTER TABLE application ADD COLUMN title TEXT NOT NULL DEFAULT '';
ALTER TABLE application ADD COLUMN icon TEXT NOT NULL DEFAULT '';
ALTER TABLE application ADD COLUMN website TEXT NOT NULL DEFAULT '';
ALTER TABLE application ADD COLUMN description TEXT NOT NULL DEFAULT '';
ALTER TABLE application ADD COLUMN updated INTEGER NOT NULL DEFAULT 0;
