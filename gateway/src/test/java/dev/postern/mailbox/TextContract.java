package dev.postern.mailbox;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.mail.MessageReader;
import dev.postern.mailbox.TextIndex.Verdict;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// What every engine promises of searches for text.
public interface TextContract {
  /// Returns the engine under test, empty at first.
  EnginePorts engine();

  /// Lets the index see all mail that is there.
  void indexTexts();

  /// Returns the UIDs in a folder with a term: as the index knows, and where it does not know as
  /// the mail itself says.
  private static List<Long> found(Agent agent, FolderId folder, TextTerm term) {
    View view = agent.read(read -> read.view(folder));
    TextIndex texts = agent.mail.texts();
    TextIndex.Answer answer = texts.find(agent.account, term);
    return IntStream.rangeClosed(1, view.size())
        .filter(seq ->
            switch (answer.of(view.message(seq), view.revision(seq))) {
              case YES -> true;
              case NO -> false;
              case UNKNOWN -> isIn(agent, view.message(seq), view.revision(seq), term);
            })
        .mapToObj(view::uid)
        .toList();
  }

  private static boolean isIn(Agent agent, MessageId message, int revision, TextTerm term) {
    try (Content content = agent.mail.content(agent.account, message, revision).orElseThrow()) {
      return agent.mail.texts().read(term, content, MessageReader.read(content.bytes()).parts());
    }
  }

  private static List<Long> inbox(Agent agent, TextTerm term) {
    return found(agent, FolderId.INBOX, term);
  }

  private static Verdict verdict(Agent agent, MailTx.Added added, TextTerm term) {
    return agent.mail.texts().find(agent.account, term).of(added.message(), 0);
  }

  private static List<MessageId> ranked(Agent agent, WordQuery query) {
    return agent.mail.texts().rank(agent.account, query).hits().stream()
        .map(Ranking.Hit::message)
        .toList();
  }

  private static WordQuery words(String... words) {
    return new WordQuery.Phrase(List.of(words));
  }

  @Test
  @Tag("C-90")
  default void aTextIsFoundAtOnceAndWhenItIsIndexed() {
    Agent ann = Agent.create(engine(), "ann");
    ann.add(FolderId.INBOX, "Hello world");
    MailTx.Added other = ann.add(FolderId.INBOX, "Something else");
    for (int round = 0; round < 2; round++) {
      assertThat(inbox(ann, new TextTerm.Text("ELL"))).containsExactly(1L);
      assertThat(inbox(ann, new TextTerm.Body("text of hello"))).containsExactly(1L);
      assertThat(inbox(ann, new TextTerm.Header("Subject", "lo wo"))).containsExactly(1L);
      assertThat(inbox(ann, new TextTerm.Header("FROM", "ann@"))).containsExactly(1L, 2L);
      assertThat(inbox(ann, new TextTerm.Header("to", "ann@"))).isEmpty();
      assertThat(inbox(ann, new TextTerm.Text("wo"))).containsExactly(1L);
      assertThat(inbox(ann, new TextTerm.Body("from: ann"))).isEmpty();
      indexTexts();
    }
    assertThat(verdict(ann, other, new TextTerm.Text("hello"))).isEqualTo(Verdict.NO);
    assertThat(verdict(ann, other, new TextTerm.Text("subject: some"))).isEqualTo(Verdict.YES);
  }

  @Test
  @Tag("C-89")
  default void anEmptyTextAsksForAField() {
    Agent ann = Agent.create(engine(), "ann");
    ann.add(
        Agent.mail("a", "a@b.c", "b@b.c", "X-Mark:\r\n"), Agent.NOON, Flags.NONE, FolderId.INBOX);
    ann.add(
        Agent.mail("X-Mark: b", "a@b.c", "b@b.c", "X-Markers: x\r\n"),
        Agent.NOON,
        Flags.NONE,
        FolderId.INBOX);
    for (int round = 0; round < 2; round++) {
      assertThat(inbox(ann, new TextTerm.Header("x-mark", ""))).containsExactly(1L);
      assertThat(inbox(ann, new TextTerm.Header("X-MARKERS", "X"))).containsExactly(2L);
      assertThat(inbox(ann, new TextTerm.Header("Bcc", ""))).isEmpty();
      indexTexts();
    }
  }

  @Test
  default void accountsFindTheirOwnMailOnly() {
    Agent ann = Agent.create(engine(), "ann");
    Agent bob = Agent.create(engine(), "bob");
    ann.add(FolderId.INBOX, "secret of ann");
    MailTx.Added bobs = bob.add(FolderId.INBOX, "weather");
    indexTexts();
    assertThat(inbox(ann, new TextTerm.Text("secret"))).containsExactly(1L);
    assertThat(inbox(bob, new TextTerm.Text("secret"))).isEmpty();
    assertThat(verdict(bob, bobs, new TextTerm.Text("secret"))).isEqualTo(Verdict.NO);
    assertThat(ranked(ann, words("weather"))).isEmpty();
    assertThat(ranked(bob, words("secret"))).isEmpty();
  }

  @Test
  default void aRevisionIsFoundByItsOwnText() {
    Agent ann = Agent.create(engine(), "ann");
    MailTx.Added draft = ann.add(FolderId.DRAFTS, "first");
    indexTexts();
    byte[] bytes = Agent.mail("second").getBytes(StandardCharsets.US_ASCII);
    try (Blob blob = ann.blob(bytes)) {
      ann.commit(tx -> tx.replaceContent(draft.message(), blob, Agent.digest(bytes)));
    }
    for (int round = 0; round < 2; round++) {
      assertThat(found(ann, FolderId.DRAFTS, new TextTerm.Text("first"))).isEmpty();
      assertThat(found(ann, FolderId.DRAFTS, new TextTerm.Text("second"))).hasSize(1);
      assertThat(ranked(ann, words("second"))).containsExactly(draft.message());
      indexTexts();
    }
  }

  @Test
  @Tag("C-90")
  default void everyRevisionThatIsShownIsFoundByItsOwnText() {
    Agent ann = Agent.create(engine(), "ann");
    MessageId draft = ann.add(FolderId.DRAFTS, "first").message();
    for (int round = 0; round < 2; round++) {
      save(ann, draft, "second " + round);
      drafts(ann, round);
      indexTexts();
      drafts(ann, round);
    }
    ann.commit(tx -> tx.expunge(FolderId.DRAFTS, UidSet.of(3)));
    assertThat(found(ann, FolderId.DRAFTS, new TextTerm.Header("subject", "second 0")))
        .containsExactly(2L);
    assertThat(ranked(ann, words("second", "0"))).containsExactly(draft);
    ann.commit(tx -> tx.expunge(FolderId.DRAFTS, UidSet.of(2)));
    assertThat(found(ann, FolderId.DRAFTS, new TextTerm.Text("first"))).containsExactly(1L);
    assertThat(found(ann, FolderId.DRAFTS, new TextTerm.Text("second"))).isEmpty();
  }

  private static void save(Agent agent, MessageId draft, String subject) {
    byte[] bytes = Agent.mail(subject).getBytes(StandardCharsets.US_ASCII);
    try (Blob blob = agent.blob(bytes)) {
      NewMessage next =
          Agent.message(blob, bytes, Agent.NOON, Flags.SEEN, List.of(FolderId.DRAFTS));
      agent.commit(tx -> tx.addRevision(draft, next));
    }
  }

  /// The draft as it was first is UID 1, the revisions `second 0` and so on follow.
  private static void drafts(Agent agent, int last) {
    List<Long> second = LongStream.rangeClosed(2, last + 2).boxed().toList();
    assertThat(found(agent, FolderId.DRAFTS, new TextTerm.Text("first"))).containsExactly(1L);
    assertThat(found(agent, FolderId.DRAFTS, new TextTerm.Header("Subject", "second")))
        .isEqualTo(second);
    assertThat(found(agent, FolderId.DRAFTS, new TextTerm.Body("text of second")))
        .isEqualTo(second);
  }

  @Test
  default void subjectsOutrankPeopleAndPeopleOutrankText() {
    Agent ann = Agent.create(engine(), "ann");
    MessageId text = mail(ann, "one", "x@y.z", "the budget\r\n");
    MessageId people = mail(ann, "two", "\"Budget Office\" <office@y.z>", "text\r\n");
    MessageId subject = mail(ann, "Budget of March", "x@y.z", "text\r\n");
    mail(ann, "budgets", "x@y.z", "abudget\r\n");
    for (int round = 0; round < 2; round++) {
      assertThat(ranked(ann, words("budget"))).containsExactly(subject, people, text);
      assertThat(ranked(ann, words("office", "@", "y"))).containsExactly(people);
      WordQuery not =
          new WordQuery.All(List.of(words("budget"), new WordQuery.Not(words("march"))));
      assertThat(ranked(ann, not)).containsExactly(people, text);
      WordQuery any = new WordQuery.Any(List.of(words("the", "budget"), words("of", "march")));
      assertThat(Set.copyOf(ranked(ann, any))).isEqualTo(Set.of(text, subject));
      assertThat(ranked(ann, words("budget", "of", "text"))).isEmpty();
      indexTexts();
    }
  }

  private static MessageId mail(Agent agent, String subject, String from, String text) {
    String mail = "From: " + from + "\r\nSubject: " + subject + "\r\n\r\n" + text;
    return agent.add(mail, Agent.NOON, Flags.NONE, FolderId.INBOX).message();
  }
}
