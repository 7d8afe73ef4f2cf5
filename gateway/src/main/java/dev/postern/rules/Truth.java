package dev.postern.rules;

/// Whether something holds of a mail of which not all is known.
public enum Truth {
  YES,
  NO,
  UNKNOWN;

  static Truth of(boolean holds) {
    return holds ? YES : NO;
  }
}
