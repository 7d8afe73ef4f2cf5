package dev.postern.auth;

import dev.postern.fault.Fault;
import dev.postern.fault.GatewayException;
import dev.postern.mail.MailAddress;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.Locale;
import java.util.Optional;
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
    brokenRule(password, owner)
        .ifPresent(rule -> {
          throw new GatewayException(Fault.INVALID, "app_password must " + rule);
        });
  }

  private Optional<String> brokenRule(String password, MailAddress owner) {
    String rule = "";
    if (password.length() < SHORTEST || password.length() > LONGEST) {
      rule = "have 18 to 40 characters";
    } else if (!isPrintable(password)) {
      rule = "have only ASCII characters 33 to 126, no space";
    } else if (!has(password, AppPasswords::isUpper)) {
      rule = "have an upper-case letter";
    } else if (!has(password, AppPasswords::isLower)) {
      rule = "have a lower-case letter";
    } else if (!has(password, AppPasswords::isDigit)) {
      rule = "have a digit";
    } else if (options.requireSymbol() && !has(password, AppPasswords::isSymbol)) {
      rule = "have a symbol";
    } else if (options.forbidLocalPart() && containsLocalPart(password, owner)) {
      rule = "not contain the address's local part";
    }
    return Optional.of(rule).filter(broken -> !broken.isEmpty());
  }

  private static boolean containsLocalPart(String password, MailAddress owner) {
    return password.toLowerCase(Locale.ROOT).contains(owner.local().toLowerCase(Locale.ROOT));
  }

  /// Says whether `password` could be any account's; if not, no hash needs to be computed.
  static boolean possible(String password) {
    return password.length() >= SHORTEST && password.length() <= LONGEST && isPrintable(password);
  }

  /// Returns a random password for the account `owner` that fulfils every rule: letters and digits
  /// worth more than 90 bits in four groups joined by `-`, so that no shell needs quotes.
  public String generate(MailAddress owner) {
    while (true) {
      var password = new StringBuilder();
      for (int i = 0; i < 20; i++) {
        password.append(i > 0 && i % 5 == 0 ? "-" : "");
        password.append(LETTERS.charAt(random.nextInt(LETTERS.length())));
      }
      String made = password.toString();
      if (brokenRule(made, owner).isEmpty()) {
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
