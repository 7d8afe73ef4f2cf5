package dev.postern.dns;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.xbill.DNS.CNAMERecord;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.SOARecord;
import org.xbill.DNS.Section;

/// One question followed through its aliases to the end (RFC 1034 section 3.6.2).
final class Chase {
  private static final int MOST_LINKS = 10;
  private static final long LONGEST = Duration.ofDays(1).toSeconds();
  private static final long LONGEST_NEGATIVE = Duration.ofHours(1).toSeconds();
  private static final long NO_SOA = 60;

  private final Upstream upstream;
  private final int type;
  private final boolean vouched;
  private Name name;
  private boolean secure = true;
  private int links;
  private long ttl = LONGEST;

  private Chase(Upstream upstream, Name name, int type, boolean vouched) {
    this.upstream = upstream;
    this.name = name;
    this.type = type;
    this.vouched = vouched;
  }

  /// Asks for the records of a name. The future never fails.
  ///
  /// @param vouched whether the servers' word on DNSSEC counts
  static CompletableFuture<Found> start(Upstream upstream, Name name, int type, boolean vouched) {
    return new Chase(upstream, name, type, vouched)
        .ask()
        .exceptionally(_ -> Found.FAILED)
        .toCompletableFuture();
  }

  private CompletionStage<Found> ask() {
    return upstream.ask(name, type).thenCompose(this::read);
  }

  private CompletionStage<Found> read(Message reply) {
    int rcode = reply.getRcode();
    if (rcode != Rcode.NOERROR && rcode != Rcode.NXDOMAIN) {
      return CompletableFuture.completedFuture(Found.FAILED);
    }
    secure &= vouched && reply.getHeader().getFlag(Flags.AD);
    List<Record> answer = reply.getSection(Section.ANSWER);
    int before = links;
    List<Record> records = at(name, type, answer);
    while (records.isEmpty()) {
      Optional<CNAMERecord> alias = alias(answer);
      if (alias.isEmpty()) {
        break;
      }
      if (++links > MOST_LINKS) {
        return CompletableFuture.completedFuture(Found.FAILED);
      }
      ttl = Math.min(ttl, alias.get().getTTL());
      name = alias.get().getTarget();
      records = at(name, type, answer);
    }
    boolean open = records.isEmpty() && rcode == Rcode.NOERROR && links > before;
    return open && soa(reply).isEmpty()
        ? ask()
        : CompletableFuture.completedFuture(end(reply, records));
  }

  private Found end(Message reply, List<Record> records) {
    for (Record each : records) {
      ttl = Math.min(ttl, each.getTTL());
    }
    if (records.isEmpty()) {
      ttl = Math.min(Math.min(ttl, LONGEST_NEGATIVE), negative(reply));
    }
    Answer.Status status =
        !records.isEmpty()
            ? Answer.Status.FOUND
            : reply.getRcode() == Rcode.NXDOMAIN
                ? Answer.Status.NO_SUCH_NAME
                : Answer.Status.NO_DATA;
    return new Found(status, records, secure, Duration.ofSeconds(ttl));
  }

  // RFC 2308 section 5.
  private static long negative(Message reply) {
    return soa(reply).map(soa -> Math.min(soa.getTTL(), soa.getMinimum())).orElse(NO_SOA);
  }

  private static Optional<SOARecord> soa(Message reply) {
    return reply.getSection(Section.AUTHORITY).stream()
        .filter(SOARecord.class::isInstance)
        .map(SOARecord.class::cast)
        .findFirst();
  }

  private Optional<CNAMERecord> alias(List<Record> answer) {
    return answer.stream()
        .filter(each -> each.getName().equals(name))
        .filter(CNAMERecord.class::isInstance)
        .map(CNAMERecord.class::cast)
        .findFirst();
  }

  private static List<Record> at(Name name, int type, List<Record> answer) {
    return answer.stream()
        .filter(each -> each.getType() == type && each.getName().equals(name))
        .toList();
  }
}
