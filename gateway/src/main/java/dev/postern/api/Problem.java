package dev.postern.api;

import dev.postern.fault.Fault;

/// A refusal that only HTTP knows: its status or its type is in no row of [Fault].
final class Problem extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final int status;
  private final String type;

  Problem(int status, String type, String message) {
    super(message, null, false, false);
    this.status = status;
    this.type = type;
  }

  /// A body larger than allowed; the connection is closed after the answer.
  static Problem tooLarge(String what) {
    return new Problem(413, Fault.TOO_LARGE.apiType(), what);
  }

  int status() {
    return status;
  }

  String type() {
    return type;
  }

  String text() {
    String message = getMessage();
    return message == null ? type : message;
  }
}
