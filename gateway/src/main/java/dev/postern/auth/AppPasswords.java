package dev.postern.auth;

import dev.postern.fault.Fault;
import dev.postern.fault.GatewayException;
import dev.postern.mail.MailAddress;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.Locale;
import java.util.function.IntPredicate;
import org.bouncycastle.crypto.generators.OpenBSDBCrypt;

/// The passwords that mail clients sign in with: rules, making, hashing (spec/api-admin.md section
/// 2.3).
public final class AppPasswords {
  private static final int SHORTEST = 18;
  private static final int LONGEST = 40;
  // Without characters that are easily taken for another.
  private static final String LETTERS = "ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz23456789";

  private final SecureRandom random = new SecureRandom();
  private final AuthOptions options;

  /// Makes the rules of this configuration.
  public AppPasswords(AuthOptions options) {
    this.options = options;
  }

  /// Accepts a password for the account `owner`.
  ///
  /// @throws GatewayException with INVALID and the rule that is broken
  public void check(String password, MailAddress owner) {
    require(
        password.length() >= SHORTEST && password.length() <= LONGEST,
        "must have 18 to 40 characters");
    require(isPrintable(password), "must have only ASCII characters 33 to 126, no space");
    require(has(password, AppPasswords::isUpper), "must have an upper-case letter");
    require(has(password, AppPasswords::isLower), "must have a lower-case letter");
    require(has(password, AppPasswords::isDigit), "must have a digit");
    if (options.requireSymbol()) {
      require(has(password, AppPasswords::isSymbol), "must have a symbol");
    }
    if (options.forbidLocalPart()) {
      String local = owner.local().toLowerCase(Locale.ROOT);
      require(
          !password.toLowerCase(Locale.ROOT).contains(local),
          "must not contain the address's local part");
    }
  }

  /// Says whether `password` could be any account's; if not, no hash needs to be computed.
  static boolean possible(String password) {
    return password.length() >= SHORTEST && password.length() <= LONGEST && isPrintable(password);
  }

  /// Returns a random password that fulfils every rule: four groups of five letters and digits (115
  /// bits) joined by `-`, so that no shell needs quotes.
  public String generate() {
    while (true) {
      var password = new StringBuilder();
      for (int i = 0; i < 20; i++) {
        password.append(i > 0 && i % 5 == 0 ? "-" : "");
        password.append(LETTERS.charAt(random.nextInt(LETTERS.length())));
      }
      String made = password.toString();
      if (has(made, AppPasswords::isUpper)
          && has(made, AppPasswords::isLower)
          && has(made, AppPasswords::isDigit)) {
        return made;
      }
    }
  }

  /// Returns what is stored of a checked password; takes as long as one bcrypt.
  Credentials hash(String password, long version) {
    String bcrypt =
        OpenBSDBCrypt.generate(
            "2b", password.getBytes(StandardCharsets.US_ASCII), bytes(16), options.bcryptCost());
    return new Credentials(bcrypt, Scram.verifier(password, bytes(16), Scram.ITERATIONS), version);
  }

  private byte[] bytes(int count) {
    byte[] bytes = new byte[count];
    random.nextBytes(bytes);
    return bytes;
  }

  private static void require(boolean fulfilled, String rule) {
    if (!fulfilled) {
      throw new GatewayException(Fault.INVALID, "app_password " + rule);
    }
  }

  private static boolean has(String text, IntPredicate kind) {
    return text.chars().anyMatch(kind);
  }

  private static boolean isPrintable(String text) {
    return text.chars().allMatch(c -> c >= 33 && c <= 126);
  }

  private static boolean isUpper(int c) {
    return c >= 'A' && c <= 'Z';
  }

  private static boolean isLower(int c) {
    return c >= 'a' && c <= 'z';
  }

  private static boolean isDigit(int c) {
    return c >= '0' && c <= '9';
  }

  private static boolean isSymbol(int c) {
    return !isUpper(c) && !isLower(c) && !isDigit(c);
  }
}
