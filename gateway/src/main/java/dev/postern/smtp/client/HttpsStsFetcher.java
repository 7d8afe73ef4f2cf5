package dev.postern.smtp.client;

import dev.postern.dns.Dns;
import dev.postern.net.PrivateAddress;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Gets policies over HTTPS: no redirects, at most 64 KiB, at most a minute.
final class HttpsStsFetcher implements StsFetcher {
  private static final Duration LIMIT = Duration.ofSeconds(60);
  private static final Duration CONNECT = Duration.ofSeconds(15);
  private static final int MAX_SIZE = 64 << 10;

  private final Dns dns;
  private final boolean allowPrivate;
  private final Executor threads;
  private @Nullable HttpClient client;

  /// @param threads runs look-ups of names, which block a thread each
  HttpsStsFetcher(Dns dns, boolean allowPrivate, Executor threads) {
    this.dns = dns;
    this.allowPrivate = allowPrivate;
    this.threads = threads;
  }

  private synchronized HttpClient client() {
    if (client == null) {
      client =
          HttpClient.newBuilder()
              .executor(threads)
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
    HttpRequest request =
        HttpRequest.newBuilder(URI.create("https://" + host + "/.well-known/mta-sts.txt"))
            .timeout(LIMIT)
            .build();
    try {
      HttpResponse<InputStream> response =
          client()
              .send(
                  request,
                  HttpResponse.BodyHandlers.limiting(
                      HttpResponse.BodyHandlers.ofInputStream(), MAX_SIZE));
      try (InputStream body = response.body()) {
        return text(response, body);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    } catch (IllegalArgumentException e) {
      throw new IOException("no such host: " + host, e);
    }
  }

  private static String text(HttpResponse<InputStream> response, InputStream body)
      throws IOException {
    String type = response.headers().firstValue("Content-Type").orElse("");
    if (response.statusCode() != 200 || !type.startsWith("text/plain")) {
      throw new IOException("status " + response.statusCode() + ", type \"" + type + "\"");
    }
    return new String(body.readAllBytes(), StandardCharsets.UTF_8);
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
