-- Version 4. Each part says what it is for.

-- What was found out about a mail from another server (VerdictCodec); NULL: nothing was asked.
ALTER TABLE message ADD COLUMN verdict BLOB;
