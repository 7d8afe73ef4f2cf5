package dev.postern.delivery;

import dev.postern.auth.Grant;
import dev.postern.auth.GrantStore;
import dev.postern.fault.Fault;
import dev.postern.fault.GatewayException;
import dev.postern.mail.Digest;
import dev.postern.mail.MessageReader;
import dev.postern.mailbox.AccountId;
import dev.postern.mailbox.Blob;
import dev.postern.mailbox.Flags;
import dev.postern.mailbox.FolderId;
import dev.postern.mailbox.MailStore;
import dev.postern.mailbox.MailTx;
import dev.postern.mailbox.NewMessage;
import dev.postern.threads.Threading;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Puts a message into a folder as its owner asks: IMAP APPEND.
public final class Filing {
  private final MailStore store;
  private final GrantStore grants;
  private final InstantSource clock;

  /// Files into the mailboxes of `store`.
  public Filing(MailStore store, GrantStore grants, InstantSource clock) {
    this.store = store;
    this.grants = grants;
    this.clock = clock;
  }

  /// Adds a message exactly as it is; durable when this returns.
  ///
  /// The message is read and its thread's ids are known before the transaction; only the thread is
  /// looked up inside.
  ///
  /// @param blob kept open by the caller
  /// @param internalDate seconds, and `zone` minutes east of UTC (RFC 9051 section 2.3.3)
  /// @param origin see [MailStore#commit]
  /// @throws GatewayException with NOT_FOUND if the account or folder is gone, or what
  ///   [MailStore#commit] throws; then nothing was added
  public MailTx.Added append(
      AccountId account,
      FolderId folder,
      Blob blob,
      Flags flags,
      long internalDate,
      int zone,
      Object origin) {
    Grant owner =
        grants
            .grantOf(account)
            .orElseThrow(() -> new GatewayException(Fault.NOT_FOUND, "no such account"));
    Digest digest = MessageReader.read(blob.bytes());
    Instant now = clock.instant();
    return store.commit(
        account,
        origin,
        tx ->
            tx.add(
                new NewMessage(
                    blob,
                    digest,
                    Threading.join(tx, digest, owner.email(), now),
                    List.of(folder),
                    flags,
                    now,
                    internalDate,
                    zone,
                    Optional.empty(),
                    Map.of())));
  }
}
