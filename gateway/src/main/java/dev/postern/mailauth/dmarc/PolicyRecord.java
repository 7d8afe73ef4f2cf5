package dev.postern.mailauth.dmarc;

import dev.postern.mailauth.TagList;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/// A DMARC record, read (RFC 9989 section 4.7). Unknown and malformed tags are passed over, those
/// for reports (`rua`, `ruf`, `fo`) too: we send none.
///
/// @param tags values in lower case by name in lower case, the first of a name
record PolicyRecord(Map<String, String> tags) {
  private static final int MAX_LENGTH = 4 << 10;

  /// What a record says about where it stands (`psd=`).
  enum Place {
    SUFFIX,
    ORGANIZATION,
    UNSAID
  }

  /// Reads a TXT record; empty unless it begins with `v=DMARC1`.
  static Optional<PolicyRecord> parse(String text) {
    Map<String, String> tags = new LinkedHashMap<>();
    String cut = text.substring(0, Math.min(MAX_LENGTH, text.length()));
    for (String part : cut.split(";", -1)) {
      int equals = part.indexOf('=');
      String name = TagList.strip(part.substring(0, Math.max(0, equals)));
      String value = TagList.strip(part.substring(equals + 1));
      if (tags.isEmpty() && !(name.equals("v") && value.equals("DMARC1"))) {
        return Optional.empty();
      }
      if (!name.isEmpty()) {
        tags.putIfAbsent(name.toLowerCase(Locale.ROOT), value.toLowerCase(Locale.ROOT));
      }
    }
    return Optional.of(new PolicyRecord(tags));
  }

  Place place() {
    return switch (tags.getOrDefault("psd", "u")) {
      case "y" -> Place.SUFFIX;
      case "n" -> Place.ORGANIZATION;
      default -> Place.UNSAID;
    };
  }

  boolean strictDkim() {
    return tags.getOrDefault("adkim", "r").equals("s");
  }

  boolean strictSpf() {
    return tags.getOrDefault("aspf", "r").equals("s");
  }

  /// Returns the policy for the record's own domain. A policy nobody can read asks for nothing.
  Disposition own() {
    boolean readable = true;
    for (String tag : new String[] {"p", "sp", "np"}) {
      readable &= !tags.containsKey(tag) || said(tag).isPresent();
    }
    return readable ? said("p").orElse(Disposition.NONE) : Disposition.NONE;
  }

  /// Returns the policy for the domains below.
  ///
  /// @param exists whether the domain in question exists
  Disposition below(boolean exists) {
    Disposition subdomains = said("sp").orElse(own());
    return exists ? subdomains : said("np").orElse(subdomains);
  }

  boolean asksForMissing() {
    return tags.containsKey("np");
  }

  private Optional<Disposition> said(String tag) {
    return Disposition.of(tags.getOrDefault(tag, ""));
  }

  /// Says whether the owner only tries the policy out: `t=y`, or `pct=0` of older records, which
  /// was used for the same. Any other `pct` is passed over as RFC 9989 has it, so that what happens
  /// to a mail is no matter of chance.
  boolean testing() {
    String percent = tags.getOrDefault("pct", "100");
    return tags.containsKey("t") ? tags.getOrDefault("t", "n").equals("y") : percent.equals("0");
  }
}
