package dev.postern.mail.files;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/// A file's name in a Maildir: a unique part, then `:2,` and flags as letters.
///
/// What an export writes holds UID, internal date, its zone in minutes and all keywords' bits in
/// the unique part: `0000000012.1767312000_120_3f.postern:2,FS`.
record MaildirName(String unique, String letters) {
  private static final String OURS = ".postern";
  private static final List<String> FLAGS =
      List.of("D\\Draft", "F\\Flagged", "P$Forwarded", "R\\Answered", "S\\Seen", "T\\Deleted");
  private static final int LETTERS = 26;

  static MaildirName parse(String name) {
    int info = name.lastIndexOf(":2,");
    info = info < 0 ? name.lastIndexOf(";2,") : info;
    return info < 0
        ? new MaildirName(name, "")
        : new MaildirName(name.substring(0, info), name.substring(info + 3));
  }

  /// Makes the name for an exported message.
  ///
  /// @param keywords of the folder, in the order of their letters
  static MaildirName of(Stamp stamp, List<String> keywords) {
    StringBuilder letters = new StringBuilder();
    FLAGS.stream()
        .filter(flag -> flag.charAt(1) == '\\' && stamp.flags().contains(flag.substring(1)))
        .forEach(flag -> letters.append(flag.charAt(0)));
    long bits = 0;
    for (String flag : stamp.flags()) {
      int bit = keywords.indexOf(flag);
      bits |= bit < 0 ? 0 : 1L << bit;
    }
    for (int i = 0; i < Math.min(LETTERS, keywords.size()); i++) {
      letters.append((bits & 1L << i) == 0 ? "" : (char) ('a' + i));
    }
    String unique =
        String.format(
            Locale.ROOT,
            "%010d.%d_%d_%x%s",
            stamp.uid(),
            stamp.date().toEpochSecond(),
            stamp.date().getOffset().getTotalSeconds() / 60,
            bits,
            OURS);
    return new MaildirName(unique, letters.toString());
  }

  boolean isExported() {
    return unique.endsWith(OURS) && date().isPresent();
  }

  /// Returns the UID of an exported message.
  long uid() {
    return Long.parseLong(unique.substring(0, unique.indexOf('.')));
  }

  private String[] parts() {
    int dot = unique.indexOf('.');
    return unique.substring(dot + 1, unique.length() - OURS.length()).split("_", -1);
  }

  private long bits() {
    return Long.parseUnsignedLong(parts()[2], 16);
  }

  /// Returns the internal date of an exported message.
  Optional<OffsetDateTime> date() {
    try {
      String[] parts = parts();
      // Whoever wrote it, it is read as a whole or not at all.
      long _ = bits();
      return parts.length == 3 && uid() > 0
          ? Optional.of(
              Instant.ofEpochSecond(Long.parseLong(parts[0]))
                  .atOffset(ZoneOffset.ofTotalSeconds(Integer.parseInt(parts[1]) * 60)))
          : Optional.empty();
    } catch (NumberFormatException | DateTimeException | IndexOutOfBoundsException _) {
      return Optional.empty();
    }
  }

  /// Returns the flags; the bits of what has no letter come from the unique part.
  Set<String> flags(List<String> keywords) {
    Set<String> flags = new LinkedHashSet<>();
    for (String flag : FLAGS) {
      if (letters.indexOf(flag.charAt(0)) >= 0) {
        flags.add(flag.substring(1));
      }
    }
    long bits = isExported() ? bits() : 0;
    for (int i = 0; i < keywords.size(); i++) {
      boolean set =
          i < LETTERS ? letters.indexOf('a' + i) >= 0 : i < Long.SIZE && (bits & 1L << i) != 0;
      if (set) {
        flags.add(keywords.get(i));
      }
    }
    return flags;
  }

  @Override
  public String toString() {
    return unique + ":2," + letters;
  }
}
