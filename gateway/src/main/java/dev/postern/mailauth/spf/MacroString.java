package dev.postern.mailauth.spf;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// A text with `%{…}` in it (RFC 7208 section 7), parsed.
///
/// @param parts in order
record MacroString(List<Part> parts) {
  private static final Pattern MACRO =
      Pattern.compile("%\\{([A-Za-z])([0-9]{0,9})([rR]?)([.+,/_=-]*)\\}");
  // Section 7.1: a domain-spec ends in a top label or in a macro.
  private static final Pattern TOP_LABEL =
      Pattern.compile(
          "\\.(?:[A-Za-z0-9]*[A-Za-z][A-Za-z0-9]*|[A-Za-z0-9]+-[A-Za-z0-9-]*[A-Za-z0-9])\\.?");
  private static final int LONGEST_LABEL = 63;
  private static final String LETTERS = "slodiphv";
  private static final String EXPLANATION_LETTERS = LETTERS + "crt";

  /// A piece of it.
  sealed interface Part {}

  /// Text as it stands.
  record Literal(String text) implements Part {}

  /// What is put in.
  ///
  /// @param letter lower case
  /// @param escaped whether the value is escaped for use in a URL
  /// @param keep how many parts of the right stay; 0: all
  /// @param delimiters where the value is split
  record Macro(char letter, boolean escaped, int keep, boolean reversed, String delimiters)
      implements Part {}

  /// Parses a domain-spec.
  static MacroString domain(String text) throws SpfException {
    MacroString parsed = parse(text, LETTERS, '!');
    int dot = text.lastIndexOf('.', text.length() - 2);
    boolean macroEnds = !parsed.parts.isEmpty() && parsed.parts.getLast() instanceof Macro;
    if (!macroEnds && (dot < 0 || !topLabel(text.substring(dot)))) {
      throw SpfException.permanent("no domain");
    }
    return parsed;
  }

  /// Parses the value of an unknown modifier.
  static MacroString any(String text) throws SpfException {
    return parse(text, LETTERS, '!');
  }

  /// Parses the text of an explanation.
  static MacroString explanation(String text) throws SpfException {
    return parse(text, EXPLANATION_LETTERS, ' ');
  }

  private static boolean topLabel(String text) {
    return text.length() <= LONGEST_LABEL + 2 && TOP_LABEL.matcher(text).matches();
  }

  private static MacroString parse(String text, String letters, char least) throws SpfException {
    var parts = new ArrayList<Part>();
    var literal = new StringBuilder();
    Matcher macro = MACRO.matcher(text);
    for (int at = 0; at < text.length(); at++) {
      char c = text.charAt(at);
      if (c < least || c > '~') {
        throw SpfException.permanent("a character that is not allowed");
      }
      if (c != '%') {
        literal.append(c);
        continue;
      }
      if (macro.region(at, text.length()).lookingAt()) {
        parts.add(new Literal(literal.toString()));
        literal.setLength(0);
        parts.add(macro(macro, letters));
        at = macro.end() - 1;
      } else {
        literal.append(escape(text, ++at));
      }
    }
    if (!literal.isEmpty()) {
      parts.add(new Literal(literal.toString()));
    }
    return new MacroString(List.copyOf(parts));
  }

  private static Macro macro(Matcher found, String letters) throws SpfException {
    char letter = found.group(1).charAt(0);
    char lower = Character.toLowerCase(letter);
    int keep = found.group(2).isEmpty() ? 0 : Integer.parseInt(found.group(2));
    if (letters.indexOf(lower) < 0 || (keep == 0 && !found.group(2).isEmpty())) {
      throw SpfException.permanent("a macro that does not exist");
    }
    String delimiters = found.group(4).isEmpty() ? "." : found.group(4);
    return new Macro(lower, letter != lower, keep, !found.group(3).isEmpty(), delimiters);
  }

  private static String escape(String text, int at) throws SpfException {
    return switch (at < text.length() ? text.charAt(at) : '\0') {
      case '%' -> "%";
      case '_' -> " ";
      case '-' -> "%20";
      default -> throw SpfException.permanent("a lone percent sign");
    };
  }
}
