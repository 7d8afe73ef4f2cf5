package dev.postern.cli;

import java.security.SecureRandom;

/// Makes app passwords.
final class AppPassword {
  // Without letters and digits that are taken for one another.
  private static final String LETTERS = "ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz23456789";
  private static final int GROUPS = 4;
  private static final int GROUP = 5;

  private AppPassword() {}

  /// Returns a new one, such as `Tr5mK-9wQzD-hu3Xe-Pv7aN`: about 115 random bits, and of every kind
  /// of character that the rules may ask for.
  static String generate() {
    var random = new SecureRandom();
    String password;
    do {
      password = any(random);
    } while (!password.matches("(?=.*[A-Z])(?=.*[a-z])(?=.*[2-9]).*"));
    return password;
  }

  private static String any(SecureRandom random) {
    var password = new StringBuilder();
    for (int place = 0; place < GROUPS * GROUP; place++) {
      if (place > 0 && place % GROUP == 0) {
        password.append('-');
      }
      password.append(LETTERS.charAt(random.nextInt(LETTERS.length())));
    }
    return password.toString();
  }
}
