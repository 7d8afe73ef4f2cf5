-- Workspaces: who is in them is in grant_row. rules: ids (Packer), in order. updated: as created.
ALTER TABLE workspace ADD COLUMN name TEXT NOT NULL DEFAULT 'Default';
ALTER TABLE workspace ADD COLUMN domain TEXT;
ALTER TABLE workspace ADD COLUMN auto_group INTEGER NOT NULL DEFAULT 0;
ALTER TABLE workspace ADD COLUMN policy TEXT;
ALTER TABLE workspace ADD COLUMN rules BLOB NOT NULL DEFAULT x'00';
ALTER TABLE workspace ADD COLUMN require_approval INTEGER NOT NULL DEFAULT 0;
ALTER TABLE workspace ADD COLUMN updated INTEGER NOT NULL DEFAULT 0;
UPDATE workspace SET updated=created;
CREATE UNIQUE INDEX workspace_domain ON workspace(application, domain) WHERE domain IS NOT NULL;
CREATE INDEX workspace_application ON workspace(application, created);

-- Stopped by its owner.
ALTER TABLE grant_row ADD COLUMN blocked INTEGER NOT NULL DEFAULT 0;
CREATE INDEX grant_blocked ON grant_row(account) WHERE blocked<>0 AND deleted IS NULL;
CREATE INDEX grant_workspace ON grant_row(workspace) WHERE deleted IS NULL;

-- What is counted of an account, by day or minute (mailbox.Counters).
CREATE TABLE counter (
  account INTEGER NOT NULL,
  kind TEXT NOT NULL,
  period INTEGER NOT NULL,
  number INTEGER NOT NULL,
  PRIMARY KEY (account, kind, period)
) WITHOUT ROWID;
INSERT INTO counter SELECT account,'SENT',day,number FROM sent_count;
DROP TABLE sent_count;

-- Policies (rules.Policy). written: its limits and the rest (PolicyRow).
CREATE TABLE policy (
  id TEXT PRIMARY KEY,
  application TEXT NOT NULL,
  name TEXT NOT NULL,
  written BLOB NOT NULL,
  created INTEGER NOT NULL,
  updated INTEGER NOT NULL
);
CREATE INDEX policy_application ON policy(application, created, id);

-- Rules (rules.Rule). written: what it matches and does (RuleRow).
CREATE TABLE rule (
  id TEXT PRIMARY KEY,
  application TEXT NOT NULL,
  name TEXT NOT NULL,
  description TEXT NOT NULL,
  priority INTEGER NOT NULL,
  enabled INTEGER NOT NULL,
  outbound INTEGER NOT NULL,
  written BLOB NOT NULL,
  created INTEGER NOT NULL,
  updated INTEGER NOT NULL
);
CREATE INDEX rule_application ON rule(application, created, id);

-- Lists that rules look into. items: how many it has. next: the number of its next item. gone: it
-- is removed, and its items go in slices.
CREATE TABLE item_list (
  number INTEGER PRIMARY KEY AUTOINCREMENT,
  id TEXT NOT NULL UNIQUE,
  application TEXT NOT NULL,
  name TEXT NOT NULL,
  description TEXT NOT NULL,
  type TEXT NOT NULL,
  items INTEGER NOT NULL,
  next INTEGER NOT NULL,
  gone INTEGER NOT NULL DEFAULT 0,
  created INTEGER NOT NULL,
  updated INTEGER NOT NULL
);
CREATE INDEX item_list_application ON item_list(application, created, id) WHERE gone=0;
CREATE INDEX item_list_gone ON item_list(number) WHERE gone=1;
CREATE TABLE list_item (
  list INTEGER NOT NULL,
  number INTEGER NOT NULL,
  value TEXT NOT NULL,
  created INTEGER NOT NULL,
  PRIMARY KEY (list, number)
) WITHOUT ROWID;
CREATE UNIQUE INDEX list_item_value ON list_item(list, value);

-- What rules said of mail: the newest of each account. number: ascends. record: EvaluationCodec.
CREATE TABLE evaluation (
  account INTEGER NOT NULL,
  number INTEGER NOT NULL,
  at INTEGER NOT NULL,
  record BLOB NOT NULL,
  PRIMARY KEY (account, number)
) WITHOUT ROWID;

-- Who administers an application with signed requests, by its public key (X.509, base64); and the
-- nonces of requests that may still be repeated.
CREATE TABLE service_account (
  id TEXT PRIMARY KEY,
  application TEXT NOT NULL,
  name TEXT NOT NULL,
  public_key TEXT NOT NULL,
  created INTEGER NOT NULL
) WITHOUT ROWID;
CREATE INDEX service_account_application ON service_account(application, created);
CREATE TABLE service_nonce (
  account TEXT NOT NULL,
  nonce TEXT NOT NULL,
  at INTEGER NOT NULL,
  PRIMARY KEY (account, nonce)
) WITHOUT ROWID;
CREATE INDEX service_nonce_at ON service_nonce(at);

-- Mail that waits for somebody's consent (outbound.Approval). draft: what shows it, while it has
-- that revision. hash: of what will be sent. message, thread: of its Sent copy. heading: what people
-- see of it (ApprovalRows). blob: what will be sent; 0 once it is decided.
CREATE TABLE approval (
  account INTEGER NOT NULL,
  id TEXT NOT NULL,
  application TEXT NOT NULL,
  status TEXT NOT NULL,
  draft INTEGER NOT NULL,
  draft_revision INTEGER NOT NULL,
  hash TEXT NOT NULL,
  due INTEGER,
  message INTEGER NOT NULL,
  thread INTEGER NOT NULL,
  sender TEXT NOT NULL,
  recipients TEXT NOT NULL,
  submitted INTEGER NOT NULL,
  reply_to INTEGER,
  metadata BLOB NOT NULL,
  wishes BLOB,
  heading BLOB NOT NULL,
  blob INTEGER NOT NULL,
  created INTEGER NOT NULL,
  decided INTEGER,
  reason TEXT NOT NULL,
  PRIMARY KEY (account, id)
) WITHOUT ROWID;
CREATE UNIQUE INDEX approval_id ON approval(id);
CREATE INDEX approval_newest ON approval(application, created, id);
CREATE INDEX approval_account ON approval(account, created, id);
CREATE INDEX approval_message ON approval(account, message);
CREATE INDEX approval_pending ON approval(account, draft) WHERE status='PENDING';
CREATE INDEX approval_waiting ON approval(application, created, id) WHERE status='PENDING';
CREATE INDEX approval_decided ON approval(decided) WHERE decided IS NOT NULL;

-- How much of an account waits for its time.
CREATE INDEX schedule_pending ON schedule(account) WHERE closed IS NULL;

-- Messages that were imported, so that none comes twice (delivery.ImportTx). at: milliseconds.
CREATE TABLE import_key (
  account INTEGER NOT NULL,
  job TEXT NOT NULL,
  key TEXT NOT NULL,
  at INTEGER NOT NULL,
  PRIMARY KEY (account, job, key)
) WITHOUT ROWID;
CREATE INDEX import_key_age ON import_key(at);

-- How far API keys reach: words with a space between; none means all.
ALTER TABLE api_key ADD COLUMN permissions TEXT NOT NULL DEFAULT '';
ALTER TABLE api_key ADD COLUMN grants TEXT NOT NULL DEFAULT '';
