package dev.postern.mailauth.arc;

import dev.postern.mail.HeaderField;
import dev.postern.mailauth.RawMail;
import dev.postern.mailauth.TagList;
import dev.postern.mailauth.dkim.SignatureField;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;

/// The three fields that one handler of a mail added (RFC 8617 section 4.2).
///
/// @param instance from 1, the first handler's
/// @param results `ARC-Authentication-Results`
/// @param message `ARC-Message-Signature`: over the mail
/// @param seal `ARC-Seal`: over the sets so far
record ArcSet(int instance, HeaderField results, SignatureField message, SignatureField seal) {
  static final String RESULTS = "ARC-Authentication-Results";
  static final String MESSAGE = "ARC-Message-Signature";
  static final String SEAL = "ARC-Seal";
  private static final int MAX_INSTANCE = 50;
  // Each seal covers all sets below it, so what they cost grows with the square.
  private static final long MAX_OCTETS = 256 << 10;

  /// A set of which not all fields were seen yet.
  private static final class Open {
    private final List<HeaderField> results = new ArrayList<>();
    private final List<SignatureField> messages = new ArrayList<>();
    private final List<SignatureField> seals = new ArrayList<>();

    Optional<ArcSet> closed(int instance) {
      boolean whole = results.size() == 1 && messages.size() == 1 && seals.size() == 1;
      return whole
          ? Optional.of(
              new ArcSet(instance, results.getFirst(), messages.getFirst(), seals.getFirst()))
          : Optional.empty();
    }
  }

  /// Says whether a mail has any field of a set.
  static boolean isAny(HeaderField field) {
    return field.is(RESULTS) || field.is(MESSAGE) || field.is(SEAL);
  }

  /// Reads the sets of a mail, instance 1 first; empty if they are not whole and numbered from 1
  /// without a gap.
  static Optional<List<ArcSet>> read(RawMail mail) {
    List<HeaderField> fields = mail.header().fields().stream().filter(ArcSet::isAny).toList();
    long octets = fields.stream().mapToLong(field -> field.end() - field.start()).sum();
    if (fields.size() > 3 * MAX_INSTANCE || octets > MAX_OCTETS) {
      return Optional.empty();
    }
    TreeMap<Integer, Open> open = new TreeMap<>();
    for (HeaderField field : fields) {
      if (!sort(field, open)) {
        return Optional.empty();
      }
    }
    List<ArcSet> sets = new ArrayList<>();
    open.forEach((instance, set) -> set.closed(instance).ifPresent(sets::add));
    boolean whole = sets.size() == open.size() && open.lastKey() == sets.size();
    return whole ? Optional.of(sets) : Optional.empty();
  }

  private static boolean sort(HeaderField field, TreeMap<Integer, Open> open) {
    if (field.is(RESULTS)) {
      int instance = instance(field.unfoldedRaw());
      open.computeIfAbsent(instance, _ -> new Open()).results.add(field);
      return instance > 0;
    }
    Optional<SignatureField> read = SignatureField.of(field);
    int instance = read.map(signature -> number(signature.tags().get("i", ""))).orElse(0);
    if (instance > 0) {
      Open set = open.computeIfAbsent(instance, _ -> new Open());
      read.ifPresent((field.is(SEAL) ? set.seals : set.messages)::add);
    }
    return instance > 0;
  }

  // arc-info = instance [CFWS] ";" authres-payload
  private static int instance(String results) {
    int end = results.indexOf(';');
    int equals = results.indexOf('=');
    boolean named =
        equals >= 0 && equals < end && TagList.strip(results.substring(0, equals)).equals("i");
    return named ? number(TagList.strip(results.substring(equals + 1, end))) : 0;
  }

  // instance = 1*2DIGIT, 1 to 50; 0 if it is none
  private static int number(String digits) {
    boolean valid =
        !digits.isEmpty()
            && digits.length() <= 2
            && digits.chars().allMatch(c -> c >= '0' && c <= '9');
    int number = valid ? Integer.parseInt(digits) : 0;
    return number <= MAX_INSTANCE ? number : 0;
  }
}
