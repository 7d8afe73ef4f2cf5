package dev.postern.store.sqlite;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.mail.Words;
import dev.postern.mailbox.Agent;
import dev.postern.mailbox.Blob;
import dev.postern.mailbox.Flags;
import dev.postern.mailbox.FolderId;
import dev.postern.mailbox.MailRead;
import dev.postern.mailbox.MailThread;
import dev.postern.mailbox.MailTx;
import dev.postern.mailbox.MessageId;
import dev.postern.mailbox.MessageQuery;
import dev.postern.mailbox.Page;
import dev.postern.mailbox.StoredMessage;
import dev.postern.mailbox.SystemFlag;
import dev.postern.mailbox.UidSet;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// A listing by subject has the same messages in the same order, whether subjects are read or the
/// text index names the messages, and wherever they lie.
class SubjectListingTest {
  private static final long SEED = Long.getLong("seed", 7L);

  /// Old messages that share a word, more than are gathered and sorted.
  private static final int OLD = 2300;

  private static final int NEW = 900;

  private static final List<String> WORDS =
      List.of(
          "report",
          "stra\u00dfe",
          "STRA\u1e9eE",
          "\u0130stanbul",
          "\u039f\u0394\u039f\u03a3",
          "\u6771\u4eac",
          "e\u0301t\u00e9",
          "\"quoted\"",
          "ann@x.test",
          "AND",
          "\ufb01sh");

  private final TemporaryEngine temporary = new TemporaryEngine();
  private final Random random = new Random(SEED);
  private final Agent agent = Agent.create(temporary.ports(), "agent");
  private List<StoredMessage> all = List.of();

  @BeforeEach
  void fill() {
    List<String> subjects = new ArrayList<>();
    for (int i = 0; i < NEW; i++) {
      subjects.add(i % 80 == 0 ? WORDS.get(i / 80 % WORDS.size()) + " rare " + i : "plain " + i);
    }
    add(subjects, OLD);
    add(Collections.nCopies(OLD, "often said"), 0);
    all = everything();
  }

  @AfterEach
  void close() {
    temporary.close();
  }

  /// Adds mails, the later the newer, from a second on.
  private List<MailTx.Added> add(List<String> subjects, int second) {
    List<Blob> blobs = new ArrayList<>();
    List<MailTx.Added> added =
        agent.commit(tx -> {
          List<MailTx.Added> made = new ArrayList<>();
          for (int i = 0; i < subjects.size(); i++) {
            byte[] bytes = Agent.mail(subjects.get(i)).getBytes(StandardCharsets.UTF_8);
            Blob blob = agent.blob(bytes);
            blobs.add(blob);
            boolean seen = random.nextInt(3) > 0;
            made.add(
                tx.add(
                    Agent.message(
                        blob,
                        bytes,
                        Agent.NOON.plusSeconds(second + i / 2),
                        new Flags(seen ? Set.of(SystemFlag.SEEN) : Set.of(), Set.of()),
                        List.of(i % 5 == 0 ? FolderId.ARCHIVE : FolderId.INBOX))));
          }
          return made;
        });
    blobs.forEach(Blob::close);
    return added;
  }

  private static MessageQuery query(Optional<String> subject, boolean unread, FolderId... in) {
    return new MessageQuery(
        List.of(),
        List.of(),
        List.of(),
        List.of(),
        List.of(),
        List.of(in),
        subject,
        unread ? Optional.of(true) : Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Map.of(),
        40,
        Optional.empty());
  }

  private <T> List<T> pages(MessageQuery query, BiFunction<MailRead, MessageQuery, Page<T>> find) {
    List<T> found = new ArrayList<>();
    Optional<String> cursor = Optional.empty();
    do {
      MessageQuery next = query.page(40, cursor);
      Page<T> page = agent.read(read -> find.apply(read, next));
      found.addAll(page.items());
      cursor = page.next();
    } while (cursor.isPresent());
    return found;
  }

  private List<StoredMessage> everything() {
    return pages(query(Optional.empty(), false), MailRead::find);
  }

  private void check(String subject) {
    Set<String> wanted = Set.copyOf(Words.of(subject));
    for (boolean unread : new boolean[] {false, true}) {
      for (FolderId[] in : new FolderId[][] {{}, {FolderId.INBOX}}) {
        List<MessageId> expected =
            matching(wanted)
                .filter(message -> !unread || message.unread())
                .filter(message -> in.length == 0 || message.folders().contains(in[0]))
                .map(StoredMessage::id)
                .toList();
        assertThat(pages(query(Optional.of(subject), unread, in), MailRead::find))
            .as("%s, unread %s, in %s, seed %d", subject, unread, List.of(in), SEED)
            .extracting(StoredMessage::id)
            .containsExactlyElementsOf(expected);
      }
    }
    assertThat(pages(query(Optional.of(subject), false), MailRead::findThreads))
        .extracting(MailThread::id)
        .containsExactlyInAnyOrderElementsOf(
            matching(wanted).map(StoredMessage::thread).distinct().toList());
  }

  private Stream<StoredMessage> matching(Set<String> words) {
    return all.stream()
        .filter(message ->
            !words.isEmpty()
                && Set.copyOf(Words.of(message.digest().subject())).containsAll(words));
  }

  private void checkAll() {
    WORDS.forEach(this::check);
    Stream.of("rare", "often", "nobody", "...", "plain 7", "said often rare", "and", "oft")
        .forEach(this::check);
  }

  @Test
  void theIndexAndTheSubjectsSayTheSame() {
    checkAll();
    temporary.engine().indexTexts();
    checkAll();
  }

  /// Mail that came, went and changed since the index was asked last is right too.
  @Test
  void whatTheIndexHasNotSeenYetIsFound() {
    temporary.engine().indexTexts();
    MailTx.Added late = add(List.of("rare latecomer"), -1).getFirst();
    agent.commit(tx -> tx.expunge(FolderId.INBOX, UidSet.of(65)));
    all = everything();
    assertThat(all).extracting(StoredMessage::id).endsWith(late.message());
    check("latecomer");
    check("rare");
    byte[] other = Agent.mail("changed").getBytes(StandardCharsets.UTF_8);
    try (Blob blob = agent.blob(other)) {
      agent.commit(tx -> tx.replaceContent(late.message(), blob, Agent.digest(other)));
    }
    all = everything();
    check("latecomer");
    check("changed");
    temporary.engine().indexTexts();
    check("latecomer");
    check("changed");
  }
}
