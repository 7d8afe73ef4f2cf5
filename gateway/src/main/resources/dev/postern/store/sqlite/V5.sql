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
