package dev.postern.dns;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.xbill.DNS.EDNSOption;
import org.xbill.DNS.Message;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Resolver;
import org.xbill.DNS.TSIG;

/// Several servers as one: the one that answered last first, after silence or a refusal the next; a
/// single one twice.
final class Servers implements Resolver {
  private static final int TRIES = 2;

  private final List<Resolver> all;
  private final Duration patience;
  private volatile int first;

  /// Asks each for as long as `patience`.
  Servers(List<Resolver> all, Duration patience) {
    this.all = List.copyOf(all);
    this.patience = patience;
  }

  @Override
  public CompletionStage<Message> sendAsync(Message query, Executor executor) {
    return send(query, executor, first, 1);
  }

  private CompletableFuture<Message> send(Message query, Executor executor, int server, int tries) {
    return all.get(server)
        .sendAsync(query.clone(), executor)
        .toCompletableFuture()
        .orTimeout(patience.toMillis(), TimeUnit.MILLISECONDS)
        .handle((@Nullable Message reply, @Nullable Throwable _) -> {
          if (reply != null && usable(reply)) {
            first = server;
            return CompletableFuture.completedFuture(reply);
          }
          boolean again = tries < (reply == null ? Math.max(TRIES, all.size()) : all.size());
          if (again) {
            return send(query, executor, (server + 1) % all.size(), tries + 1);
          }
          return reply == null
              ? CompletableFuture.<Message>failedFuture(new IOException("no answer"))
              : CompletableFuture.completedFuture(reply);
        })
        .thenCompose(Function.identity());
  }

  private static boolean usable(Message reply) {
    return reply.getRcode() == Rcode.NOERROR || reply.getRcode() == Rcode.NXDOMAIN;
  }

  private void each(Consumer<Resolver> setting) {
    all.forEach(setting);
  }

  @Override
  public void setPort(int port) {
    each(server -> server.setPort(port));
  }

  @Override
  public void setTCP(boolean always) {
    each(server -> server.setTCP(always));
  }

  @Override
  public void setIgnoreTruncation(boolean ignored) {
    each(server -> server.setIgnoreTruncation(ignored));
  }

  @Override
  public void setEDNS(int version, int payload, int flags, List<EDNSOption> options) {
    each(server -> server.setEDNS(version, payload, flags, options));
  }

  @Override
  public void setTSIGKey(TSIG key) {
    each(server -> server.setTSIGKey(key));
  }

  @Override
  public void setTimeout(Duration timeout) {
    each(server -> server.setTimeout(timeout));
  }
}
