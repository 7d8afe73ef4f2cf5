package dev.postern.mailbox;

import dev.postern.auth.Grant;
import dev.postern.auth.GrantStore;
import dev.postern.mail.Digest;
import dev.postern.mail.MessageReader;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/// One account of an engine under test, with short words for what tests do all the time.
public final class Agent {
  public static final UidSet ALL = UidSet.ofRanges(1, 0xffff_ffffL);
  public static final Instant NOON = Instant.parse("2026-03-04T12:00:00Z");

  public final MailStore mail;
  public final AccountId account;

  private Agent(MailStore mail, AccountId account) {
    this.mail = mail;
    this.account = account;
  }

  /// Makes an account with the address `name@example.org`.
  public static Agent create(EnginePorts engine, String name) {
    String address = name + "@example.org";
    Grant grant =
        engine
            .grants()
            .create(
                new GrantStore.NewGrant(
                    engine.grants().applications().first(),
                    address,
                    address,
                    "",
                    Optional.empty(),
                    NOON));
    return new Agent(engine.mail(), grant.account());
  }

  /// Uses an account that exists.
  public static Agent of(MailStore mail, AccountId account) {
    return new Agent(mail, account);
  }

  public <T> T commit(Function<MailTx, T> work) {
    return mail.commit(account, this, work);
  }

  public <T> T read(Function<MailRead, T> work) {
    return mail.read(account, work);
  }

  public Folder folder(FolderId id) {
    return read(read -> read.folder(id).orElseThrow());
  }

  public Optional<StoredMessage> message(MessageId id) {
    return read(read -> read.message(id));
  }

  public List<StoredMessage> find(MessageQuery query) {
    return read(read -> read.find(query).items());
  }

  public List<Long> expungeDeleted(FolderId folder) {
    return commit(tx -> tx.expungeDeleted(folder, UidSet.ofRanges(1, 0xffff_ffffL)));
  }

  public FolderId create(String name) {
    return commit(tx -> tx.createFolder(name).id());
  }

  /// Adds a small message to a folder.
  public MailTx.Added add(FolderId folder, String subject) {
    return add(mail(subject), NOON, Flags.NONE, folder);
  }

  /// Adds a message to folders.
  public MailTx.Added add(String text, Instant received, Flags flags, FolderId... folders) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    try (Blob blob = blob(bytes)) {
      NewMessage message = message(blob, bytes, received, flags, Arrays.asList(folders));
      return commit(tx -> tx.add(message));
    }
  }

  public Blob blob(byte[] bytes) {
    try (BlobSink sink = mail.sink()) {
      sink.write(bytes, 0, bytes.length);
      return sink.finish();
    }
  }

  public static NewMessage message(
      Blob blob, byte[] bytes, Instant received, Flags flags, List<FolderId> folders) {
    return new NewMessage(
        blob,
        digest(bytes),
        Optional.empty(),
        folders,
        flags,
        received,
        received.getEpochSecond(),
        60,
        Optional.empty(),
        Map.of());
  }

  public static Digest digest(byte[] bytes) {
    return MessageReader.read(MemorySegment.ofArray(bytes));
  }

  public static String mail(String subject) {
    return mail(subject, "ann@example.org", "bob@example.org", "");
  }

  /// Writes a mail.
  ///
  /// @param more further header lines, each with its CRLF
  public static String mail(String subject, String from, String to, String more) {
    return "From: "
        + from
        + "\r\nTo: "
        + to
        + "\r\nSubject: "
        + subject
        + "\r\n"
        + more
        + "\r\nText of "
        + subject
        + ".\r\n";
  }

  public byte[] bytes(MessageId id, int revision) {
    try (Content content = mail.content(account, id, revision).orElseThrow()) {
      return content.bytes().toArray(java.lang.foreign.ValueLayout.JAVA_BYTE);
    }
  }

  public List<Long> uids(FolderId folder) {
    View view = read(read -> read.view(folder));
    return java.util.stream.IntStream.rangeClosed(1, view.size()).mapToObj(view::uid).toList();
  }
}
