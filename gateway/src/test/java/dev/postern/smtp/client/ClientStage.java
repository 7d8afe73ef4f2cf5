package dev.postern.smtp.client;

import dev.postern.config.Config;
import dev.postern.config.ConfigException;
import dev.postern.config.ConfigSource;
import dev.postern.mailbox.AccountId;
import dev.postern.mailbox.BlobSink;
import dev.postern.outbound.Transport;
import dev.postern.outbound.Transport.Outcome;
import dev.postern.outbound.Wishes;
import dev.postern.support.MemorySink;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// A transport with names and times of a test's own.
final class ClientStage implements AutoCloseable {
  static final String MAIL = "Subject: x\r\nBcc: kept@y\r\n\r\n.dot\r\nend\r\n";

  final FakeDns dns = new FakeDns();
  final Map<AccountId, String> chosen = new HashMap<>();
  final Map<String, String> settings = new HashMap<>();
  private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor();
  private final ExecutorService workers = Executors.newVirtualThreadPerTaskExecutor();
  Timeouts timeouts = Timeouts.all(Duration.ofSeconds(10), Duration.ofSeconds(5));
  MessageSigner signer = MessageSigner.NONE;
  Supplier<BlobSink> scratch = () -> new MemorySink(100 << 20);
  TlsClient tls = TlsClient.system();
  StsFetcher fetcher =
      domain -> {
        throw new IOException("no policy of " + domain);
      };
  InstantSource clock = InstantSource.system();
  HostNames names = host -> List.of(InetAddress.getByName(host));
  private @Nullable MxTransport made;

  /// Returns one whose mail for all goes straight to `port` of the servers that `dns` names.
  static ClientStage direct(int port) {
    ClientStage stage = new ClientStage();
    stage.settings.put("outbound.direct", "true");
    stage.settings.put("outbound.port", String.valueOf(port));
    stage.settings.put("outbound.allow-private-targets", "true");
    stage.dns.mx("there.test", 10, "mx.there.test").address("mx.there.test", "127.0.0.1");
    return stage;
  }

  /// Returns one with a smarthost without TLS.
  static ClientStage smarthost(int port) {
    ClientStage stage = new ClientStage();
    stage.settings.put("smarthost.host", "127.0.0.1");
    stage.settings.put("smarthost.port", String.valueOf(port));
    stage.settings.put("smarthost.tls", "none");
    return stage;
  }

  ClientStage set(String key, String value) {
    settings.put(key, value);
    return this;
  }

  MxTransport transport() {
    if (made == null) {
      Config config = config();
      made =
          new MxTransport(
              new Routes(config, account -> Optional.ofNullable(chosen.get(account))),
              new ClientOptions(
                  "mx.here.test",
                  config.outbound().port(),
                  config.outbound().allowPrivateTargets(),
                  timeouts),
              new MxTransport.Surroundings(
                  dns, names, signer, scratch, clock, new Random(1), timer, workers, workers),
              tls,
              fetcher);
    }
    return made;
  }

  private Config config() {
    try {
      List<String> sets =
          settings.entrySet().stream().map(e -> e.getKey() + "=" + e.getValue()).toList();
      return new ConfigSource(Optional.empty(), Optional.of(Path.of("none")), sets, Map.of())
          .load()
          .config();
    } catch (ConfigException e) {
      throw new IllegalStateException(e);
    }
  }

  List<Outcome> send(String mail, String... recipients) {
    return sendFrom("ann@here.test", mail, recipients);
  }

  List<Outcome> sendFrom(String sender, String mail, String... recipients) {
    return transport()
        .send(job(sender, mail.getBytes(StandardCharsets.ISO_8859_1), Wishes.NONE, recipients));
  }

  List<Outcome> send(byte[] mail, String... recipients) {
    return transport().send(job("ann@here.test", mail, Wishes.NONE, recipients));
  }

  List<Outcome> send(Wishes wishes, String... recipients) {
    byte[] mail = MAIL.getBytes(StandardCharsets.ISO_8859_1);
    return transport().send(job("ann@here.test", mail, wishes, recipients));
  }

  static Transport.Job job(String sender, byte[] mail, Wishes wishes, String... recipients) {
    return new Transport.Job(
        AccountId.NOBODY, sender, List.of(recipients), MemorySegment.ofArray(mail), wishes);
  }

  @Override
  public void close() {
    if (made != null) {
      made.close();
    }
    timer.shutdownNow();
    workers.shutdownNow();
  }
}
