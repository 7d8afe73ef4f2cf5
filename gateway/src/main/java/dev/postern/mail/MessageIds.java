package dev.postern.mail;

import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;

/// Message-IDs, always without their angle brackets (RFC 5322 section 3.6.4).
public final class MessageIds {
  /// Ids kept of one References field: the first, which names the thread, and the last ones.
  private static final int MAX_IDS = 200;

  /// Longer ones are no ids: a header line must fit into 998 octets.
  private static final int MAX_LENGTH = 996;

  private MessageIds() {}

  /// Makes a new id from the time and 96 random bits.
  public static String next(InstantSource clock, RandomGenerator random, String domain) {
    String time = Long.toString(clock.millis(), 36);
    return "%s.%016x%08x@%s".formatted(time, random.nextLong(), random.nextInt(), domain);
  }

  /// Reads the ids of a Message-ID, In-Reply-To or References value, in order.
  ///
  /// White space inside brackets is dropped. A value without any brackets is taken word by word,
  /// and words with an `@` count.
  ///
  /// @return at most 200 ids: if there are more, the first and the last 199
  public static List<String> parseList(String value) {
    List<String> ids = new ArrayList<>();
    int open = value.indexOf('<');
    while (open >= 0) {
      int close = value.indexOf('>', open);
      int end = close < 0 ? value.length() : close;
      int inner = value.lastIndexOf('<', end - 1);
      add(ids, value.substring(inner + 1, end).replaceAll("[\\s\\p{Cntrl}]+", ""));
      open = close < 0 ? -1 : value.indexOf('<', close);
    }
    if (ids.isEmpty() && value.indexOf('<') < 0) {
      for (String word : value.split("[\\s,]+", -1)) {
        add(ids, word.indexOf('@') < 0 ? "" : word.replaceAll("\\p{Cntrl}", ""));
      }
    }
    return List.copyOf(shortened(ids));
  }

  private static void add(List<String> ids, String id) {
    if (!id.isEmpty() && id.length() <= MAX_LENGTH) {
      ids.add(EncodedWords.raw(id));
    }
  }

  private static List<String> shortened(List<String> ids) {
    if (ids.size() <= MAX_IDS) {
      return ids;
    }
    List<String> kept = new ArrayList<>(ids.subList(ids.size() - MAX_IDS + 1, ids.size()));
    kept.addFirst(ids.getFirst());
    return kept;
  }
}
