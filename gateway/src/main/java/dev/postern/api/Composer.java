package dev.postern.api;

import dev.postern.auth.Grant;
import dev.postern.fault.Fault;
import dev.postern.fault.GatewayException;
import dev.postern.mail.Digest;
import dev.postern.mail.MailAddress;
import dev.postern.mail.MailAddresses;
import dev.postern.mail.Mailbox;
import dev.postern.mail.MessageIds;
import dev.postern.mail.MessageWriter;
import dev.postern.mail.Outgoing;
import dev.postern.mailbox.Blob;
import dev.postern.mailbox.BlobSink;
import dev.postern.mailbox.StoredMessage;
import dev.postern.v3.Ids;
import dev.postern.v3.SendRequest;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Makes mail of what clients of the API want to send or keep as a draft.
final class Composer {
  private final ApiServices services;
  private final ApiOptions options;
  private final SecureRandom random = new SecureRandom();

  Composer(ApiServices services, ApiOptions options) {
    this.services = services;
    this.options = options;
  }

  /// What a mail answers.
  ///
  /// @param references ids of the conversation, oldest first
  record Answers(@Nullable String inReplyTo, List<String> references) {
    static final Answers NOTHING = new Answers(null, List.of());

    /// An answer to this message.
    static Answers to(StoredMessage message) {
      List<String> references = new ArrayList<>(message.digest().references());
      String id = message.digest().messageId();
      if (id != null) {
        references.remove(id);
        references.add(id);
      }
      return new Answers(id, references);
    }

    /// What a mail with this header answers.
    static Answers of(Digest digest) {
      return new Answers(digest.inReplyTo().stream().findFirst().orElse(null), digest.references());
    }
  }

  /// Checks who gets a mail.
  ///
  /// @param grant who sends it
  /// @return each address once
  /// @throws GatewayException with INVALID
  List<String> recipients(Grant grant, List<Mailbox> to, List<Mailbox> cc, List<Mailbox> bcc) {
    int named = to.size() + cc.size() + bcc.size();
    if (named > options.maxRecipients()) {
      throw new GatewayException(
          Fault.INVALID,
          "to, cc and bcc must name at most " + options.maxRecipients() + " recipients");
    }
    Set<String> each = new LinkedHashSet<>();
    add(grant, each, "to", to);
    add(grant, each, "cc", cc);
    add(grant, each, "bcc", bcc);
    return List.copyOf(each);
  }

  private void add(Grant grant, Set<String> each, String field, List<Mailbox> mailboxes) {
    mailboxes.stream()
        .flatMap(mailbox -> MailAddresses.parse(mailbox.email()).stream())
        .filter(address -> each.add(address.toString()))
        .forEach(address -> check(grant, field, address));
  }

  // A recipient that does not exist is the request's mistake, not a missing resource.
  private void check(Grant grant, String field, MailAddress address) {
    try {
      services.sending().checkRecipient(grant.account(), address);
    } catch (GatewayException refusal) {
      Fault fault = refusal.fault() == Fault.NOT_FOUND ? Fault.INVALID : refusal.fault();
      throw new GatewayException(fault, field + ": " + refusal.text(), refusal);
    }
  }

  /// Returns the message that `reply_to_message_id` names.
  ///
  /// @throws GatewayException with INVALID if there is none
  Optional<StoredMessage> answered(Grant grant, SendRequest wanted) {
    if (wanted.replyToMessageId().isEmpty()) {
      return Optional.empty();
    }
    Optional<StoredMessage> found =
        Ids.message(wanted.replyToMessageId().get())
            .flatMap(id -> services.mail().read(grant.account(), read -> read.message(id)));
    if (found.isEmpty()) {
      throw new GatewayException(
          Fault.INVALID, "reply_to_message_id names no message of this grant");
    }
    return found;
  }

  /// Returns a Message-ID for a new mail.
  String newId(Grant grant) {
    String domain = grant.email().substring(grant.email().indexOf('@') + 1);
    return MessageIds.next(services.clock(), random, domain);
  }

  /// Writes a mail.
  ///
  /// @return a body that the caller closes
  /// @throws GatewayException with INVALID
  Blob write(Grant grant, SendRequest wanted, Answers answers, String messageId) {
    return write(grant, wanted, Optional.empty(), answers, messageId);
  }

  /// Writes a mail whose HTML form is `html`, while its plain form is made of its body.
  Blob write(
      Grant grant, SendRequest wanted, Optional<String> html, Answers answers, String messageId) {
    return write(
        new Outgoing(
            from(grant, wanted),
            wanted.to(),
            wanted.cc(),
            wanted.bcc(),
            wanted.replyTo(),
            wanted.subject(),
            wanted.body(),
            html.orElse(null),
            wanted.plaintext(),
            wanted.attachments(),
            answers.inReplyTo(),
            answers.references(),
            wanted.customHeaders(),
            messageId,
            services.clock().instant()));
  }

  private Blob write(Outgoing outgoing) {
    try (BlobSink sink = services.mail().sink()) {
      MessageWriter.write(outgoing, new SinkStream(sink));
      return sink.finish();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private Mailbox from(Grant grant, SendRequest wanted) {
    Mailbox own = new Mailbox(grant.name(), grant.email());
    Mailbox from = wanted.from().orElse(own);
    if (!isOwn(grant, from)) {
      throw new GatewayException(Fault.INVALID, "from must be the address of the grant");
    }
    return from.name().isEmpty() ? new Mailbox(grant.name(), from.email()) : from;
  }

  /// Says whether an address is the grant's, whatever its letter case and tag, or an alias of it.
  boolean isOwn(Grant grant, Mailbox mailbox) {
    return services.sending().isOwn(grant, mailbox.email());
  }

  /// Returns who a draft says that it is from, if that is its owner.
  Optional<Mailbox> author(Grant grant, StoredMessage draft) {
    return draft.digest().from().stream().findFirst().filter(from -> isOwn(grant, from));
  }
}
