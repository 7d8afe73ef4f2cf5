package dev.postern.v3;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.auth.AccountSettings;
import dev.postern.auth.Grant;
import dev.postern.mail.Attachment;
import dev.postern.mail.Attachments;
import dev.postern.mail.Mailbox;
import dev.postern.mail.MessageReader;
import dev.postern.mail.MessageWriter;
import dev.postern.mail.Outgoing;
import dev.postern.mail.Part;
import dev.postern.mail.PartDecoder;
import dev.postern.mailauth.Check;
import dev.postern.mailbox.AccountId;
import dev.postern.mailbox.Folder;
import dev.postern.mailbox.FolderId;
import dev.postern.mailbox.Keywords;
import dev.postern.mailbox.MailThread;
import dev.postern.mailbox.MessageId;
import dev.postern.mailbox.StoredMessage;
import dev.postern.mailbox.ThreadId;
import dev.postern.mailbox.Verdict;
import dev.postern.webhook.Webhook;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/// What objects look like on the wire, member by member.
class ShapesTest {
  private static final UUID GRANT = new UUID(0, 1);
  private static final String OWN = "agent@agents.test";
  private static final Instant THEN = Instant.ofEpochSecond(1_767_225_600);
  private static final String PLAIN =
      "From: Ada <ada@example.org>\r\nTo: bot@agents.example\r\nSubject: Quote 42\r\n"
          + "Message-ID: <m1@example.org>\r\n\r\nHello bot\r\n";

  private static MemorySegment bytes(String text) {
    return MemorySegment.ofArray(text.getBytes(StandardCharsets.UTF_8));
  }

  private static StoredMessage stored(long id, FolderId folder, boolean unread, MemorySegment of) {
    return new StoredMessage(
        new MessageId(id),
        new ThreadId(7),
        0,
        THEN.plusSeconds(id),
        List.of(folder),
        unread,
        false,
        false,
        Optional.empty(),
        Map.of(),
        MessageReader.read(of));
  }

  @Test
  void aMessageHasEveryMemberAndNoNull() {
    MemorySegment bytes = bytes(PLAIN);
    assertThat(MessageJson.full(GRANT, stored(5, FolderId.INBOX, true, bytes), bytes))
        .hasToString(
            "{\"id\":\"0000000000005\",\"grant_id\":\"00000000-0000-0000-0000-000000000001\","
                + "\"object\":\"message\",\"thread_id\":\"0000000000007\",\"subject\":\"Quote 42\","
                + "\"from\":[{\"name\":\"Ada\",\"email\":\"ada@example.org\"}],"
                + "\"to\":[{\"name\":\"\",\"email\":\"bot@agents.example\"}],\"cc\":[],\"bcc\":[],"
                + "\"reply_to\":[],\"date\":1767225605,\"created_at\":1767225605,\"unread\":true,"
                + "\"starred\":false,\"folders\":[\"inbox\"],\"snippet\":\"Hello bot\","
                + "\"body\":\"Hello bot\\r\\n\",\"attachments\":[]}");
  }

  @Test
  void whatWasFoundOutAboutAMessageIsShown() {
    Map<String, String> signature = new LinkedHashMap<>();
    signature.put("header.d", "example.org");
    signature.put("header.oldest-pass", "1");
    Verdict verdict =
        new Verdict(
            List.of(
                new Check("spf", "fail", "not listed", Map.of("smtp.mailfrom", "a@b.example")),
                new Check("dkim", "pass", "", signature)),
            6.04,
            true,
            List.of("spf fail 6.0"));
    MemorySegment bytes = bytes(PLAIN);
    StoredMessage plain = stored(5, FolderId.JUNK, true, bytes);
    StoredMessage judged =
        new StoredMessage(
            plain.id(),
            plain.thread(),
            0,
            plain.received(),
            plain.folders(),
            true,
            false,
            false,
            Optional.empty(),
            Map.of(),
            plain.digest(),
            Optional.of(verdict));
    assertThat(MessageJson.brief(GRANT, judged).toString())
        .endsWith(
            "\"authentication\":{\"spf\":{\"result\":\"fail\",\"reason\":\"not listed\","
                + "\"smtp_mailfrom\":\"a@b.example\"},\"dkim\":[{\"result\":\"pass\","
                + "\"header_d\":\"example.org\",\"header_oldest_pass\":\"1\"}],"
                + "\"spam\":{\"score\":6.0,\"junk\":true,\"reasons\":[\"spf fail 6.0\"]}}}");
  }

  @Test
  void headersKeepOrderAndDuplicates() {
    MemorySegment bytes = bytes("X-A: 1\r\nReferences: <r@x>\r\nx-a: =?utf-8?q?=C3=A4?=\r\n\r\n");
    StoredMessage message = stored(5, FolderId.INBOX, true, bytes);
    assertThat(MessageJson.withHeaders(new JsonObject(), message, bytes, false))
        .hasToString(
            "{\"headers\":[{\"name\":\"X-A\",\"value\":\"1\"},"
                + "{\"name\":\"References\",\"value\":\"<r@x>\"},{\"name\":\"x-a\",\"value\":\"ä\"}]}");
    assertThat(MessageJson.withHeaders(new JsonObject(), message, bytes, true))
        .hasToString("{\"headers\":[{\"name\":\"References\",\"value\":\"<r@x>\"}]}");
  }

  @Test
  void rawMimeIsBase64UrlOfExactlyTheBytes() {
    byte[] raw = new byte[1000];
    new Random(1).nextBytes(raw);
    MemorySegment bytes = MemorySegment.ofArray(raw);
    JsonObject json = MessageJson.rawMime(GRANT, stored(5, FolderId.INBOX, true, bytes), bytes);
    JsonBody read = JsonBody.parse(json.bytes());
    assertThat(Base64.getUrlDecoder().decode(read.text("raw_mime").orElseThrow())).isEqualTo(raw);
    assertThat(read.text("object")).contains("message");
    assertThat(read.has("subject")).isFalse();
  }

  @Test
  void aThreadSumsItsMessagesUp() {
    MemorySegment bytes = bytes(PLAIN);
    StoredMessage in = stored(1, FolderId.INBOX, false, bytes);
    StoredMessage out = stored(2, FolderId.SENT, false, bytes);
    StoredMessage draft = stored(3, FolderId.DRAFTS, true, bytes);
    MailThread thread = new MailThread(new ThreadId(7), List.of(in, out, draft));
    JsonBody json =
        JsonBody.parse(ThreadJson.of(GRANT, OWN, thread, MessageJson.brief(GRANT, draft)).bytes());
    assertThat(json.text("object")).contains("thread");
    assertThat(json.texts("message_ids")).contains(List.of("0000000000001", "0000000000002"));
    assertThat(json.texts("draft_ids")).contains(List.of("0000000000003"));
    assertThat(json.flag("has_drafts")).contains(true);
    assertThat(json.flag("unread")).contains(true);
    assertThat(json.number("latest_message_received_date")).contains(1_767_225_601L);
    assertThat(json.number("latest_message_sent_date")).contains(1_767_225_602L);
    assertThat(json.number("earliest_message_date")).contains(1_767_225_601L);
    assertThat(json.texts("folders")).contains(List.of("inbox", "sent", "drafts"));
    assertThat(json.objects("participants").orElseThrow()).hasSize(2);
    assertThat(json.object("latest_draft_or_message").orElseThrow().text("object"))
        .contains("draft");
  }

  @Test
  void aThreadWithoutSentMailHasNoDateOfIt() {
    StoredMessage in = stored(1, FolderId.INBOX, false, bytes(PLAIN));
    JsonObject json =
        ThreadJson.of(
            GRANT, OWN, new MailThread(new ThreadId(7), List.of(in)), MessageJson.brief(GRANT, in));
    assertThat(JsonBody.parse(json.bytes()).has("latest_message_sent_date")).isFalse();
  }

  private static Folder folder(String id, String name) {
    return new Folder(new FolderId(id), name, 1, 1, 1, 5, 4, 0, 3, 2, 10, Keywords.EMPTY);
  }

  @Test
  void foldersHaveTheirIdsAttributesAndParents() {
    List<Folder> all =
        List.of(folder("inbox", "INBOX"), folder("f1", "Work"), folder("f2", "Work/Ümläut"));
    assertThat(FolderJson.some(GRANT, all, Map.of(), all).toString())
        .isEqualTo(
            "[{\"id\":\"inbox\",\"grant_id\":\"00000000-0000-0000-0000-000000000001\","
                + "\"object\":\"folder\",\"name\":\"inbox\",\"system_folder\":true,"
                + "\"attributes\":[\"\\\\Inbox\"],\"total_count\":3,\"unread_count\":2,"
                + "\"child_count\":0}, {\"id\":\"f1\","
                + "\"grant_id\":\"00000000-0000-0000-0000-000000000001\",\"object\":\"folder\","
                + "\"name\":\"Work\",\"system_folder\":false,\"attributes\":[],\"total_count\":3,"
                + "\"unread_count\":2,\"child_count\":1}, {\"id\":\"f2\","
                + "\"grant_id\":\"00000000-0000-0000-0000-000000000001\",\"object\":\"folder\","
                + "\"name\":\"Work/Ümläut\",\"system_folder\":false,\"parent_id\":\"f1\","
                + "\"attributes\":[],\"total_count\":3,\"unread_count\":2,\"child_count\":0}]");
  }

  @Test
  void aGrantTellsNoSecret() {
    Grant grant =
        new Grant(
            GRANT, new AccountId(1), GRANT, GRANT, "a@x.test", "Ann", true, false, THEN, THEN);
    assertThat(GrantJson.of(grant, List.of(), AccountSettings.NONE))
        .hasToString(
            "{\"id\":\"00000000-0000-0000-0000-000000000001\",\"provider\":\"nylas\","
                + "\"grant_status\":\"valid\",\"email\":\"a@x.test\",\"name\":\"Ann\",\"scope\":[],"
                + "\"settings\":{\"email\":\"a@x.test\",\"has_app_password\":true},"
                + "\"workspace_id\":\"00000000-0000-0000-0000-000000000001\","
                + "\"blocked\":false,"
                + "\"created_at\":1767225600,\"updated_at\":1767225600}");
  }

  @Test
  void aWebhookShowsItsSecretOnlyWhenAsked() {
    Webhook webhook =
        new Webhook(
            GRANT,
            GRANT,
            Set.of("message.created"),
            "https://h/x",
            "d",
            List.of(),
            false,
            "s3cret",
            Webhook.Status.PAUSED,
            THEN,
            THEN,
            THEN);
    assertThat(new WebhookJson(true).of(webhook).toString()).contains("\"status\":\"paused\"");
    WebhookJson json = WebhookJson.forClient("Nylas Node SDK v8.4.0");
    assertThat(json.of(webhook).toString())
        .contains("\"status\":\"pause\"", "\"notification_email_addresses\":[]")
        .contains("\"status_updated_at\":1767225600")
        .doesNotContain("s3cret");
    assertThat(json.withSecret(webhook).toString()).contains("\"webhook_secret\":\"s3cret\"");
  }

  /// The size that is computed from the lines is the size that decoding gives.
  @Test
  void sizesOfAttachmentsAreExact() {
    long seed = 7;
    Random random = new Random(seed);
    List<Outgoing.Attached> files = new ArrayList<>();
    for (int i = 0; i < 40; i++) {
      byte[] content = new byte[random.nextInt(60_000)];
      random.nextBytes(content);
      files.add(
          new Outgoing.Attached(
              "f" + i, "application/x-bin", null, null, MemorySegment.ofArray(content)));
    }
    Outgoing mail =
        new Outgoing(
            new Mailbox("", "a@x.test"),
            List.of(new Mailbox("", "b@x.test")),
            List.of(),
            List.of(),
            List.of(),
            "s",
            "b",
            true,
            files,
            null,
            List.of(),
            List.of(),
            "id@x.test",
            THEN);
    MemorySegment bytes = MemorySegment.ofArray(MessageWriter.write(mail));
    List<Attachment> found = Attachments.of(MessageReader.read(bytes));
    assertThat(found).hasSize(40);
    for (int i = 0; i < 40; i++) {
      assertThat(DecodedSize.of(bytes, found.get(i).part()))
          .as("seed %d file %d", seed, i)
          .isEqualTo(files.get(i).content().byteSize());
    }
  }

  /// Lines of any length, ends of any kind, white space anywhere: still what decoding gives.
  @Test
  void sizesOfOddBase64AreExact() {
    for (long seed = 0; seed < 300; seed++) {
      Random random = new Random(seed);
      byte[] content = new byte[14_000 + random.nextInt(20_000)];
      String text = Base64.getEncoder().encodeToString(content);
      int width = 4 * (1 + random.nextInt(40)) + (random.nextInt(4) == 0 ? 1 : 0);
      String end = random.nextBoolean() ? "\r\n" : "\n";
      StringBuilder lines = new StringBuilder();
      for (int i = 0; i < text.length(); i += width) {
        lines.append(text, i, Math.min(text.length(), i + width)).append(end);
        lines.append(random.nextInt(2000) == 0 ? " " : "");
      }
      lines.append(random.nextInt(3) == 0 ? "\r\n\r\n" : "");
      MemorySegment bytes =
          bytes("Content-Type: a/b\r\nContent-Transfer-Encoding: base64\r\n\r\n" + lines);
      Part part = MessageReader.read(bytes).parts().getFirst();
      assertThat(DecodedSize.of(bytes, part))
          .as("seed %d", seed)
          .isEqualTo(PartDecoder.decodedSize(bytes, part));
    }
  }
}
