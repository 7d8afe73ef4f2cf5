package dev.postern.webhook.send;

import dev.postern.webhook.Webhook;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ScheduledExecutorService;
import java.util.zip.GZIPOutputStream;
import javax.net.ssl.SSLSocketFactory;

/// What is said to a webhook's receiver: the challenge, and signed notifications.
public final class HookClient {
  private static final Duration LIMIT = Duration.ofSeconds(10);

  private final HookHttp http;
  private final boolean allowPrivate;

  /// Talks to receivers.
  ///
  /// @param scheduler ends exchanges that take more than 10 s
  /// @param allowPrivate whether targets that are not of the public internet are allowed
  public HookClient(
      SSLSocketFactory tls, ScheduledExecutorService scheduler, boolean allowPrivate) {
    this.http = new HookHttp(tls, scheduler, LIMIT);
    this.allowPrivate = allowPrivate;
  }

  /// Says whether a text can be a webhook's URL at all; the challenge finds out the rest.
  public static boolean isUrl(String text) {
    return HookTarget.isUrl(text);
  }

  /// Asks the receiver to repeat a random value: status 200 and exactly that value as its body.
  ///
  /// @throws ChallengeException if it does not, or if the URL is no allowed target
  void challenge(String url) throws ChallengeException {
    String value = UUID.randomUUID().toString();
    HookHttp.Reply reply;
    try {
      HookTarget target = HookTarget.of(url, allowPrivate);
      String path = target.path();
      String asked = path + (path.indexOf('?') < 0 ? "?" : "&") + "challenge=" + encoded(value);
      reply = http.get(target, asked);
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

  /// Posts a notification, signed as it is sent.
  ///
  /// @return whether the receiver took it (2xx)
  /// @throws IOException if it could not be asked
  boolean post(Webhook webhook, byte[] json) throws IOException {
    byte[] body = webhook.compressed() ? pack(json) : json;
    Map<String, String> headers = new LinkedHashMap<>();
    headers.put("Content-Type", "application/json");
    if (webhook.compressed()) {
      headers.put("Content-Encoding", "gzip");
    }
    headers.put(Signature.HEADER, Signature.of(webhook.secret(), body));
    return http.post(HookTarget.of(webhook.url(), allowPrivate), headers, body).isSuccess();
  }

  private static String encoded(String value) {
    return URLEncoder.encode(value, StandardCharsets.UTF_8);
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
