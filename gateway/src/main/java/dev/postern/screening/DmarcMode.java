package dev.postern.screening;

/// What comes of a domain's DMARC policy.
public enum DmarcMode {
  /// `reject` is refused, `quarantine` is filed in Junk.
  ENFORCE,
  /// Both are filed in Junk.
  QUARANTINE,
  /// It is noted only.
  OFF
}
