package dev.postern.conformance.consistency;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// One untagged line, taken apart.
sealed interface Told {
  record Exists(int count) implements Told {}

  record Expunge(int number) implements Told {}

  record Vanished(boolean earlier, List<Long> uids) implements Told {}

  /// Message data; what a line does not have is empty.
  record Fetch(
      int number,
      OptionalLong uid,
      Optional<Set<String>> flags,
      OptionalLong modseq,
      Optional<String> mark)
      implements Told {}

  record Search(List<Long> numbers) implements Told {}

  record Code(String name, long value) implements Told {}

  /// A line that changes no model.
  record Other(String line) implements Told {}

  Pattern COUNTED = Pattern.compile("(?s)\\* (\\d+) (EXISTS|EXPUNGE|FETCH) ?(.*)");
  Pattern VANISHED = Pattern.compile("\\* VANISHED (\\(EARLIER\\) )?(.*)");
  Pattern CODE = Pattern.compile("\\* OK \\[(UIDVALIDITY|UIDNEXT|HIGHESTMODSEQ) (\\d+)].*");
  Pattern UID = Pattern.compile("\\bUID (\\d+)");
  Pattern FLAGS = Pattern.compile("FLAGS \\(([^)]*)\\)");
  Pattern MODSEQ = Pattern.compile("MODSEQ \\((\\d+)\\)");
  Pattern MARK = Pattern.compile("Subject: (id-\\S+)");

  static Told of(String line) {
    Matcher counted = COUNTED.matcher(line);
    if (counted.matches()) {
      int number = Integer.parseInt(counted.group(1));
      return switch (counted.group(2)) {
        case "EXISTS" -> new Exists(number);
        case "EXPUNGE" -> new Expunge(number);
        default -> fetch(number, counted.group(3));
      };
    }
    Matcher vanished = VANISHED.matcher(line);
    if (vanished.matches()) {
      return new Vanished(vanished.group(1) != null, set(vanished.group(2)));
    }
    Matcher code = CODE.matcher(line);
    if (code.matches()) {
      return new Code(code.group(1), Long.parseLong(code.group(2)));
    }
    if (line.startsWith("* SEARCH")) {
      String numbers = line.replaceFirst(" \\(MODSEQ \\d+\\)", "").substring(8).strip();
      return new Search(
          numbers.isEmpty()
              ? List.of()
              : Pattern.compile(" ").splitAsStream(numbers).map(Long::valueOf).toList());
    }
    return new Other(line);
  }

  private static Fetch fetch(int number, String items) {
    Matcher uid = UID.matcher(items);
    Matcher flags = FLAGS.matcher(items);
    Matcher modseq = MODSEQ.matcher(items);
    Matcher mark = MARK.matcher(items);
    return new Fetch(
        number,
        uid.find() ? OptionalLong.of(Long.parseLong(uid.group(1))) : OptionalLong.empty(),
        flags.find() ? Optional.of(flags(flags.group(1))) : Optional.empty(),
        modseq.find() ? OptionalLong.of(Long.parseLong(modseq.group(1))) : OptionalLong.empty(),
        mark.find() ? Optional.of(mark.group(1)) : Optional.empty());
  }

  private static Set<String> flags(String text) {
    Set<String> flags = new TreeSet<>();
    for (String flag : text.split(" ", -1)) {
      if (!flag.isEmpty() && !flag.equals("\\Recent")) {
        flags.add(flag);
      }
    }
    return flags;
  }

  /// Returns the numbers of a set such as `1:3,7`.
  static List<Long> set(String text) {
    List<Long> numbers = new ArrayList<>();
    for (String range : text.strip().split(",", -1)) {
      String[] ends = range.split(":", -1);
      long last = Long.parseLong(ends[ends.length - 1]);
      for (long n = Long.parseLong(ends[0]); n <= last; n++) {
        numbers.add(n);
      }
    }
    return numbers;
  }
}
