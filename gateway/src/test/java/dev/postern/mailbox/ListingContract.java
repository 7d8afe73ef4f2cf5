package dev.postern.mailbox;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;

/// What every engine promises of listings and threads: the same answers as looking at everything.
public interface ListingContract {
  /// Returns the engine under test, empty at first.
  EnginePorts engine();

  private static MessageQuery query(int limit, Optional<String> cursor, QueryPart part) {
    MessageQuery all = MessageQuery.all(limit);
    return new MessageQuery(
        part.any(),
        part.from(),
        List.of(),
        List.of(),
        List.of(),
        part.folders(),
        part.subject(),
        part.unread(),
        part.starred(),
        Optional.empty(),
        Optional.empty(),
        part.drafts(),
        all.receivedAfter(),
        part.before(),
        Optional.empty(),
        Map.of(),
        limit,
        cursor);
  }

  /// The filters that these tests vary.
  record QueryPart(
      List<String> any,
      List<String> from,
      List<FolderId> folders,
      Optional<String> subject,
      Optional<Boolean> unread,
      Optional<Boolean> starred,
      Optional<Boolean> drafts,
      Optional<Long> before) {
    static final QueryPart NONE =
        new QueryPart(
            List.of(),
            List.of(),
            List.of(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty());

    QueryPart unread(boolean wanted) {
      return new QueryPart(
          any, from, folders, subject, Optional.of(wanted), starred, drafts, before);
    }

    QueryPart in(FolderId... wanted) {
      return new QueryPart(any, from, List.of(wanted), subject, unread, starred, drafts, before);
    }

    QueryPart from(String... wanted) {
      return new QueryPart(any, List.of(wanted), folders, subject, unread, starred, drafts, before);
    }

    QueryPart any(String... wanted) {
      return new QueryPart(
          List.of(wanted), from, folders, subject, unread, starred, drafts, before);
    }

    QueryPart subject(String wanted) {
      return new QueryPart(
          any, from, folders, Optional.of(wanted), unread, starred, drafts, before);
    }

    QueryPart starred(boolean wanted) {
      return new QueryPart(
          any, from, folders, subject, unread, Optional.of(wanted), drafts, before);
    }

    QueryPart drafts(boolean wanted) {
      return new QueryPart(
          any, from, folders, subject, unread, starred, Optional.of(wanted), before);
    }

    QueryPart before(long wanted) {
      return new QueryPart(
          any, from, folders, subject, unread, starred, drafts, Optional.of(wanted));
    }
  }

  private static Agent filled(EnginePorts engine) {
    Agent ann = Agent.create(engine, "ann");
    FolderId[] folders = {FolderId.INBOX, FolderId.ARCHIVE, FolderId.DRAFTS};
    for (int i = 0; i < 60; i++) {
      Set<SystemFlag> flags =
          i % 3 == 0 ? Set.of(SystemFlag.SEEN) : i % 7 == 0 ? Set.of(SystemFlag.FLAGGED) : Set.of();
      String text =
          Agent.mail(
              i % 2 == 0 ? "Even number " + i : "Odd one " + i,
              "Sender <s" + i % 5 + "@X.org>",
              "r" + i % 4 + "@y.org",
              "");
      ann.add(
          text, Agent.NOON.plusSeconds(i / 4 * 10L), new Flags(flags, Set.of()), folders[i % 3]);
    }
    ann.commit(tx -> tx.copy(FolderId.INBOX, UidSet.of(2, 5), FolderId.ARCHIVE));
    return ann;
  }

  private static List<MessageId> paged(Agent agent, int limit, QueryPart part) {
    List<MessageId> ids = new ArrayList<>();
    Optional<String> cursor = Optional.empty();
    do {
      MessageQuery query = query(limit, cursor, part);
      Page<StoredMessage> page = agent.read(read -> read.find(query));
      page.items().forEach(message -> ids.add(message.id()));
      cursor = page.next();
    } while (cursor.isPresent());
    return ids;
  }

  private static void assertFinds(Agent agent, QueryPart part, Predicate<StoredMessage> wanted) {
    List<MessageId> expected =
        agent.find(MessageQuery.all(500)).stream().filter(wanted).map(StoredMessage::id).toList();
    assertThat(expected).isNotEmpty();
    for (int limit : new int[] {1, 7, 500}) {
      assertThat(paged(agent, limit, part)).isEqualTo(expected);
    }
  }

  private static boolean hasWord(StoredMessage message, String word) {
    return List.of(message.digest().subject().toLowerCase(java.util.Locale.ROOT).split(" "))
        .contains(word);
  }

  @Test
  default void messagesAreListedNewestFirstPageByPage() {
    Agent ann = filled(engine());
    List<StoredMessage> all = ann.find(MessageQuery.all(500));
    assertThat(all).hasSize(60);
    assertThat(all)
        .isSortedAccordingTo((a, b) -> {
          int order = b.received().compareTo(a.received());
          return order != 0 ? order : b.id().compareTo(a.id());
        });
    assertThat(paged(ann, 7, QueryPart.NONE)).hasSize(60).doesNotHaveDuplicates();
  }

  @Test
  default void everyFilterFindsWhatLookingAtAllMessagesFinds() {
    Agent ann = filled(engine());
    QueryPart none = QueryPart.NONE;
    assertFinds(ann, none.unread(true), StoredMessage::unread);
    assertFinds(ann, none.unread(false), m -> !m.unread());
    assertFinds(ann, none.starred(true), StoredMessage::starred);
    assertFinds(ann, none.in(FolderId.ARCHIVE), m -> m.folders().contains(FolderId.ARCHIVE));
    assertFinds(
        ann,
        none.in(FolderId.INBOX, FolderId.ARCHIVE),
        m -> !m.folders().contains(FolderId.DRAFTS));
    assertFinds(
        ann,
        none.in(FolderId.ARCHIVE).unread(true),
        m -> m.unread() && m.folders().contains(FolderId.ARCHIVE));
    assertFinds(ann, none.drafts(true), m -> m.folders().contains(FolderId.DRAFTS));
    assertFinds(ann, none.drafts(false), m -> !m.folders().contains(FolderId.DRAFTS));
    assertFinds(
        ann,
        none.from("S1@x.ORG"),
        m -> m.digest().from().getFirst().email().equalsIgnoreCase("s1@x.org"));
    assertFinds(
        ann,
        none.any("s1@x.org", "r2@y.org"),
        m ->
            m.digest().from().getFirst().email().equalsIgnoreCase("s1@x.org")
                || m.digest().to().getFirst().email().equals("r2@y.org"));
    assertFinds(ann, none.subject("EVEN"), m -> hasWord(m, "even"));
    assertFinds(ann, none.subject("number 2"), m -> hasWord(m, "2"));
    long before = Agent.NOON.getEpochSecond() + 50;
    assertFinds(ann, none.before(before), m -> m.received().getEpochSecond() < before);
  }

  @Test
  default void messagesThatArriveDoNotDisturbThePagesToCome() {
    Agent ann = filled(engine());
    List<MessageId> before = paged(ann, 500, QueryPart.NONE);
    Page<StoredMessage> first = ann.read(read -> read.find(MessageQuery.all(10)));
    ann.add(FolderId.INBOX, "new");
    List<MessageId> seen = new ArrayList<>(first.items().stream().map(StoredMessage::id).toList());
    MessageQuery rest = query(500, first.next(), QueryPart.NONE);
    ann.find(rest).forEach(message -> seen.add(message.id()));
    assertThat(seen).containsAll(before).doesNotHaveDuplicates();
  }

  private static Set<ThreadId> threadsOf(Agent agent, List<String> ids) {
    return agent.read(read -> read.threadsOf(ids));
  }

  private static List<MailRead.ThreadCandidate> bySubject(Agent agent, String base) {
    return agent.read(read -> read.threadsBySubject(base, Agent.NOON.getEpochSecond(), 5));
  }

  @Test
  default void threadsAreFoundByEveryIdAndListedByTheirNewestMessage() {
    Agent ann = Agent.create(engine(), "ann");
    String reply =
        Agent.mail(
            "Re: plan",
            "b@x.org",
            "a@x.org",
            "Message-ID: <2@x>\r\nIn-Reply-To: <1@x>\r\nReferences: <0@x> <1@x>\r\n");
    MailTx.Added added = ann.add(reply, Agent.NOON, Flags.NONE, FolderId.INBOX);
    assertThat(threadsOf(ann, List.of("0@x"))).containsExactly(added.thread());
    assertThat(threadsOf(ann, List.of("1@x", "9@x"))).containsExactly(added.thread());
    assertThat(threadsOf(ann, List.of("9@x"))).isEmpty();
    assertThat(bySubject(ann, "plan"))
        .singleElement()
        .satisfies(candidate -> {
          assertThat(candidate.thread()).isEqualTo(added.thread());
          assertThat(candidate.participants()).containsExactlyInAnyOrder("a@x.org", "b@x.org");
        });
    MailTx.Added other =
        ann.add(Agent.mail("other"), Agent.NOON.plusSeconds(5), Flags.NONE, FolderId.INBOX);
    assertThat(ann.read(read -> read.findThreads(MessageQuery.all(10))).items())
        .extracting(MailThread::id)
        .containsExactly(other.thread(), added.thread());
    MessageQuery fromBob = query(10, Optional.empty(), QueryPart.NONE.from("b@x.org"));
    assertThat(ann.read(read -> read.findThreads(fromBob)).items())
        .extracting(MailThread::id)
        .containsExactly(added.thread());
  }

  @Test
  default void mergedThreadsAnswerToBothNames() {
    Agent ann = Agent.create(engine(), "ann");
    MailTx.Added first = ann.add(FolderId.INBOX, "1");
    MailTx.Added second = ann.add(FolderId.INBOX, "2");
    long seq = ann.read(MailRead::seq);
    ann.commit(tx -> {
      tx.mergeThreads(first.thread(), List.of(second.thread()));
      return true;
    });
    MailThread merged = ann.read(read -> read.thread(second.thread()).orElseThrow());
    assertThat(merged.id()).isEqualTo(first.thread());
    assertThat(merged.messages())
        .extracting(StoredMessage::id)
        .containsExactly(first.message(), second.message());
    assertThat(ann.mail.changesSince(ann.account, seq, 10))
        .extracting(LogEntry::change)
        .containsExactly(new LogEntry.MessageUpdated(second.message()));
    assertThat(ann.read(read -> read.view(FolderId.INBOX)).modseq(2)).isEqualTo(seq + 1);
  }
}
