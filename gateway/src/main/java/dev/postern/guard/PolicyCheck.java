package dev.postern.guard;

import dev.postern.fault.Fault;
import dev.postern.fault.GatewayException;
import dev.postern.rules.Comparison;
import dev.postern.rules.Field;
import dev.postern.rules.Fields;
import dev.postern.rules.Limit;
import dev.postern.rules.Plan;
import dev.postern.rules.PolicyLimits;
import dev.postern.rules.PolicyOptions;
import dev.postern.rules.SpamDetection;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/// Refuses what cannot be written into a policy (spec/api-admin.md section 4.3), naming the member.
/// What was written before is not looked at again: the plan may have changed since.
record PolicyCheck(Plan plan) {
  // What JavaScript's numbers hold exactly.
  private static final long MOST = (1L << 53) - 1;
  // A hundred years.
  private static final long MOST_DAYS = 36_500;
  private static final int MOST_TYPES = 100;
  private static final int MOST_FOLDERS = 100;
  private static final int MOST_RULES = 1000;
  private static final int LONGEST_FOLDER = 1000;
  private static final double LEAST_SENSITIVITY = 0.1;
  private static final double MOST_SENSITIVITY = 5.0;
  private static final Field ATTACHMENT_TYPE = Fields.of("attachment.type").orElseThrow();

  /// Returns a change in normal form.
  ///
  /// @throws GatewayException with INVALID or PLAN_LIMIT
  PolicyChange checked(PolicyChange change) {
    change.limits().numbers().forEach(this::check);
    check(change.spam());
    check(change.options());
    if (change.ruleIds().filter(ids -> ids.size() > MOST_RULES).isPresent()) {
      throw Words.refusal("rules must have at most " + MOST_RULES + " ids");
    }
    return new PolicyChange(
        change.name().map(Words::name),
        new PolicyLimits(
            change.limits().numbers(), change.limits().attachmentTypes().map(PolicyCheck::types)),
        change.spam(),
        change.ruleIds(),
        change.options());
  }

  private void check(Limit limit, long number) {
    String name = "limits." + limit.wire();
    boolean days = limit == Limit.INBOX_RETENTION || limit == Limit.SPAM_RETENTION;
    // A period of no days would leave nothing: nobody can mean that.
    long least = days ? 1 : 0;
    long most = days ? MOST_DAYS : MOST;
    if (number != -1 && (number < least || number > most)) {
      throw Words.refusal(
          name + " must be -1 for no limit, or from %d to %d".formatted(least, most));
    }
    Long allowed = plan.limits().get(limit);
    if (allowed != null && (number < 0 || number > allowed)) {
      throw new GatewayException(
          Fault.PLAN_LIMIT,
          "%s %d exceeds the maximum (%d) for this plan".formatted(name, number, allowed));
    }
  }

  private static List<String> types(List<String> written) {
    String name = "limits.limit_attachment_allowed_types";
    if (written.size() > MOST_TYPES) {
      throw Words.refusal(name + " must have at most " + MOST_TYPES + " types");
    }
    List<String> types = new ArrayList<>();
    for (String type : written) {
      types.add(
          ATTACHMENT_TYPE
              .wanted(Comparison.IS, type)
              .orElseThrow(() ->
                  Words.refusal(
                      "%s[%d] must be a media type such as application/pdf or image/*"
                          .formatted(name, types.size()))));
    }
    return types.stream().distinct().toList();
  }

  private static void check(SpamDetection spam) {
    if (spam.sensitivity()
        .filter(value -> !(value >= LEAST_SENSITIVITY && value <= MOST_SENSITIVITY))
        .isPresent()) {
      throw Words.refusal(
          "spam_detection.spam_sensitivity must be from "
              + LEAST_SENSITIVITY
              + " to "
              + MOST_SENSITIVITY);
    }
  }

  private static void check(PolicyOptions options) {
    List<String> folders = options.additionalFolders().orElse(List.of());
    boolean valid =
        folders.size() <= MOST_FOLDERS
            && folders.stream().allMatch(folder -> folder.length() <= LONGEST_FOLDER);
    if (!valid) {
      throw Words.refusal(
          "options.additional_folders must be at most "
              + MOST_FOLDERS
              + " names of at most "
              + LONGEST_FOLDER
              + " characters");
    }
  }

  /// Writes limits over others.
  ///
  /// @throws GatewayException with INVALID if what comes out contradicts itself
  static PolicyLimits merged(PolicyLimits old, PolicyLimits change) {
    Map<Limit, Long> numbers = new EnumMap<>(Limit.class);
    numbers.putAll(old.numbers());
    numbers.putAll(change.numbers());
    long inbox = numbers.getOrDefault(Limit.INBOX_RETENTION, -1L);
    long spam = numbers.getOrDefault(Limit.SPAM_RETENTION, -1L);
    if (inbox >= 0 && spam >= inbox) {
      throw Words.refusal(
          "limits.limit_spam_retention_period must be less than limit_inbox_retention_period");
    }
    return new PolicyLimits(numbers, change.attachmentTypes().or(old::attachmentTypes));
  }
}
