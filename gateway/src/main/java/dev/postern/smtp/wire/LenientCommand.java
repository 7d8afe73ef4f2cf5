package dev.postern.smtp.wire;

import dev.postern.lint.LintKind;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Set;

/// A command line of a device, made what [CommandParser] takes: addresses get their angle brackets,
/// spaces go, parameters that are empty, wrong or unknown are left out.
///
/// @param line what was meant
/// @param mended what had to be mended for it
public record LenientCommand(String line, Set<LintKind> mended) {
  private static final Set<String> ALONE = Set.of("DATA", "RSET", "QUIT", "NOOP", "STARTTLS");
  private static final Set<String> WITH_VALUE =
      Set.of("ENVID", "HOLDFOR", "HOLDUNTIL", "NOTIFY", "ORCPT");

  /// Reads a line.
  ///
  /// @param nameless what is taken for the name of a client that says none
  public static LenientCommand of(String raw, String nameless) {
    String text = raw.replace('\t', ' ').strip();
    int space = text.indexOf(' ');
    String verb = (space < 0 ? text : text.substring(0, space)).toUpperCase(Locale.ROOT);
    String rest = space < 0 ? "" : text.substring(space + 1).strip();
    return switch (verb) {
      case "MAIL" -> path("MAIL FROM:", "FROM", rest, text);
      case "RCPT" -> path("RCPT TO:", "TO", rest, text);
      case "HELO", "EHLO" ->
          rest.isEmpty()
              ? new LenientCommand(verb + " " + nameless, EnumSet.of(LintKind.MISSING_HELLO))
              : new LenientCommand(text, EnumSet.noneOf(LintKind.class));
      default ->
          new LenientCommand(ALONE.contains(verb) ? verb : text, EnumSet.noneOf(LintKind.class));
    };
  }

  private static LenientCommand path(String command, String keyword, String rest, String whole) {
    Set<LintKind> mended = EnumSet.noneOf(LintKind.class);
    if (!rest.regionMatches(true, 0, keyword, 0, keyword.length())) {
      return new LenientCommand(whole, mended);
    }
    String after = rest.substring(keyword.length());
    String text = after.strip().startsWith(":") ? after.strip().substring(1) : after;
    int open = PathReader.end(text, 0, '<');
    String path;
    String parameters;
    if (open < 0) {
      String bare = text.strip();
      int end = PathReader.end(bare, 0, ' ');
      path = end < 0 ? bare : bare.substring(0, end);
      parameters = end < 0 ? "" : bare.substring(end);
      mended.add(LintKind.BARE_ADDRESS);
    } else {
      int close = PathReader.end(text, open + 1, '>');
      path = text.substring(open + 1, close < 0 ? text.length() : close);
      parameters = close < 0 ? "" : text.substring(close + 1);
      if (open > 0 || close < 0 || !after.startsWith(":") || !path.equals(path.strip())) {
        mended.add(LintKind.SPACES_IN_PATH);
      }
    }
    StringBuilder line = new StringBuilder(command).append('<').append(path.strip()).append('>');
    for (String word : parameters.strip().split(" +", -1)) {
      if (isMeant(word)) {
        line.append(' ').append(word);
      } else if (!word.isEmpty()) {
        mended.add(LintKind.UNKNOWN_PARAMETER);
      }
    }
    return new LenientCommand(line.toString(), mended);
  }

  private static boolean isMeant(String word) {
    int equals = word.indexOf('=');
    String key = (equals < 0 ? word : word.substring(0, equals)).toUpperCase(Locale.ROOT);
    String value = equals < 0 ? "" : word.substring(equals + 1).toUpperCase(Locale.ROOT);
    return switch (key) {
      case "SIZE" -> value.matches("[0-9]{1,18}");
      case "BODY" -> Set.of("7BIT", "8BITMIME", "BINARYMIME").contains(value);
      case "SMTPUTF8", "REQUIRETLS" -> equals < 0;
      case "RET" -> Set.of("FULL", "HDRS").contains(value);
      default -> WITH_VALUE.contains(key) && !value.isEmpty();
    };
  }
}
