package dev.postern.mailbox;

import java.util.Optional;

/// Writes 63-bit numbers as 13 characters of `[0-9a-v]`, five bits each, so that text sorts as the
/// numbers do.
final class IdText {
  private static final int LENGTH = 13;
  private static final String DIGITS = "0123456789abcdefghijklmnopqrstuv";

  private IdText() {}

  static String write(long value) {
    char[] text = new char[LENGTH];
    long rest = value;
    for (int i = LENGTH - 1; i >= 0; i--) {
      text[i] = DIGITS.charAt((int) (rest & 31));
      rest >>>= 5;
    }
    return new String(text);
  }

  static Optional<Long> parse(String text) {
    if (text.length() != LENGTH) {
      return Optional.empty();
    }
    long value = 0;
    for (int i = 0; i < LENGTH; i++) {
      int digit = DIGITS.indexOf(text.charAt(i));
      if (digit < 0 || (i == 0 && digit > 7)) {
        return Optional.empty();
      }
      value = (value << 5) | digit;
    }
    return Optional.of(value);
  }
}
