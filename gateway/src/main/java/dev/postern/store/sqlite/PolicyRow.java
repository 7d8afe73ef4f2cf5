package dev.postern.store.sqlite;

import dev.postern.rules.Limit;
import dev.postern.rules.Policy;
import dev.postern.rules.PolicyLimits;
import dev.postern.rules.PolicyOptions;
import dev.postern.rules.SpamDetection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/// Rows of the table `policy`. What may be absent has a count or a sign before it: 0 for absent.
final class PolicyRow {
  static final String SELECT = "SELECT id,application,name,written,created,updated FROM policy";

  private PolicyRow() {}

  static Policy read(ResultSet rows) throws SQLException {
    Unpacker in = new Unpacker(rows.getBytes(4));
    return new Policy(
        UUID.fromString(rows.getString(1)),
        UUID.fromString(rows.getString(2)),
        rows.getString(3),
        limits(in),
        spam(in),
        texts(in).orElse(List.of()).stream().map(UUID::fromString).toList(),
        new PolicyOptions(texts(in), flag(in)),
        Instant.ofEpochMilli(rows.getLong(5)),
        Instant.ofEpochMilli(rows.getLong(6)));
  }

  static void write(Db db, Policy policy) {
    db.run(
        "INSERT INTO policy VALUES(?,?,?,?,?,?) ON CONFLICT(id) DO UPDATE SET"
            + " name=excluded.name,written=excluded.written,updated=excluded.updated",
        policy.id().toString(),
        policy.application().toString(),
        policy.name(),
        written(policy),
        policy.createdAt().toEpochMilli(),
        policy.updatedAt().toEpochMilli());
  }

  private static byte[] written(Policy policy) {
    Packer out = new Packer();
    Map<Limit, Long> numbers = policy.limits().numbers();
    out.number(numbers.size());
    numbers.forEach((limit, number) -> out.text(limit.wire()).signed(number));
    texts(out, policy.limits().attachmentTypes());
    SpamDetection spam = policy.spam();
    flag(out, spam.dnsbl());
    flag(out, spam.headerAnomalies());
    out.number(spam.sensitivity().isPresent() ? 1 : 0);
    spam.sensitivity().ifPresent(value -> out.number(Double.doubleToLongBits(value)));
    texts(out, Optional.of(policy.ruleIds().stream().map(UUID::toString).toList()));
    texts(out, policy.options().additionalFolders());
    flag(out, policy.options().useCidrAliasing());
    return out.bytes();
  }

  // A limit that this program does not know is passed over.
  private static PolicyLimits limits(Unpacker in) {
    Map<Limit, Long> numbers = new EnumMap<>(Limit.class);
    for (long left = in.number(); left > 0; left--) {
      Optional<Limit> limit = Limit.of(in.text());
      long number = in.signed();
      limit.ifPresent(known -> numbers.put(known, number));
    }
    return new PolicyLimits(numbers, texts(in));
  }

  private static SpamDetection spam(Unpacker in) {
    Optional<Boolean> dnsbl = flag(in);
    Optional<Boolean> anomalies = flag(in);
    Optional<Double> sensitivity =
        in.number() == 0 ? Optional.empty() : Optional.of(Double.longBitsToDouble(in.number()));
    return new SpamDetection(dnsbl, anomalies, sensitivity);
  }

  private static void flag(Packer out, Optional<Boolean> flag) {
    out.number(flag.map(value -> value ? 2 : 1).orElse(0));
  }

  private static Optional<Boolean> flag(Unpacker in) {
    long sign = in.number();
    return sign == 0 ? Optional.empty() : Optional.of(sign == 2);
  }

  private static void texts(Packer out, Optional<List<String>> texts) {
    out.number(texts.map(List::size).orElse(-1) + 1);
    texts.ifPresent(list -> list.forEach(out::text));
  }

  private static Optional<List<String>> texts(Unpacker in) {
    long left = in.number();
    if (left == 0) {
      return Optional.empty();
    }
    List<String> texts = new ArrayList<>();
    for (; left > 1; left--) {
      texts.add(in.text());
    }
    return Optional.of(texts);
  }
}
