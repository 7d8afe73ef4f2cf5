package dev.postern.outbound.report;

import dev.postern.mailbox.Blob;
import dev.postern.mailbox.MailTx;
import dev.postern.outbound.Endings;
import dev.postern.outbound.QueueTx;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/// A report that is queued, and what follows else.
///
/// @param report closed with this
/// @param to the sender of the mail it is about
record ReportEffect(SenderEffect also, Blob report, String to, Instant now, Instant expires)
    implements Endings.Effect {
  @Override
  public void apply(QueueTx queue, Optional<MailTx> sender) {
    long _ = queue.enqueue(report, new QueueTx.Envelope("", List.of(to), false, now, expires));
    also.apply(queue, sender);
  }

  @Override
  public void close() {
    report.close();
  }
}
