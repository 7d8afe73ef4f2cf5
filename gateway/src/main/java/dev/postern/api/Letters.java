package dev.postern.api;

import dev.postern.auth.Grant;
import dev.postern.delivery.Blobs;
import dev.postern.fault.Fault;
import dev.postern.fault.GatewayException;
import dev.postern.mail.Dates;
import dev.postern.mail.Digest;
import dev.postern.mail.HeaderEdit;
import dev.postern.mail.MessageReader;
import dev.postern.mailbox.Blob;
import dev.postern.mailbox.MailStore;
import dev.postern.mailbox.StoredMessage;
import dev.postern.outbound.Petition;
import dev.postern.v3.MessageJson;
import dev.postern.v3.SendRequest;
import java.lang.foreign.MemorySegment;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;

/// Makes a [Letter] of what a client asks to send.
final class Letters {
  private final MailStore mail;
  private final InstantSource clock;
  private final Composer composer;

  Letters(MailStore mail, InstantSource clock, Composer composer) {
    this.mail = mail;
    this.clock = clock;
    this.composer = composer;
  }

  /// Writes a mail of a request's members.
  ///
  /// @param html its HTML form, if that is not its body
  /// @throws GatewayException with INVALID
  Letter composed(Grant grant, SendRequest wanted, Optional<String> html) {
    List<String> recipients = composer.recipients(grant, wanted.to(), wanted.cc(), wanted.bcc());
    if (wanted.to().isEmpty()) {
      throw new GatewayException(Fault.INVALID, "to must name at least one recipient");
    }
    Optional<StoredMessage> answered = composer.answered(grant, wanted);
    Composer.Answers answers = answered.map(Composer.Answers::to).orElse(Composer.Answers.NOTHING);
    Blob blob = composer.write(grant, wanted, html, answers, composer.newId(grant));
    return letter(recipients, blob, answered);
  }

  /// Takes a message as it is: only a Date and a Message-ID are added if it has none, and what only
  /// says that a draft waits goes.
  ///
  /// @param beside what else the request says: what is answered
  /// @throws GatewayException with INVALID and what is wrong with which field
  Letter raw(Grant grant, MemorySegment mime, SendRequest beside) {
    try (Spool spool = new Spool(mail)) {
      MemorySegment message = WholeMessage.withLineEnds(mime, spool);
      Digest digest = MessageReader.read(message);
      WholeMessage.check(from -> composer.isOwn(grant, from), message, digest);
      List<String> recipients = composer.recipients(grant, digest.to(), digest.cc(), digest.bcc());
      if (recipients.isEmpty()) {
        throw new GatewayException(Fault.INVALID, "mime: To, Cc and Bcc name no recipient");
      }
      Optional<StoredMessage> answered =
          composer.answered(grant, beside).or(() -> original(grant, digest));
      Blob blob = Blobs.of(mail, completed(grant, message, digest).slices());
      return letter(recipients, blob, answered);
    }
  }

  private static Letter letter(
      List<String> recipients, Blob blob, Optional<StoredMessage> answered) {
    try {
      return new Letter(recipients, blob, MessageReader.read(blob.bytes()), answered);
    } catch (RuntimeException e) {
      blob.close();
      throw e;
    }
  }

  private HeaderEdit completed(Grant grant, MemorySegment message, Digest digest) {
    HeaderEdit edit = HeaderEdit.of(message).remove(Petition.FIELD);
    if (digest.date() == null) {
      edit.remove("Date").append("Date: " + Dates.format(clock.instant(), ZoneOffset.UTC));
    }
    if (digest.messageId() == null) {
      edit.remove("Message-ID").append("Message-ID: <" + composer.newId(grant) + ">");
    }
    return edit;
  }

  // What its own header says that it answers, if that lies here.
  private Optional<StoredMessage> original(Grant grant, Digest digest) {
    return digest.inReplyTo().stream()
        .findFirst()
        .flatMap(id ->
            mail.read(grant.account(), read -> read.named(id)).stream()
                .filter(message -> !MessageJson.isDraft(message))
                .findFirst());
  }
}
