package dev.postern.outbound;

import dev.postern.fault.GatewayException;
import dev.postern.mail.Digest;
import dev.postern.mail.MailAddress;
import dev.postern.mail.MailAddresses;
import dev.postern.mailbox.MailRead;
import dev.postern.mailbox.MailTx;
import dev.postern.mailbox.MessageId;
import dev.postern.mailbox.MessageQuery;
import dev.postern.mailbox.Page;
import dev.postern.mailbox.StoredMessage;
import dev.postern.mailbox.ThreadId;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/// Sees whether a thread goes round by itself: two programs that answer each other would never
/// stop.
///
/// What was said is counted from the thread's messages. Copies may be deleted or never filed, so
/// what the account was told and marked as answered counts too.
///
/// @param thread that the account is about to write in
/// @param own the account's address
record Conversation(ThreadId thread, String own, Instant now) {
  private static final Duration HOUR = Duration.ofHours(1);
  private static final Duration DAY = Duration.ofDays(1);
  private static final int PAGE = 100;
  private static final int MOST_PAGES = 20;

  /// Refuses a further message if there were as many as may be within the last hour.
  ///
  /// @throws GatewayException with THROTTLED
  void requireTurn(MailRead read, OptionalLong limit) {
    if (limit.isEmpty()) {
      return;
    }
    List<Instant> turns = turns(read, limit.getAsLong());
    if (turns.size() < limit.getAsLong()) {
      return;
    }
    Instant oldest = turns.isEmpty() ? now : turns.getLast();
    throw GatewayException.throttled(
        "loop guard: this account sent "
            + turns.size()
            + " messages in thread "
            + thread
            + " within the last hour, and at most "
            + limit.getAsLong()
            + " are allowed",
        Duration.between(now, oldest.plus(HOUR)));
  }

  /// Returns when the account had its turns, newest first; of the latest no more than `most`.
  private List<Instant> turns(MailRead read, long most) {
    Map<String, Instant> said = new HashMap<>();
    Map<String, Instant> answered = new HashMap<>();
    Optional<String> next = Optional.empty();
    for (int pages = 0; pages < MOST_PAGES; pages++) {
      Page<StoredMessage> page = read.find(lately().page(PAGE, next));
      for (StoredMessage message : page.items()) {
        if (isNew(message.digest())) {
          count(message, said, answered);
        }
      }
      next = page.next();
      if (next.isEmpty() || Math.max(said.size(), answered.size()) >= most) {
        break;
      }
    }
    return latest(said.size() >= answered.size() ? said : answered, most);
  }

  private static List<Instant> latest(Map<String, Instant> turns, long most) {
    List<Instant> times = new ArrayList<>(turns.values());
    times.sort(Comparator.reverseOrder());
    return times.subList(0, (int) Math.min(times.size(), most));
  }

  private void count(
      StoredMessage message, Map<String, Instant> said, Map<String, Instant> answered) {
    String id = message.digest().messageId();
    String name = id == null ? message.id().toString() : id;
    if (isOwn(message.digest())) {
      said.merge(name, message.received(), Conversation::later);
    } else if (message.answered()) {
      answered.merge(name, message.received(), Conversation::later);
    }
  }

  private static Instant later(Instant one, Instant other) {
    return one.isAfter(other) ? one : other;
  }

  // Mail that was moved here from elsewhere was received now and written long ago.
  private boolean isNew(Digest digest) {
    return digest.date() == null || digest.date().isAfter(now.minus(DAY));
  }

  private boolean isOwn(Digest digest) {
    return digest.from().stream().anyMatch(from -> canonical(from.email()).equals(canonical(own)));
  }

  private static String canonical(String email) {
    return MailAddresses.parse(email).map(MailAddress::canonical).orElse(email);
  }

  /// Refuses a further answer to mail that no person wrote, if there were as many as may be within
  /// the last day.
  ///
  /// @throws GatewayException with THROTTLED
  void requireAnswer(MailRead read, OptionalLong limit) {
    if (limit.isEmpty()) {
      return;
    }
    List<Instant> answers =
        read.noted(note()).stream()
            .map(MailRead.Noted::at)
            .filter(at -> at.isAfter(now.minus(DAY)))
            .toList();
    if (answers.size() < limit.getAsLong()) {
      return;
    }
    int index = (int) Math.max(0, limit.getAsLong() - 1);
    Instant oldest = answers.isEmpty() ? now : answers.get(index);
    throw GatewayException.throttled(
        "loop guard: this answers mail that no person wrote (Auto-Submitted, Precedence or an empty"
            + " Return-Path), "
            + answers.size()
            + " such answers were sent in thread "
            + thread
            + " within the last day, and at most "
            + limit.getAsLong()
            + " are allowed",
        Duration.between(now, oldest.plus(DAY)));
  }

  /// Notes such an answer.
  ///
  /// @param message the answer, or what it answers if it is not filed
  void noteAnswer(MailTx tx, MessageId message) {
    tx.note(note(), message, true);
  }

  private String note() {
    return "automatic reply " + thread;
  }

  private MessageQuery lately() {
    return new MessageQuery(
        List.of(),
        List.of(),
        List.of(),
        List.of(),
        List.of(),
        List.of(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.of(thread),
        Optional.of(false),
        Optional.of(now.minus(HOUR).getEpochSecond()),
        Optional.empty(),
        Optional.empty(),
        Map.of(),
        PAGE,
        Optional.empty());
  }
}
