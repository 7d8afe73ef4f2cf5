package dev.postern.store.sqlite;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.mailbox.Agent;
import dev.postern.mailbox.Content;
import dev.postern.mailbox.Flags;
import dev.postern.mailbox.FolderId;
import dev.postern.mailbox.MailTx;
import dev.postern.mailbox.MessageId;
import dev.postern.mailbox.TextIndex.Verdict;
import dev.postern.mailbox.TextTerm;
import dev.postern.mailbox.UidSet;
import dev.postern.support.Cases;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// The text index of the embedded engine says what the mail says, and follows it through
/// everything.
class TextIndexTest {
  private final TemporaryEngine temporary = new TemporaryEngine();
  private int agents;

  @AfterEach
  void close() {
    temporary.close();
  }

  private Agent agent() {
    return Agent.create(temporary.ports(), "agent" + ++agents);
  }

  private Verdict verdict(Agent agent, MessageId message, TextTerm term) {
    return temporary.engine().mail().texts().find(agent.account, term).of(message, 0);
  }

  private boolean read(Agent agent, MessageId message, TextTerm term) {
    try (Content content =
        temporary.engine().mail().content(agent.account, message, 0).orElseThrow()) {
      return term.in(content.bytes(), again(agent).message(message).orElseThrow().digest().parts());
    }
  }

  /// The same account of an engine that may have been started again.
  private Agent again(Agent agent) {
    return Agent.of(temporary.engine().mail(), agent.account);
  }

  @Test
  @Tag("C-90")
  @Tag("C-89")
  void theIndexSaysWhatTheMailSays() {
    Cases.forAll(random -> {
      if (random.nextInt(6) > 0) {
        return;
      }
      Agent agent = agent();
      List<MessageId> messages = new ArrayList<>();
      List<RandomMail> mails = new ArrayList<>();
      for (int i = 0; i < 12; i++) {
        RandomMail mail = RandomMail.make(random);
        mails.add(mail);
        messages.add(mail.add(agent));
      }
      temporary.engine().indexTexts();
      for (int i = 0; i < 30; i++) {
        int from = random.nextInt(mails.size());
        TextTerm term = mails.get(from).term(random);
        assertThat(read(agent, messages.get(from), term)).as("%s", term).isTrue();
        compare(agent, messages, term);
        compare(agent, messages, RandomMail.strange(random));
      }
    });
  }

  private void compare(Agent agent, List<MessageId> messages, TextTerm term) {
    for (MessageId message : messages) {
      Verdict verdict = verdict(agent, message, term);
      if (verdict == Verdict.UNKNOWN) {
        int length = term.text().codePointCount(0, term.text().length());
        assertThat(length).as("%s", term).matches(n -> n < 3 || n > 40);
      } else {
        assertThat(verdict == Verdict.YES).as("%s", term).isEqualTo(read(agent, message, term));
      }
    }
  }

  @Test
  void whatIsIndexedIsKeptAndTheRestFollows() {
    Agent agent = agent();
    MailTx.Added first = agent.add(FolderId.INBOX, "alpha");
    temporary.engine().indexTexts();
    temporary.restart();
    assertThat(verdict(agent, first.message(), new TextTerm.Text("alpha"))).isEqualTo(Verdict.YES);
    MailTx.Added second = again(agent).add(FolderId.INBOX, "beta one");
    temporary.restart();
    temporary.engine().indexTexts();
    assertThat(verdict(agent, second.message(), new TextTerm.Text("beta"))).isEqualTo(Verdict.YES);
  }

  @Test
  void aMissingOrDamagedIndexIsMadeAgain() throws IOException {
    Agent agent = agent();
    MailTx.Added added = agent.add(FolderId.INBOX, "alpha");
    temporary.engine().indexTexts();
    Path file = temporary.options().texts();
    temporary.engine().close();
    Files.writeString(file, "this is no database, however long it may be".repeat(400));
    temporary.start();
    temporary.engine().indexTexts();
    assertThat(verdict(agent, added.message(), new TextTerm.Text("alpha"))).isEqualTo(Verdict.YES);
    temporary.engine().close();
    Files.delete(file);
    temporary.start();
    temporary.engine().indexTexts();
    assertThat(verdict(agent, added.message(), new TextTerm.Text("alpha"))).isEqualTo(Verdict.YES);
  }

  @Test
  void ofManyDeletedAtOnceTheTextGoesAndThatOfTheOthersStays() {
    Agent agent = agent();
    List<MailTx.Added> added = new ArrayList<>();
    for (int i = 1; i <= 150; i++) {
      added.add(agent.add(FolderId.INBOX, "mail no" + i + "x"));
    }
    temporary.engine().indexTexts();
    long[] gone = LongStream.rangeClosed(1, 149).filter(uid -> uid % 3 != 0).toArray();
    agent.commit(tx -> tx.expunge(FolderId.INBOX, UidSet.of(gone)));
    temporary.engine().compact();
    for (int i = 1; i <= 150; i++) {
      boolean stays = i % 3 == 0;
      assertThat(
              verdict(
                  agent,
                  added.get(i - 1).message(),
                  new TextTerm.Header("Subject", "mail no" + i + "x")))
          .describedAs("mail %d", i)
          .isEqualTo(stays ? Verdict.YES : Verdict.UNKNOWN);
    }
  }

  @Test
  void theTextOfDeletedMailGoes() {
    Agent agent = agent();
    MailTx.Added gone = agent.add(FolderId.INBOX, "alpha");
    MailTx.Added kept = agent.add(FolderId.INBOX, "alpha too");
    temporary.engine().indexTexts();
    agent.commit(tx -> tx.expunge(FolderId.INBOX, UidSet.of(1)));
    temporary.engine().compact();
    assertThat(verdict(agent, gone.message(), new TextTerm.Text("alpha")))
        .isEqualTo(Verdict.UNKNOWN);
    assertThat(verdict(agent, kept.message(), new TextTerm.Header("Subject", "alpha t")))
        .isEqualTo(Verdict.YES);
    assertThat(verdict(agent, kept.message(), new TextTerm.Header("X-No", "alpha")))
        .isEqualTo(Verdict.NO);
  }

  @Test
  @Tag("I-59")
  void theRestOfAVeryLongTextIsRead() {
    Agent agent = agent();
    String long64 = "All work and no play makes Jack a dull boy, says Jack's brother.\r\n";
    String mail = "Subject: long\r\n\r\n" + long64.repeat(40_000) + "the needle\r\n";
    MessageId message = agent.add(mail, Agent.NOON, Flags.NONE, FolderId.INBOX).message();
    temporary.engine().indexTexts();
    assertThat(verdict(agent, message, new TextTerm.Text("dull boy"))).isEqualTo(Verdict.YES);
    TextTerm needle = new TextTerm.Body("dle\r\n");
    assertThat(verdict(agent, message, needle)).isEqualTo(Verdict.UNKNOWN);
    assertThat(read(agent, message, needle)).isTrue();
    assertThat(read(agent, message, new TextTerm.Body("no needle"))).isFalse();
    String across = "brother.\r\nAll work and no play makes Jack a dull boy, says";
    assertThat(read(agent, message, new TextTerm.Body(across))).isTrue();
  }
}
