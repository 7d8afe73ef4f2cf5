package dev.postern.mail;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.mail.Message;
import jakarta.mail.Session;
import jakarta.mail.internet.InternetAddress;
import jakarta.mail.internet.MimeMessage;
import jakarta.mail.internet.MimeMultipart;
import java.io.ByteArrayInputStream;
import java.lang.foreign.MemorySegment;
import java.time.Instant;
import java.util.List;
import java.util.Properties;
import java.util.Random;
import org.junit.jupiter.api.Test;

/// What we write, read by Jakarta Mail, which knows nothing of our reader.
class AngusDifferentialTest {
  private static final List<String> WORDS =
      List.of("plain", "Grüße", "€", "a,b", "\"q\"", "x=?y", "😀", "(c)", "very".repeat(30), "\\");

  private static String text(Random random, int max) {
    StringBuilder text = new StringBuilder();
    for (int words = random.nextInt(max); words >= 0; words--) {
      text.append(text.isEmpty() ? "" : " ").append(WORDS.get(random.nextInt(WORDS.size())));
    }
    return text.toString();
  }

  private static Outgoing mail(Random random) {
    Outgoing.Attached file =
        new Outgoing.Attached(
            text(random, 6),
            "application/x-test",
            null,
            null,
            MemorySegment.ofArray(new byte[] {1, 2}));
    Mailbox to = new Mailbox(text(random, 3), "to@example.org");
    return new Outgoing(
        new Mailbox(text(random, 8), "from@example.org"),
        List.of(to, new Mailbox("", "ü@example.org")),
        List.of(),
        List.of(),
        List.of(),
        text(random, 40),
        text(random, 400),
        random.nextBoolean(),
        List.of(file),
        null,
        List.of(),
        List.of(),
        "id@example.org",
        Instant.ofEpochSecond(random.nextInt()));
  }

  @Test
  void jakartaMailReadsWhatWeWrote() throws Exception {
    Properties properties = new Properties();
    properties.setProperty("mail.mime.allowutf8", "true");
    Session session = Session.getInstance(properties);
    for (int seed = 0; seed < 200; seed++) {
      Outgoing mail = mail(new Random(seed));
      byte[] bytes = MessageWriter.write(mail);
      MimeMessage read = new MimeMessage(session, new ByteArrayInputStream(bytes));
      String context = "seed " + seed;
      InternetAddress from = (InternetAddress) read.getFrom()[0];
      assertThat(read.getSubject()).as(context).isEqualTo(mail.subject());
      assertThat(from.getPersonal()).as(context).isEqualTo(mail.from().name());
      assertThat(from.getAddress()).as(context).isEqualTo(mail.from().email());
      assertThat(read.getRecipients(Message.RecipientType.TO)[1]).hasToString("ü@example.org");
      assertThat(read.getSentDate().toInstant()).as(context).isEqualTo(mail.date());
      MimeMultipart mixed = (MimeMultipart) read.getContent();
      assertThat(mixed.getBodyPart(mixed.getCount() - 1).getFileName())
          .as(context)
          .isEqualTo(mail.attachments().getFirst().filename());
    }
  }
}
