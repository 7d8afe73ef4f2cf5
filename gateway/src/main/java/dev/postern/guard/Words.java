package dev.postern.guard;

import dev.postern.fault.Fault;
import dev.postern.fault.GatewayException;

/// What people call their policies, rules and lists.
final class Words {
  private static final int LONGEST_NAME = 256;
  private static final int LONGEST_DESCRIPTION = 4096;

  private Words() {}

  /// Returns a name without white space around it.
  ///
  /// @throws GatewayException with INVALID
  static String name(String text) {
    String name = text.strip();
    if (name.isEmpty() || length(name) > LONGEST_NAME || hasControl(name)) {
      throw refusal("name must be 1 to " + LONGEST_NAME + " characters in one line");
    }
    return name;
  }

  /// Returns a description, which may be empty.
  ///
  /// @throws GatewayException with INVALID
  static String description(String text) {
    boolean valid =
        length(text) <= LONGEST_DESCRIPTION
            && text.chars().noneMatch(c -> Character.isISOControl(c) && c != '\n' && c != '\t');
    if (!valid) {
      throw refusal("description must be text of at most " + LONGEST_DESCRIPTION + " characters");
    }
    return text;
  }

  static boolean hasControl(String text) {
    return text.chars().anyMatch(Character::isISOControl);
  }

  private static int length(String text) {
    return text.codePointCount(0, text.length());
  }

  static GatewayException refusal(String text) {
    return new GatewayException(Fault.INVALID, text);
  }

  static GatewayException required(String field) {
    return refusal(field + " is required");
  }
}
