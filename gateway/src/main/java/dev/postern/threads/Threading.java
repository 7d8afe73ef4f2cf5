package dev.postern.threads;

import dev.postern.mail.Digest;
import dev.postern.mail.MailAddress;
import dev.postern.mail.Mailbox;
import dev.postern.mailbox.MailRead;
import dev.postern.mailbox.MailRead.ThreadCandidate;
import dev.postern.mailbox.MailTx;
import dev.postern.mailbox.ThreadId;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/// Decides which thread a message belongs to: a pure function of its header and the account's index
/// (spec/api-data.md section 3.3).
///
/// Message-ID, In-Reply-To and References decide. A message's own id counts too: a reply that came
/// before its original has already made the thread. Only when no id is known may the subject
/// decide, and only for a reply, with someone in common, to a thread that is still active.
public final class Threading {
  private static final Duration ACTIVE = Duration.ofDays(30);
  private static final int CANDIDATES = 50;

  private Threading() {}

  /// Chooses the thread for a message.
  ///
  /// @param ownAddress the account's address: it does not count as someone in common
  /// @param now when the message came
  public static Choice choose(Digest digest, String ownAddress, Instant now, MailRead index) {
    Set<String> ids = ids(digest);
    List<ThreadId> known =
        ids.isEmpty() ? List.of() : index.threadsOf(ids).stream().sorted().toList();
    if (!known.isEmpty()) {
      return new Choice(Optional.of(known.getFirst()), known.subList(1, known.size()));
    }
    return new Choice(bySubject(digest, ownAddress, now, index), List.of());
  }

  /// Chooses the thread for a message that this transaction is about to add, and merges what turns
  /// out to be one conversation.
  ///
  /// @return the thread to give to [MailTx#add]; empty: a new one
  public static Optional<ThreadId> join(MailTx tx, Digest digest, String ownAddress, Instant now) {
    Choice choice = choose(digest, ownAddress, now, tx);
    if (!choice.merged().isEmpty()) {
      tx.mergeThreads(choice.thread().orElseThrow(), choice.merged());
    }
    return choice.thread();
  }

  private static Set<String> ids(Digest digest) {
    Set<String> ids = new LinkedHashSet<>(digest.references());
    ids.addAll(digest.inReplyTo());
    if (digest.messageId() != null) {
      ids.add(digest.messageId());
    }
    return ids;
  }

  private static Optional<ThreadId> bySubject(
      Digest digest, String ownAddress, Instant now, MailRead index) {
    BaseSubject subject = BaseSubject.of(digest.subject());
    if (!subject.reply() || subject.text().isEmpty()) {
      return Optional.empty();
    }
    Set<String> others = others(digest, ownAddress);
    long since = now.minus(ACTIVE).getEpochSecond();
    return index.threadsBySubject(subject.text(), since, CANDIDATES).stream()
        .filter(candidate -> candidate.newestSeconds() >= since)
        .filter(candidate -> candidate.participants().stream().anyMatch(others::contains))
        .map(ThreadCandidate::thread)
        .findFirst();
  }

  private static Set<String> others(Digest digest, String ownAddress) {
    String own = canonical(ownAddress);
    Set<String> others = new LinkedHashSet<>();
    Stream.of(digest.from(), digest.replyTo(), digest.to(), digest.cc(), digest.bcc())
        .flatMap(Collection::stream)
        .map(Mailbox::email)
        .filter(email -> email.indexOf('@') > 0 && !canonical(email).equals(own))
        .forEach(email -> others.add(email.toLowerCase(Locale.ROOT)));
    return others;
  }

  private static String canonical(String email) {
    int at = email.lastIndexOf('@');
    return at < 0
        ? email.toLowerCase(Locale.ROOT)
        : new MailAddress(email.substring(0, at), email.substring(at + 1)).canonical();
  }

  /// Where a message belongs.
  ///
  /// @param thread the oldest thread it belongs to; empty: a new one
  /// @param merged further threads that turn out to be the same conversation
  public record Choice(Optional<ThreadId> thread, List<ThreadId> merged) {}
}
