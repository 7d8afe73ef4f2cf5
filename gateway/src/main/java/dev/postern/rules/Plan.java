package dev.postern.rules;

import java.util.EnumMap;
import java.util.Map;
import java.util.OptionalInt;

/// The most that policies of this server may allow (spec/api-admin.md section 9.1).
///
/// @param limits what is not in it has no limit
/// @param rules of an application; empty: no more than the server can bear
/// @param lists of an application, likewise
/// @param accounts of an application, likewise
public record Plan(
    Map<Limit, Long> limits, OptionalInt rules, OptionalInt lists, OptionalInt accounts) {
  /// No plan.
  public static final Plan NONE =
      new Plan(Map.of(), OptionalInt.empty(), OptionalInt.empty(), OptionalInt.empty());

  /// What the hosted product gives for nothing. Its 3 GB are an organisation's; here no account may
  /// have more.
  public static final Plan FREE =
      new Plan(
          Map.of(
              Limit.STORAGE, 3L << 30,
              Limit.DAILY_SENT, 200L,
              Limit.MESSAGE_SIZE, 50L << 20,
              Limit.ATTACHMENT_SIZE, 50L << 20,
              Limit.ATTACHMENT_COUNT, 10L,
              Limit.INBOX_RETENTION, 30L,
              Limit.SPAM_RETENTION, 7L),
          OptionalInt.of(5),
          OptionalInt.of(10),
          OptionalInt.of(3));

  /// What the hosted product gives for money. Accounts beyond the 20 that it includes are billed
  /// there, so there is no limit here.
  public static final Plan FULL =
      new Plan(
          Map.of(
              Limit.STORAGE,
              10L << 30,
              Limit.MESSAGE_SIZE,
              100L << 20,
              Limit.ATTACHMENT_SIZE,
              50L << 20,
              Limit.ATTACHMENT_COUNT,
              20L,
              Limit.INBOX_RETENTION,
              365L,
              Limit.SPAM_RETENTION,
              30L),
          OptionalInt.of(30),
          OptionalInt.of(50),
          OptionalInt.empty());

  /// Returns this plan with other limits.
  ///
  /// @param changed what is not in it stays; -1 is no limit
  public Plan with(Map<Limit, Long> changed) {
    Map<Limit, Long> all = new EnumMap<>(Limit.class);
    all.putAll(limits);
    all.putAll(changed);
    all.values().removeIf(number -> number < 0);
    return new Plan(all, rules, lists, accounts);
  }

  /// Keeps a copy.
  public Plan {
    var copy = new EnumMap<Limit, Long>(Limit.class);
    copy.putAll(limits);
    limits = java.util.Collections.unmodifiableMap(copy);
  }
}
