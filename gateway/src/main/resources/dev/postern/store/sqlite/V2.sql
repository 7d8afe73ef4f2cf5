-- Version 2. Each part says what it is for.

-- What is set for one account alone (auth.AccountSettings).
CREATE TABLE account_setting (
  account INTEGER NOT NULL,
  name TEXT NOT NULL,
  value TEXT NOT NULL,
  PRIMARY KEY (account, name)
) WITHOUT ROWID;
