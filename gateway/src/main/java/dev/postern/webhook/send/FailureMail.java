package dev.postern.webhook.send;

import dev.postern.outbound.Postmaster;
import dev.postern.webhook.Webhook;
import dev.postern.webhook.Webhook.Status;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Writes to the addresses that a webhook names when it is failing and when it has failed
/// (spec/api-data.md section 8, item 5): of each at most once a day, however often that changes.
/// Thread-safe.
public final class FailureMail {
  private static final Logger LOG = LoggerFactory.getLogger(FailureMail.class);
  private static final Duration DAY = Duration.ofDays(1);
  private static final int LONGEST_URL = 500;

  private final Postmaster postmaster;
  private final InstantSource clock;

  // Guarded by this; what is older than a day goes.
  private final Map<Told, Instant> told = new HashMap<>();

  private record Told(UUID webhook, Status status) {}

  /// Writes through `postmaster`.
  public FailureMail(Postmaster postmaster, InstantSource clock) {
    this.postmaster = postmaster;
    this.clock = clock;
  }

  /// Writes that a webhook has the status it has, if that is one to write of.
  public void tell(Webhook webhook) {
    Status status = webhook.status();
    boolean worth = status == Status.FAILING || status == Status.FAILED;
    List<String> to = webhook.notificationEmails();
    if (!worth || to.isEmpty() || !isNew(new Told(webhook.id(), status))) {
      return;
    }
    String state = status == Status.FAILING ? "is failing" : "has failed";
    String subject = "Webhook " + webhook.id() + " " + state;
    try {
      List<String> reached =
          postmaster.send(webhook.applicationId(), to, subject, text(webhook, state));
      if (reached.size() < to.size()) {
        LOG.warn("webhook {}: not all who should hear that it {} can", webhook.id(), state);
      }
    } catch (RuntimeException e) {
      LOG.warn("webhook {}: nobody hears that it {}", webhook.id(), state, e);
    }
  }

  private synchronized boolean isNew(Told news) {
    Instant now = clock.instant();
    told.values().removeIf(at -> !now.isBefore(at.plus(DAY)));
    return told.putIfAbsent(news, now) == null;
  }

  private static String text(Webhook webhook, String state) {
    String url = webhook.url().substring(0, Math.min(LONGEST_URL, webhook.url().length()));
    String what =
        "The webhook %s of application %s\n%s.\n\nIt delivers to %s\n\n"
            .formatted(webhook.id(), webhook.applicationId(), state, url.replaceAll("[^!-~]", "?"));
    return what
        + (webhook.status() == Status.FAILING
            ? """
            For a quarter of an hour its receiver has taken hardly any notification.
            Delivery goes on, at longer intervals; it ends if that lasts for 72 hours.
            """
            : """
            Delivery has ended. It begins again when the webhook's status is set to
            active; what happens until then is not delivered later.
            """);
  }
}
