package dev.postern.store.sqlite;

import dev.postern.mail.Mailbox;
import dev.postern.mailbox.AccountId;
import dev.postern.mailbox.MessageId;
import dev.postern.mailbox.ThreadId;
import dev.postern.outbound.Approval;
import dev.postern.outbound.Scheduled;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.UUID;

/// Rows of the table `approval`.
final class ApprovalRows {
  static final String SELECT =
      "SELECT a.account,a.id,a.status,a.draft,a.draft_revision,a.hash,a.due,a.message,a.thread,"
          + "a.sender,a.recipients,a.submitted,a.reply_to,a.metadata,a.wishes,a.heading,a.created,"
          + "a.decided,a.reason FROM approval a";

  private ApprovalRows() {}

  static Approval read(ResultSet rows) throws SQLException {
    return new Approval(
        new AccountId(rows.getLong(1)),
        UUID.fromString(rows.getString(2)),
        Approval.Status.valueOf(rows.getString(3)),
        new Scheduled.Draft(new MessageId(rows.getLong(4)), rows.getInt(5)),
        rows.getString(6),
        time(rows.getLong(7)),
        new MessageId(rows.getLong(8)),
        new ThreadId(rows.getLong(9)),
        plan(rows),
        unpack(rows.getBytes(16)),
        Instant.ofEpochMilli(rows.getLong(17)),
        time(rows.getLong(18)),
        rows.getString(19));
  }

  private static Scheduled.Plan plan(ResultSet rows) throws SQLException {
    long replyTo = rows.getLong(13);
    return new Scheduled.Plan(
        rows.getString(10),
        List.of(rows.getString(11).split("\n", -1)),
        rows.getInt(12) != 0,
        replyTo == 0 ? Optional.empty() : Optional.of(new MessageId(replyTo)),
        MessageRow.unpackMetadata(rows.getBytes(14)),
        Optional.empty(),
        OptionalLong.empty(),
        WishesCodec.unpack(rows.getBytes(15)));
  }

  private static Optional<Instant> time(long millis) {
    return millis == 0 ? Optional.empty() : Optional.of(Instant.ofEpochMilli(millis));
  }

  static byte[] pack(Approval.Heading heading) {
    Packer out = new Packer().text(heading.subject()).text(heading.snippet());
    for (List<Mailbox> each : List.of(heading.from(), heading.to(), heading.cc(), heading.bcc())) {
      out.number(each.size());
      each.forEach(mailbox -> out.text(mailbox.name()).text(mailbox.email()));
    }
    return out.bytes();
  }

  private static Approval.Heading unpack(byte[] packed) {
    Unpacker in = new Unpacker(packed);
    String subject = in.text();
    String snippet = in.text();
    List<Mailbox> from = mailboxes(in);
    List<Mailbox> to = mailboxes(in);
    List<Mailbox> cc = mailboxes(in);
    return new Approval.Heading(from, to, cc, mailboxes(in), subject, snippet);
  }

  private static List<Mailbox> mailboxes(Unpacker in) {
    long count = in.number();
    List<Mailbox> mailboxes = new ArrayList<>();
    for (long i = 0; i < count; i++) {
      String name = in.text();
      mailboxes.add(new Mailbox(name, in.text()));
    }
    return mailboxes;
  }
}
