package dev.postern.mail.files;

import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.OffsetDateTime;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// What an export notes of a message besides its bytes, as one line of text.
///
/// @param uid in its folder
/// @param validity the folder's UIDVALIDITY
/// @param size octets
/// @param flags names of IMAP
public record Stamp(
    long uid, long validity, long size, OffsetDateTime date, List<String> flags, String folder) {
  private static final String MARK = "postern-1";
  private static final int FIELDS = 6;
  private static final long LARGEST = 1L << 40;

  /// Keeps a copy of the flags.
  public Stamp {
    flags = List.copyOf(flags);
  }

  /// Returns the flags without their order.
  public Set<String> flagSet() {
    return new LinkedHashSet<>(flags);
  }

  /// Reads what [#toString] wrote.
  public static Optional<Stamp> parse(String text) {
    String[] fields = text.strip().split(" ", -1);
    if (fields.length < FIELDS || !fields[0].equals(MARK)) {
      return Optional.empty();
    }
    try {
      return Optional.of(
              new Stamp(
                  Long.parseLong(fields[1]),
                  Long.parseLong(fields[2]),
                  Long.parseLong(fields[3]),
                  OffsetDateTime.parse(fields[4]),
                  List.of(fields).subList(FIELDS, fields.length).stream()
                      .filter(flag -> !flag.isEmpty())
                      .toList(),
                  FileNames.decode(fields[5])))
          .filter(read -> read.uid >= 0 && read.size >= 0 && read.size <= LARGEST);
    } catch (NumberFormatException | DateTimeException _) {
      return Optional.empty();
    }
  }

  /// Returns printable ASCII without a line end.
  @Override
  public String toString() {
    return String.join(
        " ",
        MARK,
        Long.toString(uid),
        Long.toString(validity),
        Long.toString(size),
        date.toString(),
        FileNames.ascii(folder),
        String.join(" ", flags));
  }

  byte[] bytes() {
    return toString().getBytes(StandardCharsets.US_ASCII);
  }
}
