package dev.postern.smtp.client;

import dev.postern.dns.Dns;
import dev.postern.net.PrivateAddress;
import java.io.IOException;
import java.net.InetAddress;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Gets policies over HTTPS: no redirects, at most 64 KiB, at most a minute.
final class HttpsStsFetcher implements StsFetcher {
  static final Duration LIMIT = Duration.ofSeconds(60);
  private static final Duration CONNECT = Duration.ofSeconds(15);
  private static final int MAX_SIZE = 64 << 10;

  private final Dns dns;
  private final boolean allowPrivate;
  private final Supplier<HttpClient.Builder> builder;
  private final UnaryOperator<URI> place;
  private final Duration limit;
  private @Nullable HttpClient client;

  /// @param threads runs look-ups of names, which block a thread each
  HttpsStsFetcher(Dns dns, boolean allowPrivate, Executor threads) {
    this(
        dns,
        allowPrivate,
        () -> HttpClient.newBuilder().executor(threads),
        UnaryOperator.identity(),
        LIMIT);
  }

  /// @param builder of the client, asked once
  /// @param place where a policy's URI leads
  /// @param limit from the request to the last octet
  HttpsStsFetcher(
      Dns dns,
      boolean allowPrivate,
      Supplier<HttpClient.Builder> builder,
      UnaryOperator<URI> place,
      Duration limit) {
    this.dns = dns;
    this.allowPrivate = allowPrivate;
    this.builder = builder;
    this.place = place;
    this.limit = limit;
  }

  private synchronized HttpClient client() {
    if (client == null) {
      client =
          builder
              .get()
              .connectTimeout(CONNECT)
              .followRedirects(HttpClient.Redirect.NEVER)
              .version(HttpClient.Version.HTTP_1_1)
              .build();
    }
    return client;
  }

  @Override
  public String fetch(String domain) throws IOException {
    String host = "mta-sts." + domain;
    requirePublic(host);
    try {
      URI policy = URI.create("https://" + host + "/.well-known/mta-sts.txt");
      return text(answer(HttpRequest.newBuilder(place.apply(policy)).build()));
    } catch (IllegalArgumentException e) {
      throw new IOException("no such host: " + host, e);
    }
  }

  // The client's own time limit ends with the header: a body may take for ever.
  private HttpResponse<String> answer(HttpRequest request) throws IOException {
    CompletableFuture<HttpResponse<String>> answer =
        client()
            .sendAsync(
                request,
                HttpResponse.BodyHandlers.limiting(
                    HttpResponse.BodyHandlers.ofString(StandardCharsets.UTF_8), MAX_SIZE));
    boolean answered = false;
    try {
      HttpResponse<String> whole = answer.get(limit.toMillis(), TimeUnit.MILLISECONDS);
      answered = true;
      return whole;
    } catch (TimeoutException _) {
      throw new SocketTimeoutException();
    } catch (ExecutionException e) {
      throw new IOException(String.valueOf(e.getCause()), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    } finally {
      if (!answered) {
        boolean _ = answer.cancel(true);
      }
    }
  }

  private static String text(HttpResponse<String> response) throws IOException {
    String type = response.headers().firstValue("Content-Type").orElse("");
    if (response.statusCode() != 200 || !type.toLowerCase(Locale.ROOT).startsWith("text/plain")) {
      String shown = type.substring(0, Math.min(40, type.length()));
      throw new IOException("status " + response.statusCode() + ", type \"" + shown + "\"");
    }
    return response.body();
  }

  // Who receives our mail must not lead us into the network we stand in.
  private void requirePublic(String host) throws IOException {
    List<InetAddress> addresses =
        Stream.concat(dns.ipv6(host).records().stream(), dns.ipv4(host).records().stream())
            .toList();
    if (addresses.isEmpty()) {
      throw new IOException("no address");
    }
    if (!allowPrivate && addresses.stream().anyMatch(PrivateAddress::is)) {
      throw new IOException("a private address");
    }
  }
}
