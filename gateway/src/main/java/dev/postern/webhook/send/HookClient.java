package dev.postern.webhook.send;

import dev.postern.webhook.Webhook;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Executor;
import java.util.concurrent.ScheduledExecutorService;
import java.util.zip.GZIPOutputStream;
import javax.net.ssl.SSLSocketFactory;

/// What is said to a webhook's receiver: the challenge, and signed notifications.
public final class HookClient {
  private static final Duration LIMIT = Duration.ofSeconds(10);

  private final HookHttp http;

  /// Talks to receivers.
  ///
  /// @param scheduler ends exchanges that take more than 10 s
  /// @param lookups runs look-ups of names, which block a thread each
  /// @param allowPrivate whether targets that are not of the public internet are allowed
  public HookClient(
      SSLSocketFactory tls,
      ScheduledExecutorService scheduler,
      Executor lookups,
      boolean allowPrivate) {
    this.http = new HookHttp(tls, scheduler, lookups, LIMIT, allowPrivate);
  }

  /// Says whether a text can be a webhook's URL at all; the challenge finds out the rest.
  public static boolean isUrl(String text) {
    try {
      HookUrl _ = HookUrl.of(text);
      return true;
    } catch (IOException _) {
      return false;
    }
  }

  /// Asks the receiver to repeat a random value: status 200 and exactly that value as its body.
  ///
  /// @throws ChallengeException if it does not, or if the URL is no allowed target
  void challenge(String url) throws ChallengeException {
    String value = UUID.randomUUID().toString();
    HookHttp.Reply reply;
    try {
      HookUrl asked = HookUrl.of(url);
      reply = http.get(asked, asked.pathWith("challenge=" + value));
    } catch (IOException e) {
      String why = e.getMessage();
      throw new ChallengeException(why == null ? "no answer" : why);
    }
    if (reply.status() != 200) {
      throw new ChallengeException("status is not ok, got " + reply.status());
    }
    if (!value.equals(new String(reply.body(), StandardCharsets.UTF_8))) {
      throw new ChallengeException("body is not the challenge");
    }
  }

  /// Posts an example.
  ///
  /// @throws ChallengeException if the receiver does not take it, or if the URL is no allowed
  ///   target
  void test(String url, String secret, byte[] json) throws ChallengeException {
    int status;
    try {
      status = post(url, secret, false, json).status();
    } catch (IOException e) {
      String why = e.getMessage();
      throw new ChallengeException(why == null ? "no answer" : why);
    }
    if (status / 100 != 2) {
      throw new ChallengeException("status is not ok, got " + status);
    }
  }

  /// Posts a notification, signed as it is sent.
  ///
  /// @throws IOException if the receiver could not be asked
  HookHttp.Reply post(Webhook webhook, byte[] json) throws IOException {
    return post(webhook.url(), webhook.secret(), webhook.compressed(), json);
  }

  /// Posts a notification to a receiver that need not be a webhook's.
  HookHttp.Reply post(String url, String secret, boolean compressed, byte[] json)
      throws IOException {
    byte[] body = compressed ? pack(json) : json;
    Map<String, String> headers = new LinkedHashMap<>();
    headers.put("Content-Type", "application/json");
    if (compressed) {
      headers.put("Content-Encoding", "gzip");
    }
    headers.put(Signature.HEADER, Signature.of(secret, body));
    return http.post(HookUrl.of(url), headers, body);
  }

  private static byte[] pack(byte[] json) {
    ByteArrayOutputStream packed = new ByteArrayOutputStream();
    try (GZIPOutputStream out = new GZIPOutputStream(packed)) {
      out.write(json);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return packed.toByteArray();
  }
}
