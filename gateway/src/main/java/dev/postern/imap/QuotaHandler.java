package dev.postern.imap;

import dev.postern.fault.Fault;
import dev.postern.imap.wire.Command;
import dev.postern.imap.wire.ResponseWriter;
import dev.postern.mailbox.Folder;
import dev.postern.mailbox.Quota;
import java.util.List;

/// GETQUOTA and GETQUOTAROOT (RFC 9208). Each account has one root, with the empty name; without a
/// limit it has none. Limits are the configuration's: there is no SETQUOTA.
final class QuotaHandler {
  private static final long UNIT = 1024;

  private QuotaHandler() {}

  static String quota(Session session, Command.GetQuota command) {
    if (!command.root().isEmpty() || !limit(session).isLimited()) {
      return Fault.NOT_FOUND.imap("no such quota root");
    }
    tell(session);
    return "OK GETQUOTA completed";
  }

  /// The mailbox need not exist (RFC 9208 section 4.1.3).
  static String root(Session session, Command.GetQuotaRoot command) {
    ResponseWriter out = session.out().put("* QUOTAROOT ").mailbox(command.mailbox());
    if (limit(session).isLimited()) {
      out.put(" \"\"").line();
      tell(session);
    } else {
      out.line();
    }
    return "OK GETQUOTAROOT completed";
  }

  private static Quota limit(Session session) {
    return session.services().options().quotas().apply(session.account());
  }

  /// Storage is told in units of 1024 octets, rounded up (C-113).
  private static void tell(Session session) {
    Quota quota = limit(session);
    List<Folder> folders =
        session.services().store().read(session.account(), read -> read.folders());
    Offer offer = session.offer();
    boolean storage = quota.octets().isPresent() && offer.works(Capability.QUOTA_STORAGE);
    boolean messages = quota.messages().isPresent() && offer.works(Capability.QUOTA_MESSAGE);
    ResponseWriter out = session.out().put("* QUOTA \"\" (");
    if (storage) {
      long used = folders.stream().mapToLong(Folder::size).sum();
      long most = quota.octets().orElseThrow();
      out.put("STORAGE ").put((used + UNIT - 1) / UNIT).put(' ').put(most / UNIT);
    }
    if (messages) {
      out.put(storage ? " MESSAGE " : "MESSAGE ");
      out.put(folders.stream().mapToLong(Folder::exists).sum());
      out.put(' ').put(quota.messages().orElseThrow());
    }
    out.put(')').line();
  }
}
