package dev.postern.store.sqlite;

import dev.postern.mailauth.Check;
import dev.postern.mailbox.Verdict;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// A [Verdict] as the columns `verdict` hold it.
final class VerdictCodec {
  private VerdictCodec() {}

  static byte[] pack(Verdict verdict) {
    Packer out = new Packer();
    out.number(Double.doubleToLongBits(verdict.score())).number(verdict.junk() ? 1 : 0);
    out.number(verdict.reasons().size());
    verdict.reasons().forEach(out::text);
    for (Check check : verdict.checks()) {
      out.text(check.method()).text(check.result()).text(check.reason());
      out.number(check.properties().size());
      check.properties().forEach((name, value) -> out.text(name).text(value));
    }
    return out.bytes();
  }

  /// Reads a column; NULL is no verdict.
  static Optional<Verdict> unpack(byte @Nullable [] packed) {
    if (packed == null) {
      return Optional.empty();
    }
    Unpacker in = new Unpacker(packed);
    double score = Double.longBitsToDouble(in.number());
    boolean junk = in.number() != 0;
    List<String> reasons = new ArrayList<>();
    for (long left = in.number(); left > 0; left--) {
      reasons.add(in.text());
    }
    List<Check> checks = new ArrayList<>();
    while (in.hasMore()) {
      checks.add(new Check(in.text(), in.text(), in.text(), properties(in)));
    }
    return Optional.of(new Verdict(checks, score, junk, reasons));
  }

  private static Map<String, String> properties(Unpacker in) {
    Map<String, String> properties = new LinkedHashMap<>();
    for (long left = in.number(); left > 0; left--) {
      properties.put(in.text(), in.text());
    }
    return properties;
  }
}
