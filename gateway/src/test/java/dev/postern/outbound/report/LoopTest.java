package dev.postern.outbound.report;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.auth.Grant;
import dev.postern.mailbox.FolderId;
import dev.postern.mailbox.Verdict;
import dev.postern.outbound.Wishes;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Two servers that accept all mail for each other and deliver none of it.
class LoopTest {
  @TempDir private Path here;
  @TempDir private Path there;

  @Test
  @Tag("S-11")
  void twoServersCannotAnswerEachOtherForEver() {
    try (ReportStage one = new ReportStage(here, "one.test");
        ReportStage two = new ReportStage(there, "two.test")) {
      Grant ann = one.agent("ann@one.test");
      Grant bob = two.agent("bob@two.test");
      one.send(ann, Wishes.NONE, "1@one.test", "nobody@two.test");
      one.send(ann, Wishes.NONE, "2@one.test", "bob@two.test", "nobody@two.test");
      // A sender that nobody has: its report comes back to a server that cannot deliver it either.
      one.receive(
          ann,
          "nobody@two.test",
          Optional.of(ReportStage.verdict("spf", "pass", "smtp.mailfrom", "nobody@two.test")),
          "From: nobody@two.test\r\n\r\nhello\r\n",
          "nobody@one.test");
      int rounds = 0;
      while (!one.taken.isEmpty() || !two.taken.isEmpty()) {
        carry(one, two, bob);
        carry(two, one, ann);
        assertThat(rounds++).isLessThan(5);
      }
      assertThat(one.mail(ann, FolderId.INBOX)).hasSize(2);
      assertThat(two.mail(bob, FolderId.INBOX)).hasSize(1);
    }
  }

  private static void carry(ReportStage from, ReportStage to, Grant holder) {
    List<ReportStage.Taken> mails = List.copyOf(from.taken);
    from.taken.clear();
    for (ReportStage.Taken taken : mails) {
      Verdict verdict = ReportStage.verdict("spf", "pass", "smtp.mailfrom", taken.sender());
      to.receive(holder, taken.sender(), Optional.of(verdict), taken.mail(), taken.recipient());
    }
  }
}
