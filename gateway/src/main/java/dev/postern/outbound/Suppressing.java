package dev.postern.outbound;

import dev.postern.mail.MailAddresses;
import dev.postern.mailbox.AccountId;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/// Sends nothing to addresses on the suppression list of the sender's application: they are refused
/// here, and the others of the same mail go on.
public final class Suppressing implements Transport {
  /// What is said of a recipient to whom the application sends nothing any more.
  public static final String REFUSAL = "550 5.1.1 address is on the suppression list";

  private final Transport next;
  private final SuppressionStore list;

  /// @param next gets the others
  public Suppressing(Transport next, SuppressionStore list) {
    this.next = next;
    this.list = list;
  }

  @Override
  public List<Outcome> send(Job job) {
    List<String> keys = job.recipients().stream().map(Suppressing::key).toList();
    Set<String> suppressed =
        job.account().equals(AccountId.NOBODY) ? Set.of() : list.among(job.account(), keys);
    if (suppressed.isEmpty()) {
      return next.send(job);
    }
    List<String> left = new ArrayList<>();
    for (int i = 0; i < keys.size(); i++) {
      if (!suppressed.contains(keys.get(i))) {
        left.add(job.recipients().get(i));
      }
    }
    Deque<Outcome> answers = new ArrayDeque<>();
    if (!left.isEmpty()) {
      Job rest = new Job(job.account(), job.sender(), left, job.message(), job.wishes());
      answers.addAll(next.send(rest));
    }
    return keys.stream()
        .map(key ->
            suppressed.contains(key) ? new Outcome.Refused("", REFUSAL) : answers.removeFirst())
        .toList();
  }

  private static String key(String recipient) {
    return MailAddresses.parse(recipient)
        .map(Suppression::key)
        .orElseGet(() -> recipient.toLowerCase(Locale.ROOT));
  }

  @Override
  public boolean routes(AccountId account, String domain) {
    return next.routes(account, domain);
  }

  @Override
  public String nextHop(AccountId account, String domain) {
    return next.nextHop(account, domain);
  }
}
