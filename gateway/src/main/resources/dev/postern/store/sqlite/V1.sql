-- Times are milliseconds, except dates inside placement pages. Folders are numbers: 1 to 6 the
-- system folders, else the number behind the id. Every mail table's key starts with the account.

CREATE TABLE meta (
  name TEXT PRIMARY KEY,
  number INTEGER NOT NULL
) WITHOUT ROWID;

CREATE TABLE application (
  id TEXT PRIMARY KEY,
  created INTEGER NOT NULL
) WITHOUT ROWID;

CREATE TABLE workspace (
  id TEXT PRIMARY KEY,
  application TEXT NOT NULL,
  is_default INTEGER NOT NULL,
  created INTEGER NOT NULL
) WITHOUT ROWID;

CREATE TABLE api_key (
  hash BLOB PRIMARY KEY,
  created INTEGER NOT NULL
) WITHOUT ROWID;

CREATE TABLE grant_row (
  account INTEGER PRIMARY KEY AUTOINCREMENT,
  id TEXT NOT NULL UNIQUE,
  application TEXT NOT NULL,
  workspace TEXT NOT NULL,
  email TEXT NOT NULL,
  canonical TEXT NOT NULL,
  name TEXT NOT NULL,
  bcrypt TEXT,
  scram TEXT,
  version INTEGER NOT NULL,
  created INTEGER NOT NULL,
  updated INTEGER NOT NULL,
  deleted INTEGER
);
CREATE UNIQUE INDEX grant_address ON grant_row(canonical) WHERE deleted IS NULL;
CREATE INDEX grant_deleted ON grant_row(deleted) WHERE deleted IS NOT NULL;

CREATE TABLE calendar (
  account INTEGER NOT NULL,
  id TEXT NOT NULL,
  name TEXT NOT NULL,
  is_primary INTEGER NOT NULL,
  PRIMARY KEY (account, id)
) WITHOUT ROWID;

-- last_id: the last number given to a message, thread or folder. trimmed: the newest log row that
-- was removed for its age.
CREATE TABLE account (
  id INTEGER PRIMARY KEY,
  seq INTEGER NOT NULL,
  last_id INTEGER NOT NULL,
  trimmed INTEGER NOT NULL,
  deleted INTEGER NOT NULL
);

-- tombs: the newest tombstone that was removed; a resync from below it gets the complement.
CREATE TABLE folder (
  account INTEGER NOT NULL,
  folder INTEGER NOT NULL,
  name TEXT NOT NULL,
  uidvalidity INTEGER NOT NULL,
  uidnext INTEGER NOT NULL,
  modseq INTEGER NOT NULL,
  present INTEGER NOT NULL,
  unseen INTEGER NOT NULL,
  deleted INTEGER NOT NULL,
  messages INTEGER NOT NULL,
  unread INTEGER NOT NULL,
  size INTEGER NOT NULL,
  keywords BLOB NOT NULL,
  tombs INTEGER NOT NULL,
  PRIMARY KEY (account, folder)
) WITHOUT ROWID;
CREATE UNIQUE INDEX folder_name ON folder(account, name);

CREATE TABLE subscription (
  account INTEGER NOT NULL,
  name TEXT NOT NULL,
  PRIMARY KEY (account, name)
) WITHOUT ROWID;

-- Placements, packed (PageCodec).
CREATE TABLE page (
  account INTEGER NOT NULL,
  folder INTEGER NOT NULL,
  first INTEGER NOT NULL,
  modseq INTEGER NOT NULL,
  hot BLOB NOT NULL,
  PRIMARY KEY (account, folder, first)
) WITHOUT ROWID;
CREATE TABLE page_cold (
  account INTEGER NOT NULL,
  folder INTEGER NOT NULL,
  first INTEGER NOT NULL,
  cold BLOB NOT NULL,
  PRIMARY KEY (account, folder, first)
) WITHOUT ROWID;

-- places: packed (folder, uid) pairs. subject: lower case. base: hash of the base subject.
CREATE TABLE message (
  account INTEGER NOT NULL,
  id INTEGER NOT NULL,
  thread INTEGER NOT NULL,
  received INTEGER NOT NULL,
  revision INTEGER NOT NULL,
  blob INTEGER NOT NULL,
  attachment INTEGER NOT NULL,
  places BLOB NOT NULL,
  reply_to INTEGER,
  base INTEGER,
  metadata BLOB NOT NULL,
  subject TEXT NOT NULL,
  PRIMARY KEY (account, id)
) WITHOUT ROWID;
CREATE INDEX message_newest ON message(account, received, id);
CREATE INDEX message_thread ON message(account, thread, received, id);
CREATE INDEX message_base ON message(account, base, received, thread) WHERE base IS NOT NULL;

CREATE TABLE thread (
  account INTEGER NOT NULL,
  id INTEGER NOT NULL,
  newest INTEGER NOT NULL,
  PRIMARY KEY (account, id)
) WITHOUT ROWID;
CREATE INDEX thread_newest ON thread(account, newest, id);
CREATE TABLE thread_alias (
  account INTEGER NOT NULL,
  id INTEGER NOT NULL,
  thread INTEGER NOT NULL,
  PRIMARY KEY (account, id)
) WITHOUT ROWID;

-- One row for each placement.
CREATE TABLE filed (
  account INTEGER NOT NULL,
  folder INTEGER NOT NULL,
  received INTEGER NOT NULL,
  message INTEGER NOT NULL,
  uid INTEGER NOT NULL,
  PRIMARY KEY (account, folder, received, message, uid)
) WITHOUT ROWID;

-- Messages with a placement without \Seen, and with \Flagged, packed (MarkPage); received and
-- message are the lower bound of a page.
CREATE TABLE unread (
  account INTEGER NOT NULL,
  received INTEGER NOT NULL,
  message INTEGER NOT NULL,
  packed BLOB NOT NULL,
  PRIMARY KEY (account, received, message)
) WITHOUT ROWID;
CREATE TABLE starred (
  account INTEGER NOT NULL,
  received INTEGER NOT NULL,
  message INTEGER NOT NULL,
  packed BLOB NOT NULL,
  PRIMARY KEY (account, received, message)
) WITHOUT ROWID;

-- roles: 1 From, 2 To, 4 Cc, 8 Bcc.
CREATE TABLE address (
  account INTEGER NOT NULL,
  address TEXT NOT NULL,
  received INTEGER NOT NULL,
  message INTEGER NOT NULL,
  roles INTEGER NOT NULL,
  PRIMARY KEY (account, address, received, message)
) WITHOUT ROWID;

-- Hashes of every Message-ID, In-Reply-To and References id of a message.
CREATE TABLE reference (
  account INTEGER NOT NULL,
  hash INTEGER NOT NULL,
  message INTEGER NOT NULL,
  PRIMARY KEY (account, hash, message)
) WITHOUT ROWID;

-- What was computed of a body when it came; same id as its blob.
CREATE TABLE content (
  id INTEGER PRIMARY KEY,
  wire BLOB NOT NULL,
  digest BLOB NOT NULL
);

CREATE TABLE segment (
  id INTEGER PRIMARY KEY,
  own INTEGER NOT NULL,
  live INTEGER NOT NULL
);
CREATE TABLE blob (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  account INTEGER NOT NULL,
  segment INTEGER NOT NULL,
  start INTEGER NOT NULL,
  length INTEGER NOT NULL,
  sha256 BLOB NOT NULL,
  refs INTEGER NOT NULL
);
CREATE INDEX blob_segment ON blob(segment, start);

-- Content of deleted messages, removed in the background.
CREATE TABLE purge (
  account INTEGER NOT NULL,
  message INTEGER NOT NULL,
  received INTEGER NOT NULL,
  blob INTEGER NOT NULL,
  PRIMARY KEY (account, message, blob)
) WITHOUT ROWID;

CREATE TABLE log (
  account INTEGER NOT NULL,
  seq INTEGER NOT NULL,
  at INTEGER NOT NULL,
  entries BLOB NOT NULL,
  PRIMARY KEY (account, seq)
) WITHOUT ROWID;
CREATE TABLE tomb (
  account INTEGER NOT NULL,
  folder INTEGER NOT NULL,
  modseq INTEGER NOT NULL,
  at INTEGER NOT NULL,
  uids BLOB NOT NULL,
  PRIMARY KEY (account, folder, modseq)
) WITHOUT ROWID;

CREATE TABLE delivery_key (
  account INTEGER NOT NULL,
  name TEXT NOT NULL,
  at INTEGER NOT NULL,
  PRIMARY KEY (account, name)
) WITHOUT ROWID;
CREATE INDEX delivery_key_at ON delivery_key(at);

CREATE TABLE queue (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  account INTEGER NOT NULL,
  sender TEXT NOT NULL,
  blob INTEGER NOT NULL,
  strip_bcc INTEGER NOT NULL,
  queued INTEGER NOT NULL,
  expires INTEGER NOT NULL
);
CREATE INDEX queue_account ON queue(account);
CREATE TABLE recipient (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  queue INTEGER NOT NULL,
  address TEXT NOT NULL,
  attempts INTEGER NOT NULL,
  due INTEGER,
  failed INTEGER,
  diagnostic TEXT NOT NULL
);
CREATE INDEX recipient_queue ON recipient(queue);
CREATE INDEX recipient_due ON recipient(due, id) WHERE due IS NOT NULL;
CREATE INDEX recipient_failed ON recipient(failed) WHERE failed IS NOT NULL;

CREATE TABLE webhook (
  id TEXT PRIMARY KEY,
  application TEXT NOT NULL,
  triggers BLOB NOT NULL,
  url TEXT NOT NULL UNIQUE,
  description TEXT NOT NULL,
  emails BLOB NOT NULL,
  compressed INTEGER NOT NULL,
  secret TEXT NOT NULL,
  status TEXT NOT NULL,
  status_updated INTEGER NOT NULL,
  created INTEGER NOT NULL,
  updated INTEGER NOT NULL
);
CREATE TABLE webhook_position (
  webhook TEXT NOT NULL,
  account INTEGER NOT NULL,
  seq INTEGER NOT NULL,
  PRIMARY KEY (webhook, account)
) WITHOUT ROWID;
CREATE INDEX webhook_position_account ON webhook_position(account, seq);
CREATE TABLE webhook_attempt (
  webhook TEXT NOT NULL,
  account INTEGER NOT NULL,
  seq INTEGER NOT NULL,
  item INTEGER NOT NULL,
  trigger_name TEXT NOT NULL,
  subject TEXT NOT NULL,
  attempts INTEGER NOT NULL,
  first INTEGER NOT NULL,
  due INTEGER NOT NULL,
  PRIMARY KEY (webhook, account, seq, item, trigger_name)
) WITHOUT ROWID;
CREATE INDEX webhook_attempt_due ON webhook_attempt(webhook, due);
CREATE INDEX webhook_attempt_next ON webhook_attempt(due);
