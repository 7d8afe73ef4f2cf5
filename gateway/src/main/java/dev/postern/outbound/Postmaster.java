package dev.postern.outbound;

import dev.postern.auth.Grant;
import dev.postern.auth.GrantStore;
import dev.postern.auth.GrantStore.GrantQuery;
import dev.postern.delivery.Blobs;
import dev.postern.delivery.Recipients;
import dev.postern.delivery.Recipients.Resolution;
import dev.postern.fault.GatewayException;
import dev.postern.mailbox.AccountId;
import dev.postern.mailbox.Blob;
import dev.postern.mailbox.MailStore;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;

/// Sends short plain mail in the server's own name. Nobody is told if it does not arrive.
public final class Postmaster {
  private static final DateTimeFormatter DATE =
      DateTimeFormatter.ofPattern("EEE, dd MMM yyyy HH:mm:ss Z", Locale.ROOT)
          .withZone(ZoneOffset.UTC);

  private final MailStore store;
  private final GrantStore grants;
  private final Recipients recipients;
  private final Sending sending;
  private final String domain;
  private final InstantSource clock;

  /// Sends from `postmaster` of `domain`.
  public Postmaster(
      MailStore store,
      GrantStore grants,
      Recipients recipients,
      Sending sending,
      String domain,
      InstantSource clock) {
    this.store = store;
    this.grants = grants;
    this.recipients = recipients;
    this.sending = sending;
    this.domain = domain;
    this.clock = clock;
  }

  /// Queues a mail to those of `to` that mail from here can reach; durable when this returns.
  ///
  /// @param application among whose mail it waits to be sent
  /// @param subject one line of ASCII
  /// @param text ASCII, lines of at most 998 characters that end with a line feed
  /// @return to whom it goes; none either if the application has no agent
  /// @throws GatewayException what [MailStore#commit] throws
  public List<String> send(UUID application, List<String> to, String subject, String text) {
    List<String> reached = to.stream().filter(this::isReached).toList();
    Optional<AccountId> place =
        reached.stream().flatMap(address -> local(address).stream()).findFirst();
    Optional<AccountId> account = place.or(() -> anyOf(application));
    if (reached.isEmpty() || account.isEmpty()) {
      return List.of();
    }
    byte[] mail = mail(reached, subject, text).getBytes(StandardCharsets.UTF_8);
    try (Blob blob = Blobs.of(store, List.of(MemorySegment.ofArray(mail)))) {
      sending.queue(account.get(), "", reached, blob, this);
    }
    return reached;
  }

  private boolean isReached(String address) {
    try {
      sending.checkRecipient(AccountId.NOBODY, address);
      return true;
    } catch (GatewayException _) {
      return false;
    }
  }

  private Optional<AccountId> local(String address) {
    return recipients.resolve(address) instanceof Resolution.Local local
        ? Optional.of(local.grant().account())
        : Optional.empty();
  }

  private Optional<AccountId> anyOf(UUID application) {
    GrantQuery oldest =
        new GrantQuery(
            Optional.of(application),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            false,
            true,
            1,
            0);
    return grants.grants(oldest).stream().map(Grant::account).findFirst();
  }

  private String mail(List<String> to, String subject, String text) {
    return String.join(
        "\r\n",
        "From: Postmaster <postmaster@" + domain + ">",
        "To: " + String.join(",\r\n ", to),
        "Subject: " + subject,
        "Date: " + DATE.format(clock.instant()),
        "Message-ID: <" + UUID.randomUUID() + "@" + domain + ">",
        "Auto-Submitted: auto-generated",
        "MIME-Version: 1.0",
        "Content-Type: text/plain; charset=us-ascii",
        "",
        text.replace("\n", "\r\n"));
  }
}
