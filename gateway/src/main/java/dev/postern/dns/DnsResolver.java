package dev.postern.dns;

import com.github.benmanes.caffeine.cache.AsyncCache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Expiry;
import com.github.benmanes.caffeine.cache.Ticker;
import java.io.ByteArrayOutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.xbill.DNS.AAAARecord;
import org.xbill.DNS.ARecord;
import org.xbill.DNS.MXRecord;
import org.xbill.DNS.Name;
import org.xbill.DNS.PTRRecord;
import org.xbill.DNS.Record;
import org.xbill.DNS.ReverseMap;
import org.xbill.DNS.TLSARecord;
import org.xbill.DNS.TXTRecord;
import org.xbill.DNS.Type;

/// The domain name system as recursive servers know it, remembered for as long as they allow.
///
/// The same question asked by several at once is sent once. The memory is bounded: 16 MiB, one day,
/// one hour for what does not exist, 10 s for what nobody could answer. `localhost` and names below
/// it are answered without asking anybody, and names that cannot exist too.
public final class DnsResolver implements Dns {
  /// How long a server has for its answer.
  public static final Duration PATIENCE = Duration.ofSeconds(5);

  private static final long MEMORY = 16L << 20;
  private static final int QUESTION = 200;

  private final Duration patience;
  private final boolean vouched;
  private final Supplier<Upstream> connecting;
  private final AsyncCache<Question, Found> memory;
  private volatile @Nullable Upstream upstream;

  /// Asks `servers`, or if there are none those that this machine is set up to ask; they are looked
  /// up with the first question.
  public DnsResolver(List<InetSocketAddress> servers, Dnssec dnssec) {
    this(servers, dnssec, PATIENCE, Ticker.systemTicker());
  }

  DnsResolver(List<InetSocketAddress> servers, Dnssec dnssec, Duration patience, Ticker ticker) {
    this(servers, dnssec, patience, ticker, Duration.ofDays(1));
  }

  private DnsResolver(
      List<InetSocketAddress> servers,
      Dnssec dnssec,
      Duration patience,
      Ticker ticker,
      Duration longest) {
    List<InetSocketAddress> asked = List.copyOf(servers);
    this.patience = patience;
    this.vouched = dnssec != Dnssec.OFF;
    this.connecting = () -> Upstream.of(asked, dnssec, patience, Upstream.ROOT_ANCHORS);
    this.memory =
        Caffeine.newBuilder()
            .ticker(ticker)
            .executor(Runnable::run)
            .maximumWeight(MEMORY)
            .weigher((Question _, Found found) -> QUESTION + found.weight())
            .expireAfter(Expiry.creating((Question _, Found found) -> least(found.ttl(), longest)))
            .buildAsync();
  }

  /// Asks as others do, but remembers for seconds only: for whoever waits for a record to appear.
  public static DnsResolver fresh(List<InetSocketAddress> servers, Dnssec dnssec) {
    return new DnsResolver(servers, dnssec, PATIENCE, Ticker.systemTicker(), Duration.ofSeconds(2));
  }

  private static Duration least(Duration a, Duration b) {
    return a.compareTo(b) < 0 ? a : b;
  }

  @Override
  public Answer<String> text(String name) {
    return ask(name, Type.TXT, record -> joined((TXTRecord) record));
  }

  @Override
  public Answer<Mx> mx(String name) {
    return ask(
        name,
        Type.MX,
        record -> {
          MXRecord mx = (MXRecord) record;
          return new Mx(mx.getPriority(), DnsName.text(mx.getTarget()));
        });
  }

  @Override
  public Answer<InetAddress> ipv4(String name) {
    return ask(name, Type.A, record -> ((ARecord) record).getAddress());
  }

  @Override
  public Answer<InetAddress> ipv6(String name) {
    return ask(name, Type.AAAA, record -> ((AAAARecord) record).getAddress());
  }

  @Override
  public Answer<String> names(InetAddress address) {
    return read(
        look(ReverseMap.fromAddress(address), Type.PTR),
        record -> DnsName.text(((PTRRecord) record).getTarget()));
  }

  @Override
  public Answer<Tlsa> tlsa(String name) {
    return ask(
        name,
        Type.TLSA,
        record -> {
          TLSARecord tlsa = (TLSARecord) record;
          return new Tlsa(
              tlsa.getCertificateUsage(),
              tlsa.getSelector(),
              tlsa.getMatchingType(),
              tlsa.getCertificateAssociationData());
        });
  }

  /// Returns about how many answers are remembered.
  long remembered() {
    memory.synchronous().cleanUp();
    return memory.synchronous().estimatedSize();
  }

  private <T> Answer<T> ask(String text, int type, Function<Record, T> reader) {
    Optional<Name> name = DnsName.of(text);
    if (name.isEmpty()) {
      return new Answer<>(Answer.Status.NO_SUCH_NAME, List.of(), false);
    }
    Found found =
        DnsName.local(name.get()) ? Localhost.of(name.get(), type) : look(name.get(), type);
    return read(found, reader);
  }

  private static <T> Answer<T> read(Found found, Function<Record, T> reader) {
    return new Answer<>(
        found.status(), found.records().stream().map(reader).distinct().toList(), found.secure());
  }

  private Found look(Name name, int type) {
    try {
      return memory
          .get(
              new Question(name, type),
              (question, _) -> Chase.start(upstream(), question.name(), question.type(), vouched))
          .get(patience.toMillis() * 4, TimeUnit.MILLISECONDS);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      return Found.FAILED;
    } catch (ExecutionException | TimeoutException | RuntimeException unanswered) {
      return Found.FAILED;
    }
  }

  private Upstream upstream() {
    Upstream made = upstream;
    if (made == null) {
      synchronized (this) {
        made = upstream == null ? connecting.get() : upstream;
        upstream = made;
      }
    }
    return made;
  }

  private static String joined(TXTRecord record) {
    var octets = new ByteArrayOutputStream();
    record.getStringsAsByteArrays().forEach(octets::writeBytes);
    return octets.toString(StandardCharsets.ISO_8859_1);
  }

  private record Question(Name name, int type) {}
}
