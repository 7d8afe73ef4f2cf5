package dev.postern.conformance.crash;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.conformance.client.Imap;
import dev.postern.conformance.peer.Peer;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/// What one folder holds, and what it may never do from one restart to the next.
final class Audit {
  private static final Pattern UID = Pattern.compile("[( ]UID (\\d+)");
  private static final Pattern FLAGS = Pattern.compile("FLAGS \\(([^)]*)\\)");
  private static final Pattern SIZE = Pattern.compile("RFC822\\.SIZE (\\d+)");
  private static final Pattern VALIDITY = Pattern.compile("\\[UIDVALIDITY (\\d+)]");
  private static final Pattern NEXT = Pattern.compile("\\[UIDNEXT (\\d+)]");

  /// One message.
  record Row(long uid, String token, String flags) {}

  private final String folder;
  private final Map<Long, String> tokens = new HashMap<>();
  private long validity;
  private long highest;

  Audit(String folder) {
    this.folder = folder;
  }

  /// Reads the folder: every message whole, UIDs ascending, none given twice, none changed.
  ///
  /// @param everything also reads the bytes of messages that an earlier audit has read
  NavigableMap<Long, Row> read(Peer peer, String address, boolean everything) throws IOException {
    try (Imap imap = Imap.login(peer, address)) {
      long next = select(imap);
      var rows = new TreeMap<Long, Row>();
      if (everything) {
        tokens.clear();
      } else {
        known(imap).forEach(row -> rows.put(row.uid(), row));
      }
      long from = everything ? 1 : highest + 1;
      for (Row row : added(imap, from)) {
        assertThat(rows.isEmpty() || rows.lastKey() < row.uid()).as("%s ascends", folder).isTrue();
        rows.put(row.uid(), row);
        tokens.put(row.uid(), row.token());
      }
      assertThat(rows.isEmpty() ? 0 : rows.lastKey()).as("UIDNEXT of %s", folder).isLessThan(next);
      highest = Math.max(highest, next - 1);
      return rows;
    }
  }

  private long select(Imap imap) throws IOException {
    String lines = String.join("\n", imap.command("SELECT " + folder).lines());
    long now = number(VALIDITY, lines);
    assertThat(validity == 0 || now == validity).as("UIDVALIDITY of %s", folder).isTrue();
    validity = now;
    long next = number(NEXT, lines);
    assertThat(next).as("UIDNEXT of %s never goes back", folder).isGreaterThan(highest);
    return next;
  }

  private List<Row> known(Imap imap) throws IOException {
    if (highest == 0) {
      return List.of();
    }
    return imap.command("UID FETCH 1:" + highest + " (UID FLAGS)").lines().stream()
        .filter(line -> line.contains(" FETCH ("))
        .map(line -> row(line, this::tokenOfKnown))
        .toList();
  }

  private String tokenOfKnown(String line) {
    String token = tokens.get(number(UID, line));
    // A message below what was the highest UID that nobody had seen: a UID given late or twice.
    assertThat(token).as("%s in %s", line, folder).isNotNull();
    return token == null ? "" : token;
  }

  private List<Row> added(Imap imap, long from) throws IOException {
    return imap
        .command("UID FETCH " + from + ":* (UID FLAGS RFC822.SIZE BODY.PEEK[])")
        .lines()
        .stream()
        .filter(line -> line.contains(" FETCH (") && number(UID, line) >= from)
        .map(line -> row(line, Audit::tokenOfBytes))
        .toList();
  }

  private static String tokenOfBytes(String line) {
    byte[] bytes = Imap.literal(line, "BODY[]");
    assertThat((long) bytes.length).as("size of a message").isEqualTo(number(SIZE, line));
    return Letter.tokenOf(bytes);
  }

  private interface Token {
    String of(String line);
  }

  private static Row row(String line, Token token) {
    Matcher flags = FLAGS.matcher(line);
    assertThat(flags.find()).as(line).isTrue();
    return new Row(
        number(UID, line), token.of(line), flags.group(1).replaceAll(" ?\\\\Recent ?", ""));
  }

  private static long number(Pattern pattern, String text) {
    Matcher matcher = pattern.matcher(text);
    assertThat(matcher.find()).as("%s in %s", pattern, text).isTrue();
    return Long.parseLong(matcher.group(1));
  }

  /// Counts the messages of each token.
  static Map<String, Long> counts(NavigableMap<Long, Row> rows) {
    return rows.values().stream().collect(Collectors.groupingBy(Row::token, Collectors.counting()));
  }
}
