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
