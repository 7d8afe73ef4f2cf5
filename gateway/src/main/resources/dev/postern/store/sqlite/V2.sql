-- Version 2. Each part says what it is for.

-- What is set for one account alone (auth.AccountSettings).
CREATE TABLE account_setting (
  account INTEGER NOT NULL,
  name TEXT NOT NULL,
  value TEXT NOT NULL,
  PRIMARY KEY (account, name)
) WITHOUT ROWID;

-- Earlier contents of a message that a placement still shows: a client that saves a draft anew
-- expunges the old UID later. A row without a blob (0) only keeps a revision's number from being
-- used again.
CREATE TABLE earlier (
  account INTEGER NOT NULL,
  message INTEGER NOT NULL,
  revision INTEGER NOT NULL,
  blob INTEGER NOT NULL,
  PRIMARY KEY (account, message, revision)
) WITHOUT ROWID;

-- Names under which a message is found again: recent sends, drafts. A lasting one is kept as long
-- as its message exists; revision and thread are what it had last.
CREATE TABLE note (
  account INTEGER NOT NULL,
  name TEXT NOT NULL,
  message INTEGER NOT NULL,
  at INTEGER NOT NULL,
  lasting INTEGER NOT NULL,
  revision INTEGER NOT NULL,
  thread INTEGER NOT NULL,
  PRIMARY KEY (account, name, message)
) WITHOUT ROWID;
CREATE INDEX note_message ON note(account, message);
CREATE INDEX note_at ON note(at);

-- Access tokens, SHA-256 of each (auth.AccessTokens).
CREATE TABLE access_token (
  hash BLOB PRIMARY KEY,
  account INTEGER NOT NULL,
  created INTEGER NOT NULL,
  expires INTEGER NOT NULL
) WITHOUT ROWID;
CREATE INDEX access_token_account ON access_token(account);

-- What clients note about an account (folder 0) or a folder (RFC 5464); entry in lower case.
CREATE TABLE annotation (
  account INTEGER NOT NULL,
  folder INTEGER NOT NULL,
  entry TEXT NOT NULL,
  value BLOB NOT NULL,
  PRIMARY KEY (account, folder, entry)
) WITHOUT ROWID;

-- The text index finds the message of a body by it.
CREATE INDEX message_blob ON message(blob);
CREATE INDEX earlier_blob ON earlier(blob) WHERE blob<>0;

-- Mail to be sent later. status: a name of outbound.Scheduled.Status; blob: 0 once it is closed.
CREATE TABLE schedule (
  account INTEGER NOT NULL,
  id TEXT NOT NULL,
  due INTEGER NOT NULL,
  status TEXT NOT NULL,
  recipients TEXT NOT NULL,
  reply_to INTEGER,
  metadata BLOB NOT NULL,
  closed INTEGER,
  blob INTEGER NOT NULL,
  PRIMARY KEY (account, id)
) WITHOUT ROWID;
CREATE INDEX schedule_due ON schedule(due) WHERE closed IS NULL;
CREATE INDEX schedule_closed ON schedule(closed) WHERE closed IS NOT NULL;
