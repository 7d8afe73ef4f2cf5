package dev.postern.mailauth;

import dev.postern.mail.HeaderBlock;
import dev.postern.mail.HeaderField;
import java.net.IDN;
import java.text.Normalizer;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// The field that tells the mail's readers what was found out about its sender (RFC 8601).
///
/// @param authservId who found it out: the name of our host, or what we call ourselves
/// @param checks in the order they are written
public record AuthenticationResults(String authservId, List<Check> checks) {
  /// The name of the field.
  public static final String NAME = "Authentication-Results";

  private static final int MAX_VALUE = 60 << 10;

  /// Keeps the list as it is now.
  public AuthenticationResults {
    checks = List.copyOf(checks);
  }

  /// Returns the field, folded at 78 columns, without its last line end, as
  /// [dev.postern.mail.HeaderEdit#prepend] takes it. Nothing that a peer said can end the field, a
  /// value or a result in it: what is not a word is quoted, control characters become `?`.
  public String field() {
    return new ResultsWriter(NAME + ":").write(this);
  }

  /// Reads the value of such a field, leniently: results that make no sense are passed over.
  ///
  /// @return empty if it does not say who found anything out
  public static Optional<AuthenticationResults> parse(String value) {
    return value.length() > MAX_VALUE ? Optional.empty() : new ResultsReader(value).read();
  }

  /// Finds the fields that came with a mail and claim to be ours, in any case and disguise: they
  /// must go before our own is added (RFC 8601 section 5). Fields of which nobody can tell whose
  /// they are count as ours.
  public static List<HeaderField> forged(HeaderBlock header, String authservId) {
    String own = plain(authservId);
    return header.all(NAME).stream().filter(field -> claims(field, own)).toList();
  }

  private static boolean claims(HeaderField field, String own) {
    if (field.end() - field.valueStart() > MAX_VALUE) {
      return true;
    }
    return claims(RawMail.utf8(field.unfoldedRaw()), own) || claims(field.decoded(), own);
  }

  private static boolean claims(String value, String own) {
    Optional<String> id = new ResultsReader(value).id();
    String claimed = id.map(AuthenticationResults::plain).orElse(own);
    // `id/1` was once how a version was written.
    return claimed.isEmpty() || claimed.equals(own) || claimed.startsWith(own + "/");
  }

  /// Returns a name as readers may see it: compatible letters made one, in lower case, U-labels,
  /// without blanks, invisible characters and final dot.
  private static String plain(String name) {
    StringBuilder visible = new StringBuilder();
    Normalizer.normalize(name, Normalizer.Form.NFKC)
        .codePoints()
        .filter(c -> ResultsWriter.isVisible(c) && c != ' ')
        .forEach(visible::appendCodePoint);
    String lower = IDN.toUnicode(visible.toString()).toLowerCase(Locale.ROOT);
    return lower.endsWith(".") ? lower.substring(0, lower.length() - 1) : lower;
  }
}
