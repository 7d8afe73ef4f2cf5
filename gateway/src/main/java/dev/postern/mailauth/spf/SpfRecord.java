package dev.postern.mailauth.spf;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// A record, parsed whole: one mistake spoils all of it (RFC 7208 section 4.6).
///
/// @param redirect whose record counts if nothing matches
/// @param explanation where the text for a fail is
record SpfRecord(
    List<Term> terms, Optional<MacroString> redirect, Optional<MacroString> explanation) {
  private static final String VERSION = "v=spf1";
  private static final Pattern MODIFIER = Pattern.compile("([A-Za-z][A-Za-z0-9_.-]*)=(.*)");

  /// Says whether a TXT record is one.
  static boolean is(String text) {
    return text.regionMatches(true, 0, VERSION, 0, VERSION.length())
        && (text.length() == VERSION.length() || text.charAt(VERSION.length()) == ' ');
  }

  /// Parses a record.
  static SpfRecord parse(String text) throws SpfException {
    var terms = new ArrayList<Term>();
    MacroString redirect = null;
    MacroString explanation = null;
    for (String word : text.substring(VERSION.length()).split(" +", -1)) {
      Matcher modifier = MODIFIER.matcher(word);
      if (word.isEmpty()) {
        continue;
      }
      if (!modifier.matches()) {
        terms.add(TermParser.parse(word));
        continue;
      }
      switch (modifier.group(1).toLowerCase(Locale.ROOT)) {
        case "redirect" -> redirect = once(redirect, modifier.group(2));
        case "exp" -> explanation = once(explanation, modifier.group(2));
        default -> MacroString.any(modifier.group(2));
      }
    }
    return new SpfRecord(
        List.copyOf(terms), Optional.ofNullable(redirect), Optional.ofNullable(explanation));
  }

  private static MacroString once(@Nullable MacroString before, String text) throws SpfException {
    if (before != null) {
      throw SpfException.permanent("a modifier that is given twice");
    }
    return MacroString.domain(text);
  }
}
