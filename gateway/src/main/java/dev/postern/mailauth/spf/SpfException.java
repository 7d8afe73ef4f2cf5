package dev.postern.mailauth.spf;

/// Ends a check early: something is wrong with a record (permanent), or nobody could answer
/// (temporary).
final class SpfException extends Exception {
  private static final long serialVersionUID = 1L;

  private final boolean temporary;
  private final String reason;

  private SpfException(boolean temporary, String reason) {
    super(reason, null, false, false);
    this.temporary = temporary;
    this.reason = reason;
  }

  static SpfException permanent(String reason) {
    return new SpfException(false, reason);
  }

  static SpfException temporary(String reason) {
    return new SpfException(true, reason);
  }

  String result() {
    return temporary ? "temperror" : "permerror";
  }

  String reason() {
    return reason;
  }
}
