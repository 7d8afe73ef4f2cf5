-- Version 4. Each part says what it is for.

-- What was found out about a mail from another server (VerdictCodec); NULL: nothing was asked.
ALTER TABLE message ADD COLUMN verdict BLOB;

-- What hands mail in at the legacy listener without a mail program's sign-in. network: canonical,
-- NULL: none. pin: bcrypt hash, NULL: none. seen: 0: never.
CREATE TABLE device (
  id TEXT PRIMARY KEY,
  account INTEGER NOT NULL,
  name TEXT NOT NULL UNIQUE COLLATE NOCASE,
  network TEXT UNIQUE,
  pin TEXT,
  created INTEGER NOT NULL,
  seen INTEGER NOT NULL DEFAULT 0
) WITHOUT ROWID;
CREATE INDEX device_account ON device(account);

-- What clients do wrong (lint.Lint). account: 0: nobody's.
CREATE TABLE lint (
  account INTEGER NOT NULL,
  source TEXT NOT NULL,
  kind TEXT NOT NULL,
  first INTEGER NOT NULL,
  last INTEGER NOT NULL,
  count INTEGER NOT NULL,
  PRIMARY KEY (account, source, kind)
) WITHOUT ROWID;
CREATE INDEX lint_last ON lint(account, last);

-- What the sender of held mail asks of its transmission (WishesCodec); NULL: nothing.
ALTER TABLE schedule ADD COLUMN wishes BLOB;

-- Domains hosted here. application: whose; NULL: configured. ownership: what its owner publishes,
-- valid until expires. owned: it was seen. live: mail to it stays here. findings: of each proof
-- (SqliteDomains). catch_all: a grant's id.
CREATE TABLE domain (
  id TEXT PRIMARY KEY,
  application TEXT,
  address TEXT NOT NULL,
  name TEXT NOT NULL,
  ownership TEXT NOT NULL,
  expires INTEGER NOT NULL,
  owned INTEGER NOT NULL,
  live INTEGER NOT NULL,
  catch_all TEXT,
  findings BLOB NOT NULL,
  created INTEGER NOT NULL,
  changed INTEGER NOT NULL
) WITHOUT ROWID;
CREATE UNIQUE INDEX domain_address ON domain(address, coalesce(application, ''));
CREATE INDEX domain_application ON domain(application);
CREATE INDEX domain_catch_all ON domain(catch_all) WHERE catch_all IS NOT NULL;
-- Keys that sign a domain's mail. private: PKCS #8. seen: since when its record is in
-- the DNS. retired: since when another one signs.
CREATE TABLE dkim_key (
  domain TEXT NOT NULL,
  selector TEXT NOT NULL,
  private BLOB NOT NULL,
  created INTEGER NOT NULL,
  seen INTEGER,
  retired INTEGER,
  PRIMARY KEY (domain, selector)
) WITHOUT ROWID;
-- Further addresses of grants, in canonical form.
CREATE TABLE alias (
  address TEXT PRIMARY KEY,
  id TEXT NOT NULL UNIQUE,
  domain TEXT NOT NULL,
  owner TEXT NOT NULL,
  created INTEGER NOT NULL
) WITHOUT ROWID;
CREATE INDEX alias_domain ON alias(domain, address);
CREATE INDEX alias_owner ON alias(owner);

-- Addresses that an application does not send to. reason: a name of outbound.Suppression.Reason.
CREATE TABLE suppression (
  application TEXT NOT NULL,
  address TEXT NOT NULL,
  reason TEXT NOT NULL,
  detail TEXT NOT NULL,
  created INTEGER NOT NULL,
  PRIMARY KEY (application, address)
) WITHOUT ROWID;

-- How an account's mail fared: recipients who were reached or refused for good, by day (UTC).
CREATE TABLE reputation (
  account INTEGER NOT NULL,
  day INTEGER NOT NULL,
  recipients INTEGER NOT NULL,
  bounces INTEGER NOT NULL,
  complaints INTEGER NOT NULL,
  PRIMARY KEY (account, day)
) WITHOUT ROWID;

-- The queue, more of it. message: the Sent copy, NULL if there is none. ret, envelope_id,
-- require_tls: what the sender asks (outbound.Wishes). verdict: as that of `message`. notice: when
-- the sender is to be told of the delay, then when the mail is given up though nothing was tried.
ALTER TABLE queue ADD COLUMN message INTEGER;
ALTER TABLE queue ADD COLUMN ret TEXT;
ALTER TABLE queue ADD COLUMN envelope_id TEXT NOT NULL DEFAULT '';
ALTER TABLE queue ADD COLUMN require_tls INTEGER NOT NULL DEFAULT 0;
ALTER TABLE queue ADD COLUMN verdict BLOB;
ALTER TABLE queue ADD COLUMN notice INTEGER;
UPDATE queue SET notice=min(queued+14400000,expires);
CREATE INDEX queue_notice ON queue(notice) WHERE notice IS NOT NULL;

-- account, domain: the lane (outbound.Lane). notify: bits of Wishes.Notify, NULL if it was not
-- asked. original: ORCPT. tried, remote: the last try.
ALTER TABLE recipient ADD COLUMN account INTEGER NOT NULL DEFAULT 0;
ALTER TABLE recipient ADD COLUMN domain TEXT NOT NULL DEFAULT '';
ALTER TABLE recipient ADD COLUMN notify INTEGER;
ALTER TABLE recipient ADD COLUMN original TEXT NOT NULL DEFAULT '';
ALTER TABLE recipient ADD COLUMN tried INTEGER;
ALTER TABLE recipient ADD COLUMN remote TEXT NOT NULL DEFAULT '';
UPDATE recipient SET account=coalesce((SELECT account FROM queue WHERE id=recipient.queue),0);
DROP INDEX recipient_due;
CREATE INDEX recipient_due ON recipient(due) WHERE due IS NOT NULL;
CREATE INDEX recipient_lane ON recipient(domain, account, due) WHERE due IS NOT NULL;
